import pytest

from store.records import Proposal
from tests.domain.customers.proposed import waiting
from tests.letter_codes import code_of, use
from tests.people import ALICE, ZOE
from tests.town import Town


@pytest.fixture
def proposed(town: Town) -> Proposal:
    """Zoé, who has the letter to Alice."""
    use(town.visitor(), ALICE.numbers[0], code_of(town, ALICE), ZOE.address)
    town.send_what_is_due()
    return waiting(town)[0]
