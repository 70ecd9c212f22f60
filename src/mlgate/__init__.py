"""Should this even be ML? The public Python API of mlgate: `load` a rule set, `assess` answers, read the `Result`."""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it, which type checkers know; importing typing would cost as much as the rest
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction
    from os import PathLike

    from mlgate.commands.conclude import Conclusion
    from mlgate.model import (
        Assumption,
        FactValue,
        Finding,
        FindOut,
        Flip,
        RuleSet,
        RungState,
        Score,
        Sheet,
        UnconfirmedCondition,
    )
    from mlgate.problem import Unusable as Unusable

    Value = str | bool | int | float | Fraction | None | Sequence[str]
    Path = str | PathLike[str]

__version__ = "0.1.0"
__all__ = ["Result", "Unusable", "__version__", "assess", "load"]


def load(name_or_path: Path = "default") -> RuleSet:
    """Load a rule set: a built-in name, a name of the project's rule folders, or a path.

    Raises `Unusable`, whose text shows every mistake with its place.
    """
    from os import fspath

    from mlgate.commands.inputs import ruleset_named

    return ruleset_named(fspath(name_or_path))


def assess(ruleset: RuleSet | Path, answers: Mapping[str, Value | Mapping[str, Value]] | Sheet | Path) -> Result:
    """Assess answers by a rule set (one that was loaded, or what `load` takes).

    `answers` is a mapping of question ids to plain values, the path of an answers file, or a `Sheet`. A plain value
    is what an answers file would say: a choice id, a list of ids of which any may be true, a number, a range or a
    quantity as text (`"5k..20k"`, `"50 ms"`), True or False, `"unknown"`, `"n/a"`; None counts as not asked; and
    the long form `{"value": ..., "note": ..., "basis": ...}`. Raises `Unusable`.
    """
    from collections.abc import Mapping
    from os import fspath

    from mlgate.commands.conclude import conclude
    from mlgate.model import RuleSet, Sheet

    rules = ruleset if isinstance(ruleset, RuleSet) else load(ruleset)
    if isinstance(answers, Sheet):
        return Result(conclude(rules, answers))
    if isinstance(answers, Mapping):
        from mlgate.loading.plain import plain_answers

        return Result(conclude(rules, Sheet(plain_answers(rules, answers), rules=rules.id)))
    return Result(conclude(rules, _read(rules, fspath(answers))))


def _read(rules: RuleSet, file: str) -> Sheet:
    """Read an answers file by a rule set, whichever one the file names."""
    from mlgate.files import read_ours
    from mlgate.loading.answers import read_sheet

    return read_sheet(read_ours(file, "an answers file"), file, rules)


class Result:
    """What one set of answers comes to. Only read it; `to_json`, `to_markdown` and `to_html` write the report."""

    __slots__ = ("_conclusion",)

    def __init__(self, conclusion: Conclusion) -> None:
        self._conclusion = conclusion

    def __repr__(self) -> str:
        """Show the verdict, and what else is possible."""
        return f"<Result {self.verdict}, possible: {', '.join(self.possible)}>"

    @property
    def verdict(self) -> str:
        """The id of the provisional verdict: the one if every open answer were as its question assumes."""
        return self._conclusion.assessment.verdict

    @property
    def possible(self) -> tuple[str, ...]:
        """The ids of all verdicts that the open answers leave possible, plainest first."""
        return self._conclusion.outlook.possible.verdicts

    @property
    def settled(self) -> bool:
        """Whether only one verdict is possible, whatever the open answers turn out to be."""
        return self._conclusion.outlook.possible.settled

    @property
    def conditions(self) -> tuple[UnconfirmedCondition, ...]:
        """The sentences that must hold for the verdict and are not confirmed."""
        return self._conclusion.outlook.conditions

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """The values taken for open answers, each with whether the verdict rests on it."""
        return self._conclusion.outlook.assumptions

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What each rule says: fires, no or open, and the questions that make it so."""
        return self._conclusion.assessment.findings

    @property
    def scores(self) -> Mapping[str, Score]:
        """The score of each dimension: provisional, lowest and highest."""
        return self._conclusion.assessment.scores

    @property
    def facts(self) -> Mapping[str, FactValue]:
        """What was computed from the answers: provisional value and bounds."""
        return self._conclusion.assessment.facts

    @property
    def rungs(self) -> tuple[RungState, ...]:
        """Each rung of the ladder: open or not, and what is missing."""
        return self._conclusion.assessment.rungs

    @property
    def flips(self) -> tuple[Flip, ...]:
        """The smallest changes of answers that lead to another verdict, least effort first."""
        return self._conclusion.outlook.flips

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The questions that can still change the verdict, most useful first; empty exactly when settled."""
        return self._conclusion.outlook.open_questions

    @property
    def find_out(self) -> tuple[FindOut, ...]:
        """What to find out, with the effort and with what each value would leave possible."""
        return self._conclusion.outlook.find_out

    def to_json(self) -> str:
        """Write the object that `mlgate assess --json` prints."""
        return self._rendered("json")

    def to_markdown(self) -> str:
        """Write the report as Markdown."""
        return self._rendered("markdown")

    def to_html(self) -> str:
        """Write the report as one HTML page."""
        return self._rendered("html")

    def _rendered(self, format: str) -> str:
        from mlgate.commands.formats import rendered

        return rendered(self._conclusion, format)  # type: ignore[arg-type]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Give `Unusable` when it is asked for, so that importing the package loads nothing else."""
        if name == "Unusable":
            from mlgate.problem import Unusable

            return Unusable
        raise AttributeError(f"module 'mlgate' has no attribute {name!r}")
