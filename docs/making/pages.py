"""The rule sets, the command line and the cases of the language in; the pages about them out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from making.session import Session, empty_folder

ROOT = Path(__file__).resolve().parents[2]
MADE = "<!-- Made by docs/generate.py (`make docs`); changes here are lost. -->"


def page(title: str, *parts: str) -> str:
    """Join a title and paragraphs."""
    return "\n\n".join([f"# {title}", MADE, *parts]) + "\n"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Write a table of cells that are Markdown already."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(text: str) -> str:
    """Write code in a cell."""
    from mlgate.rendering.markdown_text import code_span

    return code_span(text, in_table=True) if text.strip() else "(blank)"


def plain(text: str) -> str:
    """Write prose of a rule set as Markdown."""
    from mlgate.rendering.markdown_text import GAP, inline

    return inline(text).replace(GAP, "")  # our own text mentions nobody


def prose(text: str) -> str:
    """Write our own prose as Markdown, in which backticks mark code."""
    return re.sub(r"`([^`]+)`|[^`\s]+", lambda part: code(part[1]) if part[1] else plain(part[0]), text)


def printed(*commands: str) -> str:
    """Run commands and give what they print."""
    with empty_folder():
        session = Session()
        return "".join(session.run(command) for command in commands)


# --- Pages that the program writes by itself --------------------------------------------------------------------------


def sample_report() -> str:
    """Give the report of the churn example, exactly as the program writes it."""
    return printed(f"mlgate report '{ROOT}/rules/default/examples/churn.yaml' --format markdown")


def questions() -> str:
    """Give the questionnaire of the default rule set."""
    written = printed("mlgate questions --format markdown")
    title, _, rest = written.partition("\n")
    return f"{title}\n\n{MADE}\n{rest}"


EXIT_CODES = [
    ("0", "Done, whatever the verdict. `check`: every possible verdict is allowed. `lint`, `test`, `--verify`: clean."),
    (
        "1",
        "`check`: no possible verdict is allowed. `lint`: findings. `test`: failing cases, or none found."
        " `--verify`: the report does not verify.",
    ),
    (
        "2",
        "Unusable: the command line, a rule set, answers, an output that cannot be written, or no terminal to ask in.",
    ),
    ("3", "`check`: some possible verdicts are allowed and some are not."),
    ("130", "Ctrl-C; the answers are saved."),
]


def commands() -> str:
    """Write the reference of all commands from their own help."""
    names = ["", *_command_names()]
    parts = [f"## mlgate {name}".rstrip() + f"\n\n```text\n{_help(name)}```" for name in names]
    return page(
        "Commands and exit codes",
        "Data goes to stdout, everything else to stderr. Nothing uses the network. With `--json` even a mistake is one"
        ' JSON object on stdout: `{"error": {"problems": [...]}}`.',
        "## Exit codes",
        table(("Code", "Means"), [(code(number), means) for number, means in EXIT_CODES]),
        "Of several files the gravest counts, in the order 2, 1, 3, 0.",
        *parts,
    )


def _command_names() -> list[str]:
    import typer

    from mlgate.cli import app

    def below(group: Any, path: str) -> Iterator[str]:
        for name, command in getattr(group, "commands", {}).items():
            yield f"{path}{name}"
            yield from below(command, f"{path}{name} ")

    return list(below(typer.main.get_command(app), ""))


def _help(name: str) -> str:
    return printed(f"mlgate {name} --help")


def ruleset_schema() -> str:
    """Write the schema that the shipped rule files name in their first line."""
    import json

    from mlgate.loading.schema import schema_of

    return json.dumps(schema_of("ruleset"), indent=1, ensure_ascii=False) + "\n"


def lint() -> str:
    """Write what the linter can find, from the page of each check."""
    import inspect

    from mlgate.analysis.lint.registry import CHECKS

    manual = [(check.code, *inspect.cleandoc(check.page).split("\n", 1)) for check in CHECKS]
    rows = [(f"[{code_}](#{code_.lower()})", prose(title)) for code_, title, _ in manual]
    parts = [part for code_, title, rest in manual for part in (f"## {code_}", prose(title), *_check(rest))]
    return page(
        "What the linter finds",
        "`mlgate rules lint` looks at a rule set as a compiler looks at a program, with example answers as the proof."
        " It ends with 1 for errors and warnings. Notes are hints: they never fail it, `--quiet` leaves them out, and"
        " those on inherited items are only counted. `--strict` is for sets that are handed to others: it also asks"
        " for sources (MG230). A page in the terminal: `mlgate explain MG207`.",
        "A finding that is meant is accepted with its reason, on the item or at the top for the whole set:"
        " `allow: {MG205: a small team feels both limits}`. It counts no longer; if it goes, MG290 says so.",
        table(("Code", "Finds"), rows),
        *parts,
    )


def _check(rest: str) -> Iterator[str]:
    """Write the page of a check below its first line: what to avoid and prefer as listings, the reason as prose."""
    found = re.fullmatch(r"\s*Avoid:\n(.*)\nPrefer:\n(.*)\nWhy: (.*)", rest, re.DOTALL)
    assert found is not None, "a check says what to avoid, what to prefer, and why"
    for label, listing in (("Avoid", found[1]), ("Prefer", found[2])):
        yield f"{label}:\n\n```yaml\n{textwrap.dedent(listing).strip()}\n```"
    yield found[3].strip()


# --- The default rule set ---------------------------------------------------------------------------------------------

LEFT_OUT = ("From", "Sources", "Changed")


def default_rule_set() -> str:
    """Write everything in the default rule set as cards."""
    import mlgate

    rules = mlgate.load("default")
    ladder = [
        (str(place), f"[{rung.id}](#{rung.id})", plain(rung.title), _minimums(rung.minimums), _cell(rung.when))
        for place, rung in enumerate(rules.verdicts)
    ]
    return page(
        "The default rule set",
        f"Rule set `{rules.id}` {rules.version}: {len(rules.questions)} questions, {len(rules.rules)} rules,"
        f" {len(rules.dimensions)} dimensions, {len(rules.verdicts)} verdicts, {len(rules.sources)} sources."
        " What the words mean: [concepts](concepts.md). The questions as a form: [questions](questions.md)."
        " Any card in the terminal: `mlgate explain ID`.",
        "## Verdicts, plainest first",
        table(("Rung", "Id", "Verdict", "Asks for at least", "Only when"), ladder),
        "The verdict is the plainest open rung that a rule calls enough; if there is none, the heaviest open rung.",
        *_cards(rules, [rung.id for rung in rules.verdicts]),
        "## Dimensions",
        "Each counts on its own, from 0 to 100. Nothing makes up for a dimension below its minimum.",
        *_cards(rules, rules.dimensions),
        "## Questions",
        "Questions of the type text are for the report and never count.",
        *_cards(rules, rules.questions),
        "## Facts",
        *_cards(rules, rules.facts),
        "## Rules",
        *_cards(rules, rules.rules),
        "## Recipes",
        *_cards(rules, [recipe.id for recipe in rules.recipes]),
        "## Sources",
        "*Read* says how much of a source the rules rest on.",
        *(_source(source) for source in rules.sources.values()),
    )


def _minimums(minimums: Any) -> str:
    return plain(", ".join(f"{dimension} {least}" for dimension, least in minimums)) or "nothing"


def _cell(condition: Any) -> str:
    return code(condition.text) if condition else "always"


def _cards(rules: Any, ids: Any) -> Iterator[str]:
    from mlgate.commands.explain import explanation

    for id in ids:
        card = explanation(rules, id)
        assert card is not None
        yield f"### {card.id}"
        yield plain(card.title)
        listed = [_field(label, lines) for label, lines in card.fields if label not in LEFT_OUT]
        cited = _cited(rules, id)
        yield "\n".join([*(line for line in listed if line), *([f"- Sources: {cited}"] if cited else [])])
        yield from (_listing(label, lines) for label, lines in card.fields if label in ("SQL", "Code"))


CODE_FIELDS = ("When", "Asked when", "Assumed", "Value", "Applies when", "Only when")


def _field(label: str, lines: tuple[str, ...]) -> str:
    if label in ("SQL", "Code"):
        return ""
    if label in CODE_FIELDS:
        return f"- {label}: {', '.join(code(' '.join(line.split())) for line in lines)}"
    if label == "Choices":
        return "\n".join(f"- {code(line.split(': ', 1)[0])} {plain(line.split(': ', 1)[1])}" for line in lines)
    if label == "Used in":
        return f"- Used in {plain(_users(lines))}"
    separator = " " if label in ("Next", "Stop if") else ", "
    return f"- {label.removesuffix(' if')}: {plain(separator.join(lines))}"


def _users(lines: tuple[str, ...]) -> str:
    """Join 'rule A', 'rule B', 'question c, what is assumed' by kind."""
    kinds: dict[str, list[str]] = {}
    for line in lines:
        kind, _, id = line.partition(",")[0].partition(" ")
        kinds.setdefault(kind, []).append(id)
    return "; ".join(f"{kind}{'s' * (len(ids) > 1)} {', '.join(ids)}" for kind, ids in kinds.items())


def _listing(label: str, lines: tuple[str, ...]) -> str:
    listing = "\n".join(lines)
    return f"```{'sql' if label == 'SQL' else 'text'}\n{listing}\n```"


def _cited(rules: Any, id: str) -> str:
    items = (rules.rules.get(id), rules.questions.get(id), rules.facts.get(id))
    recipe = next((one for one in rules.recipes if one.id == id), None)
    item = next((one for one in (*items, recipe) if one is not None), None)
    return ", ".join(f"[{source}](#{source.lower()})" for source in getattr(item, "sources", ()))


def _source(source: Any) -> str:
    title = f"[{plain(source.title)}]({source.url})" if source.url else plain(source.title)
    return f"### {source.id}\n\n{plain(source.author)}: {title}, {plain(source.year)}. Read: {plain(source.basis)}."


# --- The podcast ------------------------------------------------------------------------------------------------------


def talkpython() -> str:
    """Write where each point of the podcast is answered."""
    import yaml

    import mlgate

    rules = mlgate.load("default")
    points = yaml.safe_load((ROOT / "docs" / "talkpython.yaml").read_text(encoding="utf-8"))["points"]
    source = rules.sources["TALKPY"]
    rows = [(point["id"], plain(point["point"]), plain(point["how"]), _answered_by(point)) for point in points]
    return page(
        "Where the podcast's points are answered",
        f"mlgate puts a conversation into practice: [{plain(source.title)}]({source.url}). It names"
        f" {len(rows)} points, here in our own words. For each: what mlgate does about it, and the questions, rules and"
        " verdicts that do it. A test holds that every id exists.",
        table(("Point", "Said there", "Done here", "By"), rows),
    )


def _answered_by(point: dict[str, Any]) -> str:
    by = [f"[{id}](default-rule-set.md#{id.lower().replace('.', '')})" for id in point.get("by", [])]
    return ", ".join([*by, *([f"report: {point['report']}"] if "report" in point else [])])


# --- The language of conditions ---------------------------------------------------------------------------------------

LANGUAGE = ROOT / "tests" / "expression"


def expression_language() -> str:
    """Write the language of conditions as the cases that define it."""
    scope = (LANGUAGE / "scope.yaml").read_text(encoding="utf-8")
    parts = [part for title, cases in _sections() for part in (f"## {title}", _case_table(cases))]
    return page(
        "The language of conditions",
        "A condition is text that is true or false of a project: `labels < 1000`, `task in (predict, rank) and not"
        " review == always`. It knows the ids of questions, facts and choices, numbers with units, and the words"
        " `and or not in has`. Facts may also calculate. There is nothing else: no attributes, no calls into Python,"
        " and nothing that asks whether an answer is known.",
        "This page is the definition: each row is a case that a test runs. *Open* means that the answers leave it"
        " undecided. What is not in the column *Answers* was not answered.",
        *parts,
        "## The questions and facts of these cases",
        f"```yaml\n{scope.rstrip()}\n```",
    )


def _sections() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    import yaml

    text = (LANGUAGE / "language.yaml").read_text(encoding="utf-8")
    parts = re.split(r"^# --- (.*)\n", text, flags=re.MULTILINE)
    for title, cases in zip(parts[1::2], parts[2::2], strict=True):
        yield title[:1].upper() + title[1:], yaml.safe_load(cases)


def _case_table(cases: list[dict[str, Any]]) -> str:
    if "says" in cases[0]:
        rows = [(code(case["text"]), plain(case["says"]), plain(case["help"])) for case in cases]
        return table(("Written", "Refused with", "Help"), rows)
    judged = [(code(case["text"]), _answers(case["answers"]), _outcome(case["is"])) for case in cases]
    return table(("Condition", "Answers", "Is"), judged)


def _answers(answers: dict[str, Any]) -> str:
    said = (f"{id}: {_value(value)}" for id, value in answers.items())
    return code(", ".join(said)) if answers else "none"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


def _outcome(outcome: Any) -> str:
    return outcome if isinstance(outcome, str) else str(outcome).lower()
