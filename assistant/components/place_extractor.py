"""Entities `municipality` and `school_municipality`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from assistant.components.extraction import RuleExtractor
from assistant.components.places import Mention, find_residence, load_gazetteer
from assistant.components.reading import Reading


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PlaceExtractor(RuleExtractor):
    """The municipality lived in by its official Finnish name, and that of the school when it differs."""

    def __init__(self) -> None:
        self._gazetteer = load_gazetteer()

    def find_entities(self, reading: Reading) -> Iterator[dict[str, Any]]:
        """At most one place of each sort."""
        residence = find_residence(reading, self._gazetteer)
        for entity, mention in (("municipality", residence.home), ("school_municipality", residence.school)):
            if mention is not None:
                yield _to_entity(entity, mention, reading)


def _to_entity(entity: str, mention: Mention, reading: Reading) -> dict[str, Any]:
    span = reading.doc[mention.start : mention.end]
    found = {
        "entity": entity,
        "value": mention.form.name,
        "start": span.start_char,
        "end": span.end_char,
        "code": mention.form.code,
    }
    return {**found, "district": mention.form.district} if mention.form.district else found
