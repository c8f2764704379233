"""Random counties, worked out twice: by the engine, and one person and one month at a time by `person_month`."""

from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.independent.counties import FIRST, Office, build, expected
from tests.independent.year2020 import month_text
from vetctl.payments import verify

MONTHS = 12
"""Across a new year, an August and the notices that come months after it."""
SEEDS = (1, 20201116)
"""Counties of a thousand people that are played to the end every time; one that ever differed is added here."""

PLAYED = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])
SMALL = st.randoms(use_true_random=False)


def compare(world, months, **how):
    """Play a county and compare its ledger after every run, person by person and month by month."""
    office, seen = Office(world), {}
    office.play(months, each=lambda month: seen.__setitem__(month, office.ledger()), **how)
    wanted = expected(world, office.came_back, world.first + months - 1)
    for month, ledger in seen.items():
        differing = {key: (ledger.get(key), wanted[month].get(key)) for key in ledger.keys() | wanted[month].keys() if ledger.get(key) != wanted[month].get(key)}
        assert not differing, f"after the run of {month_text(month)}: (engine, calculator) {dict(sorted(differing.items())[:5])}"
    return office


def sums_agree(office):
    """Lines = sources = what was sent + what was kept back - what was recovered, run by run; what went out and was not due is owed."""
    ask = office.db.execute
    for run, lines, net in ask("SELECT run, regular_fen + arrears_fen + recovery_fen, net_fen FROM run").fetchall():
        by_source = ask("SELECT coalesce(SUM(central_fen + province_fen + city_fen + county_fen), 0) FROM source_sum WHERE run = ?", (run,)).fetchone()
        gross, kept, sent = ask("SELECT coalesce(SUM(gross_fen), 0), coalesce(SUM(set_off_fen), 0), coalesce(SUM(net_fen), 0) FROM payout WHERE run = ?", (run,)).fetchone()
        recovered = ask("SELECT coalesce(SUM(amount_fen), 0) FROM line WHERE run = ? AND kind = 'recovery'", (run,)).fetchone()[0]
        assert by_source == (lines,)
        assert lines == gross + recovered
        assert (gross, sent) == (sent + kept, net)
    owing = ask(
        """SELECT person, out_fen - paid_fen, coalesce((SELECT balance_fen FROM owed_now o WHERE o.person = s.person), 0)
           FROM (SELECT person,
                        (SELECT coalesce(SUM(net_fen), 0) FROM payout p WHERE p.person = e.person AND NOT EXISTS
                           (SELECT 1 FROM returned_payout r WHERE r.run = p.run AND r.person = p.person)) AS out_fen,
                        (SELECT coalesce(SUM(amount_fen), 0) FROM paid_line l WHERE l.person = e.person) AS paid_fen
                 FROM person e) s"""
    ).fetchall()
    assert [(person, owed) for person, owed, _ in owing] == [(person, said) for person, _, said in owing]
    assert all(owed >= 0 for _, owed, _ in owing)


@PLAYED
@given(SMALL)
@example(Random(2))
@example(Random(1013))  # two versions of one funding rule, told in the other order
@example(Random(20201116))
def test_engine_and_calculator_agree_to_the_fen_after_every_month(chance):
    office = compare(build(chance, people=3, months=MONTHS), MONTHS)
    sums_agree(office)
    assert verify.mismatches(office.db, office.benefits) == []


@PLAYED
@given(SMALL, st.integers(0, 2**16))
def test_the_order_of_people_and_files_is_irrelevant(chance, seed):
    world = build(chance, people=4, months=MONTHS)
    forward, shuffled = Office(world), Office(world)
    forward.play(MONTHS)
    shuffled.play(MONTHS, shuffle=Random(seed))
    assert forward.ledger() == shuffled.ledger()


@PLAYED
@given(SMALL)
def test_incremental_runs_and_full_ones_give_the_same_ledger(chance):
    world = build(chance, people=3, months=MONTHS)
    step_by_step, whole = Office(world), Office(world)
    step_by_step.play(MONTHS)
    whole.play(MONTHS, full=True)
    assert step_by_step.ledger() == whole.ledger()


@PLAYED
@given(SMALL)
def test_running_twice_pays_nothing_twice(chance):
    world = build(chance, people=3, months=4)
    office = Office(world)
    office.play(3)
    month = FIRST + 3
    office.tell(month)
    once = office.run(month_text(month), close=False)
    before = office.ledger()
    assert office.run(month_text(month), close=False) == once
    assert office.run(month_text(month), close=False, full=True) == once
    assert office.ledger() == before


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_people_over_three_years(seed):
    office = compare(build(Random(seed), people=1000, months=36), 36)
    sums_agree(office)
    assert verify.mismatches(office.db, office.benefits) == []
    assert office.came_back
