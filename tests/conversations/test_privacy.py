"""Nothing of a conversation is found in any log or database file; what names a person never reaches Rasa."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conversations.conftest import Begin, Post

if TYPE_CHECKING:
    from operations.stack import Stack

PROCESSES = ("assistant", "actions", "api")
# Words that stand in no text, entry or training message of Kynnys, each beside words that do.
MARKS = ("purjevadelma", "kuutamohiiri", "havskantarell", "moonbadger", "тыквамыш", "sateenhaikara")
MESSAGES = (
    ("fi", "Mua kiusataan koulussa joka päivä, purjevadelma"),
    ("fi", "entä jos asun Vihdissä, kuutamohiiri"),
    ("sv", "Jag blir mobbad i skolan varje dag, havskantarell"),
    ("en", "I am going to kill myself tonight, moonbadger"),
    (None, "Я хочу убить себя сегодня, тыквамыш"),
    ("fi", '/restart{"sateenhaikara": 1}'),
)


def find_files(folder: Path, marks: tuple[str, ...]) -> list[tuple[str, str]]:
    """The files that hold one of the words, in whatever encoding, with the word."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            content = file.read_bytes().lower()
            for mark in marks:
                escaped = mark.encode("ascii", "backslashreplace")
                if any(form in content for form in (mark.encode(), mark.encode("utf-16-le"), escaped)):
                    found.append((file.name, mark))
    return found


def test_no_word_is_kept_after_a_whole_conversation(stack: Stack, begin: Begin, post: Post) -> None:
    """Logs of the three processes and the database with its side files hold none of the words."""
    for language, text in MESSAGES:
        talk = begin(language)
        talk.write(text)
        talk.write("purjevadelma kuutamohiiri")
    post(b"""{"text": "aion tappaa itseni, moonbadger" """)
    post({"text": 7, "choice": "havskantarell", "language": "sateenhaikara"})
    talk.write("poista tietoni")
    assert find_files(stack.folder, MARKS) == []
    assert all(stack.log_text(name) for name in PROCESSES), "logs that hold nothing prove nothing"


def test_no_word_is_kept_when_actions_are_down_and_rasa_is_silent(stack: Stack, begin: Begin) -> None:
    """Errors are the likeliest place for words to leak."""
    stack.stop("actions")
    try:
        for language, text in MESSAGES:
            begin(language).write(text)
    finally:
        stack.start("actions")
    stack.pause("assistant")
    try:
        for language, text in MESSAGES[:2]:
            begin(language).write(text)
    finally:
        stack.resume("assistant")
        stack.wait()
    assert find_files(stack.folder, MARKS) == []


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        (
            "Mua kiusataan koulussa joka päivä, numeroni on 040 765 4321",
            ("765 4321", "0407654321", "7654321"),
        ),
        ("Mua kiusataan koulussa joka päivä, henkilötunnus 131052-308T", ("131052", "308T")),
        (
            "Mua kiusataan koulussa joka päivä, purje@vadelma.example",
            ("purje@vadelma", "vadelma.example"),
        ),
    ],
)
def test_what_names_a_person_reaches_neither_rasa_nor_the_reply(
    stack: Stack, begin: Begin, text: str, secrets: tuple[str, ...]
) -> None:
    """Phone number, personal identity code, e-mail; the need beside them is still understood."""
    talk = begin()
    talk.write(text)
    assert talk.understood["need"] == "bullying"
    for secret in secrets:
        assert secret not in str(talk.reply)
        assert not any(secret in stack.log_text(name) for name in PROCESSES)
    assert find_files(stack.folder, tuple(secret.lower() for secret in secrets)) == []
