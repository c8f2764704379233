"""The month by OpenFisca's own means: dated parameters, one variable for each benefit, one vector calculation.

Written the way its country packages are: amounts in yuan, as float variables, which OpenFisca keeps in 32 bits. It
works out the regular payment of one month; earlier payments, back-pay, holds and runs are outside its world. Prints
the total in fen.

    python bench/rival_openfisca.py county.db 2020-12 2020-12-25
"""

from __future__ import annotations

import sqlite3
import sys
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

RUN = 2_000_000
"""The number its lines are written under."""
PERSON = Entity("person", "persons", "A person", "")
ONE_RATE = {"age-60-service": "per_year", "war-test": "base", "ill-returned": "base", "martyrs-children": "base"}
"""Benefits with one monthly rate, and its key."""
MANY_RATES = {"disability-pension": "war_5", "survivors-pension": "martyr"}
"""Benefits with a yearly rate for each key; the key given to those who do not draw it."""


def name_of(code: str) -> str:
    """OpenFisca's names allow no hyphen."""
    return code.replace("-", "_")


def variable(name: str, value_type: type, formula: Any = None) -> type[Variable]:
    """One variable: an input for ever, or a formula by the month; OpenFisca wants a class for each."""
    period = DateUnit.MONTH if formula else DateUnit.ETERNITY
    body = {"value_type": value_type, "entity": PERSON, "definition_period": period, "label": name}
    return type(name, (Variable,), {**body, **({"formula": formula} if formula else {})})


def counted_years(person: Any, period: Any) -> Any:
    months = person("service_months", period)
    return months // 12 + ((months % 12 > 0) | person("service_days_over", period))


def payable(person: Any, period: Any) -> Any:
    died, now = person("month_of_death", period), period.start.year * 100 + period.start.month
    return ((died == 0) | (died >= now)) & ~person("suspended", period) & person("has_account", period)


def monthly(code: str) -> Any:
    """The formula of a benefit with one monthly rate, in yuan."""

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        rate = getattr(getattr(parameters(period), name_of(code)), ONE_RATE[code])
        quantity = person("counted_years", period) if code == "age-60-service" else 1
        return rate * quantity * (person(f"{name_of(code)}_enrolment", period) > 0) * person("payable", period)

    return formula


def yearly(code: str) -> Any:
    """The formula of a benefit with yearly rates, in yuan; the twelve shares are to make the year."""

    def formula(person: Any, period: Any, parameters: Any) -> Any:
        rate = getattr(parameters(period), name_of(code))[person(f"{name_of(code)}_key", period)]
        k = period.start.month
        share = np.round(rate * k / 12, 2) - np.round(rate * (k - 1) / 12, 2)
        return share * (person(f"{name_of(code)}_enrolment", period) > 0) * person("payable", period)

    return formula


def system(connection: sqlite3.Connection, as_of: str) -> TaxBenefitSystem:
    """Parameters from the table of standards, variables for facts and benefits."""
    tree: dict[str, Any] = {}
    known = "SELECT policy, key, effective_from, amount_fen FROM standard WHERE ended_by IS NULL AND jurisdiction = 'national' AND known_on <= ?"
    for code, key, day, fen in connection.execute(known, (as_of,)):
        if code in ONE_RATE or code in MANY_RATES:
            tree.setdefault(name_of(code), {}).setdefault(name_of(key), {"values": {}})["values"][day] = {"value": fen / 100}
    found = TaxBenefitSystem([PERSON])
    found.parameters = ParameterNode(name="", data=tree)
    facts = {"service_months": int, "service_days_over": bool, "month_of_death": int, "suspended": bool, "has_account": bool}
    for name, kind in facts.items():
        found.add_variable(variable(name, kind))
    found.add_variable(variable("counted_years", int, counted_years))
    found.add_variable(variable("payable", bool, payable))
    for code in (*ONE_RATE, *MANY_RATES):
        found.add_variable(variable(f"{name_of(code)}_enrolment", int))
        if code in MANY_RATES:
            found.add_variable(variable(f"{name_of(code)}_key", str))
        found.add_variable(variable(name_of(code), float, yearly(code) if code in MANY_RATES else monthly(code)))
    return found


