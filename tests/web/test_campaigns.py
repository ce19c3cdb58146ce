"""Campaigns: planned, chartered, gated, launched and looked back on; two who write at once; bad input."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.companies import COMPANY, make_company, tables
from tests.history.build import write_history
from tests.web.conftest import PASSWORD, Site, site_of
from unslump.business.functions import Function
from unslump.errors import QuestionError
from unslump.launch.charter import Agreement, Charter, Duty, FunctionCharter
from unslump.web.accounts.making import make_account
from unslump.web.house import now
from unslump.web.pages.charter_form import ROLES, charter_of
from unslump.web.pages.charters import _sent

MARKET = (
    COMPANY
    + """\
segments: {Bakeries: , Mills: }
offers:
  Scale: {price: 4000, margin: 50%, per month: 12}
messages:
  Weigh it twice: {offer: Scale, segment: Bakeries}
channels: {Fairs: , Search: }
functions:
  marketing: {hours per lead: 1}
  sales: {hours per lead: 2}
budgets:
  - {period: 2025-Q2, amount: 6000}
"""
)
FAIR = {
    "seen": "0", "name": "Spring fair", "message": "Weigh it twice", "channel": "Fairs", "goal": "Summer",
    "start": "2025-04-10", "end": "2025-05-10", "budget": "2000", "leads": "15",
}  # fmt: skip
ONE = "/campaigns/one?name=Spring+fair"


@pytest.fixture
def fair(tmp_path: Path) -> Site:
    """A company with a market, and one campaign in it."""
    site = site_of(make_company(tmp_path, MARKET))
    assert site.post("/campaigns/new", FAIR).status_code == 200
    return site


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that campaign, and its charter drafted from the hats."""
    folder = make_company(tmp_path_factory.mktemp("drafted"), MARKET)
    site = site_of(folder)
    site.post("/campaigns/new", FAIR)
    site.post("/campaigns/draft", {"name": "Spring fair", "source": "hats"})
    site.work()
    assert site.workspace.campaign("Spring fair").charter is not None
    return folder


@pytest.fixture
def chartered(drafted: Path, tmp_path: Path) -> Site:
    """The same, for a test to change."""
    return site_of(Path(shutil.copytree(drafted, tmp_path / "company")))


def text_of(answer: Any) -> str:
    return unescape(answer.text)


def editor_of(site: Site) -> dict[str, Any]:
    """Everything the editor's form holds, as a browser would send it."""
    page = site.get("/campaigns/charter?name=Spring+fair").text
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page[page.index('class="charter-form"') :]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and not ("checkbox" in tag and " checked" not in tag):
            sent.setdefault(unescape(name[1]), []).append(unescape(value[1]) if value else "")
    return sent


def test_a_campaign_stands_in_the_list_by_its_state(fair: Site) -> None:
    page = text_of(fair.get("/campaigns"))
    assert "Spring fair" in page
    assert "“Weigh it twice” to Bakeries through Fairs" in page
    assert "Planned" in page
    view = fair.workspace.campaign("Spring fair")
    assert (view.campaign.offer, view.campaign.budget, view.campaign.leads) == ("Scale", 2000, 15)


def test_it_is_changed_and_what_is_emptied_is_gone(fair: Site) -> None:
    form = text_of(fair.get("/campaigns/change?name=Spring+fair"))
    assert 'value="2000"' in form
    changed = FAIR | {"seen": "1", "budget": "", "leads": "20", "goal": ""}
    assert fair.post("/campaigns/new", changed).status_code == 200
    plan = fair.workspace.campaign("Spring fair").campaign
    assert (plan.budget, plan.leads, plan.goal, plan.channel) == (None, 20, None, "Fairs")


