"""Deliberate defects: bad rows among the good ones, and facts an audit has to find.

People of rejected and held rows are not in the truth, so nobody pays them; it refuses to touch
a good person's money except where the description says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from tests.independent.year2020 import AGE_60

from . import numbers
from .events import Story
from .model import Cell, Defect, Enrolment, Error, Number, Record
from .people import add_age_60, add_other, any_day, set_grade
from .places import TOWNS
from .registers import outsider, veteran
from .rosters import record_of

Files = dict[str, list[Record]]
Change = Callable[[Enrolment], Cell]
TOWN = {town.name: town for town in TOWNS}


def reversed_digits(number: str) -> str:
    """Swap two neighbouring different digits near the end; the check character finds it."""
    at = next(at for at in range(15, 6, -1) if number[at] != number[at - 1])
    return number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :]


def ends_with_zeros(enrolment: Enrolment) -> str:
    """Return a number that ends with 000 and has a right check digit all the same."""
    born = enrolment.person.born
    for day in range(1, 29):
        for hundreds in range(10):
            number = numbers.identity(born.replace(day=day), hundreds * 100)
            if number.endswith("000"):
                enrolment.person.born = born.replace(day=day)
                return number
    raise ValueError("no such number in this month")


# town, code, field, new cell, benefit, category, outcome, description; the person is in no other file
BAD_ROSTER_ROWS: tuple[tuple[str, str, str, Change, str, str, str], ...] = (
    ("昆阳镇", "E101", "category", lambda _: "", AGE_60, "rejected", "优抚对象类别空白"),
    ("昆阳镇", "E112", "nature", lambda _: "因工", "disability-pension", "rejected", "伤残性质写成因工"),
    ("昆阳镇", "E211", "conscript_from", lambda _: "1954-10-20", AGE_60, "rejected", "1954年11月1日以前入伍，不属兵龄补助"),
    ("鳌江镇", "E102", "identity", lambda e: reversed_digits(e.person.identity), AGE_60, "rejected", "身份证号相邻两位颠倒，校验码不符"),
    ("鳌江镇", "E113", "town", lambda _: "龙港镇", AGE_60, "rejected", "乡镇不在本县"),
    ("鳌江镇", "E208", "born", lambda e: f"{e.person.born.year - 3}年{e.person.born.month}月", AGE_60, "held", "出生年月与身份证号相差三年"),
    ("水头镇", "E103", "identity", lambda e: e.person.identity[:-1], AGE_60, "rejected", "身份证号只有17位"),
    ("水头镇", "E115", "name", lambda e: e.person.name[0] + "\u202e" + e.person.name[1:], AGE_60, "rejected", "姓名中夹有改变文字方向的控制符"),
    ("水头镇", "E203", "discharged", lambda _: "1955-03-01", "war-test", "rejected", "退伍时间早于入伍时间"),
    ("萧江镇", "E104", "identity", lambda e: numbers.identity(f"{e.person.born.year}0230", 127), AGE_60, "rejected", "身份证号中的生日是2月30日"),
    ("萧江镇", "E116", "years", lambda _: "三年多", AGE_60, "rejected", "折算年限写成文字"),
    ("腾蛟镇", "E119", "category", lambda _: Error("#N/A"), "war-test", "rejected", "人员类别是查找公式的错误值"),
    ("山门镇", "E107", "account", lambda e: e.account[:8] + "O" + e.account[9:], AGE_60, "rejected", "账号中的0写成字母O"),
    ("顺溪镇", "E108", "enlisted", lambda _: "1971-02-30", AGE_60, "rejected", "入伍时间是2月30日"),
    ("万全镇", "E109", "enlisted", lambda _: "2071/3/1", "war-test", "rejected", "入伍时间在将来"),
    ("万全镇", "E204", "grade", lambda _: "", "disability-pension", "rejected", "残疾军人没有伤残等级"),
    ("海西镇", "E117", "identity", ends_with_zeros, AGE_60, "held", "身份证号末三位是000，疑为数字格式丢失"),
    ("南雁镇", "E205", "grade", lambda _: "八级", "disability-pension", "rejected", "因病只有一至六级，写成八级"),
    ("怀溪镇", "E120", "years", lambda _: Number(45), AGE_60, "rejected", "折算年限45年超出范围"),
)  # fmt: skip


@dataclass(slots=True)
class Corrected:
    """Rows that come in wrong in January and right again in a later list of newcomers."""

    wrong: list[tuple[Enrolment, Defect, Change]] = field(default_factory=list)


def outside(story: Story, benefit: str, town: str, years: tuple[int, int] = (1948, 1955)) -> Enrolment:
    """Draw somebody for a bad row and take him out of the truth."""
    population = story.population
    if benefit == AGE_60:
        born = any_day(population.rng, *years)
        enrolment = add_age_60(population, born, town=TOWN[town])
    else:
        enrolment = add_other(population, benefit, town=TOWN[town])
    if benefit == "disability-pension":
        set_grade(enrolment, "因病" if town == "南雁镇" else "因公", 6)
    population.enrolments.pop()
    return enrolment


def prepare(story: Story) -> Corrected:
    """Add the people whose facts are a defect themselves; this comes before calibration."""
    population = story.population
    elder = population.person(date(1913, 5, 6), town=TOWN["腾蛟镇"])
    enrolment = population.enrol(elder, "红军失散人员", "red-army", standard="红军失散人员", approved=date(2006, 3, 8))
    enrolment.service, elder.busy = add_other(population, "red-army").service, True
    story.pairs["elder"] = enrolment
    population.enrolments.pop()
    twice = story.take("demobilised", town="水头镇").person
    twice.deaths = [
        (date(2020, 3, 5), 3, "公安", date(2020, 3, 10)),
        (date(2020, 4, 14), 5, "殡仪馆", date(2020, 4, 16)),
    ]
    corrected = Corrected()
    for town, known, code, column, change, text in (
        ("腾蛟镇", 2, "E105", "identity", identity_as_number, "身份证号存成数字，末三位已丢失；二月更正后补发"),
        ("麻步镇", 3, "E106", "account", lambda e: Number(int(e.account)), "银行账号存成数字；三月更正后补发"),
    ):
        late = add_age_60(population, date(1952, 2 + known, 7), town=TOWN[town], known=known)
        late.person.busy = True
        corrected.wrong.append((late, Defect(code, column, "import", "rejected", text), change))
    return corrected


def identity_as_number(enrolment: Enrolment) -> Cell:
    """Return the number cell a spreadsheet keeps of an 18-digit number: fifteen digits and zeros."""
    return Number(int(enrolment.person.identity[:15]) * 1000)


def insert(rng: Random, records: list[Record], record: Record) -> None:
    """Put a record somewhere into the middle of a file."""
    records.insert(rng.randrange(len(records) // 4, len(records) - 1), record)


def plant(story: Story, files: Files, corrected: Corrected) -> list[Defect]:
    """Put every row defect into the files; return the defects that belong to a whole file."""
    rng = Random("vetctl/defects")
    for town, code, column, change, benefit, outcome, text in BAD_ROSTER_ROWS:
        enrolment = outside(story, benefit, town, (1936, 1936) if code == "E211" else (1948, 1955))
        record = record_of(rng, enrolment, TOWN[town].style)
        record.cells[column] = change(enrolment)
        if code == "E117":
            record.cells["born"] = enrolment.person.born
        if code == "E211":
            record.cells["enlisted"] = "1954-10-20"
        record.defect = Defect(code, column, "import", outcome, text)
        insert(rng, files[TOWN[town].roster], record)
    for enrolment, defect, change in corrected.wrong:
        record = record_of(rng, enrolment, enrolment.person.town.style)
        record.cells[defect.column] = change(enrolment)
        record.cells["remark"], record.defect = "", defect
        insert(rng, files[enrolment.person.town.roster], record)
    plant_in_good_rows(rng, files)
    plant_pairs(story, files)
    plant_elsewhere(story, rng, files)
    return plant_in_files(files)


def pick(rng: Random, records: list[Record], benefit: str = AGE_60) -> Record:
    """Draw a good row of somebody to whom nothing else happens."""
    while True:
        record = rng.choice(records)
        enrolment = record.enrolment
        if enrolment and not record.defect and not enrolment.person.busy and enrolment.benefit == benefit:
            enrolment.person.busy = True
            return record


def plant_in_good_rows(rng: Random, files: Files) -> None:
    """Mark rows that are accepted all the same: notes, warnings and findings of an audit."""
    for town in ("麻步镇", "青街畲族乡"):
        record = pick(rng, files[TOWN[town].roster])
        record.cells["identity"] = numbers.old_identity(str(record.cells["identity"]))
        record.defect = Defect("E213", "identity", "import", "warning", "15位旧身份证号，换算成18位")
    record = pick(rng, files[TOWN["麻步镇"].roster])
    record.cells["remark"] = "已去世，待注销"
    record.defect = Defect("E214", "remark", "import", "warning", "备注写明已去世，死亡名单中没有；仍在发放")
    record = pick(rng, files[TOWN["昆阳镇"].roster], "war-test")
    record.cells |= {"approved": "", "document": ""}
    record.defect = Defect("A09", "document", "audit", "finding", "在发放但没有批准时间和文号")
    record = pick(rng, files[TOWN["闹村乡"].roster])
    record.cells["holder"] = "林玉香" if record.cells["holder"] != "林玉香" else "陈月英"
    record.defect = Defect("B06", "holder", "audit", "finding", "户名不是本人")
    first, shared = (pick(rng, files[TOWN["昆阳镇"].roster]) for _ in range(2))
    shared.cells["account"] = first.cells["account"]
    shared.defect = Defect("B04", "account", "audit", "finding", "两人共用一个银行账号，户名各写本人")
    record = pick(rng, files[TOWN["鳌江镇"].roster])
    again = Record(dict(record.cells), Defect("E201", "identity", "import", "rejected", "同一人同一待遇在表中出现两次"))
    home = files[TOWN["鳌江镇"].roster]
    home.insert(home.index(record) + 37, again)


def plant_pairs(story: Story, files: Files) -> None:
    """Mark the second row of people with two benefits, the elder and the death told twice."""
    move_to_other_roster(story.pairs["ill-age-60/second"], files)
    texts = {
        "disability-war/second": "伤残抚恤与参战补助，就高发放伤残抚恤",
        "age-60-child/second": "与兵龄补助互斥，兵龄补助让位",
        "ill-age-60/second": "另一乡镇又报兵龄补助，兵龄补助让位",
        "age-60-war/second": "六月认定参战，七月起兵龄补助让位",
        "age-60-war-late/second": "九月才登记的参战认定（七月起），七八月兵龄补助扣回",
    }
    ordered = [record for records in files.values() for record in records]
    for label, text in texts.items():
        pair = (story.pairs[label], story.pairs[label.removesuffix("/second")])
        last = [record for record in ordered if record.enrolment in pair][-1]
        last.defect = Defect("E206", "category", "import", "warning", text)
    elder = next(record for record in ordered if record.enrolment is story.pairs["elder"])
    elder.defect = Defect("B10", "born", "audit", "finding", "一百零六岁仍在发放")
    second_report = next(
        r for r in files["死亡名单_2020-05.xlsx"] if r.cells["source"] == "殡仪馆" and "14" in str(r.cells["died"])
    )
    second_report.defect = Defect("A02", "died", "audit", "finding", "公安报3月5日、殡仪馆报4月14日死亡，相差40天")


def move_to_other_roster(enrolment: Enrolment, files: Files) -> None:
    """Report the age-60 row of somebody from 鳌江镇 in the roster of 萧江镇 as well."""
    home, other = files[TOWN["鳌江镇"].roster], files[TOWN["萧江镇"].roster]
    record = next(r for r in home if r.enrolment is enrolment)
    home.remove(record)
    village = next(r for r in other if r.enrolment and r.cells["town"] == "萧江镇").cells["village"]
    record.cells |= {"town": "萧江镇", "village": village}
    other.append(record)


def plant_elsewhere(story: Story, rng: Random, files: Files) -> None:
    """Put defects into the other registers."""
    known = pick(rng, files[TOWN["水头镇"].roster])
    assert known.enrolment
    renamed = record_of(rng, known.enrolment, "A")
    name = "王秀平" if known.enrolment.person.name != "王秀平" else "陈光来"
    renamed.cells |= {"name": name, "holder": name, "phone": numbers.phone(99_001)}
    renamed.enrolment, renamed.defect = None, Defect("E202", "name", "import", "held", "身份证号已登记在另一姓名下")
    files["新增人员_2020-04.xlsx"].append(renamed)
    month = record_of(rng, outside(story, AGE_60, "昆阳镇"), "A")
    month.cells["start"] = "2020年13月"
    month.enrolment, month.defect = None, Defect("E118", "start", "import", "rejected", "待遇开始年月写成13月")
    files["新增人员_2020-03.xlsx"].append(month)
    stranger = outside(story, AGE_60, "山门镇").person
    files["死亡名单_2020-03.xlsx"].append(
        Record(
            {"name": stranger.name, "identity": stranger.identity, "died": "2020-03-02", "source": "村居"},
            Defect("E207", "identity", "import", "rejected", "死者不在册"),
        )
    )
    held = pick(rng, files[TOWN["万全镇"].roster]).enrolment
    assert held
    files["停发暂缓_2020-06.xlsx"].append(
        Record(
            {"name": held.person.name, "identity": held.person.identity, "kind": "中止", "from": "2020-06",
             "resume": "2020-03", "reason": "判刑入狱", "document": "演示停发〔2020〕66号"},
            Defect("E212", "resume", "import", "rejected", "恢复年月早于停发年月"),
        )
    )  # fmt: skip
    bad_standards = (("E110", "amount", "见附件", "标准没有写数"), ("E111", "amount", "16480.005", "标准有三位小数"))
    for at, (code, column, amount, text) in enumerate(bad_standards):
        good = files["县定标准_2019.xlsx"][at].cells
        files["县定标准_2019.xlsx"].append(
            Record(
                good
                | {"from": "2018-08-01", "amount": amount, "known": "2018-09-10", "document": "演示优抚〔2018〕9号"},
                Defect(code, column, "import", "rejected", text),
            )
        )
    plant_veterans(story, rng, files)


def plant_veterans(story: Story, rng: Random, files: Files) -> None:
    """Add somebody met twice under two numbers, and three who are due but not enrolled."""
    records = files["退役军人信息采集表.xlsx"]
    twin = pick(rng, files[TOWN["鳌江镇"].roster]).enrolment
    assert twin
    carrier = outsider(story, twin.person.born)
    carrier.person.name, carrier.person.village, carrier.service = twin.person.name, twin.person.village, twin.service
    double = veteran(rng, carrier)
    double.defect = Defect("B01", "identity", "audit", "finding", "同名同性别同生日，两个身份证号")
    insert(rng, records, double)
    for month in (2, 3, 5):
        missed = veteran(rng, outsider(story, date(1960, month, 11)))
        missed.cells["source"] = "档案"
        missed.defect = Defect("A15", "identity", "audit", "finding", "已满60周岁、条件齐全，至年底未申报兵龄补助")
        insert(rng, records, missed)


def plant_in_files(files: Files) -> list[Defect]:
    """Return the defects of whole files; generate.py lays those files out accordingly."""
    total = len(files[TOWN["怀溪镇"].roster]) + 1
    return [
        Defect("E209", "", "import", "warning", f"合计行写{total}人，多一人", TOWN["怀溪镇"].roster),
        Defect("E215", "序号", "import", "warning", "序号缺57号", TOWN["山门镇"].roster),
        Defect("E305", "民族", "import", "warning", "不认识的列", TOWN["凤卧镇"].roster),
        Defect("E310", "", "import", "warning", "工作簿里有隐藏表", TOWN["顺溪镇"].roster, "2018年旧表"),
    ]
