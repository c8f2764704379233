"""Service stations and the honours claimed for them: listed, and judged claim by claim.

The judgement itself lives in two shared views (``station_claim``, ``claim_refusal``), so that validation,
completion rates and audit can never disagree. Nothing is deleted: a refused claim stays on the register and
only does not count.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vetctl.core.catalogue import known, t
from vetctl.core.errors import Exit
from vetctl.core.shelf import load_sql_shelf
from vetctl.output.report import Column, Report, Table
from vetctl.targets import goals

FAIL_ON = ("error", "warning", "never")
OTHER_YEAR = 3
"""The ground for a claim of a year that is not the reported one."""

# A claim of another year is shown when it may be meant for this one (ground 3): it was awarded in it and does not
# fit its own year, or it is a stray in a sheet that has more than ten times as many claims of this year.
_CLAIMS = """
    WITH claim AS MATERIALIZED (SELECT * FROM station_claim),
    share AS (SELECT batch, batch_year, COUNT(*) AS claims FROM claim GROUP BY batch, batch_year)
    SELECT c.* FROM claim c
    JOIN share own ON own.batch = c.batch AND own.batch_year = c.batch_year
    LEFT JOIN share main ON main.batch = c.batch AND main.batch_year = :year
    WHERE c.batch_year = :year
       OR main.claims > own.claims * 10
       OR (substr(c.awarded_on, 1, 4) = CAST(:year AS TEXT)
           AND c.claim IN (SELECT r.claim FROM claim_refusal r WHERE r.reason = 3))
    ORDER BY c.scheme, c.batch, c.sheet, c.row_no, c.claim"""
_REFUSALS = """
    SELECT r.claim, r.reason, r.aspect, r.detail, o.file AS other_file, o.sheet AS other_sheet, o.row_no AS other_row
    FROM claim_refusal r LEFT JOIN station_claim o ON o.claim = r.other
    ORDER BY r.claim, r.reason, r.aspect"""
_STATIONS = """
    SELECT s.name, s.level, COALESCE(r.name, s.township) AS township, s.village, s.credit_code, s.founded_on, s.closed_on,
           s.merged_into, s.head, s.staff, s.area_m2, s.veterans,
           (SELECT group_concat(h.scheme || ' ' || h.batch_year, '、')
            FROM (SELECT DISTINCT c.scheme, c.batch_year FROM station_claim c
                  WHERE c.station = s.id AND c.claim NOT IN (SELECT claim FROM claim_refusal)
                  ORDER BY c.batch_year, c.scheme) h) AS honours
    FROM station_now s
    LEFT JOIN region_now r ON r.region = s.township
    WHERE (:level IS NULL OR s.level = :level)
      AND (:township IS NULL OR s.township = :township OR r.name = :township)
    ORDER BY CASE s.level WHEN 'county' THEN 1 WHEN 'township' THEN 2 WHEN 'village' THEN 3 ELSE 4 END, township, s.name"""


def validate(
    connection: sqlite3.Connection, *, year: int, fail_on: str = "error", bureau_shelves: Path | None = None
) -> Report:
    """Judge every honour claimed for a year, by the ten grounds for refusing a completion claim.

    Args:
        connection: the open database.
        year: the reported year; claims of this batch year, and stray ones awarded in it.
        fail_on: ``error`` leaves with status 3 when a claim is refused, ``warning`` also when a scheme has no
            target (ground 9, a remark on the figure), ``never`` always with 0.
        bureau_shelves: the bureau's own shelf folder.
    """
    claims = _records(connection, _CLAIMS, {"year": year})
    refusals: dict[int, list[dict[str, Any]]] = {}
    for refusal in _records(connection, _REFUSALS, {}):
        refusals.setdefault(refusal["claim"], []).append(refusal)
    for claim in claims:
        if claim["batch_year"] != year and not any(r["reason"] == OTHER_YEAR for r in refusals.get(claim["claim"], ())):
            refusals.setdefault(claim["claim"], []).append(_other_year(claim))
    refused = sum(1 for claim in claims if claim["claim"] in refusals)
    warnings = _without_target(connection, year, claims, bureau_shelves)
    found = (fail_on != "never" and refused > 0) or (fail_on == "warning" and bool(warnings))
    return Report(
        command="stations validate",
        tables=[_claim_table(claims, refusals), _scheme_table(claims, refusals), _refusal_table(claims, refusals)],
        summary={"year": year, "claims": len(claims), "accepted": len(claims) - refused, "refused": refused},
        warnings=warnings,
        next_step=f"vetctl targets completion --year {year}",
        exit_code=int(Exit.FOUND) if found else 0,
    )


def _other_year(claim: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "claim": claim["claim"],
        "reason": OTHER_YEAR,
        "aspect": "other-year",
        "detail": str(claim["batch_year"]),
        "other_file": None,
        "other_sheet": None,
        "other_row": None,
    }


def list_stations(connection: sqlite3.Connection, *, level: str | None = None, township: str | None = None) -> Report:
    """List the stations of the register with the honours that stand."""
    columns = [
        Column("name", title=t("stations.column.station")),
        Column("level", title=t("stations.column.level"), words="targets.part"),
        Column("township", title=t("stations.column.township")),
        Column("village", title=t("stations.column.village")),
        Column("honours", title=t("stations.column.honours")),
        Column("credit_code", title=t("stations.column.credit_code")),
        Column("founded_on", "date", title=t("stations.column.founded_on")),
        Column("closed_on", "date", title=t("stations.column.closed_on")),
        Column("merged_into", title=t("stations.column.merged_into")),
        Column("head", title=t("stations.column.head")),
        Column("staff", "int", title=t("stations.column.staff")),
        Column("area_m2", "int", title=t("stations.column.area_m2")),
        Column("veterans", "int", title=t("stations.column.veterans")),
    ]
    rows = _records(connection, _STATIONS, {"level": level, "township": township})
    for row in rows:
        row["honours"] = "、".join(map(_spoken, row["honours"].split("、"))) if row["honours"] else None
    table = Table.pick("stations", columns, rows, title=t("stations.stations"))
    return Report(command="stations list", tables=[table], summary={"stations": len(rows)})


def _claim_table(claims: Sequence[Mapping[str, Any]], refusals: Mapping[int, Sequence[Mapping[str, Any]]]) -> Table:
    columns = [
        Column("result", title=t("stations.column.result"), words="stations.result"),
        Column("reasons", title=t("stations.column.reasons")),
        Column("scheme", title=t("stations.column.scheme"), words="stations.scheme"),
        Column("station_name", title=t("stations.column.station")),
        Column("level", title=t("stations.column.level"), words="targets.part"),
        Column("township", title=t("stations.column.township")),
        Column("batch_year", "int", title=t("stations.column.batch_year")),
        Column("document", title=t("stations.column.document")),
        *_place(),
    ]
    records = [
        {
            **claim,
            "result": "refused" if claim["claim"] in refusals else "accepted",
            "reasons": "、".join(str(n) for n in sorted({r["reason"] for r in refusals.get(claim["claim"], ())})),
            "row": claim["row_no"],
        }
        for claim in claims
    ]
    return Table.pick("claims", columns, records, title=t("stations.claims"))


def _scheme_table(claims: Sequence[Mapping[str, Any]], refusals: Mapping[int, Sequence[Mapping[str, Any]]]) -> Table:
    rows = []
    for scheme in sorted({claim["scheme"] for claim in claims}):
        ours = [claim["claim"] for claim in claims if claim["scheme"] == scheme]
        refused = sum(1 for claim in ours if claim in refusals)
        rows.append((scheme, len(ours), len(ours) - refused, refused))
    columns = [
        Column("scheme", title=t("stations.column.scheme"), words="stations.scheme"),
        Column("claims", "int", title=t("stations.column.claims"), total=True),
        Column("accepted", "int", title=t("stations.result.accepted"), total=True),
        Column("refused", "int", title=t("stations.result.refused"), total=True),
    ]
    return Table("schemes", columns, rows, title=t("stations.schemes"))


def _refusal_table(claims: Sequence[Mapping[str, Any]], refusals: Mapping[int, Sequence[Mapping[str, Any]]]) -> Table:
    columns = [
        Column("reason", "int", title=t("stations.column.reason")),
        Column("text", title=t("stations.column.text")),
        Column("scheme", title=t("stations.column.scheme"), words="stations.scheme"),
        Column("station_name", title=t("stations.column.station")),
        *_place(),
    ]
    records = [
        {**claim, "reason": refusal["reason"], "text": refusal_text(refusal), "row": claim["row_no"]}
        for claim in claims
        for refusal in refusals.get(claim["claim"], ())
    ]
    return Table.pick("refusals", columns, records, title=t("stations.refusals"))


def refusal_text(refusal: Mapping[str, Any]) -> str:
    """Why a claim is refused and what to do, in the reader's language."""
    other = f"{refusal['other_file'] or ''}［{refusal['other_sheet']}］{refusal['other_row']}" if refusal["other_row"] else ""
    return t(f"stations.refusal.{refusal['reason']}.{refusal['aspect']}", detail=_spoken(refusal["detail"] or ""), other=other)


def _spoken(detail: str) -> str:
    """The codes of levels and schemes inside a detail as words."""
    words = []
    for word in detail.split(" "):
        key = next((k for k in (f"targets.part.{word}", f"stations.scheme.{word}") if known(k)), None)
        words.append(t(key) if key else word)
    return " ".join(words)


def _without_target(
    connection: sqlite3.Connection, year: int, claims: Sequence[Mapping[str, Any]], bureau_shelves: Path | None
) -> list[str]:
    """Ground 9: figures that are claimed but have no target, so that no percentage exists."""
    items = load_sql_shelf("indicators", bureau_shelves)
    decided = goals.in_force(connection, year, items.values())
    claimed = {claim["scheme"] for claim in claims}
    return [
        t("stations.refusal.9.no-target", title=item.title, year=year)
        for item in items.values()
        if item.meta.get("scheme") in claimed and goals.overall(decided.get(item.code, {})) is None
    ]


def _place() -> list[Column]:
    return [
        Column("file", title=t("targets.column.file")),
        Column("sheet", title=t("targets.column.sheet")),
        Column("row", "int", title=t("targets.column.row")),
    ]


def _records(connection: sqlite3.Connection, query: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
