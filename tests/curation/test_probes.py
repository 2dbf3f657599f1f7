"""Probes tell which of them a change of the catalogue would break."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from curation.__main__ import load
from curation.content import read_row
from curation.probe_cases import Case, Expectation, find_usual_moment, run_case
from curation.probe_check import build_probe_check
from curation.probes import check_publication
from curation.saved_probes import (
    ChangedMeanwhileError,
    NotAllowedError,
    ProbeInvalidError,
    ProbesError,
    add_probe,
    change_probe,
    read_probes,
    read_probes_file,
    remove_probe,
)
from services_catalog.entry_files import load_entries
from services_catalog.loading import load_catalogue
from services_catalog.models import Service as ServiceRow
from services_catalog.reference_data import ReferenceData
from services_catalog.service import Service
from services_catalog.snapshot import Snapshot, load_snapshot_from_entries, read_snapshot
from staff.models import Change
from tests.curation.platform_people import REVIEWER, build_actor

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
YOUTH_CLINIC = "nuorten-mielenterveys-ja-paihdepalvelut-lansi-uusimaa"
WHY = "Nuori jäi ilman apua."
DRINKING = "youth-drinks-weekends-espoo-sv"


@pytest.fixture(scope="session")
def curated(reference: ReferenceData) -> Snapshot:
    """The picture of the curated entries."""
    return load_snapshot_from_entries(reference)


def build_case(**fields: Any) -> Case:
    """A youth of 14 in Espoo who drinks, and gets a youth clinic first."""
    values: dict[str, Any] = {
        "name": "Nuori juo",
        "needs": ("substance_use",),
        "municipality": "049",
        "language": "sv",
        "expected": (Expectation("kind", "youth_clinic", 1),),
        "age": 14,
        "about": "self",
        "role": "youth",
    }
    return Case(**{**values, **fields})


def test_every_probe_of_the_file_holds_on_the_curated_entries(
    reference: ReferenceData, curated: Snapshot
) -> None:
    """At least 25 of them, in all three languages and in both counties."""
    cases = read_probes_file(reference)
    broken = {
        key: [service.id for service in outcome.shown]
        for key, case in cases.items()
        if not (outcome := run_case(curated, case, find_usual_moment(NOW))).holds
    }
    assert not broken
    assert len(cases) >= 25
    assert {case.language for case in cases.values()} == {"fi", "sv", "en"}


def test_services_that_probes_name_are_entries(reference: ReferenceData) -> None:
    """A slip of the pen in a "never" would hold for ever."""
    known = {item.id for item in load_entries(reference).entries}
    named = {
        one.key
        for case in read_probes_file(reference).values()
        for one in case.expected
        if one.sort != "kind"
    }
    assert not named - known


@pytest.mark.parametrize(
    ("expected", "holds"),
    [
        (Expectation("kind", "youth_clinic", 1), True),
        (Expectation("kind", "substance_use_helpline", 1), False),
        (Expectation("service", YOUTH_CLINIC, 1), True),
        (Expectation("service", "paihdeneuvonta", 1), False),
        (Expectation("never", "vanhempainpuhelin"), True),
        (Expectation("never", YOUTH_CLINIC), False),
        (Expectation("never", "nobody-knows-it"), True),
    ],
)
def test_each_sort_of_expectation(curated: Snapshot, expected: Expectation, holds: bool) -> None:
    """Kinds and services among the first cards; never is never."""
    outcome = run_case(curated, build_case(expected=(expected,)), find_usual_moment(NOW))
    assert outcome.holds is holds
    assert outcome.broken == (() if holds else (expected,))


def test_the_hour_makes_no_difference() -> None:
    """Every day and hour leads to a noon on which services are open; Christmas Tuesdays are passed over."""
    assert find_usual_moment(NOW).isoformat() == "2026-11-17T12:00:00+02:00"
    day_after = dt.datetime(2029, 12, 26, 22, tzinfo=dt.UTC)
    assert find_usual_moment(day_after).date() == dt.date(2029, 12, 18)


def spoil(curated: Snapshot, **changes: Any) -> Service:
    """The youth clinic of Western Uusimaa with something changed."""
    return replace(curated.get_service(YOUTH_CLINIC), **changes)


@pytest.fixture
def check(engine: Engine, reference: ReferenceData, curated: Snapshot) -> Callable[..., set[str]]:
    """The probes that a change would break, with the front door's picture at hand."""
    load(engine)

    def run(changed: Service | None, **options: Any) -> set[str]:
        with Session(engine) as session:
            found = check_publication(session, reference, changed, snapshot=curated, now=NOW, **options)
        return {probe.id for probe in found}

    return run


def test_a_change_that_breaks_a_probe_names_it(check: Callable[..., set[str]], curated: Snapshot) -> None:
    """Too old an age limit, a lost need, or the entry taken away: the drinking youth would feel it."""
    assert check(None) == set()
    assert check(spoil(curated, names={"fi": "Uusi nimi"})) == set()
    assert DRINKING in check(spoil(curated, minimum_age=18))
    assert DRINKING in check(spoil(curated, needs=("money",), kind="income_support"))


def test_taking_an_entry_away_is_a_change_too(check: Callable[..., set[str]]) -> None:
    """Ohjaamo of Espoo is what a probe names."""
    assert check(None, removed="ohjaamo-espoo") == {"youth-no-job-espoo"}


