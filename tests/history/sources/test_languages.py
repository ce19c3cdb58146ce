"""Headers as CRMs write them in other languages: recognised by their words, and said to be so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sources.conftest import Desk
from unslump.history.importing.column_values import Values
from unslump.history.importing.proposing import propose_from
from unslump.history.sources.generic import WORDS
from unslump.history.sources.languages import LANGUAGES
from unslump.history.tables import TABLES

ROOT = Path(__file__).parents[3]
TEXT, DAY, MONEY, MAIL = (
    Values(1, 0, 0, 0, 1),
    Values(0.9, 1, 0, 0, 0.9),
    Values(0.9, 0, 1, 0, 0.9),
    Values(0.9, 0, 0, 1, 0.9),
)
WORD = Values(1, 0, 0, 0, 0.1)
KINDS = {
    "email": MAIL,
    "lead_email": MAIL,
    "amount": MONEY,
    "lead_id": TEXT,
    "deal_id": TEXT,
} | dict.fromkeys(("created_at", "closed_at", "expected_close_at", "lost_at"), DAY)

# Per language a contact list and a deal list: canonical column → the header as an export has it.
EXPORTS = {
    ("German", "leads"): {
        "lead_id": "Kontakt-ID", "created_at": "Erstelldatum", "email": "E-Mail-Adresse",
        "channel": "Ursprüngliche Quelle", "owner": "Kontakt-Inhaber", "status": "Lead-Status",
        "campaign": "Kampagne", "segment": "Branche",
    },
    ("German", "deals"): {
        "deal_id": "Datensatz-ID", "name": "Deal-Name", "stage": "Deal-Phase", "closed_at": "Abschlussdatum",
        "created_at": "Erstellungsdatum", "owner": "Deal-Inhaber", "amount": "Betrag", "currency": "Währung",
        "lead_ref": "Kontakt-ID", "expected_close_at": "Erwartetes Abschlussdatum",
    },
    ("French", "leads"): {
        "lead_id": "ID du contact", "created_at": "Date de création", "email": "Adresse e-mail",
        "channel": "Origine de la piste", "owner": "Propriétaire du contact", "status": "Statut de la piste",
        "segment": "Secteur d'activité",
    },
    ("French", "deals"): {
        "deal_id": "ID de la transaction", "name": "Nom de la transaction", "closed_at": "Date de clôture",
        "created_at": "Date de création", "stage": "Étape", "amount": "Montant", "currency": "Devise",
        "owner": "Propriétaire de la transaction", "lead_ref": "ID du contact",
    },
    ("Spanish", "leads"): {
        "lead_id": "ID de contacto", "created_at": "Fecha de creación", "email": "Correo electrónico",
        "channel": "Fuente original de tráfico", "owner": "Propietario del contacto",
        "status": "Estado del lead",
    },
    ("Spanish", "deals"): {
        "deal_id": "ID del negocio", "name": "Nombre del negocio", "closed_at": "Fecha de cierre",
        "created_at": "Fecha de creación", "stage": "Etapa del negocio", "amount": "Importe",
        "currency": "Moneda", "owner": "Propietario del negocio", "lead_ref": "ID de contacto",
    },
    ("Dutch", "leads"): {
        "lead_id": "Contact-ID", "created_at": "Aanmaakdatum", "email": "E-mailadres",
        "channel": "Oorspronkelijke bron", "owner": "Contacteigenaar", "status": "Leadstatus",
    },
    ("Dutch", "deals"): {
        "deal_id": "Record-ID", "name": "Dealnaam", "closed_at": "Sluitingsdatum",
        "created_at": "Aanmaakdatum", "stage": "Dealfase", "amount": "Bedrag", "currency": "Valuta",
        "owner": "Dealeigenaar", "lead_ref": "Contact-ID", "lead_name": "Contactpersoon",
    },
    ("Portuguese", "deals"): {
        "deal_id": "ID", "name": "Nome do negócio", "closed_at": "Data de fechamento",
        "created_at": "Data de criação", "stage": "Etapa", "amount": "Valor", "owner": "Proprietário",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "table"), EXPORTS)
@pytest.mark.parametrize("turned", [False, True])
def test_every_header_is_understood(language: str, table: str, turned: bool) -> None:
    """In whatever order the columns stand, and without being told which table it is."""
    said = list(EXPORTS[language, table].items())
    said = said[::-1] if turned else said
    headers = tuple(header for _, header in said)
    entry, _ = propose_from(headers, [KINDS.get(column, WORD) for column, _ in said], "export.csv", None)
    assert entry.table == table
    assert entry.columns == {column: (header,) for column, header in said}


def test_pipedrive_and_salesforce_in_german() -> None:
    pipedrive = {
        "name": "Deal - Titel", "amount": "Deal - Wert", "owner": "Deal - Besitzer", "stage": "Deal - Phase",
        "created_at": "Deal - Deal erstellt", "expected_close_at": "Deal - Erwartetes Abschlussdatum",
        "deal_id": "Deal - ID",
    }  # fmt: skip
    salesforce = {
        "name": "Name der Opportunity", "closed_at": "Schlusstermin", "stage": "Phase", "amount": "Betrag",
        "channel": "Lead-Quelle", "created_at": "Erstelldatum", "owner": "Opportunity-Inhaber",
        "deal_id": "Opportunity-ID",
    }  # fmt: skip
    for said in (pipedrive, salesforce):
        values = [KINDS.get(column, WORD) for column in said]
        entry, _ = propose_from(tuple(said.values()), values, "export.csv", None)
        assert entry.table == "deals"
        assert {column: header for column, (header,) in entry.columns.items()} == said


def test_german_files_are_imported_whole_and_linked(desk: Desk) -> None:
    contacts = (
        "Kontakt-ID;Nachname;E-Mail;Erstelldatum;Quelle;Kontakt-Inhaber;Status\n"
        "17;Lee;a@b.de;13.04.2024;Messe;Ann;Neu\n18;Ek;;14.04.2024;Web;Bo;Neu\n"
    )
    deals = (
        "Deal-ID;Deal-Name;Betrag;Phase;Erstelldatum;Abschlussdatum;Deal-Inhaber;Kontakt-ID\n"
        "1;Pumpe;1.200,50;Abgeschlossen und gewonnen;20.04.2024;21.05.2024;Ann;17\n"
        "2;Ventil;800,00;Abgeschlossen und verloren;20.04.2024;22.05.2024;Bo;18\n"
        "3;Rohr;70,00;Angebot;23.04.2024;;Bo;18\n"
    )
    report = desk.bring(desk.file("kontakte.csv", contacts), desk.file("deals.csv", deals))
    assert [file.not_used for file in report.files] == [[], []]
    assert [row["outcome"] for row in desk.rows("deals")] == ["won", "lost", "open"]
    assert report.links[0].by_id == 3


def test_words_are_written_as_headers_are_compared() -> None:
    columns = {column for table in TABLES.values() for column in table.names}
    for words in LANGUAGES.values():
        assert set(words) <= columns
        for text in words.values():
            assert re.fullmatch(r"[a-z]+( [a-z]+)*(\|[a-z]+( [a-z]+)*)*", text)
    assert "erstelldatum" in WORDS["leads"]["created_at"].split("|")


def test_the_docs_name_the_languages_that_are_known() -> None:
    known = ["English", *LANGUAGES]
    said = f"{', '.join(known[:-1])} and {known[-1]}"
    for page in (ROOT / "README.md", ROOT / "docs" / "guides" / "importing.md"):
        assert said in " ".join(page.read_text("utf-8").split()), page
