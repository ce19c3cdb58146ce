"""Names for people and firms that do not exist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Prospects", "invent"]

_FIRST = (
    "Anna Ben Carla David Elena Felix Greta Henrik Isabel Jan Katja Lars Maria Nils Olga Paul Rita Simon "
    "Tanja Uwe Vera Walter Yvonne Zoe Andreas Birgit Christoph Doris Emil Franka Georg Hanna Ivan Julia "
    "Karl Lea Martin Nina Oskar Petra Ralf Sabine Theo Ulla Viktor Wiebke Axel Britta Dirk Eva"
)
_LAST = (
    "Albrecht Bauer Brinkmann Claus Dietrich Engel Falk Graf Haas Ilg Jansen Keller Lorenz Maurer Neumann "
    "Otto Pohl Quast Richter Seidel Thoma Ulrich Vogel Winter Zander Arnold Beck Conrad Dorn Ebert Fink "
    "Gruber Hoffmann Jung Kraus Lang Moser Nagel Opitz Peters Rauch Stein Thiel Urban Voss Wagner Ziegler"
)
_PLACE = (
    "Alster Bergen Dahl Elbe Falken Garten Hafen Insel Jura Kiefer Linden Moor Neckar Oster Pregel Quell "
    "Rhein Sand Tal Ufer Velden Weser Zinnen Auen Birken Dorn Eichen Forst Grenz Hohen Kessel Lauter"
)
_TRADE = "Guss Metall Form Werk Plast Druck Stanz Back Käse Säfte Blech Rohr Dreh Fein Pack Press"
_FORM = "GmbH AG KG OHG"


@dataclass(frozen=True, slots=True)
class Prospects:
    """One entry a prospect."""

    first_name: pa.Array
    last_name: pa.Array
    email: pa.Array
    company: pa.Array


def invent(count: int, rng: np.random.Generator) -> Prospects:
    """So many prospects; a few share a name, as in life."""

    def pick(words: str) -> pa.Array:
        names = words.split()
        return pa.array(names).take(pa.array(rng.integers(0, len(names), count)))

    first, last, place, trade, form = (pick(words) for words in (_FIRST, _LAST, _PLACE, _TRADE, _FORM))
    firm = pc.binary_join_element_wise(place, pc.utf8_lower(trade), "")
    domain = pc.utf8_lower(firm)
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        domain = pc.replace_substring(domain, umlaut, plain)
    box = pc.utf8_lower(pc.binary_join_element_wise(first, last, "."))
    address = pc.binary_join_element_wise(box, "@", domain, ".example", "")
    return Prospects(first, last, address, pc.binary_join_element_wise(firm, form, " "))
