"""What a run pays, person by person and benefit by benefit, with what was kept back: the rows of rosters and notices."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from vetctl.core.catalogue import pick, t
from vetctl.core.errors import Refused
from vetctl.payments.explain import unit_of
from vetctl.payments.forms.common import Benefits, Facts, must_agree
from vetctl.payments.working import plain

_KINDS = ("roster", "follower", "occasion")
"""A person's benefits in this order: what is drawn monthly, what follows it, what is paid once."""
ONCE = _KINDS.index("occasion")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidLine:
    """What one person gets under one benefit in a run; all amounts in fen, none below zero."""

    person: int
    township: str
    village: str
    name: str
    identity: str
    policy: str
    benefit: str
    """Title of the benefit, as printed."""
    grade: str
    """Grade, counted years or category, as printed."""
    account: str
    regular_fen: int
    """What is due for the month itself."""
    arrears_fen: int
    """补发: what is due for earlier months."""
    recovery_fen: int
    """扣回: what is taken back in this payment for earlier months."""
    setoff_fen: int
    """抵扣: what is kept back against an older debt, or for somebody else's."""
    net_fen: int
    """What goes to the bank: regular + arrears - recovery - setoff."""

    @property
    def gross_fen(self) -> int:
        """What is due before anything is kept back."""
        return self.regular_fen + self.arrears_fen


_LINES = """
WITH sums AS (
  -- The latest month that has terms gives `terms` and `quantity_x100`: SQLite takes bare columns from the row of the MAX.
  SELECT l.enrolment, MAX(CASE WHEN l.terms IS NOT NULL THEN l.month END), l.terms, l.quantity_x100, o.category AS occasion_category,
         SUM(CASE l.kind WHEN 'regular' THEN l.amount_fen ELSE 0 END) AS regular_fen,
         SUM(CASE l.kind WHEN 'arrears' THEN l.amount_fen ELSE 0 END) AS arrears_fen,
         SUM(CASE l.kind WHEN 'recovery' THEN -l.amount_fen ELSE 0 END) AS recovery_fen
  FROM line l
  LEFT JOIN occasion o ON o.id = l.occasion
  WHERE l.run = :run AND coalesce(o.institution, '') = ''
  GROUP BY l.enrolment
)
SELECT e.person, f.township, f.village, f.name, r.id_no, e.policy, coalesce(t.category, s.occasion_category) AS category,
       t.grade, t.nature, s.quantity_x100, a.number, p.set_off_fen, s.regular_fen, s.arrears_fen, s.recovery_fen, p.net_fen,
       coalesce((SELECT SUM(MAX(x.amount_fen, 0)) FROM settled_for x WHERE x.run = :run AND x.payee = e.person), 0) AS settled_fen
FROM sums s
JOIN enrolment e ON e.enrolment = s.enrolment
JOIN payout p ON p.run = :run AND p.person = e.person AND p.gross_fen > 0
JOIN person r ON r.person = e.person
JOIN profile_then f ON f.person = e.person
LEFT JOIN account a ON a.id = p.account
LEFT JOIN terms t ON t.id = s.terms
ORDER BY f.township, f.village, r.id_no, e.policy"""


def paid_lines(connection: sqlite3.Connection, run: Facts, benefits: Benefits) -> list[PaidLine]:
    """Everybody to whom a run has something to pay, by township, village and identity number.

    Benefits of which it only takes something back are not here: that is taken from the others, or owed.

    Raises:
        Refused: E408 a person's lines do not make what the person is paid.
    """
    cursor = connection.execute(_LINES, run.then)
    names = [column[0] for column in cursor.description]
    categories = category_titles(benefits)
    found: list[PaidLine] = []
    for _, rows in groupby((dict(zip(names, row, strict=True)) for row in cursor), key=lambda row: row["person"]):
        mine = sorted(rows, key=lambda row: (rank(row["policy"], benefits), row["policy"]))
        lines = [
            _line({**row, "recovery_fen": recovery, "setoff_fen": setoff}, benefits, categories)
            for row, recovery, setoff in _taken_back(mine, benefits)
        ]
        if sum(line.net_fen for line in lines) != mine[0]["net_fen"]:
            raise Refused("E408", detail=f"#{mine[0]['person']}")
        found += [line for line in lines if line.gross_fen > 0]
    return found


