"""What the classifiers share: learning one label for each text, keeping the model, loading it again."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.components.features import Features, prepare, read_parts
from assistant.components.language import decide_language
from assistant.components.reading import Reading
from assistant.components.text_model import ChoiceModel, train_one_of_many

logger = logging.getLogger(__name__)
_Trained = TypeVar("_Trained", bound="TrainedModel")


class TrainedModel(GraphComponent, IntentClassifier):
    """A linear model over the features of texts, of which all confidences add up to one."""

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

    @abstractmethod
    def find_labels(self, intent: str, block: Mapping[str, Any]) -> Sequence[str]:
        """The labels of which an example with this intent, in a block with this metadata, is an example."""

    @classmethod
    def create(
        cls: type[_Trained],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Trained:
        """A new classifier that has learnt nothing."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: type[_Trained],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> _Trained:
        """The classifier as trained; one that understands nothing when the archive holds no model."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, Features.load(folder), ChoiceModel.load(folder))
        except (ValueError, FileNotFoundError):
            logger.error("The archive holds no model that %s can read: train again.", cls.__name__)
            return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples that carry an intent and writes the model."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        blocks = [_block_metadata(one) for one in examples]
        texts = [
            prepare(one.get(TEXT), decide_language(one.get(TEXT), block))
            for one, block in zip(examples, blocks, strict=False)
        ]
        self._features, matrix = Features.learn(texts, self._config["most_features"])
        labels = [
            (row, label)
            for row, (one, block) in enumerate(zip(examples, blocks, strict=False))
            for label in self.find_labels(one.get("intent"), block)
        ]
        rows, names = zip(*labels, strict=True)
        self._model = train_one_of_many(matrix[list(rows)], names, self._config["strength"])
        with self._model_storage.write_to(self._resource) as folder:
            self._features.save(folder)
            self._model.save(folder)
        return self._resource

    def read_confidences(self, reading: Reading) -> list[dict[str, float]]:
        """Confidence in each label, of the whole message and then of each of its sentences.

        Empty without a model or without letters.
        """
        has_letters = any(character.isalpha() for character in reading.text)
        if self._model is None or self._features is None or not has_letters:
            return []
        found = self._model.read(read_parts(reading, self._features))
        return [dict(zip(self._model.labels, map(float, part), strict=True)) for part in found]


def _block_metadata(message: Message) -> Mapping[str, Any]:
    """Metadata of the training block an example stands in.

    Rasa keeps `metadata:` of a block under "intent" (Message.build in
    rasa/shared/nlu/training_data/message.py, 3.6.21); that of a single example would be under "example".
    """
    return (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
