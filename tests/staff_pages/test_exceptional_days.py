"""Days with other hours: filled in by a person, corrected beside the field, published, merged, restored."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from api.settings import ROOT
from api.staff.room import load_words
from api.staff.service_form import take_content, to_fields
from services_catalog.entry_schema import MOST_EXCEPTIONS
from services_catalog.models import ExceptionalHours, Service
from tests.curation.people import change
from tests.staff_pages.service_forms import open_form, read_form, send_form
from tests.staff_pages.test_editing import (
    ADDRESS,
    ENTRIES,
    LOCAL,
    ORGANIZATIONS,
    OWNER,
    REFERENCE,
    get_head,
    get_row,
)
from tests.staff_pages.test_publishing_pages import press
from tests.staff_pages.visitors import House

ROW = "contacts.0.exceptional_hours"
OVERLAP = "exceptions_overlap"
WEEK = {
    "always": None, "by_appointment": None, "holidays": "closed", "as_of": "2026-11-20", "note": None,
    "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri"], "opens": "09:00", "closes": "15:00"}],
}  # fmt: skip


def off(first: str, last: str | None = None) -> dict[str, Any]:
    """Days off, as the content has them."""
    return {"valid_from": first, "valid_to": last or first, "closed": True, "opens": None, "closes": None}


def open_between(day: str, opens: str, closes: str) -> dict[str, Any]:
    """A day with other hours, as the content has it."""
    return {"valid_from": day, "valid_to": day, "closed": None, "opens": opens, "closes": closes}


def type_row(row: int, *typed: str) -> dict[str, list[str]]:
    """What a browser sends of a row: from, to, opens, closes; "x" at the end for the box."""
    names = ("valid_from", "valid_to", "opens", "closes", "closed")
    return {f"{ROW}.{row}.{name}": [word] for name, word in zip(names, typed, strict=False) if word}


def fill_week(form: dict[str, list[str]]) -> None:
    """Nine to three on each day of the week that is no weekend."""
    path = "contacts.0.hours"
    form |= {path: ["weekly"], f"{path}.holidays": ["closed"], f"{path}.as_of": ["2026-11-20"]}
    for day in ("mon", "tue", "wed", "thu", "fri"):
        form |= {f"{path}.{day}.0.opens": ["9"], f"{path}.{day}.0.closes": ["15"]}


async def ask_chat(house: House, moment: str) -> dict[str, Any]:
    """The hours on the card of the service when somebody is led to it at this moment."""
    await house.app.state.door.catalogue.refresh()
    wanted = {"needs": ["work_study"], "age": 20, "municipality": "049", "language": "fi", "now": moment}
    found = (await house.open_browser().client.post("/v1/services/match", json=wanted)).json()
    hours: dict[str, Any] = next(card["hours"] for card in found["services"] if card["id"] == LOCAL)
    return hours


async def test_a_closed_day_is_filled_in_published_and_told_to_people(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    assert f"{ROW}.1.valid_from" in form
    fill_week(form)
    await send_form(
        editor,
        ADDRESS,
        form
        | type_row(0, "2026-12-01", "", "", "", "x")
        | type_row(1, "2026-12-02", "2026-12-03", "10", "12.30"),
    )
    head = get_head(house, LOCAL)
    assert head is not None
    assert head.content["contacts"][0]["exceptional_hours"] == [
        off("2026-12-01"),
        {**open_between("2026-12-02", "10:00", "12:30"), "valid_to": "2026-12-03"},
    ]
    review = (await editor.get(f"/staff/services/{LOCAL}/review")).text
    assert "Poikkeavat päivät 1.12.2026" in review
    assert "1.12.2026: suljettu" in review
    assert "2.12.2026–3.12.2026: 10:00–12:30" in review
    assert (await press(editor, "publish")).status_code == 303
    # A Monday is as ever; on Tuesday the card says Wednesday at ten.
    assert (await ask_chat(house, "2026-11-30T10:00:00+02:00"))["state"] == "open"
    hours = await ask_chat(house, "2026-12-01T10:00:00+02:00")
    assert hours["state"] == "closed"
    assert hours["next_opening"] == "2026-12-02T10:00:00+02:00"
    assert hours["text"] == "Nyt kiinni, avautuu huomenna kello 10.00"
    assert (await ask_chat(house, "2026-12-03T12:00:00+02:00"))["until"] == "2026-12-03T12:30:00+02:00"
    sheet = (await editor.get(f"/staff/services/{LOCAL}")).text
    assert "1.12.2026 suljettu" in sheet
    assert "10.00–12.30" in sheet
    # The form shows what was saved, and saving it again changes nothing.
    again = await send_form(editor, ADDRESS, await open_form(editor, LOCAL))
    assert again.status_code == 303
    newest = get_head(house, LOCAL)
    assert newest is not None
    assert newest.number == head.number


async def test_more_rows_keep_what_was_typed(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL) | type_row(1, "2026-12-24", "", "", "", "x")
    redrawn = await send_form(editor, ADDRESS, form, do="add_exceptions.0")
    assert redrawn.status_code == 200
    fields = read_form(redrawn.text, "/edit")
    assert fields[f"{ROW}.1.valid_from"] == ["2026-12-24"]
    assert fields[f"{ROW}.1.closed"] == ["yes"]
    count = len([name for name in fields if name.startswith(ROW) and name.endswith("valid_from")])
    assert count > len([name for name in form if name.startswith(ROW) and name.endswith("valid_from")])
    assert get_head(house, LOCAL) is None


async def test_mistakes_stand_beside_their_row_and_nothing_typed_is_lost(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    typed = (
        type_row(0, "2026-12-24", "2026-12-20", "", "", "x")
        | type_row(3, "2026-12-31", "", "kello", "12")
        | type_row(4, "", "2027-01-06", "", "", "x")
    )
    answer = await send_form(editor, ADDRESS, await open_form(editor, LOCAL) | typed)
    assert answer.status_code == 422
    again = read_form(answer.text, "/edit")
    assert {name: again[name] for name in typed if not name.endswith("closed")} == {
        name: values for name, values in typed.items() if not name.endswith("closed")
    }
    for name in ("0.valid_to", "3.opens", "4.valid_from"):
        assert f'id="e-{ROW}.{name}"' in answer.text, name
        assert f'href="#{ROW}.{name}"' in answer.text, name
        assert f'id="{ROW}.{name}"' in answer.text, name
    assert "Viimeinen päivä on ennen ensimmäistä." in answer.text
    assert get_head(house, LOCAL) is None


@pytest.mark.parametrize(
    ("rows", "field", "code"),
    [
        ([("2026-12-24", "2026-12-23", "", "", "x")], "0.valid_to", "days_order"),
        ([("2026-12-24", "2028-12-24", "", "", "x")], "0.valid_to", "days_many"),
        ([("2026-12-24",)], "0.closed", "exception_form"),
        ([("2026-12-24", "", "9", "12", "x")], "0.closed", "closed_with_times"),
        ([("2026-12-24", "", "9")], "0.closes", "time_missing"),
        ([("2026-12-24", "", "", "12")], "0.opens", "time_missing"),
        ([("2026-12-24", "", "9", "9")], "0.closes", "times_same"),
        ([("2026-12-24", "", "25", "26")], "0.opens", "time"),
        ([("24.12.", "", "9", "12")], "0.valid_from", "date_parsing"),
        ([("2026-12-24", "2026-12-26", "", "", "x"), ("2026-12-26", "", "9", "12")], "1.valid_from", OVERLAP),
        ([("2026-12-24", "", "9", "12"), ("2026-12-24", "", "11", "13")], "1.valid_from", OVERLAP),
        ([("2026-12-24", "", "20", "2"), ("2026-12-24", "", "23", "1")], "1.valid_from", OVERLAP),
        ([("2026-12-24", "", "", "", "x"), ("2026-12-24", "", "", "", "x")], "1.valid_from", OVERLAP),
    ],
)  # fmt: skip
def test_a_mistake_is_told_beside_its_field(rows: list[tuple[str, ...]], field: str, code: str) -> None:
    fields = to_fields(ENTRIES[LOCAL])
    for row, typed in enumerate(rows):
        fields |= type_row(row, *typed)
    taken = take_content(fields, ENTRIES[LOCAL], False, REFERENCE, ORGANIZATIONS)
    assert taken.content is None
    assert taken.errors[f"{ROW}.{field}"] == code


@pytest.mark.parametrize("kind", ["unknown", "always", "by_appointment"])
def test_any_hours_may_have_exceptional_days(kind: str) -> None:
    """Two times a day are two rows; a whole day is 0 to 24."""
    fields = to_fields(ENTRIES[LOCAL]) | {"contacts.0.hours": [kind]}
    fields |= type_row(0, "2026-12-24", "", "13", "15") | type_row(1, "2026-12-24", "", "9", "11.30")
    fields |= type_row(5, "2026-12-23", "", "0", "24")
    taken = take_content(fields, ENTRIES[LOCAL], False, REFERENCE, ORGANIZATIONS)
    assert taken.errors == {}
    assert taken.content is not None
    assert taken.content["contacts"][0]["exceptional_hours"] == [
        open_between("2026-12-23", "00:00", "00:00"),
        open_between("2026-12-24", "09:00", "11:30"),
        open_between("2026-12-24", "13:00", "15:00"),
    ]
    assert (taken.content["contacts"][0]["hours"] is None) == (kind == "unknown")


async def test_past_days_are_pointed_out_and_taken_away_by_a_button(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    await send_form(
        editor,
        ADDRESS,
        form
        | type_row(0, "2026-11-24", "", "", "", "x")
        | type_row(1, "2026-11-30", "2026-12-05", "", "", "x"),
    )
    assert "drop_past.0" not in (await editor.get(ADDRESS)).text
    house.clock.move(days=10)
    editor = house.visit(("editor", OWNER))
    page = (await editor.get(ADDRESS)).text
    assert "Q021" in page
    assert 'value="drop_past.0"' in page
    redrawn = await send_form(editor, ADDRESS, read_form(page, "/edit"), do="drop_past.0")
    assert 'value="drop_past.0"' not in redrawn.text
    await send_form(editor, ADDRESS, read_form(redrawn.text, "/edit"))
    head = get_head(house, LOCAL)
    assert head is not None
    assert head.content["contacts"][0]["exceptional_hours"] == [off("2026-11-30", "2026-12-05")]


async def test_two_people_add_two_days_and_both_are_in(house: House) -> None:
    aino, eino = house.visit(("editor", OWNER), name="Aino"), house.visit(("editor", OWNER), name="Eino")
    aino_form, eino_form = await open_form(aino, LOCAL), await open_form(eino, LOCAL)
    await send_form(aino, ADDRESS, aino_form | type_row(0, "2026-12-24", "", "", "", "x"))
    answer = await send_form(eino, ADDRESS, eino_form | type_row(0, "2026-12-31", "", "9", "12"))
    assert answer.status_code == 409
    assert "24.12.2026: suljettu" in answer.text
    assert "31.12.2026: 09:00–12:00" in answer.text
    merged = await send_form(eino, f"/staff/services/{LOCAL}/merge", read_form(answer.text, "/merge"))
    assert merged.status_code == 303
    head = get_head(house, LOCAL)
    assert head is not None
    assert head.content["contacts"][0]["exceptional_hours"] == [
        off("2026-12-24"),
        open_between("2026-12-31", "09:00", "12:00"),
    ]


async def test_two_people_choose_when_they_say_different_things_of_a_day(house: House) -> None:
    aino, eino = house.visit(("editor", OWNER), name="Aino"), house.visit(("editor", OWNER), name="Eino")
    aino_form, eino_form = await open_form(aino, LOCAL), await open_form(eino, LOCAL)
    await send_form(aino, ADDRESS, aino_form | type_row(0, "2026-12-24", "", "", "", "x"))
    answer = await send_form(eino, ADDRESS, eino_form | type_row(0, "2026-12-24", "", "9", "12"))
    form = read_form(answer.text, "/merge")
    address = f"/staff/services/{LOCAL}/merge"
    assert (await send_form(eino, address, form)).status_code == 422
    choice = {"choice.contacts.0.exceptional_hours.2026-12-24": "yours"}
    assert (await send_form(eino, address, form, **choice)).status_code == 303
    head = get_head(house, LOCAL)
    assert head is not None
    assert head.content["contacts"][0]["exceptional_hours"] == [open_between("2026-12-24", "09:00", "12:00")]


async def test_days_that_overlap_after_a_merge_are_shown_in_the_form(house: House) -> None:
    """Each alone was right; together somebody must look, and both are there to be looked at."""
    aino, eino = house.visit(("editor", OWNER), name="Aino"), house.visit(("editor", OWNER), name="Eino")
    aino_form, eino_form = await open_form(aino, LOCAL), await open_form(eino, LOCAL)
    await send_form(aino, ADDRESS, aino_form | type_row(0, "2026-12-24", "2026-12-26", "", "", "x"))
    answer = await send_form(eino, ADDRESS, eino_form | type_row(0, "2026-12-26", "", "9", "12"))
    merged = await send_form(eino, f"/staff/services/{LOCAL}/merge", read_form(answer.text, "/merge"))
    assert merged.status_code == 422
    assert f'id="e-{ROW}.1.valid_from"' in merged.text
    assert 'value="2026-12-24"' in merged.text


async def test_an_old_version_brings_its_days_back(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    await send_form(editor, ADDRESS, form | type_row(0, "2026-12-24", "", "", "", "x"))
    await press(editor, "publish")
    cleared = await open_form(editor, LOCAL)
    for name in [name for name in cleared if name.startswith(ROW)]:
        cleared.pop(name)
    await send_form(editor, ADDRESS, cleared)
    await press(editor, "publish")
    assert "exceptional_hours" not in get_row(house, LOCAL)["contacts"][0]
    version = (await editor.get(f"/staff/services/{LOCAL}/history/2")).text
    assert "24.12.2026: suljettu" in version
    address = f"/staff/services/{LOCAL}/history/2"
    await editor.send(address, based_on=read_form(version, "/history/2")["based_on"][0])
    await press(editor, "publish")
    assert get_row(house, LOCAL)["contacts"][0]["exceptional_hours"] == [off("2026-12-24")]


def list_days_off(count: int) -> list[dict[str, Any]]:
    """So many days off, every other day."""
    first = dt.date(2026, 12, 1)
    return [off((first + dt.timedelta(days=2 * place)).isoformat()) for place in range(count)]


def write_days_off(form: dict[str, list[str]], count: int) -> dict[str, list[str]]:
    """The form with so many days off typed into it."""
    for row, one in enumerate(list_days_off(count)):
        form = form | type_row(row, one["valid_from"], "", "", "", "yes")
    return form


async def test_as_many_days_as_a_contact_may_have_are_kept(house: House) -> None:
    editor = house.visit(("editor", OWNER))
    answer = await send_form(editor, ADDRESS, write_days_off(await open_form(editor, LOCAL), MOST_EXCEPTIONS))
    assert answer.status_code == 303
    head = get_head(house, LOCAL)
    assert head is not None
    assert head.content["contacts"][0]["exceptional_hours"] == list_days_off(MOST_EXCEPTIONS)
    page = (await editor.get(ADDRESS)).text
    assert 'value="add_exceptions.0"' not in page
    assert "Rivejä on 100" in page


async def test_too_many_days_are_told_and_all_stay_in_the_form(house: House) -> None:
    """One row more is no reason to lose it: it stays until the person decides which to remove."""
    editor = house.visit(("editor", OWNER))
    form = write_days_off(await open_form(editor, LOCAL), MOST_EXCEPTIONS + 5)
    answer = await send_form(editor, ADDRESS, form)
    assert answer.status_code == 422
    assert f'id="e-{ROW}"' in answer.text
    assert f'<a href="#{ROW}">Yhteystieto 1: Poikkeavat päivät: Poikkeavia päiviä voi olla' in answer.text
    assert f'id="{ROW}"' in answer.text
    assert get_head(house, LOCAL) is None
    again = read_form(answer.text, "/edit")
    assert {name: values for name, values in again.items() if name in form} == form
    for row in range(5):
        again |= type_row(row, "")
        for name in ("valid_from", "closed"):
            again.pop(f"{ROW}.{row}.{name}")
    assert (await send_form(editor, ADDRESS, again)).status_code == 303
    head = get_head(house, LOCAL)
    assert head is not None
    assert head.content["contacts"][0]["exceptional_hours"] == list_days_off(MOST_EXCEPTIONS + 5)[5:]


async def test_a_service_that_has_more_days_than_fit_shows_them_all(house: House) -> None:
    """A row from before there was a limit: each day stands in the form, and none goes by saving."""

    def add(session: Session) -> None:
        contact = min(session.get_one(Service, LOCAL).contacts, key=lambda one: one.position)
        for one in list_days_off(MOST_EXCEPTIONS + 20):
            day = dt.date.fromisoformat(one["valid_from"])
            contact.exceptional_hours.append(ExceptionalHours(valid_from=day, valid_to=day))

    house.room.work(add)
    editor = house.visit(("editor", OWNER))
    form = await open_form(editor, LOCAL)
    shown = [form[f"{ROW}.{row}.valid_from"][0] for row in range(MOST_EXCEPTIONS + 20)]
    assert shown == [one["valid_from"] for one in list_days_off(MOST_EXCEPTIONS + 20)]
    answer = await send_form(editor, ADDRESS, form)
    assert answer.status_code == 422
    assert f'id="e-{ROW}"' in answer.text
    assert len(get_row(house, LOCAL)["contacts"][0]["exceptional_hours"]) == MOST_EXCEPTIONS + 20


async def test_many_contacts_with_many_days_fit_into_one_form(house: House) -> None:
    """What a browser sends of them is more than the usual limit of a form."""
    editor = house.visit(("editor", OWNER))
    form = write_days_off(await open_form(editor, LOCAL), MOST_EXCEPTIONS)
    for key in range(10, 16):
        form["contact"] = [*form["contact"], str(key)]
        form |= {
            name.replace("contacts.0.", f"contacts.{key}.", 1): values
            for name, values in form.items()
            if name.startswith("contacts.0.")
        }
        form |= {f"{ROW.replace('.0.', f'.{key}.')}.{row}.opens": [""] for row in range(MOST_EXCEPTIONS)}
    assert sum(map(len, form.values())) > 2000
    assert (await send_form(editor, ADDRESS, form)).status_code == 303
    head = get_head(house, LOCAL)
    assert head is not None
    days = [contact.get("exceptional_hours") for contact in head.content["contacts"]]
    assert days.count(list_days_off(MOST_EXCEPTIONS)) == 7


async def test_two_lists_that_are_too_long_together_are_shown_in_the_form(house: House) -> None:
    aino, eino = house.visit(("editor", OWNER), name="Aino"), house.visit(("editor", OWNER), name="Eino")
    aino_form, eino_form = await open_form(aino, LOCAL), await open_form(eino, LOCAL)
    await send_form(aino, ADDRESS, write_days_off(aino_form, MOST_EXCEPTIONS))
    answer = await send_form(eino, ADDRESS, eino_form | type_row(0, "2026-11-30", "", "9", "12"))
    merged = await send_form(eino, f"/staff/services/{LOCAL}/merge", read_form(answer.text, "/merge"))
    assert merged.status_code == 422
    assert f'id="e-{ROW}"' in merged.text
    assert merged.text.count('type="checkbox" id="contacts.0.exceptional_hours') == MOST_EXCEPTIONS + 1


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_words_say_how_many_days_there_may_be(language: str) -> None:
    words = load_words(ROOT / "data")
    for key in ("editing.exceptions_full", "editing.error.exceptions_many"):
        assert str(MOST_EXCEPTIONS) in (words.render(key, language) or "")


clocks = st.times().map(lambda time: f"{time:%H:%M}")
stretches = st.tuples(st.integers(1, 30), st.integers(0, 60), st.none() | st.tuples(clocks, clocks))


@settings(max_examples=100, deadline=None)
@given(st.lists(stretches, max_size=8))
def test_a_form_gives_back_any_exceptional_days(parts: list[Any]) -> None:
    exceptions, day = [], dt.date(2026, 1, 1)
    for gap, length, times in parts:
        first = day + dt.timedelta(days=gap)
        day = first + dt.timedelta(days=length)
        one = off(first.isoformat(), day.isoformat())
        if times is not None and times[0] != times[1]:
            one |= {"closed": None, "opens": times[0], "closes": times[1]}
        exceptions.append(one)
    contact = {**ENTRIES[LOCAL]["contacts"][0], "hours": WEEK}
    if exceptions:
        contact["exceptional_hours"] = exceptions
    content = change(ENTRIES[LOCAL], contacts=[contact])
    taken = take_content(to_fields(content), content, False, REFERENCE, ORGANIZATIONS)
    assert taken.errors == {}
    assert taken.content == content
