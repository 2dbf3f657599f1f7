"""What a request is about, as inboxes, laws and the catalogue need it."""

from dataclasses import dataclass, replace

from api.chat.door import Door, Turn
from api.chat.menu import MOST_CARDS
from api.help_requests.form import Form
from help_requests.inboxes import Inbox
from help_requests.routing import Matter
from services_catalog.first_contacts import find_first_contacts
from services_catalog.matching import Query, match


@dataclass(frozen=True)
class Case:
    """A matter and whom it can be sent to.

    Attributes:
        inbox: None when nobody would read it now.
        kinds: kinds of service that it leads to, the likeliest first.
    """

    matter: Matter
    inbox: Inbox | None
    kinds: tuple[str, ...]


def find_case(door: Door, form: Form, area: str) -> Case:
    """Return where the matter of this form can be sent; without a told place the page's area counts."""
    service = door.catalogue.snapshot.detect_service(form.service_id) if form.service_id else None
    if service:
        kinds: tuple[str, ...] = (service.kind,)
    else:
        kinds = tuple(door.catalogue.snapshot.reference.leads_to.get(form.need or "", ()))
    place = form.municipality or area
    matter = Matter(
        need=form.need or (service.needs[0] if service and service.needs else None),
        kinds=frozenset(kinds),
        age=form.age,
        municipality=place,
        county=door.labels.county_of(place),
    )
    return Case(matter, door.office.find_inbox(matter), kinds)


def find_limits(door: Door, case: Case, inbox: Inbox) -> tuple[str, ...]:
    """Return the legal limits that bind whoever reads the request."""
    # An inbox that names no kinds may be of any: then only the likeliest one's limit is told.
    kinds = frozenset(case.kinds) & inbox.kinds if inbox.kinds else frozenset(case.kinds[:1])
    return door.limits.find(kinds, case.matter.age)


def find_services(
    door: Door, turn: Turn, form: Form, shown: frozenset[str] = frozenset()
) -> list[dict[str, object]]:
    """Return the cards of services to contact oneself: the chosen one, else those for the need.

    Without a need, or with none for it, they are those who answer whatever the matter, by area and age.

    Args:
        shown: ids that come no more, because something else was asked for.
    """
    words = turn.language.words
    service = door.catalogue.snapshot.detect_service(form.service_id) if form.service_id else None
    if service:
        return [door.cards.build_service(service, words, turn.moment, age_years=form.age)]
    query = Query(
        needs=(form.need,) if form.need else (),
        age=form.age,
        about=form.about,  # type: ignore[arg-type]
        role=turn.conversation.variant,  # type: ignore[arg-type]
        municipality=form.municipality,
        home_area=turn.area,
        language=turn.language.code,
        now=turn.now,
        limit=MOST_CARDS,
        exclude=shown,
    )
    snapshot, of_any_age = door.catalogue.snapshot, replace(query, age=None, about=None)
    found = match(snapshot, query)
    if not found and not shown:
        # Where all that fits the age was shown, those of another age are no better: then who answers anybody.
        found = match(snapshot, of_any_age)
    found = found or find_first_contacts(snapshot, query)
    return [door.cards.build_match(item, words, turn.moment, form.age) for item in found]
