"""Which inbox a matter belongs to: by need or kind of service, age and place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from help_requests.inboxes import Inbox


@dataclass(frozen=True)
class Matter:
    """What is known of a matter; a topic or an age that nobody told leaves no inbox out.

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

    @property
    def has_topic(self) -> bool:
        """Whether it is known what it is about: a need, or a kind of service."""
        return self.need is not None or bool(self.kinds)


def choose_inbox(inboxes: Iterable[Inbox], matter: Matter) -> Inbox | None:
    """The inbox nearest to the matter: a real one before a demo, a smaller area before a larger.

    In the same area one for the very topic comes first; for an unknown topic, one that takes them all.
    """
    covering = [inbox for inbox in inboxes if covers(inbox, matter)]
    return min(covering, key=lambda inbox: (inbox.is_demo, *_width(inbox, matter), inbox.id), default=None)


def covers(inbox: Inbox, matter: Matter) -> bool:
    """Whether the inbox takes such matters. An unknown topic and an unknown age leave nobody out."""
    takes_area = not inbox.area_codes or bool(inbox.area_codes & {matter.municipality, matter.county})
    return takes_area and _takes_topic(inbox, matter) and _takes_age(inbox, matter.age)


def _takes_topic(inbox: Inbox, matter: Matter) -> bool:
    if not matter.has_topic:
        # Whoever can't or won't say what it is about is asked by the worker; turned away, by nobody.
        return True
    takes_need = not inbox.needs or matter.need in inbox.needs
    return takes_need and (not inbox.kinds or bool(inbox.kinds & matter.kinds))


def _takes_age(inbox: Inbox, age: int | None) -> bool:
    if age is None:
        return True
    return (inbox.minimum_age is None or age >= inbox.minimum_age) and (
        inbox.maximum_age is None or age <= inbox.maximum_age
    )


def _width(inbox: Inbox, matter: Matter) -> tuple[int, bool, bool]:
    area = 2 if not inbox.area_codes else 0 if matter.municipality in inbox.area_codes else 1
    takes_any_kind, takes_any_need = not inbox.kinds, not inbox.needs
    if not matter.has_topic:
        return area, not takes_any_kind, not takes_any_need
    return area, takes_any_kind, takes_any_need
