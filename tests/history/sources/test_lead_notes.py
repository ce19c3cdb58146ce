"""What a prospect needs, wrote, can pay and where it is: from each product's own columns."""

# ruff: noqa: E501  rows as the exports have them

from __future__ import annotations

import pytest

from sources.conftest import Desk

HUBSPOT = """\
Record ID,First Name,Last Name,Email,Contact owner,Create Date,Original Traffic Source,Country/Region,Notes,Need,Budget
51,Ann,Lee,a@example.com,Bo Ek,2024-01-05 09:30,Paid Search,Germany,"Power is too dear, she says",Energy bill,about 10k
52,Cy,,c@example.com,,2024-01-06 11:00,Organic Search,,,,
"""
SALESFORCE = """\
Lead ID,Create Date,First Name,Last Name,Lead Owner,Lead Status,Lead Source,Country,Description,Budget
00Q1,2024-01-05,Ann,Lee,Bo Ek,Open,Web,Germany,"Power is too dear, she says",about 10k
"""
ZOHO = """\
Record Id,Lead Owner,First Name,Last Name,Created Time,Lead Source,Country,Description,Need,Budget
z1,Bo Ek,Ann,Lee,2024-01-05 10:00:00,Web,Germany,"Power is too dear, she says",Energy bill,about 10k
"""
ODOO = """\
External ID,Type,Stage,Created on,Contact Name,Salesperson,Country,Internal Notes,Need,Budget
o1,Lead,New,2024-01-05 10:00:00,Ann Lee,Bo Ek,Germany,"Power is too dear, she says",Energy bill,about 10k
"""
PIPEDRIVE = """\
Person - ID,Person - Name,Person - Person created,Person - Owner,Person - Country of Postal address,Person - Notes,\
Person - Need,Person - Budget
p1,Ann Lee,2024-01-05 10:00:00,Bo Ek,Germany,"Power is too dear, she says",Energy bill,about 10k
"""
OWN_LIST = """\
Kundennummer;Erstelldatum;Firma;Quelle;Bedarf;Bemerkungen;Land;Budget
k1;25.01.2024;Lee GmbH;Messe;Energy bill;Power is too dear, she says;Germany;about 10k
"""


@pytest.mark.parametrize("export", [HUBSPOT, ZOHO, ODOO, PIPEDRIVE, OWN_LIST, SALESFORCE])
def test_need_notes_region_and_budget_are_read_as_written(desk: Desk, export: str) -> None:
    desk.text(export, name="leads.csv")
    lead = desk.rows("leads")[0]
    assert lead["notes"] == "Power is too dear, she says"
    assert (lead["region"], lead["budget"]) == ("Germany", "about 10k")
    assert lead["need"] == (None if export is SALESFORCE else "Energy bill")


def test_a_budget_in_words_rejects_no_lead(desk: Desk) -> None:
    report = desk.text(HUBSPOT)
    assert report.files[0].rows_rejected == 0
    assert [row["budget"] for row in desk.rows("leads")] == ["about 10k", None]
