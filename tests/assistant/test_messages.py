"""Training messages: read fast, read right."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.importer import MessageFileError, MessageImporter, is_message_file, read_messages
from tests.assistant.conftest import SAMPLES


def test_messages_are_those_of_rasas_own_reader_when_read_by_ours() -> None:
    """Text, intent and the block's metadata stand where Rasa keeps them."""
    from rasa.shared.nlu.training_data.loading import load_data

    for file in sorted((SAMPLES / "nlu").rglob("*.yml")):
        theirs = [
            (one.get("text"), one.get("intent"), one.get("metadata"))
            for one in load_data(str(file)).training_examples
        ]
        ours = [(one.get("text"), one.get("intent"), one.get("metadata")) for one in read_messages(file)]
        assert ours == theirs


def test_danger_and_level_reach_the_component_when_a_block_carries_them() -> None:
    """message.get("metadata")["intent"] holds what the block says."""
    message = next(
        one
        for one in read_messages(SAMPLES / "nlu" / "fi" / "acts_and_danger.yml")
        if "danger" in one.get("metadata")["intent"]
    )
    assert message.get("metadata") == {"intent": {"language": "fi", "danger": "suicide", "level": "acute"}}


def test_rules_are_left_to_rasa_when_files_are_sorted() -> None:
    """Only files with `nlu:` are read by us."""
    assert is_message_file(SAMPLES / "nlu" / "en" / "needs.yml")
    assert not is_message_file(SAMPLES / "rules" / "answers.yml")
    importer = MessageImporter(None, None, [str(SAMPLES)])
    assert len(importer.get_nlu_data().training_examples) > 100
    assert importer.get_nlu_data() is importer.get_nlu_data()


@pytest.mark.parametrize(
    "content",
    [
        "nlu:\n- examples: |\n    - a\n",
        "nlu:\n- intent: a\n  examples:\n  - b\n",
        "nlu:\n- intent: a\n  examples: |\n    b\n",
        "nlu: [\n",
    ],
)
def test_the_file_is_named_when_it_breaks_the_format(tmp_path: Path, content: str) -> None:
    """An author is told where to look."""
    file = tmp_path / "broken.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(MessageFileError, match="broken.yml"):
        list(read_messages(file))
