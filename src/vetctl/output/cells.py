"""One cell as text for people or as a value for programs; the only place where output is masked.

Control and bidirectional characters never reach a terminal or a page as they are: they are written out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from vetctl.core.catalogue import known, t
from vetctl.core.identity import mask, mask_account, mask_identity, mask_name
from vetctl.core.money import format_yuan, plain_yuan
from vetctl.output.report import Column, Look, Report, Row, Table

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]

_RUN = re.compile(r"[0-9A-Za-z]{15,}")
_DIGEST = re.compile(r"(?=.*[a-f])(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Everything that could steer a terminal or a reader's eye."""


def shown(column: Column, value: object, look: Look, *, grouped: bool = True, public: bool = False) -> str:
    """The text of a cell.

    Args:
        column: says how.
        value: the cell; None is the empty text.
        look: whether numbers are masked.
        grouped: money with thousands separators (for people) or without (for programs).
        public: mask names too, and everything regardless of `look`.
    """
    if value is None:
        return ""
    if column.kind == "fen" and isinstance(value, int):
        return format_yuan(value) if grouped else plain_yuan(value)
    if column.kind == "permille-rate" and isinstance(value, int):
        return _rate(value)
    if column.kind == "bool" and not isinstance(value, str):
        return t("output.yes") if value else t("output.no")
    text = _plain_text(value)
    if column.words is not None and known(f"{column.words}.{text}"):
        return t(f"{column.words}.{text}")
    return hidden(column.kind, text, look, public=public)


def hidden(kind: str, text: str, look: Look, *, public: bool = False) -> str:
    """The text with the numbers in it masked, unless they are to be revealed."""
    if kind == "name":
        return mask_name(text) if public else text
    if look.reveal and not public:
        return text
    if kind == "identity":
        return mask_identity(text)
    if kind == "account":
        return mask_account(text)
    return scrub(text)


def scrub(text: str) -> str:
    """Mask identity and account numbers inside a free text, but leave digests alone.

    >>> scrub("330326195302151234 有误")
    '330326********1234 有误'
    """
    return _RUN.sub(lambda m: m.group() if _DIGEST.fullmatch(m.group()) else mask(m.group()), text)


def visible(text: str, *, breaks: bool = False) -> str:
    r"""Write out tabs, line breaks and characters that steer a terminal.

    Args:
        text: any text.
        breaks: leave line breaks as they are.

    >>> visible("a\tb\nc\x1b[31m")
    'a\\tb\\nc\\x1b[31m'
    """
    plain = inert(text).replace("\t", "\\t")
    return plain if breaks else plain.replace("\n", "\\n")


def inert(text: str) -> str:
    """Write out what steers a terminal; tabs and line breaks stay, the latter as line feeds."""
    return _UNSAFE.sub(_written_out, text.replace("\r\n", "\n"))


def _written_out(match: re.Match[str]) -> str:
    point = ord(match.group())
    if point == ord("\r"):
        return "\\r"
    return f"\\x{point:02x}" if point <= 0xFF else f"\\u{point:04x}"


def shown_row(table: Table, row: Row, look: Look, report: Report, *, grouped: bool = True) -> list[str]:
    """All cells of a row as text."""
    public = report.public
    return [
        shown(column, value, look, grouped=grouped, public=public)
        for column, value in zip(table.columns, row, strict=True)
    ]


def shown_totals(table: Table, *, grouped: bool = True) -> list[str] | None:
    """The totals row as text with its word in the first free cell; None when nothing is added up."""
    sums = table.totals()
    if sums is None:
        return None
    cells = [
        "" if total is None else shown(column, total, Look(), grouped=grouped)
        for column, total in zip(table.columns, sums, strict=True)
    ]
    if sums[0] is None:
        cells[0] = t("output.total")
    return cells


def record(table: Table, row: Row, look: Look, report: Report) -> dict[str, Json]:
    """One row as a JSON object; money and rates twice, exact and readable."""
    found: dict[str, Json] = {}
    for column, value in zip(table.columns, row, strict=True):
        if column.exact_key != column.base:
            found[column.exact_key] = value if isinstance(value, int) else None
            found[column.base] = None if value is None else shown(column, value, look, public=report.public)
        elif value is None or column.kind == "int":
            found[column.base] = value if isinstance(value, int) else None
        elif column.kind == "bool" and not isinstance(value, str):
            found[column.base] = bool(value)
        elif column.kind == "text" and isinstance(value, (bool, int)):
            found[column.base] = value
        else:
            found[column.base] = hidden(column.kind, _plain_text(value), look, public=report.public)
    return found


def json_summary(summary: Mapping[str, object], look: Look) -> dict[str, Json]:
    """The summary for JSON: money twice, dates as text, numbers masked."""
    found: dict[str, Json] = {}
    for key, value in summary.items():
        found[key] = _json_value(key, value, look)
        if key.endswith("_fen") and isinstance(value, int):
            found[key.removesuffix("_fen")] = format_yuan(value)
    return found


def _json_value(key: str, value: object, look: Look) -> Json:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        raise TypeError(f"summary {key}: a float reached the output")
    if isinstance(value, Mapping):
        return json_summary(value, look)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_json_value(key, part, look) for part in value]
    return hidden(key, _plain_text(value), look)


def summary_lines(summary: Mapping[str, object], look: Look) -> list[tuple[str, str]]:
    """The summary for people: titles and values; nested values are spelled out as ``a=1；b=2``."""
    return [(summary_title(key), _summary_text(key, value, look)) for key, value in summary.items()]


def summary_title(key: str) -> str:
    """The title of a summary key: ``summary.<key>``, else ``column.<key>``, without the unit."""
    base = key.removesuffix("_fen")
    return t(f"summary.{base}") if known(f"summary.{base}") else t(f"column.{base}") if known(f"column.{base}") else base


def _summary_text(key: str, value: object, look: Look) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return t("output.yes") if value else t("output.no")
    if isinstance(value, int):
        return format_yuan(value) if key.endswith("_fen") else str(value)
    if isinstance(value, str) and known(f"{key}.{value}"):
        return t(f"{key}.{value}")  # a code, such as the state of a run, in words
    if isinstance(value, float):
        raise TypeError(f"summary {key}: a float reached the output")
    if isinstance(value, Mapping):
        return "；".join(f"{summary_title(str(k))}={_summary_text(str(k), v, look)}" for k, v in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(_summary_text(key, part, look) for part in value)
    return hidden(key, _plain_text(value), look)


def _plain_text(value: object) -> str:
    if isinstance(value, float):
        raise TypeError("a float reached the output")
    return value.isoformat() if isinstance(value, date) else str(value)


def _rate(permille: int) -> str:
    whole, tenth = divmod(abs(permille), 10)
    return f"{'-' if permille < 0 else ''}{whole}.{tenth}%"
