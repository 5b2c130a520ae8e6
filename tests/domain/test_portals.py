"""What `portails.toml` may say, what each mistake is called, and when a change is taken up."""

import logging
import os
from pathlib import Path

import pytest

from domain.faults import Fault
from domain.mailboxes import Mailbox
from domain.portals import Defaults, Portals, clean_code, load, one

BOE = '[M470310001]\nnom = "Ville de Boé"\ncontact = "factures@ville-boe.fr"\n'
SAID = Defaults("https://factures.exemple.fr", Mailbox("", "portail@exemple.fr"))
CORSICA = '[M2A0040001]\nnom = "Ajaccio"\ncontact = "factures@ajaccio.fr"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "portails.toml"
    file.write_text(BOE, "utf-8")
    return file


def change(path: Path, text: str) -> None:
    """Save as an editor does, at another moment."""
    before = path.stat().st_mtime_ns
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def test_a_commune_is_known_by_its_code(path: Path) -> None:
    assert load(path, SAID)["M470310001"].name == "Ville de Boé"


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ('article = "la"', "Le service facturation de la Ville de Boé"),
        ('article = "le"', "Le service facturation du Ville de Boé"),
        ('article = "l’"', "Le service facturation de l'Ville de Boé"),
        ("", "Service facturation, Ville de Boé"),
    ],
)
def test_the_service_signs_with_the_article_that_the_commune_gives(
    path: Path, line: str, signed: str
) -> None:
    path.write_text(BOE + line + "\n", "utf-8")

    assert load(path, SAID)["M470310001"].service_name == signed


def test_corsica_has_letters_in_its_code(path: Path) -> None:
    path.write_text(CORSICA, "utf-8")

    assert list(load(path, SAID)) == ["M2A0040001"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('couleur = "rose"', "couleur"),
        ('coleur = "#a3195b"', "vouliez-vous dire « couleur »"),
        ('url = "http://factures.boe.fr"', "url"),
        ('fuseau = "Europe/Agen"', "fuseau"),
        ('logo = "../logo.png"', "logo"),
        ('logo = "absent.png"', "absent.png"),
        ('repondre_a = "mairie"', "repondre_a"),
        ("telephone = 553000000", "telephone"),
        ('paiement_url = "javascript:alert(1)"', "paiement_url"),
        ("mentions = 3", "mentions"),
        ('article = "une"', "article"),
        ('url = "https://x.fr:99999"', "url"),
        ('expediteur = "f@boe.fr, g@boe.fr"', "expediteur"),
    ],
)
def test_a_mistake_is_named_with_its_line(path: Path, line: str, word: str) -> None:
    path.write_text(BOE + line + "\n", "utf-8")

    with pytest.raises(Fault) as refusal:
        load(path, SAID)

    assert word in str(refusal.value)
    assert "M470310001" in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# rien\n",
        '[M470310001]\nnom = "Boé"\n',
        '[M47031]\nnom = "Boé"\ncontact = "f@boe.fr"\n',
        '[M470310001\nnom = "Boé"\n',
        BOE + '[M47O310001]\nnom = "Boé"\ncontact = "f@boe.fr"\n',
    ],
)
def test_a_file_that_names_no_commune_rightly_is_refused_in_one_sentence(
    path: Path, text: str
) -> None:
    path.write_text(text, "utf-8")

    with pytest.raises(Fault) as refusal:
        load(path, SAID)

    assert "portails.toml" in str(refusal.value)


def test_a_name_that_no_header_could_hold_is_refused(path: Path) -> None:
    path.write_text(BOE.replace("Ville de", "Ville\\u0000de"), "utf-8")

    with pytest.raises(Fault, match="nom"):
        load(path, SAID)


def test_a_telephone_number_is_never_broken_over_two_lines(path: Path) -> None:
    path.write_text(f'{BOE}telephone = "05 53 00 00 00"\n', "utf-8")

    assert load(path, SAID)["M470310001"].phone == "05\u00a053\u00a000\u00a000\u00a000"


def test_a_name_on_two_lines_is_one(path: Path) -> None:
    path.write_text(BOE.replace("Ville de", "Ville\\nde"), "utf-8")

    assert load(path, SAID)["M470310001"].name == "Ville de Boé"


