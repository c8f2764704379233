"""转移: what the other county must know of somebody who moves, so that no month is paid twice or not at all.

The county that is left pays to the end of the year of the move; the other from January, or from the month after the last
one paid when that is later (伤残抚恤管理办法 art. 23). The printed sheet is ``vetctl payments print --kind handover``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from vetctl.core.catalogue import t
from vetctl.core.month import Month
from vetctl.output.report import Report, Table
from vetctl.payments import debts
from vetctl.payments.people import Person
from vetctl.payments.policy import Policy
from vetctl.payments.show import title_of
from vetctl.payments.stops import column

_BENEFITS = """
WITH month_paid AS (
  SELECT l.enrolment, l.month, SUM(l.amount_fen) AS fen
  FROM (SELECT DISTINCT month FROM run) c
  CROSS JOIN enrolment e ON e.person = :person
  CROSS JOIN ledger l ON l.month = c.month AND l.enrolment = e.enrolment
  WHERE l.occasion IS NULL
  GROUP BY l.enrolment, l.month
)
SELECT n.policy, n.category, coalesce(n.start_month, substr(n.approved_on, 1, 7)), MAX(CASE WHEN m.fen > 0 THEN m.month END), n.certificate, n.document,
       (SELECT fen FROM month_paid x WHERE x.enrolment = n.enrolment AND x.fen > 0 ORDER BY x.month DESC LIMIT 1)
FROM enrolled_now n
LEFT JOIN month_paid m ON m.enrolment = n.enrolment
WHERE n.person = :person
GROUP BY n.enrolment
ORDER BY n.policy"""


def report(connection: sqlite3.Connection, person: Person, benefits: Mapping[str, Policy]) -> Report:
    """Moves, benefits with the last month paid, until when this county pays, and what is owed."""
    moves = connection.execute(
        "SELECT direction, moved_on, place, paid_through, source FROM move_best WHERE person = ? ORDER BY moved_on", (person.person,)
    ).fetchall()
    paid = connection.execute(_BENEFITS, {"person": person.person}).fetchall()
    titles = {entry["code"]: entry["zh"] for benefit in benefits.values() for entry in benefit.item.meta.get("categories", [])}
    rows = [
        (title_of(benefits, policy), titles.get(category, category), start or "", through or "", fen or 0, certificate, document)
        for policy, category, start, through, certificate, document, fen in paid
    ]
    through = max((row[3] for row in paid if row[3]), default=None)
    leaving = next((row for row in reversed(moves) if row[0] == "out"), None)
    until = f"{leaving[1][:4]}-12" if leaving and moves[-1][0] == "out" else None
    warnings = []
    if until is None:
        warnings.append(t("stops.handover.stays", name=person.name))
    elif through is None or through < until:
        warnings.append(t("stops.handover.goes_on", until=until))
    return Report(
        command="payments handover",
        tables=[
            Table(
                "benefits",
                (column("policy"), column("category"), column("start_month", "month"), column("paid_through", "month"), column("monthly_fen", "fen"),
                 column("certificate"), column("document")),
                rows,
                title=t("stops.handover.title", name=person.name),
            ),
            Table(
                "moves",
                (column("direction", words="direction"), column("moved_on", "date"), column("place"), column("paid_through", "month"), column("source", words="source")),
                [(*row[:4], row[4] or "bureau") for row in moves],
                title=t("stops.handover.moves"),
            ),
        ],
        summary={
            "number": f"#{person.person}", "name": person.name, "paid_through": through or "", "pays_until": until or "",
            "other_county_from": str(Month.parse(max(until, through or "")).plus(1)) if until else "",
            "owes_fen": debts.balance(connection, person.person),
        },
        warnings=warnings,
    )  # fmt: skip
