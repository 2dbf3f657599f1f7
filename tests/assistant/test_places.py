"""Where the writer lives, in the words people use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.components.inflection import build_forms, find_stems
from assistant.components.places import find_residence, load_gazetteer
from assistant.components.vocabulary import load_places

# text, language, question asked, home, school
CASES = [
    ("asun Espoossa", "fi", None, "Espoo", None),
    ("oon 14 ja asun espoos", "fi", None, "Espoo", None),
    ("entä jos asun Vihdissä", "fi", None, "Vihti", None),
    ("asun vihissä", "fi", None, "Vihti", None),
    ("mä oon Lahest", "fi", None, "Lahti", None),
    ("oon lahesta kotosin", "fi", None, "Lahti", None),
    ("asutaan lahdessa", "fi", None, "Lahti", None),
    ("asumme Lahdessa", "fi", None, "Lahti", None),
    ("kouluun ei oo menny kukaan mun kaa 15v lahti", "fi", None, "Lahti", None),
    ("tänään kävelin rantaa pitkin ja tyyni oli lahti", "fi", None, None, None),
    ("Nine kilos gone since the summer. We're in Hollola.", "en", None, "Hollola", None),
    ("food bank lahti which days", "en", None, "Lahti", None),
    ("tuki tuli kielteisenä, lahti, mihin valitan", "fi", None, "Lahti", None),
    ("venelahti on kaunis", "fi", None, None, None),
    ("kesämökki on lahden rannalla", "fi", None, None, None),
    ("lahti", "fi", "municipality", "Lahti", None),
    ("Lahti", "fi", "municipality", "Lahti", None),
    ("pori", "fi", "municipality", "Pori", None),
    ("ii", "fi", "municipality", "Ii", None),
    ("en mä ii tiedä", "fi", None, None, None),
    ("asun iissä", "fi", None, "Ii", None),
    ("asun Vihdissä mut koulu on Espoossa", "fi", None, "Vihti", "Espoo"),
    ("käyn koulua Espoossa mutta asun Kirkkonummella", "fi", None, "Kirkkonummi", "Espoo"),
    ("koulu on Lohjalla", "fi", None, "Lohja", None),
    ("Lepuskissa ei oo mitään tekemistä", "fi", None, "Espoo", None),
    ("asun Leppävaarassa", "fi", None, "Espoo", None),
    ("asun leppavaarassa", "fi", None, "Espoo", None),
    ("asun matinkylas", "fi", None, "Espoo", None),
    ("mattby", "sv", "municipality", "Espoo", None),
    ("jag bor i Alberga", "sv", None, "Espoo", None),
    ("jag bor i esbo", "sv", None, "Espoo", None),
    ("vi bor i Ingå", "sv", None, "Inkoo", None),
    ("jag har inga vänner", "sv", None, None, None),
    ("det ska ingå i priset", "sv", None, None, None),
    ("vi flyttade till Lojo", "sv", None, "Lohja", None),
    ("vi flyttade från Åbo till Esbo", "sv", None, "Espoo", None),
    ("Gustavs mamma dricker", "sv", None, None, None),
    ("I live in Espoo", "en", None, "Espoo", None),
    ("we moved from Helsinki to Lahti last year", "en", None, "Lahti", None),
    ("my dad lives in Turku and I live in Espoo", "en", None, "Espoo", None),
    ("isä asuu Turussa ja mä Espoossa", "fi", None, "Espoo", None),
    ("mummo asuu Oulussa", "fi", None, None, None),
    ("muutettiin Tampereelta Hollolaan", "fi", None, "Hollola", None),
    ("muutin Espooseen kuukausi sitten", "fi", None, "Espoo", None),
    ("en asu Espoossa vaan Lahdessa", "fi", None, "Lahti", None),
    ("ei vaan Vihdissä", "fi", None, "Vihti", None),
    ("ei Espoossa vaan Kauniaisissa", "fi", None, "Kauniainen", None),
    ("ope Salo huutaa mulle", "fi", None, None, None),
    ("opettaja Lahti on ilkeä", "fi", None, None, None),
    ("Matti Lahti kiusaa mua", "fi", None, None, None),
    ("asun Salossa", "fi", None, "Salo", None),
    ("asun salossa", "fi", None, "Salo", None),
    ("Nokian puhelin hajosi", "fi", None, None, None),
    ("asun nokialla", "fi", None, "Nokia", None),
    ("Tammisaaressa asutaan", "fi", None, "Raasepori", None),
    ("vi bor i Ekenäs", "sv", None, "Raasepori", None),
    ("jag är från Karis", "sv", None, "Raasepori", None),
    ("asun Nummelassa", "fi", None, "Vihti", None),
    ("asun Virkkalassa", "fi", None, "Lohja", None),
    ("espoolainen nuori", "fi", None, "Espoo", None),
    ("oon lahtelainen", "fi", None, "Lahti", None),
    ("kuraattori espoo", "fi", None, "Espoo", None),
    ("Espoon kaupunki", "fi", None, "Espoo", None),
    ("asun Esppoossa", "fi", None, "Espoo", None),
    ("asun Kirkonummella", "fi", None, "Kirkkonummi", None),
    ("asun espossa", "fi", None, "Espoo", None),
    ("muutan Hankoon", "fi", None, "Hanko", None),
    ("ota hanko ja lapio", "fi", None, None, None),
    ("asun Hangossa", "fi", None, "Hanko", None),
    ("olen Iitistä", "fi", None, "Iitti", None),
    ("asutaan kausalassa", "fi", None, "Iitti", None),
    ("lopeta tuo", "fi", None, None, None),
    ("mun kaa tuli riitaa kera kavereiden", "fi", None, None, None),
    ("kilossa on tuhat grammaa", "fi", None, None, None),
    ("asun Kilossa", "fi", None, "Espoo", None),
    ("Tapiolassa", "fi", "municipality", "Espoo", None),
    ("asun uudessakaupungissa", "fi", None, "Uusikaupunki", None),
    ("asun Pietarsaaressa", "fi", None, "Pietarsaari", None),
    ("jag bor i Jakobstad", "sv", None, "Pietarsaari", None),
    ("aura on rikki", "fi", None, None, None),
    ("oon Porista", "fi", None, "Pori", None),
    ("haluun jutella jonkun kanssa", "fi", None, None, None),
    ("asun Iso Omenan lähellä", "fi", None, "Espoo", None),
    ("asun Espoon keskuksessa", "fi", None, "Espoo", None),
    ("asun Uudessakylässä", "fi", None, "Lahti", None),
    ("koti on Sysmässä", "fi", None, "Sysmä", None),
    ("asutaan maalla Asikkalassa Vääksyssä", "fi", None, "Asikkala", None),
    ("Heinolas", "fi", "municipality", "Heinola", None),
    ("poika käy koulua Lahdessa, asumme Hollolassa", "fi", None, "Hollola", "Lahti"),
    ("asun espoossa ja koulussa kiusataan", "fi", None, "Espoo", None),
    ("I go to school in Helsinki but live in Kirkkonummi", "en", None, "Kirkkonummi", "Helsinki"),
    ("going to school in vantaa, living in espoo", "en", None, "Espoo", "Vantaa"),
    ("jag går i skola i Grankulla men bor i Esbo", "sv", None, "Espoo", "Kauniainen"),
    ("vanha äiti sairastui", "fi", None, None, None),
    ("se on kiva ja vasta alussa", "fi", None, None, None),
    ("Missä Espoossa voi jutella", "fi", None, "Espoo", None),
    ("ASUN ESPOOSSA", "fi", None, "Espoo", None),
    ("hanna salo on mun ope", "fi", None, None, None),
    ("asun Matskussa", "fi", None, "Espoo", None),
    ("Mies huusi koko yön. En uskalla kotiin. Lahti", "fi", None, "Lahti", None),
    ("Kotona riidellään joka ilta. Hanko.", "fi", None, "Hanko", None),
    ("Tyttö ei nuku, neuvola ei vastaa.\nHeinola", "fi", None, "Heinola", None),
    ("En enää jaksa. Karjaa.", "fi", None, "Raasepori", None),
    ("mua kuvattiin salaa triossa", "fi", None, "Lahti", None),
    ("Triossa pyörii aina sama porukka", "fi", None, "Lahti", None),
    ("isot tytöt haukku mua karismassa", "fi", None, "Lahti", None),
    ("vanhemmat ei tiedä että notkun sellossa", "fi", None, "Espoo", None),
    ("lippulaivassa varasteltiin ja nyt pelottaa", "fi", None, "Espoo", None),
    ("onko jkl:ssä nuorten taloa", "fi", None, "Jyväskylä", None),
    ("missä hki:ssa voi jutella", "fi", None, "Helsinki", None),
    ("asutaan hervannassa kahdestaan", "fi", None, "Tampere", None),
    ("Nokialla ei ole vapaata aikaa lääkärille", "fi", None, "Nokia", None),
    ("muutettiin salosta viime kesänä hollolaan", "fi", None, "Hollola", None),
    ("etsin tukiryhmää salosta", "fi", None, "Salo", None),
    ("inhosin koko juhlia", "fi", None, None, None),
    ("pojalla on hyvä karisma ja silti yksin", "fi", None, None, None),
    ("soitan sellolla surullisia lauluja", "fi", None, None, None),
    ("Rannalla oli hiljaista. Tyyni lahti.", "fi", None, None, None),
    ("nokia hajosi eikä saa yhteyttä kehenkään", "fi", None, None, None),
    ("salo on synkkä ja mä eksyn sinne", "fi", None, None, None),
    ("ainoa ystävä muutti pois", "fi", None, None, None),
    ("syke nousee ku ajattelen koulua", "fi", None, None, None),
    ("ankkuri painaa mun rintaa", "fi", None, None, None),
    ("meil on trio jossa soitan", "fi", None, None, None),
    ("Hon slutade äta i våras. Ekenäs.", "sv", None, "Raasepori", None),
    ("Vem kan jag ringa på kvällen? Ingå", "sv", None, "Inkoo", None),
    ("Sjundeå. Mamma dricker igen.", "sv", None, "Siuntio", None),
    ("boka tid till rådgivningen i Mattby", "sv", None, "Espoo", None),
    ("första besöket hos psykologen i Karis var jobbigt", "sv", None, "Raasepori", None),
    ("vi bor i espoo sen i höstas", "sv", None, "Espoo", None),
    ("finns det nåt för unga i leppävaara", "sv", None, "Espoo", None),
    ("nån tog min telefon i sello", "sv", None, "Espoo", None),
    ("bråk varje dag i lahti", "sv", None, "Lahti", None),
    ("mobbad i skolan, tammisaari", "sv", None, "Raasepori", None),
    ("familjecafé kyrkslätt", "sv", None, "Kirkkonummi", None),
    ("Tre veckor utan sömn nu", "sv", None, None, None),
    ("Vi har väntat. Tre. Hela månader.", "sv", None, None, None),
    ("ska det ingå mat i priset", "sv", None, None, None),
    ("ett kilo på en vecka", "sv", None, None, None),
    ("han har stor karisma", "sv", None, None, None),
    ("jag är sund men trött", "sv", None, None, None),
    ("vi besökte mormor i Hangö", "sv", None, None, None),
    ("Gustavs pappa skriker", "sv", None, None, None),
    ("help somewhere in lahti please", "en", None, "Lahti", None),
    ("got followed home at sello last night", "en", None, "Espoo", None),
    ("somebody shouted at me by Tapiola metro", "en", None, "Espoo", None),
    ("youth clinic kirkkonummi number", "en", None, "Kirkkonummi", None),
    ("therapist kyrkslätt anyone", "en", None, "Kirkkonummi", None),
    ("Lohja, sorry, I typed the wrong one", "en", None, "Lohja", None),
    ("Grankulla. My daughter does not eat.", "en", None, "Kauniainen", None),
    ("we are new in salo and know nobody", "en", None, "Salo", None),
    ("is there a food line in nokia", "en", None, "Nokia", None),
    ("kids hang out near iso omena drunk", "en", None, "Espoo", None),
    ("they filmed me in trio", "en", None, "Lahti", None),
    ("my dad works at Nokia and is never home", "en", None, None, None),
    ("my old nokia phone broke", "en", None, None, None),
    ("she lost ten kilos since spring", "en", None, None, None),
    ("the tree fell on our car", "en", None, None, None),
    ("the tolls are expensive", "en", None, None, None),
    ("my friend Inga hurts herself", "en", None, None, None),
    ("in hanko every night", "en", None, "Hanko", None),
    ("Nobody plays with me. Ekenas", "en", None, "Raasepori", None),
    ("moved from vantaa to lojo", "en", None, "Lohja", None),
    ("Kyrkslättissä asutaan", "fi", None, "Kirkkonummi", None),
    ("asun Hangössä", "fi", None, "Hanko", None),
    ("Sjundeåssa asun", "fi", None, "Siuntio", None),
    ("Den nya bron över Svartån öppnas i oktober.", "sv", None, None, None),
    ("raaseporisa asutaan", "fi", None, "Raasepori", None),
    ("oon turuust", "fi", None, "Turku", None),
    ("jarvelassa asutaan", "fi", None, "Kärkölä", None),
    ("ohjaamo lahti aukioloajat", "fi", None, "Lahti", None),
    ("asun iivisniemes", "fi", None, "Espoo", None),
    ("oon kotoisin Kemistä mut asun nyt Espoossa", "fi", None, "Espoo", None),
    ("mökki Sysmässä, asunto Lahdessa", "fi", None, "Lahti", None),
    ("joku tyyppi Espoosta uhkailee mua snäpis", "fi", None, None, None),
    ("exän luona Lahdessa lapset näki kaiken", "fi", None, None, None),
    ("kävin leirillä Padasjoella", "fi", None, None, None),
    ("en tiedä muutanko Lohjalle vai Vihtiin", "fi", None, None, None),
    ("Tapiola vakuutus ei korvaa", "fi", None, None, None),
    ("mun äiti on Porin sairaalassa", "fi", None, None, None),
    ("min kusin i Borgå", "sv", None, None, None),
    ("vi var på läger i Vasa", "sv", None, None, None),
    ("var i Esbo finns ungdomsmottagning", "sv", None, "Espoo", None),
    ("jag pluggar i Åbo men hemma i Ingå", "sv", None, "Inkoo", "Turku"),
    ("vi bodde i Åbo, nu är vi i Lojo", "sv", None, "Lohja", None),
    ("mamma arbetar på Hangö Stålverk", "sv", None, None, None),
    ("I like to eat Hanko biscuits", "en", None, None, None),
    ("I used to live in Lahti, now in Heinola", "en", None, "Heinola", None),
    ("my friend from Vantaa took pills", "en", None, None, None),
    ("For thirty years I've been a husband in Hollola", "en", None, "Hollola", None),
]


@pytest.mark.parametrize(("text", "language", "question", "home", "school"), CASES)
def test_the_place_lived_in_is_found_when_it_is_stated(
    read: Callable[..., Any],
    text: str,
    language: str,
    question: str | None,
    home: str | None,
    school: str | None,
) -> None:
    """Inflected, spoken, mistyped and nicknamed places count; everyday words that equal a name do not."""
    residence = find_residence(read(text, language, question))
    assert (residence.home and residence.home.form.name) == home
    assert (residence.school and residence.school.form.name) == school


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("lahti", "lahdessa"),
        ("vihti", "vihtiin"),
        ("hanko", "hangosta"),
        ("kirkkonummi", "kirkkonummella"),
        ("kauniainen", "kauniaisissa"),
        ("matinkylä", "matinkylästä"),
        ("leppävaara", "leppävaaraan"),
        ("espoo", "espooseen"),
        ("espoo", "espoolainen"),
        ("renkomäki", "renkomäellä"),
        ("laaksolahti", "laaksolahdesta"),
    ],
)
def test_a_form_is_built_when_the_rule_knows_the_ending(name: str, form: str) -> None:
    """The rule gives the usual forms of Finnish place names."""
    assert form in dict(build_forms(name))


def test_stems_keep_both_grades_when_consonants_change() -> None:
    """Weak and strong stems are both there."""
    assert find_stems("nihtisilta") == ("nihtisilla", "nihtisilta")


def test_every_municipality_is_found_when_its_name_is_the_answer(read: Callable[..., Any]) -> None:
    """All 309 municipalities are known by their Finnish and Swedish names."""
    missed = []
    for code, municipality in load_places()["municipalities"].items():
        for language in ("fi", "sv"):
            name = municipality.get(language)
            if name:
                home = find_residence(read(name, language, "municipality")).home
                if home is None or home.form.code != code:
                    missed.append((name, home and home.form.name))
    assert missed == []


def test_every_district_leads_to_its_municipality_when_it_is_the_answer(read: Callable[..., Any]) -> None:
    """Districts of the twenty municipalities with full care are known."""
    missed = []
    for code, municipality in load_places()["municipalities"].items():
        for district in municipality.get("districts", ()):
            home = find_residence(read(district["fi"], "fi", "municipality")).home
            if home is None or home.form.code != code:
                missed.append((district["fi"], home and home.form.name))
    assert missed == []


def test_both_counties_have_full_care_when_places_are_read() -> None:
    """Twenty municipalities with districts stand in the two counties served first."""
    places = load_places()
    served = {code for code, county in places["counties"].items() if county.get("full_care")}
    assert served >= {"03", "09"}
    inside = [one for one in places["municipalities"].values() if one["county"] in served]
    assert len(inside) >= 20
    assert all(one.get("districts") for one in inside)


def test_the_gazetteer_is_one_when_asked_for_twice() -> None:
    """The forms of all places are built once."""
    assert load_gazetteer() is load_gazetteer()
