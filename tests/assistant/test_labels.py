"""What the model learns from a message's need, danger and further needs, and how its words are read back."""

from __future__ import annotations

import pytest

from assistant.components.labels import Labelled, choose_labels, sum_by_danger, sum_by_intent


def test_a_message_is_an_example_of_both_when_it_holds_two_needs() -> None:
    """Without danger every further need counts."""
    assert choose_labels([Labelled("money", None, ("housing",))]) == [(0, "money"), (0, "housing")]


def test_a_rare_need_is_learnt_as_the_usual_one_when_told_with_danger() -> None:
    """Forty examples make a label of its own; fewer would be a class that nobody can learn."""
    usual = [Labelled("mental_health", "suicide/acute")] * 50
    common = [Labelled("grief", "suicide/acute", ("money",))] * 40
    labels = choose_labels([*usual, *common, Labelled("money", "suicide/acute")])
    assert {label for _, label in labels[:50]} == {"mental_health|suicide/acute"}
    assert {label for _, label in labels[50:90]} == {"grief|suicide/acute"}
    assert labels[90:] == [(90, "mental_health|suicide/acute")]


def test_confidences_add_up_by_need_and_by_danger() -> None:
    """Each sum holds all of the message's confidence."""
    found = {"money": 0.2, "money|violence/acute": 0.3, "grief|violence/acute": 0.1, "greet": 0.4}
    assert sum_by_intent(found) == pytest.approx({"money": 0.5, "grief": 0.1, "greet": 0.4})
    assert sum_by_danger(found) == pytest.approx({"money": 0.2, "violence/acute": 0.4, "greet": 0.4})
