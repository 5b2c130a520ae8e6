"""« Payer »: two clicks, on the State's page, and back."""

import io
import re
import zipfile
from urllib.parse import urlsplit

import pytest

from commands.demo_payfip.operations import Result
from store.models import PAYMENTS
from tests import payfip, tables
from tests.pages import logged_in
from tests.paying import Till, id_op_of
from tests.people import AGEN, ALICE, DENIS, PASSWORD


def clicked(
    till: Till, button: str = "Payer 57,20 € pour la facture FA-1, sur le site de l'État"
) -> str:
    """Press « Payer » as Alice; return where it leads."""
    visitor = logged_in(till.town)
    visitor.get("/factures")
    answer = visitor.press_raw(button)
    assert answer.status_code == 303
    return answer.location


def test_the_button_leads_to_payfips_own_page(till: Till) -> None:
    till.bring()

    leads_to = clicked(till)

    assert leads_to.startswith(f"{till.payfip.url}/paiementws.web?idop=")
    assert id_op_of(leads_to) in till.payfip.payfip.operations


def test_the_page_allows_its_form_to_lead_there_and_no_other_page_does(till: Till) -> None:
    till.bring()
    visitor = logged_in(till.town)
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(till.payfip.url))

    rules = visitor.get("/factures").headers["Content-Security-Policy"]
    others = visitor.get("/compte").headers["Content-Security-Policy"]

    assert f"form-action 'self' {origin};" in rules
    assert "form-action 'self';" in others


def test_who_comes_back_reads_that_the_bill_is_paid_and_when(till: Till) -> None:
    till.bring()
    id_op = id_op_of(clicked(till))
    till.choose(id_op)
    visitor = logged_in(till.town)

    page = visitor.get(f"/payfip/retour?idop={id_op}")

    assert page.path == "/factures"
    assert page.says("Le paiement est accepté : Facture FA-1, 57,20 €.")
    number = till.payfip.payfip.operations[id_op].number
    assert re.search(rf"payée en ligne le \d\d/\d\d/\d{{4}}, n° {number}", page.text)
    assert "d'après le service" not in page.text
    assert "Payer 57,20" not in page.text


def test_a_refusal_and_giving_up_say_that_nothing_was_paid(till: Till) -> None:
    till.bring()
    for result, words in ((Result.CARD_REFUSED, "refusé"), (Result.GIVEN_UP, "abandonné")):
        id_op = id_op_of(clicked(till))
        till.choose(id_op, result)

        page = logged_in(till.town).get(f"/payfip/retour?idop={id_op}")

        assert page.says(f"Le paiement est {words}")
        assert page.says("Rien n'a été payé")


def test_while_one_is_under_way_the_page_says_since_when(till: Till) -> None:
    till.bring()
    clicked(till)
    visitor = logged_in(till.town)
    visitor.get("/factures")

    page = visitor.press("Payer 57,20 € pour la facture FA-1, sur le site de l'État", status=409)

    assert re.search(r"Un paiement de cette facture est en cours depuis \d+ h \d\d", page.text)


def test_where_payfip_is_away_the_page_says_so_and_that_nothing_was_paid(till: Till) -> None:
    till.bring()
    till.payfip.mood = payfip.bad_gateway
    visitor = logged_in(till.town)
    visitor.get("/factures")

    page = visitor.press("Payer 57,20 € pour la facture FA-1, sur le site de l'État", status=503)

    assert page.says("Le paiement en ligne est indisponible pour le moment : réessayez plus tard.")
    assert page.says("Rien n'a été payé.")


def test_the_log_says_why_payfip_took_no_payment_and_nothing_of_the_payer(
    till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    till.bring()
    till.payfip.mood = payfip.failing("FonctionnelleErreur", "T4")
    visitor = logged_in(till.town)
    visitor.get("/factures")

    visitor.press("Payer 57,20 € pour la facture FA-1, sur le site de l'État", status=503)

    assert "refus T4" in caplog.text
    assert ALICE.address not in caplog.text


def test_a_form_without_its_protection_asks_nothing(till: Till) -> None:
    till.bring()
    visitor = logged_in(till.town)
    visitor.get("/factures")

    page = visitor.press_too_late("Payer 57,20 € pour la facture FA-1, sur le site de l'État")

    assert page.says("Votre demande n'a pas été faite")
    assert till.payfip.asked == []


def test_anothers_bill_is_as_unknown_as_none(till: Till) -> None:
    key = till.bring()
    visitor = till.town.visitor()
    visitor.log_in(AGEN, DENIS.address, PASSWORD)
    page = visitor.get("/compte")
    token = next(
        each.get("value") for each in page.all("input") if each.get("name") == "csrf_token"
    )

    visitor.post(f"/factures/{key}/payer", {"csrf_token": str(token)}, status=404)

    assert till.payments() == []


def test_a_titre_shows_what_is_to_be_copied(till: Till) -> None:
    till.bring("FA-2", service="cantine", reference="2026-T-412")

    page = logged_in(till.town).get("/factures")

    assert page.link("Payer sur payfip.gouv.fr la facture FA-2") == "https://www.payfip.gouv.fr/"
    assert page.says("Identifiant de la collectivité : 006383")
    assert page.says("Référence : 2026-T-412")
    assert page.says("Montant : 57,20 €")


def test_a_test_says_that_nothing_is_taken(till: Till) -> None:
    till.bring(service="essai")

    assert (
        logged_in(till.town)
        .get("/factures")
        .says("Essai du paiement en ligne : rien n'est débité.")
    )


def test_who_comes_back_from_a_test_reads_that_the_bill_is_still_to_pay(till: Till) -> None:
    till.bring(service="essai")
    id_op = id_op_of(clicked(till))
    till.choose(id_op)

    page = logged_in(till.town).get(f"/payfip/retour?idop={id_op}")

    assert page.says("C'était un essai : rien n'est débité, et la facture reste à payer.")
    assert "Gardez le mail" not in page.text


def test_my_data_list_my_payments_for_people_to_read(till: Till) -> None:
    till.bring()
    clicked(till)
    visitor = logged_in(till.town)
    form, _ = visitor.get("/compte").button("Télécharger mes données")

    with zipfile.ZipFile(
        io.BytesIO(visitor.download("/compte/donnees", visitor.sent_by(form)))
    ) as got:
        page = got.read("mes-donnees.html").decode()

    assert "Mes paiements en ligne" in page
    assert till.payments()[0].reference in page


def test_the_address_alone_leads_to_the_bills(till: Till) -> None:
    key = till.bring()

    assert logged_in(till.town).get(f"/factures/{key}/payer").path == "/factures"


def test_nothing_of_the_payers_address_is_kept_with_the_payment(till: Till) -> None:
    till.bring()
    clicked(till)

    with till.town.services.store.read() as transaction:
        kept = str(tables.rows(transaction, PAYMENTS))
    assert ALICE.address not in kept
