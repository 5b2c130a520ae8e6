"""Each wrong setting stops the start with one sentence that names it."""

import os
import tempfile
from pathlib import Path

import pytest

import settings
from domain.faults import Fault

GOOD = {
    "PORTAIL_PUBLIC_URL": "https://factures.boe.fr",
    "PORTAIL_MAIL_SERVER": "smtp.boe.fr",
    "PORTAIL_MAIL_DEFAULT_SENDER": "factures@boe.fr",
}


def fault(**changes: str) -> str:
    changed = {f"PORTAIL_{name}": value for name, value in changes.items()}
    with pytest.raises(Fault) as refusal:
        settings.read(GOOD | changed)
    return str(refusal.value)


def test_three_settings_are_enough_for_a_portal() -> None:
    read = settings.read(GOOD)

    assert read.public_url == "https://factures.boe.fr"
    assert read.activation_max_age == 72 * 3600
    assert read.password_min_length == 5
    assert read.data_dir == settings.ROOT / "data"


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(Fault, match=name):
        settings.read({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "http://factures.boe.fr"),
        ("PUBLIC_URL", "https://factures.boe.fr/portail"),
        ("PUBLIC_URL", "factures.boe.fr"),
        ("PUBLIC_URL", "https://a:b@factures.boe.fr"),
        ("PUBLIC_URL", "https://factures.boe.fr:99999"),
        ("MAIL_PORT", "0"),
        ("MAIL_PORT", "vingt-cinq"),
        ("MAIL_TIMEOUT", "-1"),
        ("MAIL_TIMEOUT", "nan"),
        ("HISTORY_DAYS", "1000000"),
        ("INACTIVE_MONTHS", "100000"),
        ("MAIL_DEFAULT_SENDER", "la mairie"),
        ("MAIL_SERVER", "smtp boe"),
        ("MAIL_USE_TLS", "peut-être"),
        ("MAIL_USERNAME", "hélène"),
        ("MAIL_PASSWORD", "…"),
        ("ACTIVATION_MAX_AGE", "72h"),
        ("PASSWORD_MIN_LENGTH", "0"),
        ("SESSION_IDLE", "0"),
        ("TRUSTED_PROXIES", "-1"),
        ("DATABASE_URL", "mysql://localhost/portail"),
        ("SECRET_KEY", "court"),
        ("DEMO", "2"),
        ("INACTIVE_MONTHS", "-3"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(name: str, value: str) -> None:
    sentence = fault(**{name: value})

    assert sentence.startswith(f"PORTAIL_{name} ")
    assert sentence.endswith(".")
    assert "il faut" in sentence


def test_a_misspelt_setting_is_not_passed_over() -> None:
    assert "PORTAIL_PUBLIC_ULR" in fault(PUBLIC_ULR="https://factures.boe.fr")


def test_two_kinds_of_encryption_exclude_each_other() -> None:
    sentence = fault(MAIL_USE_TLS="true", MAIL_USE_SSL="true")

    assert "PORTAIL_MAIL_USE_TLS" in sentence
    assert "PORTAIL_MAIL_USE_SSL" in sentence


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "MAIL_PASSWORD"])
def test_a_secret_is_never_repeated(name: str) -> None:
    secret = "postgresql://u:tres-secret@h/b" if name == "DATABASE_URL" else "un long, long secret"
    read = settings.read(GOOD | {f"PORTAIL_{name}": secret})

    assert "secret" not in repr(read).replace("secret_key", "")
    if name != "MAIL_PASSWORD":
        assert "court" not in fault(**{name: "court"}).replace("courte", "")


@pytest.mark.parametrize("host", ["http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost"])
def test_plain_http_is_for_this_machine_alone(host: str) -> None:
    assert settings.read(GOOD | {"PORTAIL_PUBLIC_URL": host}).public_url == host


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "PORTAIL_MAIL_SERVER=du.fichier\nPORTAIL_MAIL_PORT=2525\nAUTRE=1\n"
    )

    found = settings.from_files_and(
        {"PORTAIL_MAIL_SERVER": "de.lenvironnement", "HOME": "/"}, tmp_path / ".env"
    )

    assert found == {"PORTAIL_MAIL_SERVER": "de.lenvironnement", "PORTAIL_MAIL_PORT": "2525"}


