"""Which needs come, from where, how they are won, and which of them no offer answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unslump.business.wording import count, percent, things
from unslump.desk.lead_frame import LOST, MISSING, OPEN, WON
from unslump.desk.needs_answer import ForeignNotes, LeadNeeds, NeedSeen, NeedsResult, Proposal, Trend, Where
from unslump.desk.needs_known import IN_HISTORY, NOBODY, PICKED, PROPOSED_ONLY
from unslump.desk.proposing import EMPTY, FOREIGN, SILENT
from unslump.desk.proposing_languages import LANGUAGES
from unslump.planning.ranges import range_of
from unslump.planning.verdict import Range

if TYPE_CHECKING:
    from unslump.desk.learnt import Learnt
    from unslump.records.kept import Kept

__all__ = ["lead_needs", "needs_that_come", "why_nothing"]

Array = NDArray[np.float64]

_LATELY = 91  # days
_FEW = 5.0  # leads of a need, below which nothing is said of its wins
_SHOWN = 4
_COMES = 0.5  # expected leads from which on a need is said to come


def needs_that_come(learnt: Learnt) -> NeedsResult:
    """The needs of a history's leads, the commonest first."""
    frame, known = learnt.frame, learnt.needs
    seen = [_need(learnt, k) for k in range(len(known.names))]
    seen.sort(key=lambda need: (-(need.picked + need.in_history + need.proposed), need.need))
    come = {need.need for need in seen if need.picked + need.in_history + need.proposed >= _COMES}
    offers = learnt.company.offers if learnt.company else ()
    nobody = known.source == NOBODY
    state = known.proposals.state
    without = int(nobody.sum())
    result = NeedsResult(
        sentence="",
        as_of=frame.as_of,
        leads=len(frame),
        known=int(((known.source == PICKED) | (known.source == IN_HISTORY)).sum()),
        proposed=int((known.source == PROPOSED_ONLY).sum()),
        without=without,
        empty=int((nobody & (state == EMPTY)).sum()),
        silent=int((nobody & (state == SILENT)).sum()),
        foreign=_foreign(learnt),
        learnt_from=known.proposals.learnt_from,
        needs=tuple(seen),
        unanswered=tuple(need.need for need in seen if need.need in come and not need.answered_by),
        idle_offers=tuple(offer.name for offer in offers if not come & set(offer.needs)),
        notes=_notes(learnt),
    )
    return result.model_copy(update={"sentence": _sentence(result)})


def lead_needs(learnt: Learnt, row: int, kept: Kept | None) -> LeadNeeds:
    """One lead's needs; `kept` is the pick as it stands."""
    known, text = learnt.needs, learnt.frame.notes[row].as_py()
    source = {PICKED: "picked", IN_HISTORY: "history", PROPOSED_ONLY: "proposed"}.get(
        int(known.source[row]), "not known"
    )
    proposals = tuple(
        Proposal(need=need, probability=p, words=known.proposals.words_for(text or "", need))
        for need, p in known.proposed(row)
    )
    return LeadNeeds(
        lead=learnt.frame.ids[row].as_py(),
        name=learnt.frame.names[row].as_py(),
        needs=known.of(row),
        source=source,  # type: ignore[arg-type]
        proposals=proposals,
        notes=text,
        why="" if known.source[row] != NOBODY else why_nothing(learnt, row),
        version=kept.version if kept else 0,
        by=kept.by if kept else None,
        at=kept.at if kept else None,
    )


def why_nothing(learnt: Learnt, row: int) -> str:
    """Why nothing is proposed for a lead whose need nobody picked."""
    proposals = learnt.needs.proposals
    state = proposals.state[row]
    if not proposals.needs:
        return "company.yaml names no needs, so none can be proposed"
    if state == FOREIGN:
        language = LANGUAGES[proposals.language[row]]
        return (
            f"the notes are in {language}, and neither the needs' own words nor the notes whose need was "
            f"picked are: add {language} words under also: of each need, or pick it"
        )
    return "nothing is written in the notes" if state == EMPTY else "the notes do not say"


def _need(learnt: Learnt, k: int) -> NeedSeen:
    frame, known, name = learnt.frame, learnt.needs, learnt.needs.names[k]
    certain = np.asarray(known.certain[:, k].todense()).ravel() > 0
    weight = np.asarray(known.weight[:, k].todense()).ravel()
    days = (np.datetime64(frame.as_of) - frame.started).astype(np.int64)
    lately, before = (
        float(weight[days < _LATELY].sum()),
        float(weight[(days >= _LATELY) & (days < 2 * _LATELY)].sum()),
    )
    own = [need.name for need in learnt.company.needs] if learnt.company else []
    return NeedSeen(
        need=name,
        in_company=name in own,
        picked=int((certain & (known.source == PICKED)).sum()),
        in_history=int((certain & (known.source == IN_HISTORY)).sum()),
        proposed=float(weight[~certain].sum()),
        lately=lately,
        before=before,
        trend=_trend(lately, before),
        won=int((certain & (frame.outcome == WON)).sum()),
        lost=int((certain & (frame.outcome == LOST)).sum()),
        open=int((certain & (frame.outcome == OPEN)).sum()),
        win_share=_win_share(learnt, k, weight),
        segments=_where(learnt, "segment", weight),
        channels=_where(learnt, "channel", weight),
        messages=_where(learnt, "message", weight),
        answered_by=tuple(
            offer.name for offer in (learnt.company.offers if learnt.company else ()) if offer.meets(name)
        ),
    )


