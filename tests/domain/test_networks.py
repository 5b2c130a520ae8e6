"""Whom a client address stands for."""

import pytest

from domain import networks


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("192.0.2.1", ("192.0.2.1",)),
        ("::ffff:192.0.2.1", ("192.0.2.1",)),
        (
            "2001:db8:1:2:3:4:5:6",
            ("2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48"),
        ),
        ("", ("",)),
        ("unix:", ("unix:",)),
    ],
)
def test_a_home_owns_a_network_of_ipv6_and_one_address_of_ipv4(
    client: str, counted: tuple[str, ...]
) -> None:
    assert networks.of(client) == counted


def test_each_width_has_its_factor() -> None:
    assert len(networks.IPV6_BITS) == len(networks.WIDER)
