"""The values of mlgate: rule sets, answers, assessments and what analysis concludes; frozen, without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from mlgate.expression.syntax import Condition, Formula
from mlgate.values import field, value

QuestionType = Literal["choice", "choices", "number", "money", "duration", "size", "percent", "yes_no", "text"]
Outcome = Literal["fires", "no", "open"]
Basis = Literal["estimate", "measured", "assumed"]
Proof = Literal["bounds", "enumerated", "searched", "not ruled out"]
FlipKind = Literal["find_out", "do", "falls_back"]
Texts = tuple[str, ...]

NUMERIC_TYPES = frozenset({"number", "money", "duration", "size", "percent"})
LARGEST = Fraction(10) ** 15


@value
class Origin:
    """Where an item of a rule set was written: file and 1-based line and column; `changed_by` lists overriding
    files.
    """

    file: str = ""
    line: int = 0
    column: int = 0
    changed_by: Texts = ()


# --- What a rule set is made of ---------------------------------------------------------------------------------------


@value
class Effect:
    """What happens where a rule fires: points per dimension, a rung that is enough, a cap, rungs that are closed."""

    points: tuple[tuple[str, int], ...] = ()
    enough: str | None = None
    at_most: str | None = None
    rules_out: Texts = ()

    def __bool__(self) -> bool:
        """Tell whether there is any effect at all."""
        return bool(self.points or self.enough or self.at_most or self.rules_out)


@value
class Choice:
    """One choice of a question; `value` is the number it carries for `value(q)`; its effects are the rule
    `question.choice`.
    """

    id: str
    label: str
    help: str = ""
    value: Fraction | None = None


@value
class Assume:
    """One entry of a question's `assume`: the value taken in the provisional world, where `when` holds (None: always).

    `value` is a choice id, a number, a set of choice ids (type choices), or None for n/a.
    """

    value: str | Fraction | frozenset[str] | None
    when: Condition | None = None


@value
class Change:
    """How an answer can be changed or found out: the effort as people say it ("2 days"), in days, and how."""

    effort: str
    days: Fraction
    how: str = ""


@value
class Stopper:
    """A value of a question that is asked on the one screen of stoppers, and the sentence it stands there as."""

    value: str
    text: str


@value
class Question:
    """Something asked, with the type of its answers and what is assumed until it is answered."""

    id: str
    type: QuestionType
    ask: str
    title: str = ""
    group: str = ""
    help: str = ""
    more: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    whole: bool = False
    worse: Literal["low", "high"] = "low"
    minimum: Fraction = Fraction(0)
    maximum: Fraction = LARGEST
    when: Condition | None = None
    assume: tuple[Assume, ...] = ()
    condition: str = ""
    changeable: Change | None = None
    stopper: Stopper | None = None
    needs_note: Texts = ()
    after: str = ""
    sources: Texts = ()
    renamed_from: Texts = ()
    origin: Origin = field(default=Origin(), compare=False)


@value
class Fact:
    """A number (`value`) or truth (`holds`) computed from answers; n/a where `when` does not hold, shown as
    `otherwise`.
    """

    id: str
    title: str = ""
    value: Formula | None = None
    holds: Condition | None = None
    when: Condition | None = None
    unit: str = ""
    otherwise: str = ""
    why: str = ""
    sources: Texts = ()
    renamed_from: Texts = ()
    origin: Origin = field(default=Origin(), compare=False)


@value
class Dimension:
    """A score of 0 to 100 fed by rules, from a base."""

    id: str
    title: str
    base: int = 0
    help: str = ""
    renamed_from: Texts = ()
    origin: Origin = field(default=Origin(), compare=False)


@value
class Rule:
    """A condition with its effect, statement, reason, advice and sources.

    A choice that carries effects is the rule `question.choice`; `choice_of` then names the question.
    """

    id: str
    when: Condition
    effect: Effect
    say: str
    why: str
    advice: str = ""
    sources: Texts = ()
    choice_of: str = ""
    renamed_from: Texts = ()
    origin: Origin = field(default=Origin(), compare=False)


@value
class Rung:
    """A verdict of the ladder: its words, the minimum per dimension it asks for, and its own condition."""

    id: str
    title: str
    short: str = ""
    means: str = ""
    next: Texts = ()
    kill: Texts = ()
    revisit: str = ""
    when: Condition | None = None
    minimums: tuple[tuple[str, int], ...] = ()
    renamed_from: Texts = ()
    origin: Origin = field(default=Origin(), compare=False)


@value
class Recipe:
    """A concrete baseline for a kind of task: SQL or if-statements to adapt, and how to measure it."""

    id: str
    title: str
    when: Condition | None = None
    text: str = ""
    measure: str = ""
    sql: str = ""
    code: str = ""
    sources: Texts = ()
    renamed_from: Texts = ()
    origin: Origin = field(default=Origin(), compare=False)


@value
class Source:
    """Where a claim comes from."""

    id: str
    title: str
    author: str = ""
    year: str = ""
    url: str = ""
    basis: str = ""
    origin: Origin = field(default=Origin(), compare=False)


@value
class Gate:
    """What `mlgate check` allows: verdict ids (None: not declared) and the oldest age of a sheet in days."""

    allow: Texts | None = None
    max_age: Fraction | None = None


@value
class Amendment:
    """What a rule set changed of what it inherits: an id overridden or disabled, and why.

    `affects` are the rules that spoke of a disabled verdict and now do something else.
    """

    kind: Literal["override", "disable"]
    id: str
    why: str
    fields: Texts = ()
    file: str = ""
    line: int = 0
    affects: Texts = ()


@value
class Suppression:
    """A finding of the linter that the author accepts on one item, and why."""

    item: str
    code: str
    reason: str


@value(eq=False)
class RuleSet:
    """One resolved rule set: everything inherited is in it; compared by identity, told apart by its digest."""

    id: str
    version: str
    title: str
    digest: str
    file: str
    currency: str
    ask: Texts
    stop_after_ask: bool
    gate: Gate
    groups: tuple[tuple[str, str], ...]
    questions: Mapping[str, Question]
    facts: Mapping[str, Fact]
    dimensions: Mapping[str, Dimension]
    rules: Mapping[str, Rule]
    verdicts: tuple[Rung, ...]
    recipes: tuple[Recipe, ...]
    sources: Mapping[str, Source]
    amendments: tuple[Amendment, ...] = ()
    extends: Texts = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    suppressions: tuple[Suppression, ...] = ()


# --- Answers ----------------------------------------------------------------------------------------------------------


@value
class Interval:
    """Numbers from `low` to `high` (None: no bound); an end that is open does not belong to it."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False


