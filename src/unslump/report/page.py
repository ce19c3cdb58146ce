"""The printable report: one HTML file that holds everything it shows.

No network, no script: the pictures are drawn here, the style sheet is inlined, and every text
from the company passes through autoescape.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import jinja2

from unslump.business import wording
from unslump.planning.assignment.answer import PlanResult
from unslump.planning.people_answer import PeopleResult
from unslump.planning.people_words import both_together
from unslump.planning.verdict import CheckResult, LaneStep
from unslump.report import charts, cohort_chart, lead_charts, plan_chart
from unslump.report.drawing import Picture
from unslump.report.lanes import narrow_layout, wide_layout
from unslump.report.outlook_chart import slump_fan
from unslump.report.palette import CSS_COLOURS, FONT
from unslump.report.people_chart import people_skills
from unslump.report.plain import plain
from unslump.report.plan_view import brings, how_near
from unslump.report.sources import added_up
from unslump.report.steps import NEED_MEANS, Step, lane_steps, step_of
from unslump.report.streams_chart import streams_page
from unslump.report.waterfall_chart import waterfall
from unslump.workspace.slump_page import SlumpPage

__all__ = ["render_page"]

VERDICT_MEANS = {
    "supported": "80 % likely or more",
    "stretched": "50 to 80 % likely",
    "unsupported": "less than 50 % likely",
    "unknown": "the history cannot say",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """Hours of a function, or its money: the step as it is drawn, and where the numbers come from."""

    step: Step
    basis: str


def render_page(
    result: CheckResult,
    company_name: str,
    readiness: Iterable[tuple[str, str, str]] = (),
    people: PeopleResult | None = None,
    plan: PlanResult | None = None,
    slump: SlumpPage | None = None,
) -> str:
    """The report on one answer, as one self-contained HTML document.

    `readiness` is (level, text, what would mend it) as `unslump readiness` gives them; they are
    listed with what the answer rests on, and a warning that says the same is not said twice.
    `people`, `plan` and `slump` are pages of their own after the answer; what the plan says the next hour
    is worth, and any alarm that is on, stand before everything but the answer itself; None leaves them out.
    Nothing is raised for missing parts: each says that it is missing.
    """
    found = list(readiness)
    told = {text for _, text, _ in found}
    steps = lane_steps(result)
    template = _templates().get_template("page.html.j2")
    page = template.render(
        r=result,
        goal=result.goal,
        company=company_name,
        readiness=found,
        warnings=[warning for warning in result.data.warnings if warning not in told],
        means=VERDICT_MEANS[result.verdict],
        layouts=[wide_layout(steps), narrow_layout(steps)],
        need_means=NEED_MEANS,
        added_up=added_up(result),
        earlier=cohort_chart.earlier_left_out(result),
        lane_rows=[step for lane in steps.values() for step in lane],
        pictures=_pictures(result),
        people=people,
        people_picture=None if people is None else people_skills(people),
        people_together="" if people is None else both_together(people.both),
        plan=plan,
        plan_pictures={} if plan is None else _plan_pictures(plan),
        plan_near="" if plan is None else how_near(plan),
        plan_brings=[] if plan is None else brings(plan),
        slump=slump,
        slump_pictures={} if slump is None else _slump_pictures(slump),
        resources=_resources(result),
        command=f"unslump check --goal {shlex.quote(result.goal.name)} --as-of {result.as_of.isoformat()}",
    )
    return plain(page)


def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("unslump.report", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"w": wording, "colours": CSS_COLOURS, "font": FONT}
    return environment


def _pictures(result: CheckResult) -> dict[str, Picture | None]:
    return {
        "sources": charts.sources_bar(result),
        "outlook": charts.outlook_fan(result),
        "months": lead_charts.leads_by_month(result),
        "channels": lead_charts.leads_by_channel(result),
        "cohorts": cohort_chart.cohort_maturity(result),
    }


def _plan_pictures(plan: PlanResult) -> dict[str, Picture | None]:
    return {
        "hours": plan_chart.worth_of_hours(plan),
        "next_money": plan_chart.worth_of_money(plan),
        "weeks": plan_chart.weeks_side_by_side(plan),
        "money": plan_chart.money_side_by_side(plan),
    }


def _slump_pictures(slump: SlumpPage) -> dict[str, Picture | None]:
    return {
        "streams": None if slump.watch is None else streams_page(slump.watch),
        "waterfall": None if slump.diagnosis is None else waterfall(slump.diagnosis),
        "outlook": None if slump.outlook is None else slump_fan(slump.outlook),
    }


def _resources(result: CheckResult) -> list[Resource]:
    hours, money = result.hours, result.money

    def resource(
        lane: Literal["marketing", "sales"],
        name: str,
        have: float | None,
        need: float | None,
        unit: str,
        basis: str,
    ) -> Resource:
        step = LaneStep(lane=lane, step=name, have=have, need=need, unit=unit)
        return Resource(step_of(step, result), basis)

    marketing, sales = hours.marketing, hours.sales
    return [
        resource(
            "marketing", "marketing hours", marketing.available, marketing.needed, "hours", marketing.basis
        ),
        resource("sales", "selling hours", sales.available, sales.needed, "hours", sales.basis),
        resource(
            "marketing", "marketing money", money.budgeted, money.needed, result.goal.currency, money.basis
        ),
    ]
