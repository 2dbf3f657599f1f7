"""What of a service a search by words looks through, and how much each text tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from services_catalog.reference_data import ReferenceData
from services_catalog.word_index import KIND_WORTH, NEED_WORTH, Text, WordIndex

NAME, PROVIDER, PLACE, SUMMARY, LONG = 10.0, 4.0, 4.0, 3.0, 1.0
Texts = Mapping[str, str]


class Reachable(Protocol):
    """A way to reach a service."""

    @property
    def type(self) -> str:
        """Phone, chat, web …"""

    @property
    def value(self) -> str:
        """The number or address."""


class Described(Protocol):
    """A service with its texts by language."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def needs(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def area_scope(self) -> str: ...  # noqa: D102
    @property
    def area_codes(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def organization_names(self) -> Texts: ...  # noqa: D102
    @property
    def names(self) -> Texts: ...  # noqa: D102
    @property
    def summaries(self) -> Texts: ...  # noqa: D102
    @property
    def descriptions(self) -> Texts: ...  # noqa: D102
    @property
    def eligibility_descriptions(self) -> Texts: ...  # noqa: D102
    @property
    def application_processes(self) -> Texts: ...  # noqa: D102
    @property
    def contacts(self) -> Sequence[Reachable]: ...  # noqa: D102


def put_service(index: WordIndex, service: Described, reference: ReferenceData) -> None:
    """Put the service's words into the index."""
    numbers = [contact.value for contact in service.contacts if contact.type in ("phone", "sms")]
    index.put(service.id, list_texts(service, reference), service.kind, service.needs, numbers)


def list_texts(service: Described, reference: ReferenceData) -> Iterator[Text]:
    """All texts of a service, with the names of its kind, needs and places."""
    yield Text(None, service.id, SUMMARY)
    yield from _by_language(service.names, NAME)
    yield from _by_language(service.organization_names, PROVIDER)
    yield from _by_language(service.summaries, SUMMARY)
    for texts in (service.descriptions, service.eligibility_descriptions, service.application_processes):
        yield from _by_language(texts, LONG)
    yield from _by_language(reference.kind_names.get(service.kind, {}), KIND_WORTH)
    for need in service.needs:
        yield from _by_language(reference.need_names.get(need, {}), NEED_WORTH)
    places = reference.counties if service.area_scope == "county" else reference.municipalities
    for code in service.area_codes:
        if code in places:
            yield from _by_language(places[code].names, PLACE)


def _by_language(texts: Texts, worth: float) -> Iterable[Text]:
    return (Text(language, text, worth) for language, text in texts.items())
