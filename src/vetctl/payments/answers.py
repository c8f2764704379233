"""The bank's answer (回盘): every row matched with the payment it answers, then taken in as a whole, or not at all.

A row is found by its reference and must agree with what was sent in amount and account. A success is noted as paid, a
failure as failed, a failure after success as returned (退汇). The lines of what failed or came back no longer count as
paid, so that the next run pays them again, once. It never guesses: what does not fit is listed with its row and remedy.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from vetctl.core.catalogue import t
from vetctl.core.errors import Exit, NotFound, Unreadable
from vetctl.core.finding import Finding, Severity, Where
from vetctl.core.money import AmountError, format_yuan
from vetctl.output import bankread
from vetctl.output.bankprofile import AnswerFile, Profile, Reason
from vetctl.output.report import Report, Table
from vetctl.payments.closing import column
from vetctl.store import journal
from vetctl.store.journal import Actor

_REFERENCE = re.compile(r"V(\d{4,9})[PI]\d{6,9}", re.ASCII)
"""As the view ``sent_payment`` makes them: the run, then P and a person or I and an institution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A payment that was sent, and what the bank has said of it so far."""

    reference: str
    run: int
    month: str
    person: int | None
    institution: str | None
    name: str
    account: str
    amount_fen: int
    outcome: str | None
    closed: bool
    """Whether its month is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A row that says something new of a payment."""

    sent: Sent
    row_no: int
    outcome: str
    """``paid``, ``failed``, or ``returned`` when it had been paid before."""
    answered_on: str
    reason_code: str = ""
    reason: str = ""
    account_wrong: bool | None = None


@dataclass(slots=True, kw_only=True)
class Judged:
    """An answer file, row by row: rows = new answers + unchanged + rows with a finding."""

    file_name: str
    sha256: str
    bank: str
    rows: int = 0
    answers: list[Answer] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    totals_differ: bool = False
    """The bank's own count or sum is not that of its rows: nothing of such a file is believed."""

    def may_enter(self, *, skip: bool) -> bool:
        """Whether the new answers are to be written."""
        return bool(self.answers) and not self.totals_differ and (skip or not self.findings)

    def exit(self, *, skip: bool) -> Exit:
        """The exit status that says what became of the file."""
        if self.totals_differ:
            return Exit.REFUSED
        if self.findings:
            return Exit.PARTLY if skip else Exit.FOUND
        return Exit.DONE


def judge(
    connection: sqlite3.Connection, path: Path, profile: Profile, *, as_of: date, run: int | None = None
) -> Judged:
    """Read an answer file by its profile and match every row; nothing is written.

    Args:
        as_of: the day of the answer where the file names none; later days are not believed.
        run: rows of other runs are listed as problems; None takes any run.

    Raises:
        NotFound: E514 no such file. Unreadable: E540 it does not lie as the profile says.
    """
    if not path.is_file():
        raise NotFound("E514", path=path)
    data = path.read_bytes()
    try:
        page = bankread.take_apart(data, profile.answer)
    except bankread.NotReadableError as problem:
        raise Unreadable("E540", path=path.name, bank=profile.code, why=problem) from problem
    judged = Judged(
        file_name=path.name, sha256=hashlib.sha256(data).hexdigest(), bank=profile.code, rows=len(page.rows)
    )
    judge_row = _Judge(connection, judged, page.rows, profile.answer, as_of=as_of, run=run)
    for row in page.rows:
        found = judge_row(row)
        if isinstance(found, Finding):
            judged.findings.append(found)
        elif found is not None:
            judged.answers.append(found)
        else:
            judged.unchanged += 1
    _compare_totals(judged, page, profile.answer)
    return judged


