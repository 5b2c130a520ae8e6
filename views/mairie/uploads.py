"""« Déposer »: a list or a batch is brought, checked and shown; then somebody has it imported, or gives it up."""

from collections.abc import Callable

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from domain import own_columns
from domain import uploads as rules
from domain.columns import ASIDE
from domain.faults import Fault
from domain.uploads import State
from store import Transaction, upload_files, uploads
from store.records import Upload
from views import at_hand, limits, portal, visit
from views.forms import Form, UploadForm
from views.limits import limited
from views.mairie import columns, exports, uploaded
from views.mairie.guard import worker
from views.mairie.uploaded import NotKept

bp = Blueprint("uploads", __name__, url_prefix="/deposer")

LOOK_AGAIN_SECONDS = 3
WORDS = {
    State.CHECKING: "vérification en cours",
    State.CHECKED: "vérifié : à importer ou à abandonner",
    State.REFUSED: "ne peut pas être importé",
    State.IMPORTING: "import en cours",
    State.DONE: "importé",
}
NO_FILE = "Choisissez un fichier qui n'est pas vide."
TOO_LATE = "C'est déjà fait, par vous ou par un collègue\u00a0: voici où en est ce fichier."
GIVEN_UP = "Le fichier « {} » est abandonné : rien n'a été importé."


@bp.get("")
def show() -> ResponseReturnValue:
    """Ask for a file, and show what becomes of those of the last day."""
    return _page(UploadForm(formdata=None))


@bp.post("")
def take() -> ResponseReturnValue:
    """Keep a file that comes, and let it be checked."""
    try:
        with uploaded.received() as (form, file):
            if not form.validate_on_submit() or file is None:
                form.file.errors = [] if file else [NO_FILE]
                return _page(form), 422
            file.keep()
            with at_hand().store.write() as transaction:
                key = rules.take(transaction, portal(), file, visit())
    except NotKept as reason:
        form = UploadForm(formdata=None)
        form.file.errors = [str(reason)]
        return _page(form), 422
    return redirect(url_for("mairie.uploads.show_one", key=key), 303)


@bp.get("/<key>")
def show_one(key: str) -> ResponseReturnValue:
    """Show what a file would do, or did; while it is worked on, the page comes anew by itself."""
    return _one_page(_of_this_commune(key), Form(formdata=None))


def _one_page(upload: Upload, form: Form) -> Response:
    """Return the page of a file; above it, what the form of one of its buttons was refused for."""
    key = upload.key
    is_worked_on = upload.state in rules.WORKED_ON
    with at_hand().store.read() as transaction:
        twins = rules.twins(transaction, upload) if upload.state != State.DONE else []
    answer = Response(
        render_template(
            "mairie/upload.html",
            upload=upload,
            form=form,
            report=rules.report(upload) if upload.report else None,
            twins=twins,
            progress=upload_files.progress(at_hand().store.data_dir, key) if is_worked_on else None,
            aside=ASIDE,
            is_still="immobile" in request.args,
            has_rejects=uploaded.rejects_of(upload) is not None,
            notice=session.pop("notice", None),
        )
    )
    if is_worked_on and "immobile" not in request.args:
        answer.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


@bp.post("/<key>/importer")
def carry_out(key: str) -> ResponseReturnValue:
    """Let the plan that was shown be carried out."""
    shown = request.form.get("plan", "")
    return _pressed(key, lambda each, upload: rules.decide(each, upload, visit(), shown))


@bp.post("/<key>/verifier")
def check_again(key: str) -> ResponseReturnValue:
    """Let it be checked against the register as it is now."""
    return _pressed(key, rules.check_again)


@bp.post("/<key>/colonnes")
@limited(limits.ASKING)
def name_columns(key: str) -> ResponseReturnValue:
    """Keep what the agent says of columns that nobody knows, and let the file be checked by it."""
    upload, form = _of_this_commune(key), Form()
    try:
        said = columns.said() if form.validate_on_submit() else {}
        own_columns.refuse_rivals(said)
        if said:
            columns.keep(said)
    except Fault as fault:
        session["notice"] = str(fault)
        return redirect(url_for("mairie.uploads.show_one", key=upload.key), 303)
    return _pressed(key, rules.check_again)


@bp.post("/<key>/abandonner")
def give_up(key: str) -> ResponseReturnValue:
    """Erase the file, and leave all as it was."""
    upload = _of_this_commune(key)
    answer = _pressed(key, rules.give_up)
    with at_hand().store.read() as transaction:
        is_gone = uploads.by_key(transaction, key) is None
    if not is_gone:
        return answer
    upload_files.erase(at_hand().store.data_dir, key)
    session["notice"] = GIVEN_UP.format(upload.name)
    return redirect(url_for("mairie.uploads.show"), 303)


@bp.get("/<key>/rejets")
def rejects(key: str) -> ResponseReturnValue:
    """Give the lines that were refused, to be corrected and brought again."""
    path = uploaded.rejects_of(_of_this_commune(key)) or abort(404)
    return exports.file(path, path.name)


def _of_this_commune(key: str) -> Upload:
    with at_hand().store.read() as transaction:
        upload = uploads.by_key(transaction, key)
    if upload is None or upload.portal != worker().portal:
        abort(404)
    return upload


def _pressed(key: str, act: Callable[[Transaction, Upload], bool]) -> ResponseReturnValue:
    """Do what a button says, where nobody was faster; lead back to the file."""
    upload, form = _of_this_commune(key), Form()
    if not form.validate_on_submit():
        return _one_page(upload, form), 422
    with at_hand().store.write() as transaction:
        if not act(transaction, upload):
            session["notice"] = TOO_LATE
    return redirect(url_for("mairie.uploads.show_one", key=key), 303)


def _page(form: UploadForm) -> str:
    with at_hand().store.read() as transaction:
        found = rules.recent(transaction, portal())
    return render_template(
        "mairie/uploads.html",
        form=form,
        uploads=found,
        words=WORDS,
        notice=session.pop("notice", None),
    )
