"""Shares and their intervals."""

import math

import pytest

from operations.proportion import Proportion


def test_interval_is_wilsons() -> None:
    """Checked against a value worked out by hand: 8 of 10."""
    proportion = Proportion.of([True] * 8 + [False] * 2)
    assert (proportion.count, proportion.n) == (8, 10)
    assert proportion.low == pytest.approx(0.4902, abs=1e-4)
    assert proportion.high == pytest.approx(0.9433, abs=1e-4)


def test_interval_is_not_empty_when_all_hold() -> None:
    """All of a few is no certainty."""
    assert Proportion.of([True] * 5).low < 0.6


def test_nothing_is_claimed_when_there_are_no_cases() -> None:
    """No case, no share."""
    proportion = Proportion.of([])
    assert math.isnan(proportion.share)
    assert str(proportion) == "–"
