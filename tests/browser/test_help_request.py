"""Asking a real person to get in touch: the form, its mistakes, and what is told afterwards."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenPage, say
from tests.browser.fake_front_door import FakeFrontDoor

SMS = "Puhelinnumero tekstiviestejä varten"


def ask_from_card(page: Page, text: str = "Mua kiusataan, olen 14, asun Espoossa") -> None:
    """Press the button of the first card of a reply."""
    say(page, text)
    page.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa.*Esimerkkilinja")).click()


def open_from_card(page: Page, text: str = "Mua kiusataan, olen 14, asun Espoossa") -> None:
    """Open the form from the first card of a reply."""
    ask_from_card(page, text)
    page.locator(".request__form").wait_for()


def go_on(page: Page, steps: int = 1) -> None:
    """Press what leads to the next thing."""
    for _ in range(steps):
        page.get_by_role("button", name="Jatka").click()


def send(page: Page) -> None:
    """Consent and send; the person stands at the last step."""
    page.get_by_label(re.compile("^Pyyntöni saa")).check()
    page.get_by_role("button", name="Lähetä pyyntö").click()


def test_form_is_filled_from_the_conversation(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """Need, age, place and whom it is about are there, can be changed, and nobody tells it twice."""
    page = open_city()
    open_from_card(page)
    expect(page.get_by_label("Mistä on kyse?")).to_have_value("bullying")
    page.get_by_label("Mistä on kyse?").select_option("money")
    go_on(page)
    expect(page.get_by_label("Ikä vuosina")).to_have_value("14")
    expect(page.get_by_label("Kenelle apua")).to_have_value("self")
    go_on(page)
    expect(page.get_by_label("Kunta")).to_have_value("049")
    go_on(page)
    page.get_by_label(SMS).fill("000 111 222")
    go_on(page)
    expect(page.locator(".request")).to_contain_text("heidän on toimittava")
    expect(page.locator(".request")).to_contain_text("He lupaavat ottaa yhteyttä viimeistään 26.11.")
    send(page)
    page.locator(".reference").wait_for()

    sent = fake.requested[0]
    assert (sent["need"], sent["age"], sent["municipality"], sent["about"]) == ("money", "14", "049", "self")
    assert (sent["sms"], sent["service_id"], sent["consent"]) == ("000 111 222", "esimerkkilinja", True)
    assert (sent["leave_empty"], sent["language"], sent["area"]) == ("", "fi", "049")
    assert len(sent["key"]) >= 32


def test_one_way_to_be_reached_and_consent_are_enough(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """Everything else may stay empty; each step is heard by its heading."""
    page = open_city("button")
    page.get_by_role("button", name="Pyydä apua").click()
    page.get_by_label("Mistä on kyse?").select_option("")
    go_on(page)
    expect(page.get_by_role("heading", name=re.compile("Kohta 2.5. Ketä asia koskee"))).to_be_focused()
    go_on(page, 2)
    page.get_by_label("Sähköposti").fill("a@example.fi")
    page.keyboard.press("Enter")
    send(page)
    page.locator(".reference").wait_for()

    told = {name for name, value in fake.requested[0].items() if value not in ("", None, False)}
    assert told == {"email", "consent", "language", "area", "key"}


def test_five_words_are_shown_once_and_not_lost_by_a_slip(open_city: OpenPage) -> None:
    """Copied by a button; no Escape closes, however often; afterwards they stand nowhere."""
    page = open_city()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_from_card(page)
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    send(page)
    expect(page.get_by_role("heading", name="Pyyntösi on tallessa")).to_be_focused()
    expect(page.locator(".reference")).to_have_attribute("lang", "fi")
    page.get_by_role("button", name="Kopioi sanat").click()
    expect(page.locator(".request").get_by_role("status")).to_have_text("Kopioitu.")
    assert page.evaluate("navigator.clipboard.readText()") == "kuusi lampi tuoli vene marja"
    for _ in range(3):
        page.keyboard.press("Escape")
        expect(page.locator(".reference")).to_be_visible()
        assert page.locator(".request").evaluate("dialog => dialog.matches(':modal')")
    # As Android's Back does it: closed without having asked.
    page.locator(".request").evaluate("dialog => dialog.close()")
    expect(page.locator(".reference")).to_be_visible()
    expect(page.get_by_role("heading", name="Pyyntösi on tallessa")).to_be_focused()
    status = page.get_by_role("link", name=re.compile("missä pyyntösi on"))
    assert re.search(r"/help-request/status\?language=fi$", status.get_attribute("href") or "")
    expect(status).to_have_attribute("target", "_blank")
    page.get_by_role("button", name="Otin sanat talteen").click()

    expect(page.locator(".request")).to_have_count(0)
    assert "kuusi" not in page.evaluate("JSON.stringify(sessionStorage)")
    assert "000 111" not in page.evaluate("JSON.stringify(JSON.parse(sessionStorage.kynnys).request ?? null)")


def test_five_words_come_though_somebody_closes_while_it_is_sent(open_city: OpenPage) -> None:
    """Neither Escape nor the button nor a phone's Back closes what the words will stand in."""
    page = open_city()
    open_from_card(page)
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    held: list[Route] = []
    page.route("**/v1/help-requests", lambda route: held.append(route))
    send(page)
    page.get_by_role("button", name="Lähetetään").wait_for()
    for _ in range(3):
        page.keyboard.press("Escape")
    page.locator(".request").get_by_role("button", name="Sulje").click()
    page.locator(".request").evaluate("dialog => dialog.close()")
    expect(page.get_by_role("button", name="Lähetetään")).to_be_focused()
    held[0].continue_()

    expect(page.get_by_role("heading", name="Pyyntösi on tallessa")).to_be_focused()
    expect(page.locator(".reference")).to_be_visible()
    assert page.locator(".request").evaluate("dialog => dialog.matches(':modal')")


