"""医院一站式结算单: hospital bills of beneficiaries, with what each payer before this bureau has paid.

Feeds occasion (medical-aid). Refused are bills after death, bills used before, and bills whose parts do not make the whole.
"""

from __future__ import annotations

from dataclasses import replace

from vetctl.core.money import format_yuan
from vetctl.intake import occasions
from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import IDENTITY, NAME, NOTE, PERSONAL, Column, Example, Register

CODE = "medical-claims"
POLICY = "medical-aid"

_VISITS: dict[str | int, tuple[str, ...]] = {"inpatient": ("住院", "住院治疗"), "outpatient": ("门诊", "门诊治疗", "门（急）诊", "特殊病门诊")}
_INSURED: dict[str | int, tuple[str, ...]] = {
    "employee": ("职工医保", "职工", "城镇职工医保", "职工基本医疗保险"),
    "resident": ("居民医保", "居民", "城乡居民医保", "城乡居民基本医疗保险"),
}
_WAYS: dict[str | int, tuple[str, ...]] = {"one-stop": ("一站式", "一站式结算"), "by-hand": ("手工报销", "手工", "零星报销")}
_PARTS = ("insurance_fen", "serious_fen", "aid_fen", "reduction_fen", "outside_fen")
"""What is not left to the patient inside the scope of the insurance."""


def check(frame: Frame, known: Known) -> None:
    """Days in order, parts and whole, hospital and invoice."""
    admitted, discharged = frame.get("admitted_on"), frame.get("discharged_on")
    for row, (first, last) in enumerate(zip(admitted, discharged, strict=True)):
        if first is None:
            admitted[row] = last
        elif last is not None and last < first:
            frame.add(row, "E212", "discharged_on", value=last, earlier=first)
    frame.columns["happened_on"] = discharged
    occasions.references(frame, "hospital", "invoice")
    _add_up(frame)
    _hospitals(frame, known)
    _invoices(frame, known)
    _after_death(frame, known)
    occasions.settle(frame, known, dead_may=True)


def _add_up(frame: Frame) -> None:
    """Total = every payer before + outside the scope + left to the patient; what is left is worked out when not stated."""
    left = frame.get("personal_fen")
    for row, (total, *parts) in enumerate(frame.several("total_fen", *_PARTS)):
        if total is None:
            continue
        rest = total - sum(part or 0 for part in parts)
        if rest < 0 or (left[row] is not None and left[row] != rest):
            frame.add(row, "E216", "total_fen", value=format_yuan(total), found=format_yuan(total - rest + (left[row] or 0)))
        left[row] = rest


def _hospitals(frame: Frame, known: Known) -> None:
    """A one-stop bill goes to the hospital, any other to the person; the hospital must be on the register either way."""
    since = dict(known.connection.execute("SELECT name, one_stop_since FROM institution_now WHERE kind = 'hospital'").fetchall())
    institutions: list[str] = []
    for row, (hospital, way, day) in enumerate(frame.several("hospital", "way", "discharged_on")):
        institutions.append(hospital if hospital and way != "by-hand" else "")
        if hospital is None:
            continue
        if hospital not in since:
            frame.add(row, "E220", "hospital", value=hospital)
        elif way != "by-hand" and day and (since[hospital] is None or day < since[hospital]):
            frame.add(row, "E221", "hospital", value=hospital, since=since[hospital] or "—")
    frame.columns["institution"] = institutions


def _invoices(frame: Frame, known: Known) -> None:
    used = {one.reference: one for one in occasions.others(frame, occasions.held(known, [POLICY]))}
    for row, (number, reference, invoice, withdrawn) in enumerate(frame.several("id_no", "reference", "invoice", "withdrawn")):
        other = used.get(reference)
        if not withdrawn and other is not None and other.payee != number:
            frame.add(row, "E217", "invoice", value=invoice, other=other.name)


def _after_death(frame: Frame, known: Known) -> None:
    died_on = occasions.deaths(known)
    for row, (number, first, last, withdrawn) in enumerate(frame.several("id_no", "admitted_on", "discharged_on", "withdrawn")):
        died = died_on.get(number)
        for name, day in (("admitted_on", first), ("discharged_on", last)) if died and not withdrawn else ():
            if day and day > died:
                frame.add(row, "E218", name, value=day, died=died)
                break


