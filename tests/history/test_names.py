from pathlib import Path

from tests.history.build import lead, snapshot_of
from unslump.history.names import company_spelling

PEOPLE = [
    {"person_id": "17", "name": "Ann Lee", "email": "ann@acme.example"},
    {"person_id": "18", "name": None, "email": "bob@acme.example"},
]


class Company:
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
    spelling = company_spelling(snapshot, Company())  # type: ignore[arg-type]
    assert [spelling["finder"](raw) for raw in ("17", "Ann", "18")] == ["Ann", "Ann", "bob@acme.example"]
    assert [spelling[factor]("WEB") for factor in ("channel", "segment", "offer")] == ["Website"] * 3


def test_without_users_or_company_labels_stay_as_they_are(tmp_path: Path):
    spelling = company_spelling(snapshot_of(tmp_path, leads=[lead(0, "2025-01-01")]), None)
    assert spelling["owner"]("x@y.example") == "x@y.example"
    assert "channel" not in spelling
