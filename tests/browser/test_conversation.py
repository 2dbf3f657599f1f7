"""What a person can do on the page, in a real browser before canned replies."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor

EXIT = re.compile("ilmatieteenlaitos")


def test_cards_are_shown_when_a_message_is_sent_by_enter(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """A card says what it is, why it fits, when it is open, and has real links."""
    page = open_page()
    say(page, "Mua kiusataan koulussa")

    card = page.locator(".card").first
    expect(card.get_by_role("heading")).to_have_text("Esimerkkilinja lapsille ja nuorille")
    for words in (
        "Miksi tämä sopii",
        "Maksuton",
        "Nimeä ei tarvitse kertoa",
        "Auki yötä päivää",
        "suomeksi ja",
    ):
        expect(card).to_contain_text(words)
    assert card.get_by_role("link", name="Soita 000 111").get_attribute("href") == "tel:000111"
    assert card.get_by_role("link", name="Avaa chat").get_attribute("href") == "https://example.fi/chat"
    expect(card).to_contain_text("ei ole vielä tarkistettu")
    sent = fake.received[0]
    assert (sent["text"], sent["language"], sent["area"]) == ("Mua kiusataan koulussa", "fi", "049")


def test_unknown_facts_are_not_told_when_a_card_has_none(open_page: OpenPage) -> None:
    """Unknown is never shown as no."""
    page = open_page()
    say(page, "Mua kiusataan")

    card = page.locator(".card").nth(2)
    expect(card.locator(".card__facts")).to_have_count(0)
    expect(card).to_contain_text("Tieto voi olla vanha")


def test_line_is_broken_when_shift_and_enter_are_pressed(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Only Enter alone sends."""
    page = open_page()
    field = page.get_by_role("textbox")
    field.type("yksi")
    page.keyboard.press("Shift+Enter")
    field.type("kaksi")

    assert field.input_value() == "yksi\nkaksi"
    assert fake.received == []


