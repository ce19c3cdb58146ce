"""The schema in docs/ is the one of the code, and agrees with the reader about what is right."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from unslump.business.schema import company_json_schema, schema_text
from unslump.business.starter import starter_yaml

from .test_reading import WHOLE

DOCS = Path(__file__).parents[2] / "docs"
VALIDATOR = jsonschema.Draft202012Validator(company_json_schema())


def as_an_editor_sees(text: str) -> object:
    """YAML 1.2 values; days stay text, as they do in JSON."""
    yaml = YAML(typ="safe", pure=True)
    return json.loads(json.dumps(yaml.load(text), default=date.isoformat))


def test_the_schema_in_docs_is_up_to_date():
    assert (DOCS / "company.schema.json").read_text() == schema_text()


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(company_json_schema())


def test_every_key_is_described():
    def described(schema):
        for key, inner in schema.get("properties", {}).items():
            assert inner.get("description") or key in ("marketing", "sales", "finder", "closer"), key
            described(inner)
        for part in ("additionalProperties", "items"):
            if isinstance(schema.get(part), dict):
                described(schema[part])

    described(company_json_schema())


@pytest.mark.parametrize("text", [WHOLE.replace("Fair}", "fair}"), starter_yaml(today=date(2026, 1, 1))])
def test_what_the_reader_takes_the_schema_takes(text):
    text = text.replace("Hours-Per-Deal", "hours per deal")  # editors know the usual spellings only
    assert list(VALIDATOR.iter_errors(as_an_editor_sees(text))) == []


@pytest.mark.parametrize(
    "wrong",
    ["chanels: {}", "people: [Ana]", "people: {Ana: {hours: 200}}", "people: {Ana: {hats: {sale: 1}}}",
     "people: {Ana: {hats: {sales: 60}}}", "goals: {Q1: {period: 2026-Q1}}", "rates: {US: 1}",
     "goals: {Q1: {period: 2026-Q1, amount: -5}}", "goals: {Q1: {period: soon, amount: 5}}",
     "goals: {Ana: {hats: {sales: 1}, hours: 40}}", "budgets: {amount: 4}"],
)  # fmt: skip
def test_what_the_schema_refuses_is_refused_by_the_reader_too(wrong):
    from unslump.business.company import Company
    from unslump.errors import CompanyError

    text = f"company: A\ncurrency: EUR\n{wrong}\n"
    assert list(VALIDATOR.iter_errors(as_an_editor_sees(text)))
    with pytest.raises(CompanyError):
        Company.from_yaml(text)
