"""One row for every table, made from the schema itself, so that a new table cannot be forgotten."""

import sqlite3

SPECIAL = {
    ("batch", "rows_in"): 1, ("batch", "accepted"): 1, ("batch", "held"): 0, ("batch", "rejected"): 0, ("batch", "unchanged"): 0,
    ("batch", "received_on"): "2020-01-01", ("batch_row", "state"): "held",
    ("region", "level"): "township", ("region", "kind"): "real",
    ("person", "born_on"): "1950-01-01", ("person", "sex"): "male", ("profile", "hukou"): "rural",
    ("service", "date_precision"): "day", ("service", "rural_at_discharge"): 1, ("service", "draws_pension"): 0,
    ("terms", "from_month"): "2010-01", ("move", "direction"): "out", ("suspension", "kind"): "hold",
    ("standard", "jurisdiction"): "national", ("standard", "mode"): "absolute", ("standard", "per"): "year",
    ("standard", "effective_from"): "2020-08-01", ("standard", "known_on"): "2020-08-01",
    ("station", "level"): "village", ("station", "ownership"): "private",
    ("run", "month"): "2020-08", ("run_step", "step"): "drafted",
    ("line", "kind"): "regular", ("line", "amount_fen"): 5, ("line", "due_fen"): 5, ("line", "paid_before_fen"): 0,
    ("payout", "gross_fen"): 5, ("payout", "set_off_fen"): 0, ("payout", "net_fen"): 5,
    ("bridge", "movement"): "now",
    ("rule", "effective_from"): "2020-01-01", ("rule", "effective_to"): None, ("rule", "known_on"): "2020-01-01", ("rule", "word"): None,
    ("yardstick", "period"): "2020-03", ("yardstick", "unit"): "bp", ("yardstick", "known_on"): "2020-04-10",
    ("institution", "kind"): "hospital", ("occasion", "happened_on"): "2020-03-05", ("occasion", "decided_on"): "2020-04-02",
    ("occasion", "facts"): "{}",
    ("funding", "source"): "central", ("funding", "mode"): "of-line", ("funding", "amount_fen"): None, ("funding", "per"): None,
    ("funding", "effective_from"): "2020-01-01", ("funding", "known_on"): "2020-01-01",
    ("budget", "source"): "county", ("budget", "received_on"): "2020-01-01",
    ("remittance", "gross_fen"): 5, ("remittance", "brought_fen"): 0, ("remittance", "net_fen"): 5,
    ("bank_answer", "institution"): None, ("bank_answer", "outcome"): "paid", ("bank_answer", "answered_on"): "2020-03-05",
    ("closing", "month"): "2020-03", ("closing", "step"): "closed", ("verdict", "decision"): "confirmed", ("bypass", "month"): "2020-03",
    ("debt_entry", "kind"): "repaid", ("debt_entry", "entered_on"): "2020-03-05", ("instalment", "from_month"): "2020-03",
    ("former_number", "successor"): "z", ("merged", "survivor"): 2, ("duplicate_decision", "other"): "y", ("duplicate_decision", "said"): "same",
    ("put_back", "copy"): 2,
}  # fmt: skip
"""Values that a CHECK asks for."""


def tables(connection: sqlite3.Connection) -> list[str]:
    return [
        row[0]
        for row in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    ]


def columns(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, int]]:
    """Name, type and place in the primary key (0: none)."""
    return [(row[1], row[2], row[5]) for row in connection.execute(f'PRAGMA table_info("{table}")')]


def sample(connection: sqlite3.Connection, table: str, **other: object) -> dict[str, object]:
    """A row that the table takes. `other` replaces single values."""
    row: dict[str, object] = {}
    for name, kind, _ in columns(connection, table):
        value = SPECIAL.get((table, name), 1 if kind == "INTEGER" else "x")
        row[name] = None if name == "ended_by" else value
    if table == "journal":
        row["seq"] = connection.execute("SELECT coalesce(MAX(seq), 0) + 1 FROM journal").fetchone()[0]
    if table == "migration":
        row["number"] = 9999
    return {**row, **other}


def insert(connection: sqlite3.Connection, table: str, row: dict[str, object], how: str = "INSERT") -> None:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    connection.execute(f'{how} INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))


def other_value(value: object) -> object:
    """Something else of the same type."""
    return value + 1 if isinstance(value, int) else f"{value}y" if isinstance(value, str) else 7


def unique_keys(connection: sqlite3.Connection, table: str) -> list[list[str]]:
    """The column lists of every unique index but the primary key."""
    found = []
    for row in connection.execute(f'PRAGMA index_list("{table}")').fetchall():
        name, unique, origin = row[1], row[2], row[3]
        if unique and origin != "pk":
            found.append([r[2] for r in connection.execute(f'PRAGMA index_info("{name}")')])
    return found
