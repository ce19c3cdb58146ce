"""Words that say nothing of what a text is about, in the languages that owners write in."""

from __future__ import annotations

__all__ = ["STOP_WORDS"]

_ENGLISH = """
a about above after again against ago all almost along also although always am among an and another any
anybody anyone anything are as ask asked at away back be became because become been before began being
below between both but by came can cannot could did do does doing done down during each either else end
ended enough even ever every everybody everyone everything far few first for from further get gets
getting give given go goes going gone good got had has have having he hear her here hers herself him
himself his how however i if in instead into is it its itself just know known last later least left less
let like little long look made make many may me mean might mine month months more most much must my
myself near never next no nobody none nor not nothing now of off often old on once one only or other
others our ours ourselves out over own part people perhaps put quite rather really right said same say
says see seem seems seen several she should since so some somebody someone something soon still such take
taken than that the their theirs them themselves then there these they thing things this those though
through till time times to today together too took toward try turned two under until up upon us use used
usual very want was way we week weeks well went were what when where whether which while who whole whom
whose why will with within without would year years yes yet you your yours yourself
"""
_GERMAN = """
aber alle als also am an auch auf aus bei bis da das dass dem den der des die dies dieser doch dort du
durch ein eine einem einen einer eines er es für habe haben hat hatte ich ihm ihr im in ist ja jede kann
kein keine können man mehr mein mit nach nicht noch nun nur ob oder ohne schon sehr sein seit sich sie
sind so über um und uns unser unsere vom von vor war waren was weil wenn wer wie wieder wir wird wo zu
zum zur
"""
_FRENCH = """
au aux avec ce ces cette dans de des du elle en est et eux il ils je la le les leur lui mais me même mes
mon ne nos notre nous on ou où par pas plus pour qu que qui sa sans se ses son sont sur ta te tes tu un
une vos votre vous
"""
_SPANISH = """
al como con de del desde el ella ellos en es esta este fue ha han hay la las le lo los más me mi muy no
nos o para pero por que qué se ser si sin sobre su sus también un una y ya
"""

STOP_WORDS = frozenset(f"{_ENGLISH} {_GERMAN} {_FRENCH} {_SPANISH}".split())
