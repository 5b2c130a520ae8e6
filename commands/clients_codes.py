"""`flask clients codes`: the codes of letters, for a mail merge or as letters to print."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from math import ceil
from pathlib import Path

import services
from commands import console, typed
from commands.comptes_lien import check_new
from domain import clock
from domain.accounts.handover import Letter
from domain.customers import codes
from domain.customers.codes import Printed
from domain.faults import Fault
from domain.portals import Portal
from mail import letters
from sheets import writing
from store import files

SOON_DAYS = 60


def run(
    portal: Portal, *, to_csv: Path | None, to_html: Path | None, without_account: bool, renew: bool
) -> None:
    """Issue what is missing, and write the files; none that exists is overwritten."""
    at = services.current()
    for path in filter(None, (to_csv, to_html)):
        check_new(path)
    with at.store.write() as transaction:
        given = codes.issue(
            transaction,
            portal,
            at.keys,
            typed.visit(),
            without_account=without_account,
            renew=renew,
        )
    if not given:
        raise Fault("Aucun client à qui donner un code : aucun fichier n'est écrit.")
    # Behind the transaction: thousands of QR codes take a while. Nothing is lost where a file can't be
    # written, since the next run gives the same codes.
    if to_csv:
        text = "".join(writing.lines(codes.rows(portal, given)))
        files.write(to_csv, text.encode(), replace=False)
    if to_html:
        with console.Progress("Lettres", len(given), "lettres") as progress:
            text = "".join(letters.document(portal, _drawn(portal, given, progress)))
        files.write(to_html, text.encode(), replace=False)
    _say(given, [path for path in (to_csv, to_html) if path], is_renewed=renew)


def _drawn(
    portal: Portal, given: Sequence[Printed], progress: console.Progress
) -> Iterator[Letter]:
    for one in given:
        progress.advance()
        yield codes.letter(portal, one)


def _say(given: Sequence[Printed], paths: Sequence[Path], *, is_renewed: bool) -> None:
    console.say(f"{console.count(len(given), 'code')} : {', '.join(map(str, paths))}.")
    left = ceil((min(one.works_until for one in given) - clock.now()) / timedelta(days=1))
    console.say(
        f"Le premier à finir vaut encore {console.count(left, 'jour')}. Une nouvelle impression donne "
        "les mêmes codes."
    )
    if is_renewed:
        console.say("Les codes des lettres d'avant ne fonctionnent plus.")
    elif left < SOON_DAYS:
        console.say(
            "Pour des codes neufs, valables 400 jours : --renouveler (ceux d'avant finissent)."
        )
    console.say(
        "Qui tient un code peut demander à lire les factures de ce client : mettez les lettres sous "
        "enveloppe aussitôt, puis effacez ces fichiers."
    )
