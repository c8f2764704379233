"""死亡名单: who has died, on which day, as each source reports it.

Feeds death. Sources that differ are all kept; which day counts is decided where payments are computed. What the bureau
registered itself, or the family declared there with the certificate, stops payment at once; every other source proposes.
"""

from __future__ import annotations

from vetctl.intake.register import IDENTITY, NAME, NOTE, PERSONAL, Column, Example, Feed, Register

CODE = "deaths"

_SOURCES: dict[str | int, tuple[str, ...]] = {
    "bureau": ("局登记", "本局", "本局登记", "退役军人事务局", "局"),
    "police": ("公安", "派出所", "公安局", "户籍"),
    "health": ("卫健", "卫健局", "卫生健康局", "医院"),
    "funeral": ("殡仪馆", "民政", "殡葬", "火化"),
    "village": ("村居", "村(居)", "村", "社区", "乡镇"),
    "insurance": ("社保", "人社", "社保局", "人社局"),
    "family": ("家属", "亲属", "家属申报", "家属申报且已核实"),
}

REGISTER = Register(
    code=CODE,
    zh="死亡名单",
    en="Deaths",
    why="军人抚恤优待条例：死亡次月起停发；身后一件事",
    why_en="Benefits end after the month of death",
    people="known",
    key=("id_no", "source"),
    unused=(*PERSONAL, "乡镇", "村", "优抚对象类别", "户籍地", "出生日期"),
    columns=(
        NAME,
        IDENTITY,
        Column(
            field="died_on", zh="死亡日期", en="Died on", kind="date", required=True,
            also=("死亡时间", "去世时间", "去世日期", "病故时间", "死亡年月"),
        ),
        Column(
            field="deregistered_on", zh="注销户口日期", en="Deregistered on", kind="date",
            also=("注销日期", "死亡注销时间", "户口注销日期", "销户日期", "注销时间"),
        ),
        Column(
            field="source", zh="信息来源", en="Source", kind="choice", required=True, choices=_SOURCES,
            also=("数据来源", "来源", "来源单位"),
            zh_help="局登记、家属（凭证明到局申报）即为事实；其他来源待确认，先暂缓",
            en_help="The bureau or the family at its counter: a fact. Any other source: a proposal, held until answered",
        ),
        NOTE,
    ),
    feeds=(
        Feed(
            table="death",
            key={"person": "person", "source": "source"},
            values={"died_on": "died_on", "deregistered_on": "deregistered_on"},
        ),
    ),
)  # fmt: skip

_ROW = {"姓名": "陈国华", "身份证号": "990326194802113419", "死亡日期": "2020年3月5日", "信息来源": "公安"}
EXAMPLES = (
    Example(name="registered by the bureau", cells={**_ROW, "信息来源": "局登记"}, facts={"death": {"source": "bureau", "died_on": "2020-03-05"}}),
    Example(name="reported by the police", cells=_ROW, facts={"death": {"source": "police", "died_on": "2020-03-05"}}),
    Example(name="somebody not on the register", cells={**_ROW, "身份证号": "990326195001013412"}, codes=("E207",)),
    Example(name="another name", cells={**_ROW, "姓名": "陈大明"}, codes=("E202",)),
    Example(name="a death in the future", cells={**_ROW, "死亡日期": "2099-01-01"}, codes=("E109",)),
)
