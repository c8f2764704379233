"""A small invented county to make claims in: rows go straight into the tables, as an import would leave them."""

from __future__ import annotations

import sqlite3
from typing import Any

from vetctl.core.identity import credit_code_valid

KUNYANG, AOJIANG, BINHAI = "330326100000", "330326101000", "330326401000"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class County:
    """Inserts rows and remembers nothing: the database is the memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.rows = 1
        self.batch()

    def insert(self, table: str, **values: Any) -> int:
        marks = ", ".join("?" * len(values))
        cursor = self.connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))
        return int(cursor.lastrowid or 0)

    def batch(self, file_name: str = "荣誉.xlsx") -> int:
        return self.insert(
            "batch", register="honours", file_name=file_name, file_sha256="0" * 64, rows_sha256="0" * 64,
            received_on="2020-12-31", actor="王经办", rows_in=0, accepted=0, held=0, rejected=0, unchanged=0, summary="{}",
        )  # fmt: skip

    def region(self, region: str, name: str, level: str, **more: Any) -> None:
        values: dict[str, Any] = {"kind": "real", "parent": None, "aliases": "", **more}
        self.insert("region", region=region, name=name, level=level, added_by=1, **values)

    def station(self, name: str, level: str = "village", **more: Any) -> int:
        values: dict[str, Any] = {"founded_on": "2019-05-01", "township": "昆阳镇", "sheet": "台账", "row_no": 1, **more}
        return self.insert("station", name=name, level=level, added_by=1, **values)

    def honour(self, station: str, scheme: str = "model-city", **more: Any) -> int:
        self.rows += 1
        values: dict[str, Any] = {
            "batch_year": 2020, "document": "温退役军人局〔2020〕88号", "awarded_on": "2020-11-20", "accepted_on": "2020-10-30",
            "evidence_on": "2020-09-30", "added_by": 1, "sheet": "荣誉", "row_no": self.rows, **more,
        }  # fmt: skip
        return self.insert("honour", station=station, scheme=scheme, **values)

    def target(self, indicator: str, level: str, value: int, decided_on: str = "2020-03-01", **more: Any) -> None:
        values: dict[str, Any] = {"year": 2020, "document": "平退役军人局〔2020〕5号", **more}
        self.insert("target", indicator=indicator, level=level, value=value, decided_on=decided_on, added_by=1, **values)

    def refusals(self) -> list[tuple[int, int, str]]:
        query = "SELECT claim, reason, aspect FROM claim_refusal ORDER BY claim, reason, aspect"
        return [tuple(row) for row in self.connection.execute(query)]


def credit_code(number: int) -> str:
    """A valid unified social credit code of an invented firm."""
    body = f"9133032699{number:07d}"
    return next(body + c for c in ALPHABET if credit_code_valid(body + c))
