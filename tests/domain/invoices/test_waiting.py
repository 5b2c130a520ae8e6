"""A bill that may be somebody else's waits, unseen and untold, until somebody has looked."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from domain.history import Visit
from domain.imports import Outcome, Report
from domain.invoices import waiting
from domain.plans import NAMES
from store import events, invoices
from store import waiting as rows
from store.waiting import Waiting
from tests.bills import a_batch, a_bill, brought_in, invoices_of
from tests.pdfs import a_pdf, by_hand
from tests.people import ALICE, BOE, BRUNO, CHLOE, VILLE_DE_BOE, Person
from tests.town import Town

MANY = [f"FA-{number}" for number in range(1, 61)]


def listed(town: Town) -> list[Waiting]:
    with town.services.store.read() as transaction:
        return rows.listed(transaction, BOE)


def publish(town: Town, bills: Sequence[Waiting]) -> None:
    with town.services.store.write() as transaction:
        waiting.publish(transaction, VILLE_DE_BOE, bills, Visit(by="nadia@ville-boe.fr"))


def sixty(folder: Path, *, wrong: Mapping[str, bytes], name: str = "lot") -> Path:
    """A batch of sixty bills of Alice's; the PDFs of some are as `wrong` says."""
    bills = [a_bill(ALICE, number) for number in MANY]
    pdfs = {f"{number}.pdf": content for number, content in wrong.items()}
    return a_batch(folder, *bills, name=name, pdfs=pdfs)


def three(folder: Path, pdfs: Mapping[Person, Person], name: str = "lot") -> Path:
    """A batch with a bill of each; `pdfs` says whose PDF a line names instead of its own."""
    people = (ALICE, BRUNO, CHLOE)
    bills = [a_bill(who, f"FA-{who.numbers[0]}") for who in people]
    made = {
        f"FA-{who.numbers[0]}.pdf": a_pdf(f"Facture de {pdfs.get(who, who).name}") for who in people
    }
    return a_batch(folder, *bills, name=name, pdfs=made)


def test_a_bill_without_its_name_waits_and_the_others_do_not(town: Town, tmp_path: Path) -> None:
    report = brought_in(town, sixty(tmp_path, wrong={"FA-7": a_pdf("Facture de personne")}))

    assert report.outcome is Outcome.PARTLY
    assert (report.counts["named"], report.counts["waiting"], report.mails) == (59, 1, 1)
    assert report.notes["doubtful"] == [
        f"FA-7, {ALICE.name} ({ALICE.numbers[0]}) : son nom n'est pas dans le PDF"
    ]
    assert "FA-7" not in invoices_of(town, ALICE)
    assert len(invoices_of(town, ALICE)) == 59
    [one] = listed(town)
    assert (one.number, one.customer_name, one.excerpt) == (
        "FA-7",
        ALICE.name,
        "Facture de personne 1",
    )


def test_two_exchanged_pdfs_make_the_whole_batch_wait(town: Town, tmp_path: Path) -> None:
    report = brought_in(town, three(tmp_path, {ALICE: BRUNO, BRUNO: ALICE}))

    assert (report.counts["waiting"], report.mails) == (3, 0)
    assert (
        f"le PDF porte le nom d'un autre client du lot, {BRUNO.name}" in report.notes["doubtful"][0]
    )
    assert invoices_of(town, ALICE) == []
    town.send_what_is_due()
    assert town.inbox.mails == []
    assert {one.why for one in listed(town)} == {"nom d'un autre client", waiting.BATCH}


def test_more_than_one_in_fifty_make_the_whole_batch_wait(town: Town, tmp_path: Path) -> None:
    wrong = {"FA-7": a_pdf("personne"), "FA-8": a_pdf("rien")}

    report = brought_in(town, sixty(tmp_path, wrong=wrong))

    assert report.counts["waiting"] == 60
    assert invoices_of(town, ALICE) == []


def test_a_dry_run_says_it_and_keeps_nothing(town: Town, tmp_path: Path) -> None:
    batch = three(tmp_path, {ALICE: BRUNO, BRUNO: ALICE})

    report = brought_in(town, batch, is_dry_run=True)

    assert report.counts["waiting"] == 3
    assert listed(town) == []


