"""`make evaluate`: what it reads, what it counts, what it writes, and what it says when it can't."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from operations.evaluation import confusions, evaluate, measure
from operations.labelled_messages import LabelsError, read_messages
from operations.serving import serve
from tests.operations.test_regression import DANGER, NEED, UNDERSTOOD

LINE = {"text": "rahat loppu", "lang": "fi", "kind": "need", "need": "money"}
ACT = replace(
    NEED, text="hei", kind="act", need=None, act="greet", shown_kinds=(),
    understood={**UNDERSTOOD, "need": None, "act": "greet"},
)  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n"


def write(file: Path, *lines: dict[str, Any]) -> Path:
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return file


def understood(**what: Any) -> dict[str, Any]:
    """What a reply says was understood: nothing, but for what is given."""
    nothing = {
        "need": None,
        "act": None,
        "danger": None,
        "age": None,
        "municipality": None,
        "alternatives": [],
    }
    return {**nothing, **what}


def test_all_labels_are_read_when_they_are_known(tmp_path: Path) -> None:
    """Missing labels are null; empty lines, a mark of the encoding and signs that end a line do no harm."""
    file = tmp_path / "a.jsonl"
    whole = {**LINE, "also": ["housing"], "age": 15, "municipality": "Espoo", "note": "of the author"}
    crisis = {"text": "a\u2028b", "lang": "sv", "kind": "crisis", "crisis": "suicide", "level": "acute"}
    lines = [json.dumps(whole), "", json.dumps(crisis, ensure_ascii=False)]
    file.write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8", newline="")

    first, second = read_messages([file])

    assert first == {
        **LINE, "also": ["housing"], "crisis": None, "level": None, "act": None, "age": 15,
        "municipality": "Espoo",
    }  # fmt: skip
    assert (second["text"], second["crisis"], second["level"]) == ("a\u2028b", "suicide", "acute")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({**LINE, "need": "monney"}, "need: 'monney' is not known: write a need of data/needs.yml"),
        ({**LINE, "also": ["money", "x"]}, "also.1: 'x' is not known: write a need of data/needs.yml"),
        ({**LINE, "kind": "crises"}, "kind: Input should be 'need', 'crisis', 'act', 'oos' or 'benign'"),
        ({**LINE, "lang": "suomi"}, "lang: 'suomi' is no language: write its two letters, fi for one"),
        ({**LINE, "age": "15"}, "age: Input should be a valid integer"),
        ({**LINE, "municipality": "Esbo"}, "municipality: 'Esbo' is not known: write the Finnish name in"),
        ({**LINE, "act": "wave"}, "act: 'wave' is not known: write an act of data/needs.yml"),
        ({**LINE, "crisis": "fire", "level": "acute"}, "crisis: 'fire' is not known: write a danger of"),
        ({**LINE, "crisis": "suicide"}, "say under 'level' whether the danger is acute or a concern"),
        ({**LINE, "level": "acute"}, "say under 'crisis' which danger the level is of"),
        ({**LINE, "need": None}, "kind is need: say which under 'need'"),
        ({**LINE, "kind": "act"}, "kind is act: say which under 'act'"),
        ({"lang": "fi", "kind": "oos"}, "text: Field required"),
        ({**LINE, "text": ""}, "text: String should have at least 1 character"),
    ],
)
def test_a_wrong_label_is_named_with_its_line(tmp_path: Path, line: dict[str, Any], told: str) -> None:
    """File, line, and what to do."""
    file = write(tmp_path / "a.jsonl", LINE, line)
    with pytest.raises(LabelsError) as caught:
        read_messages([file])
    (mistake,) = str(caught.value).splitlines()
    assert mistake.startswith(f"{file}: line 2: {told}")


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """Of all files and lines, also those that are no JSON, no object, no text at all, or empty."""
    broken, latin, empty = (tmp_path / name for name in ("broken", "latin", "empty"))
    broken.write_text('{"text":\n[1]\n' + json.dumps({**LINE, "need": "x", "lang": "x"}), encoding="utf-8")
    latin.write_bytes("äiti".encode("latin-1"))
    empty.write_text("\n", encoding="utf-8")
    with pytest.raises(LabelsError) as caught:
        read_messages([broken, latin, empty])
    told = str(caught.value).splitlines()
    assert [mistake.split(": ")[1] for mistake in told[:4]] == ["line 1", "line 2", "line 3", "line 3"]
    assert told[1] == f"{broken}: line 2: write one JSON object"
    assert told[4:] == [
        f"{latin}: save it as UTF-8",
        f"{empty}: holds no message: write one JSON object a line",
    ]


def test_each_measure_counts_its_own_messages() -> None:
    """Needs on needs, dangers on dangers, alarms on what is calm, ages and places where stated and not."""
    housing = understood(need="housing", alternatives=[{"need": "housing"}, {"need": "money"}])
    helped, money = ("debt_counselling",), understood(need="money", alternatives=[{"need": "money"}])
    outcomes = [
        replace(NEED, understood=money, shown_kinds=helped),
        replace(NEED, understood=housing, shown_kinds=("police",), danger_level="acute", reply_language="sv"),
        replace(
            NEED, understood=housing, also=("housing",), age=15, municipality="Espoo", shown_kinds=helped
        ),
        replace(DANGER, understood=understood(danger="suicide", age=40)),
        replace(DANGER, understood=understood(danger="violence"), level="concern", danger_level="concern"),
        replace(DANGER, understood=understood(), danger_level="concern"),
        replace(DANGER, understood=understood(), danger_level=None),
        replace(ACT, understood=understood(act="greet")),
        replace(ACT, understood=understood(act="thank"), kind="act"),
        replace(
            ACT, understood=understood(act="not_safe"), kind="act", act="not_safe", danger_level="acute"
        ),
        replace(ACT, understood=understood(), kind="oos", act=None, shown_kinds=("police",)),
        replace(ACT, understood=understood(), kind="benign", act=None, danger_level="acute"),
        replace(
            ACT, understood=understood(age=15, municipality="Espoo"), kind="benign", act=None, age=15,
            municipality="Espoo", danger_level="concern",
        ),
    ]  # fmt: skip

    measured = {name: (value.count, value.n) for name, value in measure(outcomes).items()}

    assert measured == {
        "need right first": (2, 3),
        "need in first three": (3, 3),
        "right kind of service in first reply": (2, 3),
        "danger noticed (either level)": (3, 4),
        "danger kind right": (1, 4),
        "acute danger noticed as acute": (1, 3),
        "false alarm (either level)": (2, 5),
        "false alarm (acute)": (1, 5),
        "false acute alarm on need messages": (1, 3),
        "act right": (2, 3),
        "out of scope shown no service": (0, 1),
        "age right where stated": (1, 2),
        "age null where not stated": (10, 11),
        "municipality right where stated": (1, 2),
        "municipality null where not stated": (11, 11),
        "language right": (12, 13),
    }


def test_a_measure_is_empty_when_no_message_has_what_it_measures() -> None:
    """No division by nothing."""
    measured = measure([replace(NEED, understood=understood())])
    assert measured["act right"].n == 0
    assert math.isnan(measured["act right"].share)


def test_confusions_are_counted_with_the_most_frequent_first() -> None:
    """A need taken for another, for an act, or for nothing; right ones and other kinds are none."""
    wrong = [
        replace(NEED, understood=understood(need=need, act=act))
        for need, act in [("housing", None), (None, None), ("housing", None), (None, "greet")]
    ]
    right = [NEED, replace(NEED, also=("housing",), understood=understood(need="housing")), DANGER, ACT]
    found = confusions([*right, *wrong])
    assert found[0] == ("money", "housing", 2)
    assert set(found[1:]) == {("money", "nothing", 1), ("money", "greet", 1)}


@pytest.fixture
def front_door() -> Iterator[str]:
    """A front door that understands money and danger, and breaks at "rikki"."""
    app = FastAPI()

    @app.post("/v1/messages")
    def answer(body: dict[str, str]) -> dict[str, Any]:
        if body["text"] == "rikki":
            raise RuntimeError
        parts: list[dict[str, Any]] = [{"type": "services", "services": [{"kind": "debt_counselling"}]}]
        if "kuolla" in body["text"]:
            parts.insert(0, {"type": "danger", "level": "acute"})
        return {
            "status": "services",
            "language": "fi",
            "understood": understood(need="money", alternatives=[{"need": "money"}]),
            "parts": parts,
        }

    with serve(app) as address:
        yield address


def test_json_and_picture_are_written(
    front_door: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file holds measures by language, confusions and every reply; the report names what was missed."""
    file = write(
        tmp_path / "a.jsonl",
        LINE,
        {**LINE, "lang": "sv", "need": "housing"},
        {"text": "aion kuolla", "lang": "fi", "kind": "crisis", "crisis": "suicide", "level": "acute"},
        {"text": "hyvästi", "lang": "fi", "kind": "crisis", "crisis": "suicide", "level": "concern"},
        {"text": "nauruun kuolla", "lang": "fi", "kind": "benign"},
    )

    assert evaluate([file], front_door, tmp_path / "report") == 0

    (picture,) = (tmp_path / "report").glob("*.png")
    assert picture.read_bytes().startswith(PNG)
    written = json.loads(picture.with_suffix(".json").read_text(encoding="utf-8"))
    assert written["files"] == ["a.jsonl"]
    assert set(written["measures"]) == {"all", "fi", "sv"}
    first = written["measures"]["all"]["need right first"]
    assert (first["count"], first["n"], first["share"]) == (1, 2, 0.5)
    assert written["measures"]["sv"]["need right first"]["count"] == 0
    assert written["confusions"] == [["housing", "money", 1]]
    assert [outcome["text"] for outcome in written["outcomes"]] == [
        "rahat loppu", "rahat loppu", "aion kuolla", "hyvästi", "nauruun kuolla",
    ]  # fmt: skip
    assert written["outcomes"][2]["danger_level"] == "acute"
    assert written["outcomes"][0]["shown_kinds"] == ["debt_counselling"]
    printed = capsys.readouterr().out
    assert "1 housing → money" in printed
    assert "Danger missed: 1\n  [fi] suicide/concern: hyvästi" in printed
    assert "False alarms: 1\n  [fi] None/acute: nauruun kuolla" in printed


