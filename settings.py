"""Every PORTAIL_ variable: its type, its default, and the sentence when it is wrong.

Read once at start from the environment and from `.env` beside this file, then passed on as
arguments. A secret value is never repeated in a message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from domain import mailboxes, origins
from domain.faults import Fault
from domain.mailboxes import Mailbox
from domain.portals import Defaults

ROOT = Path(__file__).resolve().parent
PREFIX = "PORTAIL_"
HOUR = 3_600
MOST_DAYS, MOST_MONTHS = 36_500, 1_200  # a century: what is meant as « never » must not overflow
T = TypeVar("T")


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
    timeout_seconds: float = 5.0
    announcements_per_minute: int = 60


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked; durations in seconds unless the name says otherwise."""

    data_dir: Path
    public_url: str
    mail: MailSettings
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
    demo: bool = False

    @property
    def of_a_commune(self) -> Defaults:
        """What a commune has that says nothing of its own."""
        return Defaults(self.public_url, self.mail.sender)


def read(environ: Mapping[str, str]) -> Settings:
    """Check every variable and return the settings; raises `Fault` naming the first wrong one."""
    source = _Source(environ)
    demo = source.boolean("DEMO", default=False)
    settings = Settings(
        data_dir=_data_dir(source.text("DATA_DIR", "data")),
        public_url=source.parsed("PUBLIC_URL", origins.read, default="", required=True),
        mail=_mail(source, required=not demo),
        database_url=source.parsed("DATABASE_URL", _database_url, default=""),
        secret_key=source.parsed("SECRET_KEY", _secret, default=""),
        secret_key_fallbacks=_keys(source.parsed("SECRET_KEY_FALLBACKS", _secrets, default="")),
        activation_max_age=source.integer("ACTIVATION_MAX_AGE", 259_200, least=60),
        reset_max_age=source.integer("RESET_MAX_AGE", 3_600, least=60),
        password_min_length=source.integer("PASSWORD_MIN_LENGTH", 5, least=1, most=64),
        session_idle=source.integer("SESSION_IDLE", 3_600, least=1),
        session_max_age=source.integer("SESSION_MAX_AGE", 43_200, least=1),
        ratelimit_enabled=source.boolean("RATELIMIT_ENABLED", default=True),
        ratelimit_storage_uri=source.text("RATELIMIT_STORAGE_URI", "memory://"),
        trusted_proxies=source.integer("TRUSTED_PROXIES", 0, least=0, most=10),
        history_days=source.integer("HISTORY_DAYS", 365, least=1, most=MOST_DAYS),
        inactive_months=source.integer("INACTIVE_MONTHS", 24, least=0, most=MOST_MONTHS),
        demo=demo,
    )
    source.refuse_unknown()
    return settings


def from_files_and(environ: Mapping[str, str], env_file: Path = ROOT / ".env") -> dict[str, str]:
    """Return the PORTAIL_ variables of `.env` overlaid by those of the environment.

    The demonstration never reads `.env`: it must not touch the real portal beside it.
    """
    values: dict[str, str] = {}
    is_demo = _Source(environ).boolean("DEMO", default=False)
    if env_file.is_file() and not is_demo:
        from dotenv import dotenv_values

        values = {k: v for k, v in dotenv_values(env_file).items() if v is not None}
    return {k: v for k, v in {**values, **environ}.items() if k.startswith(PREFIX)}


