"""Decides in which language a message is answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from api.texts import SUPPORTED, is_easy, to_easy, without_easy

# Recognised, and answered with a fixed reply until their files of texts are complete.
RECOGNISED = ("ru", "uk", "et", "ar", "so")
# Written from right to left, spoken here or not; the widget has the same list (widget/wording.mjs).
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")

_LINGUA = {
    Language.FINNISH: "fi",
    Language.SWEDISH: "sv",
    Language.ENGLISH: "en",
    Language.ESTONIAN: "et",
    Language.RUSSIAN: "ru",
    Language.UKRAINIAN: "uk",
    Language.SOMALI: "so",
}
FEWEST_WORDS = 3
# Enough to judge by; a longer text only costs time.
LONGEST_SAMPLE = 600
# Measured on 5,000 everyday sentences in fi, sv and en on pages in each language: 1 of 300 is taken for a
# wrong language (nearly all of them names), 2 of 100 in another language than the page's are answered in the
# page's; none is taken for Estonian or Somali.
LEAST_CONFIDENCE = 0.4
LEAST_RATIO = 3.0
LEAST_CONFIDENCE_UNSUPPORTED = 0.9

# Common words of one language only. Finnish names of services and places outweigh them for the detector ("we
# live in Vihti", "I work in päiväkoti"), though they say for certain in which language a sentence is built.
# Words that mean something in Finnish or in the other language too are left out ("on", "me", "se", "alla").
_COMMON_WORDS = {
    "en": frozenset(
        """
        a about after afraid again alone already also always am an and angry another any anyone anything
        are ask asked at attack attacks back be because been before being big bit bored both boy but came
        can can't cannot cant child come comes cheers could cries cry dad daughter day days did didn't
        didnt do doctor does doesn't doesnt don't done dont down drank drink drinks eat eats eight every
        everyone everything feel feeling feels few find first five for found four friend friends from gave
        get gets getting girl give gives go goes going got had has have he's hello help helped her here hi
        his home house how hungry husband i'll i'm i've if im in is isn't isnt it it's its just keep keeps
        kid kids know last letter like little live lives lonely look looks made make makes many mate maybe
        money month months more morning most mother much mum mom my need needs never new next night nine
        nobody not nothing now of off old one only or other our out own panic parent parents people please
        pregnant really sad said same saw say says scared school see seen seven she she's should sick six
        since sleep sleeping sleeps some someone something speak still take takes teacher tell ten test
        than thank thanks that that's the their them then there there's these they they're think this
        those three times tired to today told tomorrow tonight too took two until up very want wants was
        wasn't we we're week weeks went were what what's when where which while who whole why wife will
        with won't wont work working worried worry would year years yes yesterday yet you you're your
        """.split()  # noqa: SIM905 (as people read words)
    ),
    "sv": frozenset(
        """
        aldrig allt alltid arg att bara barn barnen behöver behöva bli blir blev bort bra dag dagar de
        deras det detta dina din ditt dom dotter dottern du dum då där dåligt efter eller ensam ett fanns
        fel fick finns flickan fråga från funkar får få gammal ge ger gick gjorde grått gråter gå går
        gånger göra gör hade haft han hans har hej hela hem hemma hennes henne honom hos hon hur hjälp
        hjälpa huvet här i idag igen igår illa ingen inget inte int innan jag jobb jobbet kan kommer
        kompis kostar kunde ledsen leva lite läkare man mamman med mej mellan men mer mera mig min mitt
        mobbad mot mycket måste månad mår natten nej nu någon något nåt nån när och också om orkar oss oxå
        pengar pojken på räcker rädd ska skola skolan skulle sku sonen som sover stämmer svenska säger
        söka söker så såg tack tar testar till tillbaka tog tror tråkigt tråkit trött tycker upp ur ut
        utan vad var vart varje vecka veckor vem vet vi vid vill vän vänner vår vårt våra är år
        """.split()  # noqa: SIM905 (as people read words)
    ),
}
LEAST_COMMON_WORDS = 2
LEAST_SHARE_OF_COMMON_WORDS = 0.3

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN_ONLY = re.compile(r"[іїєґ]", re.IGNORECASE)
_RUSSIAN_ONLY = re.compile(r"[ыэёъ]", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0620-\u064a]")
# Letters of Persian, Sorani and Urdu: the same script, but no Arabic.
_NOT_ARABIC = re.compile(r"[پچژگڤڵڕەێۆےٹڈ]")


@dataclass(frozen=True)
class LanguageChoice:
    """In which language to answer.

    Attributes:
        code: one of those offered, or of RECOGNISED.
        way_back: the language that was left because of the message, offered as a button; None when none was.
        is_easy: the person asked for easy language.
        is_supported: whether the assistant can answer in it.
    """

    code: str
    way_back: str | None = None
    is_easy: bool = False
    is_supported: bool = True

    @property
    def words(self) -> str:
        """Code of the words to answer in: of the language, or of its easy form."""
        return to_easy(self.code) if self.is_easy and self.is_supported else self.code


@dataclass(frozen=True)
class Languages:
    """The languages that are offered here, and which of them is meant by a code or by a message."""

    offered: tuple[str, ...] = SUPPORTED

    def choose(self, code: str | None, otherwise: str) -> LanguageChoice:
        """Return what a code such as "fi" or "fi-x-easy" stands for, of the other language if not offered."""
        wanted = without_easy(code or "")
        return LanguageChoice(wanted if wanted in self.offered else otherwise, is_easy=is_easy(code))

    def detect(self, code: object) -> LanguageChoice | None:
        """Return what a code that somebody sent stands for, None when it is no language offered."""
        wanted = str(code)
        return self.choose(wanted, "") if without_easy(wanted) in self.offered else None

    def speak(self, code: str, way_back: str | None = None, *, is_easy: bool = False) -> LanguageChoice:
        """Return the choice of a language that is offered, or recognised and no more."""
        return LanguageChoice(code, way_back, is_easy, is_supported=code in self.offered)

    def decide(
        self, text: str | None, chosen: str | None, conversation: str | None, page: str | None, otherwise: str
    ) -> LanguageChoice:
        """Return the language of the reply.

        Args:
            chosen: what the person chose outright; wins over all else.
            conversation: language of the last reply.
            page: what the page says.
            otherwise: when nothing else is known.
        """
        known = (*self.offered, *RECOGNISED)
        current = next((code for code in (conversation, page) if code in known), otherwise)
        if chosen in known:
            return self.speak(chosen)
        detected = detect_language(text, current) if text else None
        if detected is None or detected == current:
            return self.speak(current)
        return self.speak(detected, way_back=current)


def get_direction(code: str | None) -> Literal["ltr", "rtl"]:
    """Return in which direction a page in this language is read."""
    return "rtl" if without_easy(code or "") in RIGHT_TO_LEFT else "ltr"


def detect_language(text: str, current: str) -> str | None:
    """Return the language that the text is confidently in, or None when it can't be told.

    Args:
        current: the language to be left only for a good reason.
    """
    sample = text[:LONGEST_SAMPLE]
    words = _WORD.findall(sample)
    letters = sum(len(word) for word in words)
    if not letters:
        return None
    if _share(_CYRILLIC, sample, letters) > 0.5:
        return _detect_cyrillic(sample)
    if _share(_ARABIC, sample, letters) > 0.5:
        return None if _NOT_ARABIC.search(sample) else "ar"
    if len(words) < FEWEST_WORDS:
        return _detect_by_both_words(words)
    if by_words := _detect_by_common_words(words):
        return by_words
    confidences = _measure(" ".join(words))
    best = max(confidences, key=confidences.__getitem__)
    if best == current:
        return best
    if best in RECOGNISED:
        return (
            best
            if confidences[best] >= LEAST_CONFIDENCE_UNSUPPORTED
            else _best_supported(confidences, current)
        )
    return _best_supported(confidences, current)


def _detect_by_both_words(words: list[str]) -> str | None:
    """The language of a message of two words that both are of it; one word tells too little."""
    said = [_spell(word) for word in words]
    # "i" is Swedish, and what lazy English begins with ("i cant").
    known = (code for code, common in _COMMON_WORDS.items() if common.issuperset(set(said) - {"i"}))
    return next(known, None) if len(said) > 1 else None


def _detect_by_common_words(words: list[str]) -> str | None:
    said = [_spell(word) for word in words]
    counts = {code: sum(map(common.__contains__, said)) for code, common in _COMMON_WORDS.items()}
    best = max(counts, key=counts.__getitem__)
    least = max(LEAST_COMMON_WORDS, LEAST_SHARE_OF_COMMON_WORDS * len(words))
    return best if counts[best] >= least and sum(counts.values()) < 2 * counts[best] else None


def _spell(word: str) -> str:
    return word.lower().replace("’", "'")


def _best_supported(confidences: Mapping[str, float], current: str) -> str | None:
    best = max(SUPPORTED, key=lambda code: confidences.get(code, 0.0))
    confidence = confidences.get(best, 0.0)
    is_clear = confidence >= LEAST_CONFIDENCE and confidence >= LEAST_RATIO * confidences.get(current, 0.0)
    return best if best == current or is_clear else None


def _detect_cyrillic(text: str) -> str:
    if _UKRAINIAN_ONLY.search(text) and not _RUSSIAN_ONLY.search(text):
        return "uk"
    if _RUSSIAN_ONLY.search(text):
        return "ru"
    confidences = _measure(text)
    return "uk" if confidences.get("uk", 0.0) > confidences.get("ru", 0.0) else "ru"


def _measure(text: str) -> dict[str, float]:
    values = build_detector().compute_language_confidence_values(text)
    return {_LINGUA[value.language]: value.value for value in values}


@cache
def build_detector() -> LanguageDetector:
    """Return the detector, read into memory at the first call (about a second, 250 MB)."""
    return LanguageDetectorBuilder.from_languages(*_LINGUA).with_preloaded_language_models().build()


def _share(pattern: re.Pattern[str], text: str, letters: int) -> float:
    return len(pattern.findall(text)) / letters
