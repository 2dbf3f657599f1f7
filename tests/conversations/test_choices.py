"""Getting there without words, and choosing when the words were not clear."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Begin, Post
from tests.conversations.wording import need_title, says, theme_title, title


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_somebody_without_words_gets_services_by_buttons_alone(begin: Begin, language: str) -> None:
    """Theme, need, cards, something else."""
    talk = begin(language)
    talk.write("???")
    talk.press(theme_title("mind", language))
    talk.press(need_title("loneliness", language))
    assert talk.status == "services"
    assert says(talk, "understood.loneliness")
    first = {service["id"] for service in talk.services}
    assert first
    talk.press(title("something_else", language))
    assert talk.services
    assert not first & {service["id"] for service in talk.services}


def test_nothing_understood_twice_gets_themes_and_a_person(begin: Begin) -> None:
    """Other words the second time; nobody is left without a way on."""
    talk = begin()
    talk.write("???")
    assert says(talk, "question.open")
    talk.write("!!!")
    assert says(talk, "question.open_again")
    assert title("person") in talk.titles


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "jotain lapsen asiaa pitäis hoitaa"),
        ("sv", "det är lite allt möjligt hemma och i skolan"),
        ("en", "it is a bit of everything at home and at school"),
    ],
)
def test_unclear_message_is_never_a_dead_end(begin: Begin, language: str, text: str) -> None:
    """Whatever is made of it: services, or buttons that lead to them."""
    talk = begin(language)
    talk.write(text)
    assert talk.services or talk.choices
    assert talk.status in ("services", "clarify", "act", "out_of_scope")


def test_unsure_reading_is_clarified_and_chosen(begin: Begin) -> None:
    """A card and a button for each reading; the chosen one is answered."""
    talk = begin()
    for text in UNCLEAR:
        talk.write(text)
        if talk.status == "clarify" and talk.services:
            break
    else:
        pytest.fail("none of the unclear messages left a doubt")
    assert 2 <= len(talk.services) <= 4
    talk.press(talk.titles[1])
    assert talk.status == "services"
    assert says(talk, f"understood.{talk.understood['need']}")


# Words that stand between two needs each; which of them is in doubt is the model's affair.
UNCLEAR = (
    "koulu ja kaverit",
    "rahat ja asunto",
    "väsymys",
    "riitoja kotona",
    "nuoren asiat",
    "huoli lapsesta",
    "mies ja lapset",
    "uni ja syöminen",
)


def test_reading_is_chosen_in_other_words(begin: Begin) -> None:
    """After "which is nearest?" a clear message is answered."""
    talk = begin()
    talk.write("koulu ja kaverit")
    talk.write("mua kiusataan koulussa joka päivä")
    assert talk.understood["need"] == "bullying"
    assert talk.status == "services"


def test_button_of_another_conversation_leads_to_the_topics(begin: Begin, post: Post) -> None:
    """A choice is bound to its conversation; pressed elsewhere it leads nowhere else."""
    mine, other = begin(), begin()
    mine.write("mua kiusataan koulussa joka päivä")
    other.write("moi")
    answer = post({"choice": mine.choices[0]["choice"], "conversation_id": other.id, "language": "fi"})
    assert answer.status_code == 422
    assert any(part["type"] == "choices" for part in answer.json()["parts"])
