"""Accounts of people, as several registers state them, and the one rule about them: what the bank refused stays out.

A list made before the account was changed would otherwise bring the old number back, and the money with it.
"""

from __future__ import annotations

from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import Column, Feed

CHECKED = Column(
    field="account_checked", zh="账号已核实", en="Account checked", kind="yes_no", also=("账号已恢复", "确认启用该账号"),
    zh_help="银行退回过的账号又能用了，填“是”才重新启用", en_help="yes takes a number again that the bank had refused",
)  # fmt: skip
FEED = Feed(
    table="account", key={"person": "person"}, values={"number": "account", "bank": "bank", "holder_name": "holder"}, needs=("account",)
)


def keep_refused_out(frame: Frame, known: Known) -> None:
    """Pass over an account that was changed after the bank had refused it, unless the row says that it was checked.

    The row is taken in without it. A number that is still held stays, whatever the bank said: it is on the worklist.
    """
    refused = _refused(known)
    if not refused:
        return
    column = frame.get("account")
    for row, (number, account, checked) in enumerate(frame.several("id_no", "account", "account_checked")):
        answer = refused.get((number, account))
        if answer and not checked:
            frame.add(row, "E250", "account", value=account, day=answer[0], reason=answer[1])
            column[row] = None


def _refused(known: Known) -> dict[tuple[str, str], tuple[str, str]]:
    """Identity number and account -> day and reason of the bank's no, where no payment arrived there since and another is held.

    Where the bank's words do not tell whose fault it was, the clerk who changed the number took them for a no.
    """
    rows = known.connection.execute(
        f"""SELECT p.id_no, a.number, b.answered_on, b.reason
            FROM bank_answer b
            JOIN payout o ON o.run = b.run AND o.person = b.person
            JOIN account a ON a.id = o.account
            JOIN person p ON p.person = b.person
            WHERE b.outcome <> 'paid' AND b.account_wrong IS NOT 0 AND {known.people_filter("b.person")}
              AND NOT EXISTS (SELECT 1 FROM account h WHERE h.person = b.person AND h.number = a.number AND h.ended_by IS NULL)
              AND NOT EXISTS (SELECT 1 FROM run r
                              CROSS JOIN bank_answer l ON l.run = r.run AND l.person = b.person AND l.outcome = 'paid' AND l.answer > b.answer
                              JOIN payout q ON q.run = l.run AND q.person = l.person
                              JOIN account x ON x.id = q.account AND x.number = a.number)
            ORDER BY b.answer"""
    )
    return {(id_no, number): (day, reason) for id_no, number, day, reason in rows}
