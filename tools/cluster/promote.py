"""`python -m tools.cluster.promote [FOLDER]`: replace a lost primary with the replica.

The three steps are those of any deployment (docs/operations.md): make sure that the old primary is
down, promote the replica, point PgBouncer to it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tools.cluster.cluster import STATE, Bouncer
from tools.cluster.postgresql import Server
from tools.cluster.processes import ROOT, ClusterError


def promote(home: Path) -> None:
    """Promote the replica and return when writes work again. Raises ClusterError if no cluster runs
    or the old primary is up."""
    try:
        state = json.loads((home / STATE).read_text())
    except FileNotFoundError as error:
        raise ClusterError(f"No cluster runs in {home}: start one with `make cluster`.") from error
    password = state["password"]
    if Server("primary", home, state["primary"], password).is_answering():
        raise ClusterError(
            "The primary is running. Stop it first, or two servers would accept writes."
        )
    replica = Server("replica", home, state["replica"], password)
    replica.promote()
    bouncer = Bouncer(home, state["bouncer"], password)
    bouncer.point_to(replica.port, replica.port)
    bouncer.reload()


if __name__ == "__main__":
    try:
        promote(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "var" / "cluster").resolve())
    except ClusterError as error:
        sys.exit(str(error))
    print("The replica is the primary now. Don't start the old one again as it is.")
