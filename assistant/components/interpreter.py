"""What the classifiers after the model share: they learn nothing and only say what its confidences mean."""

from __future__ import annotations

from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier

_Made = TypeVar("_Made", bound="Interpreter")


class Interpreter(GraphComponent, IntentClassifier):
    """A component that holds nothing but its thresholds."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls: type[_Made],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Made:
        """One with these thresholds."""
        return cls(config)
