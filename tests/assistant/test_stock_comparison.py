"""The sample from which stock DIET and our model learn side by side."""

from __future__ import annotations

import pytest

from assistant import stock_comparison
from assistant.comparison import Labelled
from assistant.components.features import prepare
from assistant.stock_comparison import draw_sample


def label(*pairs: tuple[str, str]) -> Labelled:
    """Finnish messages with one label each."""
    return Labelled([prepare(text, "fi") for text, _ in pairs], [frozenset([need]) for _, need in pairs])


def test_sample_holds_needs_alone_and_is_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those that are asked for; no acts, no more than wanted, in the order of the files."""
    monkeypatch.setattr(stock_comparison, "SAMPLE", 2)
    training = label(
        ("moi", "greet"), ("velkaa", "money"), ("rahat loppu", "money"), ("ei kavereita", "loneliness")
    )
    drawn = draw_sample(training, label(("laskut", "money"), ("yksin", "loneliness")))
    assert len(drawn.texts) == 2
    assert frozenset(["greet"]) not in drawn.labels
    assert drawn == draw_sample(training, label(("laskut", "money"), ("yksin", "loneliness")))
    places = [training.texts.index(text) for text in drawn.texts]
    assert places == sorted(places)
