"""The probes that staff keep: listed, added, changed, removed, and first loaded from a file."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from curation import platform_models as models
from curation.probe_cases import Case, Expectation
from services_catalog.reference_data import DATA_FOLDER, LANGUAGES, ReferenceData
from staff.changes import find_reason_problem, note_change
from staff.roles import PLATFORM, Actor, Role

PROBES_FILE = DATA_FOLDER / "curation" / "probes.yml"
SORTS = ("kind", "service", "never")
ABOUT = ("self", "child", "other")
ROLES = ("youth", "parent", "other")
MOST_AMONG = 10
MOST_NEEDS = 3
MOST_EXPECTED = 12
LONGEST_NAME = 200


class ProbesError(Exception):
    """The file of probes has a mistake; the message says which probe and what to do."""


class NotAllowedError(Exception):
    """Probes are changed by reviewers of the platform."""


class ProbeUnknownError(LookupError):
    """There is no probe with this id."""


class ChangedMeanwhileError(Exception):
    """Somebody else changed the probe after this form was opened."""


class ProbeInvalidError(Exception):
    """The probe cannot be saved as it is written; nothing was changed.

    Attributes:
        errors: what is wrong by field, as keys of the pages' words under `probes.error.`.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(", ".join(f"{field}: {problem}" for field, problem in errors.items()))


@dataclass(frozen=True)
class SavedProbe:
    """A case with its id, and the version that a form must name to change it."""

    id: str
    version: int
    case: Case


def read_probes(session: Session) -> list[SavedProbe]:
    """All probes by name (reads)."""
    rows = session.scalars(
        select(models.Probe)
        .where(models.Probe.removed_at.is_(None))
        .order_by(models.Probe.name, models.Probe.id)
    )
    return [SavedProbe(row.id, row.version, _to_case(row)) for row in rows]


def find_probe(session: Session, probe_id: str) -> SavedProbe:
    """The probe (reads).

    Raises:
        ProbeUnknownError: there is none, or no more.
    """
    row = _find_row(session, probe_id)
    return SavedProbe(row.id, row.version, _to_case(row))


def add_probe(
    session: Session, reference: ReferenceData, now: dt.datetime, actor: Actor, case: Case, reason: str
) -> str:
    """Save a new probe (writes); return its id.

    Args:
        reason: why, for colleagues; needed.

    Raises:
        NotAllowedError: the person may not.
        ProbeInvalidError: something is missing or wrong.
    """
    refuse_others(actor)
    _check(case, reference, reason)
    row = models.Probe(id=uuid.uuid4().hex)
    fields = _write(row, case, now)
    session.add(row)
    note_change(session, now, actor, "added", ("probe", row.id), fields, reason.strip())
    return row.id


def change_probe(
    session: Session,
    reference: ReferenceData,
    now: dt.datetime,
    actor: Actor,
    probe_id: str,
    version: int,
    case: Case,
    reason: str,
) -> None:
    """Change a probe (writes).

    Args:
        version: of the probe when the form was opened.
        reason: why, for colleagues; needed.

    Raises:
        NotAllowedError: the person may not.
        ProbeUnknownError: there is none.
        ChangedMeanwhileError: it was changed since.
        ProbeInvalidError: something is missing or wrong.
    """
    refuse_others(actor)
    row = _find_row(session, probe_id)
    if row.version != version:
        raise ChangedMeanwhileError
    _check(case, reference, reason)
    if fields := _write(row, case, now):
        note_change(session, now, actor, "edited", ("probe", row.id), fields, reason.strip())


def remove_probe(session: Session, now: dt.datetime, actor: Actor, probe_id: str, reason: str) -> None:
    """Remove a probe (writes); loading the file again does not bring it back.

    Raises:
        NotAllowedError: the person may not.
        ProbeUnknownError: there is none.
        ProbeInvalidError: without a reason.
    """
    refuse_others(actor)
    row = _find_row(session, probe_id)
    if problem := find_reason_problem(reason):
        raise ProbeInvalidError({"reason": problem})
    row.removed_at = now
    note_change(session, now, actor, "removed", ("probe", row.id), {"name": (row.name, None)}, reason.strip())


def may_change_probes(actor: Actor) -> bool:
    """Whether the person may add, change and remove probes."""
    return actor.may(Role.REVIEWER, PLATFORM)


def refuse_others(actor: Actor) -> None:
    """Check that the person may.

    Raises:
        NotAllowedError: the person may not.
    """
    if not may_change_probes(actor):
        raise NotAllowedError


