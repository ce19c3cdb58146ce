"""Words that are also names, or parts of them: what is not taken for somebody without a further sign.

NEVER are legal forms, trades, months, days and particles: alone they name nobody. PLAIN are words of
everyday that are surnames or first names too ("baker", "rose"): alone they count as a name only with a
capital letter inside a sentence, or after a title. The words that the shipped stories use in small letters
are plain as well.
"""

from __future__ import annotations

import re
from functools import cache

from unslump.stories.sharing.name_words import folded
from unslump.stories.stop_words import STOP_WORDS

__all__ = ["LEGAL_FORMS", "NEVER", "TITLES", "plain_words"]

_TITLES = """
mr mrs ms miss mister sir dr prof professor herr herrn frau monsieur madame mme mlle m senor senora sr sra
signor signora sig dhr mevr mw pan pani dott doktor ing
"""
_LEGAL = """
gmbh ag kg ohg gbr ug mbh ev eg se ltd limited llc llp inc incorporated corp corporation plc co company sa
sas sarl srl spa sl slu bv nv vof ab as asa oy oyj aps sp zoo sro spol doo kft zrt bt lda ltda pty
"""
_NEVER = """
holding holdings group gruppe groupe grupo international global europe euro deutschland germany austria
schweiz suisse france italia espana service services solution solutions system systems systeme technik
technology technologies tech engineering industries industrie industry consulting partner partners associates
brothers sons bros works werke werk metall metal metals metallbau maschinenbau bau construction build
buildings group media digital software data hotel restaurant cafe bakery backerei metzgerei praxis klinik
clinic hospital school schule university college institute stadt stadtwerke city town municipality council
verein verband foundation stiftung church bank insurance versicherung immobilien estate transport logistik
logistics handel trading trade import export shop store market auto autohaus garage car cars druck print
food foods drinks water energy energie solar power electric elektro office order orders deal deals offer
offers lead leads project projekt contract renewal new test demo trial pilot package paket upgrade license
maintenance info sales kontakt contact mail post admin office team hello marketing vertrieb january
february march april may june july august september october november december januar februar marz mai juni
juli oktober dezember monday tuesday wednesday thursday friday saturday sunday van von der den de la le
les del della di da do dos el al bin ibn zu zur zum und and et y e the of for mit fur north south east
west nord sud ost est ouest monitoring tools tool precision machines machinery packaging plastics plastic
furniture garden gardens design studio lab labs network networks security safety care health medical
pharma dental kitchen kitchens floors floor windows doors roofing roofs heating cooling cleaning catering
events event travel training academy courses language languages legal tax audit finance financial capital
invest property properties homes home living interior interiors architects engineers planning products
production manufacturing supply supplies equipment components parts sensors sensor control controls
automation robotics instruments measurement optics laser printing packing paper timber concrete aluminium
chemie chemicals farm farms dairy fruit wine beer brewery meat
"""
_EVERYDAY = """
abbot amber archer art ash autumn baker ball banks barber baron bass bean bear bell berry best better bill
bird bishop black bob bond book bowman box branch bread brewer brick bridge bridges brook brooks brown
bull bush butcher butler camp carpenter carter case cash castle chance chase cherry church cliff coffee
constable cook cooper cope copper craft crane cream crisp cross crown cup daisy dale dance dawn day dean
dear dove drake draper drew duke dyer earl early elm end ernest eve fair faith farmer fast feather field
fields finch fish fisher fletcher flood flower flowers force forest forester fox frank free friend frost
fry fuller gale game garden gardener gardens gate gates gill glass glen glover gold golden golf good grace
grant gray green grey guest guy hall hand hands hardy harper hawk hazel head heath heather high hill hills
holly hook hooper hope horn house hunt hunter ice iris iron ivy jack jade jewel joy judge june just key
keys kind king knight lake lamb lance land lane large last law leaf lever light lily link lion little lock
long lord love low main major manners mark marsh marshal mason max mead meadow means merry miles mill
miller mills mint money moody moon moor more moss nail neat nice night nightingale noble oak oaks old
olive orchard pack page paint painter park parker parks pat patience peace peacock pearl peck penny pepper
pick pike piper place plant plum pond pool poor pope porter potter pound powers prices price prior proud
prudence purse quick rain rains raven read reed rice rich ridge ring rivers river rob robin rock root
roper rose rosemary ruby rush sage salmon salt sands savage sawyer sea seal self sergeant sharp shepherd
shield ship shore short silk silver singer skinner sky slater small smith snow spark speed spicer spring
stamp star steel steer sterling still stock stone stones storm story straw street stride strange stringer
strong sugar summer summers sun swan sweet swift tanner tell temple thatcher thorn tide tiller toll tower
trace train tree true turner vale vine violet wade walker wall walls ward waters way weaver webster weeks
well wells wheat wheeler white wild will winds winter winters wise wish wolf wood woods worth wright yard
young
"""

TITLES = frozenset(map(folded, _TITLES.split()))
LEGAL_FORMS = frozenset(map(folded, _LEGAL.split()))
NEVER = frozenset(map(folded, _NEVER.split())) | LEGAL_FORMS


@cache
def plain_words() -> frozenset[str]:
    """Folded words of everyday."""
    from unslump.stories.examples import examples
    from unslump.stories.story import SECTIONS

    told = " ".join(story.text_of(section) for story in examples().values() for section in SECTIONS)
    used = {folded(word) for word in re.findall(r"[^\W\d_]+", told) if word.islower()}
    return frozenset(map(folded, _EVERYDAY.split())) | used | {folded(word) for word in STOP_WORDS}
