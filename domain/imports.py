"""Bringing a list in: what an import changes, refuses and holds back, and why, whatever the list is of.

One way for commands, the drop folder and pages. The file is read through; what it would change is
planned beside the pages, without a write; a list that would do harm if it were wrong is held back
until somebody insists; the refused lines are written beside the file, and where they can't be,
nothing is done. Then the plan is written in one short transaction. Where the register changed
meanwhile, it is made anew.

What a list of customers does: `domain/customers/plan.py`; a batch of bills: `domain/invoices/plan.py`; a list of
their states: `domain/invoices/state_lists.py`.
"""

import gc
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from domain import history, rejects
from domain.accounts import invitations
from domain.customers import incoming as customer_list
from domain.faults import Fault
from domain.invoices import incoming as invoice_batch
from domain.invoices import state_lists
from domain.invoices.cut_table import CutBill
from domain.listings import Reject, UnknownColumns
from domain.plans import WORDS, Held, Incoming, Plan
from domain.portals import Portal
from sheets import Unknown
from store import Store, Transaction, import_files, imports
from store.customers import Stale
from store.documents import Documents
from store.import_files import REJECTS, REPORT, Staged

SHOWN_CUT = 100  # bills
ASK_ABOVE = 50  # mails; an import that announces more asks first
TRIES = 10  # beside a register that changes meanwhile


class Subject(StrEnum):
    """What a list is of, as the command that imports it is called."""

    CUSTOMERS = "clients"
    INVOICES = "factures"
    STATES = "statuts"  # of bills that are here; brought in by the same command


class Outcome(StrEnum):
    """What became of an import, or would."""

    DONE = "done"
    PARTLY = "partly"  # some lines are refused, or wait
    UNREADABLE = "unreadable"  # until somebody says what some of its columns are
    HELD = "held"  # nothing is written until somebody insists
    MOVED = "moved"  # another plan than the one that was shown
    DECLINED = "declined"  # so many mails were not to leave


@dataclass(frozen=True, slots=True)
class Options:
    """How a list is to be brought in; `insisted` holds the `--malgre-…` that were given."""

    is_dry_run: bool = False
    as_csv: bool = False  # the refused lines
    is_beside: bool = True  # they are written beside the file too
    with_mail: bool = True
    insisted: Collection[str] = ()
    looks_past_held: bool = False  # say what it would do if somebody insisted, and what held it
    asks: bool = (
        False  # what unknown columns are, where it can't be read without them: in the report
    )
    expected: str = ""  # the fingerprint of the plan that was shown; no other is carried out
    visit: history.Visit = history.NO_VISIT  # who brings it in
    uninvited: Path | None = None  # where to write who has an address, and no account yet
    agrees: Callable[[int], bool] = lambda _mails: True  # asked where many mails would leave
    progress: Callable[[int, int], object] = lambda _more, _of: None  # lines or PDFs
    settle: "Callable[[Transaction, Report], object]" = lambda _transaction, _report: None


@dataclass(slots=True)
class Report:
    """What an import did, or would do, as data that a program can hand on."""

    subject: Subject
    name: str
    sheet: str  # the name of it in its workbook
    left_aside: Sequence[str]  # columns that mean nothing to us
    outcome: Outcome
    is_dry_run: bool
    counts: dict[str, int]
    totals: dict[str, int]
    notes: dict[str, list[str]]
    mails: int
    rejects: list[Reject]
    held: list[Held]
    unknown: list[Unknown] = field(default_factory=list)  # columns that somebody may explain
    meanings: list[str] = field(default_factory=list)  # what they may be, as people call it
    fingerprint: str = ""  # of its plan
    lives: dict[str, int] = field(default_factory=dict)  # of the new bills
    cut: list[CutBill] = field(default_factory=list)  # out of one PDF, the most doubtful alone
    cut_count: int = 0  # of all
    number: int | None = None  # its N, where something changed
    rejects_path: str = ""

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what `to_json` was given."""
        said = json.loads(text)
        said["rejects"] = [Reject(*each) for each in said["rejects"]]
        said["cut"] = [CutBill(*each) for each in said.get("cut", ())]
        said["held"] = [Held(*each) for each in said["held"]]
        said["unknown"] = [Unknown(*each) for each in said.get("unknown", ())]
        return cls(**said)

    def to_json(self) -> str:
        """Return it as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Keep Python from walking all rows of a list again and again: a seventh of an import's time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_no_search_for_cycles()
def carry_out(
    store: Store, portal: Portal, subject: Subject, path: Path, options: Options
) -> Report:
    """Bring a file in, whole or not at all, or say what that would do; raises `Fault`."""
    if _is_of_states(subject, path):
        subject = Subject.STATES
    try:
        incoming = _read(store, portal, subject, path, options)
    except UnknownColumns as why:
        if options.asks:
            return _question(subject, path, why)
        raise
    for _ in range(TRIES):
        with store.read() as transaction:
            plan = _plan(incoming, transaction, portal, options)
        report = _report(subject, incoming, plan, options)
        if options.is_dry_run or report.outcome not in (Outcome.DONE, Outcome.PARTLY):
            return report
        with suppress(Stale), _files(store, incoming, plan, options, report) as staged:
            with store.write() as transaction:
                report.number = incoming.apply(transaction, portal, plan)
                if report.number is not None:
                    _note(transaction, portal, report, plan, options)
                    staged.settle(report.number)
                report.mails, report.totals = plan.mails, plan.totals()
                report.lives = plan.lives()
                options.settle(transaction, report)
            return report
    raise Fault(
        "Le registre des clients change sans cesse pendant l'import : rien n'a été importé, recommencez."
    )


