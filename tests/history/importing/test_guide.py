"""What the documentation shows is true: the guide's mapping reads, the examples give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from importing.conftest import Desk
from unslump.history import importing, sources
from unslump.history.importing.mapping_file import read_mapping

GUIDES = Path(__file__).parents[3] / "docs" / "guides"
MODULES = [
    f"{package.__name__}.{module.name}"
    for package in (importing, sources)
    for module in pkgutil.iter_modules(package.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_mapping_of_the_guide_reads(desk: Desk) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", (GUIDES / "importing.md").read_text("utf-8"), re.DOTALL)
    leads, deals = read_mapping(desk.file("map.yaml", block))
    assert (leads.table, deals.table, deals.won) == ("leads", "deals", ("Signed",))


def test_the_mapping_for_olist_reads() -> None:
    assert [entry.table for entry in read_mapping(GUIDES / "olist.yaml")] == ["leads", "deals"]