REGISTER = Register(
    code=CODE,
    zh="优抚对象医疗费一站式结算单",
    en="Hospital bills settled one-stop",
    why="优抚对象医疗保障办法：基本医保、大病保险、医疗救助之后，由优抚医疗补助再付",
    why_en="Medical protection of beneficiaries: this aid pays after insurance, serious-illness insurance and medical assistance",
    people="known",
    policy=POLICY,
    key=("hospital", "invoice"),
    # What is left to the patient is worked out from what others paid, so the sheet must speak of it.
    any_of=(("insurance_fen",),),
    unused=(*PERSONAL, "乡镇", "村", "优抚类别", "优抚对象类别", "人员类别", "住院号", "医院结算号", "科室", "诊断", "病种"),
    check=check,
    columns=(
        Column(field="hospital", zh="医院名称", en="Hospital", required=True, also=("医院", "就诊医院", "医疗机构", "定点医院")),
        NAME,
        IDENTITY,
        Column(field="visit", zh="就诊类型", en="Visit", kind="choice", required=True, choices=_VISITS, also=("结算类别", "医疗类别", "就医类型")),
        Column(field="admitted_on", zh="入院日期", en="Admitted", kind="date", coarsest="day", also=("入院时间",), zh_help="门诊不填", en_help="Blank for outpatients"),
        Column(
            field="discharged_on", zh="出院（就诊）日期", en="Discharged", kind="date", required=True, coarsest="day",
            also=("出院日期", "出院时间", "就诊日期"),
        ),
        Column(field="invoice", zh="发票号", en="Invoice", required=True, also=("发票号码", "票据号", "发票编号"), zh_help="单元格格式须为文本", en_help="Cell format text"),
        Column(field="insured", zh="参保类型", en="Insurance", kind="choice", choices=_INSURED, also=("医保类型", "参保类别", "险种类型")),
        Column(field="total_fen", zh="总费用", en="Total", kind="money", required=True, also=("医疗总费用", "费用总额", "总金额")),
        Column(field="insurance_fen", zh="医保统筹支付", en="Insurance paid", kind="money", zero=True, also=("医保统筹", "基本医保支付", "统筹支付", "医保支付")),
        Column(field="serious_fen", zh="大病保险支付", en="Serious-illness insurance paid", kind="money", zero=True, also=("大病保险", "大病支付")),
        Column(field="aid_fen", zh="医疗救助支付", en="Medical assistance paid", kind="money", zero=True, also=("医疗救助", "救助支付")),
        Column(field="reduction_fen", zh="医院减免", en="Hospital's reduction", kind="money", zero=True, also=("减免", "优惠减免", "医院优惠")),
        Column(
            field="outside_fen", zh="自费（范围外）", en="Outside the scope", kind="money", zero=True, also=("自费", "自费费用", "全自费", "政策范围外自费"),
            zh_help="医保目录外、完全自费的部分", en_help="What the insurance does not cover at all",
        ),
        Column(
            field="personal_fen", zh="个人自付", en="Left to the patient", kind="money", zero=True, also=("个人负担", "自付", "政策范围内自付"),
            zh_help="政策范围内由个人负担的部分；不填的由总费用减出", en_help="Inside the scope; worked out when blank",
        ),
        Column(
            field="advanced_fen", zh="医院垫付优抚补助", en="Advanced by the hospital", kind="money", zero=True,
            also=("优抚补助", "优抚医疗补助", "垫付金额", "优抚补助金额"), zh_help="医院结算时已替本局减去的金额，用于核对", en_help="For comparison",
        ),
        Column(field="way", zh="结算方式", en="Way", kind="choice", choices=_WAYS, also=("报销方式",), zh_help="不填的为一站式", en_help="One-stop when blank"),
        replace(occasions.DECIDED, zh="结算日期", also=("结算时间", "审核日期", "批准日期")),
        replace(occasions.DOCUMENT, zh="结算单号", also=("清单号", "结算批次号")),
        occasions.WITHDRAWN,
        NOTE,
    ),
    feeds=(
        occasions.feed(
            {
                name: name
                for name in (
                    "hospital", "invoice", "visit", "admitted_on", "insured", "total_fen", *_PARTS, "personal_fen", "advanced_fen", "way",
                )
            },
            "institution",
        ),
    ),
)  # fmt: skip

_ROW = {
    "医院名称": "演示县人民医院", "姓名": "林永福", "身份证号": "990326195507083119", "就诊类型": "住院", "入院日期": "2020-05-06",
    "出院（就诊）日期": "2020-05-14", "发票号": "00120456", "参保类型": "居民医保", "总费用": "3775.80", "医保统筹支付": "2725.49", "大病保险支付": "0",
    "自费（范围外）": "258.08", "个人自付": "792.23", "结算日期": "2020-06-03",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="a stay of eight days (vector 71): 792.23 inside the scope are left to the patient",
        cells=_ROW,
        facts={
            "enrolment": {"policy": "medical-aid"},
            "occasion": {
                "reference": "演示县人民医院 00120456", "happened_on": "2020-05-14", "decided_on": "2020-06-03", "institution": "演示县人民医院",
                "facts": '{"admitted_on":"2020-05-06","hospital":"演示县人民医院","insurance_fen":272549,"insured":"resident","invoice":"00120456",'
                '"outside_fen":25808,"personal_fen":79223,"serious_fen":0,"total_fen":377580,"visit":"inpatient"}',
            },
        },
    ),
    Example(name="the parts do not make the whole", cells={**_ROW, "个人自付": "800"}, codes=("E216",)),
    Example(name="paid more than it cost", cells={**_ROW, "医保统筹支付": "4000", "个人自付": ""}, codes=("E216",)),
    Example(name="a hospital that is not on the register", cells={**_ROW, "医院名称": "外县医院"}, codes=("E220",)),
    Example(name="before the hospital was on one-stop", cells={**_ROW, "入院日期": "2019-05-06", "出院（就诊）日期": "2019-05-14"}, codes=("E221",)),
    Example(name="out before in", cells={**_ROW, "入院日期": "2020-05-16"}, codes=("E212",)),
)  # fmt: skip
