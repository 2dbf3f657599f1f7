"""What is to be done about entries, and where the catalogue has gaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType

import pytest

from curation.content import find_owner_key
from curation.finding import ContactLine, Entry, find_written_languages
from curation.to_do import AgeGroup, GapFinder, Situation, Supply, ToDo, count_to_dos, find_lists, find_to_dos
from curation.verification import Part
from services_catalog.benchmark import BLANK
from services_catalog.reference_data import ReferenceData, load_reference_data
from services_catalog.service import Service
from services_catalog.snapshot import build_snapshot
from staff.roles import Role
from tests.curation.people import AINO, REVIEWER, make_actor

TODAY = dt.date(2026, 11, 23)
NO_TEXTS = MappingProxyType[str, str]({})
ENTRY = Entry(
    id="one",
    names=MappingProxyType({"fi": "Yksi"}),
    summaries=NO_TEXTS,
    descriptions=NO_TEXTS,
    eligibility_descriptions=NO_TEXTS,
    application_processes=NO_TEXTS,
    organization_key="espoo",
    organization_names=NO_TEXTS,
    owner="espoo",
    kind="ohjaamo",
    needs=("work_study",),
    area_scope="municipality",
    area_codes=("049",),
    languages=("fi",),
    status="published",
    general=False,
    emergency=False,
    front_door=None,
    to_check=0,
    written=frozenset({"fi", "sv", "en"}),
    contacts=(ContactLine("phone", "000 111"),),
    links=("https://a.fi/",),
    source_date=dt.date(2026, 10, 1),
    assured_date=dt.date(2026, 10, 1),
    expires_date=None,
    updated_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"links": ("https://dead.fi/",)}, [ToDo.DEAD_LINK]),
        ({"expires_date": TODAY + dt.timedelta(days=30)}, [ToDo.EXPIRING]),
        ({"expires_date": TODAY - dt.timedelta(days=300)}, [ToDo.EXPIRING]),
        ({"expires_date": TODAY + dt.timedelta(days=31)}, []),
        ({"contacts": ()}, [ToDo.NO_CONTACT]),
        ({"contacts": (), "front_door": "school"}, []),
        ({"contacts": (), "front_door": "county"}, [ToDo.NO_CONTACT]),
        ({"source_date": dt.date(2020, 1, 1), "assured_date": dt.date(2025, 11, 22)}, [ToDo.STALE]),
        ({"source_date": dt.date(2020, 1, 1), "assured_date": dt.date(2025, 11, 23)}, []),
        ({"to_check": 1}, [ToDo.TO_VERIFY]),
        ({"assured_date": None}, [ToDo.TO_VERIFY]),
        ({"written": frozenset({"fi", "sv"})}, [ToDo.MISSING_LANGUAGE]),
        ({"status": "draft"}, [ToDo.DRAFT]),
        ({"status": "archived", "contacts": (), "to_check": 3}, []),
    ],
)
def test_each_list_has_what_belongs_on_it(changes: dict[str, object], expected: list[ToDo]) -> None:
    entry = replace(ENTRY, **changes)  # type: ignore[arg-type]
    assert find_to_dos(entry, Situation(TODAY, {"https://dead.fi/"})) == expected


def test_own_entries_are_counted_apart() -> None:
    entries = [replace(ENTRY, status="draft", owner=owner) for owner in ("espoo", "lahti", "platform")]
    counts = {
        count.to_do: (count.own, count.all) for count in count_to_dos(entries, Situation(TODAY), {"espoo"})
    }
    assert counts[ToDo.DRAFT] == (1, 3)
    assert counts[ToDo.STALE] == (0, 0)


@pytest.mark.parametrize("status", ["published", "archived"])
def test_what_somebody_began_is_on_its_list_whatever_the_state_of_the_entry(status: str) -> None:
    situation = Situation(TODAY, in_review={"one"}, unpublished={"one"})
    found = find_to_dos(replace(ENTRY, status=status), situation)
    assert found == [ToDo.IN_REVIEW, ToDo.UNPUBLISHED]
    assert find_to_dos(replace(ENTRY, id="another"), situation) == []


def test_a_translation_that_was_left_behind_is_on_its_list() -> None:
    situation = Situation(TODAY, stale_translations={"one"})
    assert find_to_dos(ENTRY, situation) == [ToDo.STALE_TRANSLATION]
    assert find_to_dos(replace(ENTRY, status="archived"), situation) == []
    assert find_to_dos(replace(ENTRY, id="another"), situation) == []


@pytest.mark.parametrize(
    ("changes", "last", "is_due"),
    [
        ({}, {}, False),
        ({}, {"all": TODAY - dt.timedelta(days=165)}, False),
        # The contacts are due 180 days after, and told of 14 days before.
        ({}, {"all": TODAY - dt.timedelta(days=166)}, True),
        ({"contacts": (), "front_door": "school"}, {"all": TODAY - dt.timedelta(days=166)}, False),
        ({}, {"all": TODAY - dt.timedelta(days=300), "contacts": TODAY}, False),
        ({}, {"all": TODAY - dt.timedelta(days=351), "contacts": TODAY}, True),
        # Nobody checked all of it: the list of what must be checked has it.
        ({}, {"contacts": TODAY}, False),
        ({"status": "draft"}, {"all": TODAY - dt.timedelta(days=400)}, False),
    ],
)
def test_a_check_that_ends_is_on_its_list(
    changes: dict[str, object], last: dict[Part, dt.date], is_due: bool
) -> None:
    entry = replace(ENTRY, **changes)  # type: ignore[arg-type]
    situation = Situation(TODAY, last_checks={"one": last} if last else {})
    assert (ToDo.CHECK_DUE in find_to_dos(entry, situation)) is is_due


def test_lists_of_some_are_not_shown_to_others() -> None:
    assert ToDo.IN_REVIEW in find_lists(REVIEWER)
    assert set(ToDo) - set(find_lists(AINO)) == {ToDo.IN_REVIEW}
    reader = make_actor("Reader", Role.READER)
    assert set(ToDo) - set(find_lists(reader)) == {ToDo.IN_REVIEW, ToDo.UNPUBLISHED}


def test_a_language_is_missing_when_any_text_lacks_it() -> None:
    full, half = {"fi": "a", "sv": "b"}, {"fi": "a"}
    assert find_written_languages([full, full, {}]) == {"fi", "sv"}
    assert find_written_languages([full, half]) == {"fi"}


@pytest.mark.parametrize(
    ("scope", "emergency", "owner"),
    [
        ("municipality", False, "espoo"),
        ("county", False, "espoo"),
        ("country", False, "platform"),
        ("county", True, "platform"),
    ],
)
def test_national_and_danger_entries_belong_to_the_platform(scope: str, emergency: bool, owner: str) -> None:
    assert find_owner_key("espoo", scope, emergency) == owner


@pytest.fixture(scope="module")
def reference() -> ReferenceData:
    return load_reference_data()


def find_supply(reference: ReferenceData, *services: Service, group: AgeGroup = AgeGroup.TEEN) -> Supply:
    """What young people of Espoo find for bullying when these are all services."""
    cells = GapFinder(build_snapshot(services, reference), TODAY).find_cells("049")
    return next(cell.supply for cell in cells if (cell.need, cell.group) == ("bullying", group))


NATIONAL = replace(BLANK, id="national", kind="child_youth_helpline", needs=("bullying",))
GENERAL = replace(BLANK, id="general", kind="school_social_worker", general=True)
LOCAL = replace(NATIONAL, id="local", area_scope="county", area_codes=("03",))


def test_a_gap_is_told_from_what_is_general_national_and_local(reference: ReferenceData) -> None:
    assert find_supply(reference) is Supply.NOTHING
    assert find_supply(reference, GENERAL) is Supply.ONLY_GENERAL
    assert find_supply(reference, GENERAL, NATIONAL) is Supply.ONLY_NATIONAL
    assert find_supply(reference, GENERAL, NATIONAL, LOCAL) is Supply.LOCAL


@pytest.mark.parametrize(
    "changes",
    [
        {"area_scope": "county", "area_codes": ("09",)},
        {"minimum_age": 18},
        {"maximum_age": 12},
        {"roles": frozenset({"parent"})},
        {"for_group": "girls"},
        {"expires_date": TODAY - dt.timedelta(days=1)},
        {"kind": "emergency_number"},
    ],
)
def test_a_service_of_others_fills_no_gap(reference: ReferenceData, changes: dict[str, object]) -> None:
    assert find_supply(reference, replace(NATIONAL, **changes)) is Supply.NOTHING  # type: ignore[arg-type]


def test_ages_that_a_need_does_not_concern_are_no_gaps(reference: ReferenceData) -> None:
    cells = GapFinder(build_snapshot((), reference), TODAY).find_cells("049")
    groups = {cell.group for cell in cells if cell.need == "work_study"}
    assert groups == {AgeGroup.TEEN, AgeGroup.YOUNG_ADULT, AgeGroup.PARENT}


def test_parents_find_what_is_for_parents(reference: ReferenceData) -> None:
    for_parents = replace(NATIONAL, roles=frozenset({"parent"}))
    assert find_supply(reference, for_parents, group=AgeGroup.PARENT) is Supply.ONLY_NATIONAL
    assert find_supply(reference, for_parents, group=AgeGroup.CHILD) is Supply.ONLY_NATIONAL
    assert find_supply(reference, for_parents) is Supply.NOTHING
