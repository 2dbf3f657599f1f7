"""What kind of reply a turn gets where its context says otherwise than its label."""

from enum import StrEnum

from actions.turn import Turn

SHORT_ANSWER_WORDS = 4
SHORT_REFINEMENT_WORDS = 3
LONGEST_REFINEMENT_WORDS = 7

# Said in passing: a need or a fact in the same message counts for more.
LIGHT_ACTS = frozenset(
    {"greet", "goodbye", "thank", "affirm", "deny", "decline", "out_of_scope", "nlu_fallback"}
)
# Heard even when the classifier is unsure: missing them costs trust, and they lead to no wrong service.
HEARD_WHEN_UNSURE = frozenset({"start_over", "delete_my_data", "ask_human", "request_contact"})
ANSWERS = frozenset({"affirm", "deny", "decline", "inform"})
PASSING_ACTS = LIGHT_ACTS - ANSWERS
YES_OR_NO = frozenset({"affirm", "deny", "decline", "safe", "not_safe"})
# On the development set all who say that they are not safe have 0.94 or more, of everyday sentences that only
# sound like it one in thirty has more than 0.74.
SURE_OF_SAFETY = 0.85
QUESTIONS_WITH_ANSWERS = frozenset({"age", "municipality", "about", "safety", "delete", "clarify"})


class Step(StrEnum):
    """The kinds of reply, one module each in `actions/steps/`."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ASK_OPENLY = "ask_openly"
    REFINE = "refine"
    OTHERS = "others"
    FACTS = "facts"
    EXPLAIN = "explain"
    THEMES = "themes"
    PERSON = "person"
    SAFETY = "safety"
    ACT = "act"
    START_OVER = "start_over"
    DELETE = "delete"


# What is said beside acute danger and still decides the reply.
HEARD_IN_DANGER = frozenset({Step.PERSON, Step.START_OVER, Step.DELETE})


def choose_step(usual: Step, turn: Turn) -> Step:
    """Return the step for the turn: the one its rule leads to, unless context says otherwise."""
    if not turn.typed:
        # A choice says what it means; one that names no known need leads to the themes.
        return Step.THEMES if turn.intent == "choose_need" and not turn.said.need else usual
    if turn.question in ("safety", "delete") and turn.intent in YES_OR_NO:
        return usual
    if turn.is_urgent and usual not in HEARD_IN_DANGER:
        return Step.ANSWER
    if answers_last_question(turn) or refines_known_need(turn):
        return Step.REFINE
    if turn.intent in HEARD_WHEN_UNSURE and turn.band != "nothing":
        return usual
    if usual is Step.SAFETY and turn.confidence < SURE_OF_SAFETY:
        # Nobody who was not asked is told "good that you are safe", or asked what frightens them, on a guess.
        return usual if turn.danger else _choose_when_unsure(turn)
    if _is_talk_beside_danger(usual, turn):
        return Step.ANSWER
    if turn.intent in LIGHT_ACTS or _informs_of_no_person(turn):
        if turn.needs and turn.band == "sure":
            return Step.ANSWER
        # Where nothing was asked and nothing is known yet, there is nothing to answer: it is a need.
        if turn.needs and (turn.intent not in ANSWERS or not (turn.question or turn.memory.need)):
            return Step.CLARIFY
    if turn.intent == "out_of_scope" and turn.band == "unsure":
        # "So tired" must not hear "I can't help with that" on a guess.
        return Step.ASK_OPENLY
    if turn.intent in ANSWERS and (turn.question in QUESTIONS_WITH_ANSWERS or turn.band != "nothing"):
        return usual
    if turn.band == "nothing" and _tells_more(usual, turn):
        return Step.REFINE
    if turn.band == "nothing":
        return Step.ANSWER if turn.needs or turn.danger_to_answer else Step.ASK_OPENLY
    if usual is Step.ANSWER and turn.band == "unsure":
        return _choose_when_unsure(turn)
    if usual is Step.ANSWER and not (turn.is_need or turn.needs or turn.danger_to_answer):
        return Step.ASK_OPENLY
    return usual


def answers_last_question(turn: Turn) -> bool:
    """Whether a short message gives what was asked, whatever the classifier thinks of it ("13", "Vihti")."""
    if turn.intent.startswith("ask_") and turn.band == "sure":
        return False  # "Maksaako se Vihdissä" asks something, whatever it tells besides.
    given = {
        "age": turn.said.age is not None or turn.said.age_range is not None,
        "municipality": turn.said.municipality is not None or turn.said.school_municipality is not None,
        "about": turn.said.about is not None,
    }
    return turn.word_count <= SHORT_ANSWER_WORDS and given.get(turn.question or "", False)


def refines_known_need(turn: Turn) -> bool:
    """Whether the message tells more of the person while a need is known, and brings no need of its own."""
    if not turn.memory.need or not turn.said.tells_of_the_person:
        return False
    if turn.said.service_kind and turn.intent == "ask_about_service":
        return False
    if turn.word_count <= SHORT_REFINEMENT_WORDS and not (turn.is_need and turn.band == "sure"):
        return not turn.intent.startswith("ask_")
    if turn.intent in LIGHT_ACTS or turn.intent == "inform":
        return not (turn.needs and turn.band == "sure") or (
            turn.intent == "inform" and turn.word_count <= LONGEST_REFINEMENT_WORDS
        )
    return turn.is_need and turn.band != "sure" and turn.word_count <= LONGEST_REFINEMENT_WORDS


def _is_talk_beside_danger(usual: Step, turn: Turn) -> bool:
    """Whether it is talk ("goodbye, everyone") in a message that holds danger: then it is no mere talk."""
    if turn.intent in PASSING_ACTS and turn.danger_to_answer:
        return True
    return usual is Step.ACT and turn.danger_in_message is not None


def _tells_more(usual: Step, turn: Turn) -> bool:
    """Whether a message of which nothing else is understood tells more of the person ("what if … Lahti")."""
    if not turn.said.tells_of_the_person or usual is Step.REFINE:
        return turn.said.tells_of_the_person
    knows_need = bool(turn.memory.need or turn.memory.candidates)
    return knows_need and not turn.needs and turn.word_count <= LONGEST_REFINEMENT_WORDS


def _informs_of_no_person(turn: Turn) -> bool:
    return turn.intent == "inform" and not (turn.memory.need and turn.said.tells_of_the_person)


def _choose_when_unsure(turn: Turn) -> Step:
    if turn.need_behind_danger:
        return Step.ANSWER
    if (
        turn.question == "clarify"
        and turn.likeliest_needs
        and turn.likeliest_needs[0] in turn.memory.candidates
    ):
        return Step.ANSWER  # Said again in other words after "which of these?", it is the one.
    if turn.likeliest_needs:
        return Step.CLARIFY
    return Step.ANSWER if turn.danger_to_answer else Step.ASK_OPENLY
