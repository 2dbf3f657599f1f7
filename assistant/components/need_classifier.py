"""What a message is about: needs and acts, ranked, and which needs it really holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.components.features import Features, prepare, read_parts
from assistant.components.language import decide_language
from assistant.components.reading import Reading, find_reading
from assistant.components.text_model import ChoiceModel, train_one_of_many
from assistant.components.vocabulary import load_need_keys

RANKING_LENGTH = 10


@dataclass(frozen=True)
class Understanding:
    """Labels with confidence (0-1) and needs really held, best first; band sure, unsure or nothing."""

    ranking: list[tuple[str, float]]
    needs: list[str]
    band: str


def block_metadata(message: Message) -> Mapping[str, Any]:
    """Metadata of the training block an example stands in.

    Rasa keeps `metadata:` of a block under "intent" (Message.build in
    rasa/shared/nlu/training_data/message.py, 3.6.21); that of a single example would be under "example".
    """
    return (message.get(METADATA) or {}).get(METADATA_INTENT) or {}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NeedClassifier(GraphComponent, IntentClassifier):
    """Linear model over character n-grams, concepts and hints; all confidences add up to one."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds of the bands and sizes of the model.

        sure: at least this confidence, and `margin` above the next need, makes the reading sure.
        floor: below it nothing was understood.
        holds: a need besides the first one is really held from this confidence on.
        part_holds: or from this one on in a part of the message read by itself.
        """
        return {
            "sure": 0.5,
            "margin": 0.15,
            "floor": 0.08,
            "holds": 0.15,
            "part_holds": 0.7,
            "most_features": 180000,
            "strength": 0.4,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        features: Features | None = None,
        model: ChoiceModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._features = features
        self._model = model
        self._need_keys = load_need_keys()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NeedClassifier:
        """A new classifier that has learnt nothing."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples that carry an intent and writes the model."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        blocks = [block_metadata(one) for one in examples]
        texts = [
            prepare(one.get(TEXT), decide_language(one.get(TEXT), block))
            for one, block in zip(examples, blocks, strict=False)
        ]
        self._features, matrix = Features.learn(texts, self._config["most_features"])
        labels = [(row, one.get(INTENT)) for row, one in enumerate(examples)]
        # A message with a second need is an example of both.
        labels += [(row, other) for row, block in enumerate(blocks) for other in block.get("also") or []]
        rows, names = zip(*labels, strict=True)
        self._model = train_one_of_many(matrix[list(rows)], names, self._config["strength"])
        with self._model_storage.write_to(self._resource) as folder:
            self._features.save(folder)
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NeedClassifier:
        """The classifier as trained; one that understands nothing when the archive holds no model."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, Features.load(folder), ChoiceModel.load(folder))
        except (ValueError, FileNotFoundError):
            return cls(config, model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `intent`, `intent_ranking`, `needs` and `band`."""
        for message in messages:
            reading = find_reading(message)
            understanding = self.understand(reading)
            ranking = [{"name": name, "confidence": confidence} for name, confidence in understanding.ranking]
            message.set(
                "intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True
            )
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("needs", understanding.needs, add_to_output=True)
            message.set("band", understanding.band, add_to_output=True)
        return messages

    def understand(self, reading: Reading) -> Understanding:
        """What the message is about; band "nothing" without a model or without letters."""
        has_letters = any(character.isalpha() for character in reading.text)
        if self._model is None or self._features is None or not has_letters:
            return Understanding([], [], "nothing")
        # The whole message ranks: its parts one by one mislead (measured: 6 points fewer right first).
        confidences, *of_parts = self._model.read(read_parts(reading, self._features))
        order = np.argsort(-confidences)
        ranking = [(self._model.labels[i], round(float(confidences[i]), 4)) for i in order[:RANKING_LENGTH]]
        needs = self._find_needs(ranking)
        return Understanding(ranking, needs + self._find_more(needs, of_parts), self._find_band(ranking))

    def _find_more(self, needs: Sequence[str], of_parts: Sequence[Any]) -> list[str]:
        """Needs that a part of the message speaks of clearly, though the whole is mostly about another."""
        if self._model is None or not needs:
            return []
        clearest = [(self._model.labels[int(part.argmax())], float(part.max())) for part in of_parts]
        more = [name for name, confidence in clearest if confidence >= self._config["part_holds"]]
        return [name for name in dict.fromkeys(more) if name in self._need_keys and name not in needs]

    def _find_needs(self, ranking: Sequence[tuple[str, float]]) -> list[str]:
        first = ranking[0]
        held = [
            name
            for name, confidence in ranking
            if name in self._need_keys and confidence >= self._config["holds"]
        ]
        if first[0] in self._need_keys and first[1] >= self._config["floor"] and first[0] not in held:
            held.insert(0, first[0])
        return held

    def _find_band(self, ranking: Sequence[tuple[str, float]]) -> str:
        name, confidence = ranking[0]
        if confidence < self._config["floor"]:
            return "nothing"
        rivals = (
            [other for label, other in ranking[1:] if label in self._need_keys]
            if name in self._need_keys
            else []
        )
        held_rival = bool(rivals) and rivals[0] >= self._config["holds"]
        clear = not rivals or held_rival or confidence - rivals[0] >= self._config["margin"]
        return "sure" if confidence >= self._config["sure"] and clear else "unsure"
