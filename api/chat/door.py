"""What every step of a turn may use, gathered once at the start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from api.board import Board
from api.cards import Cards
from api.catalogue import Catalogue
from api.chat.assistant import AssistantClient, AssistantReply
from api.chat.choices import Choices, Payload
from api.chat.language import LanguageChoice, Languages
from api.chat.memory import Memory
from api.chat.unclear import UnclearMessages
from api.contract import MessageIn
from api.danger import DangerScreen
from api.danger.finding import Finding
from api.help_requests.limits import LegalLimits
from api.help_requests.office import Office
from api.labels import Labels
from api.settings import Settings
from api.state import Conversation
from api.statistics import Statistics
from api.texts import Texts
from services_catalog.opening import Moment

Part = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """The parts of the front door that outlive a turn."""

    settings: Settings
    texts: Texts
    labels: Labels
    cards: Cards
    choices: Choices
    catalogue: Catalogue
    memory: Memory
    assistant: AssistantClient
    screen: DangerScreen
    office: Office
    limits: LegalLimits
    statistics: Statistics
    unclear: UnclearMessages
    board: Board
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @cached_property
    def languages(self) -> Languages:
        """The languages that can be chosen: those with complete texts and with words of danger."""
        return Languages(tuple(code for code in self.texts.complete if code in self.screen.languages))

    @property
    def is_switched_off(self) -> bool:
        """Whether the chat is closed: by its environment or by staff; either is enough."""
        return self.settings.kill_switch or self.board.is_chat_closed


@dataclass(frozen=True)
class Danger:
    """A danger that counts in this turn: from the screen, from the classifier, or told before."""

    kind: str
    level: str
    about: str | None = None

    @property
    def is_acute(self) -> bool:
        """Whether life may be at stake now."""
        return self.level == "acute"


@dataclass
class Turn:
    """One message on its way; the steps fill it in from top to bottom.

    Attributes:
        content: the bytes that were read.
        is_whole: whether they are all that was sent.
        address: keyed hash of the sender's address.
        is_address_limited: whether messages from there are counted; not those from this very machine.
        idempotency_key: as sent.
        now: the moment of this turn.
        found: what the screen found in the bytes or the text.
        danger: the gravest danger in this message, when all have been asked.
        standing: the danger told earlier in the conversation.
        was_open: an acute danger told earlier was not yet answered to be over.
        reply_key: under which the reply is remembered.
        reply: the finished answer.
        was_recalled: the reply was made for the same message before.
    """

    content: bytes
    is_whole: bool
    address: str
    is_address_limited: bool
    idempotency_key: str | None
    now: datetime
    found: Finding | None = None
    message: MessageIn = field(default_factory=MessageIn)
    payload: Payload | None = None
    text: str | None = None
    was_cut: bool = False
    conversation: Conversation = field(default_factory=lambda: Conversation(id=""))
    language: LanguageChoice = LanguageChoice("fi")
    area: str = ""
    danger: Danger | None = None
    standing: Danger | None = None
    was_open: bool = False
    answered: AssistantReply | None = None
    reply_key: str | None = None
    reply: dict[str, Any] | None = None
    was_recalled: bool = False

    @property
    def moment(self) -> Moment:
        """The moment of this turn, as opening hours need it."""
        return Moment.from_datetime(self.now)

    @property
    def is_deletion(self) -> bool:
        """Whether the assistant answered that all is deleted: asked for in words, or with a yes when asked.

        That the words resemble such a wish is not enough: what can't be undone is asked about first.
        """
        return self.answered is not None and self.answered.act == "delete_my_data"

    @property
    def said_of_safety(self) -> str | None:
        """What is said of safety ("safe", "not_safe"): chosen, or what the assistant answered.

        That the words resemble it is not enough to close a danger, or to speak of one.
        """
        said = self.payload.intent if self.payload else self.answered.act if self.answered else None
        return said if said in ("safe", "not_safe") else None

    @property
    def act(self) -> str | None:
        """What the person did: the choice's intent, or the act that was understood."""
        if self.is_deletion:
            return "delete_my_data"
        if self.payload:
            return self.payload.intent
        return (self.answered.act or self.answered.parse.intent) if self.answered else None
