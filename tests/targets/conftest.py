"""Fixtures of the targets room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.targets.county import AOJIANG, BINHAI, KUNYANG, County
from vetctl.store.db import memory


@pytest.fixture
def county() -> Iterator[County]:
    connection = memory()
    county = County(connection)
    county.region("330326000000", "平阳县", "county")
    county.region(KUNYANG, "昆阳镇", "township", parent="330326000000", aliases="昆阳、昆阳区")
    county.region(AOJIANG, "鳌江镇", "township", parent="330326000000")
    county.region(BINHAI, "滨海新区", "township", parent="330326000000", kind="pseudo")
    yield county
    connection.close()
