"""Stock DIET beside our model on the same few messages: `python -m assistant compare-stock`.

Rasa's own network can't learn from all our messages in any bearable time (docs/models.md), so both learn from
one fixed sample and are asked the needs of the development set. Nothing of it runs when Kynnys does.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.comparison import (
    MOST_FEATURES,
    SEED,
    Labelled,
    print_head,
    print_row,
    read_development,
    read_training,
)
from assistant.components.features import Features
from assistant.components.text_model import train_one_of_many
from assistant.server import prepare_process
from assistant.settings import Settings
from assistant.training import quieten_rasa

SAMPLE = 3000
EPOCHS = 20
# What of `rasa init`'s pipeline tells intents apart (Rasa 3.6), with its own settings but the epochs.
PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": EPOCHS, "constrain_similarities": True, "random_seed": SEED},
]


def compare_with_stock(settings: Settings) -> None:
    """Prints a table in Markdown: DIET and our model, both learnt from the sample."""
    development = read_development()
    sample = draw_sample(read_training(), development)
    print(f"{len(sample.texts)} messages to learn from, {len(development.texts)} needs to tell.\n")
    print_head()
    for name, fit in ((f"stock DIET, {EPOCHS} epochs", _fit_diet), ("all, SVM and naive Bayes", _fit_ours)):
        begun = time.monotonic()
        scores, names, learnt = fit(settings, sample, development)
        print_row(name, scores, names, development, learnt - begun)


def draw_sample(training: Labelled, development: Labelled) -> Labelled:
    """The same messages each time: of those that tell one of the needs asked for, in all languages."""
    needs = frozenset().union(*development.labels)
    rows = [row for row, labels in enumerate(training.labels) if labels <= needs]
    chosen = sorted(np.random.default_rng(SEED).choice(rows, min(SAMPLE, len(rows)), replace=False))
    return Labelled([training.texts[row] for row in chosen], [training.labels[row] for row in chosen])


def _fit_diet(settings: Settings, sample: Labelled, development: Labelled) -> tuple[Any, list[str], float]:
    prepare_process(replace(settings, tensorflow=True))
    quieten_rasa()
    # Only now: Rasa takes the real TensorFlow or our stand-in for it as it is imported.
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    examples: dict[str, list[str]] = defaultdict(list)
    for text, labels in zip(sample.texts, sample.labels, strict=True):
        examples[next(iter(labels))].append(text.text)
    blocks = [
        {"intent": need, "examples": "".join(f"- {text}\n" for text in texts)}
        for need, texts in sorted(examples.items())
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        messages, config = folder / "nlu.yml", folder / "config.yml"
        messages.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), "utf-8")
        recipe = {"recipe": "default.v1", "assistant_id": "stock", "language": "fi", "pipeline": PIPELINE}
        config.write_text(yaml.safe_dump(recipe), "utf-8")
        agent = Agent.load(train_nlu(str(config), str(messages), str(folder)))
        learnt = time.monotonic()
        names = sorted(examples)
        scores: Any = np.zeros((len(development.texts), len(names)))
        for row, text in enumerate(development.texts):
            parsed = asyncio.run(agent.parse_message(text.text))
            for one in parsed["intent_ranking"]:
                scores[row, names.index(one["name"])] = one["confidence"]
    return scores, names, learnt


def _fit_ours(settings: Settings, sample: Labelled, development: Labelled) -> tuple[Any, list[str], float]:
    features, matrix = Features.learn(sample.texts, MOST_FEATURES)
    model = train_one_of_many(matrix, [next(iter(labels)) for labels in sample.labels])
    learnt = time.monotonic()
    return model.read([features.find_terms(text) for text in development.texts]), model.labels, learnt
