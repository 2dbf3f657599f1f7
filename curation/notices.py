"""Notices as staff publish, change and take them down; who did what, and why, is audited."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from curation import platform_models as models
from services_catalog.opening import HELSINKI
from services_catalog.reference_data import LANGUAGES, ReferenceData
from staff.changes import find_reason_problem, note_change
from staff.roles import PLATFORM, Actor, Role

# A notice is read on a phone, above a chat: two or three sentences.
LONGEST_TEXT = 400
LONGEST_DAYS = 366
# How long ended notices are listed for staff.
LISTED_AFTER_END_DAYS = 90


class NotAllowedError(Exception):
    """Notices and the switch belong to reviewers and administrators of the platform."""


class ChangedMeanwhileError(Exception):
    """Somebody else changed the notice after this form was opened."""


class NoticeUnknownError(LookupError):
    """There is no notice with this id."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with a field; `problem` is a key of the pages' words under `notices.error.`."""

    field: str
    problem: str


class NoticeInvalidError(Exception):
    """The notice cannot be published as it is written; nothing was changed.

    Attributes:
        errors: one for each field that must be mended.
    """

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        self.errors = errors
        super().__init__(", ".join(f"{error.field}: {error.problem}" for error in errors))


@dataclass(frozen=True)
class Wording:
    """A notice as somebody wrote it.

    Args:
        texts: by language; all three are needed.
        begins_on, ends_on: days of Helsinki, both included; None where nothing or no date was written.
        area_scope: country, county or municipality. area_code: of the latter two.
    """

    texts: Mapping[str, str]
    begins_on: dt.date | None
    ends_on: dt.date | None
    area_scope: str
    area_code: str | None


def list_notices(session: Session, now: dt.datetime) -> list[models.Notice]:
    """All notices but those that ended long ago, newest end first (reads)."""
    since = now.astimezone(HELSINKI).date() - dt.timedelta(days=LISTED_AFTER_END_DAYS)
    notice = models.Notice
    return list(
        session.scalars(
            select(notice).where(notice.ends_on >= since).order_by(notice.ends_on.desc(), notice.id)
        )
    )


def find_notice(session: Session, notice_id: str) -> models.Notice:
    """The notice (reads).

    Raises:
        NoticeUnknownError: there is none.
    """
    row = session.get(models.Notice, notice_id)
    if row is None:
        raise NoticeUnknownError(notice_id)
    return row


def publish_notice(
    session: Session, reference: ReferenceData, now: dt.datetime, actor: Actor, wording: Wording, reason: str
) -> str:
    """Publish a notice (writes); return its id.

    Args:
        reason: why, for colleagues; needed.

    Raises:
        NotAllowedError: the person may not.
        NoticeInvalidError: something is missing or wrong.
    """
    refuse_others(actor)
    begins_on, ends_on = _check(wording, reason, reference, now.astimezone(HELSINKI).date())
    row = models.Notice(id=uuid.uuid4().hex)
    fields = _write(row, wording, begins_on, ends_on, now, actor)
    session.add(row)
    note_change(session, now, actor, "published", ("notice", row.id), fields, reason.strip())
    return row.id


def change_notice(
    session: Session,
    reference: ReferenceData,
    now: dt.datetime,
    actor: Actor,
    notice_id: str,
    version: int,
    wording: Wording,
    reason: str,
) -> None:
    """Change a published notice (writes).

    Args:
        version: of the notice when the form was opened.
        reason: why, for colleagues; needed.

    Raises:
        NotAllowedError: the person may not.
        NoticeUnknownError: there is none.
        ChangedMeanwhileError: it was changed since.
        NoticeInvalidError: something is missing or wrong.
    """
    refuse_others(actor)
    row = find_notice(session, notice_id)
    if row.version != version:
        raise ChangedMeanwhileError
    begins_on, ends_on = _check(wording, reason, reference, now.astimezone(HELSINKI).date())
    fields = _write(row, wording, begins_on, ends_on, now, actor)
    if fields:
        note_change(session, now, actor, "edited", ("notice", row.id), fields, reason.strip())


def take_down_notice(session: Session, now: dt.datetime, actor: Actor, notice_id: str, reason: str) -> None:
    """Stop telling a notice before its end (writes); one that is down already stays so.

    Raises:
        NotAllowedError: the person may not.
        NoticeUnknownError: there is none.
        NoticeInvalidError: without a reason.
    """
    refuse_others(actor)
    row = find_notice(session, notice_id)
    if problem := find_reason_problem(reason):
        raise NoticeInvalidError((FieldError("reason", problem),))
    if row.taken_down_at is None:
        row.taken_down_at = now
        fields = {"taken_down_at": (None, now.isoformat())}
        note_change(session, now, actor, "taken_down", ("notice", row.id), fields, reason.strip())


def may_announce(actor: Actor) -> bool:
    """Whether the person may publish notices and touch the switch: what is told to all is the platform's."""
    return actor.may(Role.REVIEWER, PLATFORM) or actor.may(Role.ADMINISTRATOR, PLATFORM)


def refuse_others(actor: Actor) -> None:
    """Check that the person may.

    Raises:
        NotAllowedError: the person may not.
    """
    if not may_announce(actor):
        raise NotAllowedError


def _check(
    wording: Wording, reason: str, reference: ReferenceData, today: dt.date
) -> tuple[dt.date, dt.date]:
    errors = [
        FieldError(f"text_{language}", "text_missing" if not text else "text_long")
        for language in LANGUAGES
        if not (text := wording.texts.get(language, "").strip()) or len(text) > LONGEST_TEXT
    ]
    begins_on, ends_on = wording.begins_on, wording.ends_on
    if begins_on is None:
        errors.append(FieldError("begins_on", "begin_missing"))
    if ends_on is None:
        errors.append(FieldError("ends_on", "end_missing"))
    elif ends_on < today:
        errors.append(FieldError("ends_on", "end_past"))
    elif begins_on is not None and ends_on < begins_on:
        errors.append(FieldError("ends_on", "end_before_begin"))
    elif begins_on is not None and (ends_on - begins_on).days > LONGEST_DAYS:
        errors.append(FieldError("ends_on", "end_far"))
    known: dict[str, Collection[str | None]] = {
        "country": (wording.area_code,),
        "county": reference.counties.keys(),
        "municipality": reference.municipalities.keys(),
    }
    if wording.area_code not in known.get(wording.area_scope, ()):
        errors.append(FieldError("area", "area_missing"))
    if problem := find_reason_problem(reason):
        errors.append(FieldError("reason", problem))
    if errors or begins_on is None or ends_on is None:
        raise NoticeInvalidError(tuple(errors))
    return begins_on, ends_on


def _write(
    row: models.Notice,
    wording: Wording,
    begins_on: dt.date,
    ends_on: dt.date,
    now: dt.datetime,
    actor: Actor,
) -> dict[str, tuple[object, object]]:
    before = _describe(row)
    row.texts = {language: wording.texts[language].strip() for language in LANGUAGES}
    row.begins_on, row.ends_on = begins_on, ends_on
    row.area_scope = wording.area_scope
    row.area_code = wording.area_code if wording.area_scope != "country" else None
    after = _describe(row)
    fields = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if fields:
        row.published_by, row.updated_at = actor.name, now
    return fields


def _describe(row: models.Notice) -> dict[str, object]:
    texts = row.texts or {}
    return {
        **{f"text_{language}": texts.get(language) for language in LANGUAGES},
        "begins_on": row.begins_on.isoformat() if row.begins_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "area": f"{row.area_scope} {row.area_code or ''}".strip() if row.area_scope else None,
    }
