"""What one can do with an answer: judge it, look closer, keep it, hear it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor

STAND_IN_FOR_SPEECH = """
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => window.voices ?? [{ lang: "fi-FI" }, { lang: "sv-SE" }],
  speak: (utterance) => window.spoken.push([utterance.lang, utterance.text]),
  cancel: () => console.log("silent"),
} });
"""


def test_answer_is_judged_once_and_only_counted(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """By need and language, without words or an id; the person is thanked, also after a reload."""
    page = open_city()
    say(page, "Mua kiusataan")
    group = page.get_by_role("group", name="Osuiko tämä oikeaan?")
    group.get_by_role("button", name="Ei").click()
    expect(group).to_contain_text("Kokeile toisin sanoin")
    group.get_by_role("button", name="Kyllä").click(force=True)
    page.reload()
    expect(group.get_by_role("button", name="Ei")).to_have_attribute("aria-pressed", "true")

    assert fake.counted == [{"helpful": False, "need": "bullying", "language": "fi"}]


def test_how_it_goes_is_told_when_it_is_opened(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """From the catalogue, on use; what could not be loaded is tried again."""
    page = open_city()
    say(page, "Mua kiusataan")
    details = page.locator(".card .details").first
    fake.failures = [500]
    details.locator("summary").click()
    expect(details).to_contain_text("Avaa tämä hetken päästä uudelleen")
    details.locator("summary").click()
    details.locator("summary").click()

    expect(details).to_contain_text("Voit lopettaa milloin vain.")
    expect(details.get_by_role("link", name="Tiedon lähde")).to_have_attribute(
        "href", "https://example.fi/tietoa"
    )


def test_contact_is_counted_when_it_is_used(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """Which service, not who."""
    page = open_city()
    say(page, "Mua kiusataan")
    call = page.get_by_role("link", name="Soita 000 111")
    with page.expect_response("**/v1/events"):
        call.evaluate("link => { link.href = 'tel:'; link.click(); }")

    assert fake.counted == [{"event": "called", "service_id": "esimerkkilinja", "language": "fi"}]


def test_place_is_shown_on_a_map_when_it_can_be_visited(open_city: OpenPage) -> None:
    """A real link with the address."""
    page = open_city()
    say(page, "Mua kiusataan")

    link = page.get_by_role("link", name=re.compile("Näytä kartalla"))
    expect(link).to_have_attribute("href", re.compile(r"^https://.*query=Esimerkkikatu\+1%2C\+Espoo$"))
    expect(link).to_have_attribute("rel", "noreferrer")


@pytest.mark.prints
def test_services_are_kept_copied_printed_and_shared(open_city: OpenPage) -> None:
    """Without any account, for as long as the tab is open."""
    page = open_city()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("() => { navigator.share = async ({ text }) => { window.shared = text; }; }")
    say(page, "Mua kiusataan")
    keep = page.get_by_role("button", name=re.compile("^Säilytä.*Esimerkkilinja"))
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Valikko").click()
    page.get_by_role("button", name="Säilytetyt palvelut (1)").click()
    dialog = page.get_by_role("dialog", name="Säilytetyt palvelut")
    dialog.get_by_role("button", name="Kopioi").click()
    expect(dialog.get_by_role("status")).to_have_text("Kopioitu.")
    dialog.get_by_role("button", name="Jaa").click()
    copied, shared = page.evaluate("navigator.clipboard.readText()"), page.evaluate("window.shared")
    assert copied == shared
    assert "000 111" in copied
    assert "https://example.fi/chat" in copied
    dialog.get_by_role("button", name="Tulosta").click()
    assert "000 111" in page.frames[-1].inner_text("body")
    dialog.get_by_role("button", name=re.compile("Poista listalta")).click()

    expect(dialog).to_contain_text("Et ole vielä säilyttänyt mitään")
    expect(dialog.get_by_role("button", name="Sulje")).to_be_focused()


def test_danger_contacts_stay_in_view_over_the_kept_services(open_city: OpenPage) -> None:
    """The list lies over the chat, and over the contacts that it keeps; the focus is on no number."""
    page = open_city(width=390, height=500)
    say(page, "haluan tappaa itseni")
    for keep in page.get_by_role("button", name=re.compile("^Säilytä.")).all():
        keep.click()
    page.get_by_role("button", name="Valikko").click()
    page.get_by_role("button", name=re.compile("^Säilytetyt palvelut")).click()
    dialog = page.get_by_role("dialog", name="Säilytetyt palvelut")
    expect(dialog.get_by_role("heading", name="Säilytetyt palvelut")).to_be_focused()
    dialog.evaluate("dialog => dialog.scrollTo(0, dialog.scrollHeight)")

    expect(dialog.get_by_role("link", name="Kriisipuhelin")).to_be_in_viewport()


@pytest.mark.prints
def test_hours_are_not_told_as_true_when_their_time_has_passed(open_city: OpenPage) -> None:
    """After a reload in a tab that lived for long, and in the list of kept services; on paper never."""
    page = open_city()
    say(page, "Mua kiusataan")
    for keep in page.get_by_role("button", name=re.compile("^Säilytä.")).all():
        keep.click()
    dialog = page.get_by_role("dialog", name="Säilytetyt palvelut")
    told, unknown = "Nyt kiinni, avautuu maanantaina", "Tarkista aukiolo palvelusta"
    for is_later in (False, True):
        if is_later:
            page.clock.set_fixed_time("2100-01-01T12:00:00Z")
        page.reload()
        family = page.locator(".card").nth(2)
        expect(family.locator(".hours")).to_have_text(re.compile(unknown if is_later else told))
        page.get_by_role("button", name="Valikko").click()
        page.get_by_role("button", name=re.compile("^Säilytetyt palvelut")).click()
        expect(dialog.locator(".kept__list > li").nth(2)).to_contain_text(unknown if is_later else told)
        dialog.get_by_role("button", name="Tulosta").click()
        paper = page.frames[-1].inner_text("body")
        assert "Auki yötä päivää" in paper
        assert told not in paper
        dialog.get_by_role("button", name="Sulje").click()


def test_reply_is_read_aloud_by_the_browser(open_city: OpenPage) -> None:
    """Cards too, in the language of the reply; pressed again it is silent."""
    page = open_city()
    page.evaluate(STAND_IN_FOR_SPEECH)
    page.reload()
    page.evaluate(STAND_IN_FOR_SPEECH)
    say(page, "jag blir mobbad")
    listen = page.get_by_role("button", name="Lyssna")
    listen.click()
    expect(listen).to_have_attribute("aria-pressed", "true")
    language, text = page.evaluate("window.spoken[0]")
    assert language == "sv-SE"
    assert "Mobbning är aldrig ditt fel" in text
    assert "Exempellinjen" in text
    listen.click()

    expect(listen).to_have_attribute("aria-pressed", "false")


def close_chat(page: Page) -> None:
    """Close the panel."""
    page.get_by_role("button", name="Sulje keskustelu").click()


def delete_conversation(page: Page) -> None:
    """Delete what is being read."""
    page.get_by_role("button", name="Poista keskustelu").click()
    page.get_by_role("button", name="Kyllä, poista").click()


def leave_quickly(page: Page) -> None:
    """Leave while it is being read."""
    page.get_by_role("link", name="Poistu nopeasti").first.click()


@pytest.mark.parametrize("leave", [close_chat, delete_conversation, leave_quickly])
def test_nothing_is_read_on_when_somebody_is_done_with_it(
    open_city: OpenPage, leave: Callable[[Page], None]
) -> None:
    """Closed, deleted or left, the device is silent at once: others may stand near."""
    page = open_city()
    page.evaluate(STAND_IN_FOR_SPEECH)
    say(page, "Mua kiusataan")
    listen = page.get_by_role("button", name="Kuuntele")
    listen.click()
    expect(listen).to_have_attribute("aria-pressed", "true")

    with page.expect_console_message(lambda line: line.text == "silent"):
        leave(page)


def test_person_is_told_when_the_device_has_no_voice(open_city: OpenPage) -> None:
    """Nothing happens silently."""
    page = open_city()
    page.evaluate(STAND_IN_FOR_SPEECH + "window.voices = [{ lang: 'de-DE' }];")
    say(page, "Mua kiusataan")
    page.get_by_role("button", name="Kuuntele").click()

    expect(page.locator(".turns")).to_contain_text("ei ole ääntä tälle kielelle")


@pytest.mark.parametrize(("since", "mended"), [("", "pitkä viesti"), ("ja vielä", "pitkä viesti\nja vielä")])
def test_message_is_mended_when_it_was_too_large(
    open_city: OpenPage, fake: FakeFrontDoor, since: str, mended: str
) -> None:
    """It comes back, before what was written since; sending it again as it is would lead nowhere."""
    page = open_city()
    fake.failures = [413]
    page.locator("kynnys-chat textarea").fill("pitkä viesti")
    page.keyboard.press("Enter")
    page.locator(".turns .bubble--error").wait_for()
    page.locator("kynnys-chat textarea").fill(since)
    page.get_by_role("button", name="Muokkaa viestiä").click()

    expect(page.locator("kynnys-chat textarea")).to_be_focused()
    assert page.locator("kynnys-chat textarea").input_value() == mended
    expect(page.locator(".turn--person")).to_have_count(0)


def test_message_goes_out_by_itself_when_the_network_is_back(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """Once, with the key it had."""
    page = open_city()
    fake.failures = ["lost"]
    page.locator("kynnys-chat textarea").fill("Mua kiusataan")
    page.keyboard.press("Enter")
    page.locator(".turns .bubble--error").wait_for()
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".turns .bubble--error")).to_have_count(0)
    assert len({sent["key"] for sent in fake.received}) == 1
    assert fake.answered_count == 1


def test_slowness_is_told_when_the_answer_takes_its_time(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """And that nothing is lost meanwhile."""
    page = open_city()
    fake.delay_seconds = 7.5
    page.locator("kynnys-chat textarea").fill("Mua kiusataan")
    page.keyboard.press("Enter")

    expect(page.locator(".typing")).to_contain_text("Viestisi ei katoa", timeout=10000)
    page.locator(".card").first.wait_for()
    expect(page.locator(".typing")).to_be_hidden()