def take_in(connection: sqlite3.Connection, actor: Actor, judged: Judged) -> int:
    """Write the new answers inside the caller's transaction, with their one journal event, and return its number.

    The lines of what failed or came back leave the ledger: a person's own, or those settled with an institution. What a
    run recovered from a person stands: no money of it can come back, and what was kept back for it is owed again.
    """
    event = journal.next_event(connection)
    connection.executemany(
        """INSERT INTO bank_answer (run, person, institution, outcome, amount_fen, answered_on, reason_code, reason, account_wrong,
                                    file_name, file_sha256, row_no, event)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (a.sent.run, a.sent.person, a.sent.institution, a.outcome, a.sent.amount_fen, a.answered_on, a.reason_code, a.reason,
             a.account_wrong, judged.file_name, judged.sha256, a.row_no, event)
            for a in judged.answers
        ],
    )  # fmt: skip
    returned = connection.execute(
        """INSERT INTO returned_line (line, answer)
           SELECT l.line, a.answer
           FROM bank_answer a
           CROSS JOIN line l ON l.run = a.run
           CROSS JOIN enrolment e ON e.enrolment = l.enrolment
           LEFT JOIN occasion o ON o.id = l.occasion AND o.institution <> ''
           WHERE a.event = :event AND a.outcome IN ('failed', 'returned')
             AND CASE WHEN o.id IS NULL THEN e.person = a.person AND l.amount_fen > 0 ELSE o.institution = a.institution END""",
        {"event": event},
    ).rowcount
    counts = Counter(a.outcome for a in judged.answers)
    rows = "SELECT json_array(run, person, institution, outcome, amount_fen, answered_on, reason_code, row_no) FROM bank_answer WHERE event = ? ORDER BY answer"
    facts = {
        "file": judged.file_name, "sha256": judged.sha256, "bank": judged.bank, "runs": sorted({a.sent.run for a in judged.answers}),
        **{outcome: counts[outcome] for outcome in ("paid", "failed", "returned")}, "returned_lines": returned,
        "amount_fen": sum(a.sent.amount_fen for a in judged.answers), "left_out": len(judged.findings),
        "rows_sha256": journal.rows_digest(connection, rows, (event,)),
    }  # fmt: skip
    return journal.append(connection, actor, facts)


def report(judged: Judged, *, entered: bool, skip: bool) -> Report:
    """What an answer file said and what became of it."""
    counts = Counter(a.outcome for a in judged.answers)
    again = [a for a in judged.answers if a.outcome != "paid"]
    columns = (
        column("run", "int"), column("reference"), column("person", "name"), column("account", "account"), column("amount_fen", "fen", total=True),
        column("outcome", words="outcome"), column("answered_on", "date"), column("reason_code"), column("reason"), column("account_wrong", "bool"),
    )  # fmt: skip
    rows = [
        (
            a.sent.run,
            a.sent.reference,
            a.sent.name,
            a.sent.account,
            a.sent.amount_fen,
            a.outcome,
            a.answered_on,
            a.reason_code,
            a.reason,
            a.account_wrong,
        )
        for a in again
    ]
    late = sorted({a.sent.month for a in judged.answers if a.sent.closed})
    warnings = []
    if again and entered:
        warnings.append(
            t("bank.falls_out", count=len(again), amount=format_yuan(sum(a.sent.amount_fen for a in again)))
        )
    warnings += [t("bank.late", month=month) for month in late if entered]
    if judged.findings and not entered:
        warnings.append(t("bank.nothing_taken"))
    if judged.rows and judged.unchanged == judged.rows:
        warnings.append(t("bank.known_already"))
    return Report(
        command="payments returns",
        tables=[Table("not_paid", columns, rows, title=t("bank.not_paid"))],
        summary={
            "file": judged.file_name, "bank": judged.bank, "rows": judged.rows,
            **{f"{outcome}_count": counts[outcome] for outcome in ("paid", "failed", "returned")},
            "unchanged": judged.unchanged, "left_out": len(judged.findings), "taken_in": entered,
        },
        findings=judged.findings,
        warnings=warnings,
        exit_code=int(judged.exit(skip=skip)),
    )  # fmt: skip


class _Judge:
    """Matches the rows of one file with what was sent."""

    def __init__(
        self, connection: sqlite3.Connection, judged: Judged, rows: Sequence[bankread.Row], layout: AnswerFile, *,
        as_of: date, run: int | None,
    ) -> None:  # fmt: skip
        self.judged = judged
        self.layout = layout
        self.as_of = as_of
        self.run = run
        references = [row.cells["reference"] for row in rows]
        self.times = Counter(references)
        self.sent = _sent(connection, {int(m[1]) for m in map(_REFERENCE.fullmatch, references) if m})
        self.known = {
            row[0]
            for row in connection.execute("SELECT row_no FROM bank_answer WHERE file_sha256 = ?", (judged.sha256,))
        }

    def __call__(self, row: bankread.Row) -> Answer | Finding | None:
        """The new answer of a row, its problem, or None when it says what is known already."""
        sent = self.sent.get(row.cells["reference"])
        if sent is None:
            return self._problem("E422", row, "reference")
        if row.number in self.known:
            return None
        return self._mismatch(row, sent) or self._answer(row, sent)

    def _mismatch(self, row: bankread.Row, sent: Sent) -> Finding | None:
        """Why a row cannot be the answer to the payment its reference names."""
        if self.times[row.cells["reference"]] > 1:
            return self._problem("E425", row, "reference", times=self.times[row.cells["reference"]])
        if self.run not in (None, sent.run):
            return self._problem("E420", row, "reference", run=sent.run, asked=self.run)
        if _fen(row.cells["amount"], self.layout) != sent.amount_fen:
            return self._problem("E423", row, "amount", payee=sent.name, expected=format_yuan(sent.amount_fen))
        if row.cells.get("account", sent.account) != sent.account:
            return self._problem("E424", row, "account", payee=sent.name)
        return None

    def _answer(self, row: bankread.Row, sent: Sent) -> Answer | Finding | None:
        result = row.cells["result"]
        if not result:
            return self._problem("E426", row, "result", payee=sent.name)
        if result not in (*self.layout.success, *self.layout.failure):
            return self._problem("E427", row, "result", bank=self.judged.bank)
        arrived = result in self.layout.success
        if sent.outcome is not None and arrived == (sent.outcome == "paid"):
            return None
        if arrived and sent.outcome is not None:
            return self._problem("E428", row, "result", payee=sent.name, outcome=t(f"outcome.{sent.outcome}"))
        if sent.closed and sent.outcome is None:
            return self._problem("E419", row, "reference", month=sent.month)
        day = self._day(row)
        if day is None:
            return self._problem("E429", row, "date", as_of=self.as_of)
        if arrived:
            return Answer(sent=sent, row_no=row.number, outcome="paid", answered_on=day)
        return self._failure(row, sent, day)

    def _failure(self, row: bankread.Row, sent: Sent, day: str) -> Answer | Finding:
        reason: Reason | None = None
        code = row.cells.get("reason_code", "")
        if "reason_code" in row.cells:
            reason = self.layout.reason_of.get(code)
            if reason is None:
                return self._problem("E427", row, "reason_code", bank=self.judged.bank)
        return Answer(
            sent=sent, row_no=row.number, outcome="failed" if sent.outcome is None else "returned", answered_on=day, reason_code=code,
            reason=row.cells.get("reason") or (reason.zh if reason else ""), account_wrong=reason.account_wrong if reason else None,
        )  # fmt: skip

    def _day(self, row: bankread.Row) -> str | None:
        """The day of an answer; None when it cannot be read or lies in the future."""
        if "date" not in row.cells:
            return self.as_of.isoformat()
        try:
            day = bankread.day_of(row.cells["date"], self.layout)
        except ValueError:
            return None
        return day.isoformat() if day <= self.as_of else None

    def _problem(self, code: str, row: bankread.Row, name: str, /, **details: object) -> Finding:
        heading = next((cell.heading for cell in self.layout.columns if cell.field == name), "")
        return Finding(
            code=code, severity=Severity.ERROR, where=Where(file=self.judged.file_name, row=row.number),
            heading=heading or t(f"bankfile.field.{name}"), value=row.cells.get(name, ""), details=details,
        )  # fmt: skip


def _sent(connection: sqlite3.Connection, runs: set[int]) -> dict[str, Sent]:
    """What was sent in these runs, by reference."""
    closed = {row[0] for row in connection.execute("SELECT month FROM closed_month")}
    found: dict[str, Sent] = {}
    for run in sorted(runs):
        rows = connection.execute(
            "SELECT reference, month, person, institution, name, account, amount_fen, outcome FROM sent_payment WHERE run = ?",
            (run,),
        )
        for reference, month, person, institution, name, account, amount_fen, outcome in rows:
            found[reference] = Sent(
                reference=reference, run=run, month=month, person=person, institution=institution, name=name, account=account, amount_fen=amount_fen,
                outcome=outcome, closed=month in closed,
            )  # fmt: skip
    return found


def _compare_totals(judged: Judged, page: bankread.Page, layout: AnswerFile) -> None:
    """Hold the bank's own counts and sums against its rows; one finding for each that differs."""
    counted = _counted(page, layout)
    for name, text in page.summary.items():
        stated = (
            _fen(text, layout) if name.endswith("total") else int(text) if text.isascii() and text.isdigit() else None
        )
        if stated == counted[name]:
            continue
        judged.totals_differ = True
        shown = format_yuan(counted[name]) if name.endswith("total") else str(counted[name])
        judged.findings.append(
            Finding(
                code="E541", severity=Severity.ERROR, where=Where(file=judged.file_name), heading=t(f"bankfile.field.{name}"),
                value=text, details={"counted": shown},
            )
        )  # fmt: skip


def _counted(page: bankread.Page, layout: AnswerFile) -> Mapping[str, int]:
    """Counts and sums of the rows, under the names a summary line may have; what cannot be read counts as nothing."""
    found = dict.fromkeys(("count", "total", "paid_count", "paid_total", "failed_count", "failed_total"), 0)
    for row in page.rows:
        fen = _fen(row.cells["amount"], layout) or 0
        result = row.cells["result"]
        kind = "paid" if result in layout.success else "failed" if result in layout.failure else ""
        for prefix in ("", f"{kind}_") if kind else ("",):
            found[f"{prefix}count"] += 1
            found[f"{prefix}total"] += fen
    return found


def _fen(text: str, layout: AnswerFile) -> int | None:
    try:
        return bankread.fen_of(text, layout)
    except AmountError:
        return None
