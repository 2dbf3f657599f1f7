"""Which services a person gets, in which order and for which reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services_catalog.matching import Match, Query, get_matched_area, match
from services_catalog.opening import HELSINKI
from services_catalog.reference_data import ReferenceData
from services_catalog.service import Service
from services_catalog.snapshot import Snapshot, UnknownServiceError, build_snapshot

MONDAY = dt.datetime(2026, 11, 23, 15, tzinfo=HELSINKI)


def list_ids(snapshot: Snapshot, *needs: str, **known: Any) -> list[str]:
    """Ids of the matches, best first."""
    return [item.service.id for item in find(snapshot, *needs, **known)]


def find(snapshot: Snapshot, *needs: str, **known: Any) -> list[Match]:
    """Up to ten matches on a Monday afternoon, unless told otherwise."""
    return match(snapshot, Query(needs=needs, **{"now": MONDAY, "limit": 10, **known}))


def list_reasons(snapshot: Snapshot, service_id: str, *needs: str, **known: Any) -> dict[str, Any]:
    """Values of one match by the key of the reason."""
    found = {item.service.id: item for item in find(snapshot, *needs, **known)}
    return {reason.key: dict(reason.values) for reason in found[service_id].reasons}


@pytest.fixture
def add(snapshot: Snapshot, reference: ReferenceData) -> Callable[..., Snapshot]:
    """The example catalogue with changed copies of one of its services beside the others."""

    def build(service_id: str, *changes: dict[str, Any]) -> Snapshot:
        original = snapshot.get_service(service_id)
        copies: list[Service] = [replace(original, **change) for change in changes]
        changed = {copy.id for copy in copies}
        return build_snapshot([*(s for s in snapshot.services if s.id not in changed), *copies], reference)

    return build


def test_kinds_come_in_the_order_of_the_need_when_age_fits(snapshot: Snapshot) -> None:
    """A lonely pupil gets the school social worker first, then the youth centre, then the helpline."""
    kinds = [
        item.service.kind
        for item in find(snapshot, "loneliness", age=14, about="self", role="youth", limit=3)
    ]
    assert kinds == ["school_social_worker", "youth_centre", "child_youth_helpline"]


def test_kind_comes_first_when_what_was_said_is_its_matter(snapshot: Snapshot) -> None:
    """Of the kinds that a need leads to; a kind it does not lead to is no nearer."""
    usual = [item.service.kind for item in find(snapshot, "loneliness", age=14, role="youth")]
    asked = find(
        snapshot,
        "loneliness",
        age=14,
        role="youth",
        kinds=frozenset({"child_youth_helpline", "income_support"}),
    )

    assert usual[0] != "child_youth_helpline"
    assert asked[0].service.kind == "child_youth_helpline"
    assert {item.service.kind for item in asked} == set(usual)


def test_emergency_number_stays_apart_when_it_lists_the_need(snapshot: Snapshot) -> None:
    """112 is no ordinary card."""
    assert "hatanumero" not in list_ids(snapshot, "domestic_violence", "mental_health")
    assert snapshot.get_service("hatanumero").kind == "emergency_number"
    assert [service.id for service in snapshot.find_services_of_kind("emergency_number")] == ["hatanumero"]


@pytest.mark.parametrize(
    "known",
    [
        {"role": "youth"},
        {"role": "youth", "about": "self"},
        {"age": 13},
        {"age": 13, "about": "self"},
        {"age_range": (13, 17)},
        {"about": "self"},
    ],
)
def test_parents_line_is_left_out_when_a_youth_writes(snapshot: Snapshot, known: dict[str, Any]) -> None:
    """Nobody under age or writing as a youth is sent to a line for parents."""
    assert "vanhempien-puhelin" not in list_ids(snapshot, "mental_health", "bullying", **known)


@pytest.mark.parametrize("known", [{"role": "parent"}, {"about": "child"}, {"about": "child", "age": 13}])
def test_youth_line_is_left_out_when_a_parent_writes(snapshot: Snapshot, known: dict[str, Any]) -> None:
    """And a parent is not sent to the young people's line, but to that of parents."""
    ids = list_ids(snapshot, "mental_health", "bullying", **known)
    assert "nuorten-puhelin" not in ids
    assert "vanhempien-puhelin" in ids


