"""Whether a message tells of danger, by what the model says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from assistant.components.interpreter import Interpreter
from assistant.components.labels import sum_by_danger
from assistant.components.reading import find_reading
from assistant.components.vocabulary import load_danger_kinds, load_need_keys

ACUTE, CONCERN = "acute", "concern"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerClassifier(Interpreter):
    """The second of the two danger layers; the first, by phrases, is at the front door. Either is enough.

    Each kind and level of danger is a label beside the needs and acts of messages without danger: what "he
    hits me in the game" is, is learnt together with what it is not (docs/models.md).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds by level, low on purpose: a missed danger costs more than a kind line too many.

        acute: confidence in acute danger of any kind from which on it is acute.
        concern: confidence in any danger at either level from which on there is danger.
        part: what is added to both for one sentence of a longer message read by itself.
        acute_odds, concern_odds: how many times likelier the danger must be than that the writer has no need
            at all (talk, an act, something out of scope). Everyday sentences differ from danger here: a need
            told darkly may well be a danger, a film line hardly.
        """
        return {
            "acute": 0.2,
            "concern": 0.15,
            "part": 0.3,
            "acute_odds": 10,
            "concern_odds": 6,
        }

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `danger`: {"kind", "level", "confidences": {kind: {"acute", "concern"}}}."""
        for message in messages:
            message.set("danger", self.find_danger(find_reading(message).confidences), add_to_output=True)
        return messages

    def find_danger(self, confidences: Sequence[Mapping[str, float]]) -> dict[str, Any]:
        """The likeliest danger where the confidence in danger is above its threshold, acute before concern.

        "confidences" are those of the whole message.
        """
        parts = map(sum_by_danger, confidences)
        found = [(_by_kind(labels), _sum_needless(labels)) for labels in parts]
        whole = found[0][0] if found else _by_kind({})
        danger: dict[str, Any] = {"kind": None, "level": None, "confidences": whole}
        for level, levels in ((ACUTE, (ACUTE,)), (CONCERN, (ACUTE, CONCERN))):
            # A plea at the end of a long story must not drown in it, hence each sentence by itself too.
            for place, (kinds, needless) in enumerate(found):
                sums = {kind: sum(kinds[kind][one] for one in levels) for kind in kinds}
                least = self._config[level] + (self._config["part"] if place else 0)
                if sum(sums.values()) >= max(least, needless * self._config[f"{level}_odds"]):
                    return {**danger, "kind": max(sums, key=sums.__getitem__), "level": level}
        return danger


def _sum_needless(labels: Mapping[str, float]) -> float:
    """Confidence that nobody needs help: in all labels that are neither a danger nor a need."""
    needs = load_need_keys()
    return sum(confidence for label, confidence in labels.items() if "/" not in label and label not in needs)


def _by_kind(labels: Mapping[str, float]) -> dict[str, dict[str, float]]:
    return {
        kind: {level: round(labels.get(f"{kind}/{level}", 0.0), 4) for level in (ACUTE, CONCERN)}
        for kind in load_danger_kinds()
    }
