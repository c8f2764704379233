"""How debts are set off: the bureau's choices, from ``[payments]`` in ``vetctl.toml``.

The rule itself is in ``steps/92_payout.sql``; nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vetctl.core.errors import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What may be kept back from a payment."""

    funeral_sets_off: bool = True
    """Whether the funeral sum is set against what the deceased still owes; if not, it is not touched for any debt."""
    smallest_debt_fen: int = 0
    """Below this nothing is kept back: it would cost more than it brings."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Settlement:
        """The bureau's choice: ``[payments] funeral_sets_off = false``, ``smallest_debt_fen = 5000``.

        Raises:
            Usage: E525 something else than yes or no, or than a whole number of fen.
        """
        chosen = settings.get("payments", {})
        funeral, smallest = chosen.get("funeral_sets_off", True), chosen.get("smallest_debt_fen", 0)
        if not isinstance(funeral, bool):
            raise Usage("E525", name=f"[payments] funeral_sets_off = {funeral}", known="true, false")
        if not isinstance(smallest, int) or isinstance(smallest, bool) or smallest < 0:
            raise Usage("E525", name=f"[payments] smallest_debt_fen = {smallest}", known="0, 5000")
        return cls(funeral_sets_off=funeral, smallest_debt_fen=smallest)
