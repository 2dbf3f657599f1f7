"""The measuring command."""

import json
from pathlib import Path

import pytest

from api.danger import DangerScreen
from api.danger.__main__ import main
from api.danger.measurement import measure, to_report


def test_rates_are_told_per_language_when_a_file_is_measured(screen: DangerScreen, tmp_path: Path) -> None:
    """Counts, rates and each alarm with its rule are printed."""
    path = tmp_path / "sentences.jsonl"
    rows = [("fi", "tavallinen päivä"), ("fi", "aion tappaa itseni"), ("sv", "jag vill dö")]
    path.write_text("\n".join(json.dumps({"text": t, "lang": lang}) for lang, t in rows), encoding="utf-8")
    measurement = measure(screen, path)
    assert measurement.count_alarms("fi", "acute") == 1
    assert measurement.count_alarms(None, None) == 2
    report = "\n".join(to_report(measurement))
    assert "50.00%" in report
    assert "aion tappaa itseni" in report


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("", "name a file of messages: make danger-alarms FILE=messages.jsonl"),
        (
            "nowhere.jsonl",
            "{}/nowhere.jsonl can't be read (No such file or directory): name a file of messages",
        ),
        ("folder", "{}/folder can't be read (Is a directory): name a file of messages"),
        ("latin.jsonl", "{}/latin.jsonl can't be read (not UTF-8): name a file of messages"),
        ("other.jsonl", '{}/other.jsonl: line 2: write {{"text": "…", "lang": "fi"}}'),
        ("broken.jsonl", '{}/broken.jsonl: line 1: write {{"text": "…", "lang": "fi"}}'),
    ],
)
def test_one_line_is_said_when_there_is_nothing_to_measure(
    file: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the file, and how it is given or written."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.jsonl").write_bytes('{"text": "äiti"}'.encode("latin-1"))
    (tmp_path / "other.jsonl").write_text('{"text": "hei"}\n{"message": "hei"}', encoding="utf-8")
    (tmp_path / "broken.jsonl").write_text("hei", encoding="utf-8")
    assert main(["measure", str(tmp_path / file) if file else ""]) == 1
    assert capsys.readouterr().err == said.format(tmp_path) + "\n"


def test_one_line_is_said_where_the_contacts_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a container, whose data are read-only: it says where else to write them."""
    monkeypatch.setattr("api.danger.__main__.FILE_NAME", f"{tmp_path}/nowhere/contacts.json")
    assert main(["snapshot"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert (
        "can't be written (No such file or directory): run make danger-contacts where the code lies" in line
    )
