"""The working sentence of a line: made from the very factors that the engine multiplied, never from a second calculation."""

from __future__ import annotations

from dataclasses import dataclass

from vetctl.core.catalogue import t
from vetctl.core.money import format_yuan, half_up

COLUMNS = """l.month, l.base_fen, l.per, l.quantity_x100, l.share_bp, l.divisor, l.round_fen, l.round_up, l.due_fen, l.amount_fen,
             l.central_fen, l.province_fen, l.city_fen, l.reason"""
"""What of a line (alias ``l``) the sentence is made from, in the order of `Factors`."""


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors of a line, as the ledger froze them: due = base × quantity × share ÷ divisor, rounded once."""

    month: str
    base_fen: int | None
    per: str | None
    quantity_x100: int | None
    share_bp: int | None
    divisor: int = 1
    round_fen: int = 1
    round_up: int = 0
    due_fen: int = 0
    amount_fen: int = 0
    central_fen: int = 0
    province_fen: int = 0
    city_fen: int = 0
    reason: str = ""


def sentence(factors: Factors, unit: str = "") -> str:
    """How the amount due came about, and who pays it when the county does not pay it alone.

    Args:
        factors: those of the line.
        unit: what the quantity counts, such as years of service.
    """
    if factors.base_fen is None or factors.quantity_x100 is None or factors.share_bp is None:
        return t("payments.nothing_due", reason=t(f"reason.{factors.reason.partition(':')[0]}")) + _payers(factors)
    text = f"{_product(factors, unit)} = {format_yuan(factors.due_fen)}"
    if factors.reason:
        text = f"{text}（{t('reason.yields')}）"
    return text + _payers(factors)


def _product(factors: Factors, unit: str) -> str:
    """The factors that are not one, and the rounding when it is not to the fen."""
    base_fen, quantity, share = factors.base_fen or 0, factors.quantity_x100 or 0, factors.share_bp or 0
    text = f"{format_yuan(base_fen)}{t(f'payments.per_{factors.per}')}"
    if quantity != 100:
        text += f" × {plain(quantity, 100)}{unit}"
    if share != 10000:
        text += f" × {plain(share, 100)}%"
    if factors.divisor != 1:
        text += f" ÷ {factors.divisor}"
    if factors.per == "year":
        k = int(factors.month[5:])
        year_fen = half_up(base_fen * quantity * share, 1_000_000)
        shares = [format_yuan(half_up(year_fen * n, 12)) for n in (k, k - 1)]
        text += t("payments.year_share", k=k, before=k - 1, upto=shares[0], less=shares[1])
    elif factors.round_fen != 1 or factors.round_up:
        text += t("planning.rounded_up" if factors.round_up else "planning.rounded", to=plain(factors.round_fen, 100))
    return text


def _payers(factors: Factors) -> str:
    """The parts of the line by source; they add up to its amount."""
    above = (("central", factors.central_fen), ("province", factors.province_fen), ("city", factors.city_fen))
    if not any(fen for _, fen in above):
        return ""
    county = factors.amount_fen - sum(fen for _, fen in above)
    parts = [f"{t(f'payer.{source}')} {format_yuan(fen)}" for source, fen in (*above, ("county", county)) if fen]
    return t("planning.paid_by", parts="、".join(parts))


def plain(value: int, scale: int) -> str:
    """A scaled whole number as people write it.

    >>> plain(350, 100), plain(400, 100), plain(500, 100)
    ('3.5', '4', '5')
    """
    whole, rest = divmod(value, scale)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
