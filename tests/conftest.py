from __future__ import annotations

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, settings

settings.register_profile(
    "newsdesk",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    max_examples=150,
)
settings.load_profile("newsdesk")


@pytest.fixture
def dataset(db: None) -> None:
    """The shipped data set."""
    call_command("load_dataset", verbosity=0)
