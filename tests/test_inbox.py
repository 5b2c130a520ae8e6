"""The mail server of the tests does what its moods say."""

import smtplib
import ssl
from contextlib import closing
from email.message import EmailMessage

import pytest

from tests.inbox import Inbox, Mood

LINK = "https://factures.example.fr/?LIEN=XaBc.d-e_9"


def a_mail(to: str = "bruno@example.fr") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Boé <portail@example.fr>", to
    message["Subject"] = "Accès au portail des factures"
    message.set_content(f"Bonjour, l'été\n{LINK}\npour définir votre mot de passe.\n")
    message.add_alternative(f'<p lang="fr"><a href="{LINK}">ici</a></p>', subtype="html")
    return message


def send(inbox: Inbox, to: str = "bruno@example.fr") -> None:
    with connected(inbox) as client:
        client.send_message(a_mail(to))


def connected(inbox: Inbox) -> closing[smtplib.SMTP]:
    seconds = 0.3 if inbox.mood in {Mood.HANGS, Mood.HANGS_AFTER_TAKING} else 5
    return closing(smtplib.SMTP(inbox.host, inbox.port, timeout=seconds))


def test_a_mail_is_kept_parsed_and_its_link_found() -> None:
    with Inbox() as inbox:
        send(inbox)

        mail = inbox.last()
        assert (mail.to, mail.subject) == ("bruno@example.fr", "Accès au portail des factures")
        assert "l'été" in mail.text
        assert 'lang="fr"' in mail.html
        assert mail.link() == LINK
        assert mail.header("Auto-Submitted") is None


@pytest.mark.parametrize(
    ("mood", "status"), [(Mood.REFUSES_FOR_EVER, 550), (Mood.REFUSES_FOR_NOW, 451)]
)
def test_a_recipient_is_refused(mood: Mood, status: int) -> None:
    with Inbox() as inbox:
        inbox.moods["zoe@example.fr"] = mood
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(inbox, "zoe@example.fr")
        send(inbox)

        assert refused.value.recipients["zoe@example.fr"][0] == status
        assert [mail.to for mail in inbox.mails] == ["bruno@example.fr"]


def test_a_text_is_refused() -> None:
    with Inbox() as inbox:
        inbox.mood = Mood.REFUSES_THE_TEXT
        with pytest.raises(smtplib.SMTPDataError):
            send(inbox)

        assert inbox.mails == []


@pytest.mark.parametrize(
    ("mood", "error", "kept"),
    [
        (Mood.HANGS, TimeoutError, 0),
        (Mood.HANGS_AFTER_TAKING, TimeoutError, 1),
        (Mood.CUTS_AFTER_TAKING, smtplib.SMTPServerDisconnected, 1),
        (Mood.CLOSES_IN_THE_MIDDLE, smtplib.SMTPServerDisconnected, 0),
    ],
)
def test_an_answer_that_never_comes(mood: Mood, error: type[Exception], kept: int) -> None:
    with Inbox() as inbox:
        inbox.mood = mood
        with pytest.raises((error, smtplib.SMTPServerDisconnected)):
            send(inbox)

        assert len(inbox.mails) == kept
        assert inbox.connections == 1


def test_who_gives_a_wrong_password_is_refused() -> None:
    with Inbox(login=("portail", "secret")) as inbox, connected(inbox) as client:
        client.starttls(context=ssl._create_unverified_context())
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("portail", "faux")


def test_who_does_not_log_in_is_refused() -> None:
    with Inbox(login=("portail", "secret")) as inbox, connected(inbox) as client:
        client.starttls(context=ssl._create_unverified_context())
        with pytest.raises(smtplib.SMTPException):
            client.send_message(a_mail())

        assert inbox.mails == []


def test_who_logs_in_over_tls_is_heard() -> None:
    with Inbox(login=("portail", "secret")) as inbox, connected(inbox) as client:
        client.starttls(context=ssl._create_unverified_context())
        client.login("portail", "secret")
        client.send_message(a_mail())

        assert len(inbox.wait(1)) == 1


def test_without_tls_nothing_is_heard_where_it_is_asked() -> None:
    with Inbox(starttls=True) as inbox:
        with pytest.raises(smtplib.SMTPException):
            send(inbox)

        assert inbox.mails == []
