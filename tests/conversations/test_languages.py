"""The language follows the person: by choosing, by writing, by asking for it."""

from __future__ import annotations

from tests.conversations.conftest import Begin
from tests.conversations.wording import need_title, says, theme_title, title


def test_conversation_goes_on_in_english_when_it_is_chosen_on_the_page(begin: Begin) -> None:
    """The choice wins over what is written, and the need is remembered."""
    talk = begin()
    talk.write("Mua kiusataan koulussa joka päivä")
    talk.switch_language("en")
    talk.write("maksaako se")
    assert talk.reply["language"] == "en"
    assert talk.understood["need"] == "bullying"


def test_conversation_goes_on_in_swedish_when_it_is_written(begin: Begin) -> None:
    """A clear sentence in Swedish is answered in it, with one tap back to Finnish."""
    talk = begin()
    talk.write("Mua kiusataan koulussa joka päivä")
    talk.write("Jag vill hellre skriva på svenska, jag blir mobbad i skolan")
    assert talk.reply["language"] == "sv"
    assert talk.services
    talk.press(title("answer_in_this_language", "fi"))
    assert talk.reply["language"] == "fi"
    assert says(talk, "act.change_language")
    assert talk.services


def test_page_in_finnish_answers_a_swedish_message_in_swedish(begin: Begin) -> None:
    """From the first message on."""
    talk = begin()
    talk.write("Jag är ensam och har inga vänner i skolan")
    assert talk.reply["language"] == "sv"
    assert title("answer_in_this_language", "fi") in talk.titles


def test_english_is_asked_for_in_words(begin: Begin) -> None:
    """ "In English please" brings the cards on view in English."""
    talk = begin("sv")
    talk.write("Jag blir mobbad i skolan varje dag")
    talk.write("In English please")
    assert talk.reply["language"] == "en"
    assert says(talk, "act.change_language")
    assert talk.services
    talk.write("how much is it")
    assert talk.reply["language"] == "en"


def test_finnish_word_alone_does_not_change_the_language(begin: Begin) -> None:
    """A name of a place is no language."""
    talk = begin("sv")
    talk.write("Jag blir mobbad i skolan varje dag")
    talk.write("Espoo")
    assert talk.reply["language"] == "sv"


def test_russian_message_gets_a_fixed_reply_and_a_way_on(begin: Begin) -> None:
    """Russian is recognised: what is spoken, a service that serves in it, and the languages to choose."""
    talk = begin(None)
    talk.write("У меня нет денег на еду, помогите пожалуйста")
    assert talk.reply["language"] == "ru"
    assert says(talk, "unsupported.reply")
    assert all("ru" in service["languages"] for service in talk.services)
    talk.press(title("answer_in_this_language", "en"))
    assert talk.reply["language"] == "en"
    talk.write("I get bullied at school every day")
    assert talk.reply["language"] == "en"
    assert talk.understood["need"] == "bullying"


def test_arabic_message_gets_a_fixed_reply_and_a_way_on(begin: Begin) -> None:
    """Arabic is recognised too."""
    talk = begin(None)
    talk.write("أحتاج إلى مساعدة لعائلتي في فنلندا")
    assert talk.reply["language"] == "ar"
    assert says(talk, "unsupported.reply")
    assert title("answer_in_this_language", "fi") in talk.titles


def test_titles_of_needs_are_in_the_language_of_the_page(begin: Begin) -> None:
    """Swedish buttons on a Swedish page."""
    talk = begin("sv")
    talk.write("???")
    talk.press(theme_title("mind", "sv"))
    assert need_title("loneliness", "sv") in talk.titles
