"""`make cluster`: start a cluster, print where everything is, and stop it on Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys

from tools.cluster.cluster import Cluster
from tools.cluster.processes import ROOT, ClusterError

SUMMARY = """
  newsdesk       {cluster.url}/
  servers        {servers} (processes to kill)
  PgBouncer      127.0.0.1:{cluster.bouncer.port}
  PostgreSQL     primary 127.0.0.1:{cluster.primary.port}, replica 127.0.0.1:{cluster.replica.port}
  logs and data  {cluster.home}

  Try it: kill -9 {cluster.primary.process.pid} ends the primary, then `make promote`.
  Ctrl-C stops everything and deletes it.
"""


def run() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    home = ROOT / "var" / "cluster"
    if home.exists():
        sys.exit(
            f"{home} already exists: a cluster is running, or one was killed. In that case stop "
            "what is left of it and delete the folder."
        )
    try:
        cluster = Cluster(home, int(os.environ.get("PORT", "8000")))
    except ClusterError as error:
        sys.exit(str(error))
    try:
        cluster.start()
        servers = ", ".join(f"{server.name}: {server.pid}" for server in cluster.servers)
        print(SUMMARY.format(cluster=cluster, servers=servers), flush=True)
        signal.pause()
    except KeyboardInterrupt:
        print("Stopping ...", flush=True)
    except ClusterError as error:
        sys.exit(str(error))
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        cluster.stop()


if __name__ == "__main__":
    run()
