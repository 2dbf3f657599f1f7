"""When the danger model speaks up, with confidences given instead of learnt."""

from __future__ import annotations

import pytest

from assistant.components.danger_classifier import DangerClassifier

CLASSIFIER = DangerClassifier(
    {"acute": 0.4, "concern": 0.45, "part": 0.2, "acute_odds": 20, "concern_odds": 6}
)


@pytest.mark.parametrize(
    ("found", "kind", "level"),
    [
        ([{"mental_health|suicide/acute": 0.4}], "suicide", "acute"),
        ([{"mental_health|suicide/acute": 0.39}], None, None),
        # Neither kind alone reaches the threshold; together there is acute danger, most likely this one.
        ([{"mental_health|suicide/acute": 0.25, "mental_health|overdose/acute": 0.2}], "suicide", "acute"),
        ([{"grief|violence/concern": 0.5}], "violence", "concern"),
        # Acute counts towards a concern too, and comes before one.
        (
            [{"grief|violence/concern": 0.2, "grief|violence/acute": 0.3}],
            "violence",
            "concern",
        ),
        (
            [{"grief|violence/concern": 0.5, "grief|violence/acute": 0.45}],
            "violence",
            "acute",
        ),
        # One sentence of a long story needs more.
        ([{}, {"mental_health|suicide/acute": 0.5}], None, None),
        ([{}, {"mental_health|suicide/acute": 0.61}], "suicide", "acute"),
        # Likely enough, but not against a message that asks for no help.
        ([{"mental_health|suicide/acute": 0.5, "out_of_scope": 0.03}], "suicide", "concern"),
        ([{"mental_health|suicide/acute": 0.5, "out_of_scope": 0.02, "greet": 0.004}], "suicide", "acute"),
        ([{"mental_health|suicide/acute": 0.5, "out_of_scope": 0.05, "insult": 0.05}], None, None),
        # A need told darkly does not stand against danger.
        ([{"mental_health|suicide/acute": 0.45, "mental_health": 0.5}], "suicide", "acute"),
        ([], None, None),
    ],
)
def test_danger_is_told_when_confidence_reaches_its_threshold(
    found: list[dict[str, float]], kind: str | None, level: str | None
) -> None:
    """Summed over kinds, acute before concern, the whole message before its sentences."""
    danger = CLASSIFIER.find_danger(found)
    assert (danger["kind"], danger["level"]) == (kind, level)
