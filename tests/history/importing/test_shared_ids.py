"""Keys and links of proposed mappings: whole ids before e-mails, and the ids both files write."""

from __future__ import annotations

from importing.conftest import Desk
from unslump.history.importing.column_values import Values
from unslump.history.importing.proposing import propose_from

CONTACTS = (
    "Kontakt-ID;Telefonnr;E-Mail;Erstelldatum;Quelle\n"
    "K7;0301;a@b.de;13.04.2024;Messe\nK8;0302;;14.04.2024;Web\nK9;0303;c@d.de;15.04.2024;Web\n"
)
DEALS = (
    "Deal-ID;Kontakt-ID;E-Mail;Status;Abschlussdatum\n"
    "D1;K7;;Gewonnen;20.05.2024\nD2;K8;;Verloren;21.05.2024\nD3;K9;c@d.de;Gewonnen;22.05.2024\n"
)


def test_an_id_without_a_blank_is_the_key_before_an_email(desk: Desk) -> None:
    report = desk.bring(desk.file("kontakte.csv", CONTACTS), desk.file("abschluesse.csv", DEALS))
    assert [row["lead_id"] for row in desk.rows("leads")] == ["K7", "K8", "K9"]
    assert report.rows_rejected == 0
    (links,) = report.links
    assert (links.by_id, links.by_email) == (3, 0)
    assert report.warnings == []


def test_the_values_tell_which_of_two_ids_joins_the_files(desk: Desk) -> None:
    leads = "Nr,Card code,created,source\n" + "".join(
        f"{n},C{n * 31},2024-01-{n:02d},Web\n" for n in range(1, 21)
    )
    deals = "Nr,Partner code,opened,closed,status,amount\n" + "".join(
        f"{n},C{n * 31},2024-02-{n:02d},2024-03-{n:02d},won,{n}\n" for n in range(1, 21)
    )
    report = desk.bring(desk.file("leads.csv", leads), desk.file("deals.csv", deals))
    assert report.links[0].by_id == 20
    assert desk.by("deals", "deal_id")["5"]["lead_id"] == "C155"
    assert "lead_ref: Partner code" in report.mapping and "lead_id: Card code" in report.mapping
    assert any("the deals name it too" in note for note in report.files[0].notes)


def test_files_that_both_count_from_one_are_not_joined_by_it(desk: Desk) -> None:
    leads = "Nr,created\n" + "".join(f"{n},2024-01-{n:02d}\n" for n in range(1, 21))
    deals = "Nr,opened,status\n" + "".join(f"{n},2024-02-{n:02d},won\n" for n in range(1, 21))
    report = desk.bring(desk.file("leads.csv", leads), desk.file("deals.csv", deals))
    assert report.links[0].linked == 0 and report.links[0].silent == 20


def test_ids_of_the_history_are_met_too(desk: Desk) -> None:
    desk.text(CONTACTS, "kontakte.csv")
    later = desk.text(DEALS.replace("Kontakt-ID", "Partner-Nr"), "deals.csv")
    assert later.links[0].by_id == 3
    assert "lead_ref: Partner-Nr" in later.mapping


def test_a_key_is_whole_or_named_so_in_as_many_words() -> None:
    whole, torn, day = Values(1, 0, 0, 0, 1), Values(0.9, 0, 0, 0, 0.5), Values(1, 1, 0, 0, 0.9)
    entry, _ = propose_from(("ref", "Vorgangsnr", "created"), [torn, whole, day], "x.csv", "leads")
    assert entry.columns["lead_id"] == ("Vorgangsnr",)
    nearly = Values(0.98, 0, 0, 0, 0.99)
    for values, key in ((nearly, "lead id"), (torn, "Vorgangsnr")):
        entry, _ = propose_from(("lead id", "Vorgangsnr", "created"), [values, whole, day], "x.csv", "leads")
        assert entry.columns["lead_id"] == (key,)


def test_a_key_is_judged_to_the_end_of_the_file(desk: Desk) -> None:
    rows = "".join(f"{min(n, 600)},X{n},2024-01-13\n" for n in range(1, 700))
    desk.text("Kundennr,Vorgangsnr,Angelegt am\n" + rows, "leads.csv")
    assert len(desk.rows("leads")) == 699


def test_deals_that_find_no_lead_are_shouted(desk: Desk) -> None:
    report = desk.bring(
        desk.file("leads.csv", "id,created,email\nL1,2024-01-13,a@b.c\nL2,2024-01-14,d@e.f\n"),
        desk.file("deals.csv", "deal id,created,stage,lead id\nD1,2024-02-13,won,77\nD2,2024-02-14,won,78\n"),
    )
    (warning,) = report.warnings
    assert warning.startswith("NO DEAL IS LINKED TO A LEAD (2 deals): 2 name one")
    alone = desk.text("deal id,created,stage\nD3,2024-02-13,won\n", "deals.csv")
    assert "2 name one" in alone.warnings[0] and "(3 deals)" in alone.warnings[0]
