"""JSON Schema of company.yaml, for editors that complete and check while one types.

Run `python -m unslump.business.schema > docs/company.schema.json` after changing a key.
"""

from __future__ import annotations

import json

from unslump.business.company_shape import COMPANY
from unslump.business.kinds import Schema

__all__ = ["company_json_schema", "schema_text"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def company_json_schema() -> Schema:
    """The schema, draft 2020-12, with a description at every key.

    >>> company_json_schema()["required"]
    ['company', 'currency']
    """
    head = {
        "$schema": DRAFT,
        "title": "company.yaml",
        "description": "A company that sells: people and their hats, market, goals and money.",
    }
    return head | COMPANY.schema()


def schema_text() -> str:
    """The schema as the text of docs/company.schema.json."""
    return json.dumps(company_json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")
