"""Whatever is sent, the screen answers, finds what is there and takes time in proportion to the text."""

import itertools
import json
import random
import re
import string
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.danger import DangerScreen
from api.danger.contacts import FOLDER
from api.danger.decoding import read_texts
from api.danger.normalisation import fold, split_into_tokens

RELAXED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ACUTE = ("aion tappaa itseni tänään", "vauva ei hengitä", "i want to kill myself tonight", "han har en kniv")
NEUTRAL_WORDS = [
    "kirja",
    "sininen",
    "viikko",
    "talo",
    "bordet",
    "blå",
    "veckan",
    "table",
    "week",
    "the",
    "och",
]
NEUTRAL = st.lists(st.sampled_from(NEUTRAL_WORDS), max_size=60).map(" ".join)


@RELAXED
@given(raw=st.binary(max_size=400))
def test_any_bytes_are_screened_when_nothing_makes_sense(screen: DangerScreen, raw: bytes) -> None:
    """No bytes at all make the screen raise."""
    screen.scan_bytes(raw)


@RELAXED
@given(text=st.text(max_size=300))
def test_any_text_is_screened_when_nothing_makes_sense(screen: DangerScreen, text: str) -> None:
    """No text at all makes the screen raise."""
    screen.scan(text)


@RELAXED
@given(before=NEUTRAL, after=NEUTRAL, phrase=st.sampled_from(ACUTE))
def test_a_phrase_is_found_when_neutral_text_surrounds_it(
    screen: DangerScreen, before: str, after: str, phrase: str
) -> None:
    """Talk around the phrase, as sentences of its own, does not hide it."""
    found = screen.scan(f"{before}. {phrase}. {after}")
    assert found is not None
    assert found.level == "acute"


@pytest.mark.parametrize("phrase", ACUTE)
def test_a_phrase_is_found_when_64_kilobytes_stand_before_it(screen: DangerScreen, phrase: str) -> None:
    """The end of the longest text that is read is screened as well as its beginning."""
    found = screen.scan("tavallinen päivä koulussa. " * 2300 + phrase)
    assert found is not None
    assert found.level == "acute"


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps({"text": "äiti ei herää"}).encode(),
        json.dumps({"text": "äiti ei herää"}, ensure_ascii=False).encode(),
        '{"text": "äiti ei herää'.encode(),
        '{"text": "äiti ei herää"}'.encode("latin-1"),
        '{"text": "äiti ei herää"}'.encode("utf-16"),
        '{"text": "äiti ei herää"}'.encode("utf-16-le"),
        b'{"text": "\\\\u00e4iti ei her\\\\u00e4\\\\u00e4"}',
        b"text=%C3%A4iti+ei+her%C3%A4%C3%A4&choice=",
        '["äiti ei herää", 1, {}]'.encode(),
        b"&auml;iti ei her&auml;&auml;",
        b"\xff\xfe\x00" + "äiti ei herää".encode(),
        b"\xff\xfe" + "äiti ei herää".encode(),
        b"\xff\xfe" + "äiti ei herää".encode() + b"\xff",
        b"\xfe\xff" + "äiti ei herää".encode("utf-16-be"),
        # In CP1252: capitals before a hard space look like one letter of UTF-8, also far from what is broken.
        b"\xff " + b"koulussa " * 2000 + "ÄITI EI HERÄÄ\u00a0NYT ".encode("cp1252"),
        b"koulussa " * 2000 + "äiti ei herää…” ".encode("cp1252") + b"koulussa " * 2000 + b"\xff",
        b"\xff" + b"koulussa " * 2000 + "äiti ei herää ".encode("cp1252") + b"koulussa " * 2000,
        b"koulussa " * 2000 + b"\xff" + "äiti ei herää ".encode() + b"koulussa " * 2000 + b"\xff",
    ],
)
def test_danger_is_found_when_the_body_is_broken(screen: DangerScreen, raw: bytes) -> None:
    """Cut, wrongly encoded, escaped and mistyped bodies hide nothing."""
    found = screen.scan_bytes(raw)
    assert found is not None
    assert (found.kind, found.level) == ("overdose", "acute")


@pytest.mark.parametrize(
    "text",
    [
        "TAPAN ITSENI",
        "tаpаn itsеni",  # noqa: RUF001
        "ta\u200bpan it\u00adseni",
        "ｔａｐａｎ ｉｔｓｅｎｉ",  # noqa: RUF001
        "tapan itseniiiiiii",
        "t a p a n i t s e n i",
        "tapanitseni",
        "tapan_itseni",
        "tapan....itseni",
        "t4pan its3ni",
        "haluan tehda itsemurhan tänää",
        "aion tehdä itsemruhan tänään",
    ],
)
def test_a_phrase_is_found_when_it_is_disguised_or_misspelt(screen: DangerScreen, text: str) -> None:
    """Case, look-alike letters, hidden marks, stretched, spaced, joined and misspelt words are read."""
    found = screen.scan(text)
    assert found is not None
    assert found.kind == "suicide"


