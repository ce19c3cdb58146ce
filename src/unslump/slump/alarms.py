"""Alarms with one cause become one: the first and most upstream stream names it, the others bear it out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from unslump.business.functions import Function
from unslump.history.people_weeks import PeopleWeeks
from unslump.slump.detecting import Episode
from unslump.slump.streams import Family, Owner, leads_to

__all__ = ["Alarm", "joined", "moved_hats"]

_TOGETHER = 5  # weeks in which causes that begin are taken for one decision
_EARLY = 4  # weeks an effect may seem to begin before its cause: neither beginning is exact
_OF_SALES = {
    Family.SELLING_HOURS,
    Family.REPLY,
    Family.FOLLOW_UP,
    Family.QUALIFIED,
    Family.CLOSING,
    Family.WINS,
    Family.CYCLE,
    Family.SIZE,
    Family.DELIVERY,
    Family.PAYMENT,
}
_UPSTREAM = (Family.SPEND, Family.MARKETING_HOURS, Family.SELLING_HOURS)
_WORK = (Family.SPEND, Family.MARKETING_HOURS)
_ORDER = {
    family: place
    for place, family in enumerate((*_UPSTREAM, *(one for one in Family if one not in _UPSTREAM)))
}


@dataclass(frozen=True)
class Alarm:
    """One cause: the episode that names it, those that bear it out, and whose it is.

    `mover` is a person whose hours went from one function to the other at the time, "" when nobody's.
    """

    head: Episode
    others: tuple[Episode, ...]
    owner: Owner
    mover: str = ""

    @property
    def all(self) -> tuple[Episode, ...]:
        """Every episode of it."""
        return (self.head, *self.others)

    @property
    def since(self) -> int:
        """The week it began."""
        return self.head.since

    @property
    def raised(self) -> int:
        """The week it was first heard."""
        return min(one.raised for one in self.all)

    @property
    def ended(self) -> int | None:
        """The week it was over; None while any of it is on."""
        ends = [one.ended for one in self.all]
        return None if None in ends else max(end for end in ends if end is not None)

    @property
    def recovered(self) -> bool:
        """It ended because things are better, not because they have become usual."""
        return all(one.recovered for one in self.all)


def joined(
    episodes: Sequence[Episode],
    people: PeopleWeeks | None,
    monday_of: Mapping[int, int],
    watched: Collection[Family] = (),
) -> list[Alarm]:
    """Join the episodes of all streams into alarms, the latest first.

    `monday_of` gives the week of `people` for a week of the panel; `watched` are the families that would
    have shown a change.
    """
    groups: list[list[Episode]] = []
    for episode in sorted(episodes, key=lambda one: (one.since, _ORDER[one.stream.family])):
        mine = [group for group in groups if _belongs(episode, group)]
        merged = [one for group in mine for one in group] + [episode]
        groups = [group for group in groups if group not in mine] + [merged]
    if set(_WORK) <= set(watched):
        groups = _of_the_market(groups)
    alarms = [_alarm(group, people, monday_of) for group in groups]
    return sorted(alarms, key=lambda alarm: (-alarm.raised, alarm.head.stream.key))


def _of_the_market(groups: list[list[Episode]]) -> list[list[Episode]]:
    """Fewer leads and worse ones at once, with money and hours as before, are one cause outside the house."""
    fewer = [group for group in groups if _led_by(group, (Family.LEADS,))]
    worse = [group for group in groups if _led_by(group, (Family.WINS, Family.QUALIFIED))]
    for one in fewer:
        for other in worse:
            apart = abs(min(e.since for e in one) - min(e.since for e in other))
            if apart <= 2 * _TOGETHER and other in groups and one in groups:
                groups = [group for group in groups if group not in (one, other)] + [one + other]
    return groups


def _led_by(group: Sequence[Episode], families: Collection[Family]) -> bool:
    """Whether the group shows one of these families and no change in what is done."""
    shown = {one.stream.family for one in group}
    return bool(shown & set(families)) and not shown & {*_UPSTREAM, Family.REPLY, Family.FOLLOW_UP}


def _belongs(episode: Episode, group: Sequence[Episode]) -> bool:
    """Whether an episode has the group's cause. Money or hours that change later are a cause of their own."""
    causes = [one.since for one in group if one.stream.family in _UPSTREAM]
    if episode.stream.family in _UPSTREAM and causes and episode.since > min(causes) + _TOGETHER:
        if not any(_follows(one, episode) for one in group if one.stream.family not in _UPSTREAM):
            return False
        if episode.stream.family is not Family.SELLING_HOURS:
            return False
    return any(_same_cause(one, episode) for one in group)


