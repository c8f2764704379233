"""Service stations, their honours and the targets of 2020, with claims that must be refused.

Accepted model stations are exactly 1 county + 10 townships + 143 villages; the station that holds
a higher honour is one of them. Every claim beyond that carries a reason of refusal as its defect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from .model import Defect, Number, Record, Row, Village
from .numbers import credit_code
from .places import MERGED_NAME, MERGED_TOWN, PSEUDO_NAME, TOWNS, TWIN_NAME

MODEL_VILLAGES, MODEL_TOWNS, VILLAGE_STATIONS = 143, 10, 200
MODEL, PROVINCIAL, NATIONAL, ENTERPRISE = "市级示范型", "省级枫桥式", "国家级标杆型", "非公企业服务站"
FIRM_NAMES = (
    "云岙包装", "松垟印业", "柏埠食品", "鹿坑机械", "丰塘塑业", "泰桥电器", "瑞岭纺织", "荷庄物流", "沙屿水产",
)  # fmt: skip

LEDGER = {
    "sequence": "序号", "name": "站点名称", "level": "层级", "town": "乡镇", "village": "村（社区）",
    "founded": "成立日期", "document": "成立文号", "closed": "撤销日期", "into": "合并到", "head": "站长",
    "staff": "工作人员数", "area": "面积(㎡)", "veterans": "退役军人数", "remark": "备注",
}  # fmt: skip
ENTERPRISES = {
    "sequence": "序号", "name": "站点名称", "level": "层级", "town": "乡镇", "credit": "统一社会信用代码",
    "ownership": "企业性质", "founded": "成立日期", "document": "成立文号", "head": "站长", "staff": "工作人员数",
    "area": "面积(㎡)", "veterans": "退役军人数", "remark": "备注",
}  # fmt: skip
HONOURS = {
    "sequence": "序号", "name": "站点名称", "scheme": "荣誉名称", "year": "批次年度", "document": "命名文号",
    "awarded": "命名日期", "accepted": "验收日期", "evidence": "材料日期", "remark": "备注",
}  # fmt: skip
TARGETS = {
    "sequence": "序号", "indicator": "指标", "year": "年度", "level": "层级", "target": "任务数", "document": "文号",
    "issued": "下达日期", "remark": "备注",
}  # fmt: skip


@dataclass(slots=True)
class Stations:
    """The four registers about stations."""

    rng: Random
    ledger: list[Record] = field(default_factory=list)
    enterprises: list[Record] = field(default_factory=list)
    honours: list[Record] = field(default_factory=list)
    targets: list[Record] = field(default_factory=list)

    def station(self, name: str, level: str, town: str = "", village: str = "", **more: str) -> Record:
        """Add a station to the ledger."""
        size = {"县": (900, 12), "乡镇": (150, 3), "村": (30, 1)}[level]
        row: Row = {
            "name": name, "level": level, "town": town, "village": village, "founded": "2019-06-28",
            "document": f"演示编〔2019〕{len(self.ledger) + 1}号", "head": "演示站长",
            "staff": Number(size[1]), "area": Number(size[0] + self.rng.randrange(size[0])),
            "veterans": Number(self.rng.randrange(20, 400)),
        }  # fmt: skip
        self.ledger.append(Record(row | dict(more)))
        return self.ledger[-1]

    def claim(self, name: str, scheme: str = MODEL, *, reason: int = 0, because: str = "", **more: str) -> Record:
        """Add an honour of 2020; with a reason it is one that must be refused."""
        row: Row = {
            "name": name, "scheme": scheme, "year": Number(2020), "document": "演示命名〔2020〕18号",
            "awarded": "2020-12-25", "accepted": "2020-11-20", "evidence": "2020-10-30",
        }  # fmt: skip
        defect = Defect(f"claim-{reason}", "name", "validate", "refused", because) if reason else None
        self.honours.append(Record(row | dict(more), defect))
        return self.honours[-1]


def station_name(place: Village) -> str:
    """Return the full name of a village station."""
    return f"平阳县{place.town.name}{place.name}退役军人服务站"


def build(places: list[Village]) -> Stations:
    """Build stations, honours and targets."""
    found = Stations(Random("vetctl/stations"))
    found.station("平阳县退役军人服务中心", "县", founded="2019-03-29")
    found.claim("平阳县退役军人服务中心")
    for at, town in enumerate(TOWNS):
        name = f"平阳县{town.name}退役军人服务站"
        found.station(name, "乡镇", town.name, founded="2019-05-16")
        if at < MODEL_TOWNS:
            found.claim(name)
    chosen, spare = choose_villages(found.rng, places)
    for at, place in enumerate(chosen):
        found.station(station_name(place), "村", place.town.name, place.name)
        if at < MODEL_VILLAGES:
            found.claim(station_name(place))
    model_towns = [f"平阳县{town.name}退役军人服务站" for town in TOWNS[:2]]
    for name in (*model_towns, station_name(chosen[0])):
        found.claim(name, PROVINCIAL, document="演示枫桥〔2020〕7号")
    benchmark = found.claim(model_towns[0], NATIONAL, document="演示标杆〔2020〕2号")
    benchmark.defect = Defect(
        "claim-9", "scheme", "validate", "warning", "国家级标杆型没有下达任务数，算不出完成率；申报本身成立"
    )
    add_enterprises(found)
    add_refused(found, chosen, spare)
    add_bad_rows(found, chosen)
    add_targets(found)
    return found


def choose_villages(rng: Random, places: list[Village]) -> tuple[list[Village], list[Village]]:
    """Choose the villages that have a station; the two of one name are among the first."""
    twins = [place for place in places if place.name == TWIN_NAME]
    others = [place for place in places if place.name != TWIN_NAME]
    rng.shuffle(others)
    order = twins + others
    return order[:VILLAGE_STATIONS], order[VILLAGE_STATIONS:]


def enterprise(found: Stations, firm: str, town: str, credit: str, ownership: str = "非公") -> str:
    """Add an enterprise station; return its name."""
    name = f"演示{firm}有限公司退役军人服务站"
    number = len(found.enterprises) + 1
    row: Row = {
        "name": name,
        "level": "企业",
        "town": town,
        "credit": credit,
        "ownership": ownership,
        "head": "演示站长",
    }
    row |= {"founded": "2020-05-20", "document": f"演示企站〔2020〕{number}号"}
    row |= {"staff": Number(1), "area": Number(25), "veterans": Number(5 + number)}
    found.enterprises.append(Record(row))
    return name


def add_enterprises(found: Stations) -> None:
    """Add nine enterprise stations in order, and three claims of reason 6."""
    document = "演示企命〔2020〕4号"
    for at, firm in enumerate(FIRM_NAMES):
        name = enterprise(found, firm, TOWNS[at % 5].name, credit_code(at + 1))
        found.claim(name, ENTERPRISE, document=document)
    plant = enterprise(found, "云岙包装第二分厂", TOWNS[1].name, credit_code(1))
    found.claim(plant, ENTERPRISE, reason=6, because="同一企业两个厂区，统一社会信用代码重复", document=document)
    state_owned = enterprise(found, "县属水务", TOWNS[0].name, credit_code(40), "国有")
    found.claim(state_owned, ENTERPRISE, reason=6, because="国有企业，不属非公企业", document=document)
    found.claim(
        f"演示{FIRM_NAMES[0]}有限公司退役军人服务站",
        reason=4,
        because="企业站申报市级示范型，市级示范型只分县、乡镇、村三级",
    )


def add_refused(found: Stations, chosen: list[Village], spare: list[Village]) -> None:
    """Add the other claims that must be refused; none of them is one of the 143."""
    free = [station_name(place) for place in chosen[MODEL_VILLAGES:]]
    old = spare[0]
    old_name = f"平阳县{old.town.name}{old.name}退役军人服务点"
    found.station(station_name(old), "村", old.town.name, old.name, founded="2020-03-10")
    found.station(old_name, "村", old.town.name, old.name, founded="2020-06-10", remark="旧称")
    found.claim(old_name, reason=2, because="同一村有两个在用站点")
    found.claim(
        free[0],
        reason=3,
        because="批次年度为2019，不计入2020年",
        year="2019",
        awarded="2019-12-20",
        accepted="2019-11-20",
        evidence="2019-10-30",
    )
    late = spare[1]
    found.station(station_name(late), "村", late.town.name, late.name, founded="2020-12-28")
    found.claim(station_name(late), reason=3, because="命名日期早于站点成立日期")
    pseudo = f"平阳县{PSEUDO_NAME}退役军人服务站"
    found.station(pseudo, "乡镇", PSEUDO_NAME)
    found.claim(pseudo, reason=4, because="虚拟单位滨海新区按乡镇申报")
    lifted = next(place for place in spare[4:] if place.town in TOWNS[MODEL_TOWNS:])
    found.station(station_name(lifted), "乡镇", lifted.town.name, lifted.name)
    found.claim(station_name(lifted), reason=4, because="村级站按乡镇级申报")
    closed = spare[3]
    found.station(station_name(closed), "村", closed.town.name, closed.name, closed="2020-09-30", into=free[1])
    found.claim(station_name(closed), reason=5, because="年底前已撤销并入他站")
    merged = f"平阳县{MERGED_TOWN}{MERGED_NAME}退役军人服务站"
    found.station(merged, "村", MERGED_TOWN, MERGED_NAME, founded="2019-05-10")
    found.claim(merged, reason=2, because="村已于2019年并入他村，站点仍在册")
    found.claim(free[2], reason=7, because="没有命名文号", document="")
    higher = f"平阳县{chosen[0].town.name}{chosen[0].name}枫桥式退役军人服务站"
    found.station(higher, "村", chosen[0].town.name, chosen[0].name, founded="2020-08-01")
    found.claim(higher, reason=8, because="省级枫桥式荣誉另列一站，与原站重复")
    found.claim(free[3], reason=10, because="材料日期晚于验收日期，疑为后补", evidence="2020-12-10")


def add_bad_rows(found: Stations, chosen: list[Village]) -> None:
    """Add rows the import itself refuses."""
    found.claim(station_name(chosen[5])).defect = Defect(
        "E201", "name", "import", "rejected", "同一站点同一荣誉同一批次申报两次（拒绝理由1）"
    )
    found.claim("平阳县云上镇无名村退役军人服务站").defect = Defect(
        "E210", "name", "import", "rejected", "台账中没有这个站点"
    )
    bad = found.station(f"{TWIN_NAME}退役军人服务站", "村", "", TWIN_NAME)
    bad.defect = Defect("E114", "village", "import", "rejected", "埭头村在鳌江镇和水头镇各有一个，未写乡镇")


def add_targets(found: Stations) -> None:
    """Add the targets of 2020; the split by level is a demo value."""
    document, remark = "演示任务〔2020〕3号", "演示值"
    model = "市级示范型退役军人服务站"
    rows = [(model, "合计", 148), (model, "县", 1), (model, "乡镇", 10), (model, "村", 137)]
    rows.append(("非公企业退役军人服务站", "企业", 5))
    for indicator, level, number in rows:
        row: Row = {"indicator": indicator, "year": Number(2020), "level": level, "target": Number(number)}
        found.targets.append(Record(row | {"document": document, "issued": "2020-04-15", "remark": remark}))
    bad = dict(found.targets[0].cells) | {"indicator": "省级枫桥式退役军人服务站", "target": "若干"}
    found.targets.append(Record(bad, Defect("E116", "target", "import", "rejected", "任务数写成文字")))
