"""Every sentence stands in every language, with the same places to fill."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from api.application import read_data
from api.cards import DAYS, TOLD_AS_WHY
from api.chat.language import RECOGNISED
from api.page import GROUPS
from api.texts import SUPPORTED, VARIANTS, Texts, TextsError, placeholders_of, to_easy
from help_requests.models import NOTICE_KINDS, STATES

TEXTS = Texts.load(Path("data/texts"))
LABELS = read_data(Path("data")).labels
KEY = re.compile(
    r'"((?:danger|question|choice|unsupported|notice|degraded|error|hours|area|facts|page|why|help_request)\.[a-z_.]+)"'
)
SPANS = ("from", "to", "between")
SCOPES = ("country", "county", "municipality")
# What a recognised language needs for its fixed reply and danger part.
SPOKEN_EVERYWHERE = {
    *(f"danger.{level}.{kind}" for level in ("acute", "concern") for kind in LABELS.dangers),
    *(f"danger.{name}" for name in ("general", "still_here", "after_safe", "after_not_safe", "after_skip")),
    "danger.line_in_finnish",
    "question.safety",
    *(f"choice.{name}" for name in ("safe", "not_safe", "skip", "answer_in_this_language")),
    "unsupported.reply",
    "unsupported.none",
}


def keys_in_code() -> set[str]:
    """Return the keys that the front door's code names, written out or put together."""
    # The pages of staff have words of their own.
    code = [path for path in Path("api").rglob("*.py") if "staff" not in path.parts]
    written = {key for path in code for key in KEY.findall(path.read_text(encoding="utf-8"))}
    codes = {code for path in code for code in re.findall(r'"([a-z_]+)"', path.read_text())}
    errors = set(
        re.findall(r'status, code = \d+, "([a-z_]+)"', Path("api/errors.py").read_text(encoding="utf-8"))
    )
    families = {
        *(f"error.{code}" for code in errors | {"method_not_allowed", "internal", "message_empty"}),
        *(f"hours.day.{day}" for day in DAYS),
        *(f"why.age_{span}" for span in SPANS),
        *(f"facts.audience_{span}" for span in SPANS),
        *(f"why.area_{scope}" for scope in SCOPES),
        *(f"area.{scope}" for scope in SCOPES),
        *(f"why.{name}" for name in TOLD_AS_WHY if name not in ("age", "area")),
        "hours.closed",
        "hours.by_appointment",
        "hours.unknown",
        *(f"hours.{code}" for code in codes if code.startswith(("opens_", "open_until", "always"))),
    }
    families |= keys_of_help_requests()
    return {key for key in written - set(GROUPS) if not key.endswith(".")} | families | SPOKEN_EVERYWHERE


