"""The habits of clerks, one by one: what they do, what vetctl detects, how it treats it, what the clerk sees.

The table is the documentation and the test at once: every habit is a workbook that is written, imported and looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.intake.habits import books
from tests.intake.habits.books import Formula, Long, Sheet, alone, case, ending_in, line, number, person, rows


@dataclass(frozen=True, kw_only=True)
class Habit:
    """One habit."""

    habit: str
    """What the clerk does."""
    detects: str
    """How it is recognised."""
    treatment: str
    """What becomes of it."""
    sees: tuple[str, ...] = ()
    """Words that must be on the clerk's screen."""
    make: Callable[[Path], Path]
    """Writes the workbook into a folder."""
    codes: frozenset[str] = frozenset()
    """All codes that come of it, but notes on lines left out (E129) and old numbers."""
    counts: tuple[int, int, int]
    """Rows accepted, held, rejected."""
    facts: Mapping[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    """SELECT -> its rows after the import with --on-error skip."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    villages: tuple[str, ...] = ()
    """Villages on the list of regions beforehand, each behind its township."""
    unseen: tuple[str, ...] = ()
    """Words that must not be on the screen."""


def _book(*sheets: Sheet, name: str = "表.xlsx", **options: Any) -> Callable[[Path], Path]:
    return lambda folder: books.xlsx(folder / name, *sheets, **options)


_TWO = rows(person(1), person(2))
_WIDTH = len(_TWO[0])
_NAMES = "SELECT name FROM profile ORDER BY id"
_APPROVED = "SELECT approved_on FROM terms ORDER BY id"
_AMOUNTS = "SELECT json_extract(facts, '$.amount_fen') FROM occasion ORDER BY id"


def _titled() -> Sheet:
    top = [
        alone(_TWO, "平阳县2020年3月优抚对象花名册"),
        alone(_TWO, "填报单位：昆阳镇"),
        [*alone(_TWO, "2020年12月1日")[:-1], "单位：元"],
    ]
    return Sheet([*top, *_TWO], merged=[(1, 1, 1, _WIDTH), (2, 1, 2, 4)])


def _two_levels() -> list[list[Any]]:
    upper = ["序号", "姓名", "身份证号", "乡镇", "优抚对象类别", "伤残情况", "", "批准时间", "银行账号"]
    lower = ["", "", "", "", "", "等级", "性质", "", ""]
    return [upper, lower]


def _cells(heading: str, *written: Any, **others: Any) -> list[list[Any]]:
    return rows(*(person(index, **{heading: value}, **others) for index, value in enumerate(written, 1)))


def _amounts(*written: Any, heading: str = "核定援助金额") -> list[list[Any]]:
    table = rows(*(case(index, value) for index, value in enumerate(written, 1)))
    table[0] = [heading if text == "核定援助金额" else text for text in table[0]]
    return table


_CASES = rows(case(1, 1000), case(2, 1200.5), case(3, 300))


_PAID = rows(person(1, 发放金额=1000), person(2, 发放金额=1000))


def _roster_of(town: str, first: int, count: int = 2) -> list[list[Any]]:
    return rows(*(person(first + i, 乡镇=town, 序号=i + 1) for i in range(count)))


HABITS: tuple[Habit, ...] = (
    # what stands around the table
    Habit(
        habit="merged title lines, a reporting unit, a day and a money unit stand above the headings",
        detects="of the first 15 rows the one with most known headings is the heading row",
        treatment="the lines are no data; the money unit is taken from them",
        make=_book(_titled()),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="two levels of headings, the upper one merged over several columns",
        detects="the row below adds known headings to the merged ones",
        treatment="levels are joined: 伤残情况/等级",
        make=_book(
            Sheet(
                [*_two_levels(), *_TWO[1:]],
                merged=[(1, 6, 1, 7), *((1, c, 2, c) for c in (1, 2, 3, 4, 5, 8, 9))],
            )
        ),
        counts=(2, 0, 0),
        facts={"SELECT grade, nature FROM terms ORDER BY id": [(6, "duty"), (6, "duty")]},
    ),
    Habit(
        habit="the two levels of headings are printed again on every page",
        detects="the mapped cells are their own headings, or every cell of the row is one",
        treatment="left out and counted",
        sees=("重复的表头 2", "第 4–5 行不作为数据（重复的表头）"),
        make=_book(Sheet([*_two_levels(), _TWO[1], *_two_levels(), _TWO[2]], merged=[(1, 6, 1, 7), (4, 6, 4, 7)])),
        counts=(2, 0, 0),
        left_out={"repeated": 2},
    ),
    Habit(
        habit="subtotals and totals between the people, with a number in the first column",
        detects="合计, 小计, 总计 … in the first cells or under the name",
        treatment="left out; the people and the sums they state are held against the rows",
        sees=("合计 3", "表中写明的合计和人数 6 处，与读到的一致"),
        make=_book(
            Sheet(
                [
                    _CASES[0],
                    _CASES[1],
                    line(_CASES, 序号="昆阳镇小计", 姓名="1人", 核定援助金额=1000),
                    _CASES[2],
                    _CASES[3],
                    line(_CASES, 序号="小计", 姓名="2人", 核定援助金额=1500.5),
                    line(_CASES, 序号=4, 姓名="合计", 身份证号="3人", 核定援助金额="2,500.50元"),
                ]
            )
        ),
        counts=(3, 0, 0),
        left_out={"totals": 3},
    ),
    Habit(
        habit="the total has not followed the rows: a row was deleted by hand",
        detects="the people or the sum of the totals row are not those of the rows above it, nor of those since the last subtotal",
        treatment="a warning with the cell, what it states and what was read",
        sees=("合计行的人数是 4，表中实有 3", "合计行的核定援助金额是 3500.50，表中实有 2500.50"),
        make=_book(Sheet([*_CASES, line(_CASES, 序号="合计", 姓名="共4人", 核定援助金额=3500.5)])),
        codes=frozenset({"E209"}),
        counts=(3, 0, 0),
    ),
    Habit(
        habit="the total stands under a column that vetctl does not take in",
        detects="the sum of that column's cells",
        treatment="checked all the same, for it tells of missing rows",
        sees=("合计行的发放金额是 3000，表中实有 2000",),
        make=_book(Sheet([*_PAID, line(_PAID, 序号="合计", 发放金额=3000)])),
        codes=frozenset({"E209", "E305"}),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="a total without a word: only the sum stands under the amounts",
        detects="no name, no identity number, no sequence number, and every cell is the sum of those above",
        treatment="left out as a total; with any other number it is a row and is refused",
        sees=("合计 1",),
        make=_book(Sheet([*_CASES, line(_CASES, 核定援助金额=2500.5)])),
        counts=(3, 0, 0),
        left_out={"totals": 1},
    ),
    Habit(
        habit="a lone number under the amounts that is not their sum",
        detects="as above, but it does not add up",
        treatment="nothing is dropped: the row is refused for want of a name",
        sees=("姓名没有填",),
        make=_book(Sheet([*_CASES, line(_CASES, 核定援助金额=2500)])),
        codes=frozenset({"E101"}),
        counts=(3, 0, 1),
    ),
    Habit(
        habit="the total is a formula that was never computed",
        detects="a formula without a value",
        treatment="a note: this total was not checked",
        sees=("没有核对",),
        make=_book(Sheet([*_CASES, line(_CASES, 序号="合计", 核定援助金额=Formula("=SUM(F2:F4)"))])),
        codes=frozenset({"E131"}),
        counts=(3, 0, 0),
    ),
    Habit(
        habit="title or foot line state how many people and how much money there are",
        detects="共 N 人, （N人）, 合计金额 N 元 in the lines above and below",
        treatment="held against the rows of the sheet and of the file",
        sees=("表中写明的合计和人数 3 处，与读到的一致",),
        make=_book(
            Sheet(
                [
                    alone(_CASES, "昆阳镇困难帮扶名册（3人）"),
                    *_CASES,
                    alone(_CASES, "填表说明：以上共 3 人，金额合计 2,500.50 元"),
                ]
            )
        ),
        counts=(3, 0, 0),
    ),
    Habit(
        habit="the foot line states another number",
        detects="as above",
        treatment="a warning that quotes the line",
        sees=("表中写明的人数是 5，读到的是 3", "表中写明的核定援助金额是 3000.00，读到的是 2500.50"),
        make=_book(Sheet([*_CASES, alone(_CASES, "说明：共 5 人，合计金额 3000 元")])),
        codes=frozenset({"E130"}),
        counts=(3, 0, 0),
    ),
    Habit(
        habit="signatures, a stamp line, a day and a note stand below the table",
        detects="制表人：, 审核：, 单位（盖章）, a day alone, a line merged over the columns, a sentence alone in its row",
        treatment="left out, and every one of them quoted",
        sees=("制表人：王经办", "2020年12月1日", "平阳县退役军人事务局", "经公示七天无异议"),
        make=_book(
            Sheet(
                [
                    *_TWO,
                    line(_TWO, 序号="制表人：王经办", 乡镇="审核：李"),
                    alone(_TWO, "单位（盖章）", 4),
                    alone(_TWO, "2020年12月1日", 6),
                    alone(_TWO, "平阳县退役军人事务局", 5),
                    alone(_TWO, "经公示七天无异议"),
                ],
                merged=[(8, 1, 8, _WIDTH)],
            )
        ),
        counts=(2, 0, 0),
        left_out={"signatures": 5},
    ),
    Habit(
        habit="a township stands alone in a row as the title of a group",
        detects="the name of a township and nothing else",
        treatment="left out; it is not taken for the township of the rows below",
        sees=("分组标题",),
        make=_book(Sheet([_TWO[0], alone(_TWO, "昆阳镇"), *_TWO[1:]])),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="blank rows between the people, and rows that were numbered in advance and never filled in",
        detects="no cell, or nothing but a sequence number",
        treatment="blank rows are skipped, numbered ones left out and told",
        sees=("第 5–6 行不作为数据（只有序号的空行）",),
        make=_book(Sheet([_TWO[0], _TWO[1], alone(_TWO, ""), _TWO[2], line(_TWO, 序号=3), line(_TWO, 序号=4)])),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="a row with a name and nothing else",
        detects="nothing says that it is no person",
        treatment="a row like any other: refused for want of a number",
        sees=("身份证号没有填",),
        make=_book(Sheet([*_TWO, alone(_TWO, "张三", 1)])),
        codes=frozenset({"E101"}),
        counts=(2, 0, 1),
    ),
    Habit(
        habit="people stand above the headings",
        detects="an identity number above the heading row",
        treatment="not read, and a warning with the rows",
        sees=("表头上面第 1 行像是数据，没有读入",),
        make=_book(Sheet([_TWO[1], _TWO[0], _TWO[2]])),
        codes=frozenset({"E133"}),
        counts=(1, 0, 0),
    ),
    Habit(
        habit="sequence numbers have gaps or are doubled",
        detects="numbers missing from and repeated in the column 序号",
        treatment="a note: rows may have been deleted by hand",
        sees=("序号不连续：缺 2–3，重复 5",),
        make=_book(Sheet(rows(person(1), person(2, 序号=4), person(3, 序号=5), person(4, 序号=5)))),
        codes=frozenset({"E215"}),
        counts=(4, 0, 0),
    ),
    # sheets
    Habit(
        habit="one sheet for each township, and a summary sheet",
        detects="headings of the same register on each; a sheet with one column 人数 beside townships",
        treatment="the sheets are read together; the summary is compared, never imported",
        sees=("工作表“汇总”是汇总，只作核对：比了 2 个乡镇的人数", "汇总表上鳌江镇是 3 人，花名册中读到 2 人"),
        make=_book(
            Sheet(_roster_of("昆阳镇", 1), name="昆阳镇"),
            Sheet(_roster_of("鳌江镇", 3), name="鳌江镇"),
            Sheet([["乡镇", "人数"], ["昆阳镇", 2], ["鳌江镇", 3], ["合计", 5]], name="汇总"),
        ),
        codes=frozenset({"E127"}),
        counts=(4, 0, 0),
    ),
    Habit(
        habit="a hidden sheet with last year's table",
        detects="the sheet's state in the workbook",
        treatment="never read; a warning names it",
        sees=("有隐藏的内容：2018年旧表",),
        make=_book(Sheet(_TWO), Sheet(rows(person(5)), name="2018年旧表", hidden=True)),
        codes=frozenset({"E310"}),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="the sheet is called after another benefit or another township than its rows",
        detects="headings and cells decide; the name of a township is compared with the rows",
        treatment="the rows count; a warning where they name another township than the sheet",
        sees=("工作表名为“鳌江镇”，其中 2 行写的是别的乡镇：昆阳镇 2",),
        make=_book(Sheet(_TWO, name="鳌江镇"), Sheet(rows(person(3)), name="带病回乡退伍军人")),
        codes=frozenset({"E132"}),
        counts=(3, 0, 0),
        facts={"SELECT DISTINCT category FROM terms": [("disabled-soldier",)]},
    ),
    Habit(
        habit="the sheet with the data is called 说明, or 汇总",
        detects="the only sheet with headings, whatever its name",
        treatment="read",
        make=_book(Sheet([["平阳县"], ["二〇二〇年十二月"]], name="封面"), Sheet(_TWO, name="汇总")),
        sees=("没有读入工作表“封面”",),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="people were written into the example sheet of the template",
        detects="numbers on a sheet that is no data by its name, which no other sheet has and which are no examples of ours",
        treatment="not read, and a warning with their number",
        sees=("工作表“示例”按名称不是数据，没有读入，其中却有 1 个号码别的表里没有",),
        make=_book(Sheet(_TWO), Sheet(rows(person(7)), name="示例")),
        codes=frozenset({"E126"}),
        counts=(2, 0, 0),
    ),
    # what cannot be seen
    Habit(
        habit="rows were hidden instead of deleted",
        detects="the rows' state in the workbook",
        treatment="read, with a warning that lists them",
        sees=("有隐藏的内容：隐藏的数据行 3",),
        make=_book(Sheet(_TWO, hidden_rows=[3])),
        codes=frozenset({"E310"}),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="a filter was left on",
        detects="hidden rows in a sheet with a filter set",
        treatment="read, with a warning that lists the rows that were filtered away",
        sees=("有隐藏的内容：筛选掉的数据行 2–3",),
        make=_book(Sheet(rows(person(3), person(4), person(5)), hidden_rows=[2, 3], filtered=True)),
        codes=frozenset({"E310"}),
        counts=(3, 0, 0),
    ),
    Habit(
        habit="a column was hidden",
        detects="the columns' state in the workbook",
        treatment="read like any other, with a warning",
        sees=("有隐藏的内容：隐藏的列 银行账号",),
        make=_book(Sheet(_TWO, hidden_columns=[_WIDTH])),
        codes=frozenset({"E310"}),
        counts=(2, 0, 0),
    ),
    # cells
    Habit(
        habit="townships are merged over the rows they hold for",
        detects="the merged ranges of the workbook",
        treatment="filled down within the range, and said",
        sees=("乡镇有合并单元格，已按合并的范围填到每一行（补了 2 格）",),
        make=_book(Sheet(rows(person(1), person(2, 乡镇=""), person(3, 乡镇="")), merged=[(2, 4, 4, 4)])),
        codes=frozenset({"E124"}),
        counts=(3, 0, 0),
        facts={"SELECT DISTINCT township FROM profile": [("昆阳镇",)]},
    ),
    Habit(
        habit="an identity number or an account is merged over two rows",
        detects="as above",
        treatment="never filled down: the second row is refused for want of a number",
        sees=("身份证号没有填",),
        make=_book(Sheet(rows(person(1), person(2, 身份证号="", 银行账号="")), merged=[(2, 3, 3, 3), (2, 9, 3, 9)])),
        codes=frozenset({"E101"}),
        counts=(1, 0, 1),
    ),
    Habit(
        habit="formulas instead of values",
        detects="the value left behind by the spreadsheet program; where there is none, no value is guessed",
        treatment="the value is read; a formula that was never computed is refused",
        sees=("错误值或没有算过的公式",),
        make=_book(Sheet(_cells("伤残性质", Formula('="因公"', "因公"), Formula('="因公"')))),
        codes=frozenset({"E119"}),
        counts=(1, 0, 1),
    ),
    Habit(
        habit="error cells: #N/A of a lookup that found nothing",
        detects="cells of the error type, which most readers give as blank",
        treatment="refused, never blank",
        sees=("错误值或没有算过的公式：#N/A",),
        make=_book(Sheet(_cells("银行账号", "9903260000000000017", Formula("=VLOOKUP(A1,B:C,2,0)", "#N/A")))),
        codes=frozenset({"E119"}),
        counts=(1, 0, 1),
    ),
    Habit(
        habit="identity numbers stored as numbers: 15 digits survive, or 16, or none of the last is right",
        detects="a number cell in an identity column, whatever its digits",
        treatment="refused; no digit is repaired",
        sees=("存成了数字，15 位以后已经丢失",),
        make=_book(Sheet(_cells("身份证号", Long("9.90326195001011E+17"), Long("990326195001011200"), number(3)))),
        codes=frozenset({"E105"}),
        counts=(1, 0, 2),
    ),
    Habit(
        habit="an identity number as text that ends in 000, typed from a cut cell",
        detects="the last three characters, even where the check character is right",
        treatment="held until somebody has looked at the card",
        sees=("末三位是 000",),
        make=_book(Sheet(_cells("身份证号", number(1), "990326195001010000"))),
        codes=frozenset({"E117"}),
        counts=(1, 1, 0),
    ),
    Habit(
        habit="a digit is wrong, or two neighbours are swapped",
        detects="the check character of GB 11643",
        treatment="refused",
        sees=("身份证号的校验码不对",),
        make=_book(
            Sheet(
                _cells(
                    "身份证号",
                    number(1),
                    number(2)[:15] + "8" + number(2)[16:],
                    number(12)[:15] + number(12)[16] + number(12)[15] + number(12)[17],
                )
            )
        ),
        codes=frozenset({"E102"}),
        counts=(1, 0, 2),
    ),
    Habit(
        habit="the X at the end as x, Ｘ, Ⅹ, Cyrillic Х or ×",
        detects="NFKC and a table of look-alikes",
        treatment="read as X",
        make=_book(
            Sheet(
                _cells(
                    "身份证号", *(ending_in("X", f"1950010{day}")[:17] + sign for day, sign in enumerate("xＸⅩХх×", 1))
                )
            )
        ),
        counts=(6, 0, 0),
        facts={"SELECT count(*) FROM person WHERE id_no LIKE '%X'": [(6,)]},
    ),
    Habit(
        habit="old identity numbers of 15 digits",
        detects="15 digits with a possible birth date",
        treatment="lengthened by 19 and the check character, and said",
        sees=("15 位旧号，已换算成 18 位",),
        make=_book(Sheet(_cells("身份证号", "990326500101003"))),
        codes=frozenset({"E213"}),
        counts=(1, 0, 0),
        facts={"SELECT substr(id_no, 1, 17) FROM person": [("99032619500101003",)]},
    ),
    Habit(
        habit="an apostrophe, hard spaces, zero-width characters, tabs and full-width digits in numbers; accounts in groups of four",
        detects="NFKC; spaces and format characters are no part of a number",
        treatment="cleaned",
        make=_book(
            Sheet(
                rows(
                    person(1, 身份证号="'" + number(1)),
                    person(2, 身份证号="\u00a0" + number(2) + "\u200b"),
                    person(3, 身份证号=number(3)[:6] + "\t" + number(3)[6:] + " "),
                    person(4, 身份证号=number(4).translate(str.maketrans("0123456789", "０１２３４５６７８９"))),
                    person(5, 银行账号="9903 2600 0000 0000 005"),
                )
            )
        ),
        counts=(5, 0, 0),
        facts={"SELECT number FROM account ORDER BY id DESC LIMIT 1": [("9903260000000000005",)]},
    ),
    Habit(
        habit="accounts stored as numbers",
        detects="a number cell in an account column",
        treatment="refused, never repaired",
        sees=("存成了数字，末几位已经丢失",),
        make=_book(Sheet(_cells("银行账号", Long("6.228580000000001E+18"), "6.22858E+18", "9903260000000000017"))),
        codes=frozenset({"E106"}),
        counts=(1, 0, 2),
    ),
    Habit(
        habit="names with spaces, a remark in brackets, one or another middle dot",
        detects="spaces between Chinese characters, brackets, look-alikes of ·",
        treatment="joined; the remark goes to the remarks, and is looked through for changes",
        sees=("写有“已故”",),
        make=_book(
            Sheet(_cells("姓名", "张 三", "欧阳 娜娜", "李四（已故）", "王五(配偶)", "阿卜杜•热西提", "买买提・艾力"))
        ),
        codes=frozenset({"E214"}),
        counts=(6, 0, 0),
        facts={
            _NAMES: [("张三",), ("欧阳娜娜",), ("李四",), ("王五",), ("阿卜杜·热西提",), ("买买提·艾力",)],
            "SELECT note FROM profile WHERE name = '李四'": [("已故",)],
        },
    ),
    Habit(
        habit="several people in one cell",
        detects="、，/ or a line break between whole names, 夫妇, 等3人; two numbers under an identity or account heading",
        treatment="refused: nobody can tell whose number and whose account it is",
        sees=("姓名一格里像有几个人：张三、李四", "身份证号一格里像有几个人", "银行账号一格里像有几个人"),
        make=_book(
            Sheet(
                rows(
                    *(
                        person(i, 姓名=name)
                        for i, name in enumerate(
                            ("张三、李四", "张三\n李四", "张三 李四", "张三/李四", "张三夫妇", "张三等3人"), 1
                        )
                    ),
                    person(7, 身份证号=f"{number(7)}、{number(8)}"),
                    person(8, 银行账号="9903260000000000017/9903260000000000025"),
                    person(9),
                )
            )
        ),
        codes=frozenset({"E123"}),
        counts=(1, 0, 8),
    ),
    Habit(
        habit="remarks that announce a death, a move, a stop, arrears",
        detects="死亡 去世 已故 病故 迁出 停发 判刑 重复 补发 扣回 注销 … in the remarks",
        treatment="a proposal that names the list to send; nothing changes by itself",
        sees=("填死亡名单", "填迁移登记表", "填停发暂缓登记表", "vetctl people duplicates", "vetctl payments plan"),
        make=_book(
            Sheet(
                _cells(
                    "备注",
                    "2020年3月死亡",
                    "已去世",
                    "病故",
                    "已迁出温州",
                    "停发",
                    "判刑三年",
                    "与序号3重复",
                    "补发1月",
                    "扣回多发",
                    "户口注销",
                    "病故军人遗属",
                    "无",
                )
            )
        ),
        codes=frozenset({"E214"}),
        counts=(12, 0, 0),
        unseen=("写有“病故”：病故军人遗属",),
        facts={"SELECT count(*) FROM death": [(0,)], "SELECT count(*) FROM suspension": [(0,)]},
    ),
    Habit(
        habit="the state of a person in a column that is not kept: 优抚对象状态 去世",
        detects="the same words in every column that is not taken in",
        treatment="the same proposal; the column itself is said not to be kept",
        sees=("优抚对象状态写有“去世”", "认得但不保存的列：优抚对象状态"),
        make=_book(Sheet(_cells("优抚对象状态", "享受待遇", "去世"))),
        codes=frozenset({"E214"}),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="days and months in every writing: 1953.2, 195302, 1953年2月, 1953-2-15, 19530215, 1953/2/15, a day cell",
        detects="the writing, and with it the precision",
        treatment="read; a month stands for its first day and is marked as a month",
        make=_book(
            Sheet(
                _cells(
                    "批准时间",
                    "1953.2",
                    "195302",
                    "1953年2月",
                    "1953-2-15",
                    "19530215",
                    "1953/2/15",
                    "１９５３．２",
                    dt.date(1953, 2, 15),
                    19530215,
                )
            )
        ),
        counts=(9, 0, 0),
        facts={"SELECT DISTINCT approved_on FROM terms ORDER BY 1": [("1953-02-01",), ("1953-02-15",)]},
    ),
    Habit(
        habit="a day that lost its format and shows as a count of days",
        detects="a bare number between 10000 and 79999 in a column of days",
        treatment="read as the day it is, with a warning that names the day",
        sees=("批准时间显示为数字 19405，按日期序号读作 1953-02-15",),
        make=_book(Sheet(_cells("批准时间", 19405))),
        codes=frozenset({"E125"}),
        counts=(1, 0, 0),
        facts={_APPROVED: [("1953-02-15",)]},
    ),
    Habit(
        habit="a workbook of an old Macintosh, which counts days from 1904",
        detects="the workbook says so",
        treatment="counted from 1904, with the same warning",
        sees=("批准时间显示为数字 17943，按日期序号读作 1953-02-15",),
        make=_book(Sheet(_cells("批准时间", 17943)), date_1904=True),
        codes=frozenset({"E125"}),
        counts=(1, 0, 0),
        facts={_APPROVED: [("1953-02-15",)]},
    ),
    Habit(
        habit="days that can mean two things or none: the number 1953.1, 53.2, 2020-02-30, an empty cell formatted as a day",
        detects="1953.10 as a number reads 1953.1; two digits of a year; no such day; day 0",
        treatment="refused with the reason",
        sees=("数字 .1 可能是 1 月也可能是 10 月", "年份只有两位", "没有这一天"),
        make=_book(Sheet(_cells("批准时间", 1953.1, "53.2", "2020-02-30", 45))),
        codes=frozenset({"E108"}),
        counts=(0, 0, 4),
    ),
    Habit(
        habit="the day of birth differs from the identity number",
        detects="the day inside the number",
        treatment="held",
        sees=("与身份证号中的 1950-01-01 不一致",),
        make=_book(Sheet(_cells("出生日期", "1950-01-02", "1950.1", "1950年"))),
        codes=frozenset({"E208"}),
        counts=(2, 1, 0),
    ),
    Habit(
        habit="amounts as 720元, 1,440.00, ￥35.5, 7.2万, full-width digits",
        detects="signs, separators and the unit in the cell",
        treatment="read to the fen",
        make=_book(Sheet(_amounts("720元", "1,440.00", "￥35.5", "7.2万", "１２０", 0.1 + 0.2))),
        counts=(6, 0, 0),
        facts={_AMOUNTS: [(72000,), (144000,), (3550,), (7200000,), (12000,), (30,)]},
    ),
    Habit(
        habit="the unit 万元 stands in the heading, or in the line above the table",
        detects="the brackets of the heading, then 单位： in the lines above",
        treatment="amounts are multiplied by ten thousand, and a unit taken from above is said",
        sees=("金额单位取自表头上方：核定援助金额 按“万元”读",),
        make=_book(Sheet([alone(_amounts(1.8), "单位：万元"), *_amounts(1.8, 0.72)])),
        counts=(2, 0, 0),
        facts={_AMOUNTS: [(1800000,), (720000,)]},
    ),
    Habit(
        habit="negative amounts in brackets or with a sign, amounts in words, three decimals, a dash and a number",
        detects="no plain positive amount of yuan and fen",
        treatment="refused: money taken back is never imported, and words are not read",
        sees=("不是金额：（120）", "不是金额：壹仟元整", "超过两位小数"),
        make=_book(Sheet(_amounts("（120）", "壹仟元整", "-120", 12.345))),
        codes=frozenset({"E110", "E111", "E120"}),
        counts=(0, 0, 4),
    ),
    # places
    Habit(
        habit="townships by a short or an official name: 昆阳, 平阳县昆阳镇, 鳌江镇人民政府, a code",
        detects="names, codes and aliases of the list of regions",
        treatment="brought to the name",
        make=_book(
            Sheet(_cells("乡镇", "昆阳", "平阳县昆阳镇", "鳌江镇人民政府", "浙江省温州市平阳县水头镇", " 青街乡 "))
        ),
        counts=(5, 0, 0),
        facts={
            "SELECT township FROM profile ORDER BY id": [
                ("昆阳镇",),
                ("昆阳镇",),
                ("鳌江镇",),
                ("水头镇",),
                ("青街畲族乡",),
            ]
        },
    ),
    Habit(
        habit="a township with a slip of the pen: 风卧镇 for 凤卧镇",
        detects="no such name; the nearest one is suggested",
        treatment="refused with the suggestion, never corrected",
        sees=("风卧镇（是不是“凤卧镇”？）",),
        make=_book(Sheet(_cells("乡镇", "风卧镇"))),
        codes=frozenset({"E113"}),
        counts=(0, 0, 1),
    ),
    Habit(
        habit="a village whose name two townships have, without its township",
        detects="the list of regions",
        treatment="refused with the townships; beside its township it is read",
        sees=("有重名，分不清是哪一个：埭头村（水头镇、鳌江镇）",),
        make=_book(
            Sheet(
                rows(
                    person(1, 乡镇="", 村="埭头村"),
                    person(2, 乡镇="鳌江镇", 村="埭头村"),
                    person(3, 乡镇="", 村="平阳县水头镇埭头村"),
                )
            )
        ),
        codes=frozenset({"E114"}),
        counts=(2, 0, 1),
        villages=("鳌江镇埭头村", "水头镇埭头村"),
        facts={"SELECT township FROM profile ORDER BY id": [("鳌江镇",), ("水头镇",)]},
    ),
    # files
    Habit(
        habit="an old .xls of WPS with the suffix .xlsx",
        detects="the first bytes",
        treatment="read by its content, and said",
        sees=("后缀与内容不符，按内容（",),
        make=lambda folder: books.xls(folder / "表.xlsx", Sheet(_TWO)),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="a text table in GBK",
        detects="byte order mark, strict UTF-8, then GB18030; never Latin-1",
        treatment="read, and the encoding said",
        sees=("编码 gb18030",),
        make=lambda folder: books.csv(folder / "表.csv", _TWO, "gb18030"),
        counts=(2, 0, 0),
    ),
    Habit(
        habit="people of one family under the same heading twice: 银行账号 and 银行帐号",
        detects="two headings of one meaning",
        treatment="the file is refused: which of them holds is not guessed",
        sees=("“银行账号”出现两次：银行账号、银行帐号",),
        make=_book(Sheet(rows(person(1, 银行帐号="9903260000000000033")))),
        codes=frozenset({"E306"}),
        counts=(0, 0, 0),
    ),
    Habit(
        habit="an unknown heading",
        detects="no declared word, no kept mapping",
        treatment="not read; a near word is suggested and never applied",
        sees=("不认识的列，没有读入：领款帐号（是不是“银行账号”？）", "vetctl import map"),
        make=_book(Sheet([[("领款帐号" if text == "银行账号" else text) for text in row] for row in _TWO])),
        codes=frozenset({"E305"}),
        counts=(2, 0, 0),
        facts={"SELECT count(*) FROM account": [(0,)]},
    ),
    Habit(
        habit="headings of one word that may mean two things: 日期, 合计, 补助金额",
        detects="no declared word of the register",
        treatment="not read, said, and asked for with vetctl import map",
        sees=("没有读入：日期", "没有读入：合计", "没有读入：补助金额"),
        make=_book(Sheet(rows(person(1, 日期="2020-01-01", 合计=1000, 补助金额=1000)))),
        codes=frozenset({"E305"}),
        counts=(1, 0, 0),
    ),
)