def test_parents_line_is_there_when_the_child_is_small(snapshot: Snapshot) -> None:
    """A three-year-old does not write: an age alone does not turn the parent away."""
    assert "vanhempien-puhelin" in list_ids(snapshot, "parenting", age=3)


@pytest.mark.parametrize(("age", "is_shown"), [(14, False), (15, True), (29, True), (30, False)])
def test_service_is_shown_when_age_is_within_its_limits(snapshot: Snapshot, age: int, is_shown: bool) -> None:
    """Limits include their ends."""
    assert ("espoo-ohjaamo" in list_ids(snapshot, "work_study", age=age)) is is_shown


def test_range_of_ages_matches_when_it_touches_the_limits(snapshot: Snapshot) -> None:
    """A stage known as a range keeps what is open to some of it."""
    assert "espoo-ohjaamo" in list_ids(snapshot, "work_study", age_range=(13, 16))
    assert "espoo-ohjaamo" not in list_ids(snapshot, "work_study", age_range=(7, 12))


def test_first_card_is_open_to_most_when_age_is_unknown(add: Callable[..., Snapshot]) -> None:
    """A service for 12-year-olds only is never first for readers of unknown age."""
    narrow = {
        "id": "kapea",
        "minimum_age": 12,
        "maximum_age": 13,
        "kind": "school_psychologist",
        "about": {"self"},
    }
    snapshot = add("kriisipuhelin", narrow)
    assert list_ids(snapshot, "mental_health")[0] == "kriisipuhelin"
    assert list_ids(snapshot, "mental_health", age=12)[0] == "kapea"


def test_home_area_is_matched_when_no_place_is_stated(snapshot: Snapshot) -> None:
    """Without a place the page's municipality, its county and the country count."""
    ids = list_ids(snapshot, "loneliness", "parenting")
    assert "espoo-nuorisotalo" in ids
    assert "lahti-nuorisotalo" not in ids
    area = get_matched_area(snapshot, Query())
    assert (area.codes, area.labels["fi"], area.outside, area.stated) == (("049",), "Espoo", False, False)


@pytest.mark.parametrize("place", ["Lahti", "lahti", "398", "Lahtis"])
def test_stated_place_wins_when_page_has_another(snapshot: Snapshot, place: str) -> None:
    """A place may be a code or an official name in any language."""
    ids = list_ids(snapshot, "loneliness", municipality=place)
    assert "lahti-nuorisotalo" in ids
    assert "espoo-nuorisotalo" not in ids


def test_county_version_hides_the_general_entry_when_in_the_county(snapshot: Snapshot) -> None:
    """In Vihti the family centre is that of Länsi-Uusimaa, once."""
    ids = list_ids(snapshot, "parenting", municipality="Vihti", about="child")
    assert "perhekeskus-lansi-uusimaa" in ids
    assert not {"perhekeskus", "perhekeskus-paijat-hame"} & set(ids)


def test_general_entry_stays_away_when_its_county_version_was_turned_down(snapshot: Snapshot) -> None:
    """ "Something else" is not the same thing with another number."""
    exclude = frozenset({"perhekeskus-lansi-uusimaa"})
    assert "perhekeskus" not in list_ids(snapshot, "parenting", exclude=exclude)


def test_general_entry_stays_away_when_a_specific_one_of_its_kind_was_turned_down(
    snapshot: Snapshot,
) -> None:
    """ "Something else" than the county's school social workers is not school social workers in general."""
    place = {"municipality": "Lahti", "age": 13, "about": "self"}
    assert "lahti-koulukuraattorit" in list_ids(snapshot, "bullying", **place)
    exclude = frozenset({"lahti-koulukuraattorit"})
    assert "koulukuraattori" not in list_ids(snapshot, "bullying", exclude=exclude, **place)


@pytest.mark.parametrize("place", ["Helsinki", "Rovaniemi", "Atlantis"])
def test_only_national_and_general_are_shown_when_place_is_outside(snapshot: Snapshot, place: str) -> None:
    """Outside the two counties nothing local is shown, and the area says so."""
    found = find(snapshot, "loneliness", "parenting", municipality=place)
    assert {item.service.area_scope for item in found} == {"country"}
    assert "perhekeskus" in {item.service.id for item in found}
    assert get_matched_area(snapshot, Query(municipality=place)).outside


