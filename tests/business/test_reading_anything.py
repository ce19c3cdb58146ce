"""Whatever is in the file, reading gives a company or a CompanyError: never anything else."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from unslump.business.company import Company
from unslump.business.company_shape import CHANNEL, COMPANY, FUNCTIONS, GOAL, PERSON
from unslump.errors import CompanyError

from .test_reading import WHOLE

KEYS = [known.key for record in (COMPANY, PERSON, GOAL, CHANNEL, FUNCTIONS) for known in record.fields]
VALUES = st.sampled_from(
    ["", "~", "null", "0", "-1", ".inf", "nan", "1e400", "60%", "2026-Q1", "2026-02-30", "no", "EUR", "*a",
     "&a x", "!!int 3", "'", '"', "[", "{}", "[]", "|", "a: b", "0000", "0000-Q1", "9999", "1" * 400,
     "٣", "²", "% 5"]
)  # fmt: skip
SCALARS = VALUES | st.text(max_size=12)
NESTED = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | SCALARS, inner, max_size=4)
    ),
    max_leaves=25,
)


def spelt(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {spelt(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(spelt(inner) for inner in value) + "]"
    return str(value)


def read(text: str) -> None:
    try:
        company = Company.from_yaml(text)
    except CompanyError as error:
        assert error.mistakes
        assert all(1 <= mistake.line <= text.count("\n") + text.count("\r") + 2 for mistake in error.mistakes)
        assert str(error)
    else:
        assert company.currency.isupper()


@given(st.text(max_size=300))
@example("\ufeff")
@example("company: a\ncurrency: EUR\npeople: {? : 1}")
@example("company: a\ncurrency: EUR\npeople: {: 1}")
def test_any_text(text):
    read(text)


@given(st.binary(max_size=200))
def test_any_bytes(content):
    read(content.decode("utf-8", errors="surrogateescape"))
    read(content.decode("latin-1"))


@given(st.dictionaries(st.sampled_from(KEYS), NESTED, max_size=6))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_anything_under_known_keys(groups):
    body = "".join(f"{key}: {spelt(value)}\n" for key, value in groups.items())
    read("company: A\ncurrency: EUR\n" + body)


@given(st.data())
def test_a_good_file_damaged_anywhere(data):
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, min(len(WHOLE), start + 30)))
    read(WHOLE[:start] + data.draw(SCALARS) + WHOLE[end:])