def test_form_can_be_closed_when_the_sending_failed(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """Nothing holds anybody longer than the sending takes."""
    page = open_city()
    open_from_card(page)
    go_on(page, 4)
    fake.failures = ["lost"]
    send(page)
    page.locator(".request .bubble--error").wait_for()
    page.keyboard.press("Escape")

    expect(page.locator(".request")).to_have_count(0)


@pytest.mark.parametrize("place", ["corner", "button"])
def test_one_form_opens_when_it_is_pressed_twice(open_city: OpenPage, place: str) -> None:
    """While its files and texts are still loading, as with an unsteady hand; afterwards it opens again."""
    page = open_city(place)
    if place == "corner":
        say(page, "Mua kiusataan")
    name = "^Pyydä yhteydenottoa.*Esimerkkilinja" if place == "corner" else "^Pyydä apua"
    button = page.get_by_role("button", name=re.compile(name))
    page.route("**/v1/help-requests/form*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    button.dblclick()
    page.locator(".request__form").first.wait_for()
    page.wait_for_timeout(800)
    expect(page.locator(".request")).to_have_count(1)
    page.locator(".request").get_by_role("button", name="Sulje").click()
    expect(page.locator(".request")).to_have_count(0)
    button.click()

    expect(page.locator(".request")).to_have_count(1)


def test_mistakes_stand_beside_their_fields(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """The step with the first one opens, its field has the focus, and what was typed is there."""
    page = open_city()
    open_from_card(page)
    page.get_by_label("Kerro omin sanoin").fill("tärkeää")
    go_on(page, 3)
    page.get_by_label("Sähköposti").fill("ei osoite")
    go_on(page)
    send(page)
    field = page.get_by_label("Sähköposti")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()[0]
    expect(page.locator(f"#{described}")).to_have_text("Tarkista sähköpostiosoite.")
    field.fill("a@example.fi")
    go_on(page)
    page.get_by_role("button", name="Lähetä pyyntö").click()

    page.locator(".reference").wait_for()
    assert fake.requested[1]["message"] == "tärkeää"


def test_long_story_is_not_cut_without_a_word(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """Told while it is written and by the front door; every word is there, and may be shortened."""
    page = open_city()
    open_from_card(page)
    message, told = page.get_by_label("Kerro omin sanoin"), page.get_by_text("enintään 2000 merkkiin")
    message.fill("a" * 1995)
    message.press_sequentially(" loppu")
    expect(message).to_have_value("a" * 1995 + " loppu")
    expect(message).to_have_accessible_description(re.compile("enintään 2000 merkkiin"))
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    send(page)
    expect(message).to_be_focused()
    expect(message).to_have_value("a" * 1995 + " loppu")
    message.fill("loppu")
    expect(told).to_be_hidden()
    go_on(page, 4)
    page.get_by_role("button", name="Lähetä pyyntö").click()
    page.locator(".reference").wait_for()

    assert fake.requested[-1]["message"] == "loppu"


def test_field_that_a_browser_filled_becomes_visible(open_city: OpenPage) -> None:
    """What fills in everything must not keep a request back: the person sees the field and empties it."""
    page = open_city()
    open_from_card(page)
    trap = page.get_by_label("Älä kirjoita tähän mitään")
    expect(trap).to_be_hidden()
    page.locator("[name=leave_empty]").evaluate("field => { field.value = 'https://example.fi'; }")
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    send(page)
    expect(trap).to_be_focused()
    expect(trap).to_have_accessible_description("Tyhjennä tämä kohta.")
    trap.fill("")
    page.get_by_role("button", name="Lähetä pyyntö").click()

    expect(page.locator(".reference")).to_be_visible()


def test_missing_way_to_be_reached_is_told_where_it_is_asked(open_city: OpenPage) -> None:
    """The group says it once, above its fields; each of them is wrong and described by it."""
    page = open_city()
    open_from_card(page)
    go_on(page, 4)
    send(page)

    told = "Anna yksi tapa, jolla sinut tavoittaa."
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_label("Puhelinnumero soittamista varten")).to_be_focused()
    for label in ("Puhelinnumero soittamista varten", SMS, "Sähköposti"):
        expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label(label)).to_have_accessible_description(told)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    page.get_by_role("button", name="Lähetä pyyntö").click()
    page.locator(".reference").wait_for()


def test_danger_contacts_come_while_the_words_are_written(open_city: OpenPage) -> None:
    """In a pause of typing, above the step and in view; told politely once, and the writing goes on."""
    page = open_city(width=390, height=700)
    open_from_card(page)
    page.locator(".request [aria-live=polite]").evaluate("""region => {
      window.told = [];
      new MutationObserver((changes) => {
        const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
        window.told.push(...added.map(({ textContent }) => textContent));
      }).observe(region, { childList: true });
    }""")
    message = page.get_by_label("Kerro omin sanoin")
    message.press_sequentially("haluan kuolla")
    danger = page.locator(".request__danger")
    expect(danger).to_contain_text("Et ole yksin.")
    expect(message).to_be_focused()
    expect(message).to_be_in_viewport()
    expect(kept_contacts(page).first).to_be_in_viewport()
    message.press_sequentially(", en jaksa")
    expect(message).to_have_value("haluan kuolla, en jaksa")
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    expect(kept_contacts(page).first).to_be_in_viewport()
    go_on(page)
    send(page)

    page.locator(".reference").wait_for()
    expect(page.get_by_role("heading", name="Pyyntösi on tallessa")).to_be_focused()
    expect(danger).to_be_visible()
    told = page.evaluate("window.told")
    assert len(told) == 1
    assert "Et ole yksin." in told[0]
    assert page.locator(".request [role=alert]:visible").count() == 0


def test_danger_contacts_come_when_the_step_is_left(open_city: OpenPage, fake: FakeFrontDoor) -> None:
    """At once, without a pause; the next step is heard, and no way to be reached is sent along."""
    page = open_city()
    open_from_card(page)
    page.get_by_label("Kerro omin sanoin").fill("haluan kuolla")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".request__danger")).to_contain_text("Et ole yksin.", timeout=1400)
    expect(page.get_by_role("heading", name=re.compile("Kohta 2.5."))).to_be_focused()
    go_on(page, 2)
    page.get_by_label(SMS).fill("000 111")
    page.get_by_label("Milloin sinut tavoittaa?").fill("illalla")
    go_on(page)
    page.get_by_role("button", name="Lähetä pyyntö").wait_for()
    page.wait_for_timeout(300)

    asked = [question for question in fake.routed if "message" in question]
    assert asked[-1]["reach_when"] == "illalla"
    assert (asked[-1]["age"], asked[-1]["municipality"], asked[-1]["language"]) == (14, "049", "fi")
    assert not [question for question in asked if "000 111" in str(question) or "sms" in question]


