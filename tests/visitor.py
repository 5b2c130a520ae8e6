"""A browser for tests.

It finds things by their visible words, and checks the quality of every page it gets, so that
every test is also a test of quality.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

ENGLISH = re.compile(
    r"\b(required|invalid|missing|expired|not found|bad request|field|token|please|error|forbidden)\b",
    re.IGNORECASE,
)
FAMILIAR = re.compile(r"\b(tu|toi|ton|tes)\b", re.IGNORECASE)
FIELDS = ("input", "textarea", "select")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def plain(text: str) -> str:
    """Words as people compare them: one kind of space and of apostrophe."""
    return " ".join(text.replace("’", "'").split())


@dataclass
class Page:
    """An answer, parsed."""

    status: int
    path: str
    headers: Any
    body: str
    tree: Element = field(repr=False)

    @property
    def h1(self) -> str:
        return plain(_text(self.find("h1")))

    @property
    def title(self) -> str:
        return plain(_text(self.find("title")))

    @property
    def text(self) -> str:
        return plain(_text(self.find("body")))

    def says(self, words: str) -> bool:
        return plain(words) in self.text

    def find(self, tag: str) -> Element:
        found = self.tree.find(f".//{tag}")
        assert found is not None, f"no <{tag}> on {self.path}"
        return found

    def all(self, tag: str) -> list[Element]:
        return self.tree.findall(f".//{tag}")

    def link(self, words: str) -> str:
        """The address behind the link that reads so."""
        found = [each for each in self.all("a") if plain(_text(each)) == plain(words)]
        assert found, f"no link « {words} » on {self.path}: {[_text(a) for a in self.all('a')]}"
        return str(found[0].get("href"))

    def field(self, label: str) -> Element:
        """The field that this label names."""
        for each in self.all("label"):
            if plain(_text(each)).startswith(plain(label)):
                return self.by_id(str(each.get("for")))
        raise AssertionError(f"no field « {label} » on {self.path}")

    def by_id(self, name: str) -> Element:
        found = [each for each in self.tree.iter() if each.get("id") == name]
        assert found, f"nothing called #{name} on {self.path}"
        return found[0]

    def button(self, words: str) -> tuple[Element, Element]:
        """The form and the button in it that reads so."""
        for form in self.all("form"):
            for each in form.iter("button"):
                if plain(_text(each)) == plain(words):
                    return form, each
        raise AssertionError(f"no button « {words} » on {self.path}: {self.text}")


class Visitor:
    """`.get(path)`, `.click(words)`, `.fill(label, text)`, `.press(words)`; `.page` is the last."""

    def __init__(self, app: Flask, origin: str, client: str = "192.0.2.1") -> None:
        self.origin = origin
        self._client = app.test_client()
        self._environ = {"REMOTE_ADDR": client}
        self._typed: dict[str, str] = {}
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        assert self._page is not None, "no page was opened yet"
        return self._page

    def get(self, path: str, *, status: int = 200, **headers: str) -> Page:
        return self._open("GET", path, status, headers=headers)

    def click(self, words: str, *, status: int = 200) -> Page:
        return self.get(self.page.link(words), status=status)

    def fill(self, label: str, text: str) -> Self:
        self._typed[str(self.page.field(label).get("name"))] = text
        return self

    def press(self, words: str, *, status: int = 200) -> Page:
        """Send the form with that button, as a browser would; follows redirections."""
        form, action, data = self._filled_in(words)
        if form.get("method", "get").lower() == "get":
            query = "&".join(f"{name}={value}" for name, value in data.items())
            return self.get(f"{action}?{query}", status=status)
        return self.post(action, data, status=status)

    def press_too_late(self, words: str) -> Page:
        """Send the form with that button after its protection has ended, as that of a page open all night."""
        _, action, data = self._filled_in(words)
        return self.post(action, data | {"csrf_token": "x"}, status=422)

    def press_raw(self, words: str) -> TestResponse:
        """Send the form with that button; the answer as it comes, even beside other threads."""
        _, action, data = self._filled_in(words)
        return self.raw("POST", action, data=data)

    def raw(self, method: str, path: str, *, buffered: bool = True, **options: Any) -> TestResponse:
        """The answer as it comes: no redirection is followed, nothing is checked."""
        return self._client.open(
            path,
            method=method,
            base_url=self.origin,
            environ_overrides=self._environ,
            buffered=buffered,
            **options,
        )

    def _filled_in(self, words: str) -> tuple[Element, str, dict[str, str]]:
        """The form with that button, where it goes, and what it holds."""
        form, button = self.page.button(words)
        data = self.sent_by(form) | self._typed
        if button.get("name"):
            data[str(button.get("name"))] = button.get("value", "")
        return form, urljoin(self.page.path, form.get("action", "")), data

    def post(self, path: str, data: Any, *, status: int = 200, **headers: str) -> Page:
        return self._open("POST", path, status, data=data, headers=headers)

    def download(self, path: str, data: dict[str, str]) -> bytes:
        """What a form answers with a file."""
        answer = self.raw("POST", path, data=data)
        assert answer.status_code == 200, answer.status
        content: bytes = answer.data
        return content

    def sent_by(self, form: Element) -> dict[str, str]:
        """What a browser sends of a form nobody touched."""
        return {
            str(each.get("name")): each.get("value", "")
            for each in form.iter("input")
            if each.get("name") and (each.get("type") != "checkbox" or "checked" in each.attrib)
        }

    def log_in(self, portal: str, address: str, password: str, *, status: int = 200) -> Page:
        self.get(f"/?LIEN={portal}")
        return (
            self.fill("Adresse mail", address)
            .fill("Mot de passe", password)
            .press("Se connecter", status=status)
        )

    def forget_cookies(self) -> None:
        """What a browser does when its cookies have expired."""
        for cookie in list((self._client._cookies or {}).values()):
            self._client.delete_cookie(cookie.key, domain=cookie.domain, path=cookie.path)

    def carry(self, key: str, value: str) -> None:
        """Bring a cookie that came from elsewhere."""
        self._client.set_cookie(key, value, domain=str(urlsplit(self.origin).hostname))

    def session(self) -> Any:
        """What the cookie holds, as `with` block."""
        return self._client.session_transaction(base_url=self.origin)

    def cookies(self) -> list[Any]:
        """Those of a log-in; what tells that an owner has used this browser opens nothing."""
        return [each for each in self.all_cookies() if not each.key.endswith("appareil")]

    def all_cookies(self) -> list[Any]:
        return list((self._client._cookies or {}).values())

    def _open(self, method: str, path: str, status: int, **options: Any) -> Page:
        answer = self._client.open(
            path.removeprefix(self.origin) or "/",
            method=method,
            base_url=self.origin,
            environ_overrides=self._environ,
            follow_redirects=True,
            **options,
        )
        self._typed = {}
        parts = urlsplit(answer.request.path)
        body = answer.get_data(as_text=True)
        assert answer.status_code == status, f"{method} {path}: {answer.status}\n{body[:2000]}"
        self._page = Page(answer.status_code, parts.path, answer.headers, body, _parsed(body))
        check_quality(self._page)
        return self._page


def check_quality(page: Page) -> None:
    """What holds for every page, whatever it is about."""
    assert page.tree.get("lang") == "fr"
    assert len(page.all("h1")) == 1, f"{len(page.all('h1'))} h1 on {page.path}"
    assert page.title.startswith((page.h1, f"Erreur : {page.h1}")), page.title
    assert "Le portail des factures" in page.title
    assert page.says("LE PORTAIL DES FACTURES")
    _check_ids(page)
    _check_markup(page)
    for name, value in HEADERS.items():
        assert page.headers.get(name) == value, f"{name} on {page.path}"
    policy = page.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert page.headers.get("Cache-Control") == "no-store"
    english = ENGLISH.search(page.text)
    assert not english, f"« {english and english[0]} » on {page.path}"
    familiar = FAMILIAR.search(page.text)
    assert not familiar, f"« {familiar and familiar[0]} » on {page.path}"


def _check_ids(page: Page) -> None:
    ids = Counter(str(each.get("id")) for each in page.tree.iter() if each.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    labelled = {each.get("for") for each in page.all("label")}
    for each in (found for tag in FIELDS for found in page.all(tag)):
        if each.get("type") not in ("hidden", "submit"):
            assert each.get("id") in labelled, f"a field without a label on {page.path}"
    for each in page.tree.iter():
        for name in (each.get("aria-describedby") or "").split():
            assert name in ids, f"aria-describedby={name} leads nowhere on {page.path}"


def _check_markup(page: Page) -> None:
    """What the Nu HTML checker asks and a parser does not see."""
    for each in page.tree.iter():
        for name in ("href", "src", "action"):
            assert not set(each.get(name) or "") & set(" \t\n"), f"a blank in {name} on {page.path}"
        is_table = each.tag in ("table", "thead", "tbody", "tr", "th", "td")
        assert not (is_table and each.get("role")), f"a role on <{each.tag}> on {page.path}"


def _parsed(body: str) -> Element:
    parser = html5lib.HTMLParser(
        tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False, strict=True
    )
    try:
        tree: Element = parser.parse(body)
    except ParseError as mistake:
        raise AssertionError(f"this is not valid HTML: {mistake}\n{body[:3000]}") from None
    return tree


def _text(element: Element) -> str:
    if element.tag in ("script", "style"):
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [
            " " if child.tag in ("br", "p", "div", "li") else "",
            _text(child),
            child.tail or "",
        ]
    return "".join(parts)
