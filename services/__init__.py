"""What a running portal has at hand: settings, store, communes, keys, the way to the mail server.

Built once, passed on by `current()`; views, commands and jobs ask here.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import current_app

from domain.accounts.links import Links
from domain.accounts.login import Login
from domain.accounts.passwords import Hasher, Policy
from domain.accounts.sessions import Lifetimes
from domain.accounts.turns import Turns
from domain.agents.login import AgentLogin
from domain.cores import Cores
from domain.counters import Counters
from domain.devices import Devices
from domain.downloads import Downloads
from domain.faults import Fault
from domain.limits import Limits
from domain.payments.payfip import PayFip
from domain.portals import FILE_NAME, Portal, Portals, one
from mail import compose
from mail.compose import Composer
from mail.sender import Sender
from mail.transport import FileTransport, SmtpTransport, Transport
from settings import Settings
from settings.values import KEY_SIGNS
from store import Store, files, secret_key


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a view or a command may need, made from the settings."""

    settings: Settings
    store: Store
    portals: Portals
    links: Links
    cores: Cores
    hasher: Hasher
    policy: Policy
    lifetimes: Lifetimes
    devices: Devices
    limits: Limits
    counters: Counters
    login: Login
    agent_login: AgentLogin
    downloads: Downloads
    sender: Sender
    payfip: PayFip
    keys: tuple[str, ...]  # the newest first


def build(settings: Settings) -> Services:
    """Open everything; raises `Fault` or `store.Unavailable` with what must be mended."""
    store = Store(settings.data_dir, settings.database_url)
    portals = Portals(settings.data_dir / FILE_NAME, settings.of_a_commune)
    _refuse_short_key(settings, store)
    keys = keys_in_force(settings, store)
    links = Links(
        keys[0],
        keys[1:],
        activation_max_age=settings.activation_max_age,
        reset_max_age=settings.reset_max_age,
    )
    cores = Cores()
    hasher = Hasher(Turns(cores=cores, are_bounded=settings.ratelimit_enabled))
    limits = Limits(are_on=settings.ratelimit_enabled)
    counters = Counters(settings.ratelimit_storage_uri, are_on=settings.ratelimit_enabled)
    login = Login(store, hasher, limits, counters)
    return Services(
        settings=settings,
        store=store,
        portals=portals,
        links=links,
        cores=cores,
        hasher=hasher,
        policy=Policy(settings.password_min_length),
        lifetimes=Lifetimes(
            timedelta(seconds=settings.session_idle), timedelta(seconds=settings.session_max_age)
        ),
        devices=Devices(keys),
        limits=limits,
        counters=counters,
        login=login,
        agent_login=AgentLogin(login, keys),
        downloads=Downloads(settings.data_dir, are_bounded=settings.ratelimit_enabled),
        sender=Sender(
            store,
            portals,
            Composer(store, links, keys, compose.templates()),
            _transport(settings),
            settings.mail.timeout_seconds,
        ),
        payfip=PayFip(settings.payfip_url),
        keys=keys,
    )


def _transport(settings: Settings) -> Transport:
    if settings.mail.server:
        return SmtpTransport(settings.mail)
    return FileTransport(settings.data_dir / "courriels")


def keys_in_force(settings: Settings, store: Store) -> tuple[str, ...]:
    """Return the key that signs, then those that only verify; raises `store.Unavailable`."""
    own = (settings.secret_key,) if settings.secret_key else secret_key.load(store)
    return (*own, *settings.secret_key_fallbacks)


def _refuse_short_key(settings: Settings, store: Store) -> None:
    """Where people hold links and sessions already, `flask doctor` names it until it is changed."""
    is_short = 0 < len(settings.secret_key) < KEY_SIGNS
    if is_short and not secret_key.has_accounts(store):
        raise Fault(
            f"PORTAIL_SECRET_KEY est trop courte : il faut {KEY_SIGNS} signes au hasard ou plus. "
            "Retirez ce réglage, et le portail en fait une lui-même."
        )


def current() -> Services:
    """Return the services of the running app, built at the first call."""
    extension = current_app.extensions["portail"]
    services: Services = extension.services
    return services


def one_portal(lien: str | None) -> Portal:
    """Return the commune that a command's `--lien` means; raises `Fault` when it is not clear."""
    return one(current().portals.all().values(), lien)


def current_settings() -> Settings:
    """Return the settings of the running app, and open nothing; raises `Fault`."""
    settings: Settings = current_app.extensions["portail"].settings
    return settings


def data_folder(settings: Settings) -> Path:
    """Return the data folder, made where it is missing; raises `Fault`."""
    try:
        files.make_private(settings.data_dir)
    except OSError as error:
        raise Fault(
            f"Le dossier des données {settings.data_dir} ne peut pas être créé : "
            "vérifiez PORTAIL_DATA_DIR et les droits du dossier au-dessus."
        ) from error
    return settings.data_dir
