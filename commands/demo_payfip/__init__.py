"""A payment service of the demonstration's own, which answers as PayFiP does. Nothing is paid.

Written from the DGFiP's description of its service (WSDL « PaiementSecuriseService », the guide for
régies) and from nothing of the portal's: what the portal asks is judged by another reader.
"""

from commands.demo_payfip.operations import Operation, PayFip, Refused, Result
from commands.demo_payfip.server import serving

__all__ = ["Operation", "PayFip", "Refused", "Result", "serving"]