@dataclass(slots=True)
class _Source:
    """The variables as text, each asked for once; a wrong one is a `Fault` that names it."""

    environ: Mapping[str, str]
    known: set[str] = field(default_factory=set)

    def text(self, name: str, default: str) -> str:
        self.known.add(PREFIX + name)
        return self.environ.get(PREFIX + name, "").strip() or default

    def parsed(
        self, name: str, parse: Callable[[str], T], *, default: T, required: bool = False
    ) -> T:
        value = self.text(name, "")
        if not value and not required:
            return default
        try:
            return parse(value)
        except ValueError as expected:
            problem = "est à définir" if not value else "n'est pas valable"
            raise Fault(f"{PREFIX}{name} {problem} : il faut {expected}.") from None

    def integer(self, name: str, default: int, *, least: int, most: int = 10**9) -> int:
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit() and least <= int(value) <= most:
            return int(value)
        bounds = f"d'au moins {least}" if most == 10**9 else f"entre {least} et {most}"
        raise Fault(f"{PREFIX}{name} n'est pas valable : il faut un nombre entier {bounds}.")

    def number(self, name: str, default: str) -> float:
        try:
            value = float(self.text(name, default))
        except ValueError:
            value = 0.0
        if 0 < value <= HOUR:
            return value
        raise Fault(f"{PREFIX}{name} n'est pas valable : il faut un nombre de secondes.")

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "true" if default else "false").lower()
        if value in ("true", "1", "yes", "oui", "on"):
            return True
        if value in ("false", "0", "no", "non", "off"):
            return False
        raise Fault(f"{PREFIX}{name} n'est pas valable : il faut « true » ou « false ».")

    def refuse_unknown(self) -> None:
        for name in sorted(self.environ):
            if name.startswith(PREFIX) and name not in self.known:
                raise Fault(f"{name} n'est pas un réglage du portail : vérifiez son orthographe.")


def _mail(source: _Source, *, required: bool) -> MailSettings:
    use_ssl = source.boolean("MAIL_USE_SSL", default=False)
    use_tls = source.boolean("MAIL_USE_TLS", default=False)
    if use_ssl and use_tls:
        raise Fault(
            "PORTAIL_MAIL_USE_TLS et PORTAIL_MAIL_USE_SSL s'excluent : il faut n'en garder qu'un."
        )
    usual_port = 465 if use_ssl else 587 if use_tls else 25
    return MailSettings(
        server=source.parsed("MAIL_SERVER", _host, default="", required=required),
        port=source.integer("MAIL_PORT", usual_port, least=1, most=65_535),
        use_tls=use_tls,
        use_ssl=use_ssl,
        username=source.parsed("MAIL_USERNAME", _ascii, default=""),
        password=source.parsed("MAIL_PASSWORD", _ascii, default=""),
        sender=source.parsed(
            "MAIL_DEFAULT_SENDER", mailboxes.read, default=None, required=required
        ),
        timeout_seconds=source.number("MAIL_TIMEOUT", "5"),
        announcements_per_minute=source.integer("MAIL_PER_MINUTE", 60, least=1),
    )


def _host(value: str) -> str:
    if not value or set(value) & set(" /\\@"):
        raise ValueError("le nom du serveur de messagerie, par exemple « smtp.ma-commune.fr »")
    return value


def _ascii(value: str) -> str:
    if not value.isascii():  # smtplib can't say anything else to a server
        raise ValueError(
            "celui que donne votre hébergeur, sans accent (« … » est à remplacer par lui)"
        )
    return value


def _secret(value: str) -> str:
    if len(value) < 8:  # noqa: PLR2004 - `flask doctor` advises 32; this only stops a slip
        raise ValueError("une longue suite de signes au hasard (32 ou plus)")
    return value


def _secrets(value: str) -> str:
    for key in _keys(value):
        _secret(key)
    return value


def _database_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_known = parts.scheme.split("+")[0] in ("postgres", "postgresql") and parts.port != 0
    except ValueError:
        is_known = False
    if not is_known:
        raise ValueError(
            "une adresse PostgreSQL comme « postgresql://nom@hote/base » "
            "(rien du tout pour SQLite, dans le dossier de données)"
        )
    return value


def _keys(value: str) -> tuple[str, ...]:
    return tuple(key for part in value.split(",") if (key := part.strip()))


def _data_dir(value: str) -> Path:
    path = Path(value).expanduser()
    return path if path.is_absolute() else ROOT / path
