"""The rule files and the pattern language."""

from pathlib import Path

import pytest

from api.danger import KINDS, LEVELS, DangerDataError, DangerScreen
from api.danger.contacts import FOLDER
from api.danger.patterns import PatternError, read_pattern
from api.danger.rules import load_rule_book

RULES = """
language: fi
groups: {pills: [buranaa, panadolia]}
contexts:
  joke: {effect: drop, where: over, within: 1, say: "nauruun"}
dangers:
  suicide:
    acute:
      - say: |
          otin ..2 {pills}
          A1 & B1 /2
          kuolen
"""


@pytest.fixture
def small(tmp_path: Path) -> DangerScreen:
    """A screen with three rules and one context."""
    (tmp_path / "fi.yml").write_text(RULES, encoding="utf-8")
    return DangerScreen.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "is_danger"),
    [
        ("otin buranaa", True),
        ("otin ihan sikana panadolia", True),
        ("otin kaksi tai kolme ehkä panadolia", False),
        ("otin. buranaa", False),
        ("buranaa otin", False),
        ("b1 x a1", True),
        ("a1 x x x b1", False),
        ("kuolen", True),
        ("kuolen nauruun", False),
        ("kuolen ihan nauruun", True),
        ("nauruun kuolen", False),
    ],
)
def test_pattern_holds_when_words_stand_as_written(small: DangerScreen, text: str, is_danger: bool) -> None:
    """Gaps, groups, order and contexts mean what the notes in patterns.py say."""
    assert (small.scan(text) is not None) is is_danger


def test_every_language_covers_all_kinds_and_levels_when_loaded() -> None:
    """All eight languages have acute rules and concerns for all five kinds."""
    book = load_rule_book(FOLDER)
    assert set(book.languages) == {"fi", "sv", "en", "ru", "uk", "et", "ar", "so"}
    held = {(rule.language, rule.kind, rule.level) for rule in book.dangers}
    wanted = {(language, kind, level) for language in book.languages for kind in KINDS for level in LEVELS}
    assert wanted <= held


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (RULES.replace("suicide", "sadness"), "sadness"),
        (RULES.replace("acute", "grave"), "grave"),
        (RULES.replace("{pills}\n", "{pils}\n"), "pils"),
        (RULES.replace("effect: drop", "effect: vanish"), "vanish"),
        ("- a list", "fi.yml"),
    ],
)
def test_loading_stops_and_says_where_when_a_file_is_wrong(
    tmp_path: Path, broken: str, complaint: str
) -> None:
    """The start fails with the file and the word that is wrong."""
    (tmp_path / "fi.yml").write_text(broken, encoding="utf-8")
    with pytest.raises(DangerDataError, match=complaint):
        DangerScreen.load(tmp_path)


@pytest.mark.parametrize("line", ["...", "a?", "{missing}", "a|!!"])
def test_a_line_is_refused_when_it_cannot_be_read(line: str) -> None:
    """A line that says nothing or names nothing known is an error, not silence."""
    with pytest.raises(PatternError):
        read_pattern(line, {})
