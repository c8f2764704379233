"""The journal: what a stranger does to it is found, as far as it can be, and what cannot is said."""

import json

import pytest

from tests.audit.conftest import unprotect
from vetctl.store import db, journal


@pytest.fixture
def kept(faulty, vetctl):
    """A database with three events of its own and an audit that was kept."""
    assert vetctl("audit", "run").status == 3
    return faulty


def _head(path):
    connection = db.open_database(path)
    found = journal.head(connection)
    connection.close()
    return found


def test_an_untouched_journal_is_sound(kept, vetctl):
    answer = vetctl("journal", "verify", "--rows", "--format", "json")
    assert answer.status == 0
    assert answer.data == []
    assert answer.summary["head"] == _head(kept)[1]
    assert answer.summary["broken_rows"] == 0
    quiet = vetctl("journal", "verify", "--quiet")
    assert (quiet.status, quiet.out) == (0, "")


@pytest.mark.parametrize(
    ("deed", "broken"),
    [
        ("UPDATE journal SET actor = '他人' WHERE seq = 2", ["2"]),
        ("UPDATE journal SET facts = '{}' WHERE seq = 3", ["3"]),
        ("UPDATE journal SET at = '2020-01-01T00:00:00Z' WHERE seq = 1", ["1"]),
        ("UPDATE journal SET digest = 'ab' WHERE seq = 2", ["2", "3"]),
        ("DELETE FROM journal WHERE seq = 2", ["3"]),
        ("DELETE FROM journal WHERE seq = 1", ["2"]),
        ("UPDATE journal SET seq = seq + 100 WHERE seq = 6", ["106"]),
    ],
    ids=["actor", "facts", "time", "digest", "gone", "first-gone", "renumbered"],
)
def test_a_stranger_is_noticed(kept, vetctl, deed, broken):
    stranger = unprotect(kept)
    stranger.execute(deed)
    stranger.close()
    answer = vetctl("journal", "verify", "--format", "json")
    assert answer.status == 9
    assert [row["what"] for row in answer.data if row["kind"] == "chain"] == broken
    assert any(broken[0] in warning for warning in json.loads(answer.out)["warnings"])


def test_two_events_that_changed_places(kept, vetctl):
    stranger = unprotect(kept)
    stranger.executescript("UPDATE journal SET seq = 99 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 99;")
    stranger.close()
    answer = vetctl("journal", "verify", "--format", "json")
    assert answer.status == 9
    assert {"2", "3"} <= {row["what"] for row in answer.data}


def _reforge(path):
    """Change an event and chain everything anew, as somebody who knows the program would."""
    stranger = unprotect(path)
    stranger.execute("UPDATE journal SET actor = '他人' WHERE seq = 2")
    previous = journal.seal(stranger)
    for seq, *event in stranger.execute("SELECT seq, at, actor, command, arguments, facts FROM journal ORDER BY seq").fetchall():
        previous = journal.chained(previous, seq, tuple(event))
        stranger.execute("UPDATE journal SET digest = ? WHERE seq = ?", (previous, seq))
    stranger.close()


def test_a_forged_chain_is_caught_by_the_head_on_paper_only(kept, vetctl):
    paper = _head(kept)[1]
    _reforge(kept)
    assert vetctl("journal", "verify").status == 0
    answer = vetctl("journal", "verify", "--head", paper[:16], "--format", "json")
    assert answer.status == 9
    assert answer.summary["paper_head_at"] is None
    assert [row["kind"] for row in answer.data] == ["head"]


def test_a_tail_cut_off_is_caught_by_the_head_on_paper_only(kept, vetctl):
    paper = _head(kept)[1]
    stranger = unprotect(kept)
    stranger.execute("DELETE FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)")
    stranger.close()
    assert vetctl("journal", "verify").status == 0
    assert vetctl("journal", "verify", "--head", paper).status == 9


def test_an_older_paper_head_still_fits_and_says_where(kept, vetctl):
    seq, paper = _head(kept)
    vetctl("audit", "run")
    answer = vetctl("journal", "verify", "--head", f" {paper[:4]} {paper[4:12].upper()} ", "--format", "json")
    assert answer.status == 0
    assert answer.summary["paper_head_at"] == seq
    assert answer.summary["events"] == seq + 1


@pytest.mark.parametrize("head", ["abc", "no head at all", "zz" * 32, "a" * 65])
def test_what_is_no_head_is_a_usage_error(kept, vetctl, head):
    assert vetctl("journal", "verify", "--head", head).status == 2


@pytest.mark.parametrize(
    ("deed", "what"),
    [
        ("UPDATE line SET amount_fen = 80000, due_fen = 80000 WHERE line = 3", "run 2"),
        ("DELETE FROM line WHERE line = 3", "run 2"),
        ("UPDATE payout SET account = 2 WHERE run = 1 AND person = 1", "run 1"),
        ("UPDATE run SET digest = 'ab' WHERE run = 3", "run 3"),
        ("DELETE FROM finding WHERE number = 1", "audit 1"),
        ("UPDATE finding SET severity = 'low'", "audit 1"),
    ],
)
def test_rows_that_were_changed_do_not_fit_their_event(kept, vetctl, deed, what):
    stranger = unprotect(kept)
    stranger.execute("PRAGMA foreign_keys = OFF")
    stranger.execute(deed)
    stranger.close()
    assert vetctl("journal", "verify").status == 0
    answer = vetctl("journal", "verify", "--rows", "--format", "json")
    assert answer.status == 9
    assert [(row["kind"], row["what"]) for row in answer.data] == [("rows", what)]


def test_a_line_changed_with_its_run_is_still_caught_by_the_event(kept, vetctl):
    from vetctl.payments.run import digest

    stranger = unprotect(kept)
    stranger.execute("UPDATE line SET amount_fen = 80000, due_fen = 80000 WHERE line = 3")
    stranger.execute("UPDATE run SET digest = ? WHERE run = 2", (digest(stranger, 2),))
    stranger.close()
    assert vetctl("journal", "verify", "--rows").status == 9


def test_list_is_newest_first_and_limited(kept, vetctl):
    answer = vetctl("journal", "list", "--limit", "2", "--format", "json")
    assert answer.status == 0
    assert [row["seq"] for row in answer.data] == [6, 5]
    assert answer.data[0]["command"] == "audit run"
    assert set(answer.data[0]) == {"seq", "at", "actor", "command", "arguments", "facts", "digest"}
    assert vetctl("journal", "list", "--limit", "0").status == 2
