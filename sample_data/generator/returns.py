"""Payments the bank sends back: the account had been closed, and the right one comes with the next list of newcomers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.independent.year2020 import AGE_60

from . import numbers
from .events import Story
from .model import Enrolment, Record, run
from .rosters import row_of

RETURNS = ((2, AGE_60, "A03"), (2, "war-test", "A03"), (5, AGE_60, "A04"), (5, "disability-pension", "A03"), (5, AGE_60, "A01"),
           (8, "war-test", "A03"), (8, AGE_60, "A03"), (10, AGE_60, "A04"), (10, "martyrs-children", "A03"))  # fmt: skip
"""Month of the run, benefit, the bank's reason."""
AGAIN = {"昆阳镇", "南麂镇"}
"""Townships whose January roster the tests import a second time, which must not bring back an account that was closed."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One payment that did not arrive."""

    enrolment: Enrolment
    month: int
    code: str


def choose(story: Story) -> list[Returned]:
    """Choose people to whom nothing else happens."""
    rng = Random("vetctl/returns")
    found = []
    for month, benefit, code in RETURNS:
        pool = [
            e
            for e in story.population.enrolments
            if e.benefit == benefit and e.known == 1 and not e.person.busy and e.starts <= run(1)
        ]
        enrolment = rng.choice([e for e in pool if e.account_known == 1 and e.person.town.name not in AGAIN])
        enrolment.person.busy = True
        found.append(Returned(enrolment, month, code))
    return found


def tell(found: list[Returned], records: dict[str, list[Record]]) -> None:
    """Put the new accounts into the next month's list of newcomers and changes."""
    rng = Random("vetctl/returns/accounts")
    for at, one in enumerate(found):
        row = row_of(rng, one.enrolment, "A")
        row |= {"account": numbers.account(700_000 + at), "remark": "原账户退汇，更换账号"}
        records[f"新增人员_2020-{one.month + 1:02d}.xlsx"].append(Record(row, enrolment=one.enrolment))


def names(found: list[Returned]) -> frozenset[tuple[str, int]]:
    """Return what the independent calculation needs: who, and in which run."""
    return frozenset((one.enrolment.person.identity, run(one.month)) for one in found)
