"""« Papier ou en ligne »: how the bills of each customer number come, and the text that is agreed to."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from domain import choices
from domain.choices import Channel
from domain.customers import choosing
from store import choices as rows
from views import at_hand, portal, visit
from views.forms import ChoiceForm
from views.private.guard import owner

bp = Blueprint("paper_or_online", __name__, url_prefix="/compte/papier")

ANOTHER_TEXT = "Le texte a changé entre-temps\u00a0: relisez-le, puis recommencez."
NOT_HERE = "Ce numéro de client n'a pas ce choix ici."


@bp.get("")
def show() -> ResponseReturnValue:
    """Show each customer number with its choice and the text in force."""
    return _page(ChoiceForm(formdata=None))


@bp.post("")
def choose() -> ResponseReturnValue:
    """Keep the choice; a mail confirms it. A text that an upgrade changed meanwhile is read first."""
    form, at = ChoiceForm(), at_hand()
    if not form.validate_on_submit():
        return _page(form), 422
    is_online = form.channel.text == Channel.ONLINE
    text = _texts()[Channel.ONLINE if is_online else Channel.PAPER]
    if form.text_hash.text != choosing.digest(text):
        return _page(form, refusal=ANOTHER_TEXT), 409
    with at.store.write() as transaction:
        message = choosing.choose(
            transaction, portal(), owner(), form.number.text, text, visit(), is_online=is_online
        )
        claimed = at.sender.claim(transaction, message)
    if message is None:
        return _page(form, refusal=NOT_HERE), 422
    at.sender.deliver_now(claimed)
    session["notice"] = "Votre choix est enregistré. Un mail vous le confirme."
    return redirect(url_for("private.paper_or_online.show"), 303)


def _page(form: ChoiceForm, *, refusal: str = "") -> str:
    with at_hand().store.read() as transaction:
        theirs = choices.of_account(transaction, owner())
        agreed = {each.standing.choice.text_hash for each in theirs if each.standing.choice}
        texts = rows.texts(transaction, filter(None, agreed))
    return render_template(
        "paper_or_online.html",
        form=form,
        notice=refusal or session.pop("notice", None),
        refusal=refusal,
        theirs=theirs,
        texts=texts,
        consent={channel: (text, choosing.digest(text)) for channel, text in _texts().items()},
        said=choices.SAID,
        Channel=Channel,
    )


def _texts() -> dict[Channel, str]:
    """Return the texts in force, as this commune's customers read them."""
    return {
        channel: render_template(f"consent/{channel}.txt").strip()
        for channel in (Channel.ONLINE, Channel.PAPER)
    }
