"""A share of cases with its 95 % interval."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

Z_95 = 1.959964


@dataclass(frozen=True)
class Proportion:
    """How many of n cases held, and the interval in which the true share lies with 95 % confidence."""

    count: int
    n: int
    share: float
    low: float
    high: float

    @classmethod
    def of(cls, cases: Iterable[bool]) -> "Proportion":
        """Count the cases.

        Source: Wilson score interval, https://doi.org/10.1080/01621459.1927.10502953 (holds for small n
        and for shares near 0 and 1, where the usual interval does not).
        """
        held = list(cases)
        n, count = len(held), sum(held)
        if not n:
            return cls(0, 0, math.nan, math.nan, math.nan)
        share = count / n
        middle = (share + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
        reach = Z_95 * math.sqrt(share * (1 - share) / n + Z_95**2 / (4 * n**2)) / (1 + Z_95**2 / n)
        return cls(count, n, share, max(0.0, middle - reach), min(1.0, middle + reach))

    def __str__(self) -> str:
        if not self.n:
            return "–"
        return (
            f"{100 * self.share:5.1f} % ({self.count}/{self.n}, {100 * self.low:.0f}–{100 * self.high:.0f})"
        )
