"""What is counted, and by which two things at once: never three, so that nobody stands out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Keys of needs, languages and services, codes of municipalities: nothing that a person could have written.
VALUE = re.compile(r"[A-Za-z0-9_.-]{0,120}")
UNDER_13 = "0_12"
# First year of each group. The borders are those of schools and services: comprehensive school's upper level
# begins at 13, youth services for 13-25 and Ohjaamo for under 30 stand in the city's plan.
AGE_GROUPS = ((0, UNDER_13), (13, "13_15"), (16, "16_17"), (18, "18_25"), (26, "26_29"), (30, "30_plus"))
# First working day of each group, counted from the day after the arrival. A promise is one to five of them.
DAY_GROUPS = ((0, "0_1"), (2, "2"), (3, "3_5"), (6, "6_10"), (11, "11_plus"))
# Values that have an order of their own; all others stand by how often they occur.
IN_ORDER: Mapping[str, tuple[str, ...]] = {"days": tuple(name for _, name in DAY_GROUPS)}
# Dimensions of which there may be thousands of values: see usage/rows.py.
MANY_VALUES = ("service",)


class UnknownMeasureError(Exception):
    """Nothing of that name is counted, or not by that; the message says what was asked for."""


@dataclass(frozen=True)
class Measure:
    """One thing that is counted.

    Args:
        dimensions: what it is counted by, the most telling first; all of them are known of each count.
        pairs: the pairs of dimensions that are kept together.
    """

    dimensions: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    def has_pair(self, first: str, second: str) -> bool:
        """Whether the two are kept together, in either order."""
        return (first, second) in self.pairs or (second, first) in self.pairs


MEASURES: Mapping[str, Measure] = {
    # Each once, by the language and the place known at its end. The plan's "digital contacts".
    "conversations": Measure(("language", "area"), (("language", "area"),)),
    "messages": Measure(("status", "language"), (("status", "language"),)),
    # Once in a conversation each.
    "needs": Measure(
        ("need", "language", "area", "age_group"),
        (("need", "language"), ("need", "area"), ("need", "age_group")),
    ),
    # A need for which the catalogue has no specific service, local or national, in the place and language.
    "gaps": Measure(
        ("need", "area", "language"), (("need", "area"), ("need", "language"), ("area", "language"))
    ),
    "services_shown": Measure(("service", "language"), (("service", "language"),)),
    "services_chosen": Measure(("service", "language"), (("service", "language"),)),
    "services_called": Measure(("service", "language"), (("service", "language"),)),
    # The form for asking somebody to get in touch was opened: by the button, in the chat, on the plain page.
    "help_button": Measure(("channel", "language"), (("channel", "language"),)),
    "help_requests": Measure(("channel", "language"), (("channel", "language"),)),
    # How long until somebody was in touch, and how requests ended. Counted beside the requests and not here:
    # see build_year.
    "answers": Measure(("days", "language"), (("days", "language"),)),
    "outcomes": Measure(("outcome", "language"), (("outcome", "language"),)),
    "danger": Measure(("danger", "level", "language"), (("danger", "level"), ("danger", "language"))),
    "right": Measure(("answer", "need", "language"), (("answer", "need"), ("answer", "language"))),
}


@dataclass(frozen=True)
class Cell:
    """What one number of a pair belongs to."""

    measure: str
    dimensions: tuple[str, str]
    values: tuple[str, str]


def split(measure: str, values: Mapping[str, str | None]) -> Iterator[Cell]:
    """The cells of the measure's pairs to which something with these values belongs.

    Raises:
        UnknownMeasureError: the measure, a dimension of it or a value is none that is counted.
    """
    known = MEASURES.get(measure)
    if known is None or not set(values) <= set(known.dimensions):
        raise UnknownMeasureError(f"{measure} is not counted by {', '.join(values)}")
    told = {name: values.get(name) or "" for name in known.dimensions}
    for value in told.values():
        if not VALUE.fullmatch(value):
            raise UnknownMeasureError(f"{measure} got something that is no key")
    for first, second in known.pairs:
        yield Cell(measure, (first, second), (told[first], told[second]))


def find_days_group(working_days: int) -> str:
    """The group of a number of working days."""
    return [name for first_day, name in DAY_GROUPS if first_day <= working_days][-1]


def find_age_group(age_years: int | None) -> str | None:
    """The group of an age; the age itself is never counted."""
    if age_years is None:
        return None
    return [name for first_year, name in AGE_GROUPS if first_year <= age_years][-1]
