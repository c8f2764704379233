"""Where people turn to with a question or a complaint, as ``vetctl.toml`` says under ``[bureau]``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from vetctl.core.catalogue import t
from vetctl.core.errors import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What stands under ``[bureau]``; what is missing there leaves a line to fill in by hand."""

    phone: str = ""
    address: str = ""
    notice_days: int = 7
    """Days a public notice hangs, the first included. No rule we know sets it for these benefits."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Contact:
        """Read ``[bureau]``.

        Raises:
            Usage: E525 a word that is not known; E551 a value of the wrong kind.
        """
        given: Mapping[str, Any] = settings.get("bureau", {})
        known = {one.name: type(one.default) for one in fields(cls)}
        if unknown := set(given) - set(known):
            raise Usage("E525", name=f"[bureau] {', '.join(sorted(unknown))}", known=", ".join(known))
        for name, value in given.items():
            if type(value) is not known[name] or (isinstance(value, int) and value < 1):
                raise Usage("E551", name=f"[bureau] {name} = {value!r}")
        return cls(**given)

    def complain(self, bureau: str) -> str:
        """The sentence that says where to turn."""
        return t(
            "paper.complain",
            bureau=bureau,
            phone=self.phone or t("paper.blank_line"),
            address=self.address or t("paper.blank_line"),
        )
