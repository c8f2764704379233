"""The papers of a run: what they say, that they agree with the run at every level, and that they leave no trace unasked."""

import json
import os
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import vetctl
from tests.payments.paperwork import Office, actor, november, text_of
from vetctl.core.errors import Integrity, NotFound, Refused, Usage
from vetctl.output.capital import parse_capital
from vetctl.payments import paper
from vetctl.payments.forms.contact import Contact
from vetctl.store import db

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def office(tmp_path):
    return november(tmp_path)


def golden(name, text):
    """Compare with the text kept; UPDATE_GOLDEN=1 keeps this one: look at the difference before you commit it."""
    path = GOLDEN / f"paper.{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def cells(path):
    return "\n".join(
        str(cell)
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    )


# -- what they say -------------------------------------------------------------------------------------------------


def test_the_roster_of_a_small_county(office, tmp_path):
    county, run = office
    county.sign(run)
    golden("roster", text_of(county.export(run, tmp_path / "out")))


@pytest.mark.parametrize("kind", ["public", "notice"])
def test_notices_of_a_small_county(office, tmp_path, kind):
    county, run = office
    county.sign(run)
    golden(kind, text_of(county.print(run, tmp_path / "out", kind)[kind].path))


def test_the_sheet_for_one_who_moves_away(office, tmp_path):
    county, _ = office
    with county.facts():
        county.move(4, "out", "2020-11-20")
    order = county.order("handover", person=4)
    made = paper.print_handover(county.db, tmp_path / "out", order, actor())
    golden("handover", text_of(made[0].path))


def test_what_a_payment_settles_of_anothers_debt_is_on_every_paper_that_tells_of_it(office, tmp_path):
    county, _ = office
    with county.facts():
        county.bill(1, "丧葬-0001", 500_000, about=3)
    run = county.run("2020-11", as_of="2020-11-25", close=False)
    made = county.print(run, tmp_path, "roster", "notice", township="昆阳镇")
    assert "其中 1,310.00 元抵扣了王䶮的多发款。" in cells(made["notice"].path)
    assert "其中 1,310.00 元抵扣了王䶮的多发款。" in cells(made["roster"].path)  # on the sheet of the held
    rows = [line for line in text_of(made["roster"].path).splitlines() if "门诊医疗补助" in line]
    assert rows == [
        "3 | 城东村 | 张建国 | 990326********0013 | 门诊医疗补助 | 5,000.00 | 0.00 | 0.00 | 1,310.00 | 3,690.00 | ****0001"
    ]
    assert "－ 抵扣以前多发 | 1,310.00" in text_of(county.print(run, tmp_path, "summary")["summary"].path)


# -- agreement -----------------------------------------------------------------------------------------------------

