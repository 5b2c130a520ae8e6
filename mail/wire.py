"""How a mail is written for the mail server: every header and body by one policy, in ASCII.

The standard library's own way of folding (`email.policy`) loses the blank between two encoded
words, makes them longer than the 75 signs that RFC 2047 allows, and encodes a long URL; its older
one (`email.header`) does not (docs/decisions/0004-mail.md).
"""

import re
from collections.abc import Iterator
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from itertools import groupby

from domain import clock
from domain.mailboxes import Mailbox

LINE = 76  # RFC 2045 § 6.7: of a quoted-printable body
HEADER_LINE = 75  # RFC 2047 § 2: of an encoded word
ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/?^_`{|}~-]+")  # RFC 5322 § 3.2.3, without « = »


class _Policy(EmailPolicy):
    """As `email.policy.SMTP`, but for the way it writes headers."""

    def fold(self, name: str, value: str) -> str:
        addresses = [_written(each) for each in getattr(value, "addresses", ())]
        text = ", ".join(addresses) or str(value)
        # What has no blank stays on its line: not every mail program unfolds a Message-ID.
        if not text.isascii() or " " in text:
            header = Header(text, header_name=name, maxlinelen=HEADER_LINE)
            text = header.encode(linesep=self.linesep)
        return f"{name}: {text}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii")


POLICY = _Policy(linesep="\r\n", max_line_length=LINE)


def letter(sender: Mailbox, to: str, subject: str, text: str, message_id: str) -> EmailMessage:
    """Return a mail of one text; raises ValueError for a line break in a header."""
    made = EmailMessage(POLICY)
    made["From"] = Address(sender.name, addr_spec=sender.address)
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = clock.now().astimezone()
    made["Message-ID"] = message_id
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no auto-reply may answer this
    # Not every server on the way takes eight bits (8BITMIME).
    made.set_content(text, cte="quoted-printable")
    return made


def add_html(made: EmailMessage, html: str) -> None:
    """Put the HTML beside the text, for mail programs that show it."""
    made.add_alternative(html, subtype="html", cte="quoted-printable")


def _written(address: Address) -> str:
    return " ".join([*_phrase(address.display_name), f"<{address.addr_spec}>"])


def _phrase(name: str) -> Iterator[str]:
    """Yield a name word by word, what is no atom encoded: several programs add a blank between encoded words."""
    for is_plain, words in groupby(name.split(), lambda word: bool(ATOM.fullmatch(word))):
        together = " ".join(words)
        encoded = Header(together, "utf-8", maxlinelen=HEADER_LINE).encode()
        yield from (together if is_plain else encoded).split()
