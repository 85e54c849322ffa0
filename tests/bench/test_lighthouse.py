from __future__ import annotations

import json
from typing import Any

from bench.peers.lighthouse import CATEGORIES, read_report


def said(score: float | None = 1, **more: Any) -> str:
    refs = {"auditRefs": [{"id": "contrast", "weight": 7}, {"id": "hint", "weight": 0}]}
    audits = {
        "contrast": {"score": 0, "scoreDisplayMode": "binary"},
        "hint": {"score": 0, "scoreDisplayMode": "binary"},
        "total-blocking-time": {"score": 1, "scoreDisplayMode": "numeric", "numericValue": 12.5},
    }
    categories = {name: {"score": 1, **refs} for name in CATEGORIES}
    categories["performance"]["score"] = score
    return json.dumps({"categories": categories, "audits": audits, **more})


def test_a_report_gives_scores_and_the_complaints_that_count() -> None:
    audit = read_report("vis 200", "mobile", said(0.985))
    assert (audit.scores, audit.blocked, audit.failure) == ([98, 100, 100, 100], 12.5, "")
    assert audit.complaints == ["contrast"]


def test_a_report_without_a_score_is_a_failure() -> None:
    assert read_report("vis 200", "mobile", said(None)).failure == "a category without score"
    broken = read_report("vis 200", "mobile", said(1, runtimeError={"message": "NO_FCP"}))
    assert (broken.failure, broken.scores) == ("NO_FCP", [])
