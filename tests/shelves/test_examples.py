"""Every SQL item of every shelf carries worked examples; here they are worked."""

import pytest

from vetctl.core.shelf import SQL_SHELVES, load_sql_shelf
from vetctl.payments import policy
from vetctl.store import shelfsql


def _cases():
    for shelf in SQL_SHELVES:
        for code, item in load_sql_shelf(shelf).items():
            for number, example in enumerate(item.examples, 1):
                yield pytest.param(item, example, id=f"{shelf}/{code}/{number}")


@pytest.mark.parametrize(("item", "example"), list(_cases()))
def test_the_example_comes_out_as_it_says(item, example):
    work = policy.run_example if item.shelf == "policies" else shelfsql.run_example
    found = work(item, example)
    expected = example.get("expect", [])
    assert len(found) == len(expected), found
    for row, wanted in zip(found, expected, strict=True):
        assert {key: row[key] for key in wanted} == {key: shelfsql._plain(value) for key, value in wanted.items()}


@pytest.mark.parametrize("shelf", SQL_SHELVES)
def test_every_item_has_an_example_that_finds_something(shelf):
    for code, item in load_sql_shelf(shelf).items():
        assert any(example.get("expect") for example in item.examples), code