def keys_of_help_requests() -> set[str]:
    """Return the keys that the help request's code and templates name without their group."""
    sources = [
        *Path("api/help_requests").glob("*.py"),
        *Path("api/pages").glob("*.html"),
        Path("api/endpoints/help_request_pages.py"),
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    form = Path("api/help_requests/form.py").read_text(encoding="utf-8")
    said = {key for key in re.findall(r'\b(?:say|h)\("([a-z_.]+)"[,)]', code) if not key.endswith(".")}
    errors = set(re.findall(r'FieldError\(\w+, "(\w+)"|"(\w+_(?:unknown|invalid|missing))"', form))
    return {
        *(f"help_request.{key}" for key in said),
        *(f"help_request.error.{first or second}" for first, second in errors),
        *(f"help_request.status.{state}.{part}" for state in STATES for part in ("title", "text")),
        *(f"help_request.mail.{kind}.{part}" for kind in NOTICE_KINDS for part in ("subject", "body")),
        *(f"help_request.limit.{key}" for key in read_data(Path("data")).limits.keys),
    }


def leaf_of(key: str, language: str) -> str | Mapping[str, str]:
    """Return a sentence or its wordings."""
    leaf: Any = TEXTS._texts[language][key]
    assert isinstance(leaf, str | Mapping)
    return leaf


def shape_of(key: str, language: str) -> dict[str, frozenset[str]]:
    """Return the placeholders of each wording."""
    leaf = leaf_of(key, language)
    wordings = {"all": leaf} if isinstance(leaf, str) else leaf
    return {name: frozenset(placeholders_of(text)) for name, text in wordings.items()}


def test_every_key_of_the_code_is_written_in_every_supported_language() -> None:
    """A missing sentence is found here and not by a child at night."""
    missing = {language: sorted(keys_in_code() - TEXTS.keys(language)) for language in SUPPORTED}

    assert missing == {language: [] for language in SUPPORTED}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_keys_and_placeholders_are_those_of_finnish(language: str) -> None:
    """Equals: no language lacks a sentence, a wording or a value."""
    assert TEXTS.keys(language) == TEXTS.keys("fi")
    different = {
        key: (shape_of(key, "fi"), shape_of(key, language))
        for key in TEXTS.keys("fi")
        if frozenset().union(*shape_of(key, "fi").values())
        != frozenset().union(*shape_of(key, language).values())
    }
    assert different == {}


@pytest.mark.parametrize("language", RECOGNISED)
def test_recognised_language_has_its_fixed_reply_and_danger_part(language: str) -> None:
    """Exactly the sentences that are said in it, with the same places to fill."""
    assert TEXTS.keys(language) >= SPOKEN_EVERYWHERE
    assert TEXTS.keys(language) <= TEXTS.keys("fi")
    for key in TEXTS.keys(language):
        assert frozenset().union(*shape_of(key, language).values()) == frozenset().union(
            *shape_of(key, "fi").values()
        )


@pytest.mark.parametrize("language", SUPPORTED)
def test_easy_language_has_all_of_the_form_and_of_the_cards(language: str) -> None:
    """Whoever chose easy words gets them to the end; days and names of languages are easy as they are."""
    told = ("help_request.", "keep_message.", "why.", "hours.", "facts.audience_")
    without = ("help_request.mail.", "hours.day.", "why.kind", "why.opens_next")
    wanted = {key for key in TEXTS.keys(language) if key.startswith(told) and not key.startswith(without)} | {
        "error.message_not_kept",
        "facts.contact_stale",
        "facts.link_dead",
        "page.call_normal",
        "page.not_walk_in",
    }
    assert wanted - TEXTS.keys(to_easy(language)) == set()


@pytest.mark.parametrize("language", SUPPORTED)
def test_easy_language_fills_the_same_places(language: str) -> None:
    """No key of its own, no place that nothing fills, and in the form no value left out."""
    easy = to_easy(language)
    assert TEXTS.keys(easy) <= TEXTS.keys(language)
    for key in TEXTS.keys(easy):
        usual = frozenset().union(*shape_of(key, language).values())
        own = frozenset().union(*shape_of(key, easy).values())
        assert own <= usual, key
        if key.startswith(("help_request.", "why.", "hours.", "facts.audience_")):
            assert own == usual, key


@pytest.mark.parametrize(("language", "most_words"), [("fi", 12), ("sv", 16), ("en", 16)])
def test_sentences_of_easy_language_are_short(language: str, most_words: int) -> None:
    """Finnish has fewer and longer words. A date brings its own full stop."""
    for key in TEXTS.keys(to_easy(language)):
        leaf = leaf_of(key, to_easy(language))
        for text in [leaf] if isinstance(leaf, str) else leaf.values():
            for sentence in re.split(r"(?<=[.?!:])\s+|(?<=\{date\})\s+", text):
                assert len(sentence.split()) <= most_words, (key, sentence)


def test_wordings_are_all_there_when_they_differ_by_writer() -> None:
    """A sentence is one for all, or three: youth, parent, other."""
    for language in TEXTS.languages:
        for key in TEXTS.keys(language):
            leaf = leaf_of(key, language)
            assert isinstance(leaf, str) or set(leaf) == set(VARIANTS), (language, key)


def test_numbers_stand_in_no_text_but_112() -> None:
    """Facts about services live in the catalogue alone."""
    for language in TEXTS.languages:
        for key in TEXTS.keys(language):
            leaf = leaf_of(key, language)
            for text in [leaf] if isinstance(leaf, str) else leaf.values():
                digits = re.sub(r"\b112\b", "", text)
                assert not re.search(r"\d{4,}|\d[\d ]{5,}\d", digits), (language, key)


def test_placeholder_stays_empty_when_its_value_is_missing() -> None:
    """Never a raw {name} in front of a person."""
    texts = Texts({"fi": {"a": "Hei {name}, moi {other}."}, "en": {}, "sv": {}})

    assert texts.render("a", "sv", values={"name": "sinä"}) == "Hei sinä, moi ."


def test_load_says_what_to_write_when_a_file_is_missing(tmp_path: Path) -> None:
    """The message names the file."""
    (tmp_path / "fi.yml").write_text("page: {title: Kynnys}", encoding="utf-8")

    with pytest.raises(TextsError, match=r"sv\.yml, en\.yml"):
        Texts.load(tmp_path)


def test_load_names_a_key_that_is_no_word(tmp_path: Path) -> None:
    """YAML takes a bare yes for true: the sentence would be lost without a word."""
    for language in SUPPORTED:
        (tmp_path / f"{language}.yml").write_text('page: {yes: "Kyllä"}', encoding="utf-8")

    with pytest.raises(TextsError, match=r"page\.True"):
        Texts.load(tmp_path)


def test_load_names_the_key_when_a_leaf_is_no_sentence(tmp_path: Path) -> None:
    """A number or list by mistake is told by its key."""
    for language in SUPPORTED:
        (tmp_path / f"{language}.yml").write_text("page: {title: [1]}", encoding="utf-8")

    with pytest.raises(TextsError, match=r"page\.title"):
        Texts.load(tmp_path)
