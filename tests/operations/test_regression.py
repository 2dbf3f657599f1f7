"""What a change lost, against outcomes kept earlier."""

from dataclasses import replace
from pathlib import Path

import pytest

from operations.outcome import Outcome
from operations.regression import chance_of, find_losses, keep, read_kept

UNDERSTOOD = {"need": "money", "act": None, "alternatives": [{"need": "money"}]}
NEED = Outcome(
    "rahat loppu", "fi", "need", "money", (), None, None, None, None, None, "services", "fi", UNDERSTOOD,
    None, ("social_guidance",),
)  # fmt: skip
DANGER = replace(
    NEED, text="aion kuolla", kind="crisis", crisis="suicide", level="acute", danger_level="acute"
)


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, dict[str, str]]:
    """Outcomes of 100 needs, all right, and one danger, noticed."""
    file = tmp_path / "baseline.json"
    keep([NEED] * 100 + [DANGER], file)
    return read_kept(file)


def test_nothing_is_lost_when_nothing_changed(kept: dict[str, dict[str, str]]) -> None:
    """The same outcomes again lose nothing."""
    assert not any(loss.counts or loss.messages for loss in find_losses([NEED] * 100 + [DANGER], kept))


@pytest.mark.parametrize(("wrong", "fails"), [(1, False), (5, False), (6, True), (20, True)])
def test_a_loss_counts_when_it_is_large_and_no_chance(
    kept: dict[str, dict[str, str]], wrong: int, fails: bool
) -> None:
    """Five of a hundred may be chance (p = 0.06), six are not (p = 0.03)."""
    lost = replace(NEED, understood={**UNDERSTOOD, "need": "housing"})
    losses = find_losses([lost] * wrong + [NEED] * (100 - wrong) + [DANGER], kept)
    by_measure = {loss.measure: loss for loss in losses}
    assert by_measure["need right first"].counts is fails
    assert len(by_measure["need right first"].messages) == wrong


def test_one_danger_counts_when_it_is_lost(kept: dict[str, dict[str, str]]) -> None:
    """A danger that was noticed and is no longer fails the change, and is named."""
    losses = find_losses([NEED] * 100 + [replace(DANGER, danger_level=None)], kept)
    assert {loss.measure for loss in losses if loss.counts} == {"danger noticed", "acute danger as acute"}
    assert all(loss.messages == ("aion kuolla",) for loss in losses if loss.counts)


def test_outcomes_of_another_set_are_refused(kept: dict[str, dict[str, str]]) -> None:
    """Signs are by place: in another order, or with none kept, they would speak of others."""
    with pytest.raises(ValueError, match="another set"):
        find_losses([DANGER] + [NEED] * 100, kept)
    with pytest.raises(ValueError, match="kept yet"):
        find_losses([NEED], {})


def test_chance_is_certain_when_nothing_differs() -> None:
    """No pair that differs, no evidence."""
    assert chance_of(0, 0) == 1.0
    assert chance_of(6, 0) == pytest.approx(0.03125)