def load_probes(
    session: Session, reference: ReferenceData, now: dt.datetime, file: Path = PROBES_FILE
) -> int:
    """Add those of the file that were never in the database (writes); return how many.

    What staff changed or removed stays as they left it.

    Raises:
        ProbesError: the file has a mistake; nothing was added.
    """
    known = set(session.scalars(select(models.Probe.id)))
    cases = read_probes_file(reference, file)
    new = {key: case for key, case in cases.items() if key not in known}
    for key, case in new.items():
        row = models.Probe(id=key)
        _write(row, case, now)
        session.add(row)
    return len(new)


def read_probes_file(reference: ReferenceData, file: Path = PROBES_FILE) -> dict[str, Case]:
    """The probes of the file by their key.

    Raises:
        ProbesError: it has a mistake.
    """
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ProbesError(f"{file.name}: write a YAML file of probes ({error})") from error
    cases = {}
    for key, item in (content or {}).items():
        try:
            cases[str(key)] = case = _read_case(item)
            _check(case, reference)
        except (KeyError, TypeError, ValueError, AttributeError, ProbeInvalidError) as error:
            raise ProbesError(f"{file.name}: {key}: {error!r}: write it as its neighbours are") from error
    return cases


def _read_case(item: Mapping[str, Any]) -> Case:
    expected = [
        *(Expectation("kind", one["kind"], int(one["among"])) for one in item.get("kinds", ())),
        *(Expectation("service", one["service"], int(one["among"])) for one in item.get("services", ())),
        *(Expectation("never", key) for key in item.get("never", ())),
    ]
    return Case(
        name=item["name"],
        needs=tuple(item["needs"]),
        municipality=item["municipality"],
        language=item["language"],
        expected=tuple(expected),
        age=item.get("age"),
        about=item.get("about"),
        role=item.get("role"),
    )


def _check(case: Case, reference: ReferenceData, reason: str | None = None) -> None:
    # Those of the file have no reason.
    problem = None if reason is None else find_reason_problem(reason)
    errors = {"reason": problem} if problem else {}
    if not case.name.strip():
        errors["name"] = "name_missing"
    elif len(case.name) > LONGEST_NAME:
        errors["name"] = "name_long"
    if (
        not case.needs
        or len(case.needs) > MOST_NEEDS
        or any(key not in reference.leads_to for key in case.needs)
    ):
        errors["need_1"] = "need_missing"
    if case.age is not None and not 0 <= case.age <= 120:
        errors["age"] = "age_wrong"
    if case.about not in (None, *ABOUT):
        errors["about"] = "choice_wrong"
    if case.role not in (None, *ROLES):
        errors["role"] = "choice_wrong"
    if case.municipality not in reference.municipalities:
        errors["municipality"] = "municipality_missing"
    if case.language not in LANGUAGES:
        errors["language"] = "choice_wrong"
    if not case.expected:
        errors["kind_1"] = "expected_missing"
    elif len(case.expected) > MOST_EXPECTED:
        errors["kind_1"] = "expected_many"
    for one in case.expected:
        if one.sort not in SORTS or one.sort == "kind" and one.key not in reference.kind_names:
            errors["kind_1"] = "choice_wrong"
        if one.sort != "never" and not 1 <= one.among <= MOST_AMONG:
            errors["kind_1"] = "among_wrong"
    if errors:
        raise ProbeInvalidError(errors)


def _write(row: models.Probe, case: Case, now: dt.datetime) -> dict[str, tuple[Any, Any]]:
    after = {**asdict(case), "name": case.name.strip(), "needs": list(case.needs)}
    after["expected"] = [asdict(one) for one in case.expected]
    fields = {
        name: (before, value) for name, value in after.items() if (before := getattr(row, name)) != value
    }
    for name, (_, value) in fields.items():
        setattr(row, name, value)
    if fields:
        row.updated_at = now
    return fields


def _to_case(row: models.Probe) -> Case:
    return Case(
        name=row.name,
        needs=tuple(row.needs),
        municipality=row.municipality,
        language=row.language,
        expected=tuple(Expectation(one["sort"], one["key"], one["among"]) for one in row.expected),
        age=row.age,
        about=row.about,
        role=row.role,
    )


def _find_row(session: Session, probe_id: str) -> models.Probe:
    row = session.get(models.Probe, probe_id)
    if row is None or row.removed_at is not None:
        raise ProbeUnknownError(probe_id)
    return row
