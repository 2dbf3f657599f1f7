"""Which optional question a reply may end in."""

from actions.person import Person
from actions.reference_data import ReferenceData
from actions.turn import Turn

MOST_QUESTIONS = 2  # More would feel like a form before any help.

# Kinds that serve some ages only. Where a need leads both to these and to others, the age changes the answer.
KINDS_FOR_SOME_AGES = frozenset(
    {
        "child_youth_helpline",
        "youth_shelter",
        "school_social_worker",
        "school_psychologist",
        "school_nurse",
        "ohjaamo",
        "outreach_youth_work",
        "youth_workshop",
        "youth_clinic",
        "youth_centre",
        "maternity_child_clinic",
    }
)


def choose_question(turn: Turn, person: Person, need: str, data: ReferenceData) -> str | None:
    """Return "age", "municipality" or None: two in a conversation, none twice, none in acute danger."""
    asked = turn.memory.asked
    if turn.danger_is_acute or len(asked) >= MOST_QUESTIONS:
        return None
    if "age" not in asked and person.age is None and person.age_range is None and does_age_matter(need, data):
        return "age"
    if "municipality" not in asked and not person.municipality and not person.school_municipality:
        return "municipality"
    return None


def does_age_matter(need: str, data: ReferenceData) -> bool:
    """Whether different ages are led to different kinds of service with this need."""
    kinds = set(data.needs[need].kinds)
    return bool(kinds & KINDS_FOR_SOME_AGES) and bool(kinds - KINDS_FOR_SOME_AGES)
