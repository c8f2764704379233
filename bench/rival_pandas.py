"""The month as a careful colleague would do it with pandas: facts from SQLite, whole fen, lines back into SQLite.

It works out the regular payment of one month for those benefits, and only that: it compares with no earlier month, so
there is no back-pay and no recovery; it keeps no run, holds nobody by name, checks nothing and signs nothing.
Prints the total in fen.

    python bench/rival_pandas.py county.db 2020-12 2020-12-25
"""

from __future__ import annotations

import sqlite3
import sys

import pandas as pd

RUN = 2_000_000
"""The number its lines are written under."""


def main() -> None:
    path, month, as_of = sys.argv[1:]
    connection = sqlite3.connect(path)
    active = who(connection, month)
    active = active.merge(standards(connection, month, as_of), on=["policy", "key"])
    active["due_fen"] = money(active, int(month[5:]))
    lines = one_each(active[active["due_fen"] > 0])
    lines = lines.assign(
        run=RUN, month=month, component="base", kind="regular", amount_fen=lines["due_fen"], paid_before_fen=0, share_bp=10_000
    )
    columns = ["run", "month", "enrolment", "component", "kind", "amount_fen", "due_fen", "paid_before_fen", "base_fen", "per",
               "quantity_x100", "share_bp", "standard", "terms"]  # fmt: skip
    lines[columns].to_sql("line", connection, if_exists="append", index=False)
    print(lines["amount_fen"].sum())
    connection.commit()
    connection.close()


def who(connection: sqlite3.Connection, month: str) -> pd.DataFrame:
    """Everybody to be paid in the month, with the terms in force and the key of the standard."""
    terms = pd.read_sql(
        "SELECT id AS terms, enrolment, from_month, category, grade, nature, start_month FROM terms WHERE ended_by IS NULL", connection
    )
    terms = terms[(terms["from_month"] <= month) & (terms["start_month"] <= month)]
    terms = terms.sort_values("from_month").drop_duplicates("enrolment", keep="last")
    active = pd.read_sql("SELECT enrolment, person, policy FROM enrolment", connection).merge(terms, on="enrolment")

    dead = pd.read_sql("SELECT person, MIN(died_on) AS died_on FROM death WHERE ended_by IS NULL GROUP BY person", connection)
    stops = pd.read_sql("SELECT person, from_month, resumed_month FROM suspension WHERE ended_by IS NULL", connection)
    stopped = stops[(stops["from_month"] <= month) & (stops["resumed_month"].isna() | (stops["resumed_month"] > month))]
    banked = pd.read_sql("SELECT person FROM account WHERE ended_by IS NULL", connection)
    gone = dead[dead["died_on"].str[:7] < month]
    active = active[~active["person"].isin(gone["person"]) & ~active["person"].isin(stopped["person"]) & active["person"].isin(banked["person"])]

    active = active.merge(years(connection), on="person", how="left")
    counted = active["policy"] == "age-60-service"
    active["quantity_x100"] = active["years"].where(counted, 1).astype("int64") * 100
    by_grade = active["nature"].fillna("") + "-" + active["grade"].fillna(0).astype("int64").astype(str)
    fixed = {"war-test": "base", "ill-returned": "base", "martyrs-children": "base", "age-60-service": "per-year"}
    key = active["policy"].map(fixed).fillna(active["category"])
    active["key"] = key.where(active["policy"] != "disability-pension", by_grade)
    return active


def years(connection: sqlite3.Connection) -> pd.DataFrame:
    """Counted years of conscript service: a part of a year counts as a year."""
    service = pd.read_sql("SELECT person, conscript_from, conscript_to FROM service WHERE ended_by IS NULL", connection)
    begun, left = (pd.to_datetime(service[name]) for name in ("conscript_from", "conscript_to"))
    months = (left.dt.year - begun.dt.year) * 12 + left.dt.month - begun.dt.month - (left.dt.day < begun.dt.day)
    part = (months % 12 > 0) | (left.dt.day != begun.dt.day)
    return pd.DataFrame({"person": service["person"], "years": months // 12 + part})


def standards(connection: sqlite3.Connection, month: str, as_of: str) -> pd.DataFrame:
    """The standard of every benefit and key in force in the month, as known on the day."""
    known = pd.read_sql(
        "SELECT id AS standard, policy, key, effective_from, amount_fen AS base_fen, per FROM standard "
        "WHERE ended_by IS NULL AND jurisdiction = 'national' AND effective_from <= ? AND known_on <= ?",
        connection, params=(f"{month}-01", as_of),
    )  # fmt: skip
    return known.sort_values("effective_from").drop_duplicates(["policy", "key"], keep="last")


def money(active: pd.DataFrame, k: int) -> pd.Series:
    """Fen: a monthly rate times the counted years; a yearly rate shared so that twelve months make the year."""
    whole = active["base_fen"] * active["quantity_x100"] // 100
    share = (2 * whole * k + 12) // 24 - (2 * whole * (k - 1) + 12) // 24
    return whole.where(active["per"] == "month", share)


def one_each(active: pd.DataFrame) -> pd.DataFrame:
    """One benefit a person: the age-60 subsidy yields, otherwise the higher amount stays."""
    ranked = active.assign(yields=active["policy"] == "age-60-service")
    return ranked.sort_values(["person", "yields", "due_fen"], ascending=[True, True, False]).drop_duplicates("person")


if __name__ == "__main__":
    main()
