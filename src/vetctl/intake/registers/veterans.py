"""退役军人信息采集表: discharged soldiers who draw no benefit (yet); the forecast of turning 60 lives on it.

Feeds person, profile and service. It enrols nobody in a benefit.
"""

from __future__ import annotations

from dataclasses import replace

from vetctl.intake.frame import Frame
from vetctl.intake.known import Known
from vetctl.intake.register import (
    HUKOU_CHOICES,
    IDENTITY,
    NAME,
    NOTE,
    PERSONAL,
    PHONE,
    TOWNSHIP,
    VILLAGE,
    Column,
    Example,
    Feed,
    Register,
)
from vetctl.intake.service import COLUMNS as SERVICE_COLUMNS
from vetctl.intake.service import FEED as SERVICE_FEED
from vetctl.intake.service import LISTED as SERVICE_LISTED
from vetctl.intake.service import check as check_service

CODE = "veterans"

_SOURCES: dict[str | int, tuple[str, ...]] = {"archive": ("档案", "档案记录", "查档"), "self": ("自报", "本人自报", "自述")}


def check(frame: Frame, known: Known) -> None:  # noqa: ARG001 - every register's check has this signature
    """Order the dates of service; say whether the household was rural at discharge."""
    check_service(frame)
    words = {"rural": 1, "urban": 0}
    frame.columns["rural_at_discharge"] = [h and words[h] for h in frame.get("hukou_at_discharge")]


REGISTER = Register(
    code=CODE,
    zh="退役军人信息采集表",
    en="Collection sheet of veterans",
    why="民发〔2011〕110号：预测年满 60 周岁的农村籍退役士兵",
    why_en="民发〔2011〕110号: forecast of rural veterans who turn 60",
    people="add",
    key=("id_no",),
    any_of=(("township", "village"),),
    unused=PERSONAL,
    check=check,
    columns=(
        NAME,
        IDENTITY,
        TOWNSHIP,
        VILLAGE,
        replace(SERVICE_COLUMNS[0], required=True),
        *SERVICE_COLUMNS[1:],
        Column(
            field="hukou_at_discharge", zh="退伍时户口类别", en="Household at discharge", kind="choice", choices=HUKOU_CHOICES,
            also=("退役时户口类别", "退役时户籍", "户口类别", "户籍类别"),
        ),
        Column(field="draws_pension", zh="是否领取职工养老金", en="Draws an employee pension", kind="yes_no", also=("领取职工养老金", "是否领取养老金")),
        PHONE,
        Column(field="service_source", zh="资料来源", en="Source", kind="choice", choices=_SOURCES, also=("信息来源", "来源")),
        NOTE,
    ),
    feeds=(
        Feed(
            table="profile",
            key={"person": "person"},
            values={"name": "name", "township": "township", "village": "village", "phone": "phone", "note": "note"},
            keeps=True,
        ),
        SERVICE_FEED,
    ),
    listing=(
        "SELECT f.name, p.id_no AS identity, f.township, f.village, "
        f"{SERVICE_LISTED}, "
        "CASE s.rural_at_discharge WHEN 1 THEN 'rural' WHEN 0 THEN 'urban' END AS hukou_at_discharge, s.draws_pension, f.phone, "
        "s.source AS service_source FROM service_now s JOIN person p USING (person) JOIN profile_now f USING (person) "
        "WHERE NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.person = s.person) ORDER BY f.township, f.village, p.id_no"
    ),
)  # fmt: skip

_ROW = {
    "姓名": "黄文龙", "身份证号": "990326196103043115", "乡镇": "水头镇", "入伍时间": "1979.12", "退伍时间": "1983.1",
    "服义务兵开始时间": "1979.12", "服义务兵结束时间": "1983.1", "退伍时户口类别": "农业", "是否领取职工养老金": "否", "资料来源": "档案",
}  # fmt: skip
EXAMPLES = (
    Example(
        name="a soldier of 1979",
        cells=_ROW,
        facts={
            "service": {"enlisted_on": "1979-12-01", "discharged_on": "1983-01-01", "rural_at_discharge": 1, "draws_pension": 0, "source": "archive"}
        },
    ),
    Example(name="no day of enlistment", cells={**_ROW, "入伍时间": ""}, codes=("E101",)),
    Example(name="a date that does not exist", cells={**_ROW, "退伍时间": "1983-02-30"}, codes=("E108",)),
)
