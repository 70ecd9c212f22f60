"""The values of the linter: what a check finds, what could not be looked at, and all of it for one rule set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from mlgate.model import Origin, Suppression
from mlgate.values import field, value

Level = Literal["error", "warning", "note"]
Witness = Mapping[str, str]  # question to answer, as in an answers file


@value
class Diagnostic:
    """One finding: what is wrong with an item, with example answers or a reason as the proof of it.

    `mark` is the text of the item that is meant, where it is a part of it. `proved`: it holds for all answers.
    """

    code: str
    level: Level
    item: str
    origin: Origin
    message: str
    reason: str = ""
    help: str = ""
    mark: str = ""
    witness: Witness = field(default_factory=dict)
    proved: bool = True


@value
class Skipped:
    """What a check did not look at, and why."""

    code: str
    item: str
    reason: str


@value
class Accepted:
    """A finding that the author accepts, with the author's reason."""

    diagnostic: Diagnostic
    suppression: Suppression


@value
class Report:
    """All that linting came to: findings in the order of the file, accepted ones, and what was not analysed."""

    diagnostics: tuple[Diagnostic, ...]
    accepted: tuple[Accepted, ...]
    skipped: tuple[Skipped, ...]
    checks: int

    @property
    def clean(self) -> bool:
        """Tell whether there is nothing that has to be put right; notes are no such thing."""
        return all(one.level == "note" for one in self.diagnostics)