def test_the_second_of_two_who_change_it_sees_both(fair: Site) -> None:
    assert fair.post("/campaigns/new", FAIR | {"seen": "1", "leads": "20"}).status_code == 200
    second = fair.post("/campaigns/new", FAIR | {"seen": "1", "leads": "30"})
    assert second.status_code == 409
    assert 'name="leads" inputmode="decimal" value="30"' in second.text
    assert "<dd>20</dd>" in second.text
    assert fair.workspace.campaign("Spring fair").campaign.leads == 20
    assert fair.post("/campaigns/new", FAIR | {"seen": "2", "leads": "30"}).status_code == 200
    taken = fair.post("/campaigns/new", FAIR)
    assert (taken.status_code, "There is a campaign" in taken.text) == (409, True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "has no name"),
        ({"name": "x" * 500}, "too long"),
        ({"about": "x" * 100_000}, "too long"),
        ({"start": "soon"}, "is not a day"),
        ({"end": "2025-04-01"}, "before it starts"),
        ({"start": ""}, "its days are not known"),
        ({"budget": "lots"}, "is no number"),
        ({"budget": "-5"}, "budget"),
        ({"budget": "nan"}, "no number"),
        ({"leads": "1e400"}, "no number"),
        ({"channel": "Radio <script>alert(1)</script>"}, "there is no channel"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(fair: Site, changed: dict[str, str], said: str) -> None:
    answer = fair.post("/campaigns/new", FAIR | {"name": "Other"} | changed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Weigh it twice" in answer.text, "nothing typed is lost"
    assert "<script>alert" not in answer.text
    assert len(fair.workspace.campaigns().campaigns) == 1


def test_a_campaign_that_is_not_there_is_said_so(fair: Site) -> None:
    for path in ("one", "change", "charter"):
        answer = fair.get(f"/campaigns/{path}?name=Sprng+fair")
        assert (answer.status_code, "Did you mean Spring fair" in answer.text) == (422, True)


def test_without_company_yaml_it_says_where_to_write_it(empty: Site) -> None:
    assert 'href="/settings"' in empty.get("/campaigns").text
    assert empty.get("/campaigns/new").status_code == 200


def test_the_gate_says_what_the_command_line_says(chartered: Site) -> None:
    assert "data-progress" in chartered.get(ONE).text
    chartered.work()
    page = text_of(chartered.get(ONE))
    result = chartered.workspace.check_campaign("Spring fair")
    assert f"<h1>{result.sentence}</h1>" in page
    for check in result.checks:
        assert check.says in page
        assert not (check.mends and check.light != "green") or check.mends in page


def test_what_is_edited_is_what_is_kept(chartered: Site) -> None:
    before = chartered.workspace.campaign("Spring fair").charter
    assert before is not None
    sent = editor_of(chartered)
    chartered.post("/campaigns/charter", sent)
    assert chartered.workspace.campaign("Spring fair").charter == before, "nothing was changed by looking"
    sent = editor_of(chartered)
    sent |= {"sales.0.accountable": ["Ben Osei"], "sales.0.what": ["Answer <b>today</b>"]}
    sent |= {"sales.hours.Ben Osei": ["4.5"], "marketing.0.what": [""], "note": ["why"]}
    sent |= {"leads": ["25"], "answer_share": ["90"]}
    assert chartered.post("/campaigns/charter", sent).status_code == 200
    after = chartered.workspace.campaign("Spring fair").charter
    assert after is not None
    assert (after.sales.duties[0].what, after.sales.duties[0].accountable) == (
        "Answer <b>today</b>",
        ["Ben Osei"],
    )
    assert (after.agreement.leads, after.agreement.answer_share, after.sales.hours["Ben Osei"]) == (
        25,
        0.9,
        4.5,
    )
    assert len(after.marketing.duties) == len(before.marketing.duties) - 1
    assert "<b>today</b>" not in chartered.get(ONE).text
    assert "charter: why" in chartered.get(ONE).text


def test_the_second_who_saves_a_charter_is_told_and_keeps_what_it_typed(chartered: Site) -> None:
    one, two = editor_of(chartered), editor_of(chartered)
    assert chartered.post("/campaigns/charter", one | {"leads": ["21"]}).status_code == 200
    second = chartered.post("/campaigns/charter", two | {"leads": ["31"], "sales.0.what": ["Mine"]})
    assert second.status_code == 409
    assert 'name="leads" value="31"' in second.text
    assert 'value="Mine"' in second.text
    assert "Marketing owes 21 leads" in second.text
    charter = chartered.workspace.campaign("Spring fair").charter
    assert charter is not None
    assert charter.agreement.leads == 21
    newest = re.search(r'name="seen" value="(\d+)"', second.text)
    assert newest
    over = two | {"leads": ["31"], "seen": [newest[1]]}
    assert chartered.post("/campaigns/charter", over).status_code == 200


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("leads", "many", "is no number"),
        ("leads", "-1", "greater than 0"),
        ("deal_share", "140", "less than or equal to 1"),
        ("touches", "2.5", "no number of attempts"),
        ("sales.hours.Ben Osei", "400", "cannot give 400 hours"),
        ("sales.0.accountable", "Nobody <i>Here</i>", "is not in company.yaml"),
        ("sales.0.what", "x" * 1000, "sales"),
    ],
)
def test_a_charter_that_cannot_be_is_not_kept(chartered: Site, key: str, value: str, said: str) -> None:
    answer = chartered.post("/campaigns/charter", editor_of(chartered) | {key: [value]})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "<i>Here" not in answer.text
    view = chartered.workspace.campaign("Spring fair")
    assert view.charter_written is not None
    assert view.charter_written.version == 1


