"""What found nothing is read by staff only with a tick and a press under that very message."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import TEXTS, FakeFrontDoor

TEXT = "semmonen outo juttu"


def tell(key: str, language: str = "fi") -> str:
    """Return the sentence."""
    return TEXTS.render(f"keep_message.{key}", language) or ""


def consent(page: Page) -> None:
    """Tick the box by its words, and press."""
    page.get_by_label(tell("agree")).check()
    page.get_by_role("button", name=tell("send")).click()


def list_stored(page: Page) -> str:
    """Return all that the browser keeps beyond this tab."""
    return page.evaluate("JSON.stringify(localStorage) + document.cookie")


@pytest.mark.parametrize("where", ["page", "city"])
def test_nothing_is_sent_before_tick_and_press(
    open_page: OpenPage, open_city: OpenPage, fake: FakeFrontDoor, where: str
) -> None:
    """Asked only where the front door says so; the words are those of this message."""
    page = open_page() if where == "page" else open_city()
    say(page, "Mua kiusataan")
    expect(page.locator(".consent")).to_have_count(0)
    say(page, TEXT)
    expect(page.get_by_role("group", name=tell("question"))).to_contain_text(tell("note"))

    page.get_by_role("button", name=tell("send")).click()
    expect(page.get_by_role("alert").filter(has_text=tell("untold"))).to_be_visible()
    expect(page.get_by_label(tell("agree"))).to_be_focused()
    page.get_by_label(tell("agree")).check()
    assert fake.kept == []
    page.get_by_role("button", name=tell("send")).click()

    thanks = page.get_by_text(tell("kept"))
    expect(thanks).to_be_focused()
    expect(page.locator(".consent")).to_have_count(0)
    assert fake.kept == [
        {"conversation_id": "conversation-0", "text": TEXT, "consent": True, "language": "fi"}
    ]
    assert list_stored(page) == "{}"


def test_question_goes_when_something_else_is_said(open_page: OpenPage) -> None:
    """Only of the newest message can anything be kept."""
    page = open_page()
    say(page, TEXT)
    page.locator(".consent").wait_for()
    page.locator("kynnys-chat .composer textarea").fill("Mua kiusataan")
    page.keyboard.press("Enter")

    expect(page.locator(".consent")).to_have_count(0)
    expect(page.locator(".card")).to_have_count(3)


def test_question_stays_through_a_reload_until_it_is_answered(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """Answered once, it is not asked again."""
    page = open_page()
    say(page, TEXT)
    page.reload()
    page.locator(".consent").wait_for()
    consent(page)
    expect(page.get_by_text(tell("kept"))).to_be_visible()
    page.reload()
    page.locator(".turn--person").wait_for()
    page.wait_for_load_state("networkidle")

    expect(page.locator(".consent")).to_have_count(0)
    assert len(fake.kept) == 1


def test_failure_is_told_and_may_be_tried_again(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """A lost answer and a mistake of the server leave the question; a refusal ends it."""
    page = open_page()
    say(page, TEXT)
    fake.failures = ["lost", 500, 409]
    for key in ("network", "internal"):
        consent(page)
        expect(page.get_by_role("alert").filter(has_text=TEXTS.render(f"error.{key}", "fi"))).to_be_visible()
    consent(page)

    expect(page.get_by_text(TEXTS.render("error.message_not_kept", "fi") or "")).to_be_focused()
    expect(page.locator(".consent")).to_have_count(0)


def test_danger_contacts_come_with_a_refusal_that_has_them(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Whatever the front door finds on second sight is shown like any reply."""
    page = open_page()
    say(page, TEXT)
    fake.failures = [429]
    consent(page)

    expect(page.locator(".turn .danger")).to_be_visible()
    told = page.locator(".turn").get_by_text(TEXTS.render("error.rate_limited", "fi") or "")
    expect(told).to_be_visible()
    expect(page.locator(".consent")).to_have_count(0)


def test_nothing_is_asked_when_the_question_cannot_be_loaded(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """The reply stands as it is, and nothing is kept."""
    page = open_page()
    page.route("**/consent.*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        say(page, TEXT)

    expect(page.locator(".turn .bubble--kynnys").last).to_be_visible()
    expect(page.locator(".consent, .turn .bubble--error")).to_have_count(0)
    assert fake.kept == []
