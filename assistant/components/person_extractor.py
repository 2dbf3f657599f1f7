"""Entities `about`, `role`, `age` and `age_range`: of whom a message tells and how old they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from assistant.components.ages import find_age
from assistant.components.extraction import RuleExtractor
from assistant.components.people import find_people, load_people_matcher
from assistant.components.reading import Reading


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PersonExtractor(RuleExtractor):
    """People and ages in one step, for an age counts only when it is that of the one helped."""

    def __init__(self) -> None:
        self._matcher = load_people_matcher()

    def find_entities(self, reading: Reading) -> Iterator[dict[str, Any]]:
        """Only what the message states."""
        people = find_people(reading, self._matcher)
        whole = {"start": 0, "end": len(reading.text)}
        if people.about:
            yield {"entity": "about", "value": people.about, **whole}
        if people.role:
            yield {"entity": "role", "value": people.role, **whole}
        age = find_age(reading, people)
        if age is not None:
            span = {"start": age.start, "end": age.end}
            if age.years is not None:
                yield {"entity": "age", "value": age.years, **span}
            else:
                yield {"entity": "age_range", "value": list(age.range or ()), **span}
