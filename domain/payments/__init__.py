"""Paying on line: who may pay what now, a payment from its row to its result, PayFiP's three questions."""
