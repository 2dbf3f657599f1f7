"""The help request without JavaScript: plain forms that lose nothing and tell what to mend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from help_requests import models
from tests.api.help_request_standins import FILLED, OpenOffice
from tests.api.standins import FrontDoor, OpenDoor
from tests.help_requests.standins import Clock, list_rows

FORM, STATUS = "/help-request", "/help-request/status"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


class Fields(HTMLParser):
    """What the page's form would send, and how its parts are tied together."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.described: set[str] = set()
        self.invalid: set[str] = set()
        self.shown: set[str] = set()
        self.language: str | None = None
        self._open: str | None = None
        self._select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        if has.get("id"):
            self.ids.append(str(has["id"]))
        if tag == "html":
            self.language = has.get("lang")
        if tag == "label" and has.get("for"):
            self.labelled.add(str(has["for"]))
        self.described |= set((has.get("aria-describedby") or "").split())
        name = has.get("name")
        if tag in ("input", "textarea", "select") and name:
            if has.get("type") not in ("hidden", "radio"):
                self.shown.add(str(has.get("id")))
            if has.get("aria-invalid") == "true":
                self.invalid.add(name)
            if has.get("type") not in ("checkbox", "radio") or "checked" in has:
                self.values.setdefault(name, has.get("value") or "")
            self._open = name if tag == "textarea" else None
            self._select = name if tag == "select" else self._select
        if tag == "option" and "selected" in has and self._select:
            self.values[self._select] = has.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.values[self._open] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._open = None
        if tag == "select":
            self._select = None


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenOffice]:
    opened = OpenOffice(tmp_path, Clock())
    opened.enter_inbox()
    yield opened
    opened.engine.dispose()


@pytest.fixture
def door(open_door: OpenDoor, opened: OpenOffice) -> FrontDoor:
    return open_door(office=opened.office)


async def submit(door: FrontDoor, path: str, **values: Any) -> httpx.Response:
    return await door.client.post(path, content=urlencode(values), headers=HEADERS)


@pytest.mark.parametrize(
    ("language", "must_act"),
    [("fi", "heidän täytyy kuitenkin toimia"), ("sv", "måste de göra något"), ("en", "they must act")],
)
async def test_limit_of_secrecy_stands_above_what_is_sent(
    door: FrontDoor, language: str, must_act: str
) -> None:
    """And so does what to do if it can't wait."""
    page = (await door.client.get(FORM, params={"language": language})).text
    assert must_act in page
    assert "112" in page[page.index(must_act) : page.index("<button")]


def filled(**changes: Any) -> dict[str, Any]:
    values = {**FILLED, "consent": "on", "dont_call_home": "on", "idempotency_key": "page-key", **changes}
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(
    ("language", "title"), [("fi", "Pyydä apua"), ("sv", "Be om hjälp"), ("en", "Ask for help")]
)
async def test_form_is_labelled_and_in_the_readers_language(
    door: FrontDoor, language: str, title: str
) -> None:
    """Every field has its label, every description is there, no id twice; one script, only to leave."""
    response = await door.client.get(FORM, params={"language": language, "need": "bullying"})
    page = Fields(response.text)
    assert response.status_code == 200
    assert f"<h1>{title}</h1>" in response.text
    assert page.language == language
    assert page.shown <= page.labelled
    assert page.described <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.values["need"] == "bullying"
    assert re.findall("<script[^>]*>", response.text) == [
        '<script type="module" src="/widget/plain_exit.mjs">'
    ]


@pytest.mark.parametrize(
    ("language", "said"), [("fi", "Takaisin-painike"), ("sv", "bakåtknapp"), ("en", "Back button")]
)
async def test_plain_pages_say_that_back_may_show_an_earlier_page(
    door: FrontDoor, language: str, said: str
) -> None:
    """Leaving replaces the last page only: whoever is watched should know, and close the tab."""
    for path in (FORM, STATUS, "/"):
        page = (await door.client.get(path, params={"language": language})).text
        assert page.count(said) == 1, path
    sent = await submit(door, FORM, **filled(language=language))
    assert sent.text.count(said) == 1


async def test_sent_form_gives_the_words_once_however_often_it_is_sent(
    door: FrontDoor, opened: OpenOffice
) -> None:
    """Reloading the page sends the same key: the same five words, stored once, in no address."""
    first = await submit(door, FORM, **filled())
    again = await submit(door, FORM, **filled())
    words = re.search(r'class="reference"[^>]*>([^<]+)<', first.text)
    assert words
    assert first.status_code == again.status_code == 200
    assert words.group(1) in again.text
    assert len(words.group(1).split()) == 5
    assert len(list_rows(opened.engine, models.HelpRequest)) == 1
    assert "viimeistään 26.11." in first.text
    assert "1287/2013" in first.text
    assert not re.search(r'href="[^"]*reference', first.text)


async def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(
    door: FrontDoor, opened: OpenOffice
) -> None:
    """A summary with links, messages tied to the fields, every value as it was typed."""
    typed = filled(age="kolmetoista", sms=None, consent=None, message='"<b>Minua & muita</b>"', email="a@b")
    response = await submit(door, FORM, **typed)
    page = Fields(response.text)

    assert response.status_code == 422
    assert page.invalid == {"age", "email", "consent"}
    assert {"age-error", "email-error", "consent-error"} <= page.described
    assert page.described <= set(page.ids)
    assert 'role="alert"' in response.text
    for field in ("age", "email", "consent"):
        assert f'href="#{field}"' in response.text
    for name in ("message", "age", "email", "school", "code_word", "municipality", "need", "about"):
        assert page.values[name] == typed[name], name
    assert page.values["idempotency_key"] == "page-key"
    assert page.values["dont_call_home"] == "on"
    assert "<b>" not in response.text
    assert list_rows(opened.engine, models.HelpRequest) == []