@value
class Answer:
    """The values still possible for one question, with basis and note.

    `choices` holds the possible choice ids (choice, yes_no: any of them; choices: exactly the listed ones), `interval`
    the possible numbers, `text` the text. `unknown` is "I don't know": every value. `not_applicable` is the
    definite n/a.
    """

    question: str
    choices: tuple[str, ...] | None = None
    interval: Interval | None = None
    text: str | None = None
    unknown: bool = False
    not_applicable: bool = False
    note: str = ""
    basis: Basis = "estimate"
    source: str = ""


@value
class Waiver:
    """A named person's permission to pass the gate with a verdict until a date."""

    verdict: str
    by: str
    because: str
    until: date


@value
class Sheet:
    """One answers file: whose project, which rule set, and the answers given."""

    answers: Mapping[str, Answer]
    rules: str = "default"
    rules_version: str = ""
    rules_digest: str = ""
    project: str = ""
    owner: str = ""
    date: date | None = None
    waiver: Waiver | None = None
    file: str = ""


# --- Conclusions ------------------------------------------------------------------------------------------------------


@value
class Finding:
    """What one rule says about one set of answers: fires, does not, or open, with the questions that made it so.

    `because` are the questions whose answers decide it, `missing` the open questions that leave it open;
    `provisional` tells whether it fires in the provisional world.
    """

    rule: str
    outcome: Outcome
    provisional: bool
    because: Texts = ()
    missing: Texts = ()


