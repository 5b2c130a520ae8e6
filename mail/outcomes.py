"""What became of a mail, in the words that staff read in a terminal and at the town hall."""

from datetime import tzinfo

from domain import french, replies
from mail.messages import MAILS
from store.records import Message, MessageState

_STATES = {
    MessageState.SENT: "envoyé",
    MessageState.REFUSED: "refusé pour de bon",
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
    reply = "" if message.sent_at else replies.in_words(message.reply)
    return french.typeset(f"{state} : {reply}") if reply else state
