"""« À faire »: what waits for somebody, each with its number and the page where it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain import outbox
from domain.agents import roster
from domain.customers import code_tries, decisions
from domain.payments import desk
from domain.uploads import State
from store import Transaction, customers, uploads, waiting
from store.records import Agent
from views import at_hand
from views.mairie.guard import worker

bp = Blueprint("to_do", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of thing that waits: « 1 courriel refusé », « 12 courriels refusés »."""

    one: str
    many: str
    endpoint: str
    count: Callable[[Transaction, Agent], int]  # in the agent's commune


LINES = (
    Line(
        "facture en attente\u00a0: est-ce bien celle du client\u00a0?",
        "factures en attente\u00a0: sont-elles bien celles des clients\u00a0?",
        "mairie.waiting.show",
        lambda transaction, agent: waiting.count(transaction, agent.portal),
    ),
    Line(
        "paiement en ligne à vérifier",
        "paiements en ligne à vérifier",
        "mairie.payments.show",
        desk.count_troubled,
    ),
    Line(
        "fichier déposé, vérifié et pas encore importé",
        "fichiers déposés, vérifiés et pas encore importés",
        "mairie.uploads.show",
        lambda transaction, agent: uploads.count(transaction, agent.portal, State.CHECKED),
    ),
    Line(
        "adresse proposée, à accepter ou à refuser",
        "adresses proposées, à accepter ou à refuser",
        "mairie.proposals.show",
        decisions.count_waiting,
    ),
    Line(
        "limite d'essais de codes de lettres atteinte",
        "limites d'essais de codes de lettres atteintes",
        "mairie.proposals.show",
        code_tries.count_reached,
    ),
    Line(
        "client que plus personne ne lit, après un départ",
        "clients que plus personne ne lit, après un départ",
        "mairie.proposals.show",
        lambda transaction, agent: len(customers.left_alone(transaction, agent.portal)),
    ),
    Line(
        "invitation d'agent n'a pas servi à temps",
        "invitations d'agent n'ont pas servi à temps",
        "mairie.agents.show",
        roster.count_too_late,
    ),
    Line(
        "adresse mail refusée, à corriger",
        "adresses mail refusées, à corriger",
        "mairie.mails.show",
        lambda transaction, agent: len(outbox.to_correct(transaction, agent.portal)),
    ),
)


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what waits; what does not is left out."""
    with at_hand().store.read() as transaction:
        counted = [(line, line.count(transaction, worker())) for line in LINES]
    return render_template("mairie/to_do.html", waiting=[each for each in counted if each[1]])
