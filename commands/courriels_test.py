"""`flask courriels test`: one mail to an address, and each answer of the server."""

import services
from commands import Refusal, console, typed
from domain import replies
from domain.faults import Fault
from mail import trial
from mail.transport import NotNow


def run(address: str) -> None:
    """Send one mail; raises `Refusal` where it does not leave."""
    settings = services.current_settings()
    if not settings.mail.server or settings.mail.sender is None:
        raise Fault("La démonstration n'envoie rien : ses courriels se lisent sur /courriels.")
    to = typed.address(address)
    try:
        trial.send(settings.mail, settings.mail.sender, to, console.say)
    except NotNow as answer:
        raise Refusal(_advice(str(answer))) from answer
    console.say(
        f"Le serveur a pris le courriel pour {to}. Vérifiez qu'il arrive, et pas parmi les "
        "indésirables."
    )


def _advice(answer: str) -> str:
    words = replies.in_words(answer)
    meaning = f" ({words})" if words != answer else ""
    return (
        f"le courriel n'est pas parti : {answer}{meaning}. Vérifiez PORTAIL_MAIL_SERVER, _PORT, "
        "_USE_TLS, _USE_SSL, _USERNAME et _PASSWORD, ou demandez à qui tient ce serveur."
    )
