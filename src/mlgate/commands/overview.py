"""Nothing in; five lines for somebody who typed `mlgate` alone out."""

from __future__ import annotations

from mlgate.commands.output import emit

TEXT = """\
Should this even be ML? mlgate asks, weighs the answers and says what the project has earned.

  mlgate assess                    answer a few questions, get a verdict and a report (3 minutes)
  mlgate assess --example churn    look at a finished one first
  mlgate --help                    everything else: gate for CI, what-if, your own rules
"""


def run() -> int:
    """Say what to do first."""
    emit(TEXT)
    return 0