def test_one_question_about_danger_is_under_way_and_the_last_words_are_asked(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """What is written while the front door thinks is asked about as soon as it has answered."""
    page = open_city()
    open_from_card(page)
    fake.delay_seconds = 1
    message = page.get_by_label("Kerro omin sanoin")
    message.fill("mua kiusataan")
    go_on(page)
    page.get_by_role("button", name="Takaisin").click()
    message.fill("haluan kuolla")
    go_on(page)
    expect(page.locator(".request__danger")).to_contain_text("Et ole yksin.")

    assert [asked["message"] for asked in fake.routed if "message" in asked] == [
        "mua kiusataan",
        "haluan kuolla",
    ]


@pytest.mark.parametrize("failure", ["lost", 500])
def test_failed_question_about_danger_is_silent_and_the_sending_asks_again(
    open_city: OpenPage, fake: FakeFrontDoor, failure: int | str
) -> None:
    """Nothing troubles the person who writes, and the contacts come with the receipt at the latest."""
    page = open_city()
    open_from_card(page)
    fake.failures = [failure] * 4
    page.get_by_label("Kerro omin sanoin").fill("haluan kuolla")
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    expect(page.locator(".request .bubble--error")).to_be_hidden()
    expect(page.locator(".request__danger .danger")).to_have_count(0)
    page.wait_for_timeout(300)
    fake.failures = []
    send(page)

    page.locator(".reference").wait_for()
    expect(page.locator(".request__danger")).to_contain_text("Et ole yksin.")


@pytest.mark.parametrize("place", ["corner", "button"])
def test_danger_contacts_of_the_conversation_stand_in_the_form(open_city: OpenPage, place: str) -> None:
    """From its first step and in view; the button beside a chat finds them in the tab."""
    page = open_city(width=390, height=700)
    say(page, "haluan tappaa itseni")
    say(page, "mua kiusataan")
    if place == "corner":
        page.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa.*Esimerkkilinja")).last.click()
    else:
        page.get_by_role("button", name="Sulje keskustelu").click()
        page.goto(page.url.replace("place=corner", "place=button"))
        page.get_by_role("button", name="Pyydä apua").click()
    page.locator(".request__form").wait_for()
    line = page.locator(".request .kept-danger").get_by_role("link", name="Kriisipuhelin")
    expect(line).to_be_in_viewport()
    go_on(page, 3)

    expect(line).to_be_in_viewport()


def kept_contacts(page: Page) -> Locator:
    """Return the small links to danger contacts that stay at the top of the form."""
    return page.locator(".request .kept-danger a")


def test_trusted_adult_is_suggested_once_to_a_child(open_city: OpenPage) -> None:
    """It blocks nothing and shortens nothing."""
    page = open_city()
    open_from_card(page)
    go_on(page)
    page.get_by_label("Ikä vuosina").fill("11")
    go_on(page)
    adult = page.get_by_text("Voit pyytää aikuista avuksi, tai lähettää tämän itse.")
    expect(adult).to_be_visible()
    go_on(page)
    expect(adult).to_be_hidden()
    page.get_by_role("button", name="Takaisin").click()
    expect(page.get_by_label("Koulu")).to_be_visible()


def test_trusted_adult_is_no_longer_suggested_when_the_age_is_corrected(open_city: OpenPage) -> None:
    """Eleven was a slip: fifteen needs no such suggestion, and eleven would again."""
    page = open_city()
    open_from_card(page)
    go_on(page)
    adult = page.get_by_text("Voit pyytää aikuista avuksi, tai lähettää tämän itse.")
    for age, is_suggested in (("11", True), ("15", False), ("11", True)):
        page.get_by_label("Ikä vuosina").fill(age)
        go_on(page)
        expect(adult).to_be_visible(visible=is_suggested)
        page.get_by_role("button", name="Takaisin").click()


def test_services_are_shown_when_nobody_would_read_the_request(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """The form steps aside; what was typed is kept for another try."""
    page = open_city()
    fake.has_inbox = False
    ask_from_card(page)

    request = page.locator(".request")
    expect(request).to_contain_text("Täältä ei nyt voi pyytää yhteydenottoa.")
    expect(request.get_by_role("link", name="Soita 000 111")).to_be_visible()
    fake.has_inbox = True
    request.get_by_role("button", name="Muuta tietoja").click()
    expect(page.get_by_label("Mistä on kyse?")).to_have_value("bullying")


@pytest.mark.parametrize("failure", ["lost", 503])
def test_request_is_sent_once_when_it_is_sent_again(
    open_city: OpenPage, fake: FakeFrontDoor, failure: int | str
) -> None:
    """The same key and body; nothing typed is lost, and services stand beside when the database is away."""
    page = open_city()
    open_from_card(page)
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    fake.failures = [failure]
    send(page)
    expect(page.locator(".request .bubble--error")).to_be_visible()
    if failure == 503:
        expect(page.locator(".request .card")).to_have_count(1)
    page.get_by_role("button", name="Lähetä pyyntö").click()
    page.locator(".reference").wait_for()

    assert fake.requested[0] == fake.requested[1]


def test_changed_request_is_sent_anew_only_when_the_person_says_so(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """Stored, but the answer was lost: changed and sent again it is told, and a second press sends it."""
    page = open_city()
    open_from_card(page)
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    fake.failures = ["lost"]
    send(page)
    expect(page.locator(".request .bubble--error")).to_contain_text("Emme tiedä, menikö pyyntö perille")
    page.get_by_role("button", name="Takaisin").click()
    page.get_by_label(SMS).fill("000 222")
    go_on(page)
    page.get_by_role("button", name="Lähetä pyyntö").click()
    expect(page.locator(".request .bubble--error")).to_contain_text("Tämä lomake on jo lähetetty.")
    assert len(fake.requested) == 2
    page.get_by_role("button", name="Lähetä pyyntö").click()
    page.locator(".reference").wait_for()

    assert [sent["sms"] for sent in fake.requested] == ["000 111", "000 222", "000 222"]
    assert fake.requested[0]["key"] == fake.requested[1]["key"] != fake.requested[2]["key"]


def test_same_request_goes_to_the_same_service_when_the_form_is_opened_elsewhere(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """Closed after the answer was lost, opened from the menu: the same key and body, so stored once."""
    page = open_city()
    open_from_card(page)
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    fake.failures = ["lost"]
    send(page)
    page.locator(".request .bubble--error").wait_for()
    page.locator(".request").get_by_role("button", name="Sulje").click()
    page.get_by_role("button", name="Valikko").click()
    menu = page.get_by_role("region", name="Valikko")
    menu.get_by_role("button", name="Pyydä yhteydenottoa").click()
    go_on(page, 4)
    page.get_by_role("button", name="Lähetä pyyntö").click()
    page.locator(".reference").wait_for()

    assert fake.requested[0] == fake.requested[1]


def test_draft_takes_the_need_of_the_next_card_and_no_consent(
    open_city: OpenPage, fake: FakeFrontDoor
) -> None:
    """Begun for one service, opened for another: what was typed stays, nobody consented to this one."""
    page = open_city()
    open_from_card(page)
    page.get_by_label("Kerro omin sanoin").fill("tärkeää")
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    go_on(page)
    page.get_by_label(re.compile("^Pyyntöni saa")).check()
    page.get_by_label(re.compile("^Pyynnön saa antaa")).check()
    page.locator(".request").get_by_role("button", name="Sulje").click()
    other = page.locator(".card").nth(2)
    other.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa")).click()
    expect(page.get_by_label("Mistä on kyse?")).to_have_value("money")
    expect(page.get_by_label("Kerro omin sanoin")).to_have_value("tärkeää")
    go_on(page, 4)
    expect(page.get_by_label(re.compile("^Pyyntöni saa"))).not_to_be_checked()
    expect(page.get_by_label(re.compile("^Pyynnön saa antaa"))).not_to_be_checked()
    send(page)
    page.locator(".reference").wait_for()

    sent = fake.requested[0]
    assert (sent["service_id"], sent["need"], sent["sms"]) == ("neuvonta", "money", "000 111")


def open_languages(page: Page) -> None:
    """Open the languages of the form, which stand under their own names."""
    page.locator(".request summary").filter(has_text="Suomi").filter(has_text="Svenska").click()


@pytest.mark.parametrize("place", ["corner", "button"])
def test_form_goes_on_in_another_language(open_city: OpenPage, fake: FakeFrontDoor, place: str) -> None:
    """In the same step, with what was typed, for the same service, counted once; what is around follows."""
    page = open_city(place)
    opened: list[str] = []
    page.on("request", lambda one: opened.extend(re.findall(r"/form\?.*opened_from=(\w+)", one.url)))
    if place == "corner":
        open_from_card(page)
    else:
        page.get_by_role("button", name="Pyydä apua").click()
    page.get_by_label("Kerro omin sanoin").fill("tärkeää")
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    open_languages(page)
    page.locator(".request").get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("heading", name=re.compile(r"^Steg 4\b"))).to_be_focused()
    expect(page.locator(".request")).to_have_count(1)
    assert opened == ["chat" if place == "corner" else "button", "again"]
    page.locator(".request__form .send").click()
    page.get_by_label(re.compile("^Pyyntöni saa")).check()
    page.locator(".request__form .send").click()
    page.locator(".reference").wait_for()
    expect(page.locator(".request summary")).to_have_count(0)
    page.locator(".request .dialog__buttons .send").click()
    expect(page.locator(".request")).to_have_count(0)

    sent = fake.requested[0]
    assert (sent["language"], sent["message"], sent["sms"]) == ("sv", "tärkeää", "000 111")
    assert (sent["service_id"], sent["need"]) == (
        ("esimerkkilinja" if place == "corner" else None),
        "bullying",
    )
    if place == "corner":
        expect(page.locator(".composer textarea")).to_have_attribute("placeholder", "Skriv ett meddelande")
        expect(page.get_by_role("region", name="Meny")).to_be_hidden()
    else:
        expect(page.locator("kynnys-help-button button")).to_have_text("Be om hjälp")


def test_form_on_kynnys_own_page_goes_on_in_another_language(
    open_page: OpenPage, fake: FakeFrontDoor
) -> None:
    """In the same step and with the draft; the page around it follows when the form is left."""
    page = open_page()
    open_from_card(page)
    page.get_by_label("Kerro omin sanoin").fill("tärkeää")
    go_on(page, 3)
    page.get_by_label(SMS).fill("000 111")
    entries = page.evaluate("history.length")
    open_languages(page)
    page.locator(".request").get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("heading", name=re.compile(r"^Steg 4\b"))).to_be_focused()
    expect(page.get_by_label(SMS)).to_have_value("000 111")
    page.locator(".request").get_by_role("button", name="Stäng").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator(".turn--person")).to_have_count(1)
    assert page.evaluate("history.length") == entries
    page.locator(".card__tools button[aria-haspopup]").first.click()

    expect(page.get_by_label("Kerro omin sanoin")).to_have_value("tärkeää")
    page.locator(".request").get_by_role("button", name="Stäng").click()
    expect(page.locator(".request")).to_have_count(0)
    assert page.url.endswith("/?language=sv&area=049")


def test_form_stays_when_its_language_could_not_be_switched(open_city: OpenPage) -> None:
    """The person is told, and nothing is lost."""
    page = open_city()
    open_from_card(page)
    page.get_by_label("Kerro omin sanoin").fill("tärkeää")
    open_languages(page)
    page.context.set_offline(True)
    page.locator(".request").get_by_role("button", name="English").click()

    alert = page.locator(".request").get_by_role("alert").filter(has_text="Kieltä ei saatu vaihdettua")
    expect(alert).to_be_visible()
    expect(page.get_by_label("Kerro omin sanoin")).to_have_value("tärkeää")


def test_what_was_typed_is_there_after_a_reload(open_city: OpenPage) -> None:
    """Kept in the tab alone, and gone when the conversation is deleted."""
    page = open_city()
    open_from_card(page)
    page.get_by_label("Kerro omin sanoin").fill("kesken jäi")
    page.reload()
    page.get_by_role("button", name=re.compile("^Pyydä yhteydenottoa.*Esimerkkilinja")).click()
    expect(page.get_by_label("Kerro omin sanoin")).to_have_value("kesken jäi")
    page.locator(".request").get_by_role("button", name="Sulje").click()
    page.get_by_role("button", name="Poista keskustelu").click()
    page.get_by_role("button", name="Kyllä, poista").click()
    page.get_by_text("Keskustelu on poistettu.").first.wait_for()

    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_way_to_a_request_sent_before_is_found_in_a_new_tab(open_city: OpenPage, language: str) -> None:
    """In the chat's menu and in the form's first step, without having sent anything from here."""
    names = {
        "fi": "Lähetitkö jo pyynnön? Katso, miten se etenee",
        "sv": "Har du redan skickat en begäran? Se hur det går",
    }
    page = open_city(language=language)
    page.locator("button[aria-expanded=false]").click()
    link = page.get_by_role("link", name=names[language])
    address = re.compile(rf"^http://127[^?]*/help-request/status\?language={language}$")
    expect(link).to_have_attribute("href", address)
    page.locator(".menu button[aria-haspopup]").last.click()
    step = page.locator(".request").get_by_role("link", name=names[language])
    expect(step).to_have_attribute("href", address)
    page.locator(".request__form .send").click()
    expect(step).to_be_hidden()


def test_way_to_a_request_sent_before_is_found_on_kynnys_own_page(open_page: OpenPage) -> None:
    """With and without a script."""
    for script in (True, False):
        page = open_page(java_script_enabled=script)
        link = page.locator("footer").get_by_role("link", name="Katso, miten se etenee")
        expect(link).to_have_attribute("href", "/help-request/status?language=fi&area=049")


def test_person_is_told_when_the_form_cannot_be_loaded(open_city: OpenPage) -> None:
    """And may try again."""
    page = open_city()
    say(page, "haluan puhua ihminen")
    page.context.set_offline(True)
    page.get_by_role("button", name="Pyydä yhteydenottoa", exact=True).last.click()
    expect(page.locator(".turns")).to_contain_text("Tarkista yhteys ja yritä uudelleen.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Pyydä yhteydenottoa", exact=True).last.click()

    expect(page.locator(".request__form")).to_be_visible()
