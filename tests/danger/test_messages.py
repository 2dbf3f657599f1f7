"""Every message of the tables: danger is found, everyday life passes."""

import pytest

from api.danger import KINDS, DangerScreen

from .conftest import read_table

LANGUAGES = ("fi", "sv", "en", "et", "ru", "uk", "ar", "so")
SMALLEST = {"fi": (200, 150), "sv": (100, 80), "en": (100, 80)}
# Graver than asked for does no harm in a doubtful case, but must stay rare.
GRAVER_SHARE_MOST = 0.05
GENTLE_ALARM_SHARE_MOST = 0.04


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_found_when_a_message_states_it(screen: DangerScreen, language: str) -> None:
    """Each message is found with its kind, an acute one as acute."""
    missed = []
    graver = 0
    rows = read_table(f"{language}.danger.txt")
    for row in rows:
        heading, text = row.split(" | ", 1)
        kind, level = heading.split()
        assert kind in KINDS
        found = screen.scan(text, language)
        levels = {found.kind: found.level, **dict(found.also)} if found else {}
        if kind not in levels or (level == "acute" and levels[kind] != "acute"):
            missed.append(row)
        graver += level == "concern" and levels.get(kind) == "acute"
    assert not missed
    assert graver <= GRAVER_SHARE_MOST * len(rows)
    assert len(rows) >= SMALLEST.get(language, (15, 15))[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_messages_pass_when_they_state_no_danger(screen: DangerScreen, language: str) -> None:
    """No acute alarm, few gentle ones, on hyperbole, games, films and ordinary worries."""
    rows = read_table(f"{language}.benign.txt")
    alarms = {text: found for text in rows if (found := screen.scan(text, language))}
    assert not [text for text, found in alarms.items() if found.level == "acute"]
    assert len(alarms) <= GENTLE_ALARM_SHARE_MOST * len(rows), list(alarms)
    assert len(rows) >= SMALLEST.get(language, (15, 15))[1]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("aion tappaa itseni tänään", "self"),
        ("tyttäreni viiltelee itseään", "child"),
        ("kaverini puhuu itsemurhasta", "other"),
        ("kaveri otti 20 buranaa", "other"),
        ("vauva ei hengitä", "child"),
        ("mut raiskattiin eilen", "self"),
        ("my friend took 20 pills", "other"),
        ("min dotter skär sig", "child"),
    ],
)
def test_about_is_told_when_the_message_names_the_person(screen: DangerScreen, text: str, about: str) -> None:
    """Own, one's child's and another's danger are told apart."""
    found = screen.scan(text)
    assert found is not None
    assert found.about == about


def test_negated_intent_stays_a_concern_when_somebody_denies_it(screen: DangerScreen) -> None:
    """ "En aio tappaa itseäni" is never acute and never nothing."""
    for text in ("en aio tappaa itseäni", "jag tänker inte ta livet av mig", "i'm not going to kill myself"):
        found = screen.scan(text)
        assert found is not None, text
        assert (found.kind, found.level) == ("suicide", "concern"), text


def test_acute_leads_when_several_dangers_are_told(screen: DangerScreen) -> None:
    """The acute kind comes first; the others follow, each once."""
    found = screen.scan("isä on lyönyt mua usein. nyt kaveri ei hengitä")
    assert found is not None
    assert (found.kind, found.level) == ("overdose", "acute")
    assert ("violence", "concern") in found.also
