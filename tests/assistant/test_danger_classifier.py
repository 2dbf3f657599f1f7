"""When the danger model speaks up, with confidences given instead of learnt."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.components.danger_classifier import DangerClassifier


class Given(DangerClassifier):
    """The classifier with the confidences of the whole message and of its sentences given."""

    def __init__(self, *found: dict[str, float]) -> None:
        self._config = {"acute": 0.4, "concern": 0.45, "part": 0.2, "acute_odds": 20, "concern_odds": 6}
        self._found = found

    def read_confidences(self, reading: Any) -> list[dict[str, float]]:
        """What was given."""
        return list(self._found)


@pytest.mark.parametrize(
    ("found", "kind", "level"),
    [
        ([{"suicide/acute": 0.4}], "suicide", "acute"),
        ([{"suicide/acute": 0.39}], None, None),
        # Neither kind alone reaches the threshold; together there is acute danger, most likely this one.
        ([{"suicide/acute": 0.25, "overdose/acute": 0.2}], "suicide", "acute"),
        ([{"violence/concern": 0.5}], "violence", "concern"),
        # Acute counts towards a concern too, and comes before one.
        ([{"violence/concern": 0.2, "violence/acute": 0.3}], "violence", "concern"),
        ([{"violence/concern": 0.5, "violence/acute": 0.45}], "violence", "acute"),
        # One sentence of a long story needs more.
        ([{}, {"suicide/acute": 0.5}], None, None),
        ([{}, {"suicide/acute": 0.61}], "suicide", "acute"),
        # Likely enough, but not against a message that asks for no help.
        ([{"suicide/acute": 0.5, "out_of_scope": 0.03}], "suicide", "concern"),
        ([{"suicide/acute": 0.5, "out_of_scope": 0.02, "greet": 0.004}], "suicide", "acute"),
        ([{"suicide/acute": 0.5, "out_of_scope": 0.05, "insult": 0.05}], None, None),
        # A need told darkly does not stand against danger.
        ([{"suicide/acute": 0.45, "mental_health": 0.5}], "suicide", "acute"),
        ([], None, None),
    ],
)
def test_danger_is_told_when_confidence_reaches_its_threshold(
    found: list[dict[str, float]], kind: str | None, level: str | None
) -> None:
    """Summed over kinds, acute before concern, the whole message before its sentences."""
    danger = Given(*found).find_danger(None)  # type: ignore[arg-type]
    assert (danger["kind"], danger["level"]) == (kind, level)
