"""What a message is about: needs and acts, ranked, and which needs it really holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from assistant.components.interpreter import Interpreter
from assistant.components.labels import sum_by_intent
from assistant.components.reading import find_reading
from assistant.components.vocabulary import load_need_keys

RANKING_LENGTH = 10
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Understanding:
    """Labels with confidence (0-1) and needs really held, best first; band sure, unsure or nothing."""

    ranking: list[tuple[str, float]]
    needs: list[str]
    band: str


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class NeedClassifier(Interpreter):
    """Says what the model's confidences mean for the needs and acts; they add up to one."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds of the bands.

        sure: at least this confidence, and `margin` above the next need, makes the reading sure.
        floor: below it nothing was understood.
        holds: a need besides the first one is really held from this confidence on.
        part_holds: or from this one on in a part of the message read by itself.
        holds_outside: or from this one on in a message that seems out of scope.
        """
        return {
            "sure": 0.5,
            "margin": 0.15,
            "floor": 0.08,
            "holds": 0.15,
            "part_holds": 0.7,
            "holds_outside": 0.35,
        }

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `intent`, `intent_ranking`, `needs` and `band`."""
        for message in messages:
            understanding = self.understand(find_reading(message).confidences)
            ranking = [{"name": name, "confidence": confidence} for name, confidence in understanding.ranking]
            message.set(
                "intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True
            )
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("needs", understanding.needs, add_to_output=True)
            message.set("band", understanding.band, add_to_output=True)
        return messages

    def understand(self, confidences: Sequence[Mapping[str, float]]) -> Understanding:
        """What the message is about, from what the model says of it and of each of its sentences.

        Band "nothing" when the model says nothing.
        """
        if not confidences:
            return Understanding([], [], "nothing")
        # The whole message ranks: its parts one by one mislead (measured: 6 points fewer right first).
        whole, *of_parts = map(sum_by_intent, confidences)
        best_first = sorted(whole, key=whole.__getitem__, reverse=True)
        ranking = [(label, round(whole[label], 4)) for label in best_first[:RANKING_LENGTH]]
        needs = self._find_needs(ranking)
        return Understanding(ranking, needs + self._find_more(needs, of_parts), self._find_band(ranking))

    def _find_more(self, needs: Sequence[str], of_parts: Sequence[Mapping[str, float]]) -> list[str]:
        """Needs that a part of the message speaks of clearly, though the whole is mostly about another."""
        if not needs:
            return []
        clearest = [max(part.items(), key=lambda label: label[1]) for part in of_parts]
        more = [name for name, confidence in clearest if confidence >= self._config["part_holds"]]
        return [name for name in dict.fromkeys(more) if name in load_need_keys() and name not in needs]

    def _find_needs(self, ranking: Sequence[tuple[str, float]]) -> list[str]:
        first = ranking[0]
        least = self._config["holds_outside" if first[0] == OUT_OF_SCOPE else "holds"]
        held = [name for name, confidence in ranking if name in load_need_keys() and confidence >= least]
        if first[0] in load_need_keys() and first[1] >= self._config["floor"] and first[0] not in held:
            held.insert(0, first[0])
        return held

    def _find_band(self, ranking: Sequence[tuple[str, float]]) -> str:
        name, confidence = ranking[0]
        if confidence < self._config["floor"]:
            return "nothing"
        rivals = (
            [other for label, other in ranking[1:] if label in load_need_keys()]
            if name in load_need_keys()
            else []
        )
        held_rival = bool(rivals) and rivals[0] >= self._config["holds"]
        clear = not rivals or held_rival or confidence - rivals[0] >= self._config["margin"]
        return "sure" if confidence >= self._config["sure"] and clear else "unsure"
