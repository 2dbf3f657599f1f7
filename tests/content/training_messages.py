"""The training messages in data/nlu/, read without Rasa."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class TrainingMessage:
    file: str
    language: str
    intent: str
    danger: str | None
    level: str | None
    text: str

    @property
    def words(self) -> str:
        return words_of(self.text)


def words_of(text: str) -> str:
    """The words alone, in small letters: what is left when marks and capitals make no difference."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).lower()).strip()


def read_training_messages() -> list[TrainingMessage]:
    return [message for file in sorted((ROOT / "data" / "nlu").glob("*/*.yml")) for message in _read(file)]


def _read(file: Path) -> Iterator[TrainingMessage]:
    for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
        metadata = block["metadata"]
        for line in block["examples"].splitlines():
            yield TrainingMessage(
                file=f"{file.parent.name}/{file.name}",
                language=metadata["language"],
                intent=block["intent"],
                danger=metadata.get("danger"),
                level=metadata.get("level"),
                text=line.removeprefix("- ").strip(),
            )


def read_test_messages() -> list[str]:
    return [
        json.loads(line)["text"]
        for folder in ("development", "evaluation", "evaluation/people")
        for language in LANGUAGES
        for line in (ROOT / "tests" / folder / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
