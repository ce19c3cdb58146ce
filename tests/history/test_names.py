from pathlib import Path

from tests.history.build import deal, lead, snapshot_of
from unslump.business.company import Company
from unslump.history.journey import read_journey
from unslump.history.names import company_spelling

PEOPLE = [
    {"person_id": "17", "name": "Ann Lee", "email": "ann@acme.example"},
    {"person_id": "18", "name": None, "email": "bob@acme.example"},
]


class Known:
    """As much of a company as names need."""

    class Person:
        name = "Ann"

    def person_named(self, text):
        return self.Person() if text in ("ann@acme.example", "Ann") else None

    def channel_named(self, text):
        return {"web": "Website"}.get(text.casefold(), text)

    segment_named = offer_named = channel_named


def test_owners_are_found_through_the_crms_list_of_users(tmp_path: Path):
    snapshot = snapshot_of(tmp_path, people=PEOPLE, leads=[lead(0, "2025-01-01")])
    owner = company_spelling(snapshot, None)["owner"]
    assert [owner(raw) for raw in ("17", "ANN@acme.example", "ann lee", "18", "Zoe")] == [
        "Ann Lee",
        "Ann Lee",
        "Ann Lee",
        "bob@acme.example",
        "Zoe",
    ]


def test_the_companys_own_name_wins(tmp_path: Path):
    snapshot = snapshot_of(tmp_path, people=PEOPLE, leads=[lead(0, "2025-01-01")])
    spelling = company_spelling(snapshot, Known())  # type: ignore[arg-type]
    assert [spelling["finder"](raw) for raw in ("17", "Ann", "18")] == ["Ann", "Ann", "bob@acme.example"]
    assert [spelling[factor]("WEB") for factor in ("channel", "segment", "offer")] == ["Website"] * 3


def test_without_users_or_company_labels_stay_as_they_are(tmp_path: Path):
    spelling = company_spelling(snapshot_of(tmp_path, leads=[lead(0, "2025-01-01")]), None)
    assert spelling["owner"]("x@y.example") == "x@y.example"
    assert spelling["channel"]("Fair") == "Fair"


def test_labels_that_differ_by_case_or_spaces_are_one_by_the_commonest_spelling(tmp_path: Path):
    leads = [lead(n, "2025-01-01", channel=name) for n, name in enumerate(["messe", "Messe", "Web"])]
    deals = [deal(0, channel="Messe ", created_at="2025-01-01")]
    spend = [{"day": "2025-01-01", "channel": "google  ads"}, {"day": "2024-12-02", "channel": "Google Ads"}]
    snapshot = snapshot_of(tmp_path, leads=leads, deals=deals, spend=spend)
    channel = company_spelling(snapshot, None)["channel"]
    assert {channel(raw) for raw in ("messe", "MESSE", " Messe")} == {"Messe"}
    assert {channel(raw) for raw in ("google  ads", "GOOGLE ADS")} == {"Google Ads"}
    mine = Company.from_yaml(
        "company: A\ncurrency: EUR\nchannels:\n  MESSE: {}\n  Anzeigen: {also: [google ads]}\n"
    )
    named = company_spelling(snapshot, mine)["channel"]
    assert [named(raw) for raw in ("messe", "Google  ads", "web")] == ["MESSE", "Anzeigen", "Web"]


def test_leads_of_one_channel_in_two_spellings_are_learnt_as_one(tmp_path: Path):
    leads = [lead(n, f"2025-01-{n + 1:02d}", channel="Web" if n % 3 else "WEB") for n in range(20)]
    snapshot = snapshot_of(tmp_path, leads=leads, deals=[deal(0, created_at="2025-02-01", lead_id="L1")])
    journey = read_journey(snapshot, company_spelling(snapshot, None))
    arrivals = journey.stages[0].arrivals
    assert arrivals is not None
    assert "Web" in arrivals.channels and "WEB" not in arrivals.channels
    assert arrivals.counts[arrivals.channels.index("Web")].sum() == 20
