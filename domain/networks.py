"""Whom a client address stands for: a home or a company owns more than one of IPv6's.

RFC 6177: a site has between a /64 and a /48, and whoever has one can use another address of it for
each request. IPv4 addresses stand for themselves.
"""

import ipaddress

IPV6_BITS = (64, 56, 48)
WIDER = (1, 2, 4)  # times what is allowed for a client address: for it, and the networks around it


def of(client: str) -> tuple[str, ...]:
    """Return what a client address is counted by, the narrowest first; what is none stays itself."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return (client,)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        networks = (ipaddress.ip_network((address, bits), strict=False) for bits in IPV6_BITS)
        return tuple(map(str, networks))
    return (str(getattr(address, "ipv4_mapped", None) or address),)
