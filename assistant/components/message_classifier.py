"""The model: how likely each need, act and danger is, for a whole message and for each of its sentences."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.components.features import Features, PreparedText, prepare, split_sentences
from assistant.components.labels import Labelled, choose_labels
from assistant.components.language import decide_language
from assistant.components.reading import Reading, find_reading
from assistant.components.text_model import ChoiceModel, train_one_of_many
from assistant.components.vector_model import VECTORS, VectorModel, train_on_vectors

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageClassifier(GraphComponent, IntentClassifier):
    """A linear model over letters, stems, concepts and hints; networks over vectors have a say in some.

    The classifiers after it say what it means.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Sizes of the model.

        most_features: of letters and of stems each.
        strength: C of the support vector machine.
        emphasis: how many times another label's weight these have in learning.
        """
        return {"most_features": 180000, "strength": 0.4, "emphasis": {}}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        features: Features | None = None,
        model: ChoiceModel | None = None,
        vector_models: Mapping[str, VectorModel] | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._features = features
        self._model = model
        self._vector_models = dict(vector_models or {})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageClassifier:
        """A new classifier that has learnt nothing."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageClassifier:
        """The classifier as trained; one that understands nothing when the archive holds no model."""
        try:
            with model_storage.read_from(resource) as folder:
                opinions = {
                    language: VectorModel.load(folder / language, vectors)
                    for language, vectors in VECTORS.items()
                }
                held = {language: model for language, model in opinions.items() if model}
                parts = Features.load(folder), ChoiceModel.load(folder), held
                return cls(config, model_storage, resource, *parts)
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
        rows, names = zip(*choose_labels([_read_labels(one) for one in examples]), strict=True)
        # Counting features is work of one core; arrays multiply without the interpreter lock.
        opinions = _begin(
            partial(_train_opinions, [(texts[row], name) for row, name in zip(rows, names, strict=True)])
        )
        self._features, matrix = Features.learn(texts, self._config["most_features"])
        self._model = train_one_of_many(
            matrix[list(rows)], names, self._config["strength"], self._config["emphasis"]
        )
        self._vector_models = opinions.result()
        with self._model_storage.write_to(self._resource) as folder:
            self._features.save(folder)
            self._model.save(folder)
            for language, opinion in self._vector_models.items():
                (folder / language).mkdir()
                opinion.save(folder / language)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Fills `confidences` of each message's reading."""
        for message in messages:
            reading = find_reading(message)
            reading.confidences[:] = self.find_confidences(reading)
        return messages

    def find_confidences(self, reading: Reading) -> list[dict[str, float]]:
        """Confidence in each label, of the whole message and then of each of its sentences.

        Empty without a model or without letters.
        """
        has_letters = any(character.isalpha() for character in reading.text)
        if self._model is None or self._features is None or not has_letters:
            return []
        parts = (reading.text, *split_sentences(reading.text))
        found = self._model.read(
            [self._features.find_terms(prepare(part, reading.language)) for part in parts]
        )
        opinion = self._vector_models.get(reading.language or "")
        if opinion:
            found = opinion.mix(found, parts)
        return [dict(zip(self._model.labels, map(float, part), strict=True)) for part in found]


def _begin(work: Callable[[], dict[str, VectorModel]]) -> Future[dict[str, VectorModel]]:
    """What comes of work beside; unlike a pool's thread it keeps nobody waiting who interrupts."""
    future: Future[dict[str, VectorModel]] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def _train_opinions(examples: Sequence[tuple[PreparedText, str]]) -> dict[str, VectorModel]:
    """A model over vectors for each language that has both vectors and messages enough."""
    labels = sorted({name for _, name in examples})
    opinions = {}
    for language, vectors in VECTORS.items():
        mine = [(text.text, name) for text, name in examples if text.language == language]
        opinion = train_on_vectors([text for text, _ in mine], [name for _, name in mine], labels, vectors)
        if opinion:
            opinions[language] = opinion
    return opinions


def _read_labels(example: Message) -> Labelled:
    block = _block_metadata(example)
    danger = f"{block['danger']}/{block['level']}" if block.get("danger") else None
    return Labelled(example.get("intent"), danger, tuple(block.get("also") or ()))


def _block_metadata(message: Message) -> Mapping[str, Any]:
    """Metadata of the training block an example stands in.

    Rasa keeps `metadata:` of a block under "intent" (Message.build in
    rasa/shared/nlu/training_data/message.py, 3.6.21); that of a single example would be under "example".
    """
    return (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