@value
class Score:
    """A dimension's score: `value` in the provisional world, `low` and `high` over all worlds, each clamped to
    0-100.
    """

    value: int
    low: int
    high: int


@value
class FactValue:
    """A fact's value: in the provisional world (None: n/a), and the bounds over all worlds (None: no bound).

    For a truth `value` is True or False and `low`, `high` tell whether it can be false and true.
    """

    value: Fraction | bool | None
    low: Fraction | bool | None
    high: Fraction | bool | None
    can_be_na: bool = False
    is_na: bool = False  # in every world


@value
class Assumption:
    """A value taken for an open answer in the provisional world; `carries`: another value would change the verdict.

    `value` is a choice id, a number, a set of choices, or None for n/a; `condition` the sentence that must hold.
    """

    question: str
    value: str | Fraction | frozenset[str] | None
    carries: bool
    condition: str = ""


@value
class UnconfirmedCondition:
    """A condition of the verdict that an open answer leaves unconfirmed; `otherwise`: verdicts possible only if it
    fails.
    """

    question: str
    condition: str
    otherwise: Texts = ()


@value
class RungState:
    """Whether a rung is open in all worlds (True), none (False) or some (None), and what closes it.

    `missing` maps a dimension to (have: Score, need: int) where the provisional score is below the minimum.
    """

    verdict: str
    open: bool | None
    missing: tuple[tuple[str, Score, int], ...] = ()
    closed_by: Texts = ()
    condition_holds: bool | None = True
    provisional_open: bool = False


@value
class Limit:
    """A cap or an "enough": the rung and the rules that say so."""

    verdict: str
    by: Texts


@value
class Assessment:
    """Everything one reading of the rules concludes from one set of answers."""

    verdict: str
    findings: tuple[Finding, ...]
    scores: Mapping[str, Score]
    rungs: tuple[RungState, ...]
    facts: Mapping[str, FactValue]
    cap: Limit | None
    enough: Limit | None
    provisional_cap: Limit | None
    hidden: frozenset[str]
    world: Mapping[str, str | Fraction | frozenset[str] | None]
    open: Texts


@value
class Flip:
    """A smallest change of answers that leads to another verdict.

    `changes` maps a question to a choice id, a set of them (type choices), a number, or an interval of which every
    value, ends included, gives `verdict`.
    `effort` is that of all changes together, in `days` as well.
    """

    changes: tuple[tuple[str, str | Fraction | Interval | frozenset[str]], ...]
    verdict: str
    days: Fraction
    effort: str
    kind: FlipKind


@value
class Possible:
    """The verdicts still possible, plainest first, and how that is known; `witnessed`: those with a witness."""

    verdicts: Texts
    proof: Proof
    witnessed: frozenset[str]

    @property
    def settled(self) -> bool:
        """Tell whether only one verdict is possible whatever the open answers turn out to be."""
        return len(self.verdicts) == 1


@value
class FindOut:
    """An open question worth finding out: its effort, and what each value it can still have leaves possible.

    `decides` pairs a choice id, a set of them, "n/a" or a stretch of numbers with verdicts.
    """

    question: str
    effort: str
    decides: tuple[tuple[str | frozenset[str] | Interval, Texts], ...] = ()


@value
class Outlook:
    """What analysis says beyond the assessment: what is possible, what would change it, what to ask and find out."""

    possible: Possible
    conditions: tuple[UnconfirmedCondition, ...]
    assumptions: tuple[Assumption, ...]
    flips: tuple[Flip, ...]
    open_questions: Texts
    find_out: tuple[FindOut, ...]
