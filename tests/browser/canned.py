"""Replies as the contract has them, written beforehand: services that do not exist, numbers nobody has."""

from typing import Any

Json = dict[str, Any]

OPEN_ALWAYS = {"state": "open", "until": None, "next_opening": None}
CLOSED = {"state": "closed", "until": None, "next_opening": "2099-11-23T14:00:00+02:00"}
HOURS_TEXT = {
    "fi": ("Auki yötä päivää", "Nyt kiinni, avautuu maanantaina kello 14.00", "Tarkista aukiolo palvelusta"),
    "sv": ("Öppet dygnet runt", "Stängt nu, öppnar på måndag klockan 14.00", "Kontrollera öppettiderna"),
    "en": ("Open day and night", "Closed now, opens on Monday at 14.00", "Check the opening hours"),
}
NAMES = {
    "fi": ("Esimerkkilinja lapsille ja nuorille", "Koulun kuraattori", "Perheiden neuvontapuhelin"),
    "sv": ("Exempellinjen för barn och unga", "Skolkurator", "Familjernas rådgivningstelefon"),
    "en": ("Example line for children and young people", "School social worker", "Family advice line"),
}
SUMMARIES = {
    "fi": "Voit puhua aikuiselle siitä, mikä painaa. Sinua kuunnellaan, eikä mikään asia ole liian pieni.",
    "sv": "Du kan prata med en vuxen om det som tynger. Någon lyssnar, och ingen sak är för liten.",
    "en": "You can talk to an adult about what weighs on you. Somebody listens, and nothing is too small.",
}
PROCESS = {
    "fi": "Soita tai kirjoita. Sinulta kysytään, mistä haluat puhua. Voit lopettaa milloin vain.",
    "sv": "Ring eller skriv. Du får berätta vad du vill prata om. Du kan sluta när du vill.",
    "en": "Call or write. You are asked what you want to talk about. You can stop at any time.",
}
UNDERSTOOD = {
    "fi": "Kiusaaminen ei ole koskaan sinun syysi. Tähän saa apua.",
    "sv": "Mobbning är aldrig ditt fel. Det finns hjälp.",
    "en": "Bullying is never your fault. There is help.",
}
QUESTION = {"fi": "Minkä ikäinen olet?", "sv": "Hur gammal är du?", "en": "How old are you?"}
AGES = {
    "fi": ("Alle 7-vuotias", "7–12-vuotias", "13–17-vuotias", "En halua sanoa"),
    "sv": ("Under 7 år", "7–12 år", "13–17 år", "Jag vill inte säga"),
    "en": ("Under 7", "7–12", "13–17", "I'd rather not say"),
}
SAFE = {
    "fi": ("Oletko turvassa juuri nyt?", "Olen turvassa", "En ole turvassa", "En halua sanoa"),
    "sv": ("Är du trygg just nu?", "Jag är trygg", "Jag är inte trygg", "Jag vill inte säga"),
    "en": ("Are you safe right now?", "I am safe", "I am not safe", "I'd rather not say"),
}
DANGER = {
    "fi": "Hyvä, että kerroit. Soita nyt 112, tai lähetä tekstiviesti numeroon 112, jos et voi puhua.",
    "sv": "Bra att du berättade. Ring 112 nu, eller skicka ett sms till 112 om du inte kan prata.",
    "en": "It is good that you told me. Call 112 now, or text 112 if you can't speak.",
}
CLARIFY = {
    "fi": ("Kumpi on lähempänä?", "Kiusaaminen", "Koulunkäynti", "Jokin muu aihe"),
    "sv": ("Vilket är närmare?", "Mobbning", "Skolgången", "Något annat ämne"),
    "en": ("Which is closer?", "Bullying", "School", "Another topic"),
}
NOT_UNDERSTOOD = {
    "fi": "En ihan ymmärtänyt. Kerro vähän lisää.",
    "sv": "Jag förstod inte riktigt. Berätta lite till.",
    "en": "I did not quite understand. Tell me a little more.",
}


def build_hours(language: str, state: str) -> Json:
    """Return hours that are open, closed or unknown."""
    texts = dict(zip(("open", "closed", "unknown"), HOURS_TEXT[language], strict=True))
    known = {"open": OPEN_ALWAYS, "closed": CLOSED}.get(state, {**OPEN_ALWAYS, "state": state})
    return {**known, "text": texts[state]}


def build_contact(language: str, kind: str, value: str, label: str, **fields: Any) -> Json:
    """Return one way to get in touch."""
    href = {"phone": f"tel:{value.replace(' ', '')}", "sms": f"sms:{value}", "visit": None}.get(kind, value)
    contact = {
        "id": f"{kind}-{value}",
        "type": kind,
        "label": label,
        "value": value,
        "href": href,
        "languages": ["fi", "sv", "en"],
        "price": "free",
        "hours": build_hours(language, "open"),
        "audience": None,
    }
    return {**contact, **fields}