def test_what_was_broken_before_is_not_blamed_on_the_change(
    engine: Engine, reference: ReferenceData, curated: Snapshot
) -> None:
    """Only what held before and would not hold after."""
    with Session(engine) as session, session.begin():
        case = build_case(expected=(Expectation("service", "nobody-knows-it", 1),))
        add_probe(session, reference, NOW, REVIEWER, case, WHY)
    with Session(engine) as session:
        assert not check_publication(
            session, reference, spoil(curated, minimum_age=18), snapshot=curated, now=NOW
        )


def test_edits_since_the_picture_was_made_are_seen(engine: Engine, reference: ReferenceData) -> None:
    """A picture 20 seconds old is brought up to date, so that two edits at once do not hide each other."""
    load_catalogue(engine, reference)
    load(engine)
    with Session(engine) as session:
        picture = read_snapshot(session, reference)
    with Session(engine) as session, session.begin():
        row = session.get(ServiceRow, "ohjaamo-espoo")
        assert row is not None
        row.status = "archived"
    with Session(engine) as session:
        # Somebody else took it away: its probe is broken already, whatever is published now.
        assert not check_publication(
            session, reference, None, removed="ohjaamo-espoo", snapshot=picture, now=NOW
        )
        assert not check_publication(session, reference, None, removed="ohjaamo-espoo", now=NOW)


def test_loading_again_brings_nothing_back(engine: Engine, reference: ReferenceData) -> None:
    """What staff removed or changed stays so."""
    count = load(engine)
    with Session(engine) as session, session.begin():
        remove_probe(session, NOW, REVIEWER, DRINKING, "Korvattu toisella")
        renamed = build_case(name="Toinen")
        change_probe(session, reference, NOW, REVIEWER, "youth-lonely-espoo", 1, renamed, WHY)
    assert load(engine) == 0
    with Session(engine) as session:
        names = {probe.id: probe.case.name for probe in read_probes(session)}
        changes = list(session.scalars(select(Change).order_by(Change.id)))
    assert len(names) == count - 1
    assert DRINKING not in names
    assert names["youth-lonely-espoo"] == "Toinen"
    assert [(change.action, change.reason) for change in changes] == [
        ("removed", "Korvattu toisella"),
        ("edited", WHY),
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"needs": ()}, "need_1"),
        ({"needs": ("nonsense",)}, "need_1"),
        ({"age": 130}, "age"),
        ({"role": "king"}, "role"),
        ({"municipality": "000"}, "municipality"),
        ({"expected": ()}, "kind_1"),
        ({"expected": (Expectation("kind", "nonsense", 1),)}, "kind_1"),
        ({"expected": (Expectation("kind", "youth_clinic", 0),)}, "kind_1"),
    ],
)
def test_a_probe_that_makes_no_sense_is_refused(
    engine: Engine, reference: ReferenceData, fields: dict[str, Any], field: str
) -> None:
    """With the field that must be mended."""
    with Session(engine) as session, pytest.raises(ProbeInvalidError) as raised:
        add_probe(session, reference, NOW, REVIEWER, build_case(**fields), WHY)
    assert field in raised.value.errors


def test_nothing_is_added_changed_or_removed_without_a_reason(
    engine: Engine, reference: ReferenceData
) -> None:
    load(engine)
    with Session(engine) as session, session.begin():
        for act in (
            lambda: add_probe(session, reference, NOW, REVIEWER, build_case(), " "),
            lambda: change_probe(session, reference, NOW, REVIEWER, DRINKING, 1, build_case(), ""),
            lambda: remove_probe(session, NOW, REVIEWER, DRINKING, "a" * 501),
        ):
            with pytest.raises(ProbeInvalidError) as raised:
                act()
            assert set(raised.value.errors) == {"reason"}
        assert not list(session.scalars(select(Change)))


def test_only_reviewers_of_the_platform_change_probes(engine: Engine, reference: ReferenceData) -> None:
    """And nobody over another's unseen change."""
    load(engine)
    with Session(engine) as session:
        for membership in (("reviewer", "luvn"), ("editor", "platform"), ("administrator", "platform")):
            with pytest.raises(NotAllowedError):
                add_probe(session, reference, NOW, build_actor(membership), build_case(), WHY)
        with pytest.raises(ChangedMeanwhileError):
            change_probe(session, reference, NOW, REVIEWER, DRINKING, 7, build_case(), WHY)


def test_a_mistake_in_the_file_is_named(reference: ReferenceData, tmp_path: Path) -> None:
    """By the key of the probe."""
    file = tmp_path / "probes.yml"
    file.write_text("one: {name: Yksi, needs: [nonsense], municipality: '049', language: fi}", "utf-8")
    with pytest.raises(ProbesError, match="one"):
        read_probes_file(reference, file)


def test_the_desk_is_told_which_probe_a_version_would_break(
    engine: Engine, reference: ReferenceData, curated: Snapshot
) -> None:
    """Asked with the content of a version, nothing of it is written."""
    load_catalogue(engine, reference)
    load(engine)
    check_version = build_probe_check(lambda: curated)
    with Session(engine) as session:
        content = read_row(session.get_one(ServiceRow, YOUTH_CLINIC))
        assert not check_version(session, YOUTH_CLINIC, content)
        found = check_version(session, YOUTH_CLINIC, {**content, "minimum_age": 18, "maximum_age": None})
        assert read_probes_file(reference)[DRINKING].name in {one.detail for one in found}
        assert {one.code for one in found} == {"probe"}
        assert not session.new
        assert not session.dirty
