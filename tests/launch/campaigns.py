"""A company with a campaign, for the tests of its launch."""

from __future__ import annotations

from datetime import date

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.launch.assigned import assigned_by_hats
from unslump.launch.campaign import CampaignPlan, Wishes, plan_campaign
from unslump.launch.charter import Agreement, Charter
from unslump.launch.drafting import draft_charter
from unslump.launch.gate import Ready

COMPANY = Company.from_yaml("""\
company: Brightline
currency: EUR
people:
  Ana Ruiz: {hats: {marketing: 90%}, hours: 40}
  Ben Osei: {hats: {sales: 90%}, hours: 38}
  Cem Kaya: {hats: {marketing: 20%, sales: 40%}, hours: 30}
  Dora Lind: {hats: {sales: 80%}, left: 2025-12-31}
  Eva Falk: {hours: 10}
segments: {Bakeries: , Mills: , Farms: }
needs: {Less waste: }
offers:
  Scale: {price: 4000, margin: 50%, needs: [Less waste], per month: 6, available until: 2026-12-31}
  Silo: {price: 9000}
messages:
  Weigh it twice: {offer: Scale, segment: Bakeries}
  To everyone: {offer: Scale}
  For mills: {offer: Silo, segment: Mills}
channels: {Fairs: {also: [Messe], max spend: 3000}, Search: }
campaigns:
  Old fair: {channel: Fairs, message: For mills, start: 2026-03-01, end: 2026-03-31}
goals:
  Spring: {period: 2026-Q2, amount: 120000, segments: [Bakeries, Mills]}
  Far: {period: 2026-Q2, amount: 120000, segments: [Farms]}
budgets: [{period: 2026-Q2, amount: 9000}]
""")
APRIL = {"start": date(2026, 4, 1), "end": date(2026, 4, 30)}


def campaign(**wishes: object) -> CampaignPlan:
    given = {"message": "Weigh it twice", "channel": "Fairs", "budget": 1500, "leads": 30} | APRIL | wishes
    return plan_campaign("Spring fair", Wishes.model_validate(given), COMPANY)


def charter(plan: CampaignPlan | None = None, agreement: Agreement | None = None) -> Charter:
    plan = plan or campaign()
    assigned = assigned_by_hats(COMPANY, plan.period)
    return draft_charter(plan, assigned, agreement or Agreement(leads=plan.leads), None, "EUR")


def with_hours(made: Charter, function: Function, **hours: float) -> Charter:
    names = {person.name.split()[0]: person.name for person in COMPANY.people}
    part = made.of(function).model_copy(update={"hours": {names[who]: h for who, h in hours.items()}})
    return made.model_copy(update={function.value: part})


def ready(**changed: object) -> Ready:
    plan = changed.pop("campaign", None) or campaign()
    values = {"campaign": plan, "charter": charter(plan), "company": COMPANY, "currency": "EUR"}
    return Ready(**(values | {"today": date(2026, 3, 25)} | changed))