def test_a_commune_that_says_nothing_of_its_own_has_what_the_settings_say(path: Path) -> None:
    boe = load(path, SAID)["M470310001"]

    assert boe.entry_url == "https://factures.exemple.fr/?LIEN=M470310001"
    assert boe.sender == Mailbox("Ville de Boé", "portail@exemple.fr")
    assert boe.reply_to == boe.contact


def test_a_commune_may_have_an_origin_a_sender_and_an_address_for_answers(path: Path) -> None:
    own = 'url = "https://Factures.Boe.fr/"\nexpediteur = "Mairie <Portail@boe.fr>"\n'
    path.write_text(BOE + own + 'repondre_a = "accueil@boe.fr"\n', "utf-8")

    boe = load(path, SAID)["M470310001"]

    assert boe.entry_url == "https://factures.boe.fr/?LIEN=M470310001"
    assert boe.sender == Mailbox("Mairie", "portail@boe.fr")
    assert boe.reply_to == "accueil@boe.fr"
    assert Portals(path, SAID).hosts() == {"factures.boe.fr", "factures.exemple.fr"}


def test_without_any_sender_the_demonstration_writes_from_the_contacts_domain(path: Path) -> None:
    boe = load(path, Defaults("http://127.0.0.1:8000"))["M470310001"]

    assert boe.sender == Mailbox("Ville de Boé", "factures@ville-boe.fr")


def test_a_missing_file_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="flask portail new"):
        load(tmp_path / "portails.toml", SAID)


def test_a_file_saved_by_windows_is_read(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + BOE.replace("\n", "\r\n").encode())

    assert load(path, SAID)["M470310001"].contact == "factures@ville-boe.fr"


def test_a_file_in_another_encoding_says_so(path: Path) -> None:
    path.write_bytes(BOE.encode("cp1252"))

    with pytest.raises(Fault, match="UTF-8"):
        load(path, SAID)


def test_a_change_is_taken_up_without_a_restart(path: Path) -> None:
    portals = Portals(path, SAID)

    change(path, BOE.replace("Ville de Boé", "Boé"))

    assert portals.all()["M470310001"].name == "Boé"


@pytest.mark.parametrize("broken", ["", "[M470310001", BOE.replace("contact", "contct")])
def test_a_wrong_change_leaves_the_last_good_one_in_force_and_is_logged_once(
    path: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    portals = Portals(path, SAID)

    change(path, broken)
    with caplog.at_level(logging.ERROR):
        found = [portals.all()["M470310001"].name for _ in range(3)]

    assert found == ["Ville de Boé"] * 3
    assert len(caplog.records) == 1


def test_a_file_that_is_taken_away_leaves_the_last_good_one_in_force(path: Path) -> None:
    portals = Portals(path, SAID)

    path.unlink()

    assert portals.find("M470310001") is not None


def test_the_code_may_be_left_out_where_there_is_one_portal(path: Path) -> None:
    portals = Portals(path, SAID)
    assert portals.find("") is not None

    change(path, BOE + CORSICA)

    assert portals.find("") is None


@pytest.mark.parametrize(
    "typed", [" m470310001 ", "M47O31OOO1", "M47 031 0001", "M470310001\u200b"]
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert clean_code(typed) == "M470310001"


def test_a_command_must_be_told_which_of_several_portals(path: Path) -> None:
    path.write_text(BOE + CORSICA, "utf-8")
    portals = load(path, SAID).values()

    assert one(portals, "m2a0040001").name == "Ajaccio"
    with pytest.raises(Fault, match="--lien"):
        one(portals, None)
    with pytest.raises(Fault, match="M999990001"):
        one(portals, "M999990001")


@pytest.mark.parametrize("again", [BOE, "[M470310001.mentions]\n[M470310001.mentions]\n"])
def test_a_commune_that_stands_there_twice_is_named(path: Path, again: str) -> None:
    path.write_text(BOE + again, "utf-8")

    with pytest.raises(Fault, match=r"\[M470310001\] y figure deux fois"):
        load(path, SAID)


def test_a_line_that_stands_there_twice_is_no_missing_quote(path: Path) -> None:
    path.write_text(BOE + 'nom = "Boé"\n', "utf-8")

    with pytest.raises(Fault, match="une même ligne y figure deux fois"):
        load(path, SAID)
