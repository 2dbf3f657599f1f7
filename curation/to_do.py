"""What is to be done about the catalogue: lists of entries that somebody should look at, and gaps in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from curation.finding import Entry
from curation.rules import Freshness
from curation.verification import Part, find_due_part
from services_catalog.matching import EMERGENCY_ONLY_KINDS, get_kinds_set
from services_catalog.ranking import NEAR_FRONT_DOORS, get_typical_ages, is_stale
from services_catalog.snapshot import ServiceSet, Snapshot, build_set
from staff.roles import Actor, Role

# Every text is written in these.
LANGUAGES = ("fi", "sv", "en")
# An end that is nearer than this is worth a look.
SOON = dt.timedelta(days=30)


class ToDo(StrEnum):
    """The lists, the most pressing ones first."""

    IN_REVIEW = "in_review"
    DEAD_LINK = "dead_link"
    EXPIRING = "expiring"
    NO_CONTACT = "no_contact"
    STALE = "stale"
    CHECK_DUE = "check_due"
    TO_VERIFY = "to_verify"
    STALE_TRANSLATION = "stale_translation"
    MISSING_LANGUAGE = "missing_language"
    UNPUBLISHED = "unpublished"
    DRAFT = "draft"


# Lists of what only some may do, and whom nobody else is told of.
FOR_ROLE = {ToDo.IN_REVIEW: Role.REVIEWER, ToDo.UNPUBLISHED: Role.EDITOR}


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides beside an entry itself what is to be done about it.

    Args:
        dead_links: addresses that do not open.
        in_review: ids of entries with a version that waits for this person's approval.
        unpublished: ids of entries with a version that this person may publish, or send to review.
        last_checks: by id, when each part of an entry was last checked.
        stale_translations: ids of entries with a text that its source language has left behind.
    """

    today: dt.date
    dead_links: Collection[str] = ()
    in_review: Collection[str] = ()
    unpublished: Collection[str] = ()
    last_checks: Mapping[str, Mapping[Part, dt.date]] = field(default_factory=dict)
    freshness: Freshness = field(default_factory=Freshness)
    stale_translations: Collection[str] = ()

    def is_check_due(self, entry: Entry) -> bool:
        """Whether a check of the published entry is too old, or soon will be."""
        last = self.last_checks.get(entry.id)
        # What nobody checked at all is on the list of what must be checked.
        if last is None or entry.status != "published":
            return False
        soon = self.freshness.get_soon_date(self.today)
        found = find_due_part(last, bool(entry.contacts), self.freshness, soon)
        return found is not None and found[1] is not None


def find_to_dos(entry: Entry, situation: Situation) -> list[ToDo]:
    """What is to be done about an entry; about an archived one nothing but what somebody began."""
    begun = {
        ToDo.IN_REVIEW: entry.id in situation.in_review,
        ToDo.UNPUBLISHED: entry.id in situation.unpublished,
    }
    if entry.status == "archived":
        return [to_do for to_do, holds in begun.items() if holds]
    today = situation.today
    is_reached_elsewhere = entry.front_door in NEAR_FRONT_DOORS
    holds = begun | {
        ToDo.DEAD_LINK: any(link in situation.dead_links for link in entry.links),
        ToDo.EXPIRING: entry.expires_date is not None and entry.expires_date <= today + SOON,
        ToDo.NO_CONTACT: not entry.contacts and not is_reached_elsewhere,
        ToDo.STALE: is_stale(entry, today),
        ToDo.CHECK_DUE: situation.is_check_due(entry),
        ToDo.TO_VERIFY: entry.to_check > 0 or entry.assured_date is None,
        ToDo.STALE_TRANSLATION: entry.id in situation.stale_translations,
        ToDo.MISSING_LANGUAGE: not entry.written.issuperset(LANGUAGES),
        ToDo.DRAFT: entry.status == "draft",
    }
    return [to_do for to_do in ToDo if holds[to_do]]


@dataclass(frozen=True, slots=True)
class Count:
    """How many entries are on a list: of one's own, and of all."""

    to_do: ToDo
    own: int
    all: int


def find_lists(actor: Actor) -> list[ToDo]:
    """The lists that the person may work on."""
    return [to_do for to_do in ToDo if to_do not in FOR_ROLE or actor.holds_anywhere((FOR_ROLE[to_do],))]


