"""Notices are told where and when they were meant, and only by those who may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from curation.announcements import read_announcements
from curation.chat_switch import switch_chat
from curation.notices import (
    LONGEST_TEXT,
    ChangedMeanwhileError,
    NotAllowedError,
    NoticeInvalidError,
    Wording,
    change_notice,
    find_notice,
    publish_notice,
    take_down_notice,
)
from services_catalog.opening import HELSINKI
from services_catalog.reference_data import ReferenceData
from staff.models import Change
from tests.curation.platform_people import REVIEWER, build_actor

# A Monday, 12.00 in Helsinki.
NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
WHY = "Kriisipuhelin kertoi ruuhkasta."
ESPOO, LAHTI, WESTERN_UUSIMAA = "049", "398", "03"


def word(**fields: Any) -> Wording:
    """A notice for the whole country, today and tomorrow, unless told otherwise."""
    texts = {"fi": "Kriisipuhelin on ruuhkautunut.", "sv": "Kristelefonen är överbelastad.", "en": "Busy."}
    values: dict[str, Any] = {
        "texts": texts,
        "begins_on": dt.date(2026, 11, 23),
        "ends_on": dt.date(2026, 11, 24),
        "area_scope": "country",
        "area_code": None,
    }
    return Wording(**{**values, **fields})


LONGER = word(ends_on=dt.date(2026, 11, 30))


def count_told(
    session: Session, now: dt.datetime, municipality: str = ESPOO, county: str = WESTERN_UUSIMAA
) -> int:
    """How many notices the page of a municipality shows."""
    return len(read_announcements(session, NOW).find_told(now, municipality, county))


@pytest.mark.parametrize(
    ("moment", "is_told"),
    [
        ("2026-11-22T23:59:59", False),
        ("2026-11-23T00:00:00", True),
        ("2026-11-24T23:59:59", True),
        ("2026-11-25T00:00:00", False),
    ],
)
def test_days_are_those_of_helsinki(
    session: Session, reference: ReferenceData, moment: str, is_told: bool
) -> None:
    """From the first day's beginning to the last day's end, whatever UTC says."""
    publish_notice(session, reference, NOW, REVIEWER, word(), WHY)

    at = dt.datetime.fromisoformat(moment).replace(tzinfo=HELSINKI)
    assert count_told(session, at) == is_told


@pytest.mark.parametrize(
    ("scope", "code", "espoo", "lahti"),
    [
        ("country", None, True, True),
        ("county", WESTERN_UUSIMAA, True, False),
        ("municipality", ESPOO, True, False),
        ("municipality", LAHTI, False, True),
    ],
)
def test_only_the_place_it_is_for_is_told(
    session: Session, reference: ReferenceData, scope: str, code: str | None, espoo: bool, lahti: bool
) -> None:
    """A county's notice stands on the pages of all its municipalities."""
    publish_notice(session, reference, NOW, REVIEWER, word(area_scope=scope, area_code=code), WHY)

    assert count_told(session, NOW) == espoo
    assert count_told(session, NOW, LAHTI, reference.municipalities[LAHTI].county_code) == lahti


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({"texts": {"fi": "Hei", "sv": " "}}, {"text_sv": "text_missing", "text_en": "text_missing"}),
        ({"texts": dict.fromkeys(("fi", "sv", "en"), "a" * (LONGEST_TEXT + 1))}, {"text_fi": "text_long"}),
        ({"ends_on": None}, {"ends_on": "end_missing"}),
        ({"begins_on": None}, {"begins_on": "begin_missing"}),
        ({"ends_on": dt.date(2026, 11, 22)}, {"ends_on": "end_past"}),
        ({"begins_on": dt.date(2026, 11, 25)}, {"ends_on": "end_before_begin"}),
        ({"ends_on": dt.date(2036, 11, 25)}, {"ends_on": "end_far"}),
        ({"area_scope": "county"}, {"area": "area_missing"}),
        ({"area_scope": "municipality", "area_code": "000"}, {"area": "area_missing"}),
        ({"area_scope": "moon", "area_code": "1"}, {"area": "area_missing"}),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    session: Session, reference: ReferenceData, fields: dict[str, Any], problems: dict[str, str]
) -> None:
    """Each by its field; nothing is published."""
    with pytest.raises(NoticeInvalidError) as raised:
        publish_notice(session, reference, NOW, REVIEWER, word(**fields), WHY)

    found = {error.field: error.problem for error in raised.value.errors}
    assert problems.items() <= found.items()
    assert not read_announcements(session, NOW).notices


