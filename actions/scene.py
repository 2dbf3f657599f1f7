"""Everything a step may look at, and the searches that several steps share."""

from dataclasses import dataclass, replace

from actions.catalogue import Catalogue, Matches, Query, ServiceCard
from actions.person import Person
from actions.reference_data import ReferenceData
from actions.reply import Part, theme_choice
from actions.turn import Turn

MOST_CARDS = 3
MOST_CARDS_TO_CLARIFY = 4
MOST_NEEDS = 3
NEEDS_OF_A_KIND = 2
# The most that the catalogue gives: enough to hold a service of each kind that a few needs lead to.
WIDE_SEARCH = 50
# Ids turned down at once, the newest ones; the catalogue takes no more.
MOST_EXCLUDED = 200


@dataclass(frozen=True)
class Scene:
    """A turn, the person as understood after it, and where to look things up."""

    turn: Turn
    person: Person
    data: ReferenceData
    catalogue: Catalogue

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of service that what was said is a matter for: remembered until another need is told."""
        turn = self.turn
        return turn.said.matter or (() if turn.needs or turn.said.need else turn.memory.kinds)

    def query(self, *needs: str, limit: int = MOST_CARDS, exclude: tuple[str, ...] = ()) -> Query:
        """The search for this person in this language and area."""
        turn = self.turn
        excluded = exclude[-MOST_EXCLUDED:]
        return Query(tuple(needs), self.person, turn.words, turn.area, limit, excluded, self.kinds)

    async def find_cards(self, needs: tuple[str, ...], exclude: tuple[str, ...] = ()) -> Matches:
        """Return at most three cards, best first; the catalogue makes them cover all these needs."""
        return await self.catalogue.find_matches(self.query(*needs[:MOST_NEEDS], exclude=exclude))

    async def find_of_kinds(
        self, kinds: tuple[str, ...], first_needs: tuple[str, ...] = (), limit: int = 1
    ) -> tuple[ServiceCard, ...]:
        """Return services of these kinds, the kinds' order first, best first; empty when there are none."""
        leading = [self.data.find_needs_of((kind,)) for kind in kinds]
        needs = tuple(need for need in first_needs if any(need in found for found in leading))
        needs = needs or tuple(dict.fromkeys(need for found in leading for need in found[:NEEDS_OF_A_KIND]))
        fitting: list[ServiceCard] = []
        if needs:
            matches = await self.catalogue.find_matches(self.query(*needs, limit=WIDE_SEARCH))
            fitting = [card for card in matches.services if card.kind in kinds]
        if not fitting:
            # Nothing above the match's floor: what there is of the kind at all is still worth showing.
            place = self.person.municipality or self.turn.area
            fitting = list(await self.catalogue.find_of_kind(kinds[0], place, self.turn.words))
        return tuple(sorted(fitting, key=lambda card: kinds.index(card.kind)))[:limit]

    def theme_choices(self) -> list[Part]:
        """A button for each theme."""
        return [theme_choice(theme) for theme in self.data.themes]

    def with_language(self, language: str) -> "Scene":
        """The same scene in another language."""
        return replace(self, turn=replace(self.turn, language=language))


def take_turns(columns: list[list[ServiceCard]], most: int) -> tuple[ServiceCard, ...]:
    """Return the first of each column, then the second of each, and so on, none twice, at most `most`."""
    chosen: dict[str, ServiceCard] = {}
    for row in range(max(map(len, columns), default=0)):
        for column in columns:
            if row < len(column) and len(chosen) < most:
                chosen.setdefault(column[row].id, column[row])
    return tuple(chosen.values())
