"""Which inbox a matter belongs to: by need or kind of service, age and place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from help_requests.inboxes import Inbox


@dataclass(frozen=True)
class Matter:
    """What is known of a matter; what is not known leaves no inbox out that takes everything.

    Args:
        need: key of data/needs.yml.
        kinds: the chosen service's kind, else those that the need leads to.
        age: whole years of the person whom the help is for.
        municipality: code of three digits.
        county: code of two digits.
    """

    need: str | None = None
    kinds: frozenset[str] = frozenset()
    age: int | None = None
    municipality: str | None = None
    county: str | None = None


def choose_inbox(inboxes: Iterable[Inbox], matter: Matter) -> Inbox | None:
    """The inbox nearest to the matter: a real one before a demo, a smaller area before a larger."""
    covering = [inbox for inbox in inboxes if covers(inbox, matter)]
    return min(covering, key=lambda inbox: (inbox.is_demo, *_width(inbox, matter), inbox.id), default=None)


def covers(inbox: Inbox, matter: Matter) -> bool:
    """Whether the inbox takes such matters. An unknown age leaves nobody out."""
    takes_need = not inbox.needs or matter.need in inbox.needs
    takes_kind = not inbox.kinds or bool(inbox.kinds & matter.kinds)
    takes_area = not inbox.area_codes or bool(inbox.area_codes & {matter.municipality, matter.county})
    return takes_need and takes_kind and takes_area and _takes_age(inbox, matter.age)


def _takes_age(inbox: Inbox, age: int | None) -> bool:
    if age is None:
        return True
    return (inbox.minimum_age is None or age >= inbox.minimum_age) and (
        inbox.maximum_age is None or age <= inbox.maximum_age
    )


def _width(inbox: Inbox, matter: Matter) -> tuple[int, bool, bool]:
    area = 2 if not inbox.area_codes else 0 if matter.municipality in inbox.area_codes else 1
    return area, not inbox.kinds, not inbox.needs
