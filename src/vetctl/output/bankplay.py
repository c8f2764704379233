"""A bank that is played: it reads a payment file and answers it, so that the way back can be tried without a bank.

It answers what the file says and nothing else: every line arrives, but for those it is told to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vetctl.core.errors import NotFound, Refused, Unreadable, Usage, VetctlError
from vetctl.core.money import plain_yuan
from vetctl.output import bankread
from vetctl.output.banklayout import render
from vetctl.output.bankprofile import AnswerFile, Profile


def answer(
    data: bytes, profile: Profile, *, name: str, day: date, fails: Mapping[str, str], only_failed: bool = False
) -> bytes:
    """The answer file to a payment file, both in the layouts of a profile.

    Args:
        data: the payment file.
        name: its name, for refusals.
        day: the day of the answer.
        fails: reference -> reason code (empty: the profile's first) of the lines that do not arrive.
        only_failed: answer only those, as a bank does when a payment comes back later.

    Raises:
        Unreadable: E540. NotFound: E506 a reference that is not in the file. Usage: E525 no such reason code.
    """
    try:
        lines = bankread.payments(data, profile.payment)
    except bankread.NotReadableError as problem:
        raise Unreadable("E540", path=name, bank=profile.code, why=problem) from problem
    if unknown := set(fails) - {line[0] for line in lines}:
        raise NotFound("E506", what=", ".join(sorted(unknown)))
    layout = profile.answer
    answered = [line for line in lines if line[0] in fails or not only_failed]
    words = {True: layout.failure[-1 if only_failed else 0], False: layout.success[0]}
    rows, sums = [], dict.fromkeys(("count", "total", "paid_count", "paid_total", "failed_count", "failed_total"), 0)
    for reference, _, account, fen in answered:
        failed = reference in fails
        for kind in ("", "failed_" if failed else "paid_"):
            sums[f"{kind}count"] += 1
            sums[f"{kind}total"] += fen
        values = {
            "reference": reference, "account": account, "amount": _money(fen, layout), "date": day.strftime(layout.date_format),
            "result": words[failed], **(_reason(layout, fails[reference]) if failed else {}),
        }  # fmt: skip
        rows.append([values.get(cell.field, "") for cell in layout.columns])
    shown = {name: _money(value, layout) if name.endswith("total") else str(value) for name, value in sums.items()}
    return render(layout, rows, [shown.get(cell.field, "") for cell in layout.summary], _refuse)


def _reason(layout: AnswerFile, code: str) -> dict[str, str]:
    if not layout.reasons:
        return {"reason": code or "退汇"}
    reason = layout.reason_of.get(code) if code else layout.reasons[0]
    if reason is None:
        raise Usage("E525", name=code, known=", ".join(layout.reason_of))
    return {"reason_code": reason.code, "reason": reason.zh}


def _money(fen: int, layout: AnswerFile) -> str:
    return plain_yuan(fen) if layout.amount == "yuan" else str(fen)


def _refuse(_row: int | None, why: str) -> VetctlError:
    return Refused("E421", line=0, name="-", detail=why)
