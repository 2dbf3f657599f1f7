"""More contacts or opening times than usual: what is too much is told, and nothing is cut from the form."""

from __future__ import annotations

import pytest

from api.settings import ROOT
from api.staff.contact_form import MOST_SLOTS
from api.staff.room import load_words
from api.staff.service_form import take_content, to_fields
from services_catalog.entry_schema import MOST_CONTACTS
from tests.staff_pages.service_forms import open_form, read_form, send_form
from tests.staff_pages.test_editing import (
    ADDRESS,
    ENTRIES,
    LOCAL,
    ORGANIZATIONS,
    OWNER,
    REFERENCE,
    get_head,
)
from tests.staff_pages.visitors import House

KEYS = [str(key) for key in range(100, 100 + MOST_CONTACTS)]


def add_numbers(form: dict[str, list[str]], keys: list[str]) -> dict[str, list[str]]:
    """The form with a telephone number more under each key."""
    form = form | {"contact": [*form["contact"], *keys]}
    for key in keys:
        form |= {
            f"contacts.{key}.type": ["phone"],
            f"contacts.{key}.value": [f"09 123 {key}"],
            f"contacts.{key}.languages": ["fi"],
            f"contacts.{key}.price": ["unknown"],
            f"contacts.{key}.hours": ["unknown"],
        }
    return form


async def test_too_many_contacts_are_told_and_all_stay_in_the_form(house: House) -> None:
    """One too many is no reason to lose it: the person decides which one goes."""
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    first = form["contact"]
    answer = await send_form(editor, ADDRESS, add_numbers(form, KEYS))
    assert answer.status_code == 422
    assert '<a href="#contacts">Yhteystiedot: Yhteystietoja voi olla enintään' in answer.text
    assert 'value="add_contact"' not in answer.text
    assert "enempää ei mahdu" in answer.text
    assert get_head(house, LOCAL) is None
    again = read_form(answer.text, "/edit")
    assert again["contact"] == [*first, *KEYS]
    assert [again[f"contacts.{key}.value"] for key in KEYS] == [[f"09 123 {key}"] for key in KEYS]

    for key in KEYS[: len(first)]:
        answer = await send_form(editor, ADDRESS, again, do=f"remove_contact.{key}")
        again = read_form(answer.text, "/edit")
    assert (await send_form(editor, ADDRESS, again)).status_code == 303
    head = get_head(house, LOCAL)
    assert head is not None
    kept = [contact["value"] for contact in head.content["contacts"]]
    assert kept[len(first) :] == [f"09 123 {key}" for key in KEYS[len(first) :]]


def test_opening_times_beyond_those_that_can_be_asked_for_are_taken_as_they_are() -> None:
    """An entry that opens often in a day comes back whole from its form."""
    content = {**ENTRIES[LOCAL], "contacts": [dict(ENTRIES[LOCAL]["contacts"][0])]}
    times = [
        {"days": ["tue"], "opens": f"{hour:02}:00", "closes": f"{hour:02}:30"}
        for hour in range(8, 8 + MOST_SLOTS + 3)
    ]
    hours = {"always": False, "by_appointment": False, "weekly": times, "holidays": "closed"}
    content["contacts"][0]["hours"] = {**hours, "as_of": "2026-11-01", "note": None}
    taken = take_content(to_fields(content), content, True, REFERENCE, ORGANIZATIONS)
    assert taken.errors == {}
    assert taken.content is not None
    assert taken.content["contacts"][0]["hours"]["weekly"] == times


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_words_say_how_many_contacts_there_may_be(language: str) -> None:
    words = load_words(ROOT / "data")
    for key in ("editing.contacts_full", "editing.error.contacts_many"):
        assert str(MOST_CONTACTS) in (words.render(key, language) or "")
