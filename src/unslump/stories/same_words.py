"""Words of the field that mean the same: who asks about enquiries is told stories about leads."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["meanings_of", "same_in_other_words"]

# Each line one meaning. A word may stand in several.
_MEANINGS = """
lead leads enquiry enquiries inquiry inquiries request requests prospect prospects interested anfragen
customer customers client clients buyer buyers kunden purchaser purchasers
order orders deal deals contract contracts sale signature signatures signed sign aufträge
offer offers quote quotes quotation quotations proposal proposals estimate estimates tender tenders angebote
fair fairs exhibition exhibitions expo stand booth show shows messe
advert adverts ad ads advertising advertise advertisement campaign campaigns clicks google spend budget paid
website site page homepage form web internet online relaunch search landing
newsletter newsletters mailing mailings articles posts content
referral referrals recommendation recommended recommend partner partners mouth introduced passed
reply replies answer answers answered answering respond response responded unanswered reaction callback
call calls called phone phones telephone telephoned ring rang rung
mailbox inbox mail e-mail email messages
follow-up followed chase chasing remind reminder reminders
late slow slowly wait waited waiting waits delay delayed delays days
competitor competitors rival rivals vendor vendors competition competing konkurrenz
win wins won winning close closes closed closing convince convinced yes accepted
lose loses lost losing rejected reject turn refuse refused decline declined
discount discounts rebate rebates reduction reductions negotiated cheaper price prices list rabatt
small smaller basic entry-level starter light cheapest little tiny package edition version
extras options add-ons addons accessories maintenance service upsell
cycle long longer forever decide decides decided decision decisions drag drags postpone postponed undecided
board committee committees boss management purchasing approval approve approves authorise okay
trial trials pilot pilots test tests testing tested try installations
seller sellers salesperson salespeople salesman salesmen rep reps sales
demo demos demonstration demonstrations presentation presentations pitch visit visits
marketing marketer acquisition prospecting hunt hunting finder
hat hats both role roles split juggling multitasking side
left leave leaving quit resigned resign notice vacant gap replaced replacement successor sick ill absent
busy overloaded capacity hours hands tied project internal warehouse production system
law laws regulation regulations rules government state ministry minister subsidy subsidies grant grants
economy economic recession downturn crisis rates interest inflation loans credit invest invests investing
industry trade market region area town local valley
factory plant employer company mine barracks closure shut
segment segments target audience public crowd kind wrong unsuitable qualified quality
season seasonal summer winter holidays holiday vacation vacations weekend weekends august evening
"""

_OF: dict[str, list[str]] = {}
for _number, _line in enumerate(filter(None, _MEANINGS.split("\n"))):
    for _word in _line.split():
        _OF.setdefault(_word, []).append(f"m{_number}")


def meanings_of(text: str) -> list[str]:
    """A name for the meaning of each word that has one here, in the order of the text.

    >>> meanings_of("Each rebate hurts") == meanings_of("discounts")
    True
    """
    return [
        name for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.casefold()) for name in _OF.get(word, ())
    ]


def same_in_other_words(asked: Iterable[str], told: str) -> list[tuple[str, str]]:
    """Of the words asked, those that a text says otherwise: (as asked, the first word there that is like it).

    A word is like another when they share a meaning, or when it is a part of it, as in compounds.

    >>> same_in_other_words(["rebate", "messe", "cat"], "The Discounts of the Herbstmesse")
    [('rebate', 'discounts'), ('messe', 'herbstmesse')]
    """
    words = list(dict.fromkeys(re.findall(r"[^\W_]+(?:-[^\W_]+)*", told.casefold())))
    pairs = []
    for word in asked:
        meant = set(_OF.get(word, ()))
        like = (
            one for one in words if (len(word) > 4 and word in one) or not meant.isdisjoint(_OF.get(one, ()))
        )
        if (found := next(like, None)) is not None:
            pairs.append((word, found))
    return pairs
