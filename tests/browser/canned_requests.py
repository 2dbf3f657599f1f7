"""Answers to help requests as docs/help-requests.md has them: an inbox that nobody has."""

import re
from typing import Any

from tests.browser.canned import build_danger_contacts, build_services

Json = dict[str, Any]

SECRECY = "Asiaasi ei kerrota muille. Jos sinä tai toinen lapsi ei ole turvassa, heidän on toimittava."
LABELS = {
    "need.label": "Mistä on kyse?",
    "message.label": "Kerro omin sanoin",
    "message.hint": "Muutama sana riittää.",
    "about.label": "Kenelle apua pyydetään?",
    "age.label": "Ikä vuosina",
    "municipality.label": "Kunta",
    "school.label": "Koulu",
    "name.label": "Nimi, jota käytämme",
    "phone.label": "Puhelinnumero soittamista varten",
    "sms.label": "Puhelinnumero tekstiviestejä varten",
    "email.label": "Sähköposti",
    "dont_call_home.label": "Älkää soittako kotiin",
    "reach_when.label": "Milloin sinut tavoittaa?",
    "code_word.label": "Koodisana, jos joku muu vastaa",
    "code_word.hint": "Esimerkiksi: kirjasto.",
    "may_hand_over.label": "Pyynnön saa antaa myös toiseen paikkaan.",
    "leave_empty.label": "Älä kirjoita tähän mitään",
    "consent.label": "Pyyntöni saa lähettää tälle palvelulle.",
}
TOO_LONG = "Teksti on liian pitkä. Lyhennä se enintään {maximum} merkkiin."
REACH = ("phone", "sms", "email")
BANNER = "Tämä on kokeilu. Pyyntöjä ei lue kukaan."
LIMIT = {"text": "Pääset juttelemaan viimeistään seitsemäntenä koulun työpäivänä.", "source": "Laki, 15 §"}
CANNOT_WAIT = "Jos asia ei voi odottaa, soita 112."
PROMISE = {"working_days": 3, "by": "2026-11-26", "text": "He lupaavat ottaa yhteyttä viimeistään 26.11."}
RECIPIENT = {"id": "demo", "name": "Kokeilun postilaatikko"}


def spoken_here(language: str | None) -> str:
    """Return a language that canned services have texts in."""
    return language if language in ("fi", "sv", "en") else "en"


def build_form(language: str) -> Json:
    """Return what the form needs; its labels are Finnish in every language here."""
    lengths = {"message": 2000, "school": 100, "name": 100, "phone": 40, "sms": 40, "email": 254}
    return {
        "language": language,
        "texts": {
            "help_request.title": "Pyydä apua",
            "help_request.secrecy": SECRECY,
            "help_request.error.too_long": TOO_LONG,
            **{f"help_request.form.{key}": text for key, text in LABELS.items()},
        },
        "needs": [{"key": "bullying", "title": "Kiusaaminen"}, {"key": "money", "title": "Raha"}],
        "about": [{"key": "self", "title": "Minulle"}, {"key": "child", "title": "Lapselleni"}],
        "municipalities": [{"code": "049", "name": "Espoo"}, {"code": "235", "name": "Kauniainen"}],
        "longest": {**lengths, "reach_when": 200, "code_word": 60, "reference": 200},
    }


def build_route(asked: Json, has_inbox: bool) -> Json:
    """Return to whom a request goes, or the services that can be contacted instead."""
    language = spoken_here(asked.get("language"))
    age = asked.get("age")
    adult = "Voit pyytää aikuista avuksi, tai lähettää tämän itse."
    return {
        "can_send": has_inbox,
        "language": language,
        "recipient": RECIPIENT if has_inbox else None,
        "demo": has_inbox,
        "banner": BANNER if has_inbox else None,
        "text": "Pyynnön lukee: Kokeilun postilaatikko."
        if has_inbox
        else "Täältä ei nyt voi pyytää yhteydenottoa.",
        "promise": PROMISE if has_inbox else None,
        "legal_limits": [LIMIT] if has_inbox else [],
        "cannot_wait": CANNOT_WAIT,
        "trusted_adult": adult if isinstance(age, int) and age < 13 else None,
        "services": [] if has_inbox else build_services(language)[:2],
        "parts": build_danger(asked, language),
    }


def build_danger(sent: Json, language: str) -> list[Json]:
    """Return danger contacts and a sentence when the message holds one certain word."""
    if "kuolla" not in str(sent.get("message")):
        return []
    contacts = build_danger_contacts(language)
    danger = {"type": "danger", "kind": "suicide", "level": "acute", "contacts": contacts}
    return [danger, {"type": "text", "text": "Et ole yksin."}]


def answer(sent: Json, has_inbox: bool, failure: int | str | None) -> tuple[int, Json]:
    """Return status and body for a request that was sent."""
    language = spoken_here(sent.get("language"))
    parts = build_danger(sent, language)
    if isinstance(failure, int):
        services = {"type": "services", "services": build_services(language)[:1]}
        error = {
            "code": "help_request_not_stored",
            "message": "Pyyntöä ei saatu talteen. Lähetä se uudelleen.",
        }
        return failure, {"error": error, "parts": [*parts, services]}
    if not has_inbox:
        services = {"type": "services", "services": build_services(language)[:1]}
        error = {"code": "help_request_no_inbox", "message": "Kukaan ei lue pyyntöjä juuri nyt."}
        return 409, {"error": error, "parts": [*parts, services]}
    fields = find_mistakes(sent)
    if fields:
        error = {
            "code": "help_request_invalid",
            "message": "Pyyntöä ei vielä lähetetty. Korjaa merkityt kohdat.",
        }
        return 422, {"error": error, "fields": fields, "parts": parts}
    return 201, {
        "reference": "kuusi lampi tuoli vene marja",
        "state": "received",
        "language": language,
        "recipient": RECIPIENT,
        "demo": True,
        "banner": BANNER,
        "title": "Pyyntösi on tallessa",
        "next_steps": ["Pyynnön lukee: Kokeilun postilaatikko.", PROMISE["text"]],
        "reference_note": "Kirjoita nämä viisi sanaa muistiin. Niitä ei näytetä toista kertaa.",
        "promise": PROMISE,
        "legal_limits": [LIMIT],
        "cannot_wait": CANNOT_WAIT,
        "parts": parts,
    }


def find_mistakes(sent: Json) -> list[Json]:
    """Return what must be mended, field by field."""
    mistakes = []
    if not any(sent.get(name) for name in REACH):
        mistakes.append(
            {"field": "reach", "code": "reach_missing", "message": "Anna yksi tapa, jolla sinut tavoittaa."}
        )
    if sent.get("email") and not re.search(r".@.+\..", str(sent["email"])):
        mistakes.append({"field": "email", "code": "email_invalid", "message": "Tarkista sähköpostiosoite."})
    if sent.get("consent") is not True:
        mistakes.append({"field": "consent", "code": "consent_missing", "message": "Lupa tarvitaan."})
    if len(str(sent.get("message") or "")) > 2000:
        message = TOO_LONG.format(maximum=2000)
        mistakes.append({"field": "message", "code": "too_long", "message": message})
    if sent.get("leave_empty"):
        mistakes.append({"field": "leave_empty", "code": "leave_empty", "message": "Tyhjennä tämä kohta."})
    return mistakes