def kept(folder: Path, content: str | bytes) -> dict[str, str]:
    """What is read of a `.env` that holds this."""
    file = folder / ".env"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return settings.from_files_and({}, file)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("PORTAIL_X=a b", "a b"),
        ("  PORTAIL_X = a ", "a"),
        ("export PORTAIL_X=a", "a"),
        ("PORTAIL_X=${HOME}$1", "${HOME}$1"),
        ("PORTAIL_X='${HOME} # a\\'", "${HOME} # a\\"),
        ('PORTAIL_X="l\'été\\n \\"ici\\""', 'l\'été\\n "ici"'),
        ("PORTAIL_X='a'  # remarque", "a"),
        ("PORTAIL_X=a#b", "a#b"),
        ("PORTAIL_X=", ""),
        ("# PORTAIL_X=b\r\n\r\nPORTAIL_X=a\r\n", "a"),
        ("\ufeffPORTAIL_X=a", "a"),
    ],
)
def test_a_line_of_the_file_means_what_it_says(tmp_path: Path, line: str, value: str) -> None:
    assert kept(tmp_path, line) == {"PORTAIL_X": value}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("PORTAIL_MAIL_SERVER", "il faut NOM=valeur"),
        ("PORTAIL MAIL=a", "il faut NOM=valeur"),
        ("PORTAIL_MAIL_SERVER: a", "il faut NOM=valeur"),
        ("PORTAIL_X=a\0b", "il faut NOM=valeur"),
        ("PORTAIL_MAIL_PASSWORD='secret", "doit la terminer aussi"),
        ("PORTAIL_MAIL_PASSWORD='sec'ret", "doit la terminer aussi"),
        ('PORTAIL_MAIL_PASSWORD="secret\\"', "doit la terminer aussi"),
        ("PORTAIL_MAIL_PASSWORD=secret # b", "entre apostrophes"),
        ("PORTAIL_DEMO=1\nPORTAIL_DEMO=0", "y figure déjà, à la ligne 2"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_not_repeated(
    tmp_path: Path, line: str, reason: str
) -> None:
    with pytest.raises(Fault, match=r"^\.env, ligne [23] : ") as refusal:
        kept(tmp_path, f"# Le portail\n{line}\n")

    assert reason in str(refusal.value)
    assert "sec" not in str(refusal.value)


@pytest.mark.parametrize("content", ["PORTAIL_X=é".encode("latin-1"), "A=1".encode("utf-16")])
def test_a_file_in_another_encoding_is_said_so(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Fault, match=r"\.env ne peut pas être lu : enregistrez-le en UTF-8"):
        kept(tmp_path, content)


def test_a_file_that_others_alone_may_read_names_the_way_to_read_it() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / ".env"
        file.write_text("PORTAIL_DEMO=1")
        file.chmod(0)
        who = os.geteuid()
        try:
            os.seteuid(who or 65_534)  # root may read everything, this one nothing
            with pytest.raises(Fault, match="sudo -u portail"):
                settings.from_files_and({}, file)
        finally:
            os.seteuid(who)


@pytest.mark.parametrize("name", ["portail_mail_port", "Portail_Mail_Port", "PORTAL_MAIL_PORT"])
def test_a_name_that_only_looks_right_stops_the_start(tmp_path: Path, name: str) -> None:
    found = kept(tmp_path, f"{name}=25\nTZ=UTC\nFLASK_APP=autre\n")

    with pytest.raises(Fault, match=rf"^{name} .*vouliez-vous dire PORTAIL_MAIL_PORT \?"):
        settings.read(GOOD | found)


def test_a_misspelt_setting_is_given_the_name_that_was_meant() -> None:
    assert "vouliez-vous dire PORTAIL_PUBLIC_URL ?" in fault(PUBLIC_ULR="https://factures.boe.fr")


def test_a_user_without_a_password_stops_the_start() -> None:
    assert fault(MAIL_USERNAME="boe").startswith("PORTAIL_MAIL_PASSWORD est à définir")


def test_every_wrong_setting_is_known_at_once() -> None:
    with pytest.raises(settings.WrongSettings) as refusal:
        settings.read(GOOD | {"PORTAIL_MAIL_PORT": "0", "PORTAIL_DEMO": "2", "PORTAIL_X": "1"})

    assert [sentence.split()[0] for sentence in refusal.value.sentences] == [
        "PORTAIL_DEMO",
        "PORTAIL_MAIL_PORT",
        "PORTAIL_X",
    ]


def test_a_password_is_never_sent_in_clear_to_another_machine() -> None:
    asked = {"MAIL_USERNAME": "boe", "MAIL_PASSWORD": "secret"}

    assert fault(**asked).startswith("PORTAIL_MAIL_USE_TLS n'est pas valable")
    for safe in (
        {"PORTAIL_MAIL_USE_TLS": "true"},
        {"PORTAIL_MAIL_USE_SSL": "true"},
        {"PORTAIL_MAIL_SERVER": "127.0.0.1"},
    ):
        settings.read(GOOD | {f"PORTAIL_{name}": value for name, value in asked.items()} | safe)
