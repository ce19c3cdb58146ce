import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.launch.campaigns import COMPANY, charter
from unslump.errors import CompanyError, QuestionError
from unslump.launch.charter import Agreement
from unslump.launch.charter_file import read_charter_file, write_charter_file

WRITTEN = write_charter_file(charter(), 3)


def test_what_was_written_is_read_back():
    agreement = Agreement(leads=9, deal_share=0.4, answer_within_hours=4, touches=3, days_between=2.5)
    made = charter(agreement=agreement)
    assert read_charter_file(write_charter_file(made, 7), COMPANY, "c.yaml") == (made, 7)


def test_people_go_by_any_spelling_and_one_name_may_stand_alone():
    text = WRITTEN.replace("[Ben Osei]", "ben osei")
    assert read_charter_file(text, COMPANY, "c.yaml")[0].sales.accountable == ["Ben Osei"]


def test_every_mistake_is_told_with_its_line():
    lines = WRITTEN.splitlines()
    at = next(n for n, line in enumerate(lines) if "accountable: [Ben Osei]" in line)
    lines[at] = lines[at].replace("Ben Osei", "Ben Osai")
    lines[next(n for n, line in enumerate(lines) if line.startswith("version"))] = "version: latest"
    text = "\n".join(lines).replace("answer_share: 0.8", "answer_share: 80")
    with pytest.raises(CompanyError) as caught:
        read_charter_file(text, COMPANY, "c.yaml")
    told = [str(mistake) for mistake in caught.value.mistakes]
    assert f"c.yaml:{at + 1}: sales.duties.0.accountable.0 names 'Ben Osai'" in "\n".join(told)
    assert any("Ben Osei?" in each for each in told)
    assert any("version is 'latest'" in each for each in told)
    assert any("agreement.answer_share is 80" in each for each in told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no charter"),
        ("- a\n- b\n", "no charter"),
        ("campaign: [", "c.yaml:1"),
        (
            "campaign: x\nmarketing: !!python/object/apply:os.system ['true']\nsales: {}\nagreement: {}",
            "marketing",
        ),
        ("x" * 2_000_000, "too long"),
    ],
)
def test_what_is_no_charter_is_told_in_words(text, words):
    with pytest.raises((QuestionError, CompanyError), match=words):
        read_charter_file(text, COMPANY, "c.yaml")


def test_unknown_keys_and_impossible_hours_are_mistakes():
    text = WRITTEN.replace("  hours: {}", "  hours: {Ana Ruiz: 400}\n  color: red", 1)
    with pytest.raises(CompanyError) as caught:
        read_charter_file(text, COMPANY, "c.yaml")
    said = str(caught.value)
    assert "hours a week from 0 to 168" in said
    assert "marketing.color is not a key of a charter" in said


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_charter_or_an_error_in_words(text):
    try:
        read_charter_file("campaign: x\n" + text, COMPANY, "c.yaml")
    except (QuestionError, CompanyError) as error:
        assert str(error)
