"""The contract of help requests: what goes in and what comes out, as in docs/help-requests.md."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.contract import Error, Part, ServiceCard
from api.help_requests.form import LONGEST

State = Literal["received", "opened", "answered", "withdrawn", "closed"]


class Recipient(BaseModel):
    """Who reads the request."""

    id: str
    name: str


class Promise(BaseModel):
    """The organisation's own promise, counted in working days."""

    working_days: int
    by: date
    text: str


class LegalLimit(BaseModel):
    """A time limit that the law sets, in words, with its source."""

    text: str
    source: str


class Titled(BaseModel):
    """Something to choose."""

    key: str
    title: str


class Place(BaseModel):
    """A municipality to choose."""

    code: str
    name: str


class FormOut(BaseModel):
    """Everything the form needs."""

    language: str
    texts: dict[str, str]
    needs: list[Titled]
    about: list[Titled]
    municipalities: list[Place]
    longest: dict[str, int] = Field(description="signs at most, by field")


class MatterIn(BaseModel):
    """What is known of the matter; everything may be left out."""

    need: str | None = None
    service_id: str | None = None
    about: Literal["self", "child", "other"] | None = None
    age: int | None = Field(None, ge=0, le=120)
    municipality: str | None = Field(None, description="code or official name")
    area: str | None = Field(None, description="the page's area; counts where no municipality is told")
    language: str | None = None


class RouteIn(MatterIn):
    """The matter, and the person's own words so far: those are looked at for danger, and for nothing else."""

    message: str | None = None
    school: str | None = None
    name: str | None = None
    reach_when: str | None = None
    code_word: str | None = None


class HelpRequestIn(MatterIn):
    """A help request: one of phone, sms and email, and the consent, are required."""

    message: str | None = Field(None, max_length=LONGEST["message"])
    school: str | None = Field(None, max_length=LONGEST["school"])
    name: str | None = Field(None, max_length=LONGEST["name"])
    phone: str | None = Field(None, max_length=LONGEST["phone"])
    sms: str | None = Field(None, max_length=LONGEST["sms"])
    email: str | None = Field(None, max_length=LONGEST["email"])
    dont_call_home: bool = False
    reach_when: str | None = Field(None, max_length=LONGEST["reach_when"])
    code_word: str | None = Field(None, max_length=LONGEST["code_word"])
    may_hand_over: bool = Field(False, description="it may go to another inbox if they can help better")
    consent: bool
    leave_empty: str | None = Field(None, description="hidden from people, always empty")


class ReferenceIn(BaseModel):
    """The five words."""

    reference: str = Field(max_length=LONGEST["reference"])
    language: str | None = None


class AdditionIn(ReferenceIn):
    """The five words and what to add."""

    message: str = Field(max_length=LONGEST["message"])


class RouteOut(BaseModel):
    """Whether a request can be sent, to whom, and what they promise; else services to contact oneself."""

    can_send: bool
    language: str
    recipient: Recipient | None
    demo: bool
    banner: str | None
    text: str
    promise: Promise | None
    legal_limits: list[LegalLimit]
    cannot_wait: str
    trusted_adult: str | None
    services: list[ServiceCard]
    parts: list[Part]


class ReceiptOut(BaseModel):
    """The request is durable; the reference is shown here and never again."""

    reference: str
    state: State
    language: str
    recipient: Recipient
    demo: bool
    banner: str | None
    title: str
    next_steps: list[str]
    reference_note: str
    promise: Promise | None
    legal_limits: list[LegalLimit]
    cannot_wait: str
    parts: list[Part]


class StandingOut(BaseModel):
    """How a request stands; nothing of what was written."""

    state: State
    title: str
    text: str
    language: str
    received_on: date
    recipient: Recipient
    demo: bool
    banner: str | None
    promise: Promise | None
    legal_limits: list[LegalLimit]
    cannot_wait: str
    can_add: bool
    can_withdraw: bool
    duty_note: str
    parts: list[Part]


class FieldErrorOut(BaseModel):
    """What to mend in one field."""

    field: str
    code: str
    message: str


class HelpRequestError(Error):
    """An error; `fields` says what to mend, `parts` hold danger contacts and services."""

    fields: list[FieldErrorOut] | None = None
