"""What became of a mail, and what happened, in the words that staff read in a terminal and at the town hall."""

from collections.abc import Mapping
from datetime import tzinfo

from domain import french, history, replies
from domain.history import Kind
from mail.messages import MAILS
from store.records import Event, Message, MessageState

_STATES = {
    MessageState.SENT: "envoyé",
    MessageState.REFUSED: "refusé pour de bon",
    MessageState.RETURNED: "revenu",
    MessageState.CANCELLED: "devenu inutile",
}


def subject(message: Message) -> str:
    """Return what it is: « activation », « nouvelles factures »."""
    return MAILS[message.kind].staff_word


def in_words(message: Message, zone: tzinfo) -> str:
    """Return where it stands, and what the mail server said where it has not left."""
    state = _STATES.get(MessageState(message.state)) or (
        f"attend ({french.count(message.attempts, 'essai')}), prochain essai le "
        f"{french.moment(message.next_try_at, zone)}"
    )
    reply = "" if message.state == MessageState.SENT else replies.in_words(message.reply)
    return french.typeset(f"{state} : {reply}") if reply else state


def announced(states: Mapping[str, int]) -> str:
    """« 12 sur 40 parties, 1 refusée », empty where nothing was announced; `states`: how many are in which."""
    sent, returned, refused, cancelled = (
        states.get(state, 0)
        for state in (
            *(MessageState.SENT, MessageState.RETURNED),
            *(MessageState.REFUSED, MessageState.CANCELLED),
        )
    )
    total = sum(states.values()) - cancelled
    parts = [f"{sent + returned} sur {french.count(total, 'partie')}"] if total else []
    parts += [french.count(returned, "revenue")] if returned else []
    parts += [french.count(refused, "refusée")] if refused else []
    parts += [french.count(cancelled, "annulée")] if cancelled else []
    return ", ".join(parts)


def happened(event: Event, *, times: bool = True) -> str:
    """Return what happened; of a mail, which one; `times`: and how often, where more than once."""
    kind = Kind(event.kind)
    words = history.SENTENCES[kind]
    if kind in (Kind.MAIL_SENT, Kind.MAIL_REFUSED, Kind.MAIL_RETURNED) and event.details in MAILS:
        words = words.replace("courriel", f"courriel « {MAILS[event.details].staff_word} »", 1)
    return words + (f" ({event.times}\u00a0fois)" if times and event.times > 1 else "")
