"""What is published when and by whom: a second person where it matters, on its day, until its last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from curation.content import Content, read_row
from curation.models import Version
from curation.obstacles import read_obstacles
from curation.publishing import (
    Desk,
    NotPublishableError,
    Obstacle,
    ReasonMissingError,
    archive_expired,
    find_due_ids,
    find_expired_ids,
)
from curation.rules import Rules, SecondPerson
from curation.versions import ChangedMeanwhileError, create_service, get_kept, save
from services_catalog.models import Service
from services_catalog.reference_data import ReferenceData
from services_catalog.snapshot import read_snapshot
from staff.models import Change
from staff.roles import Actor, Role
from tests.curation.people import (
    AINO,
    LOCAL,
    NATIONAL,
    NOW,
    PLATFORM_EDITOR,
    PLATFORM_REVIEWER,
    REVIEWER,
    VÄINÖ,
    change,
    make_actor,
    work,
)


def edit(engine: Engine, actor: Actor = AINO, service_id: str = LOCAL, **fields: Any) -> Version:
    """A saved change of the newest content."""

    def act(session: Session) -> Version:
        kept = get_kept(session, service_id)
        return save(session, NOW, actor, service_id, kept.number, change(kept.content, **fields))

    return work(engine, act, actor)


def with_phone(engine: Engine, number: str) -> list[Content]:
    contacts = work(engine, lambda session: get_kept(session, LOCAL).public["contacts"])
    phone = {**contacts[0], "type": "phone", "value": number, "hours": None}
    return [phone, *contacts[1:]]


def is_public(engine: Engine, look: Callable[[Content], bool], service_id: str = LOCAL) -> bool:
    with Session(engine) as session:
        return look(read_row(session.get_one(Service, service_id)))


def refused(engine: Engine, act: Callable[[Session], Any], actor: Actor = AINO) -> list[str]:
    with pytest.raises(NotPublishableError) as caught:
        work(engine, act, actor)
    return [one.code for one in caught.value.obstacles]


def test_an_editor_publishes_a_text_alone(engine: Engine, desk: Desk, reference: ReferenceData) -> None:
    version = edit(engine, summary__fi="Apua nuorelle.")
    work(engine, lambda s: desk.publish(s, NOW, AINO, LOCAL, version.number))
    with Session(engine) as session:
        row = session.get_one(Service, LOCAL)
        snapshot = read_snapshot(session, reference)
        change = session.scalars(select(Change).where(Change.action == "published")).one()
    assert snapshot.get_service(LOCAL).summaries["fi"] == "Apua nuorelle."
    assert (row.edited_by, row.status) == ("Aino", "published")
    assert row.edited_at is not None
    assert list(change.fields) == ["summary.fi"]
    assert change.fields["summary.fi"]["after"] == "Apua nuorelle."


@pytest.mark.parametrize("what", ["phone", "ages", "contact_ages"])
def test_phone_and_ages_need_a_second_person(engine: Engine, desk: Desk, what: str) -> None:
    contacts = with_phone(engine, "09 123 4567")
    fields: dict[str, dict[str, Any]] = {
        "phone": {"contacts": contacts},
        "ages": {"maximum_age": 28},
        "contact_ages": {"contacts": [{**contacts[0], "minimum_age": 16}, *contacts[1:]]},
    }
    version = edit(engine, **fields[what])
    publish = lambda s: desk.publish(s, NOW, AINO, LOCAL, version.number)  # noqa: E731
    assert refused(engine, publish) == ["needs_second_person"]
    work(engine, lambda s: desk.send_to_review(s, NOW, AINO, LOCAL, version.number))
    assert refused(engine, publish) == ["needs_second_person"]
    work(engine, lambda s: desk.approve(s, NOW, REVIEWER, LOCAL, version.number), REVIEWER)
    head = work(engine, lambda s: get_kept(s, LOCAL).head)
    assert head is not None
    assert (head.state, head.reviewer_name) == ("published", "Louhi")


@pytest.mark.parametrize(
    ("what", "needed"),
    [
        ("numbers_exchanged", True),
        ("names_exchanged", True),
        ("name_gone", True),
        ("texts_for_calls", True),
        ("other_order", False),
        ("name_in_one_more_language", False),
        ("other_hours", False),
    ],
)
def test_numbers_that_exchange_their_meaning_need_a_second_person(
    engine: Engine, desk: Desk, what: str, needed: bool
) -> None:
    """All numbers are still there, and yet they lead elsewhere."""
    first = with_phone(engine, "09 111 1111")[0]
    duty = {**first, "label": {"fi": "Päivystys"}}
    office = {**first, "value": "09 222 2222", "label": {"fi": "Toimisto"}}
    version = edit(engine, contacts=[duty, office])
    work(engine, lambda s: desk.send_to_review(s, NOW, AINO, LOCAL, version.number))
    work(engine, lambda s: desk.approve(s, NOW, REVIEWER, LOCAL, version.number), REVIEWER)
    none = {"always": None, "weekly": None, "as_of": None, "note": None}
    hours = {**none, "by_appointment": True, "holidays": "unknown"}
    lists: dict[str, list[Content]] = {
        "numbers_exchanged": [{**duty, "value": office["value"]}, {**office, "value": duty["value"]}],
        "names_exchanged": [{**duty, "label": office["label"]}, {**office, "label": duty["label"]}],
        "name_gone": [{**duty, "label": None}, office],
        "texts_for_calls": [{**duty, "type": "sms"}, office],
        "other_order": [office, duty],
        "name_in_one_more_language": [{**duty, "label": {"fi": "Päivystys", "sv": "Jour"}}, office],
        "other_hours": [{**duty, "hours": hours}, office],
    }
    later = edit(engine, contacts=lists[what])
    publish = lambda s: desk.publish(s, NOW, AINO, LOCAL, later.number)  # noqa: E731
    if needed:
        assert refused(engine, publish) == ["needs_second_person"]
    else:
        assert work(engine, publish).state == "published"


def test_the_author_is_never_the_second_person(engine: Engine, desk: Desk) -> None:
    """Neither of the last save nor of any since the last publication: a small save hides nothing."""
    edit(engine, REVIEWER, maximum_age=28)
    version = edit(engine, VÄINÖ, summary__fi="Pieni muutos.")
    work(engine, lambda s: desk.send_to_review(s, NOW, VÄINÖ, LOCAL, version.number))
    approve = lambda s: desk.approve(s, NOW, REVIEWER, LOCAL, version.number)  # noqa: E731
    assert refused(engine, approve, REVIEWER) == ["own_change"]
    other = make_actor("Ahti", Role.REVIEWER)
    work(engine, lambda s: desk.approve(s, NOW, other, LOCAL, version.number), other)
    assert is_public(engine, lambda content: content["maximum_age"] == 28)


def test_reviewers_review_for_their_own_organisation(engine: Engine, desk: Desk) -> None:
    version = edit(engine, maximum_age=28)
    work(engine, lambda s: desk.send_to_review(s, NOW, AINO, LOCAL, version.number))
    for stranger in (make_actor("Editor"), make_actor("Ville", Role.REVIEWER, "lahti"), PLATFORM_REVIEWER):
        codes = refused(
            engine, lambda s, a=stranger: desk.approve(s, NOW, a, LOCAL, version.number), stranger
        )
        assert codes == ["own_change"]


def test_national_and_danger_always_need_the_platforms_second_person(engine: Engine, desk: Desk) -> None:
    alone = replace(desk, rules=Rules(second_person=SecondPerson(needed_for=[], without=["mieli"])))
    version = edit(engine, PLATFORM_EDITOR, NATIONAL, summary__fi="Puhu jollekulle.")
    publish = lambda s: alone.publish(s, NOW, PLATFORM_EDITOR, NATIONAL, version.number)  # noqa: E731
    assert refused(engine, publish, PLATFORM_EDITOR) == ["needs_second_person"]
    work(engine, lambda s: alone.send_to_review(s, NOW, PLATFORM_EDITOR, NATIONAL, version.number))
    owner = make_actor("Mieli", Role.REVIEWER, "mieli")
    approve = lambda s: alone.approve(s, NOW, owner, NATIONAL, version.number)  # noqa: E731
    assert refused(engine, approve, owner) == ["own_change"]
    work(engine, lambda s: alone.approve(s, NOW, PLATFORM_REVIEWER, NATIONAL, version.number))
    assert is_public(engine, lambda one: one["summary"]["fi"] == "Puhu jollekulle.", NATIONAL)


def test_a_small_organisation_may_publish_phones_alone(engine: Engine, desk: Desk) -> None:
    small = replace(desk, rules=Rules(second_person=SecondPerson(without=["espoo"])))
    version = edit(engine, contacts=with_phone(engine, "09 123 4567"))
    work(engine, lambda s: small.publish(s, NOW, AINO, LOCAL, version.number))
    assert is_public(engine, lambda content: content["contacts"][0]["value"] == "09 123 4567")


def test_a_rejected_change_comes_back_with_its_reason(engine: Engine, desk: Desk) -> None:
    version = edit(engine, maximum_age=28)
    work(engine, lambda s: desk.send_to_review(s, NOW, AINO, LOCAL, version.number))
    work(engine, lambda s: desk.reject(s, NOW, REVIEWER, LOCAL, version.number, "29 on oikein."), REVIEWER)
    kept = work(engine, lambda s: get_kept(s, LOCAL))
    assert kept.head is not None
    assert (kept.head.state, kept.head.review_reason) == ("rejected", "29 on oikein.")
    assert kept.content["maximum_age"] == 28
    assert is_public(engine, lambda content: content["maximum_age"] != 28)
    # Its author goes on from there.
    again = edit(engine, summary__fi="Korjattu.")
    assert (again.state, again.number) == ("working", 3)


def test_what_a_reviewer_saw_is_what_they_approve(engine: Engine, desk: Desk) -> None:
    version = edit(engine, maximum_age=28)
    work(engine, lambda s: desk.send_to_review(s, NOW, AINO, LOCAL, version.number))
    edit(engine, VÄINÖ, maximum_age=99)
    with pytest.raises(ChangedMeanwhileError):
        work(engine, lambda s: desk.approve(s, NOW, REVIEWER, LOCAL, version.number), REVIEWER)
    # The newer one waits for nobody yet: it must be sent on itself.
    approve = lambda s: desk.approve(s, NOW, REVIEWER, LOCAL, version.number + 1)  # noqa: E731
    assert refused(engine, approve, REVIEWER) == ["state_other"]


def test_a_change_waits_for_its_day(engine: Engine, desk: Desk) -> None:
    later = NOW + dt.timedelta(days=2)
    version = edit(engine, summary__fi="Ensi viikolla.")
    waiting = work(engine, lambda s: desk.publish(s, NOW, AINO, LOCAL, version.number, later))
    assert (waiting.state, waiting.publish_at) == ("approved", later)
    assert work(engine, lambda s: find_due_ids(s, NOW)) == []
    assert work(engine, lambda s: find_due_ids(s, later)) == [LOCAL]
    assert not is_public(engine, lambda one: one["summary"]["fi"] == "Ensi viikolla.")
    work(engine, lambda s: desk.carry_out_due(s, later, LOCAL), None)
    assert is_public(engine, lambda one: one["summary"]["fi"] == "Ensi viikolla.")
    with Session(engine) as session:
        change = session.scalars(select(Change).where(Change.action == "published")).one()
    assert (change.account_name, change.account_id) == ("Kynnys", None)


def test_editing_a_scheduled_change_takes_it_off_the_calendar(engine: Engine, desk: Desk) -> None:
    later = NOW + dt.timedelta(days=2)
    version = edit(engine, summary__fi="Ensi viikolla.")
    work(engine, lambda s: desk.publish(s, NOW, AINO, LOCAL, version.number, later))
    edit(engine, summary__fi="Sittenkin muuta.")
    assert work(engine, lambda s: find_due_ids(s, later)) == []


def test_a_scheduled_change_that_no_longer_holds_comes_back(engine: Engine, desk: Desk) -> None:
    later = NOW + dt.timedelta(days=2)
    version = edit(engine, summary__fi="Ensi viikolla.")
    work(engine, lambda s: desk.publish(s, NOW, AINO, LOCAL, version.number, later))
    probing = replace(desk, check_publication=lambda *_: [Obstacle("probe", detail="14 v, Espoo")])
    back = work(engine, lambda s: probing.carry_out_due(s, later, LOCAL), None)
    assert back.state == "rejected"
    assert read_obstacles(back.review_reason) == [Obstacle("probe", detail="14 v, Espoo")]
    reasons = work(engine, lambda s: list(s.scalars(select(Change.reason).order_by(Change.id))))
    assert reasons[-1] == "probe 14 v, Espoo"


@pytest.mark.parametrize(
    "reason", [None, "", "29 on oikein.", "[1]", "{", '"x"', '[{"code": "a", "b": 1}]', "7"]
)
def test_what_a_person_wrote_is_no_list_of_obstacles(reason: str | None) -> None:
    assert read_obstacles(reason) == []


def test_a_service_leaves_after_its_last_day(engine: Engine, desk: Desk, reference: ReferenceData) -> None:
    today = dt.date(2026, 11, 23)
    version = edit(engine, expires_date=today.isoformat())
    work(engine, lambda s: desk.publish(s, NOW, AINO, LOCAL, version.number))
    assert work(engine, lambda s: find_expired_ids(s, today)) == []
    tomorrow = today + dt.timedelta(days=1)
    assert work(engine, lambda s: find_expired_ids(s, tomorrow)) == [LOCAL]
    assert work(engine, lambda s: archive_expired(s, NOW, tomorrow, LOCAL), None)
    with Session(engine) as session:
        assert read_snapshot(session, reference).detect_service(LOCAL) is None


def test_archiving_and_bringing_back(engine: Engine, desk: Desk, reference: ReferenceData) -> None:
    version = work(engine, lambda s: desk.start_archiving(s, NOW, AINO, LOCAL, 0, "Toiminta loppui."))
    work(engine, lambda s: desk.publish(s, NOW, AINO, LOCAL, version.number))
    with Session(engine) as session:
        assert read_snapshot(session, reference).detect_service(LOCAL) is None
        assert session.get_one(Service, LOCAL).status == "archived"
    again = edit(engine)
    assert again.makes == "published"
    # Its limits of age come back into answers: somebody looks at them.
    publish = lambda s: desk.publish(s, NOW, AINO, LOCAL, again.number)  # noqa: E731
    assert refused(engine, publish) == ["needs_second_person"]
    work(engine, lambda s: desk.send_to_review(s, NOW, AINO, LOCAL, again.number))
    work(engine, lambda s: desk.approve(s, NOW, REVIEWER, LOCAL, again.number), REVIEWER)
    with Session(engine) as session:
        assert read_snapshot(session, reference).get_service(LOCAL)


def test_a_first_publication_notes_all_that_became_public(engine: Engine, desk: Desk) -> None:
    content = work(engine, lambda session: get_kept(session, LOCAL).public)
    new_id = work(engine, lambda s: create_service(s, NOW, AINO, content, "Uusi paikka."))
    work(engine, lambda s: desk.send_to_review(s, NOW, AINO, new_id, 1))
    work(engine, lambda s: desk.approve(s, NOW, REVIEWER, new_id, 1), REVIEWER)
    changes = work(engine, lambda s: list(s.scalars(select(Change).where(Change.subject_id == new_id))))
    told = {change.action: change for change in changes}
    published = told["published"]
    assert published.fields["status"] == {"before": "draft", "after": "published"}
    assert published.fields["summary.fi"] == {"before": None, "after": content["summary"]["fi"]}
    assert published.fields["contacts"]["after"] == content["contacts"]
    assert published.reason == "Uusi paikka."
    assert set(told["created"].fields) == set(published.fields) - {"status"}


def test_what_is_not_ready_is_not_published(engine: Engine, desk: Desk) -> None:
    content = work(engine, lambda session: get_kept(session, LOCAL).public)
    bare = change(content, name={"fi": "Uusi"}, summary={"fi": "Uusi", "sv": "Ny"}, contacts=[], needs=[])
    new_id = work(engine, lambda s: create_service(s, NOW, AINO, bare))
    with pytest.raises(NotPublishableError) as caught:
        work(engine, lambda s: desk.publish(s, NOW, REVIEWER, new_id, 1), REVIEWER)
    assert [one.code for one in caught.value.obstacles] == ["needs_second_person"]
    with pytest.raises(NotPublishableError) as caught:
        work(engine, lambda s: desk.send_to_review(s, NOW, AINO, new_id, 1))
    found = {(one.field, one.detail or one.code) for one in caught.value.obstacles}
    assert ("contacts", "field_missing") in found
    assert ("needs", "field_missing") in found
    assert ("name.sv", "field_missing") in found
    assert ("summary.fi", "Q007") in found


def test_a_probe_that_breaks_stops_the_publication(engine: Engine, desk: Desk) -> None:
    seen: list[Any] = []

    def probe(session: Session, service_id: str, content: Content) -> list[Obstacle]:
        seen.append((service_id, content["summary"]["fi"]))
        return [Obstacle("probe", detail="14 v, Espoo, ruotsi")]

    version = edit(engine, summary__fi="Toinen.")
    probing = replace(desk, check_publication=probe)
    with pytest.raises(NotPublishableError) as caught:
        work(engine, lambda s: probing.publish(s, NOW, AINO, LOCAL, version.number))
    assert caught.value.obstacles[0].detail == "14 v, Espoo, ruotsi"
    assert seen == [(LOCAL, "Toinen.")]
    assert not is_public(engine, lambda one: one["summary"]["fi"] == "Toinen.")


class Probing:
    """A desk whose probes of these names break, whatever is published."""

    def __init__(self, desk: Desk, *names: str) -> None:
        self.names = names
        self.desk = replace(desk, check_publication=self._probe)

    def _probe(self, *_: Any) -> list[Obstacle]:
        return [Obstacle("probe", detail=name) for name in self.names]


def test_a_change_that_breaks_a_probe_is_approved_with_a_reason(engine: Engine, desk: Desk) -> None:
    """A true age limit is not kept from readers by a probe of the time before; never by one person alone."""
    probing = Probing(desk, "16 v, Espoo").desk
    version = edit(engine, summary__fi="Vain täysi-ikäisille.")
    assert refused(engine, lambda s: probing.publish(s, NOW, AINO, LOCAL, version.number)) == ["probe"]
    work(engine, lambda s: probing.send_to_review(s, NOW, AINO, LOCAL, version.number))
    with pytest.raises(ReasonMissingError):
        work(engine, lambda s: probing.approve(s, NOW, REVIEWER, LOCAL, version.number), REVIEWER)
    assert not is_public(engine, lambda one: one["summary"]["fi"] == "Vain täysi-ikäisille.")
    why = "Ohjaamo nosti ikärajansa."

    def approve(actor: Actor) -> Callable[[Session], Version]:
        return lambda s: probing.approve(s, NOW, actor, LOCAL, version.number, reason=why)

    assert refused(engine, approve(AINO)) == ["own_change"]
    work(engine, approve(REVIEWER), REVIEWER)
    assert is_public(engine, lambda one: one["summary"]["fi"] == "Vain täysi-ikäisille.")
    noted = work(engine, lambda s: s.scalars(select(Change).where(Change.action == "approved")).one())
    assert (noted.account_name, noted.reason) == ("Louhi", why)
    assert noted.fields == {"broken_probes": {"before": None, "after": ["16 v, Espoo"]}}


def test_a_reason_overrules_nothing_but_probes(engine: Engine, desk: Desk) -> None:
    probing = Probing(desk, "16 v, Espoo").desk
    version = edit(engine, summary__fi="Soita 09 123 4567.")
    assert "quality" in refused(engine, lambda s: probing.send_to_review(s, NOW, AINO, LOCAL, version.number))


def test_on_its_day_only_the_probes_that_were_accepted_may_break(engine: Engine, desk: Desk) -> None:
    later = NOW + dt.timedelta(days=2)
    probing = Probing(desk, "16 v, Espoo")
    version = edit(engine, summary__fi="Ensi viikolla.")
    work(engine, lambda s: probing.desk.send_to_review(s, NOW, AINO, LOCAL, version.number, later))
    approve = lambda s: probing.desk.approve(s, NOW, REVIEWER, LOCAL, version.number, None, "Nousi.")  # noqa: E731
    assert work(engine, approve, REVIEWER).state == "approved"
    probing.names = ("16 v, Espoo", "14 v, Lahti")
    back = work(engine, lambda s: probing.desk.carry_out_due(s, later, LOCAL), None)
    assert back.state == "rejected"
    assert read_obstacles(back.review_reason) == [Obstacle("probe", detail="14 v, Lahti")]
    # What came back by itself is no approval: published for a day by its author, it comes back again.
    probing.names = ()
    again = later + dt.timedelta(days=1)
    work(engine, lambda s: probing.desk.publish(s, later, AINO, LOCAL, version.number, again))
    probing.names = ("14 v, Lahti",)
    assert work(engine, lambda s: probing.desk.carry_out_due(s, again, LOCAL), None).state == "rejected"
    # Accepted, it comes on its day.
    work(engine, lambda s: probing.desk.send_to_review(s, again, AINO, LOCAL, version.number))
    last = again + dt.timedelta(days=1)
    accept = lambda s: probing.desk.approve(s, again, REVIEWER, LOCAL, version.number, last, "Nousi.")  # noqa: E731
    work(engine, accept, REVIEWER)
    assert work(engine, lambda s: probing.desk.carry_out_due(s, last, LOCAL), None).state == "published"
