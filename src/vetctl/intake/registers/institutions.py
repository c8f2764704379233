"""结算单位: hospitals settled with and the insurance office, with the account their money goes to.

Feeds institution. A hospital counts as one-stop from its day on; before it, bills are paid to the person.
"""

from __future__ import annotations

from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import NOTE, Column, Example, Feed, Register

CODE = "institutions"

_KINDS: dict[str | int, tuple[str, ...]] = {
    "hospital": ("医院", "定点医院", "医疗机构"),
    "insurance": ("社保经办机构", "社保", "社保中心", "税务", "医保经办机构"),
    "other": ("其他", "其他单位"),
}


def check(frame: Frame, known: Known) -> None:  # noqa: ARG001 - every register's check has this signature
    """Whoever states no holder owns the account."""
    frame.columns["holder"] = [holder or name for holder, name in frame.several("holder", "institution")]


REGISTER = Register(
    code=CODE,
    zh="结算单位登记表",
    en="Institutions settled with",
    why="一站式结算医院和社保经办机构的收款账号；一站式覆盖率",
    why_en="Accounts of one-stop hospitals and of the insurance office; coverage of the one-stop settlement",
    key=("institution",),
    check=check,
    columns=(
        Column(field="institution", zh="单位名称", en="Institution", required=True, also=("医院名称", "机构名称", "结算单位", "结算单位名称")),
        Column(field="kind", zh="单位类型", en="Kind", kind="choice", required=True, choices=_KINDS, also=("机构类型", "结算单位类型")),
        Column(
            field="account", zh="收款账号", en="Account", kind="account", also=("银行账号", "账号", "对公账号"),
            zh_help="单元格格式须为文本", en_help="Cell format text",
        ),
        Column(field="bank", zh="开户银行", en="Bank", also=("开户行", "银行名称")),
        Column(field="holder", zh="户名", en="Account holder", also=("账户名", "账户名称")),
        Column(field="public", zh="是否公立", en="Public", kind="yes_no", also=("公立", "公立医院", "是否公立医院")),
        Column(
            field="one_stop_since", zh="一站式开通日期", en="One-stop since", kind="date", coarsest="day",
            also=("开通日期", "一站式结算开通时间", "开通时间"), future=True,
        ),
        NOTE,
    ),
    feeds=(
        Feed(
            table="institution",
            key={"name": "institution"},
            values={
                "kind": "kind", "account": "account", "bank": "bank", "holder_name": "holder", "public": "public",
                "one_stop_since": "one_stop_since",
            },
        ),
    ),
)  # fmt: skip

_ROW = {
    "单位名称": "演示县人民医院", "单位类型": "医院", "收款账号": "9903260000000009001", "开户银行": "演示农商银行", "是否公立": "是",
    "一站式开通日期": "2020-01-01",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="a public hospital on one-stop",
        cells=_ROW,
        facts={"institution": {"name": "演示县人民医院", "kind": "hospital", "public": 1, "one_stop_since": "2020-01-01", "holder_name": "演示县人民医院"}},
    ),
    Example(name="the insurance office", cells={"单位名称": "演示县社保中心", "单位类型": "社保", "收款账号": "9903260000000009002"}, facts={"institution": {"kind": "insurance", "public": None}}),
    Example(name="a kind that is none", cells={**_ROW, "单位类型": "药店"}, codes=("E112",)),
)
