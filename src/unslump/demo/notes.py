"""What the demo's prospects need, wrote and can pay, and where they are: columns of the contacts export.

All of it is drawn from a random stream of its own, so that nothing else of the demo depends on it. A lead's
need goes with the offer it was sold (or would have been); some who never came to a deal lack what no
offer answers. Notes are in English or German, and some say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Enquiries", "enquire"]

_ENERGY, _PROOF, _STOPS = "Lower energy bill", "Proof for auditors", "Fewer stoppages"
_NEEDS = (_ENERGY, _PROOF, _STOPS)
# By offer of demo/company.py: the chance that the need was the energy bill; otherwise it was the proof.
_ENERGY_SHARE = np.array([0.93, 0.90, 0.10, 0.60])
_PRICES = np.array([4_200.0, 6_800.0, 9_500.0, 14_500.0])
_GERMANY_AND_AUSTRIA = 2  # the service contract is sold nowhere else
_REGIONS = ("Germany", "Austria", "Switzerland", "Netherlands")
_REGION_SHARES = (0.72, 0.14, 0.09, 0.05)

_WRITTEN, _GERMAN, _EMPTY_WORDS = 0.62, 0.25, 0.16  # of leads, of notes that say something, of notes
_STOPPED = 0.22  # of the leads without a deal, how many lack what no offer answers
_PICKED = 0.30  # of the leads with a deal, how many had their need picked by the seller
_BUDGETS = 0.09

_ENGLISH = {
    _ENERGY: (
        "Electricity bill went up by a third, wants to know which machines eat the most.",
        "Power costs too high since the new furnace. Asked what other foundries save.",
        "Peak load charges hurt every month; would like to see the load curve by machine.",
        "Pays far more for energy than last year and does not know where it goes.",
        "Wants to cut the energy bill by a tenth before the new tariff starts.",
        "Compressed air runs all night, suspects a leak. Looks for savings on electricity.",
        "Boss says the kilowatt hours per part must come down.",
        "Saw our talk about saving power in injection moulding, wants the same for two halls.",
        "Energy is their second largest cost after wages. Looking for quick savings.",
        "Utility raised the price again; interested in metering the big consumers.",
        "Ovens and cooling at the same time cause peaks. Asked how to shave them.",
        "Gas and power together 300k a year, wants 10 percent less.",
        "Would invest if the savings on the electricity bill pay it back within two years.",
    ),
    _PROOF: (
        "ISO 50001 audit in spring, needs records the auditor accepts.",
        "The auditor found gaps in the measured data last year, must be closed.",
        "Needs evidence of consumption for the energy audit, by law every four years.",
        "Certification is due; they keep spreadsheets and fear they will not pass.",
        "Customer demands proof of the carbon footprint per part.",
        "Asked whether our reports are accepted by the certifying body.",
        "Has to document energy use for the tax relief, wants it without typing.",
        "Audit trail missing: nobody can say who read the meters.",
        "Sustainability report due in June, auditors want measured values.",
        "Lost points in a supplier audit because consumption was only estimated.",
        "Needs calibrated meters and a certificate for the inspector.",
        "Compliance officer wants monthly reports that hold in front of an auditor.",
    ),
    _STOPS: (
        "Line stopped three times last month, wants a warning before a motor fails.",
        "Unplanned downtime of the press is what costs them most.",
        "Looks for vibration sensors that tell when a bearing wears out.",
        "Maintenance comes too late; wants to see a breakdown coming.",
        "The mill stood still for two days. Can we predict failures?",
        "Interested in predictive maintenance for six pumps.",
        "Every breakdown means overtime at the weekend; wants fewer stoppages.",
    ),
}  # fmt: skip
_IN_GERMAN = {
    _ENERGY: (
        "Stromrechnung um ein Drittel gestiegen, möchte wissen, welche Maschine wie viel verbraucht.",
        "Stromkosten zu hoch, sucht nach Einsparungen in der Gießerei.",
        "Lastspitzen kosten jeden Monat Geld, fragt nach Messung der großen Verbraucher.",
        "Will die Energiekosten um zehn Prozent senken.",
        "Druckluft läuft die ganze Nacht, vermutet Leckagen, möchte Strom sparen.",
        "Energiepreise sind gestiegen, der Chef verlangt weniger Kilowattstunden je Teil.",
    ),
    _PROOF: (
        "Audit nach ISO 50001 im Frühjahr, braucht Nachweise für den Prüfer.",
        "Der Auditor hat fehlende Messwerte beanstandet, das muss behoben werden.",
        "Energieaudit alle vier Jahre Pflicht, braucht belastbare Verbrauchsdaten.",
        "Zertifizierung steht an, führt bisher nur Tabellen von Hand.",
        "Kunde verlangt Nachweis über den CO2-Ausstoß je Teil.",
    ),
    _STOPS: (
        "Anlage stand letzten Monat dreimal still, möchte vorher gewarnt werden.",
        "Ungeplante Ausfälle der Presse sind am teuersten.",
        "Sucht Sensoren, die einen Lagerschaden rechtzeitig melden.",
    ),
}
_NOTHING = (
    "Please call back in the afternoon.", "Met at the fair, left a card.", "Wants a brochure.",
    "Referred by a customer, no details.", "Call after the holidays.", "Bitte um Rückruf.",
    "Asked for the price list.", "Interested, will write again.", "Spoke with the assistant only.",
    "Needs to talk to the managing director first.", "Downloaded the checklist.",
    "Visitenkarte vom Messestand.",
    "Left a voice message.", "Wants to see references first.",
)  # fmt: skip
_BUDGET_FORMS = ("{n}", "EUR {n}", "{n} €", "max. {n} EUR")
_NO_BUDGETS = ("not decided", "to be discussed", "?")


@dataclass(frozen=True, slots=True)
class Enquiries:
    """One entry a prospect; null where nothing is known."""

    need: pa.Array
    notes: pa.Array
    region: pa.Array
    budget: pa.Array


def enquire(offer: NDArray[np.int64], has_deal: NDArray[np.bool_], rng: np.random.Generator) -> Enquiries:
    """For each prospect, given the offer that suits it and whether it came to a deal.

    >>> made = enquire(np.zeros(500, dtype=int), np.ones(500, dtype=bool), np.random.default_rng(1))
    >>> sorted(set(made.region.drop_null().to_pylist()))
    ['Austria', 'Germany', 'Netherlands', 'Switzerland']
    >>> "Fewer stoppages" in made.need.to_pylist()  # who lacks that has no deal
    False
    """
    count = len(offer)
    need = np.where(rng.random(count) < _ENERGY_SHARE[offer], 0, 1)
    need = np.where(~has_deal & (rng.random(count) < _STOPPED), 2, need)
    region = rng.choice(len(_REGIONS), size=count, p=_REGION_SHARES)
    region = np.where(offer == _GERMANY_AND_AUSTRIA, region % 2, region)
    picked = has_deal & (rng.random(count) < _PICKED)
    return Enquiries(
        need=pa.array(np.array(_NEEDS)[need], mask=~picked),
        notes=_notes(need, rng),
        region=pa.array(np.array(_REGIONS)[region], mask=rng.random(count) < 0.06),
        budget=_budgets(offer, rng),
    )


def _notes(need: NDArray[np.int64], rng: np.random.Generator) -> pa.Array:
    count = len(need)
    written, german, nothing, which = (rng.random(count) for _ in range(4))
    text = np.full(count, None, dtype=object)
    for index, name in enumerate(_NEEDS):
        for spoken, texts in ((german >= _GERMAN, _ENGLISH[name]), (german < _GERMAN, _IN_GERMAN[name])):
            rows = (need == index) & spoken
            text[rows] = np.array(texts, dtype=object)[(which[rows] * len(texts)).astype(int)]
    empty = nothing < _EMPTY_WORDS
    text[empty] = np.array(_NOTHING, dtype=object)[(which[empty] * len(_NOTHING)).astype(int)]
    return pa.array(text, pa.string(), mask=written >= _WRITTEN)


def _budgets(offer: NDArray[np.int64], rng: np.random.Generator) -> pa.Array:
    count = len(offer)
    given, form, factor = rng.random(count), rng.random(count), rng.lognormal(0.15, 0.35, count)
    amounts = np.round(_PRICES[offer] * factor, -2).astype(np.int64)
    forms = [*_BUDGET_FORMS, *_NO_BUDGETS]
    budgets = np.full(count, None, dtype=object)
    for index, words in enumerate(forms):
        rows = np.floor(form * len(forms)) == index
        budgets[rows] = [words.format(n=amount) for amount in amounts[rows]]
    return pa.array(budgets, pa.string(), mask=given >= _BUDGETS)
