"""Where somebody answers whatever the matter is: for those who can't or won't tell yet what troubles them."""

from __future__ import annotations

from dataclasses import replace

from services_catalog.matching import Match, match
from services_catalog.query import Query, get_role
from services_catalog.ranking import DIRECT_TYPES
from services_catalog.snapshot import Snapshot

# The nearest first: the area's own advice, and lines on any topic.
FOR_ANYBODY = ("social_advice", "child_youth_helpline", "family_centre", "crisis_helpline", "parent_helpline")
FIRST_KINDS = {
    "youth": ("child_youth_helpline", "social_advice", "family_centre", "crisis_helpline"),
    "parent": ("family_centre", "social_advice", "parent_helpline", "crisis_helpline"),
}
# What a kind is most of all there for: so of several lines the one on any topic comes.
NEEDS_OF_A_KIND = 3
WIDE_SEARCH = 40


def find_first_contacts(snapshot: Snapshot, query: Query) -> list[Match]:
    """The best service of each kind for the writer, age and area, at most query.limit; its needs don't count.

    Mere pages come only where nobody answers. None gives a need as its reason.
    """
    found: list[Match] = []
    for kind in FIRST_KINDS.get(get_role(query) or "", FOR_ANYBODY):
        wanted = replace(query, needs=_find_needs(snapshot, kind), limit=WIDE_SEARCH)
        matches = [item for item in match(snapshot, wanted) if item.service.kind == kind]
        found += ([item for item in matches if _is_answered(item)] or matches)[:1]
    chosen = [item for item in found if _is_answered(item)] or found
    return [_without_need(item) for item in chosen[: query.limit]]


def _find_needs(snapshot: Snapshot, kind: str) -> tuple[str, ...]:
    leads_to = snapshot.reference.leads_to
    leading = sorted((kinds.index(kind), need) for need, kinds in leads_to.items() if kind in kinds)
    return tuple(need for _, need in leading[:NEEDS_OF_A_KIND])


def _is_answered(item: Match) -> bool:
    return any(contact.type in DIRECT_TYPES for contact in item.service.contacts)


def _without_need(item: Match) -> Match:
    return replace(item, reasons=tuple(reason for reason in item.reasons if reason.key != "need"))
