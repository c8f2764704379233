"""How much each problem of an import weighs.

An error keeps the row out; a hold keeps it waiting for a human decision; a warning or note lets it pass and is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vetctl.core.finding import Severity

_OTHER: Mapping[str, Severity] = MappingProxyType(
    {
        "E117": Severity.HOLD,
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
        "E305": Severity.WARNING,
        "E310": Severity.WARNING,
        "E312": Severity.NOTE,
        "E313": Severity.NOTE,
    }
)


def weight(code: str) -> Severity:
    """The severity of a code; everything not listed is an error.

    >>> str(weight("E102")), str(weight("E202")), str(weight("E305"))
    ('error', 'hold', 'warning')
    """
    return _OTHER.get(code, Severity.ERROR)