def test_what_was_kept_is_compared_with(
    front_door: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outcomes are kept where it is asked for; the same again lose nothing, another set is told."""
    file, kept = write(tmp_path / "a.jsonl", LINE), tmp_path / "baseline.json"
    assert evaluate([file], front_door, tmp_path / "report", kept, keeps=True) == 0
    assert evaluate([file], front_door, tmp_path / "report", kept) == 0
    write(file, {**LINE, "text": "rahat lopussa"})
    capsys.readouterr()
    assert evaluate([file], front_door, tmp_path / "report", kept) == 1
    assert "the kept outcomes are of another set" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["rikki", None])
def test_one_line_is_said_when_the_system_does_not_answer(
    front_door: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    """Whether it breaks or is not there at all; nothing is written."""
    file = write(tmp_path / "a.jsonl", {**LINE, "text": text or "hei"})
    assert evaluate([file], front_door if text else "http://127.0.0.1:1", tmp_path / "report") == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "does not answer as it should" in line
    assert not (tmp_path / "report").exists()


def test_lines_are_said_when_a_file_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback, and nothing is sent: a label that nobody knows, and a file that is not there."""
    file = write(tmp_path / "a.jsonl", {**LINE, "need": "monney"})
    assert evaluate([file], "http://127.0.0.1:1", tmp_path) == 1
    assert evaluate([tmp_path / "missing"], "http://127.0.0.1:1", tmp_path) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{file}: line 1: need: 'monney' is not known: write a need of data/needs.yml"
    assert str(tmp_path / "missing") in second


@pytest.mark.parametrize(("also", "is_right"), [((), False), (("money",), True)])
def test_a_kind_is_right_when_one_of_the_needs_leads_to_it(also: tuple[str, ...], is_right: bool) -> None:
    """Needs that are in the message as well count."""
    outcome = replace(NEED, need="hobbies", also=also, shown_kinds=("debt_counselling",))
    assert outcome.right_kind_shown is is_right
