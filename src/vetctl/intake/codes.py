"""How much each problem of an import weighs.

An error keeps the row out; a hold keeps it waiting for a human decision; a warning or note lets it pass and is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vetctl.core.explained import PUT_OFF
from vetctl.core.finding import Severity

_OTHER: Mapping[str, Severity] = MappingProxyType(
    {
        "E117": Severity.HOLD,
        "E124": Severity.NOTE,
        "E125": Severity.WARNING,
        "E126": Severity.WARNING,
        "E127": Severity.WARNING,
        "E129": Severity.NOTE,
        "E130": Severity.WARNING,
        "E131": Severity.NOTE,
        "E132": Severity.WARNING,
        "E133": Severity.WARNING,
        "E138": Severity.WARNING,
        "E202": Severity.HOLD,
        "E206": Severity.WARNING,
        "E208": Severity.HOLD,
        "E209": Severity.WARNING,
        "E213": Severity.NOTE,
        "E214": Severity.WARNING,
        "E215": Severity.NOTE,
        "E222": Severity.WARNING,
        "E228": Severity.WARNING,
        "E229": Severity.WARNING,
        "E230": Severity.HOLD,
        "E231": Severity.NOTE,
        "E232": Severity.HOLD,
        "E240": Severity.HOLD,
        "E247": Severity.WARNING,
        "E250": Severity.WARNING,
        "E305": Severity.WARNING,
        "E310": Severity.WARNING,
        "E312": Severity.NOTE,
        "E313": Severity.NOTE,
        "E320": Severity.NOTE,
        "E321": Severity.WARNING,
        "E323": Severity.NOTE,
        "E580": Severity.HOLD,
    }
)


def weight(code: str) -> Severity:
    """The severity of a code; everything not listed is an error.

    >>> str(weight("E102")), str(weight("E202")), str(weight("E305"))
    ('error', 'hold', 'warning')
    """
    return _OTHER.get(code, Severity.ERROR)


def effect(code: str) -> str:
    """What becomes of a row, or of a payment, that has a code; empty where that depends on the command.

    >>> effect("E102"), effect("E202"), effect("E401"), effect("E520")
    ('error', 'hold', 'put-off', '')
    """
    if code in PUT_OFF:
        return "put-off"
    return str(weight(code)) if code[:2] in ("E1", "E2", "E3") or code in _OTHER else ""
