"""That a service was contacted is counted wherever its contact stands: once each, without words or an id."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor

LINE, CRISIS = "esimerkkilinja", "kriisipuhelin"


def use(link: Locator) -> None:
    """Press a link without leaving for where it leads."""
    link.evaluate(
        "link => { link.href = 'tel:'; link.firstElementChild.dispatchEvent(new MouseEvent('click', "
        "{ bubbles: true, composed: true, cancelable: true })); }"
    )


def in_reply(page: Page) -> None:
    """A row of the danger contacts that head a reply."""
    say(page, "haluan tappaa itseni")
    use(page.locator(".turn .danger").get_by_role("link", name=re.compile("333 444")))


def in_view(page: Page) -> None:
    """One of the small links that stay in view after that."""
    say(page, "haluan tappaa itseni")
    use(page.locator(".kept-danger").first.get_by_role("link", name=re.compile("Kriisipuhelin")))


def in_help_now(page: Page) -> None:
    """A contact for everybody, behind the help control."""
    page.get_by_role("button", name="Apua heti").or_(page.locator("a.open-help-now")).first.click()
    use(page.get_by_role("dialog", name="Apua heti").get_by_role("link", name=re.compile("333 444")))


def on_own_page(page: Page) -> None:
    """The same, as the server drew it beside the chat."""
    use(page.locator("#help-now").get_by_role("link", name=re.compile("333 444")))


def in_form(page: Page) -> None:
    """Kept in view over the form of a request."""
    say(page, "haluan tappaa itseni")
    page.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa")).first.click()
    use(page.locator(".request .kept-danger").get_by_role("link", name=re.compile("Kriisipuhelin")))


def in_kept_list(page: Page) -> None:
    """A service that the person kept."""
    say(page, "Mua kiusataan")
    page.get_by_role("button", name=re.compile("^Säilytä.*Esimerkkilinja")).click()
    page.get_by_role("button", name="Valikko").click()
    page.get_by_role("button", name=re.compile("^Säilytetyt palvelut")).click()
    use(
        page.get_by_role("dialog", name="Säilytetyt palvelut").get_by_role("link", name=re.compile("000 111"))
    )


def on_map(page: Page) -> None:
    """The way to a place that can be visited."""
    say(page, "Mua kiusataan")
    use(page.get_by_role("link", name=re.compile("Näytä kartalla")))


@pytest.mark.parametrize(
    ("contact", "service"),
    [
        (in_reply, CRISIS),
        (in_view, CRISIS),
        (in_help_now, CRISIS),
        (in_form, CRISIS),
        (in_kept_list, LINE),
        (on_map, "kuraattori"),
    ],
)
def test_use_of_a_contact_is_counted_once_in_the_chat(
    open_city: OpenPage, fake: FakeFrontDoor, contact: Callable[[Page], None], service: str
) -> None:
    """One listener hears them all; also where the language was changed before, which draws all anew."""
    page = open_city(language="sv")
    page.locator("kynnys-chat .icon-button").first.click()
    page.get_by_role("button", name="Suomi").click()
    page.locator(".composer textarea[placeholder='Kirjoita viesti']").wait_for()
    page.get_by_role("button", name="Valikko").click()
    with page.expect_response("**/v1/events"):
        contact(page)

    assert fake.counted == [{"event": "called", "service_id": service, "language": "fi"}]


@pytest.mark.parametrize("contact", [in_reply, in_help_now, on_own_page])
def test_use_of_a_contact_is_counted_once_on_kynnys_own_page(
    open_page: OpenPage, fake: FakeFrontDoor, contact: Callable[[Page], None]
) -> None:
    """Whether the chat drew it or the server."""
    page = open_page()
    with page.expect_response("**/v1/events"):
        contact(page)

    assert fake.counted == [{"event": "called", "service_id": CRISIS, "language": "fi"}]


def test_what_is_no_contact_is_not_counted(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """Neither words beside a link, nor the page that the facts come from, nor 112 in the bar."""
    page = open_city()
    say(page, "Mua kiusataan")
    page.locator(".contact-place").first.click(position={"x": 2, "y": 2})
    page.locator(".card .details summary").first.click()
    use(page.get_by_role("link", name=re.compile("Tiedon lähde")))
    use(page.locator(".bar .call-112"))
    page.wait_for_timeout(500)

    assert fake.counted == []
