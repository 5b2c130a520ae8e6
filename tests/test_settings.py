"""Each wrong setting stops the start with one sentence that names it."""

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