@pytest.mark.parametrize(
    "membership",
    [("reviewer", "luvn"), ("editor", "platform"), ("handler", "platform"), ("administrator", "luvn")],
)
def test_others_may_not(session: Session, reference: ReferenceData, membership: tuple[str, str]) -> None:
    """What is told to all, and the switch, belong to the platform's reviewers and administrators."""
    actor = build_actor(membership)

    with pytest.raises(NotAllowedError):
        publish_notice(session, reference, NOW, actor, word(), WHY)
    with pytest.raises(NotAllowedError):
        switch_chat(session, NOW, actor, True, "Testi")


def test_every_change_is_noted_with_before_and_after(session: Session, reference: ReferenceData) -> None:
    """Published, edited, taken down: who and what, field by field, and why."""
    notice_id = publish_notice(session, reference, NOW, REVIEWER, word(), WHY)
    change_notice(session, reference, NOW, REVIEWER, notice_id, 1, LONGER, " Ruuhka jatkuu. ")
    take_down_notice(session, NOW, REVIEWER, notice_id, WHY)
    take_down_notice(session, NOW, REVIEWER, notice_id, WHY)
    session.flush()

    changes = list(session.scalars(select(Change).order_by(Change.id)))
    assert [change.action for change in changes] == ["published", "edited", "taken_down"]
    assert changes[1].fields == {"ends_on": {"before": "2026-11-24", "after": "2026-11-30"}}
    assert {change.account_name for change in changes} == {"Aino"}
    assert [change.reason for change in changes] == [WHY, "Ruuhka jatkuu.", WHY]
    assert not read_announcements(session, NOW).notices


@pytest.mark.parametrize(("reason", "problem"), [("  ", "reason_missing"), ("a" * 501, "reason_long")])
def test_nothing_is_told_or_taken_down_without_a_reason(
    session: Session, reference: ReferenceData, reason: str, problem: str
) -> None:
    notice_id = publish_notice(session, reference, NOW, REVIEWER, word(), WHY)
    session.flush()
    for act in (
        lambda: publish_notice(session, reference, NOW, REVIEWER, word(), reason),
        lambda: change_notice(session, reference, NOW, REVIEWER, notice_id, 1, LONGER, reason),
        lambda: take_down_notice(session, NOW, REVIEWER, notice_id, reason),
    ):
        with pytest.raises(NoticeInvalidError) as raised:
            act()
        assert [(one.field, one.problem) for one in raised.value.errors] == [("reason", problem)]
    session.flush()
    assert [change.action for change in session.scalars(select(Change))] == ["published"]
    assert read_announcements(session, NOW).notices[0].ends_on == dt.date(2026, 11, 24)


def test_nothing_of_anothers_is_overwritten_unseen(session: Session, reference: ReferenceData) -> None:
    """A form that was opened before another's change is refused."""
    notice_id = publish_notice(session, reference, NOW, REVIEWER, word(), WHY)
    session.flush()
    change_notice(session, reference, NOW, REVIEWER, notice_id, 1, LONGER, " Ruuhka jatkuu. ")
    session.flush()

    with pytest.raises(ChangedMeanwhileError):
        change_notice(session, reference, NOW, REVIEWER, notice_id, 1, word(), WHY)
    assert find_notice(session, notice_id).ends_on == dt.date(2026, 11, 30)


def test_the_chat_closes_with_a_reason_and_opens_again(session: Session) -> None:
    """Without a reason nothing happens; the reasons are in the audit."""
    with pytest.raises(NoticeInvalidError):
        switch_chat(session, NOW, REVIEWER, True, "  ")
    assert not read_announcements(session, NOW).is_chat_closed

    assert switch_chat(session, NOW, REVIEWER, True, "Vääriä vastauksia")
    assert not switch_chat(session, NOW, REVIEWER, True, "Vielä kerran")
    assert read_announcements(session, NOW).is_chat_closed
    assert switch_chat(session, NOW, REVIEWER, False, "Korjattu")
    session.flush()

    assert not read_announcements(session, NOW).is_chat_closed
    reasons = session.scalars(select(Change.reason).order_by(Change.id))
    assert list(reasons) == ["Vääriä vastauksia", "Korjattu"]