def test_county_is_matched_when_page_is_for_a_county(snapshot: Snapshot) -> None:
    """A page may be a county's own."""
    assert "perhekeskus-paijat-hame" in list_ids(snapshot, "parenting", home_area="09")
    assert "perhekeskus" in list_ids(snapshot, "parenting", home_area=None)


def test_school_services_go_by_the_school_when_it_is_elsewhere(snapshot: Snapshot) -> None:
    """Living in Espoo, at school in Lahti: Lahti's school social worker, Espoo's youth centre."""
    ids = list_ids(snapshot, "loneliness", municipality="Espoo", school_municipality="Lahti", age=14)
    assert "lahti-koulukuraattorit" in ids
    assert "espoo-nuorisotalo" in ids
    assert "lahti-nuorisotalo" not in ids


def test_specific_stands_for_general_when_kind_and_area_are_the_same(snapshot: Snapshot) -> None:
    """Lahti has a school social worker of its own: the general entry is not needed beside it."""
    ids = list_ids(snapshot, "bullying", municipality="Lahti", age=14, about="self")
    assert ids[0] == "lahti-koulukuraattorit"
    assert "koulukuraattori" not in ids
    assert list_ids(snapshot, "bullying", municipality="Espoo", age=14, about="self")[0] == "koulukuraattori"


def test_general_entry_answers_when_need_leads_to_its_kind(snapshot: Snapshot) -> None:
    """A general entry stands for its kind, also for a need it does not list."""
    assert "koulukuraattori" in list_ids(snapshot, "identity", age=14, about="self")


def test_cards_are_of_two_kinds_at_least_when_three_are_shown(add: Callable[..., Snapshot]) -> None:
    """Three youth centres are no choice."""
    snapshot = add("espoo-nuorisotalo", *({"id": f"talo-{number}"} for number in range(4)))
    found = find(snapshot, "loneliness", age=14, limit=3)
    assert len(found) == 3
    assert [item.service.kind for item in found].count("youth_centre") < 3


def test_each_need_gets_a_card_when_there_are_several(snapshot: Snapshot) -> None:
    """Two needs, two answers, the first need first."""
    ids = list_ids(snapshot, "work_study", "loneliness", age=16, about="self", limit=2)
    assert ids == ["espoo-ohjaamo", "koulukuraattori"]


def test_turned_down_services_stay_away_when_excluded(snapshot: Snapshot) -> None:
    """What was shown does not come back."""
    shown = list_ids(snapshot, "loneliness", limit=2)
    assert not set(shown) & set(list_ids(snapshot, "loneliness", exclude=frozenset(shown)))


def test_served_language_comes_first_when_else_equal(add: Callable[..., Snapshot]) -> None:
    """A Swedish reader gets the line that serves in Swedish before its Finnish twin."""
    twins = ({"id": "a-finnish", "languages": ("fi",)}, {"id": "b-swedish", "languages": ("sv",)})
    snapshot = add("kriisipuhelin", *twins, {"id": "kriisipuhelin", "needs": ()})
    assert list_ids(snapshot, "grief", language="sv") == ["b-swedish", "a-finnish"]
    assert list_ids(snapshot, "grief", language="fi") == ["a-finnish", "b-swedish"]
    assert "language" in list_reasons(snapshot, "b-swedish", "grief", language="sv")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"anonymous": True}, {"anonymous": None}),
        ({"free": True}, {"free": False}),
        ({"referral_needed": False}, {"referral_needed": True}),
        ({"walk_in": True}, {"walk_in": None}),
        ({"source_date": dt.date(2026, 6, 1)}, {"source_date": dt.date(2024, 6, 1)}),
        ({"assured_date": dt.date(2026, 6, 1)}, {"assured_date": None}),
        ({"contacts_assured_date": dt.date(2026, 6, 1)}, {"contacts_assured_date": None}),
        ({"contacts_assured_date": dt.date(2026, 6, 1)}, {"contacts_assured_date": dt.date(2026, 5, 1)}),
        ({"area_scope": "municipality", "area_codes": ("049",)}, {}),
        ({}, {"contacts": ()}),
        ({}, {"minimum_age": 35}),
        ({}, {"general": True}),
    ],
)
def test_lower_threshold_comes_first_when_else_equal(
    add: Callable[..., Snapshot], better: dict[str, Any], worse: dict[str, Any]
) -> None:
    """Each fact moves a service in the expected direction, whatever the order of ids."""
    snapshot = add(
        "kriisipuhelin",
        {"id": "z-better", "expires_date": None, **better},
        {"id": "a-worse", **worse},
        {"id": "kriisipuhelin", "needs": ()},
    )
    assert list_ids(snapshot, "grief")[0] == "z-better"


