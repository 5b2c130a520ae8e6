"""Whether a bill's PDF is the customer's: a word of their name must stand in its text.

Looked for in every PDF that comes in, since somebody else's bill is the worst that can be shown. What
stands on anybody's bill proves nothing and does not count: see `_COMMON`. Text alone; who reads the PDF
is `pdf.py`. A bill without its name waits; so does a whole batch where that is more than one bill in
fifty, or where another of its customers stands in the place of one: two lines may have been exchanged.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

SHORTEST = 3  # letters; less stands in any text
ONE_IN = 50  # bills; where more lack their name, the batch itself is suspect
SAMPLE = 50  # bills, from which is learnt what stands on all of them
FEWEST = 4  # bills; fewer say nothing of what is common to all

# How people are addressed, and what they are to each other.
_CIVILITIES = (
    "monsieur madame mademoiselle messieurs mesdames mme mmes mlle docteur maitre veuf veuve vve nee "
    "epoux epouse conjoint consorts indivision succession heritiers hoirs famille foyer usufruitier"
)
# Legal forms, and what goes before the name of a firm, or of who manages a house.
_FIRMS = (
    "sas sasu sarl eurl sci scp scm scea scic scop gaec earl eirl snc selarl selas gie epic association "
    "asso assoc ets etablissement etablissements societe soc ste cie compagnie entreprise groupe "
    "groupement cabinet syndicat syndic copropriete copro"
)
_ARTICLES = "les des aux sur sous chez par pour avec sans dit dite saint sainte"
# They stand before the customer's street, and before the commune's own.
_STREETS = (
    "rue avenue ave boulevard bld place chemin route rte impasse allee allees quai cours square "
    "lotissement residence lieu lieudit batiment bat appartement appt apt etage escalier bis ter quater "
    "cedex hameau faubourg passage ruelle sentier esplanade"
)
# What a commune calls itself, and what is printed on each bill.
_PRINTED = (
    "ville villes commune communes mairie communaute agglomeration metropole departement region tresor "
    "public publique tresorerie regie service services facturation facture factures eau eaux "
    "assainissement cantine periscolaire ecole titre avis somme montant total client abonne usager "
    "redevable numero date reference compte adresse euros"
)
_COMMON = frozenset(f"{_CIVILITIES} {_FIRMS} {_ARTICLES} {_STREETS} {_PRINTED}".split())
_WORD = re.compile(r"[^\W\d_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


class Found(StrEnum):
    """What the text says of whose a bill is."""

    NAMED = "nom trouvé"
    MISSING = "nom absent"
    ANOTHERS = "nom d'un autre client"
    UNVERIFIABLE = "non vérifiable"  # no word of the name counts, or the PDF has no text


class Finding(NamedTuple):
    """What was found of one bill; `words` of the name, or the name of the other customer."""

    found: Found
    words: str = ""


class Bill(NamedTuple):
    """A bill to be looked at: its line, whose it should be, and the text of its PDF."""

    line: int
    customer: str
    name: str
    text: str


def fold(text: str) -> str:
    """Return a text as names are compared: no accents, no capitals, no ligatures, one blank between words.

    Every sign that is no letter parts words: « D'ESPÉRAUX-LŒB » has d, esperaux, loeb.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LIGATURES)
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(plain))


@lru_cache(maxsize=4096)
def words(name: str, commune: str) -> tuple[str, ...]:
    """Return the words of a customer's name that prove something, folded; of a commune its own do not."""
    beside = _COMMON.union(fold(commune).split())
    return tuple(
        word
        for word in dict.fromkeys(fold(name).split())
        if len(word) >= SHORTEST and word not in beside
    )


def look(name: str, commune: str, text: str) -> Finding:
    """Say whether a name stands in a text: NAMED with those of its words that do, MISSING, UNVERIFIABLE."""
    wanted, folded = words(name, commune), fold(text)
    if not wanted or not folded:
        return Finding(Found.UNVERIFIABLE)
    there = _standing(wanted, folded)
    return Finding(Found.NAMED, " ".join(there)) if there else Finding(Found.MISSING)


def check(bills: Sequence[Bill], commune: str) -> dict[int, Finding]:
    """Return what was found of each bill of a batch, by its line.

    ANOTHERS: the whole name of another of its customers stands there instead, and not on most bills, as
    that of somebody who signs them would; where a word of the own name does too (a first name that both
    have), only if the other's own bill lacks part of its name as well.
    """
    findings = {bill.line: look(bill.name, commune, bill.text) for bill in bills}
    suspects = [bill for bill in bills if _is_suspect(bill, findings[bill.line], commune)]
    if suspects:
        others = _Others(bills, suspects, commune)
        for bill in suspects:
            other = others.in_place_of(bill, findings[bill.line])
            if other:
                findings[bill.line] = Finding(Found.ANOTHERS, other)
    return findings


def is_batch_suspect(findings: Collection[Finding]) -> bool:
    """Whether a whole batch waits for somebody to look."""
    counted = Counter(each.found for each in findings)
    return counted[Found.ANOTHERS] > 0 or counted[Found.MISSING] * ONE_IN > len(findings)


def _is_suspect(bill: Bill, finding: Finding, commune: str) -> bool:
    if finding.found is Found.NAMED:
        return len(finding.words.split()) < len(words(bill.name, commune))
    return finding.found is Found.MISSING


class _Others:
    """The other customers of a batch, each by the word of its name that fewest share.

    By any word, a first name would lead from each bill to a tenth of the batch.
    """

    def __init__(self, bills: Sequence[Bill], suspects: Sequence[Bill], commune: str) -> None:
        self._commune = commune
        self._common = _on_most(bills)
        self._suspects = {bill.customer for bill in suspects}
        self._names: Mapping[str, str] = {bill.customer: bill.name for bill in bills}
        shared = Counter(word for name in self._names.values() for word in words(name, commune))
        self._by_word: dict[str, set[str]] = {}
        for customer, name in self._names.items():
            rarest = min(words(name, commune), key=lambda word: shared[word], default="")
            self._by_word.setdefault(rarest, set()).add(customer)

    def in_place_of(self, bill: Bill, finding: Finding) -> str:
        """Return the name of another customer that stands whole on a bill; "" for none."""
        there = frozenset(fold(bill.text).split())
        own = frozenset(words(bill.name, self._commune))
        near = {one for word in there & self._by_word.keys() for one in self._by_word[word]}
        if finding.found is Found.NAMED:
            near &= self._suspects
        for customer in sorted(near - {bill.customer}):
            theirs = frozenset(words(self._names[customer], self._commune))
            if theirs <= there and not theirs <= own | self._common:
                return self._names[customer]
        return ""


def _on_most(bills: Sequence[Bill]) -> frozenset[str]:
    """Return the words that stand on more than half of the first bills."""
    some = bills[:SAMPLE]
    if len(some) < FEWEST:
        return frozenset()
    counted = Counter(word for bill in some for word in set(fold(bill.text).split()))
    return frozenset(word for word, count in counted.items() if count * 2 > len(some))


def _standing(wanted: Iterable[str], folded: str) -> list[str]:
    there = set(folded.split())
    return [word for word in wanted if word in there or _is_broken(word, folded)]


def _is_broken(word: str, folded: str) -> bool:
    """Whether a word stands there in pieces, as kerning leaves it: « DU PO NT ». Short ones are not tried."""
    if len(word) <= SHORTEST + 1:
        return False
    return re.search(rf"\b{' ?'.join(word)}\b", folded) is not None
