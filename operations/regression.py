"""Compare an evaluation with the one that was kept: what a change lost, message by message.

The kept outcomes stand in tests/evaluation/baseline.json: for each language and measure one sign a message,
in the order of the test set (1 held, 0 did not, - not measured on this message); under "messages" a digest by
which one set is told from another.
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from operations.outcome import Outcome

# A change may lose so many points by chance; it fails when it loses more, and chance is an unlikely cause.
MOST_POINTS_LOST = 1.5
UNLIKELY = 0.05
HELD, LOST, NOT_MEASURED = "1", "0", "-"

MEASURES: dict[str, Callable[[Outcome], bool | None]] = {
    "need right first": lambda o: o.need_is_first if o.kind == "need" else None,
    "need in first three": lambda o: o.need_is_in_first_three if o.kind == "need" else None,
    "right kind of service": lambda o: o.right_kind_shown if o.kind == "need" else None,
    "act right": lambda o: o.act_is_right if o.kind == "act" else None,
    "danger noticed": lambda o: o.danger_is_noticed if o.crisis else None,
    "acute danger as acute": lambda o: o.acute_is_noticed if o.level == "acute" else None,
}
MESSAGES = "messages"
DANGER_MEASURES = ("danger noticed", "acute danger as acute")


@dataclass(frozen=True)
class Loss:
    """What a change lost in one measure.

    Attributes:
        points: percentage points, net of what was gained. chance: two-sided p that chance alone did it.
    """

    measure: str
    points: float
    chance: float
    messages: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether the change fails by it: any danger case, else a loss too large and too unlikely."""
        if self.measure in DANGER_MEASURES:
            return bool(self.messages)
        return self.points > MOST_POINTS_LOST and self.chance < UNLIKELY


def find_losses(outcomes: Sequence[Outcome], kept: Mapping[str, Mapping[str, str]]) -> list[Loss]:
    """Return the loss in each measure, over all languages.

    Raises:
        ValueError: the kept outcomes are those of another test set.
    """
    if not kept:
        raise ValueError("No outcomes were kept yet: `make keep-evaluation` keeps them")
    for language, digest in _digests(outcomes).items():
        if kept.get(language, {}).get(MESSAGES) != digest:
            raise ValueError(f"{language}: the kept outcomes are of another set; keep new ones")
    losses = []
    for measure, holds in MEASURES.items():
        measured = gained = 0
        lost = []
        for language, signs in _signs(outcomes, holds).items():
            before = kept[language][measure]
            texts = [outcome.text for outcome in outcomes if outcome.lang == language]
            for text, was, is_now in zip(texts, before, signs, strict=True):
                measured += is_now != NOT_MEASURED
                gained += (was, is_now) == (LOST, HELD)
                if (was, is_now) == (HELD, LOST):
                    lost.append(text)
        points = 100 * (len(lost) - gained) / measured if measured else 0.0
        losses.append(Loss(measure, points, chance_of(len(lost), gained), tuple(lost)))
    return losses


def chance_of(lost: int, gained: int) -> float:
    """Return the two-sided p of so uneven a split between lost and gained.

    Source: McNemar's test in its exact form, the sign test on the pairs that differ,
    https://doi.org/10.1007/BF02295996.
    """
    n = lost + gained
    tail = sum(math.comb(n, k) for k in range(min(lost, gained) + 1)) / float(2**n)
    return min(1.0, 2 * tail)


def read_kept(file: Path) -> dict[str, dict[str, str]]:
    """Return the kept outcomes by language and measure; empty when none were kept."""
    if not file.is_file():
        return {}
    kept: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def keep(outcomes: Sequence[Outcome], file: Path) -> None:
    """Keep these outcomes as what later changes are compared with."""
    kept = {language: {MESSAGES: digest} for language, digest in _digests(outcomes).items()}
    for measure, holds in MEASURES.items():
        for language, signs in _signs(outcomes, holds).items():
            kept[language][measure] = signs
    file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _digests(outcomes: Sequence[Outcome]) -> dict[str, str]:
    digests = {outcome.lang: hashlib.sha256() for outcome in outcomes}
    for outcome in outcomes:
        digests[outcome.lang].update(repr((outcome.text, outcome.need, outcome.crisis, outcome.act)).encode())
    return {language: digest.hexdigest() for language, digest in digests.items()}


def _signs(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool | None]) -> dict[str, str]:
    signs: dict[str, str] = {}
    for outcome in outcomes:
        held = holds(outcome)
        sign = NOT_MEASURED if held is None else HELD if held else LOST
        signs[outcome.lang] = signs.get(outcome.lang, "") + sign
    return signs
