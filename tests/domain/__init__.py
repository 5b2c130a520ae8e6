"""The rules, tested without Flask."""
