"""What a first visit costs: who comes once a year, with one bar of network, has no cache."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.portal import Served

ONE_ROUND_TRIP = 14_600  # bytes: ten segments, what a new connection sends before it waits


def test_a_first_visit_takes_one_round_trip_and_nothing_fails(page: Page, served: Served) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    bytes_by_request: dict[str, float] = {}
    failures: list[Any] = []

    def note(event: dict[str, Any]) -> None:
        bytes_by_request[event["requestId"]] = event["encodedDataLength"]

    session.on("Network.loadingFinished", note)
    session.on("Network.loadingFailed", lambda event: failures.append(event))  # noqa: PLW0108 - Playwright wants a function of ours
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(served.typed_address, wait_until="networkidle")

    total = sum(bytes_by_request.values())
    assert total <= ONE_ROUND_TRIP, f"{total:.0f} bytes"
    assert len([url for url in asked if not url.startswith("data:")]) == 2, asked
    assert failures == []


def test_nothing_on_the_page_is_blocked_by_its_own_policy(page: Page, served: Served) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    page.goto(served.typed_address, wait_until="networkidle")

    assert said == []
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"


def test_a_script_is_kept_for_ever_under_the_name_of_what_is_in_it(
    page: Page, served: Served
) -> None:
    page.goto(served.typed_address)
    address = page.locator("script").get_attribute("src")

    answer = page.request.get(f"{served.origin}{address}")
    other = page.request.get(f"{served.origin}{str(address)[:-9]}00000.js")

    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.body()) < 1_000
    assert other.status == 404
