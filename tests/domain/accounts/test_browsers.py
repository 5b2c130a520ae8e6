"""What people call the browser of a session."""

import pytest

from domain.accounts import browsers

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
MAC = "Macintosh; Intel Mac OS X 10_15_7"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {} Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME.format("Windows NT 10.0; Win64; x64"), "Chrome sur Windows"),
        (CHROME.format("Windows NT 10.0") + " Edg/131.0", "Edge sur Windows"),
        (CHROME.format("Linux; Android 14; K"), "Chrome sur Android"),
        (CHROME.format(MAC).replace("Chrome/131.0", "Version/18.1"), "Safari sur Mac"),
        (IPHONE.format("Version/18.1"), "Safari sur iPhone"),
        (IPHONE.format("CriOS/131.0"), "Chrome sur iPhone"),
        (IPHONE.format("FxiOS/131.0"), "Firefox sur iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko Firefox/132.0", "Firefox sur Linux"),
        ("Firefox", "Firefox"),
        ("curl/8.9", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_named_as_its_owner_does(user_agent: str, name: str) -> None:
    assert browsers.name(user_agent) == name
