"""Who is shown to a person in danger."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from api.danger import KINDS
from api.danger.__main__ import make_snapshot
from api.danger.contacts import AGE_GROUPS, FOLDER, DangerContact, danger_contacts, load_plan
from api.danger.last_known_good import FILE_NAME, load_last_known_good, to_json
from services_catalog.entry_files import load_entries
from services_catalog.reference_data import load_reference_data
from services_catalog.service import ExceptionalHours, Hours

NIGHT = dt.datetime(2026, 11, 22, 1, 0, tzinfo=dt.UTC)
AGES = (9, 15, 22, 40, None)
LANGUAGES = ("fi", "sv", "en", "ru", "uk", "et", "ar", "so")


def show(
    kind: str, age: int | None = None, language: str = "fi", level: str = "acute"
) -> list[DangerContact]:
    """The contacts shown at night in Espoo, from the last known good file."""
    return danger_contacts(
        kind=kind, level=level, age=age, language=language, county="03", now=NIGHT, snapshot=None
    )


def test_snapshot_agrees_when_the_catalogue_has_changed() -> None:
    """The last known good file is what `python -m api.danger snapshot` would write now."""
    assert (FOLDER / FILE_NAME).read_text(encoding="utf-8") == make_snapshot()


def test_exceptional_days_survive_the_last_known_good_file(tmp_path: Path) -> None:
    """A line that is closed on a day is closed on it also when the catalogue is gone."""
    service = load_last_known_good(FOLDER).services["hatanumero-112"]
    day = dt.date(2026, 12, 24)
    days = (ExceptionalHours(day, day), ExceptionalHours(day, day, ((540, 720), (1200, 1560))))
    contact = replace(service.contacts[0], hours=Hours("always", exceptions=days))
    known = replace(service, contacts=(contact,))
    (tmp_path / FILE_NAME).write_text(to_json([known]), encoding="utf-8")
    assert load_last_known_good(tmp_path).services == {known.id: known}


def test_plan_names_only_services_of_the_catalogue_when_read() -> None:
    """Every id of the plan is an entry, published or not, and every kind has every age group."""
    plan = load_plan()
    known = {item.id for item in load_entries(load_reference_data()).entries}
    assert set(plan.list_ids()) <= known
    assert set(plan.kinds) == set(KINDS)
    assert all(set(ages) == set(AGE_GROUPS) for ages in plan.kinds.values())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_112_and_more_than_one_helper_are_shown_when_danger_is_acute(
    kind: str, age: int | None, language: str
) -> None:
    """112 leads, two or more others follow, one of them a chat or surely open, whatever the night."""
    shown = show(kind, age, language)
    others = [found for found in shown if found.contact.value != "112"]
    assert shown[0].contact.value == "112"
    assert len({found.service.id for found in others}) >= 2
    assert any(found.is_open or found.contact.type == "chat" for found in others)
    assert len(shown) <= 8
    values = [(found.contact.type, found.contact.value) for found in shown]
    assert len(values) == len(set(values))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("age", [9, 15, 22, 40])
def test_contacts_fit_the_age_when_it_is_known(kind: str, age: int) -> None:
    """Nobody is sent to a line that is not for them."""
    assert all(found.service.is_for_age(age) for found in show(kind, age))


@pytest.mark.parametrize("kind", KINDS)
def test_contacts_are_open_to_all_ages_when_the_age_is_unknown(kind: str) -> None:
    """At most one service with an age limit is added, and never as the first one."""
    services = list({found.service.id: found.service for found in show(kind)}.values())
    limited = [s for s in services if (s.minimum_age, s.maximum_age) != (None, None)]
    assert len(limited) <= 1
    assert services[1] not in limited


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_answers_at_night_when_no_line_of_the_language_is_open(language: str) -> None:
    """What is open in the language is shown, or the Finnish day-and-night line."""
    for kind in KINDS:
        open_now = [found for found in show(kind, 40, language) if found.is_open]
        own = [found for found in open_now if language in found.contact.languages]
        helpers = [found for found in own if found.contact.value != "112"]
        assert helpers or any(found.service.id == load_plan().day_and_night for found in open_now)


def test_own_language_line_takes_the_place_of_the_finnish_one_when_there_is_one() -> None:
    """Swedish-speaking youths see the Swedish lines."""
    ids = {found.service.id for found in show("suicide", 15, "sv")}
    assert {"mieli-kriisipuhelin-sv", "mll-barn-och-ungdomstelefonen"} <= ids


def test_112_comes_last_when_it_is_a_concern() -> None:
    """A gentle line leads with those one can talk to."""
    shown = show("suicide", 15, level="concern")
    assert shown[-1].contact.value == "112"
    assert shown[0].contact.value != "112"


def test_last_known_good_is_used_when_the_catalogue_is_empty() -> None:
    """An empty catalogue does not empty the danger part."""

    class Empty:
        def detect_service(self, service_id: str, /) -> None:
            return None

    shown = danger_contacts("violence", "acute", None, "fi", None, NIGHT, Empty())
    assert shown == danger_contacts("violence", "acute", None, "fi", None, NIGHT, None)
    assert load_last_known_good(FOLDER).detect_service("hatanumero-112") is not None


def test_unpublished_services_are_passed_over_when_listed() -> None:
    """An id of the plan that is not published leaves no gap."""

    class WithoutCrisisLine:
        def detect_service(self, service_id: str, /) -> object:
            found = load_last_known_good(FOLDER).detect_service(service_id)
            return None if service_id == "mieli-kriisipuhelin" else found

    shown = danger_contacts("suicide", "acute", 40, "fi", "03", NIGHT, WithoutCrisisLine())  # type: ignore[arg-type]
    assert "mieli-kriisipuhelin" not in {found.service.id for found in shown}
    assert len(shown) >= 3


@pytest.mark.parametrize("level", ["acute", "concern"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_is_shown_once(kind: str, language: str, level: str) -> None:
    """Also where the county's duty names 112 beside its own number: that one is shown, not 112 again."""
    for county in ("03", "09"):
        shown = danger_contacts(kind, level, None, language, county, NIGHT)
        ways = [(found.contact.type, found.contact.value) for found in shown]
        assert len(ways) == len(set(ways))
        assert [found.service.id for found in shown if found.contact.value == "112"] == [
            "hatanumero-112"
        ] * sum(value == "112" for _, value in ways)
