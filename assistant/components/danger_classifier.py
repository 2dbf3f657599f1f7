"""Whether a message tells of danger: a yes-or-no model for each kind and level, apart from the needs."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.components.features import Features, prepare, read_parts
from assistant.components.language import decide_language
from assistant.components.need_classifier import block_metadata
from assistant.components.reading import Reading, find_reading
from assistant.components.text_model import QuestionModel, train_each_by_itself
from assistant.components.vocabulary import load_danger_kinds

ACUTE, CONCERN = "acute", "concern"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerClassifier(GraphComponent, IntentClassifier):
    """The second of the two danger layers; the first, by phrases, is at the front door. Either is enough.

    For each kind one model tells whether there is danger at all, a second one whether it is acute.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds by level, low on purpose: a missed danger costs more than a kind line too many."""
        return {"acute": 0.15, "concern": 0.2, "most_features": 180000, "strength": 0.4}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        features: Features | None = None,
        model: QuestionModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._features = features
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerClassifier:
        """A new classifier that has learnt nothing."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from `danger` and `level` in the metadata of blocks; blocks without them are no danger."""
        examples = [one for one in training_data.training_examples if one.get(TEXT)]
        blocks = [block_metadata(one) for one in examples]
        dangers = np.array([str(block.get("danger") or "") for block in blocks])
        levels = np.array([str(block.get("level") or "") for block in blocks])
        if not (dangers != "").any():
            return self._resource
        texts = [
            prepare(one.get(TEXT), decide_language(one.get(TEXT), block))
            for one, block in zip(examples, blocks, strict=False)
        ]
        self._features, matrix = Features.learn(texts, self._config["most_features"])
        hits = {}
        for kind in load_danger_kinds():
            hits[f"{kind}/{CONCERN}"] = dangers == kind
            hits[f"{kind}/{ACUTE}"] = (dangers == kind) & (levels == ACUTE)
        self._model = train_each_by_itself(matrix, hits, self._config["strength"])
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
    ) -> DangerClassifier:
        """The classifier as trained; one that sees no danger when the training data held none."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, Features.load(folder), QuestionModel.load(folder))
        except (ValueError, FileNotFoundError):
            return cls(config, model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `danger`: {"kind", "level", "confidences": {kind: {"acute", "concern"}}}."""
        for message in messages:
            reading = find_reading(message)
            message.set("danger", self.find_danger(reading), add_to_output=True)
        return messages

    def find_danger(self, reading: Reading) -> dict[str, Any]:
        """The likeliest danger above its threshold, an acute one before any concern."""
        confidences = self._find_confidences(reading)
        for level in (ACUTE, CONCERN):
            likely = {
                kind: levels[level]
                for kind, levels in confidences.items()
                if levels[level] >= self._config[level]
            }
            if likely:
                return {
                    "kind": max(likely, key=lambda one: likely[one]),
                    "level": level,
                    "confidences": confidences,
                }
        return {"kind": None, "level": None, "confidences": confidences}

    def _find_confidences(self, reading: Reading) -> dict[str, dict[str, float]]:
        confidences = {kind: {ACUTE: 0.0, CONCERN: 0.0} for kind in load_danger_kinds()}
        if self._model is None or self._features is None or not reading.text.strip():
            return confidences
        # Each sentence by itself too: a plea at the end of a long story must not drown in it.
        best = self._model.read(read_parts(reading, self._features)).max(axis=0)
        for label, confidence in zip(self._model.labels, best, strict=False):
            kind, _, level = label.partition("/")
            confidences[kind][level] = round(float(confidence), 4)
        return confidences
