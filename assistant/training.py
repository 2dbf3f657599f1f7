"""Trains the model when its inputs changed."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from assistant.server import prepare_process
from assistant.settings import ROOT, Settings

MODEL_NAME = "kynnys"
_FOLDERS = ("nlu", "rules")
# What the learning components import, and themselves; a test follows the imports.
_COMPONENTS = (
    "features",
    "text_model",
    "vector_model",
    "word_vectors",
    "sentence_vectors",
    "packages",
    "labels",
    "message_classifier",
    "normalization",
    "concepts",
    "hints",
    "stems",
    "language",
    "reading",
    "vocabulary",
    "tokenizer",
)
_TELL_EVERY_SECONDS = 30
_USUAL_MINUTES = 6  # on two cores
_VOCABULARIES = ("spoken.yml", "concepts.yml", "function_words.yml")


class TrainingError(RuntimeError):
    """Raised when training gave no model; says what to look at."""


def find_inputs(settings: Settings) -> list[Path]:
    """Files that the model depends on, sorted: messages, rules, domain, configuration, features, libraries.

    Places and the words of the extractors are read when the assistant starts: they need no training.
    """
    return sorted(set(_inputs(settings)))


def _inputs(settings: Settings) -> Iterator[Path]:
    assistant = ROOT / "assistant"
    for folder in _FOLDERS:
        yield from (settings.data / folder).rglob("*.yml")
    yield from (assistant / "domain").glob("*.yml")
    yield assistant / "config.yml"
    yield settings.data / "needs.yml"
    yield assistant / "importer.py"
    # Other versions of the libraries may learn, or keep, otherwise.
    for lock in ("assistant.txt", "vectors.txt"):
        yield ROOT / "requirements" / lock
    for name in _COMPONENTS:
        yield assistant / "components" / f"{name}.py"
    for name in _VOCABULARIES:
        yield settings.data / "vocabulary" / name
    yield from (settings.data / "vocabulary" / "hints").rglob("*.yml")


def compute_digest(files: list[Path]) -> str:
    """SHA-256 over names and contents."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def train(settings: Settings, force: bool = False) -> Path:
    """The model's archive, trained now unless its inputs are those of the last training.

    Raises:
        TrainingError: There are no messages to learn from, or Rasa gave no model.
    """
    files = find_inputs(settings)
    messages = [path for path in files if (settings.data / "nlu") in path.parents]
    if not messages:
        raise TrainingError(f"No messages under {settings.data / 'nlu'}: there is nothing to learn from.")
    digest = compute_digest(files)
    model, note = settings.models / f"{MODEL_NAME}.tar.gz", settings.models / f"{MODEL_NAME}.digest"
    if not force and model.exists() and note.exists() and note.read_text(encoding="utf-8").strip() == digest:
        print("assistant: model is up to date", flush=True)
        return model
    print(f"assistant: training on {len(messages)} files of messages", flush=True)
    started, old = time.monotonic(), _identity(model)
    with _telling_the_time(started):
        _run_rasa(settings)
    # The model of earlier inputs would be taken for one of these.
    if _identity(model) in (None, old):
        raise TrainingError("Rasa gave no model: check data/nlu, data/rules and assistant/domain.")
    note.write_text(digest + "\n", encoding="utf-8")
    print(f"assistant: model trained in {time.monotonic() - started:.0f} s", flush=True)
    return model


def _identity(model: Path) -> tuple[int, int] | None:
    """What differs between two archives of the same name; nothing where none is."""
    if not model.exists():
        return None
    status = model.stat()
    return status.st_ino, status.st_mtime_ns


@contextmanager
def _telling_the_time(started: float) -> Iterator[None]:
    """Says now and then that it still learns: nothing else can be seen for minutes."""
    done = threading.Event()

    def tell() -> None:
        while not done.wait(_TELL_EVERY_SECONDS):
            seconds = time.monotonic() - started
            print(f"assistant: learning for {seconds:.0f} s (some {_USUAL_MINUTES} minutes)", flush=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def quieten_rasa() -> None:
    """Rasa tells of every rule it looks at, and draws bars: whoever waits learns nothing from either."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    os.environ["TQDM_DISABLE"] = "1"


def _run_rasa(settings: Settings) -> None:
    prepare_process(settings)
    os.environ["ASSISTANT_DATA"] = str(settings.data)
    quieten_rasa()
    from rasa.model_training import train as rasa_train

    settings.models.mkdir(parents=True, exist_ok=True)
    rasa_train(
        domain=str(ROOT / "assistant" / "domain"),
        config=str(ROOT / "assistant" / "config.yml"),
        training_files=[str(settings.data / folder) for folder in _FOLDERS],
        output=str(settings.models),
        fixed_model_name=MODEL_NAME,
        # Rasa's cache of parts may hold a part trained by older code of ours.
        force_training=True,
    )
