"""Runs as reports: by benefit, by township, the headcount bridge, who is held, and what changed between months.

It reads what was written; nothing is worked out again here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from vetctl.core.catalogue import t
from vetctl.core.errors import NotFound
from vetctl.output.report import Chart, Column, Report, Table
from vetctl.payments import budget, closing, lacking, lifecycle, stops
from vetctl.payments.closing import column
from vetctl.payments.policy import Policy

_SUMS = """
       SUM(l.kind = 'regular') AS heads,
       coalesce(SUM(CASE l.kind WHEN 'regular' THEN l.amount_fen END), 0) AS regular_fen,
       coalesce(SUM(CASE l.kind WHEN 'arrears' THEN l.amount_fen END), 0) AS arrears_fen,
       coalesce(SUM(CASE l.kind WHEN 'recovery' THEN l.amount_fen END), 0) AS recovery_fen,
       SUM(l.amount_fen) AS total_fen"""

_BY = {
    "policy": ("e.policy", "policy"),
    "township": ("f.township", "township"),
}

_SUM_COLUMNS = (
    Column("heads", "int", total=True),
    Column("regular_fen", "fen", total=True),
    Column("arrears_fen", "fen", total=True),
    Column("recovery_fen", "fen", total=True),
    Column("total_fen", "fen", total=True),
)


def show(
    connection: sqlite3.Connection,
    run: int | None,
    benefits: Mapping[str, Policy],
    *,
    command: str,
    by: str = "policy",
) -> Report:
    """One run: sums by benefit, township or source, the bridge, the held, and where it stands.

    Raises:
        NotFound: E506.
    """
    number, state = lifecycle.find(connection, run)
    row = connection.execute("SELECT * FROM run WHERE run = ?", (number,))
    names = [column[0] for column in row.description]
    facts = dict(zip(names, row.fetchone(), strict=True))
    return Report(
        command=command,
        tables=[sums(connection, number, benefits, by), bridge(connection, number, benefits), held(connection, number, benefits)],
        summary={
            "run": number,
            "month": facts["month"],
            "state": state,
            "heads": facts["heads"],
            **{key: facts[key] for key in ("regular_fen", "arrears_fen", "recovery_fen", "set_off_fen", "net_fen")},
            "withheld_fen": connection.execute("SELECT coalesce(SUM(amount_fen), 0) FROM held WHERE run = ?", (number,)).fetchone()[0],
            **budget.parts(connection, number),
            "prepared_by": facts["prepared_by"],
            "digest": facts["digest"][:16],
        },
        next_step=next_step(number, state),
    )


def next_step(run: int, state: str) -> str | None:
    """The command that takes a run further."""
    verb = {"drafted": "review", "reviewed": "approve", "approved": "export"}.get(state)
    return f"vetctl payments {verb} --run {run}" if verb else None


def sums(connection: sqlite3.Connection, run: int, benefits: Mapping[str, Policy], by: str) -> Table:
    """What a run pays, by benefit, township or source of funds."""
    if by == "source":
        return budget.by_source(connection, run)
    expression, key = _BY[by]
    rows = connection.execute(
        f"""SELECT {expression} AS label, {_SUMS}
            FROM line l
            JOIN enrolment e ON e.enrolment = l.enrolment
            {"JOIN profile_now f ON f.person = e.person" if by == "township" else ""}
            WHERE l.run = ? GROUP BY label ORDER BY total_fen DESC""",
        (run,),
    ).fetchall()
    titled = [(title_of(benefits, row[0]) if by == "policy" else row[0], *row[1:]) for row in rows]
    return Table(f"by_{by}", (Column(key), *_SUM_COLUMNS), titled, title=t(f"payments.by_{by}"), chart=Chart(key, "total_fen"))


def bridge(connection: sqlite3.Connection, run: int, benefits: Mapping[str, Policy]) -> Table:
    """Last month's heads to this month's: before + new + resumed - stopped - died = now."""
    rows = connection.execute(
        """SELECT policy,
                  SUM(CASE movement WHEN 'before'  THEN heads ELSE 0 END), SUM(CASE movement WHEN 'new' THEN heads ELSE 0 END),
                  SUM(CASE movement WHEN 'resumed' THEN heads ELSE 0 END), SUM(CASE movement WHEN 'stopped' THEN heads ELSE 0 END),
                  SUM(CASE movement WHEN 'died'    THEN heads ELSE 0 END), SUM(CASE movement WHEN 'now' THEN heads ELSE 0 END),
                  (SELECT group_concat(reason || ':' || heads, ' ') FROM bridge w WHERE w.run = b.run AND w.policy = b.policy AND w.movement = 'stopped')
           FROM bridge b WHERE run = ? GROUP BY policy ORDER BY 7 DESC""",
        (run,),
    ).fetchall()
    columns = (
        Column("policy"),
        *(Column(key, "int", total=True) for key in ("heads_before", "heads_new", "heads_resumed", "heads_stopped", "heads_died", "heads_now")),
        Column("stop_reasons"),
    )
    shown = [(title_of(benefits, row[0]), *row[1:7], _reasons(row[7])) for row in rows]
    return Table("bridge", columns, shown, title=t("payments.bridge"))


def held(connection: sqlite3.Connection, run: int, benefits: Mapping[str, Policy]) -> Table:
    """Who is held in a run, for which months, why, and what is withheld of the months that could be worked out."""
    rows = connection.execute(
        """SELECT f.name, p.id_no, f.township, e.policy, MIN(h.month), MAX(h.month), COUNT(*), SUM(h.amount_fen), h.code, MAX(h.detail)
           FROM held h
           JOIN enrolment e ON e.enrolment = h.enrolment
           JOIN person p ON p.person = e.person
           JOIN profile_now f ON f.person = e.person
           WHERE h.run = ?
           GROUP BY h.enrolment, h.code ORDER BY h.code, f.township, p.id_no""",
        (run,),
    ).fetchall()
    columns = (
        Column("person", "name"), Column("identity", "identity"), Column("township"), Column("policy"),
        Column("from_month", "month"), Column("to_month", "month"), Column("months", "int"), stops.column("withheld_fen", "fen", total=True),
        Column("code"), Column("reason"),
    )  # fmt: skip
    shown = [
        (name, number, township, title_of(benefits, policy), first, last, months, fen, code, t(f"error.{code}.message", month=last, policy="", detail=_fact(detail, benefits)))
        for name, number, township, policy, first, last, months, fen, code, detail in rows
    ]
    return Table("held", columns, shown, title=t("payments.held"))


def listing(connection: sqlite3.Connection) -> Report:
    """All runs, newest first."""
    rows = connection.execute(
        """SELECT s.run, s.month, s.state, s.heads, s.regular_fen, s.arrears_fen, s.recovery_fen, s.net_fen, s.prepared_by,
                  (SELECT actor FROM run_step x WHERE x.run = s.run AND x.step = 'reviewed'),
                  (SELECT actor FROM run_step x WHERE x.run = s.run AND x.step = 'approved'), substr(s.digest, 1, 16)
           FROM run_state s ORDER BY s.run DESC"""
    ).fetchall()
    stage = closing.stages(connection, [(row[0], row[1]) for row in rows if row[2] == "exported"])
    rows = [(*row[:3], stage.get(row[0]), *row[3:]) for row in rows]
    columns = (
        Column("run", "int"), Column("month", "month"), Column("state", words="state"), column("stage", words="stage"), Column("heads", "int"),
        Column("regular_fen", "fen"), Column("arrears_fen", "fen"), Column("recovery_fen", "fen"), Column("net_fen", "fen"),
        Column("prepared_by"), Column("reviewed_by"), Column("approved_by"), Column("digest"),
    )  # fmt: skip
    return Report(command="payments list", tables=[Table("runs", columns, rows)])


def difference(
    connection: sqlite3.Connection, earlier: str, later: str, benefits: Mapping[str, Policy], threshold_fen: int
) -> Report:
    """Two months side by side: who came, who went and why, whose amount changed by `threshold_fen` or more.

    Raises:
        NotFound: E506 one of the months was not run.
    """
    numbers = [_run_of(connection, month) for month in (earlier, later)]
    rows = connection.execute(
        """WITH one AS (SELECT enrolment, SUM(amount_fen) AS fen FROM line WHERE run = :one AND kind = 'regular' GROUP BY enrolment),
                two AS (SELECT enrolment, SUM(amount_fen) AS fen FROM line WHERE run = :two AND kind = 'regular' GROUP BY enrolment),
                both AS (SELECT one.enrolment, one.fen AS before_fen, coalesce(two.fen, 0) AS now_fen FROM one LEFT JOIN two USING (enrolment)
                         UNION ALL SELECT two.enrolment, 0, two.fen FROM two WHERE two.enrolment NOT IN (SELECT enrolment FROM one))
           SELECT CASE WHEN before_fen = 0 THEN 'new' WHEN now_fen = 0 THEN 'gone' ELSE 'changed' END AS movement,
                  f.name, p.id_no, f.township, e.policy, before_fen, now_fen, now_fen - before_fen
           FROM both b
           JOIN enrolment e ON e.enrolment = b.enrolment
           JOIN person p ON p.person = e.person
           JOIN profile_now f ON f.person = e.person
           WHERE before_fen = 0 OR now_fen = 0 OR (before_fen <> now_fen AND abs(now_fen - before_fen) >= :threshold)
           ORDER BY movement DESC, abs(now_fen - before_fen) DESC, p.id_no""",
        {"one": numbers[0], "two": numbers[1], "threshold": threshold_fen},
    ).fetchall()
    columns = (
        Column("movement", words="movement"), Column("person", "name"), Column("identity", "identity"), Column("township"), Column("policy"),
        Column("before_fen", "fen", total=True), Column("now_fen", "fen", total=True), Column("change_fen", "fen", total=True),
    )  # fmt: skip
    shown = [(*row[:4], title_of(benefits, row[4]), *row[5:]) for row in rows]
    counts = {kind: sum(row[0] == kind for row in rows) for kind in ("new", "gone", "changed")}
    return Report(
        command="payments diff",
        tables=[Table("differences", columns, shown, title=f"{earlier} → {later}"), bridge(connection, numbers[1], benefits)],
        summary=counts,
    )


def _run_of(connection: sqlite3.Connection, month: str) -> int:
    row = connection.execute(
        "SELECT run FROM run_state WHERE month = ? AND state <> 'voided' ORDER BY run DESC LIMIT 1", (month,)
    ).fetchone()
    if row is None:
        raise NotFound("E506", what=month)
    return int(row[0])


def title_of(benefits: Mapping[str, Policy], code: str) -> str:
    """The title of a benefit; its code when it has left the shelf."""
    return benefits[code].item.title if code in benefits else code


def _reasons(text: str | None) -> str:
    """``died:3 E403:1`` in words."""
    pairs = [part.rpartition(":") for part in (text or "").split()]
    return "、".join(f"{t(f'reason.{reason}')} {heads}" for reason, _, heads in pairs)


def _fact(detail: str, benefits: Mapping[str, Policy]) -> str:
    """A missing fact or a proposed stop in words; anything else as it is."""
    said = stops.detail_in_words(detail)
    return lacking.words(detail, benefits) if said == detail else said
