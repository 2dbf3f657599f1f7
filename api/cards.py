"""Turns services of the catalogue into cards in a person's language."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from api.help_requests.office import Office
from api.labels import Labels, name_in
from api.texts import Texts
from services_catalog.matching import Match, Reason
from services_catalog.opening import HELSINKI, Moment, Opening, get_opening, get_service_opening
from services_catalog.ranking import are_contacts_stale, is_soon_outdated, is_stale
from services_catalog.service import Contact, Service

Card = dict[str, Any]
# Price, anonymity, hours and dates have fields of their own on the card.
TOLD_AS_WHY = ("need", "age", "area", "language", "general")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Cards:
    """Makes cards; the fields are those of `contract.ServiceCard` and `contract.ContactCard`."""

    def __init__(self, texts: Texts, labels: Labels, office: Office) -> None:
        self._texts = texts
        self._labels = labels
        self._office = office

    def build_service(
        self,
        service: Service,
        language: str,
        moment: Moment,
        reasons: Iterable[Reason] = (),
        age_years: int | None = None,
    ) -> Card:
        """Return the card of a service.

        Args:
            reasons: why it is shown, most telling first.
            age_years: of the person; the service's hours are then those of the contacts they may use.
        """
        return {
            "id": service.id,
            "name": name_in(service.names, language) or service.id,
            "kind": service.kind,
            "general": service.general,
            "needs": list(service.needs),
            "summary": name_in(service.summaries, language) or "",
            "why": [why for reason in reasons if (why := self.explain(reason, language))],
            "contacts": [
                {
                    **self.build_contact(contact, service, language, moment),
                    "warning": self._warn(contact, service, language, moment.local.date()),
                }
                for contact in service.contacts
            ],
            "free": service.free,
            "anonymous": service.anonymous,
            "referral_needed": service.referral_needed,
            "walk_in": service.walk_in,
            "languages": list(service.languages),
            "area": self.build_area(service.area_scope, service.area_codes, language),
            "hours": self.build_hours(get_service_opening(service, moment, age_years), language, moment),
            "assured_date": service.assured_date.isoformat() if service.assured_date else None,
            "stale": is_stale(service, moment.local.date()),
            "contact_request": self._can_be_asked_for(service),
        }

    def build_match(self, match: Match, language: str, moment: Moment, age_years: int | None = None) -> Card:
        """Return the card of a matched service, with its reasons."""
        return self.build_service(match.service, language, moment, match.reasons, age_years)

    def build_details(self, service: Service, language: str, moment: Moment) -> Card:
        """Return the card with everything else the catalogue says of the service."""
        return {
            **self.build_service(service, language, moment),
            "kind_name": self._labels.kind(service.kind, language),
            "organization": name_in(service.organization_names, language) or service.organization_key,
            "organization_url": service.organization_url,
            "description": name_in(service.descriptions, language) or "",
            "eligibility_description": name_in(service.eligibility_descriptions, language) or "",
            "application_process": name_in(service.application_processes, language) or "",
            "minimum_age": service.minimum_age,
            "maximum_age": service.maximum_age,
            "interpreter": service.interpreter,
            "guardian_informed": service.guardian_informed,
            "source_url": service.source_url,
            "source_date": service.source_date.isoformat() if service.source_date else None,
        }

    def build_contact(self, contact: Contact, service: Service, language: str, moment: Moment) -> Card:
        """Return the card of one contact; without a name of its own it has the service's."""
        label = name_in(contact.labels, language) or name_in(service.names, language) or service.id
        return {
            "id": contact.id,
            "type": contact.type,
            "label": label,
            "value": contact.value,
            "href": contact.href,
            "languages": list(contact.languages),
            "price": contact.price,
            "hours": self.build_hours(get_opening(contact.hours, moment), language, moment),
            "audience": self._audience(contact, service, language),
        }

    def build_area(self, scope: str, codes: Iterable[str], language: str) -> Card:
        """Return an area with its name."""
        codes = list(codes)
        if scope == "country":
            label = self._texts.render("area.country", language) or ""
        else:
            name = self._labels.county if scope == "county" else self._labels.municipality
            names = ", ".join(name(code, language) for code in codes)
            label = self._texts.render(f"area.{scope}", language, values={scope: names}) or names
        return {"scope": scope, "codes": codes, "label": label}

    def build_hours(self, opening: Opening, language: str, moment: Moment) -> Card:
        """Return the state of hours with a sentence that says it."""
        return {
            "state": opening.state,
            "until": opening.until.isoformat() if opening.until else None,
            "next_opening": opening.next_opening.isoformat() if opening.next_opening else None,
            "text": self._say_opening(opening, language, moment),
        }

    def explain(self, reason: Reason, language: str) -> str | None:
        """Return the sentence of a reason; None for those that the card's other fields tell already."""
        key, values = f"why.{reason.key}", dict(reason.values)
        # That a service speaks Finnish is worth telling nobody.
        if reason.key not in TOLD_AS_WHY or values.get("language") == "fi":
            return None
        if reason.key == "age":
            lowest, highest = values.get("minimum_age"), values.get("maximum_age")
            key, values = f"why.age_{_span(lowest, highest)}", {"minimum": lowest, "maximum": highest}
        elif reason.key == "area":
            scope = str(values.get("scope"))
            area = self.build_area(scope, values.get("codes") or (), language)
            key, values = f"why.area_{scope}", {"area": area["label"]}
        return self._texts.render(key, language, values=self.name_values(values, language))

    def name_values(self, values: Any, language: str) -> dict[str, Any]:
        """Return values for a sentence with keys and codes replaced by names in the language."""
        name = {
            "need": self._labels.need,
            "kind": self._labels.kind,
            "theme": self._labels.theme,
            "municipality": self._labels.municipality,
            "school_municipality": self._labels.municipality,
            "county": self._labels.county,
        }
        named: dict[str, Any] = {}
        for key, value in dict(values).items():
            if isinstance(value, list | tuple):
                value = ", ".join(
                    str(name[key](str(item), language) if key in name else item) for item in value
                )
            elif key in name and isinstance(value, str):
                value = name[key](value, language)
            elif key in ("language", "languages") and isinstance(value, str):
                value = self._texts.render(f"facts.language.{value}", language) or value
            named[key] = value
        return named

    def _can_be_asked_for(self, service: Service) -> bool:
        # Those who read a county's inbox can't promise anything for a helpline of the whole country.
        is_local = service.area_scope != "country" and not service.emergency
        # A municipality's service is also asked for through the inbox of its county.
        counties = filter(None, map(self._labels.county_of, service.area_codes))
        places = tuple(dict.fromkeys((*service.area_codes, *counties)))
        return is_local and self._office.covers_kind(service.kind, service.needs, places)

    def _audience(self, contact: Contact, service: Service, language: str) -> str | None:
        lowest = contact.minimum_age if contact.minimum_age is not None else service.minimum_age
        highest = contact.maximum_age if contact.maximum_age is not None else service.maximum_age
        if lowest is None and highest is None:
            return None
        values = {"minimum": lowest, "maximum": highest}
        return self._texts.render(f"facts.audience_{_span(lowest, highest)}", language, values=values)

    def _warn(self, contact: Contact, service: Service, language: str, today: date) -> str | None:
        if contact.link_is_dead:
            return self._texts.render("facts.link_dead", language)
        checked = service.contacts_assured_date
        # Of a service whose facts are all old the whole card says so.
        if checked is None or is_stale(service, today) or not are_contacts_stale(service, today):
            return None
        if not is_soon_outdated(contact):
            return None
        day = f"{checked.day}.{checked.month}.{checked.year}"
        return self._texts.render("facts.contact_stale", language, values={"date": day})

    def _say_opening(self, opening: Opening, language: str, moment: Moment) -> str:
        key, values = choose_opening_text(opening, moment.local.date())
        if "day" in values:
            values["day"] = self._texts.render(f"hours.day.{values['day']}", language) or ""
        return self._texts.render(f"hours.{key}", language, values=values) or ""


