"""When two addresses are the same, and which ones nobody could be written to."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.addresses import AROUND, LONGEST, NotAnAddress, Problem, fold

LONG_DOMAIN = ".".join(["a" * 60] * 3) + ".fr"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Yann.LEGALL@Exemple.FR", "yann.legall@exemple.fr"),
        ("  claire@exemple.fr\t", "claire@exemple.fr"),
        ("\u00a0claire@exemple.fr\u202f", "claire@exemple.fr"),
        ("\ufeffclaire@exemple.fr\u200b", "claire@exemple.fr"),
        ("claire@mairie-Boé.fr", "claire@xn--mairie-bo-j4a.fr"),
        ("claire@xn--mairie-bo-j4a.fr", "claire@xn--mairie-bo-j4a.fr"),
        ("claire+factures@exemple.fr", "claire+factures@exemple.fr"),
        ("o'neil@exemple.fr", "o'neil@exemple.fr"),
        ("'claire@exemple.fr", "claire@exemple.fr"),
        ("’claire@exemple.fr’", "claire@exemple.fr"),
        ("\u202aclaire@exemple.fr\u202c", "claire@exemple.fr"),
        ("\u200e claire@exemple.fr\u00ad", "claire@exemple.fr"),
        ("\u2068'claire@exemple.fr\u2069\u200d", "claire@exemple.fr"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert fold(typed) == kept


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.EMPTY),
        (" \u00a0 ", Problem.EMPTY),
        ("jean.dupuy@exemple,fr", Problem.COMMA),
        ("jean dupuy@exemple.fr", Problem.SPACE),
        ("jean@exemple.fr\nBcc: zoe@exemple.fr", Problem.TWO),
        ("jean@exemple.fr\r\nBcc:", Problem.SPACE),
        ("luc@exemple.fr, l@exemple.fr", Problem.TWO),
        ("luc@exemple.fr / l@poste.exemple.fr", Problem.TWO),
        ("ève@exemple.fr", Problem.LOCAL_NOT_ASCII),
        ("exemple.fr", Problem.NO_AT),
        ("<script>alert(1)</script>@exemple.fr", Problem.FORM),
        ("jean\x00@exemple.fr", Problem.FORM),
        ("@exemple.fr", Problem.FORM),
        ("jean@", Problem.FORM),
        ("jean@exemple", Problem.FORM),
        ("jean.@exemple.fr", Problem.FORM),
        ("je..an@exemple.fr", Problem.FORM),
        ("jean@-exemple.fr", Problem.FORM),
        ("a" * 300 + "@exemple.fr", Problem.TOO_LONG),
        ("a" * 64 + "@" + LONG_DOMAIN + "x" * 60, Problem.TOO_LONG),
    ],
)
def test_what_nobody_can_be_written_to_is_refused_with_its_reason(
    typed: str, problem: Problem
) -> None:
    with pytest.raises(NotAnAddress) as refusal:
        fold(typed)

    assert refusal.value.problem is problem


@pytest.mark.parametrize(
    "lookalike",
    [
        "аlice@exemple.fr",  # Cyrillic а
        "\u212aarl@exemple.fr",  # the Kelvin sign, which lower() makes a k
        "alıce@exemple.fr",  # the dotless i
        "ALİCE@exemple.fr",  # the dotted capital I
        "\uff41lice@exemple.fr",  # the full-width a
    ],
)
def test_a_look_alike_letter_matches_nobody(lookalike: str) -> None:
    with pytest.raises(NotAnAddress):
        fold(lookalike)


def test_a_look_alike_domain_is_another_domain() -> None:
    assert fold("alice@ехemple.fr") != fold("alice@exemple.fr")


@settings(max_examples=400, deadline=None)
@given(
    st.from_regex(
        r"[A-Za-z0-9._+'@ -]{0,14}@[A-Za-z0-9.é-]{0,14}(\.[A-Za-z]{1,4})?", fullmatch=True
    )
)
def test_the_quick_way_agrees_with_email_validator(typed: str) -> None:
    try:
        folded = fold(typed)
    except NotAnAddress:
        folded = None

    assert folded == _by_the_library(typed)


LABELS = st.from_regex(r"[a-z0-9]{1,16}(-{1,2}[a-z0-9]{1,16}){0,3}|[a-z0-9]{15,70}", fullmatch=True)
ENDS = st.sampled_from(
    [
        "fr",
        "com",
        "museum",
        "xn--p1ai",
        "a",
        "test",
        "arpa",
        "local",
        "invalid",
        "onion",
        "localhost",
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    st.from_regex(r"[a-z0-9_+-]{1,32}(\.[a-z0-9_+-]{1,32}){0,2}", fullmatch=True),
    st.lists(LABELS, max_size=4),
    ENDS,
)
def test_the_quick_way_agrees_at_its_edges_too(local: str, labels: list[str], end: str) -> None:
    typed = f"{local}@{'.'.join([*labels, end])}"
    try:
        folded = fold(typed)
    except NotAnAddress:
        folded = None

    assert folded == _by_the_library(typed)


@given(st.text(max_size=LONGEST + 5))
def test_folding_twice_is_folding_once(typed: str) -> None:
    try:
        once = fold(typed)
    except NotAnAddress:
        return

    assert fold(once) == once
    assert len(once) <= LONGEST


def _by_the_library(typed: str) -> str | None:
    lowered = "".join(sign.lower() if sign.isascii() else sign for sign in typed.strip(AROUND))
    try:
        checked = validate_email(lowered, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    if checked.ascii_domain is None:
        return None
    folded = f"{lowered.rpartition('@')[0]}@{checked.ascii_domain.lower()}"
    return folded if len(folded) <= LONGEST else None