def test_open_service_comes_first_when_else_equal(add: Callable[..., Snapshot], snapshot: Snapshot) -> None:
    """The one that answers now wins, and says until when; the other says when it opens."""
    weekly = snapshot.get_service("nuorten-puhelin").contacts
    changes = (
        {"id": "a-weekly", "contacts": weekly},
        {"id": "b-always"},
        {"id": "kriisipuhelin", "needs": ()},
    )
    changed = add("kriisipuhelin", *changes)
    morning = MONDAY.replace(hour=9)
    assert list_ids(changed, "grief", now=morning) == ["b-always", "a-weekly"]
    assert list_ids(changed, "grief", now=MONDAY) == ["a-weekly", "b-always"]
    reasons = list_reasons(changed, "a-weekly", "grief", now=morning)
    assert reasons["opens_next"] == {"at": "2026-11-23T14:00:00+02:00"}
    assert list_reasons(changed, "a-weekly", "grief")["open_now"] == {"until": "2026-11-23T20:00:00+02:00"}


def test_expired_service_is_left_out_when_its_day_has_passed(add: Callable[..., Snapshot]) -> None:
    """A service with an end is shown on its last day and not after."""
    assert "kriisipuhelin" in list_ids(
        add("kriisipuhelin", {"expires_date": MONDAY.date()}), "grief", "mental_health"
    )
    yesterday = MONDAY.date() - dt.timedelta(days=1)
    assert "kriisipuhelin" not in list_ids(add("kriisipuhelin", {"expires_date": yesterday}), "grief")


def test_draft_is_nowhere_when_the_snapshot_is_built(snapshot: Snapshot) -> None:
    """Drafts are no part of the picture."""
    assert snapshot.detect_service("espoo-luonnos") is None
    with pytest.raises(UnknownServiceError, match="espoo-luonnos"):
        snapshot.get_service("espoo-luonnos")


def test_reasons_are_typed_facts_when_a_card_is_shown(snapshot: Snapshot) -> None:
    """Every reason is a key with values; an unknown fact gives none."""
    reasons = list_reasons(snapshot, "vanha-chat", "loneliness", age=14, about="self")
    assert reasons["need"] == {"need": "loneliness"}
    assert reasons["kind"] == {"kind": "child_youth_helpline"}
    assert reasons["age"] == {"minimum_age": 12, "maximum_age": 29}
    assert reasons["area"] == {"scope": "country", "codes": []}
    assert reasons["stale"] == {"date": "2024-01-01"}
    assert {"free", "not_assured"} <= set(reasons)
    assert not {"anonymous", "no_referral", "walk_in", "open_now", "opens_next", "general"} & set(reasons)
    assert {"general", "not_assured"} <= set(list_reasons(snapshot, "koulukuraattori", "school", age=14))


def test_nothing_is_found_when_the_need_is_unknown(snapshot: Snapshot) -> None:
    """An unknown need, no need or no room gives no cards and no error."""
    assert list_ids(snapshot, "nonsense") == []
    assert list_ids(snapshot) == []
    assert list_ids(snapshot, "loneliness", limit=0) == []


def test_a_teacher_gets_help_when_entries_do_not_name_others(snapshot: Snapshot) -> None:
    """Somebody else's worry ranks lower where it is not named, but is not turned away."""
    assert list_ids(snapshot, "bullying", role="other", about="other", age=14)[0] == "koulukuraattori"


def test_pupils_service_is_not_for_a_parents_own_trouble_when_it_states_no_ages(
    add: Callable[..., Snapshot],
) -> None:
    """A school social worker without stated limits is still for pupils."""
    snapshot = add("koulukuraattori", {"id": "koulukuraattori", "minimum_age": None, "maximum_age": None})
    assert list_ids(snapshot, "mental_health", role="parent", about="self")[0] == "kriisipuhelin"
    assert "koulukuraattori" not in list_ids(snapshot, "mental_health", age=40, about="self")
    assert list_ids(snapshot, "mental_health", age=14, about="self")[0] == "koulukuraattori"


