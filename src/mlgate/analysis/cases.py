"""A rule set and a case in; whether everything that it expects comes out, and where it does not why, out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from mlgate.analysis.ladder import Ladder, Reading, compact_fact, ladders
from mlgate.analysis.outlook import unconfirmed
from mlgate.analysis.possible import possible_in
from mlgate.analysis.questions import next_question
from mlgate.analysis.space import space_of
from mlgate.assessment import assess
from mlgate.expression.comparing import compares
from mlgate.loading.cases import Case, Expectation, Operator, Wanted
from mlgate.model import Assessment, Finding, RuleSet, RungState
from mlgate.values import value

MOST_NAMED = 8
_EXPECTED_OUTCOME = {"fires": "fires", "not": "no", "open": "open"}
_OUTCOME_WORDS = {"fires": "fires", "no": "does not fire", "open": "is open"}


@value
class Mismatch:
    """An expectation that does not hold: what came out instead, and why."""

    expectation: Expectation
    found: str
    because: tuple[str, ...] = ()
    ladders: tuple[Ladder, ...] = ()


@value
class Result:
    """A case that was run."""

    case: Case
    assessment: Assessment
    mismatches: tuple[Mismatch, ...]

    @property
    def holds(self) -> bool:
        """Tell whether everything came out as expected."""
        return not self.mismatches


def run_case(ruleset: RuleSet, case: Case) -> Result:
    """Assess the answers of a case and compare with what it expects."""
    assessment = assess(ruleset, case.answers)
    judge = _Judge(Reading(ruleset, case.answers, assessment))
    found = (judge.look(expectation) for expectation in case.expectations)
    return Result(case, assessment, tuple(one for one in found if one is not None))


class _Judge:
    """Compares expectations with one reading; what is costly is worked out only where it is expected."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.ruleset = reading.ruleset
        self.assessment = reading.assessment
        self.ladder = [rung.id for rung in self.ruleset.verdicts]
        self.findings = {finding.rule: finding for finding in self.assessment.findings}
        self.rungs = {rung.verdict: rung for rung in self.assessment.rungs}

    def look(self, wanted: Expectation) -> Mismatch | None:
        """Give what is wrong, or None where the expectation holds."""
        match wanted.kind:
            case "verdict" | "at_most":
                return self.verdict(wanted)
            case "fires" | "not" | "open":
                return self.rule(wanted)
            case "dimension":
                return self.dimension(wanted)
            case "fact":
                return self.fact(wanted)
            case "possible" | "settled":
                return self.possible(wanted)
            case "next":
                asked = next_question(self.ruleset, self.reading.answers, self.reading.answers)
                return None if asked == wanted.wanted else Mismatch(wanted, asked or "none: no question matters")
            case "conditions":
                return self.conditions(wanted)

    # --- rules, facts and scores ---

    def rule(self, wanted: Expectation) -> Mismatch | None:
        finding = self.findings[wanted.subject]
        if finding.outcome == _EXPECTED_OUTCOME[wanted.kind]:
            return None
        return Mismatch(wanted, said(finding), (), tuple(self.of_rule(wanted.subject)))

    def of_rule(self, rule: str) -> Iterator[Ladder]:
        return ladders(self.reading, f"rule {rule}", self.ruleset.rules[rule].when)

    def dimension(self, wanted: Expectation) -> Mismatch | None:
        score = self.assessment.scores[wanted.subject]
        if compared(Fraction(score.value), wanted.operator, wanted.wanted):
            return None
        bounds = f" (possible: {score.low} to {score.high})" if score.low != score.high else ""
        return Mismatch(wanted, f"{score.value}{bounds}", tuple(self.points(wanted.subject)))

    def points(self, dimension: str) -> Iterator[str]:
        """Say what a score is made of."""
        yield f"{self.ruleset.dimensions[dimension].base} base"
        for rule in self.ruleset.rules.values():
            points = dict(rule.effect.points).get(dimension)
            finding = self.findings[rule.id]
            if points and finding.provisional:
                open = ", open" if finding.outcome == "open" else ""
                yield f"{points:+d} {rule.id}{open}: {rule.when.text}"

    def fact(self, wanted: Expectation) -> Mismatch | None:
        found = self.assessment.facts[wanted.subject].value
        if compared(found, wanted.operator, wanted.wanted):
            return None
        fact = self.ruleset.facts[wanted.subject]
        shown: list[Ladder] = []
        if (formula := fact.value or fact.holds) is not None:
            shown += ladders(self.reading, f"fact {fact.id}", formula)
        if fact.when is not None and found is None:
            shown += ladders(self.reading, f"fact {fact.id} applies where", fact.when)
        return Mismatch(wanted, compact_fact(self.reading, fact.id), (), tuple(shown))

    # --- the verdict ---

    def verdict(self, wanted: Expectation) -> Mismatch | None:
        found, place = self.assessment.verdict, self.ladder.index
        assert isinstance(wanted.wanted, str)
        if found == wanted.wanted or (wanted.kind == "at_most" and place(found) <= place(wanted.wanted)):
            return None
        reasons = [*self.why_found(found), *self.why_not(wanted, found)]
        rules = dict.fromkeys(rule for _, rules in reasons for rule in rules)
        shown = [one for rule in rules for one in self.of_rule(rule)]
        rung = next(one for one in self.ruleset.verdicts if one.id == wanted.wanted)
        if rung.when is not None and self.rungs[rung.id].condition_holds is not True:
            shown += ladders(self.reading, f"verdict {rung.id} is open where", rung.when)
        return Mismatch(wanted, found, tuple(text for text, _ in reasons), tuple(dict.fromkeys(shown)))

    def why_found(self, found: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Say why the verdict is what it is, with the rules that make it so."""
        if self.assessment.enough is not None:
            by = self.assessment.enough.by
            yield f"{found} is the plainest open verdict that is enough ({', '.join(by)})", by
        else:
            yield f"{found} is the heaviest open verdict; no rule calls an open one enough", ()
        cap = self.assessment.provisional_cap
        if cap is not None:
            yield f"the cap is {cap.verdict} ({', '.join(cap.by)})", cap.by

    def why_not(self, wanted: Expectation, found: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Say why it is not the verdict that was expected."""
        assert isinstance(wanted.wanted, str)
        rung = self.rungs[wanted.wanted]
        if rung.provisional_open:
            heavier = self.ladder.index(found) > self.ladder.index(rung.verdict)
            if wanted.kind == "verdict":
                nothing = "nothing calls it enough" if heavier else "a plainer one is enough"
                yield f"{rung.verdict} is open, but {nothing}", ()
            return
        yield from closing(rung)

    # --- what is possible ---

    def possible(self, wanted: Expectation) -> Mismatch | None:
        found = possible_in(space_of(self.ruleset, self.reading.answers))
        if wanted.kind == "settled" and found.settled == wanted.wanted:
            return None
        if wanted.kind == "possible" and found.verdicts == self.in_order(wanted.wanted):
            return None
        open, more = self.assessment.open, len(self.assessment.open) - MOST_NAMED
        because = (f"open: {', '.join(open[:MOST_NAMED])}{f' and {more} more' if more > 0 else ''}",) if open else ()
        return Mismatch(wanted, f"{', '.join(found.verdicts)} ({found.proof})", because)

    def in_order(self, verdicts: Wanted) -> tuple[str, ...]:
        return tuple(id for id in self.ladder if isinstance(verdicts, tuple) and id in verdicts)

    def conditions(self, wanted: Expectation) -> Mismatch | None:
        space = space_of(self.ruleset, self.reading.answers)
        found = unconfirmed(space, self.reading.answers, self.assessment, possible_in(space))
        names = tuple(one.question for one in found)
        if isinstance(wanted.wanted, tuple) and set(names) == set(wanted.wanted):
            return None
        return Mismatch(wanted, ", ".join(names) or "none")


def closing(rung: RungState) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Say what closes a rung in the provisional world, with the rules that do."""
    if rung.closed_by:
        yield f"{rung.verdict} is closed by {', '.join(rung.closed_by)}", rung.closed_by
    for dimension, score, need in rung.missing:
        yield f"{rung.verdict} asks for {dimension} {need}, and it is {score.value}", ()
    if not rung.closed_by and not rung.missing:
        yield f"the condition of {rung.verdict} does not hold", ()


def said(finding: Finding) -> str:
    """Say how a rule came out, and which answers made it so."""
    questions = ", ".join((*finding.because, *finding.missing))
    return _OUTCOME_WORDS[finding.outcome] + (f" (because of {questions})" if questions else "")


def compared(found: Fraction | bool | None, operator: Operator, wanted: Wanted) -> bool:
    """Compare what came out with what is wanted; what is not applicable equals only itself and has no order."""
    if isinstance(found, Fraction) and isinstance(wanted, Fraction):
        return compares(found, operator, wanted)
    is_same = type(found) is type(wanted) and found == wanted
    return is_same if operator == "==" else operator == "!=" and not is_same
