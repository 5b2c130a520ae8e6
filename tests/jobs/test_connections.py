"""How many connections one client may hold, and for how long it may fill them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from jobs import serving
from tests.jobs import portal as portals

HALF = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nmot="
OTHER = "127.0.0.2"


@contextmanager
def half_sent(port: int, count: int) -> Iterator[list[socket.socket]]:
    """So many connections of one client, with half a form on each."""
    with ExitStack() as held:
        lines = [
            held.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)
        ]
        for line in lines:
            line.sendall(HALF)
            line.settimeout(0.2)
        yield lines


def is_closed(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def test_one_client_holds_a_hundred_connections_and_nobody_else_waits(tmp_path: Path) -> None:
    with portals.serving(tmp_path) as portal, half_sent(portal.port, 130) as lines:
        page = portal.ask(client=OTHER)
        closed = [is_closed(line) for line in lines]

    assert page
    assert closed == [False] * serving.CONNECTIONS_OF_CLIENT + [True] * 30


def test_what_was_given_back_can_be_taken_again(tmp_path: Path) -> None:
    with portals.serving(tmp_path) as portal:
        with half_sent(portal.port, serving.CONNECTIONS_OF_CLIENT):
            pass

        portals.until(portal.ask)


def test_behind_a_proxy_all_connections_are_its_own(tmp_path: Path) -> None:
    with portals.serving(tmp_path, "proxy") as portal, half_sent(portal.port, 130) as lines:
        page = portal.ask()
        closed = [is_closed(line) for line in lines]

    assert page
    assert not any(closed)
