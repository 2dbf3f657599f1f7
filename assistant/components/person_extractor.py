"""Entities `about`, `role`, `age` and `age_range`: of whom a message tells and how old they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from assistant.components.extraction import RuleExtractor
from assistant.components.people import find_people
from assistant.components.reading import Reader, Reading
from assistant.components.vocabulary import LANGUAGES


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PersonExtractor(RuleExtractor):
    """People and ages in one step, for an age counts only when it is that of the one helped."""

    def __init__(self) -> None:
        for language in LANGUAGES:
            # Word lists are compiled now, so that the first message does not wait for them.
            find_people(Reader().read("1", {"language": language}))

    def find_entities(self, reading: Reading) -> Iterator[dict[str, Any]]:
        """Only what the message states."""
        people = find_people(reading)
        whole = {"start": 0, "end": len(reading.text)}
        if people.about:
            yield {"entity": "about", "value": people.about, **whole}
        if people.role:
            yield {"entity": "role", "value": people.role, **whole}
        age = people.age
        if age is not None:
            span = {"start": age.start, "end": age.end}
            if age.years is not None:
                yield {"entity": "age", "value": age.years, **span}
            else:
                yield {"entity": "age_range", "value": list(age.range or ()), **span}