PEOPLE = st.lists(
    st.tuples(st.sampled_from(["昆阳镇", "鳌江镇", "青街畲族乡"]), st.sampled_from(["东村", "西村"]), st.sampled_from(["paid", "raised", "ended", "died", "bill", "no-account"])),
    min_size=1, max_size=70,
)  # fmt: skip


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_pages_make_townships_and_townships_make_the_run(people, tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    county = Office(folder)
    with county.facts():
        county.institution("县人民医院")
        for number, (township, village, fate) in enumerate(people):
            born = f"19{40 + number % 15}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
            county.enrol(
                county.resident("张三", township, village, born=born, account=fate != "no-account"), "war-test"
            )
    county.run("2020-10")
    with county.facts():
        for number, (_, _, fate) in enumerate(people, 1):
            if fate == "ended":
                county.terms(number, "war-test", ends="2020-09-30")
            elif fate == "died":
                county.death(number, "2020-09-11")
            elif fate == "bill":
                county.bill(number, f"门诊-{number}", 1000 + number)
                county.bill(number, f"住院-{number}", 200_000 + number, "县人民医院")
    run = county.run("2020-11", as_of="2020-11-25", close=False)
    figures = dict(zip(("net_fen", "regular_fen", "arrears_fen", "set_off_fen", "line_count"), county.db.execute(
        "SELECT net_fen, regular_fen, arrears_fen, set_off_fen, line_count FROM run WHERE run = ?", (run,)).fetchone(), strict=True))  # fmt: skip
    book = openpyxl.load_workbook(county.print(run, folder / "out", "roster", reveal=True)["roster"].path)
    townships = sorted({township for township, _, _ in people})
    net = taken = 0
    for name in [one for one in book.sheetnames if one in townships]:
        page, sheet = [0] * 5, [0] * 5
        for row in book[name].iter_rows(values_only=True):
            amounts = [round((value or 0) * 100) for value in row[6:11]] if isinstance(row[6], int | float) else []
            if isinstance(row[0], int):
                assert amounts[0] + amounts[1] - amounts[2] - amounts[3] == amounts[4]
                page = [a + b for a, b in zip(page, amounts, strict=True)]
            elif str(row[0]).startswith("本页小计"):
                assert amounts == page
                page, sheet = [0] * 5, [a + b for a, b in zip(page, sheet, strict=True)]
            elif str(row[0]).startswith("合计"):
                assert amounts == sheet
                net, taken = net + amounts[4], taken + amounts[2] + amounts[3]
            elif str(row[0]).startswith("实发金额（大写）"):
                assert parse_capital(str(row[0]).partition("：")[2]) == sheet[4]
    sent = county.db.execute("SELECT coalesce(SUM(net_fen), 0) FROM remittance WHERE run = ?", (run,)).fetchone()[0]
    assert (net + sent, taken) == (figures["net_fen"], figures["set_off_fen"])
    top = [row for row in book["汇总"].iter_rows(values_only=True) if row[0] == "合计"]
    assert len(top) == 2
    for row in top:
        assert row[2] == figures["line_count"]
        assert [round(row[at] * 100) for at in (3, 4)] == [figures["regular_fen"], figures["arrears_fen"]]
        assert sum(round(row[at] * 100) for at in (7, 8, 9, 10)) == round(row[6] * 100)


def test_a_paper_that_differs_from_its_run_is_not_printed(office, tmp_path):
    county, run = office
    county.db.execute("DROP TRIGGER IF EXISTS run_no_update")
    county.db.execute("UPDATE run SET regular_fen = regular_fen + 1 WHERE run = ?", (run,))
    with pytest.raises(Refused, match="E550"):
        county.print(run, tmp_path / "out", "summary")
    assert not (tmp_path / "out").exists()


def test_lines_that_are_not_those_that_were_signed_are_not_printed(office, tmp_path):
    county, run = office
    county.db.execute("DROP TRIGGER IF EXISTS payout_no_update")
    county.db.execute("UPDATE payout SET account = NULL WHERE net_fen = 0 AND run = ?", (run,))
    with pytest.raises(Integrity, match="E505"):
        county.print(run, tmp_path / "out", "public")
    assert not (tmp_path / "out").exists()


# -- draft, preview, original, copy ----------------------------------------------------------------------------------


def test_a_draft_says_on_every_page_that_nothing_may_be_paid_from_it(office, tmp_path):
    county, run = office
    for one in county.print(run, tmp_path / "out", "roster", "summary", "public", "notice").values():
        assert one.path.stem.endswith("草稿")
        for sheet in openpyxl.load_workbook(one.path).worksheets:
            assert sheet.oddHeader.center.text == "草 稿　不 得 发 放"
            assert any("草稿，未审批，不得发放" in str(row[0].value) for row in sheet.iter_rows())


def test_only_the_export_writes_an_original(office, tmp_path):
    county, run = office
    county.sign(run)
    before = county.print(run, tmp_path / "a", "roster")["roster"].path
    original = county.export(run, tmp_path / "a")
    again = county.export(run, tmp_path / "b")
    masked = county.print(run, tmp_path / "a", "roster")["roster"].path
    second = county.print(run, tmp_path / "a", "roster", reveal=True)["roster"].path
    third = county.print(run, tmp_path / "a", "roster", reveal=True)["roster"].path
    headers = {
        path.stem.partition("批次4")[2]: openpyxl.load_workbook(path).worksheets[1].oddHeader
        for path in (before, original, masked, second, third)
    }
    assert {name: header.center.text or header.right.text for name, header in headers.items()} == {
        "-预览": "预 览　以 导 出 件 为 准", "": None, "-副本": "副本（号码已隐去）", "-副本2": "副本（第 2 次打印）", "-副本3": "副本（第 3 次打印）",
    }  # fmt: skip
    assert original.read_bytes() == again.read_bytes()


def test_a_copy_says_what_the_original_said_although_somebody_moved_since(office, tmp_path):
    county, run = office
    county.sign(run)
    original = county.export(run, tmp_path / "a")
    with county.facts():
        county.db.execute("UPDATE profile SET ended_by = ? WHERE person = 1 AND ended_by IS NULL", (county.batch,))
        county.db.execute(
            "INSERT INTO profile (person, name, township, village, added_by) VALUES (1, '张改名', '水头镇', '新村', ?)",
            (county.batch,),
        )
        county.db.execute(
            "INSERT INTO debt_entry (person, kind, amount_fen, entered_on, document, actor, at, event) VALUES (3, 'repaid', 65000, '2020-12-01', '收据', 't', 't', 99)"
        )
    copy = county.print(run, tmp_path / "b", "roster", reveal=True)["roster"].path
    assert text_of(copy).replace("副本（第 2 次打印）", "-") == text_of(original)


def test_a_void_run_is_not_printed(office, tmp_path):
    county, run = office
    with county.facts():
        county.enrol(county.resident("钱六", "昆阳镇", "城东村", born="1939-02-02"), "war-test")
    assert county.run("2020-11", as_of="2020-11-25", close=False) != run
    with pytest.raises(Refused, match="E554"):
        county.print(run, tmp_path / "out", "roster")


# -- who sees what ---------------------------------------------------------------------------------------------------


def test_a_public_notice_shows_no_number_no_grade_and_nobodys_debt(office, tmp_path):
    county, run = office
    text = cells(county.print(run, tmp_path / "out", "public", reveal=True)["public"].path)
    assert "张建国" in text
    assert not re.search(r"\d{15,}", text)
    for word in ("8级", "因公", "62000", "扣回", "抵扣", "684.56"):
        assert word not in text
    assert "0577-63700000" in text
    assert "2020年11月26日至2020年12月2日（7天）" in text


def test_without_a_telephone_there_is_a_line_to_fill_in(office, tmp_path):
    county, run = office
    text = cells(county.print(run, tmp_path / "out", "public", contact=Contact())["public"].path)
    assert "电话：＿＿＿＿" in text


def test_numbers_are_masked_and_only_numbers_shown_leave_an_event(office, tmp_path):
    county, run = office
    events = "SELECT COUNT(*), max(seq) FROM journal"
    before = county.db.execute(events).fetchone()
    made = county.print(run, tmp_path / "out", "roster", "summary", "public", "notice")
    assert all(not re.search(r"\d{17}", cells(one.path)) for one in made.values())
    county.print(run, tmp_path / "out", "public", "summary", reveal=True)  # these show no number anyway
    assert county.db.execute(events).fetchone() == before
    county.print(run, tmp_path / "out", "notice", person=1, reveal=True)
    assert county.db.execute(events).fetchone()[0] == before[0] + 1
    facts = json.loads(county.db.execute("SELECT facts FROM journal ORDER BY seq DESC LIMIT 1").fetchone()[0])
    assert (facts["run"], facts["printed"], len(facts["files"])) == (run, ["notice"], 1)


def test_papers_are_narrowed(office, tmp_path):
    county, run = office
    assert county.print(run, tmp_path, "notice", person=2)["notice"].rows == 1
    assert county.print(run, tmp_path, "notice", township="鳌江镇")["notice"].rows == 2
    assert county.print(run, tmp_path, "notice", changed=True)["notice"].rows == 4
    there = openpyxl.load_workbook(county.print(run, tmp_path, "roster", township="鳌江镇")["roster"].path)
    assert there.sheetnames == ["鳌江镇", "暂缓发放"]
    assert "张建国" not in cells(county.print(run, tmp_path, "public", township="鳌江镇")["public"].path)


@pytest.mark.parametrize(
    ("kind", "changes", "problem", "code"),
    [
        ("roster", {"person": 1}, Usage, "E552"),
        ("summary", {"township": "昆阳镇"}, Usage, "E552"),
        ("public", {"changed": True}, Usage, "E552"),
        ("roster", {"township": "无此镇"}, NotFound, "E555"),
        ("notice", {"person": 5}, NotFound, "E555"),
        ("public", {"township": "无此镇"}, NotFound, "E555"),
    ],
)
def test_what_cannot_be_meant_is_refused(office, tmp_path, kind, changes, problem, code):
    county, run = office
    with pytest.raises(problem, match=code):
        county.print(run, tmp_path / "out", kind, **changes)
    assert not (tmp_path / "out").exists()


def test_a_handover_sheet_is_about_somebody(office, tmp_path):
    county, _ = office
    with pytest.raises(Usage, match="E553"):
        paper.print_handover(county.db, tmp_path, county.order("handover"), actor())


@pytest.mark.parametrize("given", [{"phone": 5}, {"notice_days": 0}, {"notice_days": "7"}, {"notice_days": True}])
def test_settings_of_the_bureau_are_checked(given):
    with pytest.raises(Usage, match="E551"):
        Contact.of({"bureau": given})


def test_an_unknown_setting_of_the_bureau_is_refused():
    with pytest.raises(Usage, match="E525"):
        Contact.of({"bureau": {"fax": "1"}})


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_command_prints_changes_nothing_and_speaks_chinese_on_paper(office, tmp_path):
    county, _ = office
    path = county.save(tmp_path / "v.db")
    before = path.read_bytes()
    place = ("--db", path, "--to", tmp_path / "out")
    (tmp_path / "vetctl.toml").write_text(f'shelves = "{county.shelf}"\n[bureau]\nphone = "12345"\n', encoding="utf-8")
    surroundings = {"VETCTL_CONFIG": str(tmp_path / "vetctl.toml"), "VETCTL_LANG": "en"}
    answer = vetctl("payments", "print", "--kind", "all", *place, "--format", "json", **surroundings)
    assert answer.status == 0, answer.err
    told = json.loads(answer.out)
    assert [row["kind"] for row in told["data"]] == ["roster", "summary", "public", "notice"]
    assert all(row["pages"] > 0 for row in told["data"])
    assert path.read_bytes() == before
    assert "电话：12345" in cells(told["data"][2]["file"])
    tried = vetctl("payments", "print", "--kind", "handover", "--person", "#4", "--dry-run", *place, **surroundings)
    assert tried.status == 0, tried.err
    assert not [one for one in (tmp_path / "out").iterdir() if one.name.startswith("转移单")]
    shown = vetctl("payments", "print", "--kind", "handover", "--person", "#4", "--reveal", *place, **surroundings)
    assert shown.status == 0, shown.err
    assert path.read_bytes() != before
    assert vetctl("payments", "print", "--kind", "nothing", *place, **surroundings).status == 2
    connection = db.open_database(path)
    assert connection.execute("SELECT command FROM journal ORDER BY seq DESC LIMIT 1").fetchone() == ("payments print",)
    connection.close()
