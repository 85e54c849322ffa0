"""newsdesk on several (simulated) machines: what readers and editors notice when one fails.

The tests share one cluster, so each continues with the state that the previous one left.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

from newsdesk.replica import RETRY_AFTER
from tests.cluster.people import Browser, Editor, Workers, reader_work, uncached_path
from tools.cluster.cluster import Cluster
from tools.cluster.processes import ROOT

#: Seconds from the promote command until an editor can save again. Readers never wait.
FAILOVER = 20
#: Seconds after which PostgreSQL reports the statistics of an idle session: `PGSTAT_IDLE_INTERVAL`
#: of its pgstat.c, plus one.
STATS_DELAY = 11
TIMELINE = "/admin/timeline/timeline/1/change/"
# SQL for one event that is public in the shipped data set.
RETRACT, RESTORE = (
    f"UPDATE timeline_event SET state = '{state}'"  # noqa: S608 - one of two words of ours
    " WHERE id = (SELECT min(id) FROM timeline_event) RETURNING public_id, slug"
    for state in ("retracted", "published")
)


def wait_until(what: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.1)


def readers(cluster: Cluster) -> list[Callable[[], str]]:
    """Return readers of pages that no cache has, of a cached page, and of a download."""
    return [
        reader_work(cluster.url, uncached_path, lambda: "/"),
        reader_work(cluster.url, lambda: uncached_path("/events.json"), lambda: "/t/"),
        reader_work(cluster.url, lambda: "/events.csv", lambda: "/corrections/"),
    ]


def person_slugs(cluster: Cluster) -> set[str]:
    """Return the slugs of all persons in the current primary."""
    found = (server for server in (cluster.primary, cluster.replica) if server.is_answering())
    primary = next(each for each in found if not each.query("SELECT pg_is_in_recovery()")[0][0])
    return {slug for (slug,) in primary.query("SELECT slug FROM timeline_person", "newsdesk")}


def server_logs(cluster: Cluster) -> str:
    """Return the logs of the application servers."""
    return "".join(server.log.read_text() for server in cluster.servers)


def test_both_servers_answer_and_readers_cost_the_primary_nothing(
    cluster: Cluster, editor: Editor
) -> None:
    def tables_read() -> list[int]:
        """Count each server's scans of our tables; maintenance processes scan system tables."""
        time.sleep(STATS_DELAY)
        count = "SELECT sum(seq_scan + coalesce(idx_scan, 0)) FROM pg_stat_user_tables"
        return [
            server.query(count, "newsdesk")[0][0] for server in (cluster.primary, cluster.replica)
        ]

    with Workers().running(*readers(cluster), editor.add) as workers:
        workers.wait_for(80)
    assert not workers.problems, server_logs(cluster)
    assert set(editor.saved) <= person_slugs(cluster)
    before = tables_read()
    with Workers().running(*readers(cluster)) as workers:
        workers.wait_for(30)
    of_primary, of_replica = (now - then for now, then in zip(tables_read(), before, strict=True))
    assert of_primary == 0 < of_replica
    answered = (cluster.home / "access.log").read_text()
    for server in cluster.servers:
        assert f"server=127.0.0.1:{cluster.port_of(server)} " in answered


def test_the_desk_reads_its_own_writes_while_the_replica_lags(
    cluster: Cluster, editor: Editor, reader: Browser
) -> None:
    fields = editor.fields(TIMELINE)
    path = f"/t/{fields['slug']}/"
    cluster.replica.query("SELECT pg_wal_replay_pause()")
    wait_until(
        lambda: cluster.replica.query("SELECT pg_get_wal_replay_pause_state()") == [("paused",)]
    )
    try:
        answer = editor.browser.fetch(TIMELINE, {**fields, "title": "Another title"})
        assert answer.status == 302, answer.text
        for _ in range(4):  # both servers get some of these requests
            assert "<h1>Another title" in "".join(
                editor.browser.fetch(uncached_path(path)).text.split("\n")
            )
            assert "Another title" not in reader.fetch(uncached_path(path)).text
            assert editor.add() == ""
        # The replica's snapshot ends before the first transaction that it hasn't replayed, so the
        # primary's columns can continue from the replica's.
        touch = "UPDATE timeline_topic SET position = position RETURNING pg_current_xact_id()::text"
        unseen = int(cluster.primary.query(touch, "newsdesk")[0][0])
        oldest = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
        assert int(cluster.replica.query(oldest)[0][0]) <= unseen
    finally:
        cluster.replica.query("SELECT pg_wal_replay_resume()")
    wait_until(lambda: "Another title" in reader.fetch(uncached_path(path)).text)


