"""The default rule set in memory in, the time of one assessment, of the flips and of the next question out."""

from __future__ import annotations

from benchmarks.measuring import Table, at_most, medians
from benchmarks.sheets import complete_sheet, default_rules
from mlgate.analysis.flips import flips
from mlgate.analysis.questions import next_question
from mlgate.assessment import assess

ONE = "one assessment, complete sheet"
IN_A_ROW = 20  # a single one is over before a machine has settled on it


def measure(rounds: int = 21) -> Table:
    """Time what is done again and again while somebody answers."""
    rules, complete = default_rules(), complete_sheet()
    half = dict(list(complete.items())[: len(complete) // 2])
    times = medians(
        {
            ONE: lambda: [assess(rules, complete) for _ in range(IN_A_ROW)],
            "flips, complete sheet": lambda: flips(rules, complete),
            "flips, blank sheet": lambda: flips(rules, {}),
            "next question, blank sheet": lambda: next_question(rules, {}),
            "next question, half a sheet": lambda: next_question(rules, half),
            "next question by `fewest`, half a sheet": lambda: next_question(rules, half, (), "fewest"),
        },
        rounds,
    )
    times[ONE] /= IN_A_ROW
    targets = dict.fromkeys(times, 50.0) | {ONE: 1.0}
    figures = [at_most(name, 1000 * time, targets[name], " ms") for name, time in times.items()]
    how = f"Default rule set, medians of {rounds} interleaved runs; of one assessment {IN_A_ROW} in a row make a run."
    return Table("In memory", how, figures)
