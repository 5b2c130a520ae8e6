"""A changed key: what the old one signed goes on while it is a fallback, and ends with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.accounts.links import Links, Purpose
from domain.faults import Fault
from tests.commands.flask import doctor, lines, run
from tests.inbox import Inbox
from tests.pages import logged_in
from tests.people import ALICE, BOE, NADIA
from tests.town import Town, running
from tests.visitor import Visitor

OLD, NEW, OTHER = ("o" * 40, "n" * 40, "x" * 40)


@contextmanager
def portal(folder: Path, inbox: Inbox, key: str, fallbacks: str = "") -> Iterator[Town]:
    """The same portal, started under other keys."""
    first = not folder.exists()
    options = {"SECRET_KEY": key} | ({"SECRET_KEY_FALLBACKS": fallbacks} if fallbacks else {})
    cast = None if first else ()
    with running(folder, inbox, **({} if cast is None else {"cast": cast}), **options) as town:  # type: ignore[arg-type]
        yield town


def carried_over(visitor: Visitor, town: Town) -> Visitor:
    """The same browser, in front of the portal that was started again."""
    again = town.visitor()
    for cookie in visitor.cookies():
        again.carry(cookie.key, cookie.value)
    return again


def test_links_and_sessions_of_a_fallback_go_on(tmp_path: Path, inbox: Inbox) -> None:
    with portal(tmp_path / "data", inbox, OLD) as town:
        visitor, link = logged_in(town), town.link(ALICE, Purpose.RECOVERY)
        form, _ = visitor.get("/compte").button("Ne plus être prévenu")
        typed = visitor.sent_by(form) | {"annonces": "non"}

    with portal(tmp_path / "data", inbox, NEW, f"{OTHER},{OLD}") as town:
        again = carried_over(visitor, town)

        assert again.post("/compte/annonces", typed).path == "/compte"
        assert not town.account(ALICE).announcements
        town.visitor().get(link)


def test_without_the_fallback_both_end(tmp_path: Path, inbox: Inbox) -> None:
    with portal(tmp_path / "data", inbox, OLD) as town:
        visitor, link = logged_in(town), town.link(ALICE, Purpose.RECOVERY)

    with portal(tmp_path / "data", inbox, NEW, OTHER) as town:
        again = carried_over(visitor, town)
        again.get(f"/?LIEN={BOE}")

        assert again.get("/compte").path == "/"
        town.visitor().get(link, status=404)


def test_what_is_new_is_signed_with_the_new_key_only(tmp_path: Path, inbox: Inbox) -> None:
    with portal(tmp_path / "data", inbox, NEW, f"{OTHER},{OLD}") as town:
        visitor = logged_in(town)
        form, _ = visitor.get("/compte").button("Ne plus être prévenu")
        typed = visitor.sent_by(form) | {"annonces": "non"}
        text = town.link(ALICE, Purpose.RECOVERY).partition("LIEN=")[2]
    ages = {"activation_max_age": 60, "reset_max_age": 60}

    assert Links(NEW, (), **ages).read(text) is not None
    assert Links(OLD, (), **ages).read(text) is None
    with portal(tmp_path / "data", inbox, NEW) as town:
        carried_over(visitor, town).post("/compte/annonces", typed)
        assert not town.account(ALICE).announcements


def test_a_new_portal_refuses_a_key_that_could_be_guessed(tmp_path: Path, inbox: Inbox) -> None:
    with (
        pytest.raises(Fault, match=r"PORTAIL_SECRET_KEY est trop courte .* 32 signes"),
        portal(tmp_path / "data", inbox, "k" * 31),
    ):
        pass


def test_a_short_key_that_people_hold_links_of_goes_on_and_may_stay_as_a_fallback(
    tmp_path: Path, inbox: Inbox
) -> None:
    short = "k" * 31
    with portal(tmp_path / "data", inbox, OLD) as town:
        link = town.link(ALICE, Purpose.RECOVERY)

    with portal(tmp_path / "data", inbox, short, OLD) as town:
        town.visitor().get(link)
        signed = town.link(ALICE, Purpose.RECOVERY)
        named = lines(doctor(town), "clé")
    with portal(tmp_path / "data", inbox, NEW, short) as town:
        town.visitor().get(signed)
        unnamed = lines(doctor(town), "clé")

    assert "PORTAIL_SECRET_KEY est courte" in named[0]
    assert unnamed == []


def test_an_agents_telephone_serves_while_its_key_is_a_fallback_and_doctor_names_them(
    tmp_path: Path, inbox: Inbox
) -> None:
    with portal(tmp_path / "data", inbox, OLD) as town:
        town.hire(NADIA)
        assert lines(doctor(town), "agents") == []

    with portal(tmp_path / "data", inbox, NEW, OLD) as town:
        assert town.at_work(NADIA).page.h1 == "À faire"
        assert NADIA.address in lines(doctor(town), "agents")[0]
        assert lines(doctor(town), "agents")[0].startswith("conseil")

    with portal(tmp_path / "data", inbox, NEW) as town:
        assert lines(doctor(town), "agents")[0].startswith("à faire")
        assert "ne peut plus se connecter" in run(town.app, "agents", "list", "--lien", BOE).said


def test_beside_agents_a_key_that_was_lost_is_not_made_anew(tmp_path: Path, inbox: Inbox) -> None:
    with running(tmp_path / "data", inbox, cast=()) as town:
        town.hire(NADIA)
    (tmp_path / "data" / "secret_key").unlink()

    with (
        pytest.raises(Fault, match="La clé secrète manque"),
        running(tmp_path / "data", inbox, cast=()),
    ):
        pass