def count_to_dos(
    entries: Iterable[Entry], situation: Situation, own: Collection[str], lists: Iterable[ToDo] = ToDo
) -> list[Count]:
    """How long each of the lists is.

    Args:
        own: owners whose entries are one's own.
    """
    own_counts = dict.fromkeys(ToDo, 0)
    all_counts = dict.fromkeys(ToDo, 0)
    for entry in entries:
        for to_do in find_to_dos(entry, situation):
            all_counts[to_do] += 1
            own_counts[to_do] += entry.owner in own
    return [Count(to_do, own_counts[to_do], all_counts[to_do]) for to_do in lists]


class AgeGroup(StrEnum):
    """Whom a service must be found for."""

    CHILD = "child"
    TEEN = "teen"
    YOUNG_ADULT = "young_adult"
    PARENT = "parent"


AGES = {AgeGroup.CHILD: (0, 12), AgeGroup.TEEN: (13, 17), AgeGroup.YOUNG_ADULT: (18, 29)}


class Supply(StrEnum):
    """What there is for a need, from nothing to a service of the area's own."""

    NOTHING = "nothing"
    ONLY_GENERAL = "only_general"
    ONLY_NATIONAL = "only_national"
    LOCAL = "local"


GAPS = (Supply.NOTHING, Supply.ONLY_GENERAL)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one age group finds for one need in one municipality.

    Args:
        specific: how many services that are not general entries, national ones too.
    """

    need: str
    group: AgeGroup
    supply: Supply
    specific: int


class GapFinder:
    """Looks where the published catalogue has nothing to offer."""

    def __init__(self, snapshot: Snapshot, today: dt.date) -> None:
        self._snapshot = snapshot
        expired = (
            number
            for number, service in enumerate(snapshot.services)
            if service.expires_date is not None and service.expires_date < today
        )
        for_some = (
            number for number, service in enumerate(snapshot.services) if service.for_group is not None
        )
        size = len(snapshot.services)
        # What is for one group alone never stands for what is for everybody.
        self._left_out = (
            build_set(expired, size)
            | build_set(for_some, size)
            | get_kinds_set(snapshot, EMERGENCY_ONLY_KINDS)
        )
        self._by_group = {group: self._find_group(group) for group in AgeGroup}

    def find_cells(self, municipality: str) -> list[Cell]:
        """Every need and age group that it usually concerns, in the order of needs.yml."""
        here = self._snapshot.get_set_for_municipality(municipality) & ~self._left_out
        cells = []
        for need in self._snapshot.reference.leads_to:
            answering = self._find_answering(need) & here
            for group in AgeGroup:
                if self._concerns(need, group):
                    cells.append(self._build_cell(need, group, answering & self._by_group[group]))
        return cells

    def count_gaps(self, municipality: str) -> dict[Supply, int]:
        """How many cells of the municipality there are of each sort."""
        counts = dict.fromkeys(Supply, 0)
        for cell in self.find_cells(municipality):
            counts[cell.supply] += 1
        return counts

    def list_municipalities(self) -> list[str]:
        """Codes of the municipalities whose local services the catalogue means to have."""
        reference = self._snapshot.reference
        return [
            code
            for code, place in reference.municipalities.items()
            if place.county_code in reference.full_care_codes
        ]

    def _build_cell(self, need: str, group: AgeGroup, found: ServiceSet) -> Cell:
        specific = found & ~self._snapshot.general
        if specific & ~self._snapshot.country_wide:
            supply = Supply.LOCAL
        elif specific:
            supply = Supply.ONLY_NATIONAL
        else:
            supply = Supply.ONLY_GENERAL if found else Supply.NOTHING
        return Cell(need, group, supply, specific.bit_count())

    def _find_answering(self, need: str) -> ServiceSet:
        # As in matching: a general entry answers every need that leads to its kind.
        snapshot = self._snapshot
        by_kind = get_kinds_set(snapshot, snapshot.reference.leads_to[need]) & snapshot.general
        return snapshot.by_need.get(need, 0) | by_kind

    def _find_group(self, group: AgeGroup) -> ServiceSet:
        snapshot = self._snapshot
        if group is AgeGroup.PARENT:
            return snapshot.by_role.get("parent", 0)
        about = snapshot.by_about.get("self", 0)
        if group is AgeGroup.CHILD:
            # A parent may write for a small child.
            about |= snapshot.by_about.get("child", 0)
        else:
            about &= snapshot.by_role.get("youth", 0)
        return about & snapshot.get_set_for_ages(*AGES[group])

    def _concerns(self, need: str, group: AgeGroup) -> bool:
        if group is AgeGroup.PARENT:
            return True
        lowest, highest = AGES[group]
        whose = (False, True) if group is AgeGroup.CHILD else (False,)
        for is_about_child in whose:
            low, high = get_typical_ages(self._snapshot.reference, need, is_about_child)
            if low <= highest and high >= lowest:
                return True
        return False
