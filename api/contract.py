"""The contract of the public API: what goes in and what comes out, as it stands in docs/openapi.json."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Fact = bool | Literal["depends"] | None
ReplyStatus = Literal[
    "danger", "services", "clarify", "act", "help_request", "nothing_fits", "out_of_scope", "degraded"
]
DangerLevel = Literal["acute", "concern"]
About = Literal["self", "child", "other"]
Role = Literal["youth", "parent", "other"]
ContactType = Literal["phone", "sms", "chat", "web", "email", "visit"]
Age = Annotated[int, Field(ge=0, le=120)]


class Hours(BaseModel):
    """Whether a contact or service is open at this moment; times in Europe/Helsinki."""

    state: Literal["open", "closed", "by_appointment", "unknown"]
    until: datetime | None = None
    next_opening: datetime | None = None
    text: str


class ContactCard(BaseModel):
    """One way to get in touch."""

    id: str
    type: ContactType
    label: str
    value: str
    href: str | None
    languages: list[str]
    price: Literal["free", "normal", "unknown"]
    hours: Hours
    audience: str | None
    warning: str | None = None
    service_id: str | None = Field(
        None, description="of a danger contact, which stands without its service: for counting its use"
    )


class Area(BaseModel):
    """Where a service is given."""

    scope: Literal["country", "county", "municipality"]
    codes: list[str]
    label: str


class ServiceCard(BaseModel):
    """A service as it is shown in a reply; null means unknown, never no."""

    id: str
    name: str
    kind: str
    general: bool
    needs: list[str]
    summary: str
    why: list[str]
    contacts: list[ContactCard]
    free: Fact
    anonymous: Fact
    referral_needed: Fact
    walk_in: Fact
    languages: list[str]
    area: Area
    hours: Hours
    assured_date: date | None
    stale: bool
    contact_request: bool = False


class ServiceDetails(ServiceCard):
    """A service with everything the catalogue says of it."""

    kind_name: str
    organization: str
    organization_url: str | None
    description: str
    eligibility_description: str
    application_process: str
    minimum_age: int | None
    maximum_age: int | None
    interpreter: bool | None
    guardian_informed: Fact
    source_url: str | None
    source_date: date | None


class TextPart(BaseModel):
    """A sentence or a few."""

    type: Literal["text"]
    text: str


class Choice(BaseModel):
    """A button: `choice` is sent back as it is."""

    title: str
    choice: str


class ChoicesPart(BaseModel):
    """Buttons; writing instead is always possible."""

    type: Literal["choices"]
    choices: list[Choice]


class ServicesPart(BaseModel):
    """Services, best first."""

    type: Literal["services"]
    services: list[ServiceCard]


class DangerPart(BaseModel):
    """Where to get help at once; `kind` is null where contacts are shown to everybody."""

    type: Literal["danger"]
    kind: str | None
    level: DangerLevel
    contacts: list[ContactCard]


class HelpRequestPart(BaseModel):
    """A contact request can be made here."""

    type: Literal["help_request"]
    need: str | None
    service_id: str | None


Part = Annotated[
    TextPart | ChoicesPart | ServicesPart | DangerPart | HelpRequestPart, Field(discriminator="type")
]


class Alternative(BaseModel):
    """A need and how likely it is."""

    need: str
    confidence: float = Field(ge=0, le=1)


class Understood(BaseModel):
    """How the message was understood."""

    need: str | None
    needs: list[str]
    alternatives: list[Alternative] = Field(max_length=5)
    danger: str | None
    act: str | None
    confidence: float = Field(ge=0, le=1)
    age: int | None
    about: About | None
    role: Role | None
    municipality: str | None


class Reply(BaseModel):
    """The answer to one message."""

    conversation_id: str
    language: str
    status: ReplyStatus
    parts: list[Part]
    understood: Understood
    deleted: bool = Field(
        False, description="the conversation was deleted, as its writer asked; a page drops what it holds"
    )
    may_be_kept: bool = Field(
        False, description="the writer may be asked whether staff may read this message: /v1/messages/keep"
    )


class KeepIn(BaseModel):
    """Consent to let staff read one message that found nothing: the text as it was sent."""

    model_config = ConfigDict(strict=True)

    conversation_id: str = Field(max_length=100)
    text: str
    consent: Literal[True]
    language: str | None = None


class Kept(BaseModel):
    """The message was kept, without names and numbers, for 30 days."""

    kept: Literal[True]
    text: str


class MessageIn(BaseModel):
    """One message: either free text or a choice that was offered."""

    model_config = ConfigDict(strict=True)

    text: str | None = None
    choice: str | None = None
    conversation_id: str | None = None
    language: str | None = None
    area: str | None = None


class ErrorDetail(BaseModel):
    """What went wrong: `code` for programs, `message` for people."""

    code: str
    message: str


class Error(BaseModel):
    """The one shape of all errors; those of /v1/messages carry `parts` when there is something to show."""

    error: ErrorDetail
    parts: list[Part] | None = None


LONGEST_LANGUAGE = len("fi-x-easy")


class MatchIn(BaseModel):
    """What to match services by; everything may be left out."""

    needs: list[str] = Field([], max_length=32)
    age: Age | None = None
    age_range: Annotated[list[Age], Field(min_length=2, max_length=2)] | None = None
    about: About | None = None
    role: Role | None = None
    municipality: str | None = Field(None, max_length=100)
    school_municipality: str | None = Field(None, max_length=100)
    area: str | None = Field(None, max_length=100)
    language: str = Field("fi", max_length=LONGEST_LANGUAGE, description="or its easy form: fi-x-easy")
    now: datetime | None = None
    limit: int = Field(3, ge=1, le=50)
    exclude: list[str] = Field([], max_length=200)
    kinds: list[str] = Field(
        [], max_length=32, description="kinds of service that what was said is a matter for"
    )


class MatchOut(BaseModel):
    """Services, best first, and the area they were matched for."""

    services: list[ServiceCard]
    area: Area
    outside: bool = Field(description="the place lies outside the counties whose local services are known")


class ServiceList(BaseModel):
    """One page of the catalogue."""

    services: list[ServiceCard]
    total: int
    page: int
    page_count: int


class ThemeOut(BaseModel):
    """A topic to choose, with its needs."""

    key: str
    title: str
    choice: str
    needs: list[str]


class LanguageOut(BaseModel):
    """A language the page can be had in."""

    code: str
    name: str


class DangerOut(BaseModel):
    """Where to get help at once, for everybody."""

    text: str
    contacts: list[ContactCard]


class Page(BaseModel):
    """All that a page or widget needs to begin with."""

    language: str
    languages: list[LanguageOut]
    launched: bool
    area: Area
    greeting: str
    notices: list[str]
    themes: list[ThemeOut]
    texts: dict[str, str]
    danger: DangerOut


class FeedbackIn(BaseModel):
    """Whether an answer helped; there is no room for words, so nothing personal can be kept."""

    model_config = ConfigDict(extra="forbid")

    helpful: bool
    need: str | None = Field(None, max_length=60)
    language: str | None = Field(None, max_length=LONGEST_LANGUAGE)


class EventIn(BaseModel):
    """Something that happened on the page, for counting."""

    model_config = ConfigDict(extra="forbid")

    event: Literal["shown", "chosen", "called"]
    service_id: str | None = Field(None, max_length=120)
    need: str | None = Field(None, max_length=60)
    language: str | None = Field(None, max_length=LONGEST_LANGUAGE)


class Health(BaseModel):
    """The process lives."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """What the front door can rely on; it serves without the assistant, but not without a catalogue."""

    status: Literal["ready", "not_ready"]
    checks: dict[str, bool]


JsonObject = dict[str, Any]