async def test_missing_way_to_be_reached_is_told_at_its_group(door: FrontDoor) -> None:
    """The summary leads to the first of the three fields."""
    response = await submit(door, FORM, **filled(sms=None, language="en"))
    page = Fields(response.text)
    assert "reach-error" in page.described
    assert 'href="#phone"' in response.text
    assert "Give one way to reach you" in response.text


async def test_filled_honeypot_becomes_visible(door: FrontDoor) -> None:
    """A browser that fills in everything must not swallow a request."""
    response = await submit(door, FORM, **filled(leave_empty="http://spam"))
    assert response.status_code == 422
    assert 'class="leave-empty"' not in response.text
    assert 'class="leave-empty"' in (await door.client.get(FORM)).text


async def test_danger_contacts_head_the_page_and_the_request_goes_through(door: FrontDoor) -> None:
    """Also when the danger stands in a field that nobody asked for."""
    sent = await submit(door, FORM, **filled(message="haluan tappaa itseni"))
    assert sent.text.index("Apua heti") < sent.text.index("<h1>Pyyntösi on tallessa")
    other = await submit(door, FORM, unknown="haluan tappaa itseni")
    assert other.status_code == 422
    assert "Apua heti" in other.text


async def test_services_stand_in_the_forms_place_where_nobody_reads(
    door: FrontDoor, opened: OpenOffice
) -> None:
    """With what was typed still there when it was sent nonetheless."""
    opened.office.inboxes = ()
    page = await door.client.get(FORM, params={"need": "bullying"})
    assert "nuorten-puhelin fi" in page.text
    assert "<textarea" not in page.text
    sent = await submit(door, FORM, **filled())
    assert sent.status_code == 409
    assert "nuorten-puhelin fi" in sent.text
    assert Fields(sent.text).values["message"] == FILLED["message"]


async def test_form_is_there_when_the_page_knows_no_topic(door: FrontDoor, opened: OpenOffice) -> None:
    """A bare link to the page; with an inbox for one kind of service only, and nobody for another topic."""
    (inbox,) = opened.office.inboxes
    opened.office.inboxes = (replace(inbox, kinds=frozenset({"school_social_worker"})),)
    page = await door.client.get(FORM)
    assert "<textarea" in page.text
    assert "Pyynnön lukee: Espoon kuraattorit." in page.text
    other = await door.client.get(FORM, params={"need": "money"})
    assert "<textarea" not in other.text


async def test_form_begins_from_a_card_without_telling_the_address(door: FrontDoor) -> None:
    """What it is about comes in the body."""
    response = await submit(door, FORM, begin="1", service_id="kuraattori", language="sv")
    page = Fields(response.text)
    assert response.status_code == 200
    assert page.values["service_id"] == "kuraattori"
    assert "error-summary" not in response.text


async def test_changed_form_with_a_used_key_gets_a_new_key(door: FrontDoor) -> None:
    """Back in the browser, changed and sent: it says that the first was sent, and can send a second one."""
    await submit(door, FORM, **filled())
    response = await submit(door, FORM, **filled(message="vielä yksi asia"))
    page = Fields(response.text)
    assert response.status_code == 409
    assert page.values["message"] == "vielä yksi asia"
    assert page.values["idempotency_key"] not in ("", "page-key")


async def test_state_is_shown_added_to_and_withdrawn(door: FrontDoor, opened: OpenOffice) -> None:
    """The words go in the body alone; what was written is not shown."""
    sent = await submit(door, FORM, **filled())
    found = re.search(r'class="reference"[^>]*>([^<]+)<', sent.text)
    assert found
    reference = found.group(1)
    asked = Fields((await door.client.get(STATUS, params={"language": "fi"})).text)
    assert "reference" in asked.labelled

    looked = await submit(door, STATUS, act="look", reference=reference)
    assert "Pyyntö on perillä" in looked.text
    assert "supersalainen" not in looked.text
    added = await submit(door, STATUS, act="add", reference=reference, message="lisää", idempotency_key="a")
    assert "Lisäys on tallessa" in added.text
    withdrawn = await submit(door, STATUS, act="withdraw", reference=reference)
    assert "on poistettu" in withdrawn.text
    assert "<textarea" not in withdrawn.text


async def test_wrong_words_and_empty_additions_are_told(door: FrontDoor) -> None:
    """404 with what to check; an empty field beside itself, with the words kept."""
    wrong = await submit(door, STATUS, act="look", reference="hylje äyräs pöllö mänty kide")
    assert wrong.status_code == 404
    assert "Tarkista sanat" in wrong.text
    assert Fields(wrong.text).values["reference"] == "hylje äyräs pöllö mänty kide"
    empty = await submit(door, STATUS, act="add", reference="hylje äyräs pöllö mänty kide", message=" ")
    page = Fields(empty.text)
    assert empty.status_code == 422
    assert page.invalid == {"message"}
    assert page.values["reference"] == "hylje äyräs pöllö mänty kide"


async def test_plain_page_leads_to_the_form(door: FrontDoor) -> None:
    """A link on the front page; a button where the conversation offers it."""
    front = (await door.client.get("/")).text
    assert f'href="{FORM}?language=fi' in front
    door.assistant.will_answer(parts=[{"type": "help_request", "need": "bullying", "service_id": None}])
    answer = await submit(door, "/", text="haluan puhua ihmiselle", language="fi")
    assert f'action="{FORM}"' in answer.text
    assert 'name="begin" value="1"' in answer.text
