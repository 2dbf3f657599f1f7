"""Runs the probes before a change of the catalogue is published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from curation.probe_cases import Expectation, find_usual_moment, run_case
from curation.saved_probes import read_probes
from services_catalog.reference_data import ReferenceData
from services_catalog.revised_snapshot import catch_up, revise_snapshot
from services_catalog.service import Service
from services_catalog.snapshot import Snapshot, read_snapshot


@dataclass(frozen=True)
class BrokenProbe:
    """A probe that held before a change and would not after it.

    Args:
        expectations: those that the change breaks.
        shown_before, shown_after: what comes, best first.
    """

    id: str
    name: str
    expectations: tuple[Expectation, ...]
    shown_before: tuple[Service, ...]
    shown_after: tuple[Service, ...]


def check_publication(
    session: Session,
    reference: ReferenceData,
    changed: Service | None,
    *,
    removed: str | None = None,
    snapshot: Snapshot | None = None,
    now: dt.datetime | None = None,
) -> list[BrokenProbe]:
    """The probes that a change of the catalogue would break (reads); those already broken are not among them.

    Args:
        changed: the service as it would be published, new or in place of the published one.
        removed: id of a service that would no longer be published.
        snapshot: a recent picture of the catalogue, such as the front door's; what was edited since is read.
            None reads all of it, which takes many seconds with 20,000 services.
        now: the day by which entries are stale; None is today.
    """
    probes = read_probes(session)
    moment = find_usual_moment(now or dt.datetime.now(dt.UTC))
    before = catch_up(session, snapshot) if snapshot is not None else read_snapshot(session, reference)
    after = revise_snapshot(before, [changed] if changed else [], {removed} if removed else ())
    found = []
    for probe in probes:
        outcome = run_case(after, probe.case, moment)
        if outcome.holds:
            continue
        earlier = run_case(before, probe.case, moment)
        newly = tuple(one for one in outcome.broken if one not in earlier.broken)
        if newly:
            found.append(BrokenProbe(probe.id, probe.case.name, newly, earlier.shown, outcome.shown))
    return found
