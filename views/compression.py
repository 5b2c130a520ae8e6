"""Pages are sent compressed where the browser takes it: a third of the bytes on a slow line."""

import gzip
import io
import secrets

from flask import Flask, Response, request

WORTH_IT = 1_000  # bytes; below, the headers weigh more than what is saved
LEVEL = 6
# BREACH: the length of a compressed page could tell a secret in it, sign by sign. A name of random
# length in gzip's own header blurs it, as Django does (« Heal the Breach », 2022).
LONGEST_NAME = 100


def register(app: Flask) -> None:
    """Compress every page that is text."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if response.mimetype != "text/html" or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    page = response.get_data()
    if len(page) < WORTH_IT or request.accept_encodings["gzip"] <= 0:
        return response
    response.set_data(zipped(page))
    response.content_encoding = "gzip"
    return response


def zipped(page: bytes) -> bytes:
    """Return the page as gzip, up to 100 bytes longer than it need be."""
    buffer = io.BytesIO()
    name = "a" * secrets.randbelow(LONGEST_NAME)
    with gzip.GzipFile(name, "wb", LEVEL, buffer, mtime=0) as file:
        file.write(page)
    return buffer.getvalue()
