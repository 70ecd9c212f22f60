"""The formats of mlgate's files, version 1, as shapes: rule sets, answers, cases, with what editors show on hover."""

from __future__ import annotations

from mlgate.loading.shape import (
    Amount,
    Anything,
    Day,
    Either,
    Expression,
    Flag,
    Id,
    Key,
    Keyed,
    Listing,
    Many,
    OneOf,
    Ref,
    Span,
    Table,
    Text,
    Whole,
)

TYPES = ("choice", "choices", "number", "money", "duration", "size", "percent", "yes_no", "text")

EFFECTS = {
    "points": Key(
        Keyed(Ref("dimension"), Whole(-100, 100)), "Points for dimensions where this fires, -100 to 100: {data: -40}."
    ),
    "enough": Key(Ref("verdict"), "The rung that is enough where this fires: nothing heavier is needed."),
    "at_most": Key(Ref("verdict"), "A cap: no rung above this one where this fires, whatever the scores."),
    "rules_out": Key(Many(Ref("verdict")), "Rungs that are closed where this fires; others stay open."),
}
RENAMED = Key(Many(Id("item")), "Former ids of this item, so that old answers and overrides keep loading.")
ALLOW = Key(Keyed(Text(), Text()), "Findings of the linter that are accepted here, each with the reason: {MG205: why}.")
SOURCES = Key(Many(Ref("source")), "Ids of the sources that support this.")
WHY = Key(Text(), "The reason, in your own words.")
SAY = Key(Text(), "The statement that the report makes where this fires; {id} prints an answer or a fact.")
ADVICE = Key(Text(), "What to do about it; {id} prints an answer or a fact.")

