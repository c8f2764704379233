"""The ledger as double entry: re-added by a parser that knows nothing of it, and by beancount itself."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.payments import readder
from tests.payments.banking import Desk
from tests.payments.county import County
from tests.payments.test_returns import PEOPLE, RATE, play
from vetctl.core.errors import Integrity, Usage
from vetctl.output.formats import beancount, hledger
from vetctl.output.report import Look, Report
from vetctl.payments import book

COST = """SELECT e.policy, 'P' || e.person, SUM(l.amount_fen) FROM line l JOIN enrolment e ON e.enrolment = l.enrolment
          WHERE l.run IN (SELECT run FROM run_step WHERE step = 'exported') AND l.run NOT IN (SELECT run FROM run_step WHERE step = 'voided')
            AND l.line NOT IN (SELECT line FROM returned_line) GROUP BY 1, 2 HAVING SUM(l.amount_fen) <> 0"""


def books(connection, **look):
    """Both formats of the book, each parsed by the re-adder and found to add up."""
    report = book.report(connection)
    found = [
        readder.hledger("".join(hledger.render(report, Look(**look)))),
        readder.beancount("".join(beancount.render(report, Look(**look)))),
    ]
    for one in found:
        readder.check(one)
    assert [(day, postings) for day, _, postings in found[0].transactions if any(amount for _, amount in postings)] == [
        (day, postings) for day, _, postings in found[1].transactions
    ]
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PEOPLE)
def test_the_book_agrees_with_the_lines_and_with_what_arrived_at_the_bank(people):
    with tempfile.TemporaryDirectory() as folder:
        county, bank, _ = play(people, Path(folder))
        for found in books(county.db):
            assert readder.by_leaf(found, "Expenses:Benefits:War-Test") == {
                who: fen for _, who, fen in county.db.execute(COST)
            }
            owed = {f"P{person}": fen for person, fen in county.db.execute("SELECT person, balance_fen FROM owed_now")}
            assert readder.by_leaf(found, "Assets:Overpaid") == owed
            for person in range(1, len(people) + 1):
                assert -readder.balance(found, "Assets:Bank", who=f"#{person}") == bank.arrived.get(person, 0)


def county_with_everything():
    """Set-off, a debt of a dead person repaid in part and written off, a benefit with parts of several sources."""
    county = County()
    with county.facts():
        for _ in range(3):
            county.enrol(county.person(), "war-test")
        county.enrol(county.person(), "disability-pension", grade=8, nature="duty")
        county.db.execute(
            "INSERT INTO funding (policy, source, mode, share_bp, effective_from, known_on, document, mark, added_by) "
            "VALUES ('war-test', 'central', 'of-line', 4000, '2019-01-01', '2019-01-01', 'x', 'D', 1), ('war-test', 'city', 'of-line', 1500, '2019-01-01', '2019-01-01', 'x', 'D', 1)"
        )
    county.year(last="2020-03")
    with county.facts():
        county.death(1, "2020-01-10")
        county.suspend(2, "suspend", "2020-03", "2020-04")
    county.year("2020-04", "2020-06")
    event = county.db.execute("SELECT MAX(seq) FROM journal").fetchone()[0]
    for kind, fen, approver in (("repaid", 100000, ""), ("written-off", 5000, "张审批")):
        county.db.execute(
            "INSERT INTO debt_entry (person, kind, amount_fen, entered_on, document, actor, approver, at, event) VALUES (1, ?, ?, '2020-05-15', 'x', '王经办', ?, 't', ?)",
            (kind, fen, approver, event),
        )
    return county


def test_debts_sources_and_totals_per_benefit_and_person():
    county = county_with_everything()
    for found in books(county.db):
        assert (
            readder.balance(found, "Expenses:Benefits:War-Test:Central") * 10000
            == readder.balance(found, "Expenses:Benefits:War-Test") * 4000
        )
        assert (
            readder.balance(found, "Expenses:Benefits:War-Test:City") * 10000
            == readder.balance(found, "Expenses:Benefits:War-Test") * 1500
        )
        assert readder.by_leaf(found, "Expenses:Benefits:Disability-Pension") == {"P4": county.paid(4)}
        assert readder.by_leaf(found, "Assets:Overpaid") == {"P1": 130000 - 100000 - 5000}
        assert readder.balance(found, "Expenses:Written-Off") == 5000
        # Person 2 was paid March twice over (regular, then taken back): five months and no more left the bank.
        assert -readder.balance(found, "Assets:Bank", who="#2") == 5 * RATE
        assert len(found.stated) >= 6 * 3
    assert county.db.execute("SELECT SUM(central_fen) FROM paid_line WHERE policy = 'war-test'").fetchone()[0] > 0


def test_institutions_are_payees_of_their_own():
    county = county_with_everything()
    (run,) = county.db.execute("SELECT MAX(run) FROM run").fetchone()
    for trigger in ("line_no_update", "payout_no_update", "payout_no_delete"):
        county.db.execute(f"DROP TRIGGER {trigger}")
    institution = "INSERT INTO institution (id, name, kind, account, added_by) VALUES (7, '县医院', 'hospital', '1', 1)"
    occasion = "INSERT INTO occasion (id, enrolment, reference, happened_on, decided_on, institution, added_by) VALUES (5, 3, 'R1', '2020-06-01', '2020-06-02', '县医院', 1)"
    county.db.execute(institution)
    county.db.execute(occasion)
    county.db.execute("UPDATE line SET occasion = 5 WHERE run = ? AND enrolment = 3", (run,))
    county.db.execute("DELETE FROM payout WHERE run = ? AND person = 3", (run,))
    county.db.execute("INSERT INTO remittance VALUES (?, '县医院', 65000, -15000, 50000, 7)", (run,))
    for found in books(county.db):
        assert -readder.balance(found, "Assets:Bank", who="I7") == 50000
        assert readder.by_leaf(found, "Assets:Overpaid")["I7"] == -15000


def test_a_booking_that_does_not_add_up_is_an_error_and_no_file(tmp_path):
    county = county_with_everything()
    county.db.execute("DROP TRIGGER payout_no_update")
    county.db.execute("UPDATE payout SET net_fen = net_fen - 1, gross_fen = gross_fen - 1 WHERE person = 3 AND run = 2")
    with pytest.raises(Integrity, match="E567"):
        book.report(county.db)
    desk = Desk(county, tmp_path)
    assert "E567" in desk("payments", "ledger", "-o", tmp_path / "x.journal", status=9).err
    assert not (tmp_path / "x.journal").exists()


def test_the_commands_write_both_formats_numbers_only_when_revealed(tmp_path):
    county = county_with_everything()
    county.run("2020-07", close=False)
    number = county.db.execute("SELECT id_no FROM person WHERE person = 1").fetchone()[0]
    desk = Desk(county, tmp_path)
    for suffix, read in (("journal", readder.hledger), ("beancount", readder.beancount)):
        path = tmp_path / f"账.{suffix}"
        said = desk("payments", "ledger", "-o", path)
        assert "1 个批次还没有导出" in said.err
        text = path.read_text(encoding="utf-8")
        readder.check(read(text))
        assert number not in text
        revealed = desk("payments", "ledger", "--format", {"journal": "hledger"}.get(suffix, suffix), "--reveal").out
        assert number in revealed
        readder.check(read(revealed))
    assert "E565" in desk("payments", "list", "--format", "hledger", status=2).err


def test_only_a_book_can_be_written_as_one():
    for item in (hledger, beancount):
        with pytest.raises(Usage, match="E565"):
            list(item.render(Report("payments list"), Look()))


@pytest.mark.slow
def test_beancount_itself_finds_nothing_wrong(tmp_path):
    from beancount import loader

    path = tmp_path / "book.beancount"
    report = book.report(county_with_everything().db)
    path.write_text("".join(beancount.render(report, Look(reveal=True))), encoding="utf-8")
    entries, errors, _ = loader.load_file(str(path))
    assert errors == []
    assert sum(type(entry).__name__ == "Transaction" for entry in entries) == report.summary["transactions"]
    spoilt = tmp_path / "spoilt.beancount"
    assert " 260.00 CNY" in path.read_text(encoding="utf-8")
    spoilt.write_text(path.read_text(encoding="utf-8").replace(" 260.00 CNY", " 260.01 CNY", 1), encoding="utf-8")
    assert loader.load_file(str(spoilt))[1]
