"""A real mailbox that is read by IMAP: Dovecot on loopback, with a folder of its own."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, socket
from tempfile import TemporaryDirectory

from tests.missing import missing

USER, PASSWORD = "retours", "le-chien-du-voisin"
START_SECONDS = 10
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {login}
disable_plaintext_auth = no
ssl = {ssl}
ssl_cert = <{certificate}
ssl_key = <{certificate}
mail_location = maildir:{folder}/mail
first_valid_uid = 0
mail_uid = {owner}
mail_gid = {group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
"""
IS_ROOT = os.geteuid() == 0  # nobody's mail is read as root
CERTIFICATE = Path(__file__).with_name("loopback.pem")


def own(place: Path) -> None:
    """Make a folder where nothing is there, and give it to who reads mail."""
    if not place.exists():
        place.mkdir()
    if IS_ROOT:
        shutil.chown(place, "dovecot", "dovecot")


@dataclass
class Mailbox:
    """`deliver` puts a mail in as a mail server does."""

    folder: Path
    port: int
    tls_port: int
    count: int = 0

    def deliver(self, raw: bytes) -> None:
        self.count += 1
        for beside in ("cur", "tmp", "new"):
            own(self.folder / "mail" / beside)
        file = self.folder / "mail" / "new" / f"{time.time():.6f}.{self.count}.loopback"
        file.write_bytes(raw)
        own(file)

    def renumber(self) -> None:
        """Number all mails anew, as a server does that has lost its index."""
        for file in (self.folder / "mail").glob("dovecot*"):
            file.unlink()
        validity = int(time.time()) + self.count + 100
        (self.folder / "mail" / "dovecot-uidlist").write_text(
            f"3 V{validity} N1 G3085f01b7f11094c501100008c4a11c1\n"
        )
        own(self.folder / "mail" / "dovecot-uidlist")

    def names(self) -> list[str]:
        """Where each mail lies, and its marks: those that no program has looked at lie in new/."""
        mails = self.folder / "mail"
        return sorted(str(each.relative_to(mails)) for each in mails.rglob("*.loopback*"))


@contextmanager
def serving() -> Iterator[Mailbox]:
    """Start Dovecot in a folder that its users may enter; skipped where there is none."""
    with TemporaryDirectory() as folder, _serving(Path(folder)) as box:
        yield box


@contextmanager
def _serving(folder: Path) -> Iterator[Mailbox]:
    program = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        missing("no Dovecot: apt-get install dovecot-imapd")
    folder.chmod(0o711)  # its log-in runs as a user of its own
    box = Mailbox(folder, _free_port(), _free_port())
    own(folder / "mail")
    config = folder / "dovecot.conf"
    owner, group = (folder / "mail").owner(), (folder / "mail").group()
    config.write_text(
        CONFIG.format(
            folder=folder,
            owner=owner,
            group=group,
            login="dovenull" if IS_ROOT else owner,
            password=PASSWORD,
            port=box.port,
            tls_port=box.tls_port,
            ssl="yes",
            certificate=CERTIFICATE,
        )
    )
    done = subprocess.Popen([program, "-F", "-c", str(config)], stderr=subprocess.PIPE)
    try:
        _wait_for(box.port, done, folder / "dovecot.log")
        yield box
    finally:
        done.terminate()
        done.communicate(timeout=START_SECONDS)


def _free_port() -> int:
    with closing(socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    said = log.read_text() if log.exists() else ""
    raise AssertionError(f"Dovecot did not start: {said}")