def test_a_fragment_is_not_the_page_and_each_is_kept(cluster: Cluster, reader: Browser) -> None:
    path = uncached_path()
    page, fragment = reader.fetch(path), reader.fetch(path, HX_Request="true")
    assert (page.cache, fragment.cache) == ("MISS", "MISS")
    assert "<!doctype html>" in page.text[:100].lower()
    assert "<!doctype html>" not in fragment.text.lower()
    for _ in range(2):
        again, part = reader.fetch(path), reader.fetch(path, HX_Request="true")
        assert (again.cache, again.text) == ("HIT", page.text)
        assert (part.cache, part.text) == ("HIT", fragment.text)
    for value, whole in (("true", page), ("false", fragment)):
        again = reader.fetch(path, HX_Request="true", HX_History_Restore_Request=value)
        assert (again.cache, again.text) == ("HIT", whole.text), value
    alone = reader.fetch(path, HX_History_Restore_Request="true")
    assert (alone.cache, alone.text) == ("HIT", page.text)


def test_nobody_can_put_a_fragment_in_the_place_of_a_page_nor_the_reverse(
    reader: Browser,
) -> None:
    """Whatever form the headers take, newsdesk and nginx's cache key interpret them alike."""
    odd: list[dict[str, str | list[str]]] = [
        {"HX_Request": "%74rue", "HX_Request_URI_AutoEncoded": "true"},
        {"HX_Request": "true:x"},
        {"HX_Request": ["true", "true"]},
        {"HX_Request": "true", "HX_History_Restore_Request": ["true", "true"]},
        {"HX_Request": "true", "HX_History_Restore_Request": ["false", "true"]},
        {"HX_Request": "TRUE"},
    ]
    for headers in odd:
        path = uncached_path()
        reader.fetch(path, **headers)
        assert "<!doctype html>" in reader.fetch(path).text[:100].lower(), headers
        assert "<!doctype html>" not in reader.fetch(path, HX_Request="true").text.lower(), headers


def test_who_has_data_already_is_sent_none(reader: Browser) -> None:
    for path in ("/events.json", "/events.csv", "/events.atom", "/events.ics", "/sitemap.xml"):
        first = reader.fetch(path)
        assert (first.status, first.cache) == (200, ""), path
        again = reader.fetch(path, If_None_Match=first.headers["etag"])
        assert (again.status, again.text) == (304, ""), path
    assert reader.fetch("/events.json", If_Match='"another"').status == 412


def test_a_long_query_is_answered_in_every_form(cluster: Cluster, reader: Browser) -> None:
    path = f"/?from={'(' * 10_000}"  # percent-encoded in a header, three times as long
    assert "((((" in reader.fetch(path).text
    assert reader.fetch(path, HX_Request="true", HX_Current_URL=path).status == 200
    assert reader.fetch(f"/events.json{path[1:]}").status == 400


def test_what_is_retracted_is_gone_from_nginx_too(cluster: Cluster, reader: Browser) -> None:
    [(public_id, slug)] = cluster.primary.query(RESTORE, "newsdesk")
    page, moved = f"/e/{public_id}/{slug}/", f"/e/{public_id}/another-name/"
    kept = {path: reader.fetch(path) for path in (page, moved)}
    assert {path: answer.status for path, answer in kept.items()} == {page: 200, moved: 301}
    assert [reader.fetch(path).cache for path in kept] == ["HIT", "HIT"]
    try:
        cluster.primary.query(RETRACT, "newsdesk")
        wait_until(lambda: {reader.fetch(path).status for path in kept} == {410})
        for _ in range(3):
            time.sleep(1)
            assert {reader.fetch(path).status for path in kept} == {410}
    finally:
        cluster.primary.query(RESTORE, "newsdesk")
    wait_until(
        lambda: {path: reader.fetch(path).status for path in kept} == {page: 200, moved: 301}
    )


def test_the_desk_is_not_kept_nor_is_what_it_sees(
    cluster: Cluster, editor: Editor, reader: Browser
) -> None:
    path = uncached_path()
    for _ in range(2):
        assert editor.browser.fetch(path).cache == "BYPASS"
        for unkept in ("/admin/", "/healthz", "/readyz", f"/preview/{'x' * 32}/"):
            assert editor.browser.fetch(unkept).cache == "", unkept
    for spelt in (f"/previe%77/{'x' * 32}/", f"/preview%2F{'x' * 32}/"):
        assert editor.browser.fetch(spelt).cache == "", spelt
    assert "x" * 32 not in (cluster.home / "access.log").read_text()
    assert reader.fetch(path).cache == "MISS"


