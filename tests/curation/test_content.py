"""Rows, files and forms meet in one canonical content."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from curation.content import (
    Content,
    canonicalise,
    check_content,
    get_content_digest,
    read_row,
    to_content,
    write_row,
)
from curation.fields import ChoiceMissingError, join, list_changes, list_collisions, merge, split
from services_catalog.entry_files import load_entries
from services_catalog.models import ExceptionalHours, Service
from services_catalog.reference_data import ReferenceData, load_reference_data
from services_catalog.service import Service as Record
from services_catalog.service import to_service
from tests.curation.people import LOCAL, change

ENTRIES = {item.id: to_content(item.entry) for item in load_entries(load_reference_data()).entries}


DAYS_OFF = (
    {"valid_from": "2026-12-24", "valid_to": "2026-12-26", "closed": True, "opens": None, "closes": None},
    {
        "valid_from": "2027-07-01",
        "valid_to": "2027-07-31",
        "closed": None,
        "opens": "10:00",
        "closes": "12:00",
    },
    {
        "valid_from": "2027-07-01",
        "valid_to": "2027-07-31",
        "closed": None,
        "opens": "20:00",
        "closes": "02:00",
    },
)
NO_TIMES = {
    "always": None, "by_appointment": None, "weekly": None,
    "holidays": "unknown", "as_of": None, "note": None,
}  # fmt: skip


def build_with_days(content: Content, *days: Content) -> Content:
    """The content, its first contact with these exceptional days."""
    first, *others = content["contacts"]
    return {**content, "contacts": [{**first, "exceptional_hours": [*days]}, *others]}


def test_each_row_holds_what_its_file_states(engine: Engine) -> None:
    with Session(engine) as session:
        rows = {row.id: read_row(row) for row in session.scalars(select(Service))}
    assert rows == ENTRIES


def test_content_survives_json_and_validation() -> None:
    for content in ENTRIES.values():
        assert to_content(check_content(json.loads(json.dumps(content)))) == content
        assert canonicalise(content) == content


def test_writing_the_content_back_changes_nothing(engine: Engine, reference: ReferenceData) -> None:
    with Session(engine, info={"importing": True}) as session, session.begin():
        for row in session.scalars(select(Service)).all():
            before = to_service(row)
            write_row(session, row, read_row(row))
            session.flush()
            session.expire(row)
            after = to_service(row)
            # The order in which languages are named says nothing.
            assert sorted(after.languages) == sorted(before.languages)
            contacts = zip(after.contacts, before.contacts, strict=True)
            assert all(sorted(new.languages) == sorted(old.languages) for new, old in contacts)
            assert blur(after) == blur(before)


def blur(service: Record) -> Record:
    contacts = tuple(replace(contact, languages=()) for contact in service.contacts)
    return replace(service, languages=(), contacts=contacts)


def test_exceptional_days_survive_the_row(engine: Engine) -> None:
    """Closed and open ones, in whatever order they were written, on any sort of hours."""
    with Session(engine) as session, session.begin():
        row = session.get_one(Service, LOCAL)
        for hours in (row.contacts[0].hours_kind, None, "always", "by_appointment"):
            content = build_with_days(read_row(row), *DAYS_OFF)
            if hours is None:
                content["contacts"][0]["hours"] = None
            elif hours != "weekly":
                content["contacts"][0]["hours"] = {**NO_TIMES, hours: True}
            write_row(session, row, content)
            session.flush()
            session.expire(row)
            assert read_row(row) == canonicalise(content)
            assert read_row(row)["contacts"][0]["exceptional_hours"] == [*DAYS_OFF]
        write_row(session, row, ENTRIES[LOCAL])
        session.flush()
        assert session.scalars(select(ExceptionalHours)).all() == []


def test_content_kept_before_there_were_exceptional_days_is_the_same_still() -> None:
    """Old versions lack them; no form of them is a change, nor an outdated check."""
    for content in ENTRIES.values():
        assert all("exceptional_hours" not in contact for contact in content["contacts"])
        empty = {**content, "contacts": [{**one, "exceptional_hours": []} for one in content["contacts"]]}
        assert canonicalise(empty) == content
        assert get_content_digest(to_content(check_content(empty))) == get_content_digest(content)


def test_merge_takes_the_exceptional_days_of_both() -> None:
    """Two days are two fields; one and the same day is one."""
    base = ENTRIES[LOCAL]
    theirs, yours = build_with_days(base, DAYS_OFF[0]), build_with_days(base, DAYS_OFF[1])
    assert merge(base, theirs, yours, {}) == canonicalise(build_with_days(base, *DAYS_OFF[:2]))
    other = {**DAYS_OFF[0], "closed": None, "opens": "09:00", "closes": "12:00"}
    field = "contacts.0.exceptional_hours.2026-12-24"
    with pytest.raises(ChoiceMissingError, match=field):
        merge(base, theirs, build_with_days(base, other), {})
    # Taken away by one, kept by the other: it is gone.
    assert merge(theirs, base, theirs, {}) == base
    both = build_with_days(base, *DAYS_OFF)
    assert join(split(both, contacts_apart=True)) == both
    assert join(split(both, contacts_apart=False)) == both


def build_two_numbers() -> Content:
    """The content with two numbers of one type, without hours."""
    phone = {**ENTRIES[LOCAL]["contacts"][0], "type": "phone", "hours": None}
    duty = {**phone, "value": "09 111 1111", "label": {"fi": "Päivystys"}}
    office = {**phone, "value": "09 222 2222", "label": {"fi": "Toimisto"}}
    return canonicalise({**ENTRIES[LOCAL], "contacts": [duty, office]})


HOURS = {**NO_TIMES, "weekly": [{"days": ["mon"], "opens": "08:00", "closes": "20:00"}]}


@pytest.mark.parametrize("times", [{"hours": HOURS}, {"exceptional_hours": [DAYS_OFF[0]]}])
@pytest.mark.parametrize("how", ["moved", "deleted_and_added", "replaced"])
@pytest.mark.parametrize("is_number_first", [True, False])
def test_times_land_on_no_other_number_unasked(times: Content, how: str, is_number_first: bool) -> None:
    """One moves, deletes or replaces a number, the other gives it hours: somebody must choose."""
    base = build_two_numbers()
    duty, office = base["contacts"]
    new = {**duty, "value": "09 333 3333", "label": {"fi": "Neuvonta"}}
    lists = {"moved": [office, duty], "deleted_and_added": [office, new], "replaced": [new, office]}
    moved = canonicalise({**base, "contacts": lists[how]})
    timed = canonicalise({**base, "contacts": [{**duty, **times}, office]})
    theirs, yours = (moved, timed) if is_number_first else (timed, moved)
    asked = [one.field for one in list_collisions(base, theirs, yours) if one.is_open]
    assert asked
    with pytest.raises(ChoiceMissingError):
        merge(base, theirs, yours, {})
    # Where the number stays in its place, the number or the times are chosen; else the list.
    merged = merge(base, theirs, yours, dict.fromkeys(asked, "theirs"))
    if how != "replaced":
        assert merged["contacts"] == theirs["contacts"]
    elif is_number_first:
        assert [one["value"] for one in merged["contacts"]] == ["09 333 3333", "09 222 2222"]
    else:
        kept = merge(base, theirs, yours, dict.fromkeys(asked, "yours"))
        assert kept["contacts"] == yours["contacts"]


def test_nobody_is_asked_of_times_of_a_number_that_stays() -> None:
    """One gives the first number hours, the other replaces the second: both are taken."""
    base = build_two_numbers()
    duty, office = base["contacts"]
    timed, new = {**duty, "hours": HOURS}, {**office, "value": "09 333 3333"}
    theirs = canonicalise({**base, "contacts": [timed, office]})
    yours = canonicalise({**base, "contacts": [duty, new]})
    both = canonicalise({**base, "contacts": [timed, new]})
    assert merge(base, theirs, yours, {}) == both
    assert merge(base, yours, theirs, {}) == both


def test_a_number_that_moved_is_told_with_its_whole_list() -> None:
    """Of two that changed places nobody is told that each has become another number."""
    base = build_two_numbers()
    moved = {**base, "contacts": base["contacts"][::-1]}
    assert [one.field for one in list_changes(base, moved)] == ["contacts"]


def test_fields_split_and_join() -> None:
    for content in ENTRIES.values():
        assert join(split(content, contacts_apart=True)) == content
        assert join(split(content, contacts_apart=False)) == content


def test_changes_name_the_fields() -> None:
    before = ENTRIES[LOCAL]
    after = change(before, summary__sv="Annan text.", minimum_age=14)
    assert [one.field for one in list_changes(before, after)] == ["summary.sv", "minimum_age"]


def test_merge_keeps_what_each_changed_alone() -> None:
    base = ENTRIES[LOCAL]
    theirs = change(base, summary__fi="Toinen.", minimum_age=15)
    yours = change(base, description__sv="Annan.", minimum_age=16)
    open_fields = [one.field for one in list_collisions(base, theirs, yours) if one.is_open]
    assert open_fields == ["minimum_age"]
    merged = merge(base, theirs, yours, {"minimum_age": "yours"})
    assert merged == change(base, summary__fi="Toinen.", description__sv="Annan.", minimum_age=16)
    with pytest.raises(ChoiceMissingError, match="minimum_age"):
        merge(base, theirs, yours, {})


texts = st.text(st.characters(codec="utf-8", categories=("L",)), min_size=1, max_size=5)
edits = st.fixed_dictionaries(
    {},
    optional={
        "summary__fi": texts,
        "summary__sv": texts,
        "description": st.none(),
        "minimum_age": st.integers(0, 12),
        "needs": st.lists(st.sampled_from(["money", "bullying", "loneliness"]), unique=True),
        "contacts": st.sampled_from([ENTRIES[LOCAL]["contacts"], [], ENTRIES["apuu-chat"]["contacts"]]),
    },
)


@settings(max_examples=200, deadline=None)
@given(theirs=edits, yours=edits, choice=st.sampled_from(["theirs", "yours"]))
def test_no_change_is_lost_in_a_merge(theirs: dict, yours: dict, choice: str) -> None:
    """Each field of the merged content is that of whoever changed it alone, or of the one chosen."""
    base = ENTRIES[LOCAL]
    their_content, your_content = change(base, **theirs), change(base, **yours)
    collisions = {one.field: choice for one in list_collisions(base, their_content, your_content)}
    merged = merge(base, their_content, your_content, collisions)
    same = all(
        [c["type"] for c in content["contacts"]] == [c["type"] for c in base["contacts"]]
        for content in (their_content, your_content)
    )
    old, their, your, new = (split(one, same) for one in (base, their_content, your_content, merged))
    for field in {*old, *their, *your}:
        if their.get(field) == old.get(field):
            assert new.get(field) == your.get(field)
        elif your.get(field) == old.get(field):
            assert new.get(field) == their.get(field)
        else:
            assert new.get(field) == (their if choice == "theirs" else your).get(field)