def test_real_place_comes_for_general_words_when_it_does_not_name_the_writer(
    add: Callable[..., Snapshot],
) -> None:
    """A grandmother gets the town's own youth centre, unless it turns most of those she may ask for away."""
    general = {"id": "talo", "general": True, "front_door": "municipality", "area_codes": ()}
    general |= {"area_scope": "country", "roles": frozenset({"youth", "parent", "other"})}
    general |= {"about": frozenset({"self", "child", "other"})}
    real = {"id": "espoo-nuorisotalo", "roles": frozenset({"youth"}), "about": frozenset({"self", "child"})}
    asking = {"role": "other", "about": "other"}
    shown = list_ids(add("espoo-nuorisotalo", general, real), "hobbies", **asking)
    assert "espoo-nuorisotalo" in shown
    assert "talo" not in shown
    narrow = real | {"minimum_age": 13, "maximum_age": 14}
    shown = list_ids(add("espoo-nuorisotalo", general, narrow), "hobbies", **asking)
    assert shown[0] == "talo"


def test_service_for_one_group_does_not_replace_the_general_one(add: Callable[..., Snapshot]) -> None:
    """A house for girls stands beside the youth centre, not in its place."""
    house = {
        "id": "talo",
        "general": True,
        "front_door": "municipality",
        "area_scope": "country",
        "area_codes": (),
    }
    girls = {"id": "espoo-nuorisotalo", "for_group": "girls"}
    assert list_ids(add("espoo-nuorisotalo", house, girls), "hobbies", age=14)[0] == "talo"
    everybody = {"id": "espoo-nuorisotalo", "for_group": None}
    assert list_ids(add("espoo-nuorisotalo", house, everybody), "hobbies", age=14)[0] == "espoo-nuorisotalo"


def test_unknown_languages_cost_nobody_anything(add: Callable[..., Snapshot]) -> None:
    """To a Finnish reader it is as good as stated; to another better than a service in Finnish alone."""
    stated, unknown = {"id": "a-stated", "languages": ("fi",)}, {"id": "b-unknown", "languages": ()}
    snapshot = add("kriisipuhelin", stated, unknown)
    scores = {
        language: {item.service.id: item.score for item in find(snapshot, "grief", language=language)}
        for language in ("fi", "sv")
    }
    assert scores["fi"]["a-stated"] == scores["fi"]["b-unknown"]
    assert scores["sv"]["a-stated"] < scores["sv"]["b-unknown"]


def test_line_in_a_third_language_stays_away_when_reader_is_finnish(add: Callable[..., Snapshot]) -> None:
    """A Russian line is for those who speak Russian; a Swedish one comes last, for many read that."""
    snapshot = add("kriisipuhelin", {"id": "a-russian", "languages": ("ru",)})
    assert list_ids(snapshot, "grief")[0] == "kriisipuhelin"
    assert list_ids(snapshot, "grief", language="ru")[0] == "a-russian"
    everything_else = frozenset(list_ids(snapshot, "grief"))
    assert "a-russian" not in everything_else
    assert list_ids(snapshot, "grief", exclude=everything_else) == []
    interpreted = add("kriisipuhelin", {"id": "a-russian", "languages": ("ru",), "interpreter": True})
    assert "a-russian" in list_ids(interpreted, "grief")
    assert "a-swedish" in list_ids(
        add("kriisipuhelin", {"id": "a-swedish", "languages": ("sv",)}), "grief", language="en"
    )


def test_one_card_is_open_when_the_best_ones_are_closed(add: Callable[..., Snapshot]) -> None:
    """At night the third card gives way to a line that answers, if there is one."""
    kinds = ("school_psychologist", "youth_clinic")
    closed = [{"id": kind, "kind": kind, "contacts": ()} for kind in kinds]
    snapshot = add("kriisipuhelin", *closed)
    found = find(snapshot, "mental_health", age=14, about="self", limit=3, now=MONDAY.replace(hour=3))
    assert found[-1].service.id == "kriisipuhelin"
    assert found[-1].reasons
