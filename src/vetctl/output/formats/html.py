"""One self-contained page to open in a browser or to print: no script, no outside file, bars as inline SVG.

Everything from the data is escaped, and the page forbids itself to load anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape as html_escape

from vetctl.core.catalogue import language, t
from vetctl.output.cells import scrub, shown, shown_row, shown_totals, summary_lines, visible
from vetctl.output.report import Chart, Column, Example, Look, Report, Table

CODE = "html"
TITLE = {"zh": "网页（可打印）", "en": "Web page for printing"}
SUFFIXES = (".html", ".htm")
BINARY = False
EXAMPLE = Example(
    report=Report(
        "stations list",
        [
            Table(
                "stations",
                [Column("name", title="站点"), Column("spent", "fen", title="金额")],
                [("<script>昆阳", 123450)],
                chart=Chart("name", "spent"),
            )
        ],
    ),
    contains=(b"<td>&lt;script&gt;", b'<td class="n">1,234.50</td>', b"<svg ", b"default-src 'none'"),
)

_STYLE = """
body{font:14px/1.5 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC","Noto Sans SC",sans-serif;margin:2em auto;max-width:80em;padding:0 1em;color:#1b1b1b}
h1{font-size:1.4em}h2{font-size:1.15em;margin:1.6em 0 .4em}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #b5b5b5;padding:.25em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere;white-space:pre-line}
th{background:#eef1f5;white-space:nowrap}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.k{white-space:nowrap;font-variant-numeric:tabular-nums}
tfoot td{font-weight:bold;background:#f7f7f7}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1em}dt{color:#555}dd{margin:0}
.warn{border-left:4px solid #c77700;padding:.2em .8em;background:#fff7e8}
.note,.meta{color:#555}
svg{max-width:100%;height:auto;margin:.6em 0}
@page{size:A4 landscape;margin:12mm}
@media print{tfoot{display:table-row-group}body{margin:0;max-width:none;font-size:10pt}thead{display:table-header-group}tr{break-inside:avoid}th{background:#eee}}
"""
_BAR_LEFT, _BAR_ROOM, _BAR_STEP, _MAX_BARS = 190, 420, 24, 60


def render(report: Report, look: Look) -> Iterator[str]:
    """The page, piece by piece."""
    tables = report.every_table()
    title = tables[0].title if tables and tables[0].title else report.command
    lang = "en" if language() == "en" else "zh-CN"
    yield f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield '<meta name="viewport" content="width=device-width">\n'
    yield f"<title>{_safe(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{_safe(title)}</h1>\n"
    if report.as_of is not None:
        yield f'<p class="meta">{_safe(t("output.as_of", day=report.as_of.isoformat()))}</p>\n'
    yield from (f'<p class="warn">{_safe(scrub(warning))}</p>\n' for warning in report.warnings)
    for index, table in enumerate(tables):
        yield f"<h2>{_safe(table.title or table.name)}</h2>\n" if index else ""
        yield from _table(table, report, look)
    yield from _summary(report, look)
    yield "</body>\n</html>\n"


def _table(table: Table, report: Report, look: Look) -> Iterator[str]:
    if table.chart is not None:
        yield _bars(table, table.chart, look, public=report.public)
    classes = [_class(column) for column in table.columns]
    heads = "".join(f"<th{c}>{_safe(column.heading)}</th>" for c, column in zip(classes, table.columns, strict=True))
    yield f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for row in table.walk():
        yield _row(shown_row(table, row, look, report), classes)
    yield "</tbody>\n"
    totals = shown_totals(table)
    if totals is not None:
        yield f"<tfoot>\n{_row(totals, classes)}</tfoot>\n"
    yield "</table>\n"
    if not table.rows:
        yield f'<p class="note">{_safe(t("output.no_rows"))}</p>\n'
    if table.note:
        yield f'<p class="note">{_safe(table.note)}</p>\n'


def _class(column: Column) -> str:
    if column.is_number:
        return ' class="n"'
    return ' class="k"' if column.kind in {"identity", "account", "month", "date"} else ""


def _row(cells: list[str], classes: list[str]) -> str:
    return "<tr>" + "".join(f"<td{c}>{_safe(cell)}</td>" for c, cell in zip(classes, cells, strict=True)) + "</tr>\n"


def _summary(report: Report, look: Look) -> Iterator[str]:
    lines = summary_lines(report.summary, look)
    if lines:
        yield f"<h2>{_safe(t('output.summary'))}</h2>\n<dl>\n"
        yield from (f"<dt>{_safe(title)}</dt><dd>{_safe(value)}</dd>\n" for title, value in lines)
        yield "</dl>\n"


def _bars(table: Table, chart: Chart, look: Look, *, public: bool) -> str:
    """Horizontal bars, longest value full width; all lengths are whole pixels, so no float is needed."""
    at_label, at_value = table.position(chart.label), table.position(chart.value)
    rows = [row for _, row in zip(range(_MAX_BARS), table.walk(), strict=False)]
    values = [value if isinstance(value := row[at_value], int) else 0 for row in rows]
    longest = max([*values, 1])
    height = _BAR_STEP * len(rows) + 4
    width = _BAR_LEFT + _BAR_ROOM + 130
    title = chart.title or table.columns[at_value].heading
    parts = [f'<svg role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-size="13">']
    parts.append(f"<title>{_safe(title)}</title>")
    for index, (row, value) in enumerate(zip(rows, values, strict=True)):
        y = _BAR_STEP * index + 2
        length = max(value, 0) * _BAR_ROOM // longest
        name = _safe(shown(table.columns[at_label], row[at_label], look, public=public).replace("\n", " "))
        text = _safe(shown(table.columns[at_value], row[at_value], look, public=public))
        parts.append(f'<text x="{_BAR_LEFT - 8}" y="{y + 15}" text-anchor="end">{name}</text>')
        parts.append(f'<rect x="{_BAR_LEFT}" y="{y}" width="{length}" height="{_BAR_STEP - 6}" fill="#3b6ea5"/>')
        parts.append(f'<text x="{_BAR_LEFT + length + 6}" y="{y + 15}">{text}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _safe(text: str) -> str:
    return html_escape(visible(text, breaks=True), quote=True)
