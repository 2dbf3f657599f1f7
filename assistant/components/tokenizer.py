"""The first step of the pipeline: spaCy's blank tokenizers for Finnish, Swedish and English."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.components.reading import READING, Reader


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankTokenizer(Tokenizer):
    """Splits a message by the rules of its language and leaves the reading for the components after it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own options of a tokenizer; nothing to set for messages."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._reader = Reader()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BlankTokenizer:
        """A new tokenizer."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute of the message, white space left out."""
        reading = self._reader.read(message.get(attribute) or "", message.get(METADATA) or {})
        if attribute == TEXT:
            message.set(READING, reading)
        return [Token(token.text, token.idx) for token in reading.doc if not token.is_space]

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages with tokens; one without text (a chosen button) is left as it is."""
        for message in messages:
            if isinstance(message.get(TEXT), str):
                message.set(TOKENS_NAMES[TEXT], self.tokenize(message, TEXT))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training data unchanged: the classifiers read the plain text of an example.

        Tokens would have to be fingerprinted by Rasa between components: for 40,000 examples that takes
        longer than learning.
        """
        return training_data
