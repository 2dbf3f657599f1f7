"""What of a message is news: of whom it is, and how old they are, weighed against what is remembered."""

import re
from dataclasses import replace

from actions.memory import Memory, Said
from actions.reference_data import ReferenceData

# In these somebody may tell whom it is about; in other acts "I" is only whoever speaks.
TELLING_ACTS = frozenset({"inform", "affirm", "deny", "nlu_fallback"})
# "Ei, en halua sitä": where nobody was known yet, "I" of a mere answer is no news either.
MERE_ANSWERS = frozenset({"affirm", "deny", "decline"})
ASKING = "ask_"
LONGEST_AGE_ANSWER_WORDS = 6
LONGEST_BARE_AGE_WORDS = 4
OLDEST_AGE = 120
_NUMBER = re.compile(r"(?<![\d.,:])(\d{1,3})(?![.,:]?\d)")
# "Ei 13 vaan 15", "15, not 13": what it is not. A bare "ei 15" may as well mend something else.
_SURELY_DENIED_NUMBER = re.compile(
    r"\b(?:(?:ei|en)\s+(?:oo|ole)|inte|int|not|isn't|isnt)\s+\d{1,3}\b", re.IGNORECASE
)
_DENIED_NUMBER = re.compile(rf"\bei\s+\d{{1,3}}\b|{_SURELY_DENIED_NUMBER.pattern}", re.IGNORECASE)
# "Se on 13" of one's own age, when that was asked.
_IT_IS = re.compile(
    r"(?:se on|se o|det är|de e|it's|its|it is)\s+\d{1,3}\s*(?:v|vuotta|vuotias|år|years?(?: old)?)?\W*",
    re.IGNORECASE,
)
# "It is about me" and "for myself", not "I wrote it wrong" or "please help me".
_MYSELF = re.compile(
    r"\b(?:itse(?:lle|llä|stä|äni)\w*|it[et]*(?:lle|llä|stä)\w*|"
    r"(?:minä|mä|mulle|minulle|mua|minua|musta) (?:itse|ite)\w*|"
    r"kyse (?:on )?(?:minu|mu)sta|koskee (?:minu|mu)a|(?:mua|minua) koskee|vaan (?:mu|minu|mä|minä)\w*|"
    r"se oon mä|se olen minä|"
    r"(?:gäller|om|för|åt|utan) (?:mig|mej)|(?:mig|mej|jag|ja) själv|det är jag|de e ja|"
    r"(?:about|for|but) me|it'?s me|myself)\b",
    re.IGNORECASE,
)
_I = re.compile(r"\b(?:mä|mää|minä|mina|oon|olen|täytän|jag|ja|i|i'm|im|my)\b", re.IGNORECASE)


def weigh_news(
    said: Said,
    memory: Memory,
    *,
    text: str,
    intent: str,
    question: str | None,
    tells_need: bool,
    data: ReferenceData,
) -> tuple[Said, Memory]:
    """Return what was said and remembered, without what the message only seems to tell of whom it is about.

    Args:
        question: what was asked last. tells_need: whether the message holds a need of its own.
    """
    if question == "about":
        return said, memory
    is_age = not tells_need and _tells_only_age(said, memory, text, intent, question)
    if is_age or (intent.startswith(ASKING) and not tells_need):
        return _forget_about(said, memory)
    if intent in MERE_ANSWERS and said.about == "self" and memory.about_before is None:
        # The slot already holds what this message said.
        return replace(said, about=None), replace(memory, about=None)
    only_speaks = not replace(said, about=None).tells_of_the_person and not _MYSELF.search(text)
    is_talk = intent not in data.needs and (intent not in TELLING_ACTS or only_speaks)
    return _weigh_about(said, memory, tells_need=tells_need, is_talk=is_talk)


def expects_number(intent: str, question: str | None, memory: Memory) -> bool:
    """Whether a bare number is an age: asked for, told, or put in place of another ("ei vaan 14")."""
    knows_age = memory.age is not None or memory.age_range is not None
    return question == "age" or intent == "inform" or (intent == "deny" and knows_age)


def find_age_number(text: str) -> int | None:
    """Return the one number that may be an age, not one that was denied; None for several or none."""
    numbers = [int(number) for number in _NUMBER.findall(_SURELY_DENIED_NUMBER.sub(" ", text))]
    if len(numbers) > 1:
        numbers = [int(number) for number in _NUMBER.findall(_DENIED_NUMBER.sub(" ", text))]
    return numbers[-1] if len(numbers) == 1 and numbers[0] <= OLDEST_AGE else None


def _tells_only_age(said: Said, memory: Memory, text: str, intent: str, question: str | None) -> bool:
    """Whether the message is an age of whom it is about already, whoever its words seem to be of."""
    if said.about == "self":
        is_answer = question == "age" and intent != "deny" and _begins_with_age(said, text)
        return is_answer or _is_bare_age(said, text)
    return question == "age" and memory.about_before == "self" and _IT_IS.fullmatch(text.strip()) is not None


def _weigh_about(said: Said, memory: Memory, *, tells_need: bool, is_talk: bool) -> tuple[Said, Memory]:
    """Return what was said and remembered of whom it is about, without what is no news.

    Whoever asks "what does it cost me" for a child says "me" of the asking, and "we live in Hanko" is said
    of the home, not of whom it is about.
    """
    before = memory.about_before
    if before is None or said.about is None:
        return said, memory
    if said.about == before:
        return replace(said, about=None), memory
    if tells_need:
        return said, memory
    tells_place = said.municipality or said.school_municipality
    tells_only_place = tells_place and said.age is None and said.age_range is None
    is_no_news = said.about == "self" and (is_talk or tells_only_place)
    return _forget_about(said, memory) if is_no_news else (said, memory)


def _forget_about(said: Said, memory: Memory) -> tuple[Said, Memory]:
    """Return both as if the message had told nothing of whom it is about.

    "No, 15" mends an age and "vad är en kurator" asks of a service, whoever the words seem to be of.
    """
    before = memory.about_before
    if before is None or said.about is None:
        return said, memory
    if said.about == before:
        return replace(said, about=None), memory
    # The slots already hold what this message said.
    role = None if said.role else memory.role
    return replace(said, about=None, role=None), replace(memory, about=before, role=role)


def _is_bare_age(said: Said, text: str) -> bool:
    """Whether a short message holds nothing but an age ("siis 15v", "no, 15", "it's 13")."""
    told = said.age is not None or said.age_range is not None
    return told and len(text.split()) <= LONGEST_BARE_AGE_WORDS and not _I.search(text)


def _begins_with_age(said: Said, text: str) -> bool:
    """Whether a short message is a number that tells an age ("12, vi bor i Esbo"), not "I am 15"."""
    told = said.age is not None or said.age_range is not None
    return told and text.lstrip()[:1].isdigit() and len(text.split()) <= LONGEST_AGE_ANSWER_WORDS
