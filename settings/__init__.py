"""Every PORTAIL_ variable: its type, its default, and the sentence when it is wrong.

Read once at start from the environment and from `.env` at the root, then passed on as
arguments. A secret value is never repeated in a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from domain import mailboxes, origins
from domain.mailboxes import Mailbox
from domain.portals import Defaults
from settings import env_file, values
from settings.variables import Variables, WrongSettings, is_meant, looks_meant

__all__ = [
    "ROOT",
    "MailSettings",
    "ReturnsSettings",
    "Settings",
    "WrongSettings",
    "from_files_and",
    "read",
]

ROOT = values.ROOT
MOST_DAYS, MOST_MONTHS = 36_500, 1_200  # a century: what is meant as « never » must not overflow


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mails leave; without a server (the demonstration) they are kept as files."""

    server: str = ""
    port: int = 25
    use_tls: bool = False
    use_ssl: bool = False
    username: str = ""
    password: str = field(default="", repr=False)
    sender: Mailbox | None = None  # None: the demonstration
    envelope_sender: str = ""  # where what comes back goes; "": to the sender of each mail
    timeout_seconds: float = 5.0
    connections: int = 3
    announcements_per_minute: int = 60


@dataclass(frozen=True, slots=True)
class ReturnsSettings:
    """The mailbox of what comes back; without a server nobody reads it."""

    server: str = ""
    port: int = 993
    username: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked; durations in seconds unless the name says otherwise."""

    data_dir: Path
    public_url: str
    mail: MailSettings
    returns: ReturnsSettings = field(default_factory=ReturnsSettings)
    database_url: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    activation_max_age: int = 259_200
    reset_max_age: int = 3_600
    password_min_length: int = 5
    session_idle: int = 3_600
    session_max_age: int = 43_200
    ratelimit_enabled: bool = True
    ratelimit_storage_uri: str = field(default="memory://", repr=False)
    trusted_proxies: int = 0
    history_days: int = 365
    inactive_months: int = 24
    admin: str = ""  # an address, folded
    payfip_url: str = values.PAYFIP
    demo: bool = False

    @property
    def of_a_commune(self) -> Defaults:
        """What a commune has that says nothing of its own."""
        return Defaults(self.public_url, self.mail.sender)


def read(environ: Mapping[str, str]) -> Settings:
    """Check every variable and return the settings; raises `WrongSettings` naming each wrong one."""
    given = Variables(environ)
    demo = given.boolean("DEMO", default=False)
    settings = Settings(
        data_dir=values.folder(given.text("DATA_DIR", "data")),
        public_url=given.parsed("PUBLIC_URL", origins.read, default="", required=True),
        mail=_mail(given, required=not demo),
        returns=_returns(given),
        database_url=given.parsed("DATABASE_URL", values.database_url, default=""),
        secret_key=given.parsed("SECRET_KEY", values.secret, default=""),
        secret_key_fallbacks=given.parsed("SECRET_KEY_FALLBACKS", values.secrets, default=()),
        activation_max_age=given.integer("ACTIVATION_MAX_AGE", 259_200, least=60),
        reset_max_age=given.integer("RESET_MAX_AGE", 3_600, least=60),
        password_min_length=given.integer("PASSWORD_MIN_LENGTH", 5, least=1, most=64),
        session_idle=given.integer("SESSION_IDLE", 3_600, least=1),
        session_max_age=given.integer("SESSION_MAX_AGE", 43_200, least=1),
        ratelimit_enabled=given.boolean("RATELIMIT_ENABLED", default=True),
        ratelimit_storage_uri=given.text("RATELIMIT_STORAGE_URI", "memory://"),
        trusted_proxies=given.integer("TRUSTED_PROXIES", 0, least=0, most=10),
        history_days=given.integer("HISTORY_DAYS", 365, least=1, most=MOST_DAYS),
        inactive_months=given.integer("INACTIVE_MONTHS", 24, least=0, most=MOST_MONTHS),
        admin=given.parsed("ADMIN", values.address, default=""),
        payfip_url=given.parsed("PAYFIP_URL", values.payfip, default=values.PAYFIP),
        demo=demo,
    )
    given.note_unknown()
    if given.wrong:
        raise WrongSettings(given.wrong)
    return settings


def from_files_and(environ: Mapping[str, str], file: Path = ROOT / ".env") -> dict[str, str]:
    """Return what is meant for us in `.env`, overlaid by the environment; raises `WrongSettings`.

    The demonstration never reads `.env`: it must not touch the real portal beside it.
    """
    is_demo = Variables(environ).boolean("DEMO", default=False)
    kept = env_file.read(file) if file.is_file() and not is_demo else {}
    return {name: value for name, value in kept.items() if looks_meant(name)} | {
        name: value for name, value in environ.items() if is_meant(name)
    }


def _mail(given: Variables, *, required: bool) -> MailSettings:
    use_ssl = given.boolean("MAIL_USE_SSL", default=False)
    use_tls = given.boolean("MAIL_USE_TLS", default=False)
    if use_ssl and use_tls:
        given.wrong.append(
            "PORTAIL_MAIL_USE_TLS et PORTAIL_MAIL_USE_SSL s'excluent : il faut n'en garder qu'un."
        )
    username = given.parsed("MAIL_USERNAME", values.plain, default="")
    server = given.parsed("MAIL_SERVER", values.host, default="", required=required)
    password = given.parsed("MAIL_PASSWORD", values.plain, default="", required=bool(username))
    is_in_clear = not (use_tls or use_ssl or origins.is_loopback(server))
    if username and password and server and is_in_clear:
        given.wrong.append(
            "PORTAIL_MAIL_USE_TLS n'est pas valable : il faut « true » (ou PORTAIL_MAIL_USE_SSL), "
            "sans quoi le mot de passe de messagerie partirait en clair."
        )
    usual_port = 465 if use_ssl else 587 if use_tls else 25
    return MailSettings(
        server=server,
        port=given.integer("MAIL_PORT", usual_port, least=1, most=65_535),
        use_tls=use_tls,
        use_ssl=use_ssl,
        username=username,
        password=password,
        sender=given.parsed("MAIL_DEFAULT_SENDER", mailboxes.read, default=None, required=required),
        envelope_sender=given.parsed("RETOURS_ADDRESS", values.address, default=""),
        timeout_seconds=given.number("MAIL_TIMEOUT", 5.0),
        connections=given.integer("MAIL_CONNECTIONS", 3, least=1, most=24),
        announcements_per_minute=given.integer("MAIL_PER_MINUTE", 60, least=1),
    )


def _returns(given: Variables) -> ReturnsSettings:
    server = given.parsed("RETOURS_SERVER", values.host, default="")
    return ReturnsSettings(
        server=server,
        port=given.integer("RETOURS_PORT", 993, least=1, most=65_535),
        username=given.parsed("RETOURS_USERNAME", values.plain, default="", required=bool(server)),
        password=given.parsed("RETOURS_PASSWORD", values.plain, default="", required=bool(server)),
        folder=given.text("RETOURS_FOLDER", "INBOX"),
    )
