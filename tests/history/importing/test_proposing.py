"""Files of no known origin: a mapping is proposed, shown, saved and used again, or asked for."""

from __future__ import annotations

import pytest

from importing.conftest import Desk
from unslump.errors import CompanyError, ImportFailed
from unslump.history.importing.column_values import Values
from unslump.history.importing.mapping_file import read_mapping
from unslump.history.importing.proposing import propose_from
from unslump.history.sources.generic import FILE_WORDS, WORDS
from unslump.history.tables import TABLES

CASES = {
    "German": (
        "Kunden-Nr;Angelegt am;Quelle;E-Mail;Verantwortlich\n"
        "17;13.04.2024;Messe;a@b.de;Ann\n18;14.04.2024;Web;c@d.de;Bo\n",
        "kontakte.csv",
        "leads",
        {"lead_id": "17", "channel": "Messe", "email": "a@b.de", "owner": "Ann"},
    ),
    "Spanish": (
        "id,fecha de creación,origen,correo,nombre\n"
        "1,13/04/2024,Feria,a@b.es,Ana\n2,14/04/2024,Web,b@b.es,Luz\n",
        "contactos.csv",
        "leads",
        {"lead_id": "1", "channel": "Feria", "name": "Ana"},
    ),
    "French": (
        "numéro;créé le;date de clôture;montant;étape\n"
        "1;13/04/2024;15/05/2024;1 234,50 €;gagné\n2;14/04/2024;;12 €;devis\n",
        "affaires.csv",
        "deals",
        {"deal_id": "1", "amount": 1234.5, "currency": "EUR", "stage": "gagné", "outcome": "won"},
    ),
    "Portuguese": (
        "id,criado em,fechado em,valor,etapa\n"
        "1,2024-04-13,2024-05-15,R$ 10.50,ganho\n2,2024-04-14,,R$ 1.25,novo\n",
        "negocios.csv",
        "deals",
        {"deal_id": "1", "amount": 10.5, "currency": "BRL", "outcome": "won"},
    ),
    "costs": (
        "Day,Platform,Campaign name,Amount spent (EUR)\n2024-04-13,Ads,x,12.5\n2024-04-14,Ads,x,13.5\n",
        "ads.csv",
        "spend",
        {"channel": "Ads", "campaign": "x", "amount": 12.5},
    ),
    "orders": (
        "OrderNumber,OrderDate,Total,PaidOn\nA1,2024-04-13,12.5,2024-05-01\nA2,2024-04-14,13.5,\n",
        "orders.csv",
        "orders",
        {"order_id": "A1", "amount": 12.5},
    ),
    "leads by e-mail": (
        "Email,Signed up,Source\na@b.c,2024-04-13,Web\nd@e.f,2024-04-14,Web\n",
        "list.csv",
        "leads",
        {"lead_id": "a@b.c", "email": "a@b.c", "channel": "Web"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_likely_mapping_is_proposed_and_used(desk: Desk, case: str) -> None:
    text, name, table, expected = CASES[case]
    report = desk.text(text, name, save_mapping_to=desk.folder / "saved.yaml")
    assert report.files[0].table == table
    assert report.files[0].origin == f"proposed mapping to {table}"
    first = desk.rows(table)[0]
    assert {key: first[key] for key in expected} == expected
    again = desk.text(text, name, mapping=desk.folder / "saved.yaml")
    assert not again.changed and again.files[0].origin == f"mapping to {table}"
    assert again.files[0].rows_unchanged == 2


def test_what_was_not_understood_is_shown(desk: Desk) -> None:
    report = desk.text("id,created,shoe size\n1,2024-01-13,44\n2,2024-01-14,45\n", "leads.csv")
    assert report.files[0].not_used == ["shoe size"]
    assert "# not used: shoe size\n" in report.mapping
    assert "created_at: created" in report.mapping
    assert report.mapping_saved is None


def test_what_cannot_be_told_is_asked_with_a_mapping_to_fill_in(desk: Desk) -> None:
    with pytest.raises(ImportFailed) as caught:
        desk.text("created,shoe size\n2024-01-13,44\n2024-01-14,45\n", "leads.csv")
    assert "Its columns: created, shoe size" in caught.value.message
    assert "leads, with created_at = created; no column was found for lead_id" in caught.value.message
    draft = caught.value.hint.split("\n\n")[1]
    assert draft + "\n" in (desk.workspace / "mapping.yaml").read_text()
    path = desk.file("map.yaml", draft.replace("WHICH HEADER?", "shoe size"))
    assert desk.text("created,shoe size\n2024-01-13,44\n", "leads.csv", mapping=path).files[0].rows_new == 1


RECIPES = "id,name,ingredients,minutes\n1,Soup,leek,40\n2,Bread,rye,90\n"


@pytest.mark.parametrize("name", ["recipes.csv", "leads.csv"])
def test_what_is_no_crm_data_is_told_so(desk: Desk, name: str) -> None:
    with pytest.raises(ImportFailed) as caught:
        desk.text(RECIPES, name)
    assert f"{name} does not look like data of a CRM: no column of it holds dates" in caught.value.message
    assert "id, name, ingredients, minutes" in caught.value.message
    assert "right file" in caught.value.hint
    assert not (desk.workspace / "mapping.yaml").exists()


def test_colleagues_have_no_day(desk: Desk) -> None:
    text = "id,name,email\n1,Ann,a@b.c\n2,Bo,d@e.f\n"
    assert desk.text(text, "x.csv").files[0].table == "people"
    assert desk.text(RECIPES.replace("id,", "user id,"), "team.csv").files[0].table == "people"
    assert desk.text(RECIPES, "cooks.csv", table="people").files[0].table == "people"


def test_a_mapping_is_kept_when_the_import_fails(desk: Desk) -> None:
    text, good = "id,created\n1,03/04/2024\n", "id,created,source\n1,2024-04-13,Web\n"
    with pytest.raises(ImportFailed) as caught:
        desk.bring(desk.file("leads.csv", good), desk.file("contacts.csv", text))
    path = desk.workspace / "mapping.yaml"
    assert f"--map {path}" in caught.value.hint and "--dates dmy" in caught.value.hint
    assert [entry.file for entry in read_mapping(path)] == ["leads.csv", "contacts.csv"]
    with pytest.raises(ImportFailed) as caught:
        desk.text(text, "contacts.csv", save_mapping_to=desk.folder / "here.yaml")
    assert f"--map {desk.folder / 'here.yaml'}" in caught.value.hint
    assert desk.store.current() is None


def test_the_values_have_to_agree() -> None:
    text, dates = Values(1, 0, 0, 0, 1), Values(1, 1, 0, 0, 1)
    entry, _ = propose_from(("id", "date", "created"), [text, text, dates], "leads.csv", "leads")
    assert entry.columns["created_at"] == ("created",)


def test_a_wanted_table_is_kept_to(desk: Desk) -> None:
    text = "id,created,name\n1,2024-01-13,Ann\n2,2024-01-14,Bo\n"
    assert desk.text(text, "contacts.csv", table="deals").files[0].table == "deals"


def test_the_words_speak_of_canonical_columns() -> None:
    assert set(WORDS) == set(FILE_WORDS) == set(TABLES)
    for name, words in WORDS.items():
        assert set(words) <= set(TABLES[name].names)
        assert {column.name for column in TABLES[name].columns if column.required} <= set(words)


def test_a_mapping_not_filled_in_is_refused(desk: Desk) -> None:
    with pytest.raises((CompanyError, ImportFailed)):
        path = desk.file(
            "m.yaml", "- file: x.csv\n  table: leads\n  columns: {lead_id: WHICH HEADER?, created_at: a}\n"
        )
        desk.text("a,b\n2024-01-01,2\n", mapping=path)
        read_mapping(path)
