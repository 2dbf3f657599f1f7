"""Words are found whatever their inflection, inside compounds, by everyday names and without their marks."""

from __future__ import annotations

import pytest

from services_catalog.reference_data import ReferenceData
from services_catalog.search import SearchFilter, search_services
from services_catalog.snapshot import Snapshot, load_snapshot_from_entries
from services_catalog.word_index import Text, WordIndex


@pytest.fixture(scope="module")
def curated(reference: ReferenceData) -> Snapshot:
    """The project's own entries."""
    return load_snapshot_from_entries(reference)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("kuraattorille", "kuraattori"),
        ("koulukuraattorien", "kuraattori"),
        ("skolkuratorn", "kuraattori"),
        ("terkkari", "kouluterveydenhoitaja"),
        ("sossu", "perheen-sosiaalityo"),
        ("paihdepalvelut", "nuorten-mielenterveys-ja-paihdepalvelut-lansi-uusimaa"),
        ("velkoihin", "talous-ja-velkaneuvonta"),
        ("skulder", "talous-ja-velkaneuvonta"),
        ("navigatorn i Esbo", "ohjaamo-espoo"),
        ("etsivät nuorisotyöntekijät Lahdessa", "etsiva-nuorisotyo-lahti"),
        ("vakivalta", "vakivaltapalvelut-lahti"),
        ("lastenvalvojalle", "lastenvalvoja-lansi-uusimaa"),
        ("shelters", "nuorten-turvatalo"),
    ],
)
def test_the_best_entry_stands_first(curated: Snapshot, query: str, first: str) -> None:
    assert search_services(curated, SearchFilter(text=query)).services[0].id == first


def test_a_telephone_number_is_found_however_it_is_written(curated: Snapshot) -> None:
    written = ("029 151 2000", "0291512000", "+358 29 151 2000", "00358291512000")
    found = [search_services(curated, SearchFilter(text=number)).total_items for number in written]
    assert len(set(found)) == 1
    assert found[0] > 0


def test_all_words_must_be_found_but_small_ones_do_not_count(curated: Snapshot) -> None:
    assert search_services(curated, SearchFilter(text="kuraattori hattivatti")).total_items == 0
    alone = search_services(curated, SearchFilter(text="kuraattori")).total_items
    assert search_services(curated, SearchFilter(text="mä ja kuraattori")).total_items == alone


@pytest.mark.parametrize("query", ["", "  ", "!!!", "\n", "a" * 200, "-", "%_", "🙂"])
def test_strange_queries_break_nothing(curated: Snapshot, query: str) -> None:
    search_services(curated, SearchFilter(text=query))


def test_what_is_taken_out_is_found_no_more(reference: ReferenceData) -> None:
    index = WordIndex(reference.everyday_words)
    index.put("one", [Text("fi", "Nuorten työpaja", 10)], "youth_workshop", ["work_study"])
    index.put("two", [Text("fi", "Paja", 10)], "youth_workshop", ["work_study"])
    assert set(index.find("pajalle")) == {"one", "two"}
    index.put("two", [Text("fi", "Kahvila", 10)], "peer_group", ["loneliness"])
    assert set(index.find("pajalle")) == {"one"}
    assert set(index.find("kahvilaan")) == {"two"}
    index.take_out("one")
    index.take_out("one")
    assert index.find("pajalle") == {}
    assert len(index) == 1


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("päihteisiin", "Päihdetyö"),
        ("neuvolassa", "Perheneuvola"),
        ("perheneuvolassa", "Neuvola"),
        ("Lahdesta", "Lahti"),
        ("isille", "Isät"),
        ("kouluun", "Koulupsykologi"),
        ("NUORISOTALOLTA", "nuorisotalo"),
        ("naisten", "Nainen"),
    ],
)
def test_a_word_is_found_in_another_form(reference: ReferenceData, word: str, text: str) -> None:
    index = WordIndex(reference.everyday_words)
    index.put("one", [Text("fi", text, 10)], "other", [])
    assert "one" in index.find(word)


def test_short_words_are_not_found_inside_others(reference: ReferenceData) -> None:
    index = WordIndex(reference.everyday_words)
    index.put("one", [Text("fi", "Lisätietoa", 10)], "other", [])
    assert index.find("isä") == {}
