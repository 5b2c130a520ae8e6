"""The door for staff; a file is called what is typed."""

from flask import Flask


def register(_app: Flask) -> None:
    """Attach the commands; they come with the next commits."""
