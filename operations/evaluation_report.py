"""How the measures of an evaluation are shown: as text, and as a picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from operations.proportion import Proportion

SHOWN_CONFUSIONS = 40
Measures = Mapping[str, Mapping[str, Proportion]]


def print_report(
    measures: Measures, confused: Sequence[tuple[str, str, int]], missed: Sequence[Any], alarms: Sequence[Any]
) -> None:
    """Print every measure by language, the confusions, and each danger that was missed or falsely raised."""
    groups = list(measures)
    width = max(len(name) for name in measures["all"])
    print(" " * width, *(f"{group:>26}" for group in groups))
    for name in measures["all"]:
        print(f"{name:{width}}", *(f"{measures[group][name]!s:>26}" for group in groups))
    print("\nConfusions (true need → taken for):")
    for true, taken, count in confused[:SHOWN_CONFUSIONS]:
        print(f"  {count:3} {true} → {taken}")
    print(f"\nDanger missed: {len(missed)}")
    for outcome in missed:
        print(f"  [{outcome.lang}] {outcome.crisis}/{outcome.level}: {outcome.text}")
    print(f"\nFalse alarms: {len(alarms)}")
    for outcome in alarms:
        print(f"  [{outcome.lang}] {outcome.understood['danger']}/{outcome.danger_level}: {outcome.text}")


def draw(measures: Measures, file: Path) -> None:
    """Write a bar picture of the measures by language, with their 95 % intervals."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = list(measures["all"])
    groups = list(measures)
    height = 0.8 / len(groups)
    figure, axes = pyplot.subplots(figsize=(10, 0.55 * len(names) + 1))
    for place, group in enumerate(groups):
        values = [measures[group][name] for name in names]
        shares = [100 * value.share if value.n else 0 for value in values]
        reach = [
            # Where all or none held, rounding may put the end of the interval on the wrong side.
            [max(0.0, 100 * (value.share - value.low)) if value.n else 0 for value in values],
            [max(0.0, 100 * (value.high - value.share)) if value.n else 0 for value in values],
        ]
        rows = [row + place * height for row in range(len(names))]
        axes.barh(rows, shares, height, xerr=reach, label=group, error_kw={"linewidth": 0.7})
    axes.set_yticks([row + 0.4 - height / 2 for row in range(len(names))], names)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("%, with 95 % interval")
    axes.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)
    pyplot.close(figure)
