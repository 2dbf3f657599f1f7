"""The labels the model learns: a need or act, with its danger if any ("money", "money|violence/acute").

One label for both, for what a message is about and how dangerous it is are learnt from the same words:
one model is as good as two (docs/models.md), in a third of the time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# A need seldom told with this danger is learnt as the one that usually goes with it.
_FEW_EXAMPLES = 40
_DANGER_MARK = "|"


class Labelled(NamedTuple):
    """What stands in the training data beside one message."""

    intent: str
    danger: str | None = None  # "kind/level"
    also: tuple[str, ...] = ()


def choose_labels(examples: Sequence[Labelled]) -> list[tuple[int, str]]:
    """Pairs of row and label; a message with a further need is an example of both, one with danger of one."""
    together = Counter((one.danger, one.intent) for one in examples if one.danger)
    usual: dict[str, str] = {}
    for (danger, intent), _ in together.most_common():
        usual.setdefault(str(danger), intent)
    labels = []
    for row, one in enumerate(examples):
        if one.danger is None:
            labels += [(row, intent) for intent in (one.intent, *one.also)]
        else:
            common = together[one.danger, one.intent] >= _FEW_EXAMPLES
            labels.append((row, f"{one.intent if common else usual[one.danger]}{_DANGER_MARK}{one.danger}"))
    return labels


def sum_by_intent(confidences: Mapping[str, float]) -> dict[str, float]:
    """Confidence in each need and act, with and without danger."""
    sums: defaultdict[str, float] = defaultdict(float)
    for label, confidence in confidences.items():
        sums[label.partition(_DANGER_MARK)[0]] += confidence
    return dict(sums)


def sum_by_danger(confidences: Mapping[str, float]) -> dict[str, float]:
    """Confidence in each danger ("kind/level"), whatever the need; and in needs and acts without danger."""
    sums: defaultdict[str, float] = defaultdict(float)
    for label, confidence in confidences.items():
        intent, _, danger = label.partition(_DANGER_MARK)
        sums[danger or intent] += confidence
    return dict(sums)
