"""What axe looks for: the rules of WCAG 2.0, 2.1 and 2.2 at the levels A and AA."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
