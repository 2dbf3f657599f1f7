"""What was not understood: read and labelled by editors of the platform, and handed out for review only."""

from __future__ import annotations

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from curation import unclear_messages
from curation.unclear_messages import UnclearMessage
from staff.models import Change
from staff.roles import PLATFORM
from tests.staff_pages.visitors import House, Visitor

ADDRESS = "/staff/figures/not-understood"
TEXT = "mua [vähän] mietityttää\n- yks juttu"


def put(house: House, text: str = TEXT, conversation: str = "a" * 64) -> str:
    """Keep a message and return its id."""

    def work(session: Session) -> str:
        assert unclear_messages.keep(session, house.clock(), conversation, "fi", text)
        session.flush()
        kept = session.scalar(select(UnclearMessage).where(UnclearMessage.text == text))
        assert kept is not None
        return kept.id

    return house.room.work(work)


def open_as_labeller(house: House) -> Visitor:
    return house.visit(("editor", PLATFORM))


async def test_only_editors_of_the_platform_read_the_words(house: House) -> None:
    put(house)
    for role, organization in (
        ("reader", PLATFORM),
        ("handler", PLATFORM),
        ("administrator", PLATFORM),
        ("reviewer", "luvn"),
    ):
        visitor = house.visit((role, organization))
        for path in ("", "/labels.yml"):
            assert (await visitor.get(f"{ADDRESS}{path}")).status_code == 404
        assert (await visitor.send(f"{ADDRESS}/x", label="school")).status_code == 404
    assert "vähän" in (await open_as_labeller(house).get(ADDRESS)).text


async def test_a_label_is_kept_and_audited_without_the_words(house: House) -> None:
    message_id, visitor = put(house), open_as_labeller(house)
    answer = await visitor.send(f"{ADDRESS}/{message_id}", label="school")
    assert answer.status_code == 303
    assert "Merkintä tallennettiin" in (await visitor.get(answer.headers["location"])).text
    change = house.room.work(lambda session: session.scalars(select(Change)).one())
    assert (change.action, change.fields) == ("labelled", {"label": {"before": None, "after": "school"}})
    assert "mietityttää" not in str(vars(change))


async def test_labels_are_handed_out_as_training_data(house: House) -> None:
    """In the form of data/nlu, one line an example, without accidental entities and what is unusable."""
    visitor = open_as_labeller(house)
    await visitor.send(f"{ADDRESS}/{put(house)}", label="school")
    await visitor.send(f"{ADDRESS}/{put(house, 'asdf')}", label="unusable")
    put(house, "ei merkitty")
    answer = await visitor.get(f"{ADDRESS}/labels.yml")
    assert "attachment" in answer.headers["content-disposition"]
    content = yaml.safe_load(answer.text)
    assert content == {
        "version": "3.1",
        "nlu": [
            {
                "intent": "school",
                "metadata": {"language": "fi"},
                "examples": "- mua (vähän) mietityttää - yks juttu\n",
            }
        ],
    }
    assert "examples: |" in answer.text


async def test_wrong_labels_and_foreign_forms_change_nothing(house: House) -> None:
    message_id, visitor = put(house), open_as_labeller(house)
    assert (await visitor.send(f"{ADDRESS}/{message_id}", label="rm -rf")).status_code == 404
    assert (await visitor.send(f"{ADDRESS}/{message_id}", label="school", csrf="x")).status_code == 403
    assert house.room.work(lambda session: session.get(UnclearMessage, message_id)).label is None


async def test_messages_go_after_thirty_days_or_at_once(house: House) -> None:
    first, second = put(house), put(house, "toinen juttu")
    visitor = open_as_labeller(house)
    await visitor.send(f"{ADDRESS}/{first}", act="delete")
    assert house.room.work(lambda session: session.get(UnclearMessage, first)) is None
    house.clock.move(days=30, minutes=1)
    visitor = open_as_labeller(house)
    assert "toinen juttu" not in (await visitor.get(ADDRESS)).text
    assert (
        (await visitor.send(f"{ADDRESS}/{second}", label="school")).headers["location"].endswith("said.gone")
    )
    house.room.work(lambda session: unclear_messages.erase_old(session, house.clock()))
    assert house.room.work(lambda session: session.get(UnclearMessage, second)) is None


async def test_many_messages_are_divided_and_bounded(house: House, monkeypatch: object) -> None:
    for number in range(25):
        put(house, f"viesti {'a' * number}.")
    page = (await open_as_labeller(house).get(f"{ADDRESS}?page=2")).text
    assert page.count("<blockquote") == 5
    assert page.count('aria-current="page"') == 1