def test_a_pdf_without_text_can_not_be_checked_and_is_counted(town: Town, tmp_path: Path) -> None:
    pdfs = {"FA-1.pdf": by_hand()}

    report = brought_in(town, a_batch(tmp_path, a_bill(ALICE), pdfs=pdfs))

    assert (report.counts["unverifiable"], report.counts["waiting"]) == (1, 0)
    assert invoices_of(town, ALICE) == ["FA-1"]


def test_what_is_published_is_seen_told_and_in_the_journal(town: Town, tmp_path: Path) -> None:
    brought_in(town, sixty(tmp_path, wrong={"FA-7": a_pdf("Facture de personne")}))
    town.send_what_is_due()

    publish(town, listed(town))
    town.send_what_is_due()

    assert "FA-7" in invoices_of(town, ALICE)
    first, second = town.inbox.mails
    assert "FA-7" not in first.text
    assert "FA-7" in second.text
    assert "FA-8" not in second.text
    with town.services.store.read() as transaction:
        [(event, _), *_] = events.of_staff(transaction, BOE, limit=5, offset=0)
    assert (event.kind, event.details, event.done_by) == (
        "invoices_published",
        "FA-7",
        "nadia@ville-boe.fr",
    )


def test_publishing_twice_tells_once(town: Town, tmp_path: Path) -> None:
    brought_in(town, three(tmp_path, {ALICE: BRUNO, BRUNO: ALICE}))
    found = listed(town)

    publish(town, found)
    publish(town, listed(town))
    town.send_what_is_due()

    assert [mail.to for mail in town.inbox.mails] == [ALICE.address]
    assert listed(town) == []


def test_the_same_batch_again_still_waits_and_a_corrected_one_does_not(
    town: Town, tmp_path: Path
) -> None:
    wrong = three(tmp_path, {ALICE: BRUNO, BRUNO: ALICE})
    brought_in(town, wrong)

    again = brought_in(town, wrong)
    assert (again.number, again.counts["waiting"], len(listed(town))) == (None, 3, 3)

    report = brought_in(town, three(tmp_path, {}, name="mieux"))
    town.send_what_is_due()

    assert (report.counts["named"], report.counts["waiting"]) == (3, 0)
    assert listed(town) == []
    assert invoices_of(town, ALICE) == [f"FA-{ALICE.numbers[0]}"]
    assert [mail.to for mail in town.inbox.mails] == [ALICE.address]


def test_somebody_who_insists_lets_it_through_new_or_waiting(town: Town, tmp_path: Path) -> None:
    wrong = three(tmp_path, {ALICE: BRUNO, BRUNO: ALICE})
    brought_in(town, wrong)

    report: Report = brought_in(town, wrong, insisted=[NAMES])

    assert report.counts["waiting"] == 0
    assert report.mails == 1
    assert invoices_of(town, ALICE) == [f"FA-{ALICE.numbers[0]}"]
    with town.services.store.read() as transaction:
        kinds = [event.kind for event, _ in events.of_staff(transaction, BOE, limit=5, offset=0)]
    assert "invoices_published" in kinds


def test_a_bill_whose_new_pdf_lacks_the_name_waits_and_keeps_what_was_read(
    town: Town, tmp_path: Path
) -> None:
    brought_in(town, a_batch(tmp_path, a_bill(ALICE)))

    brought_in(town, a_batch(tmp_path, a_bill(ALICE), name="b", pdfs={"FA-1.pdf": a_pdf("x y z")}))

    assert invoices_of(town, ALICE) == []
    assert [one.number for one in listed(town)] == ["FA-1"]


def test_what_waits_goes_with_its_bill(town: Town, tmp_path: Path) -> None:
    brought_in(town, three(tmp_path, {ALICE: BRUNO, BRUNO: ALICE}))

    with town.services.store.write() as transaction:
        ids = [one.id for one in listed(town)]
        invoices.remove(transaction, ids)

    assert listed(town) == []
