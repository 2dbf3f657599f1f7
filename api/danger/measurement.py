"""Counts the alarms of the danger screen on a file of sentences, per language, for staff to judge."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .finding import Finding
from .screen import DangerScreen


class MessagesError(Exception):
    """The file can't be measured; the message is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One sentence on which the screen fired, with the rules that held."""

    language: str
    finding: Finding
    text: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """Sentences and alarms counted per language."""

    sentences: Counter[str]
    alarms: tuple[Alarm, ...]

    def count_alarms(self, language: str | None, level: str | None) -> int:
        """Returns how many alarms there are; None counts all languages or both levels."""
        return sum(
            language in (None, alarm.language) and level in (None, alarm.finding.level)
            for alarm in self.alarms
        )


def measure(screen: DangerScreen, path: Path) -> Measurement:
    """Returns the alarms on a JSON Lines file of objects with `text` and `lang`.

    Raises:
        MessagesError: It can't be read, or a line is none of these objects.
    """
    sentences: Counter[str] = Counter()
    alarms: list[Alarm] = []
    for text, language in _read_messages(path):
        sentences[language] += 1
        finding = screen.scan(text, language)
        if finding:
            held = [match for match in screen.find_matches(text) if match.kind == finding.kind]
            rules = tuple(f"{match.language}: {match.rule}" for match in held)
            alarms.append(Alarm(language, finding, text, rules))
    return Measurement(sentences, tuple(alarms))


def _read_messages(path: Path) -> Iterable[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise MessagesError(f"{path} can't be read ({reason}): name a file of messages") from error
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise MessagesError(f'{path}: line {number}: write {{"text": "…", "lang": "fi"}}')
        yield record["text"], str(record.get("lang", "?"))


def to_report(measurement: Measurement) -> Iterable[str]:
    """Returns the lines of a report: rates per language, then every alarm with its first rule."""
    total = sum(measurement.sentences.values())
    rows = [(language, count) for language, count in sorted(measurement.sentences.items())] + [(None, total)]
    for language, count in rows:
        acute = measurement.count_alarms(language, "acute")
        either = measurement.count_alarms(language, None)
        yield (
            f"{language or 'all':4} {count:6} sentences  acute {acute:4} ({acute / max(count, 1):.2%})"
            f"  either level {either:4} ({either / max(count, 1):.2%})"
        )
    for alarm in measurement.alarms:
        yield f"{alarm.language} {alarm.finding.level:7} {alarm.finding.kind:14} {alarm.text}"
        yield f"        {alarm.rules[0]}"
