"""One report that holds everything that has ever broken an output."""

from __future__ import annotations

from datetime import date

from vetctl.core.finding import Finding, Severity, Where
from vetctl.core.month import Month
from vetctl.output.report import Chart, Column, Report, Table

COLUMNS = (
    Column("person", "name"),
    Column("identity", "identity"),
    Column("account", "account"),
    Column("amount_fen", "fen", total=True),
    Column("heads", "int", total=True),
    Column("rate", "permille-rate"),
    Column("month", "month"),
    Column("born_on", "date"),
    Column("done", "bool"),
    Column("severity", words="severity"),
    Column("note"),
)
TEXTS = (
    '引号 "双" 与 \'单\'，逗号,分号;',
    "制表\t符\r\n换行\n反斜 C:\\temp\\new",
    "[/注] [b]粗[/b] [link=http://x]y[/link]",
    '=HYPERLINK("http://x","点")',
    "+1 @SUM(A1) -2",
    "-12.50",
    "@cmd",
    "<script>alert(1)</script> & | ` * _ # ~",
    "\x1b[31m红\x07 \x00空 \u202e反向",
    "号码 330326195302151234 和账号 6228580000000000018",
    "3f2a" * 16,
    "007",
    "x" * 200,
    "",
)
ROWS = [
    (
        "王䶮" if index % 2 else "欧阳·𠮷",
        "99032619500101123X",
        "6228580000000000018" if index else None,
        None if index == 3 else (-123450 if index % 3 else 10**12 + index),
        None if index == 4 else index,
        (1041, 0, None)[index % 3],
        Month(2020, 11) if index else "2020-10",
        date(1950, 2, 28),
        index % 2 == 0,
        ("error", "hold", None)[index % 3],
        text,
    )
    for index, text in enumerate(TEXTS)
]
REPORT = Report(
    "payments run",
    [
        Table("lines", COLUMNS, ROWS, title="明细 [b]", note="注：<i>口径</i>", chart=Chart("person", "amount")),
        Table("gaps", [Column("code"), Column("count", "int")], [("E401", 2)]),
        Table("none", [Column("code")], []),
    ],
    summary={
        "people": 13,
        "total_fen": -123450,
        "identity": "99032619500101123X",
        "ready": True,
        "month": Month(2020, 11),
        "per_benefit": {"sum_fen": 5, "lines": [1, 2]},
        "nothing": None,
    },
    warnings=["有人 330326195302151234 |没有账号|"],
    findings=[
        Finding(
            code="E102",
            severity=Severity.ERROR,
            where=Where(file="花名册.xlsx", sheet="表1", row=17, column=4),
            heading="身份证号",
            value="330326195302151230",
        )
    ],
    next_step="vetctl payments review --month 2020-11",
    exit_code=3,
    as_of=date(2020, 11, 30),
)
