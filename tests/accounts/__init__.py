"""Accounts that people can trust: the rules first, then the same promises over HTTP."""