def test_a_server_is_lost_and_nobody_notices(cluster: Cluster) -> None:
    """Except readers whose response was under way: nginx can't retry after sending half of it."""
    with Workers().running(*readers(cluster)) as workers:
        workers.wait_for(10)
        cluster.servers[0].kill()
        killed = time.monotonic()
        workers.wait_for(60)
    noticed = [each for each in workers.problems if not (each.is_cut and each.at < killed + 1)]
    assert not noticed, server_logs(cluster)
    cluster.start_server(0)


def test_while_no_server_is_left_readers_see_what_nginx_has(
    cluster: Cluster, editor: Editor, reader: Browser
) -> None:
    path = uncached_path()
    before = reader.fetch(path)
    for server in cluster.servers:
        server.kill()
    try:
        time.sleep(_seconds_fresh(before.headers["cache-control"]) + 1)
        # The first request makes nginx revalidate the page. Requests that arrive before that fails
        # get the same page with the status UPDATING.
        for states in ({"STALE"}, {"STALE", "UPDATING"}, {"STALE", "UPDATING"}):
            old = reader.fetch(path)
            assert (old.status, old.text) == (200, before.text)
            assert old.cache in states
        # No stale pages for logged-in users, and none for a page that isn't cached.
        for away in (
            editor.browser.fetch(path),
            editor.browser.fetch(TIMELINE),
            reader.fetch(uncached_path()),
        ):
            assert (away.status, away.headers["retry-after"]) == (503, "30")
            assert "<h1>Back in a moment</h1>" in away.text
        assert reader.fetch(f"/preview/{'x' * 32}/").status == 503
        for log in (cluster.home / "access.log", cluster.home / "error.log", cluster.nginx.log):
            assert "x" * 32 not in log.read_text(), log
        assert reader.fetch("/away.css").headers["content-type"] == "text/css"
        assert reader.fetch("/away.html").status == 404, (
            "an address of newsdesk's own, if anybody's"
        )
    finally:
        for number in range(2):
            cluster.start_server(number)
    wait_until(lambda: reader.fetch(path).cache in {"HIT", "REVALIDATED", "EXPIRED"})


def test_the_replica_is_lost_and_readers_read_the_primary(cluster: Cluster, editor: Editor) -> None:
    """A save waits for the synchronous replica: it is confirmed only when both servers have it."""
    with Workers().running(*readers(cluster)) as workers:
        workers.wait_for(10)
        cluster.replica.process.kill()
        workers.wait_for(60)
    assert not workers.problems, server_logs(cluster)
    assert "The database 'replica' is unavailable; 'default' serves readers" in server_logs(cluster)
    cluster.replica.start()
    assert editor.add() == ""
    # After RETRY_AFTER, both application servers try the replica again.
    with Workers().running(*readers(cluster)) as workers:
        time.sleep(RETRY_AFTER + 1)
    assert not workers.problems, server_logs(cluster)


def test_the_primary_is_lost_and_the_replica_promoted(cluster: Cluster, editor: Editor) -> None:
    with Workers().running(*readers(cluster)) as reads, Workers().running(editor.add) as writes:
        writes.wait_for(3)
        cluster.primary.process.kill()
        reads.wait_for(60)
        assert editor.saved
        known, asked = len(editor.saved), time.monotonic()
        promote = [sys.executable, "-m", "tools.cluster.promote", str(cluster.home)]
        subprocess.run(promote, cwd=ROOT, check=True)  # noqa: S603 - our own program
        wait_until(lambda: len(editor.saved) > known, FAILOVER)
        waited = editor.at - asked
        writes.wait_for(3)
        reads.wait_for(20)
    assert not reads.problems, server_logs(cluster)
    assert waited < FAILOVER
    assert set(editor.saved) <= person_slugs(cluster)
    # PgBouncer lets a save wait for a while; after that, the desk answers 503.
    answered = {problem.message.rpartition(" ")[2] for problem in writes.problems}
    assert answered <= {"503"}, server_logs(cluster)
    print(f"saved again {waited:.1f} s after the command")


def _seconds_fresh(cache_control: str) -> int:
    found = dict(part.strip().partition("=")[::2] for part in cache_control.split(","))
    return int(found.get("s-maxage") or found["max-age"])
