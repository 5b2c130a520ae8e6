"""What an agent takes away as a file: a page says what it is and asks again for the code where it concerns many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flask import Response, render_template, send_file
from flask.typing import ResponseReturnValue

from domain import french
from domain.agents import exports
from sheets import writing
from views import at_hand, guards, portal, visit
from views.forms import CodeForm, Form
from views.mairie.guard import is_confirmed, worker


@dataclass(frozen=True, slots=True)
class Export:
    """One file: the page's title, what it holds in words, how many people, and the page that leads here."""

    title: str
    what: str  # « le registre des clients »: so the journal and the managers' mail name it
    people: int
    back: str
    back_words: str
    unit: str = "client"  # what is counted, in words

    @property
    def needs_code(self) -> bool:
        """Whether the code of the telephone is asked for again."""
        return exports.needs_code(self.people)


def page(export: Export, form: Form | None = None) -> str:
    """Return the page with its one button; `form`: what was refused."""
    return render_template(
        "mairie/export.html", export=export, form=form or CodeForm(formdata=None)
    )


def refusal(export: Export) -> ResponseReturnValue | None:
    """Return the page that asks again; None once the file may leave, which is in the journal then."""
    form, may_leave = sent(export.people)
    if not may_leave:
        return page(export, form), 422
    with at_hand().store.write() as transaction:
        exports.note(
            transaction,
            portal(),
            worker(),
            visit(),
            what=f"{export.what}, {french.count(export.people, export.unit)}",
            people=export.people,
        )
    return None


def sent(people: int) -> tuple[Form, bool]:
    """Return the form that came, and whether the data of so many people may leave."""
    form = CodeForm() if exports.needs_code(people) else Form()
    is_complete = form.validate_on_submit()
    return form, is_complete and (not isinstance(form, CodeForm) or is_confirmed(form.code))


def csv(rows: Iterable[Sequence[str]], name: str) -> Response:
    """Return rows, the titles first, as a file that spreadsheets open and take no formula from."""
    content = "".join(writing.lines(rows)).encode()
    return _private(
        send_file(BytesIO(content), "text/csv", as_attachment=True, download_name=f"{name}.csv")
    )


def file(path: Path, name: str) -> Response:
    """Return a file that is kept, under a name for people."""
    return _private(send_file(path, as_attachment=True, download_name=name))


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = guards.PRIVATE
    return answer
