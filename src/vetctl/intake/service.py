"""Military service as the roster and the veterans' sheet state it: columns, feed and checks shared by both.

A person has one statement of service; another statement corrects it. Counted years are not computed here.
"""

from __future__ import annotations

from vetctl.intake.frame import Frame
from vetctl.intake.register import Column, Feed

COLUMNS = (
    Column(
        field="enlisted_on", zh="入伍时间", en="Enlisted", kind="date", coarsest="year",
        also=("入伍年月", "参军时间", "入伍日期", "参军年月"), zh_help="如 1969-12 或 1969.12.15", en_help="Such as 1969-12",
    ),
    Column(
        field="discharged_on", zh="退伍时间", en="Discharged", kind="date", coarsest="year",
        also=("退役时间", "退役年月", "复员时间", "退伍年月", "退伍日期", "退役日期", "退出现役时间"),
    ),
    Column(
        field="conscript_from", zh="服义务兵开始时间", en="Conscript from", kind="date",
        also=("义务兵开始时间", "服义务兵役开始时间", "义务兵起始时间"),
    ),
    Column(
        field="conscript_to", zh="服义务兵结束时间", en="Conscript to", kind="date",
        also=("义务兵结束时间", "服义务兵役结束时间", "义务兵终止时间"),
    ),
)  # fmt: skip

FEED = Feed(
    table="service",
    key={"person": "person"},
    values={
        "enlisted_on": "enlisted_on", "discharged_on": "discharged_on", "conscript_from": "conscript_from",
        "conscript_to": "conscript_to", "date_precision": "service_precision",
        "rural_at_discharge": "rural_at_discharge", "draws_pension": "draws_pension", "source": "service_source",
    },
    needs=("enlisted_on",),
    keeps=True,
)  # fmt: skip

_FIELDS = ("enlisted_on", "discharged_on", "conscript_from", "conscript_to")
_YOUNGEST = 12
"""The youngest soldiers of the war years."""
_RANK = ("day", "month", "year")

LISTED = ", ".join(
    f"CASE WHEN s.date_precision = 'year' AND s.{name} LIKE '%-01-01' THEN substr(s.{name}, 1, 4) "
    f"WHEN s.date_precision <> 'day' AND s.{name} LIKE '%-01' THEN substr(s.{name}, 1, 7) ELSE s.{name} END AS {name}"
    for name in _FIELDS
)
"""The days of service in a listing, from the table ``s``, no more precise than they are known: a month stays a month."""


def check(frame: Frame) -> None:
    """Put the dates of service in order and derive the precision that holds for all of them."""
    enlisted = frame.get("enlisted_on")
    starts = frame.get("conscript_from")
    if any(e is None and s is not None for e, s in zip(enlisted, starts, strict=True)):
        precision, other = frame.get("enlisted_on_precision"), frame.get("conscript_from_precision")
        for row, (day, start) in enumerate(zip(enlisted, starts, strict=True)):
            # Whoever states only the conscript time enlisted with its first day.
            if day is None and start is not None:
                enlisted[row], precision[row] = start, other[row]
    given = list(frame.several(*(f"{name}_precision" for name in _FIELDS)))
    coarsest = {some: max((g for g in some if g), key=_RANK.index, default=None) for some in set(given)}
    frame.columns["service_precision"] = list(map(coarsest.__getitem__, given))
    for row, (born, enlist, discharge, first, last) in enumerate(frame.several("born_on", *_FIELDS)):
        if enlist is None:
            continue
        if discharge is not None and discharge < enlist and not _same_span(discharge, enlist, frame, row):
            frame.add(row, "E203", "discharged_on", value=discharge, earlier=enlist)
        if born is not None and int(enlist[:4]) - int(born[:4]) < _YOUNGEST:
            frame.add(row, "E203", "enlisted_on", value=enlist, earlier=born)
        if first is not None and last is not None and last < first:
            frame.add(row, "E212", "conscript_to", value=last, earlier=first)


def _same_span(discharge: str, enlist: str, frame: Frame, row: int) -> bool:
    """Whether two dates differ only because one is less precise: 1969 and 1969-12-01 do not contradict."""
    length = {"day": 10, "month": 7, "year": 4}
    shortest = min(
        length[frame.get("discharged_on_precision")[row] or "day"], length[frame.get("enlisted_on_precision")[row] or "day"]
    )
    return discharge[:shortest] >= enlist[:shortest]
