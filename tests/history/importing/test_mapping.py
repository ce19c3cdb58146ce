"""The mapping file: small, strict, with every mistake and its line; proposals are written as one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from importing.conftest import Desk
from unslump.errors import CompanyError, ImportFailed
from unslump.history.importing.mapping import Entry, mapping_text
from unslump.history.importing.mapping_file import read_mapping

CSV = (
    "Nr;Tag;Quelle;Wert;Stand\nA;03.04.2024;Messe;1.234;Abschluss\nB;04.04.2024;Web;2.500;Absage\n"
    "C;05.04.2024;Web;;neu\n"
)
MAPPING = """\
- file: chancen*.csv
  table: deals
  dates: dmy
  decimal: ","
  currency: eur
  columns: {deal_id: Nr, created_at: Tag, closed_at: Tag, amount: Wert, stage: Stand, channel: Quelle}
  constants: {segment: Trade}
  outcome: {from: Stand, won: [Abschluss], lost: [Absage]}
- file: chancen*.csv
  table: leads
  dates: dmy
  columns:
    lead_id: Nr
    created_at: Tag
"""


def test_two_tables_from_one_file(desk: Desk) -> None:
    report = desk.text(CSV, "chancen-2024.csv", mapping=desk.file("map.yaml", MAPPING))
    deals = desk.by("deals", "deal_id")
    assert [deals[key]["outcome"] for key in "ABC"] == ["won", "lost", "open"]
    assert (deals["A"]["amount_given"], deals["A"]["currency"], deals["A"]["segment"]) == (
        1234.0,
        "EUR",
        "Trade",
    )
    assert deals["A"]["closed_at"] == datetime(2024, 4, 3)
    assert deals["C"]["closed_at"] is None
    assert len(desk.rows("leads")) == 3
    assert [file.origin for file in report.files] == ["mapping to deals", "mapping to leads"]


def test_a_flag_goes_before_the_mapping(desk: Desk) -> None:
    desk.text(CSV, "chancen.csv", mapping=desk.file("map.yaml", MAPPING), dates="mdy")
    assert desk.by("leads", "lead_id")["A"]["created_at"] == datetime(2024, 3, 4)


def test_a_file_can_be_told_by_its_headers(desk: Desk) -> None:
    mapping = (
        "- needs: [Nr, Quelle]\n  table: leads\n  dates: dmy\n  columns: {lead_id: Nr, created_at: Tag}\n"
    )
    assert desk.text(CSV, "any.csv", mapping=desk.file("map.yaml", mapping)).files[0].rows_new == 3


def test_one_file_of_costs_by_column(desk: Desk) -> None:
    mapping = "".join(
        f"- {{file: m.csv, table: spend, columns: {{day: week, amount: {x}}}, constants: {{channel: {x}}}}}\n"
        for x in ("tv", "radio")
    )
    desk.text("week,tv,radio\n2024-01-01,5,6\n", "m.csv", mapping=desk.file("map.yaml", mapping))
    assert {row["channel"]: row["amount"] for row in desk.rows("spend")} == {"tv": 5, "radio": 6}


def test_a_header_that_is_not_there(desk: Desk) -> None:
    mapping = "- file: x.csv\n  table: leads\n  columns: {lead_id: Number, created_at: Tag}\n"
    with pytest.raises(ImportFailed, match="no column for lead_id") as caught:
        desk.text(CSV, mapping=desk.file("map.yaml", mapping))
    assert "Nr, Tag, Quelle" in caught.value.hint


def test_a_header_nearly_there_is_named(desk: Desk) -> None:
    mapping = "- file: x.csv\n  table: leads\n  columns: {lead_id: Nr, created_at: Tage, channel: Quele}\n"
    path = desk.file("map.yaml", mapping)
    with pytest.raises(ImportFailed, match=r"no column for created_at.*'Tage'.*the nearest is 'Tag'"):
        desk.text(CSV, mapping=path, dates="dmy")
    path.write_text(mapping.replace("Tage", "Tag"))
    report = desk.text(CSV, mapping=path, dates="dmy")
    assert any("channel from 'Quele'" in note and "'Quelle'" in note for note in report.files[0].notes)


def test_every_mistake_at_once_with_its_line(desk: Desk) -> None:
    text = """\
- file: a.csv
  table: leads
  dates: mm
  colums: {}
  columns:
    lead_id: Nr
    created_at: Tag
    chanel: Quelle
- table: dealz
- file: c.csv
  table: deals
  columns: {name: x}
  constants: {outcome: maybe, amount: 5}
  outcome: {loose: [x]}
"""
    with pytest.raises(CompanyError) as caught:
        read_mapping(desk.file("map.yaml", text))
    said = [(mistake.line, mistake.where) for mistake in caught.value.mistakes]
    assert said == [
        (4, "entry 1.colums"),
        (3, "entry 1.dates"),
        (8, "entry 1.columns.chanel"),
        (9, "entry 2.table"),
        (13, "entry 3.constants.amount"),
        (13, "entry 3.constants.outcome"),
        (12, "entry 3.columns"),
        (14, "entry 3.outcome.loose"),
    ]
    assert "expected channel" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "a: 1\n", "- 5\n", "[", "- file: {\n", "- &a [*a]\n", "!!python/object:os.system x"]
)
def test_no_mapping_at_all(desk: Desk, text: str) -> None:
    with pytest.raises((CompanyError, ImportFailed)):
        read_mapping(desk.file("map.yaml", text))


def test_a_missing_mapping(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="cannot be read"):
        read_mapping(tmp_path / "nowhere.yaml")


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    entry = Entry(
        "deals",
        {"deal_id": ("Nr: #1",), "closed_at": ("won", "- lost"), "name": ("No", "yes")},
        file="a [1].csv",
        dates="dmy",
        decimal=",",
        constants={"outcome": "won"},
        won=("ja",),
    )
    path = tmp_path / "map.yaml"
    path.write_text(mapping_text([entry]), "utf-8")
    assert read_mapping(path) == [entry]