def _span(lowest: int | None, highest: int | None) -> str:
    if lowest is not None and highest is not None:
        return "between"
    return "to" if lowest is None else "from"


def choose_opening_text(opening: Opening, today: date) -> tuple[str, dict[str, str]]:
    """The key under `hours` that tells the opening, and what it is filled with."""
    if opening.state == "open":
        # A time of day reads as today's or this night's: a closing that is days away is not told.
        until = opening.until.astimezone(HELSINKI) if opening.until else None
        if until is None or until.date() > today + timedelta(days=1):
            return "always", {}
        return "open_until", {"time": _clock(until)}
    if opening.state != "closed":
        return opening.state, {}
    if opening.next_opening is None:
        return "closed", {}
    begins = opening.next_opening.astimezone(HELSINKI)
    values = {"time": _clock(begins)}
    if begins.date() == today:
        return "opens_today", values
    if begins.date() == today + timedelta(days=1):
        return "opens_tomorrow", values
    if begins.date() < today + timedelta(days=7):
        return "opens_on", {**values, "day": DAYS[begins.weekday()]}
    return "opens_on_date", {**values, "date": f"{begins.day}.{begins.month}."}


def _clock(moment: datetime) -> str:
    local = moment.astimezone(HELSINKI)
    return f"{local.hour}.{local.minute:02d}"
