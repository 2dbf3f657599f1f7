"""What the extractors have in common: a Rasa component that adds entities found by plain functions."""

from __future__ import annotations

import abc
from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.components.reading import Reading, find_reading


class RuleExtractor(GraphComponent, EntityExtractorMixin, abc.ABC):
    """Adds the entities of `find_entities` to each message that has text."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RuleExtractor:
        """A new extractor; its word lists are read now, so that the first message does not wait for them."""
        return cls()

    @abc.abstractmethod
    def find_entities(self, reading: Reading) -> Iterator[dict[str, Any]]:
        """Entities of the message."""

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages with the found entities added."""
        for message in messages:
            if message.get(TEXT):
                found = [
                    {**entity, "extractor": type(self).__name__}
                    for entity in self.find_entities(find_reading(message))
                ]
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
