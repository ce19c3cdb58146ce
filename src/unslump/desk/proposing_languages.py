"""Which language a note is in, by its little words: the, der, les. Enough to say what cannot be read.

Articles, pronouns and prepositions are a third or more of running text in these languages, and hardly
shared between them. A text of two or three words often has none: then its language is not known.
"""

from __future__ import annotations

__all__ = ["LANGUAGES", "LITTLE_WORDS", "language_codes"]

LITTLE_WORDS = {
    "English": "the a an and of to is are was were be been with for from that this they their them at by on "
    "not it its his her she he who what when before after would could should has have had wants want needs "
    "more less than up down our we you your about into because how which where please every last",
    "German": "der die das den dem des ein eine einen einem einer und oder ist sind war waren wird werden "
    "mit für von vom zu zum zur im auf nicht auch sich er sie es wir ihr ihre sein seine wer wann nach vor "
    "über unter bei aus als wie möchte will braucht hat haben kein keine mehr weniger bitte am um noch",
    "French": "le la les un une des du de et ou est sont était avec pour par dans sur pas que qui ne il elle "
    "nous vous leur leurs ce cette ces au aux plus moins très veut besoin chez sans comme mais",
    "Spanish": "el los las una unos de y o es son era con para por en no que se su sus lo al del más menos "
    "muy quiere necesita sin como pero este esta está nos les cada cuando",
    "Italian": "il lo gli una di e è sono era con per da in non che si su della delle dei nel nella più meno "
    "molto vuole bisogno senza come ma questo questa ogni quando",
    "Portuguese": "o os as uma de e é são era com para por em não que se seu sua do da dos das no na mais "
    "menos muito quer precisa sem como mas este esta cada quando",
    "Dutch": "de het een en of is zijn was met voor van naar te niet ook zich hij zij wij hun dat die deze "
    "op in om bij uit als meer minder wil moet heeft hebben geen nog",
}  # fmt: skip
LANGUAGES = tuple(LITTLE_WORDS)


def language_codes(word: str) -> tuple[int, ...]:
    """The languages a word is a little word of, as indices into LANGUAGES.

    >>> [LANGUAGES[code] for code in language_codes("und")], language_codes("electricity")
    (['German'], ())
    """
    return tuple(code for code, words in enumerate(_SETS) if word in words)


_SETS = tuple(frozenset(words.split()) for words in LITTLE_WORDS.values())
