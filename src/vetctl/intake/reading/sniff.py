"""What a file is, told by its first bytes and never by its suffix, and how its text is encoded.

It only looks: nothing is unpacked or parsed here, and nothing about the file is believed later because of it.
"""

from __future__ import annotations

import re
from typing import Literal

Content = Literal["zip", "ole", "html", "xml", "text", "empty", "pdf", "picture", "packed", "document", "mail", "other"]
"""``zip`` and ``ole`` may be workbooks; ``html`` and ``xml`` may hold tables; ``text`` may be one."""

ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_KNOWN: tuple[tuple[bytes, Content], ...] = (
    (ZIP, "zip"),
    (OLE, "ole"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM\x36", "picture"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"\x1f\x8b", "packed"),
    (b"PK\x05\x06", "packed"),
    (b"{\\rtf", "document"),
    (b"SQLite format 3\0", "other"),
    (b"ID;P", "other"),  # SYLK, which spreadsheet programs call .slk
)
_HEAD = 8192
_MARKS: tuple[tuple[bytes, str], ...] = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHARSET = re.compile(r"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_NO_TEXT = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
"""Encodings of Python that no file is written in, and that cost unbounded time or change what stands there."""


def content(data: bytes) -> Content:
    r"""Tell what a file is.

    >>> content(b"PK\x03\x04..."), content(b"  <table><tr>"), content("姓名,身份证号".encode("gb18030"))
    ('zip', 'html', 'text')
    """
    if data and (ZIP.startswith(data) or OLE.startswith(data)):
        return "other"  # the first bytes of a workbook and nothing behind
    for begin, kind in _KNOWN:
        if data.startswith(begin):
            return kind
    head = _head(data).lstrip("\ufeff \t\r\n\0")
    if not head:
        return "empty" if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe") else "other"
    if head[:13].lower() == "mime-version:":
        return "mail"
    if head[0] == "<" and head[1:2] and (head[1] in "!?" or (head[1].isascii() and head[1].isalpha())):
        return _marked_up(head.lower())
    return "text"


def _head(data: bytes) -> str:
    """The beginning as text, well enough to recognise marks in it."""
    code = next((name for mark, name in _MARKS if data.startswith(mark)), "latin-1")
    return data[:_HEAD].decode(code, "ignore")


def _marked_up(head: str) -> Content:
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and "<html" not in head:
        return "xml"
    if "urn:oasis:names:tc:opendocument" in head:
        return "other"  # an open document in one piece, .fods, which the reader does not know
    if head.startswith("<?xml") and not any(word in head for word in ("<html", "<table", "xhtml")):
        return "other"
    return "html"


def decoded(data: bytes, encoding: str | None = None, *, marked_up: bool = False) -> tuple[str, str] | None:
    """Text and encoding: the one given, else byte order mark, then strict UTF-8, then GB18030; None when none fits.

    Strict UTF-8 goes before what a page says about itself, because servers say gb2312 of everything; nearly no text in
    GB18030 is also valid UTF-8.

    Args:
        data: the file.
        encoding: what the clerk says; nothing else is tried then.
        marked_up: whether the file may name its encoding in its first lines.
    """
    if encoding is not None:
        ladder = [encoding]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        ladder = ["utf-16"]
    else:
        ladder = ["utf-8-sig", *(_declared(data) if marked_up else []), "gb18030"]
    for name in ladder:
        if name.lower().replace("-", "_") in _NO_TEXT:
            continue
        try:
            return data.decode(name), name
        except (UnicodeError, LookupError, ValueError):
            continue
    return None


def _declared(data: bytes) -> list[str]:
    found = _CHARSET.search(_head(data)[:4096])
    # What calls itself gb2312 or gbk is written by programs that know GB18030, which contains both.
    return [] if found is None or found[1].lower().startswith(("gb", "utf", "unicode")) else [found[1]]