def check(connection: sqlite3.Connection, run: Facts, lines: list[PaidLine]) -> None:
    """Hold the roster's sums against the run's own.

    Raises:
        Refused: E550.
    """
    sent = connection.execute("SELECT coalesce(SUM(net_fen), 0) FROM remittance WHERE run = ?", (run.run,)).fetchone()[
        0
    ]
    must_agree("net", sum(line.net_fen for line in lines) + sent, run.figures["net_fen"])
    must_agree("setoff", sum(line.recovery_fen + line.setoff_fen for line in lines), run.figures["set_off_fen"])


def short_title(benefits: Benefits, code: str) -> str:
    """The title of a benefit as it fits a column; its code when it has left the shelf."""
    return pick(benefits[code].item.meta.get("short", benefits[code].item.meta["title"])) if code in benefits else code


def rank(code: str, benefits: Benefits) -> int:
    """Where a benefit stands among those of a person: monthly ones, what follows them, what is paid once."""
    return _KINDS.index(benefits[code].kind) if code in benefits else len(_KINDS)


def _line(row: dict[str, Any], benefits: Benefits, categories: Mapping[str, str]) -> PaidLine:
    return PaidLine(
        person=row["person"],
        township=row["township"],
        village=row["village"],
        name=row["name"],
        identity=row["id_no"],
        policy=row["policy"],
        benefit=short_title(benefits, row["policy"]),
        grade=_grade(row, benefits, categories),
        account=row["number"] or "",
        regular_fen=row["regular_fen"],
        arrears_fen=row["arrears_fen"],
        recovery_fen=row["recovery_fen"],
        setoff_fen=row["setoff_fen"],
        net_fen=row["regular_fen"] + row["arrears_fen"] - row["recovery_fen"] - row["setoff_fen"],
    )


def _grade(row: dict[str, Any], benefits: Benefits, categories: Mapping[str, str]) -> str:
    """What decided the amount, as printed: grade and nature, counted years, or the category."""
    if row["grade"]:
        return t("paper.grade", nature=t(f"nature.{row['nature']}") if row["nature"] else "", grade=row["grade"])
    unit = unit_of(benefits, row["policy"])
    if unit and row["quantity_x100"] is not None:
        return f"{plain(row['quantity_x100'], 100)}{unit}"
    return categories.get(row["category"], row["category"] or "")


def category_titles(benefits: Benefits) -> dict[str, str]:
    """The short titles of the categories that benefits name."""
    return {
        one["code"]: pick({"zh": one.get("short", one["zh"]), "en": one["en"]})
        for benefit in benefits.values()
        for one in benefit.item.meta.get("categories", [])
    }


def _taken_back(lines: list[dict[str, Any]], benefits: Benefits) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Spread what is kept back from a person over the person's benefits.

    What settles another's debt is taken from the benefit that does so (the funeral sum); then come this run's recoveries,
    then the person's own older debt.
    """
    settled: int = lines[0]["settled_fen"]
    taken: int = lines[0]["set_off_fen"] - settled
    recoveries = min(taken, sum(line["recovery_fen"] for line in lines))
    older = taken - recoveries
    for line in lines:
        room = line["regular_fen"] + line["arrears_fen"]
        settles = line["policy"] in benefits and benefits[line["policy"]].settles
        for_others = min(room, settled) if settles else 0
        recovery = min(room - for_others, recoveries)
        own = min(room - for_others - recovery, older)
        settled -= for_others
        recoveries -= recovery
        older -= own
        yield line, recovery, own + for_others
