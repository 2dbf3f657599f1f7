"""Made-up use of a middle-sized city, the same each time; some numbers are small enough to be hidden."""

from __future__ import annotations

import datetime as dt

from usage.counts import Tally

FIRST_YEAR = 2025
MONTHS = 22
# How many in a usual month, by need; and how many of a hundred write in each language, in each municipality.
NEEDS = {
    "mental_health": 90,
    "bullying": 70,
    "school": 64,
    "loneliness": 52,
    "parenting": 40,
    "money": 30,
    "substance_use": 18,
    "housing": 7,
}
LANGUAGES = {"fi": 70, "sv": 15, "en": 9, "ru": 4, "so": 2}
AGE_GROUPS = ("13_15", "16_17", "18_25", "30_plus")
AREA = "049"
SUMMER = (6, 7)


def count_example_use(tally: Tally) -> None:
    """Count what was used in each month until the one before the guide's own."""
    for month in range(MONTHS):
        day = dt.date(FIRST_YEAR + month // 12, month % 12 + 1, 15)
        share = 60 if day.month in SUMMER else 90 + month
        for place, (need, usual) in enumerate(NEEDS.items()):
            for language, percent in LANGUAGES.items():
                number = usual * percent * share // 10_000
                if not number:
                    continue
                age_group = AGE_GROUPS[(place + month) % len(AGE_GROUPS)]
                values = {"need": need, "language": language, "area": AREA, "age_group": age_group}
                tally.count(day, "needs", values, number)
                tally.count(day, "conversations", {"language": language, "area": AREA}, number)
                if tenth := number // 10:
                    tally.count(day, "help_button", {"channel": "button", "language": language}, tenth)