def test_whole_way_is_gone_by_buttons_when_words_are_missing(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """A theme leads to a reply, and the conversation goes on in it."""
    page = open_page()
    page.get_by_role("button", name="Koulu, työ ja tulevaisuus").click()
    page.get_by_role("button", name="13–17-vuotias").click()

    expect(page.locator(".turn--person").nth(1)).to_contain_text("13–17-vuotias")
    expect(page.locator(".turn--kynnys")).to_have_count(3)
    assert [sent["choice"] for sent in fake.received] == ["theme:school_future", "age:2"]
    assert fake.received[1]["conversation_id"] == "conversation-0"


def test_danger_contacts_stay_in_view_when_the_conversation_goes_on(open_page: OpenPage) -> None:
    """They head the conversation after the alarm, whatever is said next."""
    page = open_page(width=390, height=844)
    say(page, "haluan tappaa itseni")
    say(page, "mua kiusataan")

    kept = page.get_by_role("region", name="Apua heti").filter(has=page.locator(".chip-value"))
    expect(kept.get_by_role("link", name="Kriisipuhelin")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Soita 112", exact=True)).to_be_in_viewport()
    # Whoever is sent to a line below the fold sees the reply, not what covers it.
    expect(page.locator(".turn--person").last).to_be_in_viewport(ratio=1)


def test_nothing_is_pressed_upon_anybody_when_contacts_are_for_everybody(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """Contacts without a kind of danger, as with too many messages, are no alarm."""
    page = open_page()
    fake.failures = [429]
    page.get_by_role("textbox").fill("hei")
    page.keyboard.press("Enter")

    expect(page.locator(".danger")).to_contain_text("Hätänumero")
    expect(page.locator(".turns .bubble--error")).to_contain_text("Odota hetki")
    expect(page.locator(".kept-danger")).to_be_hidden()


def test_message_is_answered_once_when_it_is_sent_again(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """The reply was lost on its way: the same key and body go out again, and the text is never lost."""
    page = open_page()
    fake.failures = ["lost", 500]
    page.get_by_role("textbox").fill("Mua kiusataan")
    page.keyboard.press("Enter")
    expect(page.locator(".turns .bubble--error")).to_contain_text("Yhteys katkesi. En tiedä, menikö")
    expect(page.locator(".turn--person")).to_contain_text("Mua kiusataan")
    page.get_by_role("button", name="Lähetä uudelleen").click()
    expect(page.locator(".turns .bubble--error")).to_contain_text("meni meillä rikki")
    page.get_by_role("button", name="Lähetä uudelleen").click()

    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".turn--person")).to_have_count(1)
    expect(page.locator(".turns .bubble--error")).to_have_count(0)
    assert len(fake.received) == 3
    assert fake.received[0] == fake.received[1] == fake.received[2]
    assert fake.answered_count == 1


def test_text_stays_when_the_reply_before_is_still_awaited(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Somebody impatient loses nothing and sends nothing twice."""
    page = open_page()
    fake.delay_seconds = 1.0
    page.get_by_role("textbox").fill("yksi")
    page.keyboard.press("Enter")
    expect(page.locator(".typing")).to_be_visible()
    page.get_by_role("textbox").fill("kaksi")
    page.keyboard.press("Enter")

    assert page.get_by_role("textbox").input_value() == "kaksi"
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".typing")).to_be_hidden()
    assert [sent["text"] for sent in fake.received] == ["yksi"]


def test_conversation_goes_on_when_the_same_tab_is_reloaded(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Also a message that was on its way, and one that was being written; a new tab begins anew."""
    page = open_page()
    say(page, "haluan tappaa itseni")
    page.get_by_role("button", name="Olen turvassa").click()
    expect(page.locator(".turn--kynnys")).to_have_count(3)
    page.get_by_role("textbox").fill("kesken")
    page.reload()

    expect(page.locator(".turn--person")).to_have_count(2)
    expect(page.locator(".kept-danger")).to_be_visible()
    expect(page.get_by_role("button", name="Olen turvassa")).to_have_attribute("aria-disabled", "true")
    assert page.get_by_role("textbox").input_value() == "kesken"
    assert len(fake.received) == 2
    other = page.context.new_page()
    other.goto(fake.address)
    expect(other.locator(".turn--person")).to_have_count(0)
    assert other.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []


def test_message_is_not_sent_twice_when_the_page_is_reloaded_before_its_reply(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """It goes out again by itself, with its key."""
    page = open_page()
    fake.delay_seconds = 0.5
    page.get_by_role("textbox").fill("Mua kiusataan")
    page.keyboard.press("Enter")
    expect(page.locator(".typing")).to_be_visible()
    page.reload()

    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".turn--person")).to_have_count(1)
    assert len({sent["key"] for sent in fake.received}) == 1
    assert fake.answered_count == 1


def test_language_changes_when_it_is_switched_in_mid_conversation(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """The conversation stays, the next reply comes in the new language, and Back leads to no copy of it."""
    page = open_page()
    say(page, "Mua kiusataan")
    entries = page.evaluate("history.length")
    page.get_by_role("link", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator(".turn--person")).to_have_count(1)
    say(page, "hej")

    assert (fake.received[1]["language"], fake.received[1]["conversation_id"]) == ("sv", "conversation-0")
    assert page.evaluate("history.length") == entries


def test_card_is_worded_in_the_language_of_its_reply_when_the_page_has_another(open_page: OpenPage) -> None:
    """A Swedish message on the Finnish page gets Swedish buttons and facts, marked as Swedish."""
    page = open_page()
    say(page, "jag blir mobbad")

    reply = page.locator(".turn--kynnys").last
    expect(reply).to_have_attribute("lang", "sv")
    expect(reply.get_by_role("link", name="Ring 000 111")).to_be_visible()
    expect(reply).to_contain_text("Betjänar på finska och svenska")


def test_conversation_is_gone_when_it_is_deleted(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """On the server too; when the server does not confirm, the page says so and keeps nothing secret."""
    page = open_page()
    say(page, "haluan tappaa itseni")
    fake.refuses_deletion = True
    page.get_by_role("button", name="Poista keskustelu").click()
    page.get_by_role("button", name="Kyllä, poista").click()
    expect(page.get_by_role("alert")).to_contain_text("Yritä hetken päästä")
    fake.refuses_deletion = False
    page.get_by_role("button", name="Kyllä, poista").click()

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".turn--person")).to_have_count(0)
    expect(page.locator(".turns")).to_contain_text("Keskustelu on poistettu.")
    expect(page.locator(".kept-danger")).to_be_hidden()
    assert fake.deleted == ["conversation-0"]
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("failures", [[], ["lost"], [502]])
def test_conversation_is_gone_when_it_is_deleted_before_its_first_reply(
    open_page: OpenPage, fake: FakeFrontDoor, failures: list[int | str]
) -> None:
    """Awaited or lost: the message's key brings the id, and that is deleted."""
    page = open_page()
    fake.delay_seconds, fake.failures = 0.5, failures
    page.get_by_role("textbox").fill("isä lyö")
    page.keyboard.press("Enter")
    page.locator(".turns .bubble--error" if failures else ".typing").wait_for()
    page.get_by_role("button", name="Poista keskustelu").click()
    page.get_by_role("button", name="Kyllä, poista").click()

    expect(page.locator(".turns")).to_contain_text("Keskustelu on poistettu.")
    assert set(fake.deleted) == {"conversation-0"}
    assert fake.answered_count == 1
    expect(page.locator(".turn--person")).to_have_count(0)


def test_nobody_is_told_of_a_deletion_that_nobody_could_confirm(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """The first reply was lost and stays so: the person is told, and may press again."""
    page = open_page()
    fake.failures = ["lost"] * 2
    page.get_by_role("textbox").fill("isä lyö")
    page.keyboard.press("Enter")
    page.locator(".turns .bubble--error").wait_for()
    page.get_by_role("button", name="Poista keskustelu").click()
    page.get_by_role("button", name="Kyllä, poista").click()

    expect(page.get_by_role("alert")).to_contain_text("Yritä hetken päästä")
    expect(page.locator(".turns")).not_to_contain_text("Keskustelu on poistettu.")
    page.get_by_role("button", name="Kyllä, poista").click()
    expect(page.locator(".turns")).to_contain_text("Keskustelu on poistettu.")
    assert fake.deleted == ["conversation-0"]


def test_person_is_told_when_the_question_before_deleting_could_not_be_loaded(open_page: OpenPage) -> None:
    """Without a network nothing could be deleted either; quick exit still clears the tab."""
    page = open_page()
    page.context.set_offline(True)
    page.get_by_role("button", name="Poista keskustelu").click()
    expect(page.locator(".turns")).to_contain_text("Tarkista yhteys ja yritä uudelleen.")


def test_conversation_is_gone_when_the_page_is_left_before_its_first_reply(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """By the key of its message, at once: however fast the other site is, nobody waits for the reply."""
    page = open_page()
    fake.delay_seconds = 3
    page.get_by_role("textbox").fill("isä lyö")
    page.keyboard.press("Enter")
    page.locator(".typing").wait_for()
    leave_by_button(page)
    page.wait_for_url(EXIT)
    for _ in range(20):
        if fake.deleted:
            break
        page.wait_for_timeout(50)

    assert fake.deleted == [fake.received[0]["key"]]


def test_deleted_words_do_not_come_back_when_the_bot_was_asked_to_delete(open_page: OpenPage) -> None:
    """What the bot says it has deleted is gone from the screen at once, and not in the tab either."""
    page = open_page()
    say(page, "haluan tappaa itseni")
    page.get_by_role("button", name=re.compile("^Säilytä")).first.click()
    page.get_by_role("textbox").fill("poista tietoni")
    page.keyboard.press("Enter")
    for _ in range(2):
        expect(page.locator(".turn--person")).to_have_count(0)
        expect(page.locator(".turn--kynnys")).to_have_count(2)
        expect(page.locator(".kept-danger")).to_be_hidden()
        page.get_by_role("button", name="Valikko").click()
        expect(page.get_by_role("button", name="Säilytetyt palvelut (0)")).to_be_visible()
        page.reload()


def test_everything_stays_when_the_bot_only_asks_whether_to_delete(open_page: OpenPage) -> None:
    """Words that resemble the wish, also after a reload."""
    page = open_page()
    say(page, "haluan tappaa itseni")
    page.get_by_role("button", name=re.compile("^Säilytä")).first.click()
    say(page, "ota se kuva pois")
    page.reload()

    expect(page.locator(".turn--person")).to_have_count(2)
    expect(page.locator(".kept-danger")).to_be_visible()
    page.get_by_role("button", name="Valikko").click()
    expect(page.get_by_role("button", name="Säilytetyt palvelut (1)")).to_be_visible()


def leave_by_button(page: Page) -> None:
    """Press the button that is always in view."""
    page.get_by_role("link", name="Poistu nopeasti").click()


def leave_from_help(page: Page) -> None:
    """Leave while the contacts lie over the page."""
    page.get_by_role("link", name="Apua heti").click()
    page.get_by_role("dialog").get_by_role("link", name="Poistu nopeasti").click()


def leave_from_deletion(page: Page) -> None:
    """Leave while the page asks whether to delete."""
    page.get_by_role("button", name="Poista keskustelu").click()
    leave_by_button(page)


def leave_by_shift(page: Page) -> None:
    """Press Shift three times, in the middle of writing."""
    page.get_by_role("textbox").focus()
    for _ in range(3):
        page.keyboard.press("Shift")


def test_nothing_is_left_when_the_page_is_left_quickly(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Another site is shown, the conversation is deleted here and there, and Back does not lead to it."""
    ways = (leave_by_button, leave_by_shift, leave_from_help, leave_from_deletion)
    for number, leave in enumerate(ways):
        page = open_page()
        say(page, "isä lyö")
        leave(page)
        page.wait_for_url(EXIT)
        page.go_back(wait_until="commit")
        expect(page).not_to_have_url(re.compile(re.escape(fake.address)))
        assert len(fake.deleted) == number + 1
        page.goto(fake.address)
        assert page.evaluate("sessionStorage.length") == 0
        expect(page.locator(".turn--person")).to_have_count(0)


def test_page_stays_when_shift_is_used_for_writing(open_page: OpenPage, fake: FakeFrontDoor) -> None:
    """Capital letters are no wish to leave."""
    page = open_page()
    page.get_by_role("textbox").focus()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")

    expect(page.get_by_role("textbox")).to_be_visible()
    assert page.url.startswith(fake.address)


def test_help_is_at_hand_when_the_network_is_gone(open_page: OpenPage) -> None:
    """112 and the danger contacts stand in the page itself."""
    page = open_page(width=390, height=844)
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("apua")
    page.keyboard.press("Enter")
    expect(page.locator(".turns .bubble--error")).to_contain_text("112")
    entries = page.evaluate("history.length")
    page.get_by_role("link", name="Apua heti").click()

    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("link", name="Soita 112").get_attribute("href") == "tel:112"
    expect(dialog.get_by_role("link", name="Avaa chat")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Apua heti")).to_be_focused()
    assert page.evaluate("history.length") == entries
    expect(page.get_by_role("link", name="Soita 112", exact=True)).to_have_attribute("href", "tel:112")


def test_request_is_offered_when_a_person_is_asked_for(open_page: OpenPage) -> None:
    """Beside the ways to get in touch oneself."""
    page = open_page()
    say(page, "haluan puhua ihminen")

    reply = page.locator(".turn--kynnys").last
    expect(reply.get_by_role("link", name="Soita 000 111")).to_be_visible()
    expect(reply.get_by_role("button", name="Pyydä yhteydenottoa", exact=True)).to_be_visible()
