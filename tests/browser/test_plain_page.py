"""The page without JavaScript: the same address, plain forms."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.fake_front_door import FakeFrontDoor


def test_message_is_answered_when_there_is_no_javascript(open_page: OpenPage) -> None:
    """Written, sent and answered with cards and choices; the conversation goes on."""
    page = open_page(java_script_enabled=False)
    page.get_by_role("textbox", name="Kirjoita viesti").fill("Mua kiusataan")
    page.get_by_role("button", name="Lähetä", exact=True).click()
    expect(page.get_by_role("link", name="Soita 000 111")).to_be_visible()
    page.get_by_role("button", name="13–17-vuotias").click()

    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator("input[name=conversation_id]").first).to_have_value("conversation-0")
    expect(page.get_by_role("textbox")).to_be_visible()


def test_services_are_shown_when_a_need_is_chosen_without_javascript(open_page: OpenPage) -> None:
    """Themes open their needs; each need is a button that leads to services."""
    page = open_page(java_script_enabled=False, language="sv")
    page.get_by_text("Skola, jobb och framtid").click()
    page.get_by_role("button", name="Mobbning och diskriminering").click()

    expect(page.get_by_role("heading", name="Mobbning och diskriminering")).to_be_visible()
    expect(page.get_by_role("link", name="Ring 000 111")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "sv")


def test_danger_contacts_come_first_when_there_is_no_javascript(open_page: OpenPage) -> None:
    """They head the reply; those for everybody stand on the page from the start."""
    page = open_page(java_script_enabled=False, width=390, height=844)
    expect(page.locator("#help-now").get_by_role("link", name="Soita 112")).to_be_visible()
    expect(page.locator(".quick-exit")).to_have_attribute("href", "https://www.ilmatieteenlaitos.fi/")
    page.get_by_role("textbox").fill("haluan tappaa itseni")
    page.get_by_role("button", name="Lähetä", exact=True).click()

    first = page.locator(".turn--kynnys > *").nth(1)
    expect(first).to_contain_text("Hätänumero")
    expect(page.get_by_role("button", name="En ole turvassa")).to_be_visible()


def test_page_says_what_to_do_when_nothing_was_written(open_page: OpenPage) -> None:
    """An empty form is no dead end."""
    page = open_page(java_script_enabled=False)
    page.get_by_role("button", name="Lähetä", exact=True).click()

    expect(page.locator(".bubble--error")).to_contain_text("Kirjoita jotain")
    expect(page.get_by_role("textbox")).to_be_visible()


def test_answer_is_kept_when_the_form_was_faster_than_the_script(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """A reply that the server drew stays when the live conversation takes its place, and goes on there."""
    page = open_page()
    page.evaluate("""() => {
      const form = Object.assign(document.createElement("form"), { method: "post", action: "/" });
      form.innerHTML = '<input name="text" value="Mua kiusataan"><input name="language" value="fi">';
      document.body.append(form);
      form.submit();
    }""")
    page.locator("kynnys-chat .turns .card").first.wait_for()
    page.get_by_role("button", name="13–17-vuotias").click()
    expect(page.locator(".turn--person")).to_contain_text("13–17-vuotias")

    # What was chosen stands there before it has reached the front door.
    for _ in range(100):
        if fake.received:
            break
        page.wait_for_timeout(50)
    assert fake.received[0]["conversation_id"] == "conversation-0"
