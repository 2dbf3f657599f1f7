"""Reads the training messages quickly.

Rasa's own reader parses each file of messages five times with a slow YAML reader and fingerprints each
message a dozen times: with 40,000 messages that takes longer than learning from them (measured: 150 s of
270 s). Rules, domain and configuration are few and are read by Rasa.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EXAMPLE_START = "- "


class MessageFileError(ValueError):
    """Raised when a file of messages breaks the format; says the file and what to do."""


class TrainingMessage(Message):
    """A training message that is quickly copied, and whose fingerprint is its content, computed once."""

    _content: str = ""

    def __deepcopy__(self, memo: dict[int, Any]) -> TrainingMessage:
        """A message of its own; what it holds is never changed and stays shared."""
        return TrainingMessage(self.data)

    def fingerprint(self) -> str:
        """Digest of text, intent and metadata."""
        if not self._content:
            content = json.dumps(self.data, sort_keys=True, ensure_ascii=False, default=str)
            self._content = hashlib.sha256(content.encode()).hexdigest()[:32]
        return self._content


class MessageImporter(RasaFileImporter):
    """Rasa's importer of files, with its own reader for messages."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        paths = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths or []
        files = sorted({file for path in paths for file in _find_yaml(Path(path))})
        self._message_files = [file for file in files if is_message_file(file)]
        others = [str(file) for file in files if file not in set(self._message_files)]
        super().__init__(config_file, domain_path, others)
        self._messages: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All messages of all languages.

        Raises:
            MessageFileError: A file breaks the format.
        """
        if self._messages is None:
            messages: list[Message] = [one for file in self._message_files for one in read_messages(file)]
            self._messages = TrainingData(training_examples=messages)
        return self._messages


def _find_yaml(path: Path) -> Iterator[Path]:
    yield from sorted(path.rglob("*.yml")) if path.is_dir() else [path]


def is_message_file(path: Path) -> bool:
    """Whether a file holds training messages: `nlu:` stands at the start of one of its lines."""
    with path.open(encoding="utf-8") as lines:
        return any(line.startswith("nlu:") for line in lines)


def read_messages(path: Path) -> Iterator[TrainingMessage]:
    """Messages of one file in its order, each with the metadata of its block.

    Raises:
        MessageFileError: The file breaks the format.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader, the C one when it is there)
    except yaml.YAMLError as error:
        raise MessageFileError(f"{path}: not YAML: {error}") from error
    for number, block in enumerate(content.get("nlu") or [], start=1):
        if not isinstance(block, dict) or not isinstance(block.get("intent"), str):
            raise MessageFileError(f"{path}: block {number}: intent: name the need or act of the block.")
        if not isinstance(block.get("examples"), str):
            raise MessageFileError(f"{path}: block {number}: examples: write them below `examples: |`.")
        for line in block["examples"].splitlines():
            if not line.strip():
                continue
            if not line.startswith(_EXAMPLE_START):
                raise MessageFileError(f"{path}: block {number}: examples: begin {line[:30]!r} with '- '.")
            data = {"text": line[len(_EXAMPLE_START) :].strip(), "intent": block["intent"]}
            if block.get("metadata"):
                # Where Rasa itself keeps it: Message.build in rasa/shared/nlu/training_data/message.py.
                data["metadata"] = {"intent": block["metadata"]}
            yield TrainingMessage(data)