def build_services(language: str) -> list[Json]:
    """Return three cards: everything known, much unknown, and an old one."""
    line, school, family = NAMES[language]
    closed, unknown = build_hours(language, "closed"), build_hours(language, "unknown")
    first = {
        "id": "esimerkkilinja",
        "name": line,
        "kind": "child_youth_helpline",
        "general": False,
        "needs": ["bullying"],
        "summary": SUMMARIES[language],
        "why": {
            "fi": ["Auttaa tässä: kiusaaminen", "Enintään 24-vuotiaille", "Palvelee koko Suomessa"],
            "sv": ["Hjälper med: mobbning", "Högst 24 år", "Betjänar i hela Finland"],
            "en": ["Helps with: bullying", "24 years at most", "Serves all of Finland"],
        }[language],
        "contacts": [
            build_contact(language, "phone", "000 111", line),
            build_contact(language, "chat", "https://example.fi/chat", "Chat", hours=closed),
            build_contact(language, "web", "https://example.fi", line, hours=unknown),
        ],
        "free": True,
        "anonymous": True,
        "referral_needed": False,
        "walk_in": None,
        "languages": ["fi", "sv"],
        "area": {"scope": "country", "codes": [], "label": "Koko Suomi"},
        "hours": build_hours(language, "open"),
        "assured_date": None,
        "stale": False,
        "contact_request": True,
    }
    second = {
        **first,
        "id": "kuraattori",
        "name": school,
        "general": True,
        "why": first["why"][:1],
        "contacts": [
            build_contact(language, "email", "mailto:kuraattori@example.fi", school, hours=unknown),
            build_contact(language, "visit", "Esimerkkikatu 1, Espoo", school, hours=unknown),
        ],
        "anonymous": None,
        "walk_in": "depends",
        "languages": ["fi"],
        "hours": unknown,
        "assured_date": "2026-10-05",
    }
    third = {
        **first,
        "id": "neuvonta",
        "needs": ["money"],
        "name": family,
        "why": [],
        "contacts": [build_contact(language, "phone", "000 222", family, hours=closed)],
        "free": None,
        "anonymous": None,
        "referral_needed": None,
        "hours": closed,
        "stale": True,
    }
    return [first, second, third]


def build_details(language: str, service_id: str) -> Json:
    """Return everything that is said of a service."""
    language = language if language in NAMES else "en"
    known = {service["id"]: service for service in build_services(language)}
    return {
        **known[service_id],
        "description": "",
        "eligibility_description": "",
        "application_process": PROCESS[language],
        "source_url": "https://example.fi/tietoa",
    }


def understand(said: str) -> Json:
    """Return what is understood of a message."""
    return {
        "need": "bullying",
        "act": "delete_my_data" if "pois" in said else None,
        "age": 14 if "14" in said else None,
        "about": "self" if "mua" in said.lower() else None,
        "municipality": "Espoo" if "espoo" in said.lower() else None,
    }


def build_danger_contacts(language: str) -> list[Json]:
    """Return 112 by call and text, a line that is Finnish only, and a chat for the young."""
    number = {"fi": "Hätänumero", "sv": "Nödnumret", "en": "Emergency number"}[language]
    text = {
        "fi": "Tekstiviesti, jos et voi puhua",
        "sv": "Textmeddelande, om du inte kan prata",
        "en": "Text message, if you can't speak",
    }[language]
    audience = {"fi": "Enintään 24-vuotiaille", "sv": "Högst 24 år", "en": "24 years at most"}[language]
    chat = {"fi": "Nuorten esimerkkichat", "sv": "Exempelchatten för unga", "en": "Example youth chat"}[
        language
    ]
    line = {"fi": "Kriisipuhelin", "sv": "Kristelefonen", "en": "Crisis line"}[language]
    return [
        build_contact(language, "phone", "112", number, service_id="hatanumero"),
        build_contact(language, "sms", "112", text, service_id="hatanumero"),
        build_contact(language, "phone", "000 333 444", line, languages=["fi"], service_id="kriisipuhelin"),
        build_contact(
            language, "chat", "https://example.fi/nuoret", chat, audience=audience, service_id="nuorten-chat"
        ),
    ]


def build_choices(prefix: str, titles: tuple[str, ...]) -> Json:
    """Return buttons whose tokens say which one was chosen."""
    choices = [{"title": title, "choice": f"{prefix}:{place}"} for place, title in enumerate(titles)]
    return {"type": "choices", "choices": choices}


def text(sentence: str) -> Json:
    """Return a part of type text."""
    return {"type": "text", "text": sentence}


def answer(message: Json) -> tuple[str, str, list[Json]]:
    """Return status, language and parts for a message; a few words decide which."""
    said = str(message.get("text") or message.get("choice") or "").lower()
    language = str(message.get("language") or "fi")
    if "mobbad" in said:
        language = "sv"
    spoken, language = language, language if language in NAMES else "en"
    services = {"type": "services", "services": build_services(language)}
    if any(word in said for word in ("tappaa", "dö", "kill")):
        question, *answers = SAFE[language]
        danger = {"type": "danger", "kind": "suicide", "level": "acute"}
        contacts = {**danger, "contacts": build_danger_contacts(language)}
        parts = [contacts, text(DANGER[language]), text(question), build_choices("safety", tuple(answers))]
        return "danger", language, [*parts, {**services, "services": services["services"][:2]}]
    if "synkk" in said:
        danger = {"type": "danger", "kind": "suicide", "level": "concern"}
        return (
            "services",
            language,
            [
                {**danger, "contacts": build_danger_contacts(language)[2:]},
                text(UNDERSTOOD[language]),
                services,
            ],
        )
    if "hmm" in said:
        question, *answers = CLARIFY[language]
        cards = {**services, "services": services["services"][:2]}
        return "clarify", language, [text(question), cards, build_choices("need", tuple(answers))]
    if "outo" in said:
        return "nothing_fits", spoken, [text(NOT_UNDERSTOOD[language])]
    if "arabic" in said:
        return "act", "ar", [text("مرحبا. أنا Kynnys."), services]
    if "ihminen" in said:
        help_request = {"type": "help_request", "need": None, "service_id": "esimerkkilinja"}
        return "help_request", language, [help_request, {**services, "services": services["services"][:1]}]
    if said.startswith(("age:", "safety:", "need:")):
        return "services", language, [text(UNDERSTOOD[language]), services]
    age = build_choices("age", AGES[language])
    return "services", spoken, [text(UNDERSTOOD[language]), services, text(QUESTION[language]), age]