def fill(simulation: Simulation, connection: sqlite3.Connection, month: str) -> None:
    """The facts of everybody as vectors, in the order of the person numbers."""
    people = [person for (person,) in connection.execute("SELECT person FROM person ORDER BY person")]
    place = {person: index for index, person in enumerate(people)}

    def vector(name: str, empty: Any, kind: Any, sql: str, *parameters: str) -> None:
        values = np.full(len(people), empty, dtype=kind)
        for person, value in connection.execute(sql, parameters):
            values[place[person]] = value
        simulation.set_input(name, "ETERNITY", values)

    served = ("(substr(conscript_to, 1, 4) - substr(conscript_from, 1, 4)) * 12 + substr(conscript_to, 6, 2) - substr(conscript_from, 6, 2) "
              "- (substr(conscript_to, 9, 2) < substr(conscript_from, 9, 2))")  # fmt: skip
    vector("service_months", 0, int, f"SELECT person, {served} FROM service WHERE ended_by IS NULL")
    vector("service_days_over", False, bool, "SELECT person, substr(conscript_to, 9, 2) <> substr(conscript_from, 9, 2) FROM service WHERE ended_by IS NULL")
    vector("month_of_death", 0, int, "SELECT person, MIN(substr(died_on, 1, 4) * 100 + substr(died_on, 6, 2)) FROM death WHERE ended_by IS NULL GROUP BY person")
    vector("suspended", False, bool, "SELECT person, 1 FROM suspension WHERE ended_by IS NULL AND from_month <= ?1 AND (resumed_month IS NULL OR resumed_month > ?1)", month)
    vector("has_account", False, bool, "SELECT person, 1 FROM account WHERE ended_by IS NULL")
    # Of several versions of the terms the latest that has begun stays: it is read last.
    terms = "FROM terms t JOIN enrolment e USING (enrolment) WHERE t.ended_by IS NULL AND e.policy = ? AND t.start_month <= ? AND t.from_month <= ? ORDER BY t.from_month"
    for code in (*ONE_RATE, *MANY_RATES):
        vector(f"{name_of(code)}_enrolment", 0, int, f"SELECT e.person, e.enrolment {terms}", code, month, month)
    vector("disability_pension_key", "war_5", object, f"SELECT e.person, t.nature || '_' || t.grade {terms}", "disability-pension", month, month)
    vector("survivors_pension_key", "martyr", object, f"SELECT e.person, replace(t.category, '-', '_') {terms}", "survivors-pension", month, month)


def main() -> None:
    path, month, as_of = sys.argv[1:]
    connection = sqlite3.connect(path)
    tax_benefit_system = system(connection, as_of)
    (count,) = connection.execute("SELECT COUNT(*) FROM person").fetchone()
    simulation = SimulationBuilder().build_default_simulation(tax_benefit_system, count)
    fill(simulation, connection, month)
    codes = (*ONE_RATE, *MANY_RATES)
    amounts = np.stack([simulation.calculate(name_of(code), month) for code in codes])
    enrolments = np.stack([simulation.calculate(f"{name_of(code)}_enrolment", month) for code in codes])
    # The age-60 subsidy, the first row, yields to anything else; otherwise the higher amount stays.
    amounts[0] = np.where(amounts[1:].max(axis=0) > 0, 0, amounts[0])
    best = amounts.argmax(axis=0)
    print(round(float(amounts.max(axis=0).sum()) * 100))
    fen = np.rint(amounts.max(axis=0).astype(float) * 100).astype(int)
    chosen = np.take_along_axis(enrolments, best[None], axis=0)[0]
    connection.executemany(
        "INSERT INTO line (run, month, enrolment, component, kind, amount_fen, due_fen, paid_before_fen) VALUES (?1, ?2, ?3, 'base', 'regular', ?4, ?4, 0)",
        ((RUN, month, int(e), int(f)) for e, f in zip(chosen, fen, strict=True) if f > 0),
    )
    connection.commit()
    connection.close()


if __name__ == "__main__":
    main()
