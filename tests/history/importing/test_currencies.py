"""Several currencies become the company's own at its rates, or are an error."""

from __future__ import annotations

import pytest

from importing.conftest import Desk
from unslump.business.company import Company
from unslump.errors import ImportFailed

HEAD = "Record ID,Deal Name,Deal Stage,Create Date,Amount,Currency\n"
EURO = Company.from_yaml("company: Brightline\ncurrency: EUR\nrates: {USD: 0.5}")


def test_rates_turn_amounts_into_the_companys_own(desk: Desk) -> None:
    report = desk.text(HEAD + "1,a,Open,2024-01-01,100,USD\n2,b,Open,2024-01-02,100,\n", company=EURO)
    deals = desk.by("deals", "deal_id")
    assert (deals["1"]["amount"], deals["1"]["amount_given"], deals["1"]["currency"]) == (50, 100, "USD")
    assert (deals["2"]["amount"], deals["2"]["amount_given"], deals["2"]["currency"]) == (100, 100, "EUR")
    assert any("EUR, USD, turned into EUR" in note for note in report.files[0].notes)


def test_a_missing_rate_is_named(desk: Desk) -> None:
    with pytest.raises(ImportFailed, match="amounts come in GBP, SEK") as caught:
        desk.text(HEAD + "1,a,Open,2024-01-01,1,GBP\n2,b,Open,2024-01-02,1,sek\n", company=EURO)
    assert "rates: {GBP: …, SEK: …}" in caught.value.hint


def test_several_currencies_need_a_company(desk: Desk) -> None:
    with pytest.raises(ImportFailed, match="EUR and USD"):
        desk.text(HEAD + "1,a,Open,2024-01-01,1,USD\n2,b,Open,2024-01-02,1,EUR\n")
    assert desk.text(HEAD + "1,a,Open,2024-01-01,1,USD\n").changed
    assert desk.rows("deals")[0]["currency"] == "USD"


def test_signs_beside_the_number(desk: Desk) -> None:
    head = HEAD.replace(",Currency", "")
    desk.text(head + '1,a,Open,2024-01-01,"$1,000.00"\n2,b,Open,2024-01-02,€5.50\n', company=EURO)
    assert [(row["amount"], row["currency"]) for row in desk.rows("deals")] == [(500, "USD"), (5.5, "EUR")]


def test_a_sign_of_many_currencies_is_the_companys_own_or_asked_for(desk: Desk) -> None:
    head = HEAD.replace(",Currency", "")
    with pytest.raises(ImportFailed, match="kr is not a currency that can be told"):
        desk.text(head + "1,a,Open,2024-01-01,100 kr\n", company=EURO)
    nordic = Company.from_yaml("company: Nord\ncurrency: NOK")
    desk.text(head + "1,a,Open,2024-01-01,100 kr\n", company=nordic)
    assert desk.rows("deals")[0]["currency"] == "NOK"


def test_the_flag_says_what_the_file_does_not(desk: Desk) -> None:
    desk.text(HEAD.replace(",Currency", "") + "1,a,Open,2024-01-01,100\n", company=EURO, currency="usd")
    assert (desk.rows("deals")[0]["amount"], desk.rows("deals")[0]["currency"]) == (50, "USD")


def test_without_any_currency_that_is_said(desk: Desk) -> None:
    report = desk.text(HEAD.replace(",Currency", "") + "1,a,Open,2024-01-01,100\n")
    assert any("which currency" in note for note in report.files[0].notes)
    assert desk.rows("deals")[0]["currency"] is None


def test_an_empty_amount_has_no_currency(desk: Desk) -> None:
    desk.text(HEAD + "1,a,Open,2024-01-01,,GBP\n", company=EURO)
    assert desk.rows("deals")[0]["currency"] is None