def _is_of_states(subject: Subject, path: Path) -> bool:
    """Whether what `flask factures import` was given is a list without PDFs: neither folder nor ZIP."""
    is_list = path.suffix.lower() in state_lists.ENDINGS and path.is_file()
    return subject is Subject.INVOICES and is_list


def _read(store: Store, portal: Portal, subject: Subject, path: Path, options: Options) -> Incoming:
    if subject is Subject.CUSTOMERS:
        return customer_list.read(path, options.progress, portal.columns)
    if subject is Subject.STATES:
        return state_lists.read(path, options.progress, options.visit, portal.columns)
    documents = None if options.is_dry_run else Documents(store.data_dir)
    return invoice_batch.read(
        path,
        documents,
        options.progress,
        with_mail=options.with_mail,
        visit=options.visit,
        scratch=store.data_dir,
        own=portal.columns,
    )


def _question(subject: Subject, path: Path, why: UnknownColumns) -> Report:
    """Return the report of a list that can't be read before its columns are explained."""
    return Report(
        subject=subject,
        name=path.name,
        sheet="",
        left_aside=[],
        outcome=Outcome.UNREADABLE,
        is_dry_run=True,
        counts={},
        totals={},
        notes={"remarks": [str(why)]},
        mails=0,
        rejects=[],
        held=[],
        unknown=list(why.unknown),
        meanings=list(why.meanings),
    )


def _plan(
    incoming: Incoming, transaction: Transaction, portal: Portal, options: Options
) -> Plan[Any, Any]:
    plan = incoming.plan(transaction, portal, options.insisted)
    if plan.held and options.looks_past_held:
        held = plan.held
        insisted = [*options.insisted, *(each.option for each in held)]
        plan = incoming.plan(transaction, portal, insisted)
        plan.held = held
    return plan


def _report(subject: Subject, incoming: Incoming, plan: Plan[Any, Any], options: Options) -> Report:
    notes = plan.notes()
    notes["uninvited"] = [f"{number} {name}" for number, name, _ in plan.uninvited()]
    notes["remarks"] = [*incoming.sheet.remarks, *notes.get("remarks", ())]
    return Report(
        subject=subject,
        name=incoming.path.name,
        sheet=incoming.sheet.name,
        left_aside=incoming.sheet.header.unknown,
        outcome=_outcome(plan, options),
        is_dry_run=options.is_dry_run,
        counts=plan.counts(),
        totals=plan.totals(),
        lives=plan.lives(),
        cut=list(plan.cut_out()[:SHOWN_CUT]),
        cut_count=len(plan.cut_out()),
        notes=notes,
        mails=plan.mails,
        rejects=plan.rejects,
        held=plan.held,
        unknown=incoming.sheet.unknown(),
        meanings=incoming.sheet.lacking(),
        fingerprint=plan.fingerprint(),
    )


def _outcome(plan: Plan[Any, Any], options: Options) -> Outcome:
    if plan.held:
        return Outcome.HELD
    if options.expected not in ("", plan.fingerprint()):
        return Outcome.MOVED
    is_asked = plan.mails > ASK_ABOVE and not options.is_dry_run
    if is_asked and not options.agrees(plan.mails):
        return Outcome.DECLINED
    return Outcome.PARTLY if plan.is_in_part else Outcome.DONE


def _note(
    transaction: Transaction, portal: Portal, report: Report, plan: Plan[Any, Any], options: Options
) -> None:
    """Note who brought it in, what was insisted on, and its control totals, as they are at the end of it."""
    assert report.number is not None
    visit = options.visit
    imports.note_brought(transaction, report.number, by=visit.by, totals=plan.totals())
    insisted = (f", {WORDS[option]}" for option in options.insisted)
    kind = history.Kind.LIST_IMPORTED
    named = f"{report.name}, n° {report.number}{''.join(insisted)}"
    history.record(transaction, kind, visit, portal=portal.code, details=named)


@contextmanager
def _files(
    store: Store, incoming: Incoming, plan: Plan[Any, Any], options: Options, report: Report
) -> Iterator[Staged]:
    """Write the refused lines, who could be invited, and the report before all else.

    Undone where that fails. Gives what is kept with the import, which wants its number.
    """
    with ExitStack() as undone, import_files.staged(store.data_dir) as staged:
        if options.uninvited:
            invitations.write_list(options.uninvited, plan.uninvited())
            undone.callback(options.uninvited.unlink, missing_ok=True)
        if plan.rejects:
            refused = incoming.rejects(plan, as_csv=options.as_csv)
            kept = staged.add(f"{REJECTS}{refused.ending}", refused.fill)
            if options.is_beside:
                beside = rejects.copy(kept, incoming.path)
                undone.callback(beside.unlink, missing_ok=True)
                report.rejects_path = str(beside)
        staged.add(REPORT, lambda file: file.write(report.to_json().encode()))
        yield staged
        undone.pop_all()