CHOICE = Table(
    "choice",
    {
        "label": Key(Text(loose=True), "The choice as people read it.", required=True),
        "help": Key(Text(), "One line more about the choice."),
        "value": Key(Amount(), "The number that value(question) gives: one kind for all choices."),
        "say": Key(Text(), "The statement of the report; made of title and label if left out."),
        "why": Key(Text(), "The reason for the effects; required where there are any."),
        "advice": ADVICE,
        "sources": SOURCES,
        **EFFECTS,
    },
)
ASSUME = Table(
    "assumption",
    {
        "when": Key(Expression(), "Take this value only where the condition holds; tried in order, the last has none."),
        "value": Key(Anything(), "The value that is taken.", required=True),
    },
)
CHANGE = Table(
    "change",
    {
        "effort": Key(Span(), "How long it takes, for example 2 days.", required=True),
        "how": Key(Text(), "What to do."),
    },
)
STOPPER = Table(
    "stopper",
    {
        "value": Key(Text(loose=True), "The choice that stops a project, or slows it down.", required=True),
        "text": Key(Text(), "The line to tick on the screen of stoppers.", required=True),
    },
)
QUESTION = Table(
    "question",
    {
        "id": Key(Id("question"), "The name of the question in conditions and answers.", required=True),
        "type": Key(OneOf(TYPES), "What kind of answer it takes.", required=True),
        "ask": Key(Text(), "The question as it is asked.", required=True),
        "title": Key(Text(), "Two or three words for the review and the report; made of the id if left out."),
        "group": Key(Id("group"), "What it belongs to; groups have titles at the top of the rule set."),
        "help": Key(Text(), "One line that says why it is asked."),
        "more": Key(Text(), "Longer help, shown on request."),
        "unit": Key(Text(), "What a number counts, for example cases a year; printed behind it."),
        "choices": Key(
            Keyed(Id("choice"), Either(Text(loose=True), CHOICE)),
            "The choices by id, neighbours side by side; required for the types choice and choices.",
        ),
        "optional": Key(Flag(), "Whether n/a (it does not apply) is an answer."),
        "whole": Key(Flag(), "Whether only whole numbers make sense."),
        "worse": Key(
            OneOf(("low", "high")),
            "The end of a range that counts where n/a is assumed: low if left out, high for costs.",
        ),
        "min": Key(Amount(), "The smallest number that is accepted; 0 if left out."),
        "max": Key(Amount(), "The largest number that is accepted."),
        "when": Key(Expression(), "Ask only where this holds; elsewhere the question is not applicable."),
        "assume": Key(
            Either(Anything(), Listing(ASSUME)),
            "The value taken in the provisional verdict while the answer is open; required but for texts.",
        ),
        "condition": Key(Text(), "The sentence under 'Holds only if' while a favourable assumption is unconfirmed."),
        "changeable": Key(CHANGE, "What it takes to find the answer out, or to change it."),
        "stopper": Key(STOPPER, "Ask this as one line on the screen of stoppers."),
        "needs_note": Key(
            Many(Ref("choice")), "Choices that the report calls assumed unless a note says how that is known."
        ),
        "after": Key(
            Ref("question"), "For a text: the question right after which it is asked, and whose needed note it is."
        ),
        "sources": SOURCES,
        "renamed_from": RENAMED,
        "allow": ALLOW,
    },
)
FACT = Table(
    "fact",
    {
        "id": Key(Id("fact"), "The name of the fact in conditions.", required=True),
        "value": Key(Expression(formula=True), "A formula for a number, or a condition for a truth.", required=True),
        "title": Key(Text(), "The fact in words, for the report."),
        "when": Key(Expression(), "Where this does not hold, the fact is not applicable."),
        "unit": Key(
            Text(),
            "How it is written: money, percent, duration or size; any other word stands behind it, for example months.",
        ),
        "otherwise": Key(Text(), "How it is written where it is not applicable, for example never; n/a if left out."),
        "why": WHY,
        "sources": SOURCES,
        "renamed_from": RENAMED,
        "allow": ALLOW,
    },
)
DIMENSION = Table(
    "dimension",
    {
        "id": Key(Id("dimension"), "The name of the dimension in points and minimums.", required=True),
        "title": Key(Text(), "The dimension in words.", required=True),
        "base": Key(Whole(0, 100), "The score before any rule fires; 0 if left out."),
        "help": Key(Text(), "What it measures, and why it counts."),
        "renamed_from": RENAMED,
        "allow": ALLOW,
    },
)
RULE = Table(
    "rule",
    {
        "id": Key(Id("rule"), "A short stable name, for example DATA-02.", required=True),
        "when": Key(Expression(), "The condition under which it fires.", required=True),
        "say": Key(Text(), SAY.doc, required=True),
        "why": Key(Text(), WHY.doc, required=True),
        "advice": ADVICE,
        "sources": SOURCES,
        **EFFECTS,
        "renamed_from": RENAMED,
        "allow": ALLOW,
    },
)
VERDICT = Table(
    "verdict",
    {
        "id": Key(Id("verdict"), "The name of the rung.", required=True),
        "title": Key(Text(), "The verdict as a headline.", required=True),
        "short": Key(Text(), "The verdict in running prose; the title if left out."),
        "means": Key(
            Text(), "What it means, in one paragraph; {id} prints an answer or a fact, as in next, kill and revisit."
        ),
        "next": Key(Many(Text()), "What to do next."),
        "kill": Key(Many(Text()), "When to stop, set in advance."),
        "revisit": Key(Text(), "When to ask again: a duration, or an event in words."),
        "when": Key(Expression(), "The rung is closed where this does not hold; never for the plainest."),
        "min": Key(
            Keyed(Ref("dimension"), Whole(0, 100)),
            "The profile: the least score per dimension; never for the plainest.",
        ),
        "above": Key(Ref("verdict"), "For a new rung in a set that extends another: the rung it stands above."),
        "renamed_from": RENAMED,
        "allow": ALLOW,
    },
)
RECIPE = Table(
    "recipe",
    {
        "id": Key(Id("recipe"), "The name of the recipe."),
        "title": Key(Text(), "What it is.", required=True),
        "when": Key(Expression(), "The kind of task it is for; the first recipe that fits is printed."),
        "text": Key(Text(), "What to do, in words."),
        "measure": Key(Text(), "How to check it on past data before anyone acts on it."),
        "sql": Key(Text(), "A query to adapt."),
        "code": Key(Text(), "If-statements or another listing to adapt."),
        "sources": SOURCES,
        "renamed_from": RENAMED,
        "allow": ALLOW,
    },
)
SOURCE = Table(
    "source",
    {
        "title": Key(Text(), "The title.", required=True),
        "author": Key(Text(), "Who wrote it."),
        "year": Key(Text(loose=True), "When."),
        "url": Key(Text(), "Where it can be read (https)."),
        "basis": Key(Text(), "How much of it the rules rest on: full text, abstract, excerpt, secondary."),
    },
)
GATE = Table(
    "gate",
    {
        "allow": Key(Many(Ref("verdict")), "The verdicts that pass; without it, `mlgate check` wants --allow."),
        "max_age": Key(Span(), "The oldest answers that pass, for example 90 days."),
    },
)
SECTIONS = {
    "questions": QUESTION,
    "facts": FACT,
    "dimensions": DIMENSION,
    "rules": RULE,
    "verdicts": VERDICT,
    "recipes": RECIPE,
}
RULESET = Table(
    "rule set",
    {
        "mlgate": Key(Whole(1, 1), "The version of the format: 1.", required=True),
        "id": Key(Id("item"), "The name of the rule set.", required=True),
        "version": Key(Text(loose=True), "The version of its content.", required=True),
        "title": Key(Text(), "The question that it answers.", required=True),
        "extends": Key(
            Many(Text()),
            "Rule sets that everything is inherited from: a name, a path relative to this file, or several.",
        ),
        "currency": Key(Text(), "The currency of money answers; EUR if left out."),
        "ask": Key(
            Many(Ref("question")),
            "The questions asked first, in this order; all if left out. Replaces an inherited list.",
        ),
        "stop_after_ask": Key(Flag(), "Whether the interview ends after the questions of ask."),
        "gate": Key(GATE, "What `mlgate check` lets pass."),
        "groups": Key(Keyed(Id("group"), Text()), "Titles of the groups of questions, merged with inherited ones."),
        "override": Key(
            Keyed(Ref("item"), Anything()),
            "Named fields of inherited items, set anew: {ID: {field: ...}}, of one choice {QUESTION.CHOICE: {...}}.",
        ),
        "disable": Key(Keyed(Ref("item"), Text()), "Inherited items that do not count here, each with the reason."),
        **{
            name: Key(Listing(table), f"The {name} of the set, added to inherited ones.")
            for name, table in SECTIONS.items()
        },
        "sources": Key(Keyed(Id("source"), SOURCE), "What claims rest on, by id."),
        "allow": Key(Keyed(Text(), Text()), "Findings of the linter accepted for the whole set, each with the reason."),
    },
)
WAIVER = Table(
    "waiver",
    {
        "verdict": Key(Ref("verdict"), "The verdict that is allowed.", required=True),
        "by": Key(Text(), "Who allows it.", required=True),
        "because": Key(Text(), "Why.", required=True),
        "until": Key(Day(), "The last day on which it counts.", required=True),
    },
)
ANSWER = Table(
    "answer",
    {
        "value": Key(Anything(), "The answer.", required=True),
        "note": Key(Text(loose=True), "Where it comes from, or who would know."),
        "basis": Key(OneOf(("estimate", "measured", "assumed")), "What it rests on; never changes the assessment."),
        "source": Key(Text(loose=True), "A reference."),
    },
)
ANSWERS = Table(
    "answers file",
    {
        "mlgate": Key(Whole(1, 1), "The version of the format: 1.", required=True),
        "rules": Key(Text(loose=True), "The rule set: a name or a path."),
        "rules_version": Key(Text(loose=True), "The version the answers were given under."),
        "rules_digest": Key(Text(loose=True), "The digest of that rule set."),
        "project": Key(Text(loose=True), "The project."),
        "owner": Key(Text(loose=True), "Who answers for it."),
        "date": Key(Day(), "When the answers were given."),
        "answers": Key(Keyed(Ref("question"), Anything()), "The answers, one a line."),
        "waiver": Key(WAIVER, "A named person's permission to pass the gate."),
    },
)
EXPECT = Table(
    "expectation",
    {
        "verdict": Key(Ref("verdict"), "The provisional verdict."),
        "at_most": Key(Ref("verdict"), "The provisional verdict is not above this rung."),
        "possible": Key(Many(Ref("verdict")), "Exactly the verdicts still possible."),
        "settled": Key(Flag(), "Whether one verdict is possible."),
        "fires": Key(Many(Ref("rule")), "Rules that fire in every world."),
        "not": Key(Many(Ref("rule")), "Rules that fire in no world."),
        "open": Key(Many(Ref("rule")), "Rules that are open."),
        "dimensions": Key(Keyed(Ref("dimension"), Text(loose=True)), "Provisional scores: 40, or >= 45."),
        "facts": Key(
            Keyed(Ref("fact"), Text(loose=True)),
            "Provisional facts: true, n/a, its otherwise, 24, or < 24, in the unit that the fact has.",
        ),
        "next": Key(Ref("question"), "The question asked next; none where no further one can change the verdict."),
        "conditions": Key(
            Many(Ref("question")), "Exactly the questions whose conditions are unconfirmed; [] for none."
        ),
    },
)
CASE = Table(
    "case",
    {
        "id": Key(Text(), "A short name for the case."),
        "todo": Key(Text(), "A reminder of a case that is not written yet, or why this one may fail for now."),
        "answers": Key(Keyed(Ref("question"), Anything()), "The answers, as in an answers file."),
        "expect": Key(EXPECT, "What must come out."),
        "note": Key(Text(), "Why the case is there."),
    },
)
