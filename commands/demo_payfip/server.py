"""The service on loopback: SOAP for the portal, a page for the payer, a notification for the portal."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

from jinja2 import Environment, FileSystemLoader

from commands.demo_payfip import soap
from commands.demo_payfip.operations import Operation, PayFip, Refused, Result
from domain import french

BASE = "/tpa"
LARGEST_REQUEST = 64 * 1024
NOTIFICATION_SECONDS = 10
LABELS = {
    Result.PAID_BY_CARD: "Payer par carte bancaire",
    Result.PAID_BY_DEBIT: "Payer par prélèvement",
    Result.CARD_REFUSED: "Faire refuser la carte",
    Result.DEBIT_REFUSED: "Faire refuser le prélèvement",
    Result.GIVEN_UP: "Abandonner",
}
DEBITS = {Result.PAID_BY_DEBIT, Result.DEBIT_REFUSED}
ENDED = {
    Result.PAID_BY_CARD: "Le paiement par carte est accepté",
    Result.PAID_BY_DEBIT: "Le paiement par prélèvement est accepté",
    Result.CARD_REFUSED: "La carte est refusée",
    Result.DEBIT_REFUSED: "Le prélèvement est refusé",
    Result.GIVEN_UP: "Le paiement est abandonné",
}
_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


@contextmanager
def serving(payfip: PayFip, *, port: int = 0) -> Iterator["Server"]:
    """Serve on loopback until the block ends; port 0 takes a free one."""
    with Server(payfip, port) as server:
        thread = Thread(target=server.serve_forever, name="payfip", daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Server(ThreadingHTTPServer):
    """One service; a test may give it another way to answer or to notify."""

    daemon_threads = True

    def __init__(self, payfip: PayFip, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.payfip = payfip

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of who went away before the answer."""

    @property
    def url(self) -> str:
        """What PORTAIL_PAYFIP_URL is set to."""
        return f"http://127.0.0.1:{self.server_port}{BASE}"

    def answer(self, body: bytes) -> soap.Answer:
        """Answer one envelope."""
        return soap.answer(self.payfip, body)

    def notify(self, operation: Operation) -> None:
        """Tell the portal that a payment has ended, once; nothing follows where it is away."""
        send(operation, operation.id_op)


def send(operation: Operation, id_op: str, *, method: str = "POST") -> None:
    """Send a notification that names `id_op`: in the body of a POST, or in a GET's address."""
    # the description says so, although the look-up has « idOp »
    told, url = urlencode({"idop": id_op}), operation.asked["urlnotif"]
    if method == "GET":
        request = Request(f"{url}{'&' if '?' in url else '?'}{told}")  # noqa: S310 (http, checked at creation)
    else:
        request = Request(url, told.encode(), method="POST")  # noqa: S310 (http, checked at creation)
    try:
        urlopen(request, timeout=NOTIFICATION_SECONDS).close()  # noqa: S310 (as above)
    except (URLError, OSError):
        return  # PayFiP tells nobody either


class Reply(NamedTuple):
    """What a handler sends."""

    status: int
    body: bytes = b""
    kind: str = "text/plain"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_REQUEST:
            self.close_connection = True
            self._send(Reply(413))
        else:
            self._send(self._posted(self.rfile.read(length)))

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        known = address.path == f"{BASE}/paiementws.web"
        self._send(self._opened(parse_qs(address.query)) if known else Reply(404))

    def _posted(self, body: bytes) -> Reply:
        match urlsplit(self.path).path.removeprefix(BASE):
            case "/services/securite" if self.headers.get_content_type() != "text/xml":
                return Reply(415)  # as JAX-WS does
            case "/services/securite":
                return Reply(*self.server.answer(body), "text/xml; charset=utf-8")
            case "/paiementws.web":
                return self._ended(parse_qs(body.decode(errors="replace")))
            case _:
                return Reply(404)

    def _opened(self, query: dict[str, list[str]]) -> Reply:
        try:
            operation = self.server.payfip.open(_one(query, "idop"))
        except Refused as refused:
            return _refusal(refused)

        takes_debits = self.server.payfip.client(operation.asked["numcli"]).takes_debits
        buttons = [one for one in LABELS.items() if takes_debits or one[0] not in DEBITS]
        return self._page("Payer", operation, buttons=buttons)

    def _ended(self, form: dict[str, list[str]]) -> Reply:
        result = _one(form, "resultat")
        if result not in LABELS:
            return Reply(400)

        try:
            operation = self.server.payfip.end(_one(form, "idop"), Result(result))
        except Refused as refused:
            return _refusal(refused)

        self.server.notify(operation)
        url = operation.asked["urlredirect"]
        back = f"{url}{'&' if '?' in url else '?'}{urlencode({'idop': operation.id_op})}"
        return self._page(ENDED[Result(result)], operation, back=back)

    def _page(self, h1: str, operation: Operation, **more: Any) -> Reply:
        client = self.server.payfip.client(operation.asked["numcli"])
        amount = french.euros(int(operation.asked["montant"]))
        return _page(h1, operation=operation, client=client, amount=amount, **more)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_args: object) -> None:
        """Say nothing: the demonstration's terminal belongs to the portal."""


def _page(h1: str, *, status: int = 200, **more: Any) -> Reply:
    drawn = _PAGES.get_template("page.html").render(h1=h1, **more)
    return Reply(status, drawn.encode(), "text/html; charset=utf-8")


def _refusal(refused: Refused) -> Reply:
    return _page(refused.meaning, status=404, text="Revenez sur le portail des factures.")


def _one(form: dict[str, list[str]], name: str) -> str:
    return (form.get(name) or [""])[0]
