"""What axe finds: what breaks the rules of WCAG 2.0, 2.1 and 2.2 at the levels A and AA."""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# How many violations each page or state had that was looked at since this was emptied.
violations: list[int] = []
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def run_axe(page: Page, only: dict[str, object] | None = None) -> AxeResults:
    """What axe tells of the page, once its styles have come: before that it breaks rules that it keeps.

    Args:
        only: rules to look for instead of those of WCAG 2.2 A and AA, as axe's `runOnly` has it.
    """
    page.wait_for_load_state()
    found = Axe().run(page, options={"runOnly": only or {"type": "tag", "values": TAGS}})
    violations.append(found.violations_count)
    return found


def find_violations(page: Page) -> list[tuple[str, str]]:
    """The rules that the page breaks, each with an element that breaks it, short enough to read."""
    found = run_axe(page).response["violations"]
    return [(rule["id"], node["html"][:150]) for rule in found for node in rule["nodes"]]
