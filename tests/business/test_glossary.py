"""Every word of the trade that the project uses is defined once."""

import re
from pathlib import Path

import pytest

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text()
TERMS = re.findall(r"(?m)^### (.+)$", GLOSSARY)


@pytest.mark.parametrize(
    "word",
    [
        "Lead",
        "MQL",
        "SQL",
        "Order",
        "Deal",
        "Win rate",
        "Cohort",
        "Age",
        "Lag",
        "Coverage",
        "Velocity",
        "Ramp",
        "Quota attainment",
        "Speed-to-lead",
        "CAC",
        "Payback",
        "ROI",
        "Adstock",
        "Saturation",
        "Right-censored",
        "Draw",
        "Shadow price",
        "Hat",
        "Finder",
        "Closer",
        "Focus loss",
        "Marketing",
        "Sales",
        "Segment",
        "Need",
        "Offer",
        "Message",
        "Channel",
        "Campaign",
        "Activity",
        "Spend",
        "Goal",
        "Measure",
        "Budget",
        "Period",
    ],
)
def test_each_word_is_defined_once(word):
    assert TERMS.count(word) == 1


def test_links_lead_to_a_term():
    anchors = {term.lower().replace(" ", "-") for term in TERMS}
    assert set(re.findall(r"\]\(#([\w-]+)\)", GLOSSARY)) <= anchors