@pytest.fixture(scope="module")
def hostile_texts() -> dict[str, str]:
    """64 kB of many sorts of text made to be slow, by name."""
    rules = sorted(
        {word for file in FOLDER.glob("??.yml") for word in re.findall(r"\w+", file.read_text("utf-8"))}
    )
    chance = random.Random(1)
    shuffled = chance.sample(rules, len(rules))
    shapes = {
        "different trigger words": " ".join(shuffled) + " ",
        "misspelt trigger words": " ".join(f"{word[:-2]}x{word[-2:]}" for word in shuffled) + " ",
        "trigger words run together": " ".join(map("".join, zip(shuffled, rules, strict=True))) + " ",
        "short words": " ".join(map("".join, itertools.product(string.ascii_lowercase, repeat=2))) + " ",
        "different numbers": " ".join(map(str, range(10000, 23000))),
        "random letters": " ".join("".join(chance.choices("aeilnostuvä", k=6)) for _ in range(9400)),
        "random signs": "".join(chr(chance.randint(0x20, 0x2FFF)) for _ in range(23000)),
        "letters one by one": " ".join(chance.choices("aeilnostuvä", k=30000)),
        "sentence marks": "! . ? a. ",
        "phrases": "haluan kuolla. hän löi minua eilen. otin liikaa lääkkeitä. i cut myself ",
        "one letter": "a",
        "trigger word": "tapan ",
        "near miss": "isä mies äiti poika ",
        "hyperbole": "kuolen nauruun haluan kuolla häpeästä ",
        "marks": "a\u0301\u0316",
        "everyday": "Tänään oli ihan tavallinen päivä koulussa ja sitten menin kotiin. ",
        "numbers": "1234 ",
        "run together": "haluankuollatapanitseni",
    }
    return {
        name: (shape * (65536 // len(shape) + 1)).encode()[:65536].decode("utf-8", "ignore")
        for name, shape in shapes.items()
    }


def test_time_grows_with_the_text_when_the_text_is_hostile(
    screen: DangerScreen, hostile_texts: dict[str, str], tell: Callable[[str], None]
) -> None:
    """Eight times the text takes at most about eight times as long, for texts made to be slow."""
    for name, large in hostile_texts.items():
        small = large[: len(large) // 8]
        seconds = [min(_time(screen.scan, text) for _ in range(4)) for text in (small, large)]
        tell(f"danger screen, 64 kB of {name}: {1000 * seconds[1]:.1f} ms")
        assert seconds[1] < 20 * seconds[0] + 0.02, (name, seconds)


def test_no_bytes_take_long_when_they_can_be_read_in_several_ways(
    screen: DangerScreen, hostile_texts: dict[str, str], tell: Callable[[str], None]
) -> None:
    """The goal is 20 ms on a quiet machine; the bound allows for a slow and busy one.

    One broken byte, or a mark of UTF-16 before plain text, does not make a second reading of all of it.
    """
    for name, text in hostile_texts.items():
        whole = text.encode()
        bodies = {
            "as it is": whole,
            "one broken byte": whole[:-1] + b"\xff",
            "a mark of UTF-16": b"\xff\xfe" + text[:-2].encode(),
        }
        seconds = {case: min(_time(screen.scan_bytes, raw) for _ in range(4)) for case, raw in bodies.items()}
        tell(f"danger screen, bytes of {name}: " + ", ".join(f"{1000 * s:.1f}" for s in seconds.values()))
        assert max(seconds.values()) < 0.15, (name, seconds)


@pytest.mark.parametrize("broken", [b"\xff", b"\xe4"])
def test_little_is_read_twice_when_one_byte_of_a_long_text_is_broken(broken: bytes) -> None:
    """Only what stands around it, and nothing when all else is plain text after a mark of UTF-16."""
    text = "tavallinen päivä koulussa ".encode() * 2000
    texts = read_texts(text + broken + text)
    assert len(texts[0]) > 100_000
    assert sum(map(len, texts[1:])) < 12_000
    assert len(read_texts(b"\xff\xfe" + text)) == 1
    assert len(read_texts(text)) == 1


def _time(scan: Callable[[Any], object], given: str | bytes) -> float:
    begun = time.process_time()
    scan(given)
    return time.process_time() - begun


def test_folding_unifies_spelling_when_letters_differ_only_in_marks() -> None:
    """Ä and ö without dots, look-alike widths and apostrophes come out the same."""
    assert fold("Äiti ei HERÄÄ") == fold("aiti ei heraa")
    assert fold("don’t") == "dont"
    assert split_into_tokens("Ei! Nyt.") == ["ei", ".", "nyt", "."]