def _win_share(learnt: Learnt, k: int, weight: Array) -> Range | None:
    rows = np.flatnonzero(weight > 0)
    if weight.sum() < _FEW:
        return None
    model = learnt.model
    sides = model.side_rows(rows)
    sides["need"] = model.design.one("need", learnt.needs.names[k], len(rows))
    chance = model.chance(model.design.rows(sides))
    return range_of(chance @ (weight[rows] / weight[rows].sum()))


def _where(learnt: Learnt, factor: str, weight: Array) -> tuple[Where, ...]:
    labels = learnt.frame.labels[factor]
    sums = np.bincount(learnt.frame.codes[factor], weights=weight, minlength=len(labels))
    order = [code for code in np.argsort(-sums, kind="stable") if labels[code] != MISSING and sums[code] > 0]
    return tuple(Where(label=labels[code], leads=float(sums[code])) for code in order[:_SHOWN])


def _trend(lately: float, before: float) -> Trend:
    if lately + before < 2 * _FEW:
        return "too few to say"
    away = (lately - before) / np.sqrt(lately + before)
    return "more" if away > 1.64 else "fewer" if away < -1.64 else "steady"


def _foreign(learnt: Learnt) -> tuple[ForeignNotes, ...]:
    proposals = learnt.needs.proposals
    rows = (proposals.state == FOREIGN) & (learnt.needs.source == NOBODY)
    spoken = np.bincount(proposals.language[rows], minlength=len(LANGUAGES)) if rows.any() else np.zeros(0)
    found = [ForeignNotes(language=LANGUAGES[code], leads=int(n)) for code, n in enumerate(spoken) if n]
    return tuple(sorted(found, key=lambda each: -each.leads))


def _notes(learnt: Learnt) -> tuple[str, ...]:
    notes = []
    if not (learnt.company and learnt.company.needs):
        notes.append("company.yaml names no needs: write them under needs:, and which each offer answers.")
    strangers = [name for name in learnt.needs.names if not _is_own(learnt, name)]
    if strangers:
        shown = ", ".join(strangers[:5]) + (" …" if len(strangers) > 5 else "")
        notes.append(
            f"The history names needs that company.yaml does not know: {shown}. Add them under needs:, or as "
            "another spelling (also:) of one that is there."
        )
    notes += [
        f"The notes of {count(foreign.leads, 'lead', 'leads')} are in {foreign.language}, and neither the "
        "needs' own words nor the notes with a picked need are: nothing is proposed for them. Add "
        f"{foreign.language} words under also: of each need."
        for foreign in _foreign(learnt)
    ]
    return tuple(notes)


def _is_own(learnt: Learnt, name: str) -> bool:
    return bool(learnt.company) and any(need.name == name for need in learnt.company.needs)  # type: ignore[union-attr]


def _sentence(result: NeedsResult) -> str:
    told = [need for need in result.needs if need.picked + need.in_history + need.proposed >= _COMES]
    if not told:
        none = f"None of {things(result.leads, 'lead', 'leads')} has a need recorded"
        if result.has_notes:
            return f"{none}, and no notes tell one."
        return f"{none}, and none has notes that could tell one."
    first = told[0]
    total = sum(need.picked + need.in_history + need.proposed for need in told)
    needed = first.picked + first.in_history + first.proposed
    share = percent(needed / total)
    most = "what most prospects need" if needed > 0.5 * total else "needed most often"
    said = f"{first.need} is {most}, as far as is known: {share} of the needs of {_of_how_many(result)}"
    if result.unanswered:
        return f"{said}; no offer answers {_listed(result.unanswered)}."
    return f"{said}; every need that comes is answered by an offer."


def _of_how_many(result: NeedsResult) -> str:
    """Of how many leads anything is known, and from whom."""
    parts = [
        words
        for leads, words in (
            (result.known, f"{result.known:,} leads with a need that is recorded"),
            (result.proposed, f"{result.proposed:,} with one only proposed from their notes"),
        )
        if leads
    ]
    return f"{' and '.join(parts)}, of {things(result.leads, 'lead', 'leads')} in all"


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