def _same_cause(earlier: Episode, later: Episode) -> bool:
    if earlier.stream.family is later.stream.family and earlier.stream.of == later.stream.of:
        return False
    if earlier.stream.family in _UPSTREAM and later.stream.family in _UPSTREAM:
        return abs(earlier.since - later.since) <= _TOGETHER
    return _follows(earlier, later) or _follows(later, earlier)


def _follows(cause: Episode, effect: Episode) -> bool:
    """The effect began while the cause was on, and is one that the cause can have."""
    family, of = effect.stream.family, effect.stream.of
    if cause.stream.family is Family.SPEND and family is Family.CHANNEL and of != cause.stream.of:
        return False
    if not leads_to(cause.stream.family, family):
        return False
    until = cause.ended if cause.ended is not None else effect.since
    # Hours that sellers no longer need dwindle slowly: their beginning is vaguer still.
    early = 2 * _EARLY if family is Family.SELLING_HOURS else _EARLY
    return cause.since - early <= effect.since <= max(until, cause.raised)


def _alarm(group: Sequence[Episode], people: PeopleWeeks | None, monday_of: Mapping[int, int]) -> Alarm:
    movers = [one for one in group if moved_hats(one, people, monday_of)]
    fewer_leads = any(one.stream.family in (Family.LEADS, Family.CHANNEL) for one in group)
    # Where leads are fewer, selling hours dwindle of themselves.
    leading = [one for one in group if not (fewer_leads and one.stream.family is Family.SELLING_HOURS)]
    first = min(one.since for one in leading)
    at_first = [one for one in leading if one.since <= first + _TOGETHER]
    upstream = [one for one in at_first if one.stream.family in _UPSTREAM]
    choice = [one for one in movers if one in at_first] or upstream or at_first

    def place(one: Episode) -> tuple[int, float, int]:
        return (0 if upstream else _ORDER[one.stream.family], one.frequency, one.since)

    head = min(choice, key=place)
    others = sorted(
        (one for one in group if one is not head), key=lambda one: (one.raised, _ORDER[one.stream.family])
    )
    if head in movers:
        return Alarm(head, tuple(others), Owner.SPLIT, head.stream.of)
    return Alarm(head, tuple(others), _owner(head, group))


def _owner(head: Episode, group: Sequence[Episode]) -> Owner:
    families = {one.stream.family for one in group}
    if head.stream.family in _OF_SALES:
        return Owner.SALES
    # Fewer leads and fewer of them won at once, with nothing changed in money or hours: not what anyone did.
    worse_leads = {Family.WINS, Family.QUALIFIED} & families
    if head.stream.family is Family.LEADS and worse_leads and not families & set(_UPSTREAM):
        return Owner.MARKET
    return Owner.MARKETING


def moved_hats(episode: Episode, people: PeopleWeeks | None, monday_of: Mapping[int, int]) -> bool:
    """Whether the hours a person lost in one function went, for a good part, to the other."""
    family = episode.stream.family
    if people is None or people.hours is None or episode.stream.of not in people.people:
        return False
    if family not in (Family.MARKETING_HOURS, Family.SELLING_HOURS):
        return False
    person = people.people.index(episode.stream.of)
    lost = Function.MARKETING if family is Family.MARKETING_HOURS else Function.SALES
    won = Function.SALES if lost is Function.MARKETING else Function.MARKETING
    begin = monday_of.get(episode.since, 0)
    # A week that is not over would look like one in which little was worked.
    whole = max(monday_of.values(), default=begin) + 1
    before, after = slice(max(begin - 13, 0), begin), slice(begin, min(begin + 13, whole))

    def change(function: Function) -> float:
        hours = people.hours.get(function) if people.hours else None
        if hours is None or not hours[person, before].size or not hours[person, after].size:
            return 0.0
        return float(np.mean(hours[person, after]) - np.mean(hours[person, before]))

    return change(won) >= _MOVED * -change(lost) > 0


_MOVED = 0.25  # of the hours lost in one function, found again in the other