def test_over_a_red_it_starts_with_a_reason_only(chartered: Site) -> None:
    charter = editor_of(chartered)
    for number in range(9):
        charter |= {f"sales.{number}.accountable": []}
    chartered.post("/campaigns/charter", charter)
    reds = chartered.workspace.check_campaign("Spring fair").reds
    assert [red.code for red in reds], "nobody answers for sales"
    sent = chartered.post("/campaigns/launch", {"name": "Spring fair"})
    chartered.work()
    failed = text_of(chartered.get(str(sent.url)))
    assert reds[0].says in failed
    assert "was not launched" in failed
    assert chartered.workspace.campaign("Spring fair").launch is None
    chartered.post("/campaigns/launch", {"name": "Spring fair", "despite": "the <em>stand</em> is paid for"})
    chartered.work()
    page = text_of(chartered.get(ONE))
    launch = chartered.workspace.campaign("Spring fair").launch
    assert launch is not None
    assert (launch.by, launch.despite) == ("Ana", "the <em>stand</em> is paid for")
    assert "By Ana on" in page
    refused = chartered.post("/campaigns/new", FAIR | {"seen": "1"})
    assert (refused.status_code, "was launched by Ana" in refused.text) == (422, True)


def test_one_person_is_named_for_a_function(chartered: Site) -> None:
    chartered.post("/campaigns/accountable", {"name": "Spring fair", "sales": "Ben Osei"})
    charter = chartered.workspace.campaign("Spring fair").charter
    assert charter is not None
    assert charter.sales.accountable == ["Ben Osei"]
    assert chartered.post("/campaigns/accountable", {"name": "Spring fair"}).status_code == 422


def test_what_is_over_is_looked_back_on(tmp_path: Path) -> None:
    site = site_of(make_company(tmp_path, MARKET))
    site.post("/campaigns/new", FAIR | {"start": "2025-03-01", "end": "2025-03-31"})
    site.workspace.launch_campaign("Spring fair", by="Ana", now=now(), despite="we know")
    found = tables()
    found["leads"].append(
        {"lead_id": "LX", "created_at": date(2025, 4, 20), "channel": "Fairs", "owner": "Ana Ruiz"}
    )
    write_history(tmp_path, now=datetime(2025, 4, 21, 8), note="later", **found)
    site.client.app.state.house.shelf.changed()
    assert site.workspace.campaign("Spring fair").state == "over"
    site.post("/campaigns/review", {"name": "Spring fair"})
    site.work()
    site.get(ONE)
    site.work()
    page = text_of(site.get(ONE))
    day = site.workspace.campaigns().as_of
    result = site.workspace.review_campaign("Spring fair", day, by="", now=now())
    assert result.sentence in page
    assert "Looked back on" in page


def test_a_contributor_sees_and_does_not_write(fair: Site) -> None:
    fair.sign_in("Ana")
    make_account(fair.workspace.records, "Con", "contributor", PASSWORD, now())
    fair.client.cookies.clear()
    fair.client.post("/door", data={"name": "Con", "password": PASSWORD})
    page = fair.get(ONE).text
    assert "Weigh it twice" in page
    assert "Draft the charter" not in page
    for path in ("new", "charter", "draft", "launch", "review", "accountable"):
        assert fair.post(f"/campaigns/{path}", FAIR).status_code == 403, path


names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
duties = st.builds(Duty, what=names, **{role: st.lists(names, max_size=3, unique=True) for role in ROLES})
parts = st.builds(
    FunctionCharter, duties=st.lists(duties, max_size=4),
    hours=st.dictionaries(names, st.integers(1, 1680).map(lambda tenths: tenths / 10), max_size=3),
)  # fmt: skip


@given(parts, parts, st.floats(0.01, 1e6).map(lambda x: float(f"{x:.6g}")), st.integers(1, 100))
def test_a_charter_goes_through_its_form_unchanged(
    marketing: FunctionCharter, sales: FunctionCharter, leads: float, percent: int
) -> None:
    agreed = Agreement(leads=leads, deal_share=percent / 100, touches=percent, lead_is="a lead")
    charter = Charter(campaign="Fair", marketing=marketing, sales=sales, agreement=agreed, basis="hats")
    assert charter_of(_sent(charter), charter) == charter


def test_a_form_of_a_thousand_duties_is_cut_and_of_none_is_empty() -> None:
    before = Charter(
        campaign="Fair", marketing=FunctionCharter(), sales=FunctionCharter(), agreement=Agreement()
    )
    many = {f"{Function.SALES}.{n}.what": ["sell"] for n in range(1000)}
    assert len(charter_of(many, before).sales.duties) == 60
    assert charter_of({}, before) == before
    with pytest.raises(QuestionError):
        charter_of({"follow_weeks": ["1e9"]}, before)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_they_can_be_used_by_everybody(open_page: Any, chartered: Site, width: int, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    chartered.get(ONE)
    chartered.work()
    for path in ("/campaigns", "/campaigns/new", ONE, "/campaigns/charter?name=Spring+fair"):
        page = open_page(chartered, path, width=width, dark=dark)
        found = Axe().run(page).response["violations"]
        assert not found, [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
