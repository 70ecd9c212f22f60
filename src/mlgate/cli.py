"""Command-line arguments in, an exit code out: options are declared here, every command is in its own module."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mlgate.commands.failing import ended

if TYPE_CHECKING:
    from typer.models import CommandInfo

    from mlgate.problem import Problem

# Modules of commands are imported inside the functions: each start needs only its own.
app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules_app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
app.add_typer(rules_app, name="rules")


# --- Completion of arguments ------------------------------------------------------------------------------------------


def _complete_rules(ctx: typer.Context, incomplete: str) -> Iterable[tuple[str, str]]:
    from mlgate.commands.completion import rule_sets

    return list(rule_sets(incomplete))


def _complete_changes(ctx: typer.Context, incomplete: str) -> Iterable[tuple[str, str]]:
    from mlgate.commands.completion import changes

    return list(changes(incomplete, ctx.params.get("rules")))


def _complete_verdicts(ctx: typer.Context, incomplete: str) -> Iterable[tuple[str, str]]:
    from mlgate.commands.completion import verdicts

    return list(verdicts(incomplete, ctx.params.get("rules")))


def _complete_examples(ctx: typer.Context, incomplete: str) -> Iterable[str]:
    from mlgate.commands.completion import example_names

    return list(example_names(incomplete, ctx.params.get("rules")))


def _complete_ids(ctx: typer.Context, incomplete: str) -> Iterable[tuple[str, str]]:
    from mlgate.commands.completion import ids

    return list(ids(incomplete, ctx.params.get("rules")))


# --- Options that several commands share ------------------------------------------------------------------------------

File = Annotated[str | None, typer.Argument(metavar="[FILE]", help="Answers file; mlgate.yaml if left out.")]
Rules = Annotated[
    str | None,
    typer.Option(
        "--rules", "-r", metavar="NAME|PATH", help="Rule set to use.", autocompletion=_complete_rules, is_eager=True
    ),
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set", "-s", metavar="ID=VALUE", help="Set one answer; repeatable.", autocompletion=_complete_changes
    ),
]
Format = Annotated[
    Literal["terminal", "markdown", "html", "json"] | None, typer.Option("--format", "-f", help="Form of the report.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object, errors included.")]
Flavor = Annotated[Literal["portable", "github"], typer.Option("--flavor", help="Kind of Markdown.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No remarks.")]
Colour = Annotated[Literal["auto", "always", "never"], typer.Option("--color", help="Colour; NO_COLOR is honoured.")]


# --- Commands ---------------------------------------------------------------------------------------------------------


def _print_version(wanted: bool) -> None:
    if wanted:
        from mlgate.commands import version as command

        command.run()
        raise typer.Exit


@app.callback()
def start(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> int:
    """Should this even be ML? Answers that before money is spent."""
    if ctx.invoked_subcommand is not None:
        return 0
    from mlgate.commands import overview as command

    return command.run()


@app.command()
def assess(
    file: File = None,
    example: Annotated[
        str | None,
        typer.Option("--example", metavar="NAME", help="Show a finished one.", autocompletion=_complete_examples),
    ] = None,
    rules: Rules = None,
    changes: Changes = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask; write only --output.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Ask in numbered lines, for screen readers.")] = False,
    order: Annotated[
        Literal["author", "fewest"], typer.Option("--order", help="Order of further questions.")
    ] = "author",
    format: Format = None,
    json: Json = False,
    flavor: Flavor = "portable",
    output: Output = None,
    quiet: Quiet = False,
    color: Colour = "auto",
) -> int:
    """Answer questions, get the verdict; answers and report are written."""
    from mlgate.commands import assess as command

    return command.run(
        file,
        example=example,
        rules=rules,
        changes=changes or (),
        no_input=no_input,
        format=format,
        json=json,
        flavor=flavor,
        output=output,
        quiet=quiet,
        colour=color,
        plain=plain,
        order=order,
    )


@app.command()
def report(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="Answers file, or a report with --verify.")
    ] = None,
    rules: Rules = None,
    changes: Changes = None,
    verify: Annotated[bool, typer.Option("--verify", help="Is this report what its answers come to?")] = False,
    format: Format = None,
    json: Json = False,
    flavor: Flavor = "portable",
    output: Output = None,
    quiet: Quiet = False,
    color: Colour = "auto",
) -> int:
    """The whole report from saved answers."""
    from mlgate.commands import report as command

    return command.run(
        file,
        rules=rules,
        changes=changes or (),
        format=format,
        json=json,
        flavor=flavor,
        output=output,
        quiet=quiet,
        colour=color,
        verify=verify,
    )


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Answers files.")],
    rules: Rules = None,
    changes: Changes = None,
    allow: Annotated[
        str | None,
        typer.Option("--allow", metavar="VERDICT,...", help="What passes.", autocompletion=_complete_verdicts),
    ] = None,
    provisional: Annotated[bool, typer.Option("--provisional", help="Look at the provisional verdict alone.")] = False,
    max_age: Annotated[
        str | None, typer.Option("--max-age", metavar="DURATION", help="Oldest answers that pass.")
    ] = None,
    format: Annotated[
        Literal["terminal", "json", "github"] | None, typer.Option("--format", "-f", help="Form.")
    ] = None,
    json: Json = False,
    output: Output = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what does not pass.")] = False,
) -> int:
    """The gate for scripts: is every possible verdict allowed? Exit 0 yes, 1 no, 3 undecided."""
    from mlgate.commands import check as command

    return command.run(
        files,
        rules=rules,
        changes=changes or (),
        allow=allow,
        max_age=max_age,
        provisional=provisional,
        format=format,
        json=json,
        output=output,
        quiet=quiet,
    )


@app.command("what-if")
def what_if(
    file: File = None,
    rules: Rules = None,
    changes: Changes = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="VERDICT", help="What would lead there.", autocompletion=_complete_verdicts),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option("--most", min=1, max=3, help="Answers changed at once; 2, for --to 3 where 2 do not lead there."),
    ] = None,
    format: Annotated[Literal["terminal", "json"] | None, typer.Option("--format", "-f", help="Form.")] = None,
    json: Json = False,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """What would change the verdict; with --set, today and then side by side."""
    from mlgate.commands import what_if as command
    from mlgate.commands.formats import one_format

    return command.run(
        file,
        rules=rules,
        changes=changes or (),
        to=to,
        most=most,
        format=one_format(format, json),
        json=json,
        output=output,
        quiet=quiet,
    )


@app.command()
def explain(
    id: Annotated[str, typer.Argument(metavar="ID", help="What to explain.", autocompletion=_complete_ids)],
    rules: Rules = None,
    json: Json = False,
) -> int:
    """A question, rule, dimension, verdict, fact, source or diagnostic code."""
    from mlgate.commands import explain as command

    return command.run(id, rules=rules, json=json)


@app.command()
def questions(
    rules: Rules = None,
    first: Annotated[bool, typer.Option("--first", help="Only those that are asked first.")] = False,
    format: Annotated[
        Literal["yaml", "markdown", "json"] | None, typer.Option("--format", "-f", help="Form; yaml if left out.")
    ] = None,
    json: Json = False,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """The questionnaire, to fill in elsewhere."""
    from mlgate.commands import questions as command

    return command.run(rules=rules, format=format, json=json, first=first, output=output, quiet=quiet)


# --- Commands for rule authors ----------------------------------------------------------------------------------------

RuleSetName = Annotated[
    str, typer.Argument(metavar="[NAME|PATH]", help="Rule set; default if left out.", autocompletion=_complete_rules)
]


@rules_app.callback()
def start_rules(ctx: typer.Context) -> int:
    """The rule author's tools."""
    if ctx.invoked_subcommand is None:
        from mlgate.commands.output import emit

        emit(f"{ctx.get_help()}\n")
    return 0


@rules_app.command("list")
def rules_list(json: Json = False) -> int:
    """The rule sets that can be named here."""
    from mlgate.commands import rules_list as command

    return command.run(json=json)


@rules_app.command("show")
def rules_show(
    name: RuleSetName = "default",
    resolved: Annotated[bool, typer.Option("--resolved", help="Every item, with the line it came from.")] = False,
    format: Annotated[
        Literal["terminal", "markdown"] | None,
        typer.Option("--format", "-f", help="terminal, or markdown: a page for people who would not open the YAML."),
    ] = None,
    json: Json = False,
    output: Output = None,
) -> int:
    """A rule set: its head and ladder, or all of it."""
    from mlgate.commands.formats import one_format

    if one_format(format, json) == "markdown":
        from mlgate.commands import rules_show_page

        return rules_show_page.run(name, output=output)
    from mlgate.commands import rules_show as command

    return command.run(name, resolved=resolved, json=json, output=output)


@rules_app.command("test")
def rules_test(
    name: RuleSetName = "default",
    cases: Annotated[str | None, typer.Option("--cases", metavar="FILE", help="Cases file; the one beside it.")] = None,
    min_coverage: Annotated[
        str | None, typer.Option("--min-coverage", metavar="PERCENT", help="Least covered.")
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Count inherited items too.")] = False,
    suggest: Annotated[bool, typer.Option("--suggest", help="Print cases that would cover the rest.")] = False,
    json: Json = False,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """Run the cases beside a rule set."""
    from mlgate.commands import rules_test as command

    return command.run(
        name,
        cases=cases,
        min_coverage=min_coverage,
        all=all,
        suggest=suggest,
        json=json,
        output=output,
        quiet=quiet,
    )


@rules_app.command("new")
def rules_new(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of the new rule set.")],
    folder: Annotated[
        str | None, typer.Option("--folder", metavar="FOLDER", help="Where; one with the id, here, if left out.")
    ] = None,
    extends: Annotated[
        str,
        typer.Option("--extends", metavar="NAME|PATH", help="What it extends.", autocompletion=_complete_rules),
    ] = "default",
    quiet: Quiet = False,
) -> int:
    """Write a new rule set with its cases and schemas."""
    from mlgate.commands import rules_new as command

    return command.run(id, folder=folder, extends=extends, quiet=quiet)


@rules_app.command("schema")
def rules_schema(
    rules: Rules = None,
    kind: Annotated[Literal["ruleset", "answers", "cases"], typer.Option("--kind", help="Kind of file.")] = "ruleset",
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """A JSON Schema for editors; with --rules, names are completed."""
    from mlgate.commands import rules_schema as command

    return command.run(rules, kind=kind, output=output, quiet=quiet)


@rules_app.command("diff")
def rules_diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Rule set before.", autocompletion=_complete_rules)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Rule set after.", autocompletion=_complete_rules)],
    json: Json = False,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """What changed between two rule sets, and which verdicts move."""
    from mlgate.commands import rules_diff as command

    return command.run(old, new, json=json, output=output, quiet=quiet)


@rules_app.command("lint")
def rules_lint(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME|PATH]...", help="Rule sets; default if none.", autocompletion=_complete_rules),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Ask for sources too.")] = False,
    format: Annotated[
        Literal["terminal", "json", "github"] | None, typer.Option("--format", "-f", help="Form.")
    ] = None,
    json: Json = False,
    output: Output = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors and warnings alone.")] = False,
) -> int:
    """What is wrong with a rule set, with example answers as the proof."""
    from mlgate.commands import rules_lint as command

    return command.run(names or (), strict=strict, format=format, json=json, output=output, quiet=quiet)


# A further tool is registered here in the same way: its options, the import inside, its exit code.


# --- Where everything ends --------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code; mistakes end in a message, never in a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    return ended(lambda: _call(given), given)


def _call(arguments: list[str]) -> int:
    try:
        return int(_app_for(arguments)(arguments, prog_name="mlgate", standalone_mode=False) or 0)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except (OSError, SystemExit) as error:
        if not {"-h", "--help"} & set(arguments):
            raise
        from mlgate.commands.output import output_ended

        # Typer prints help itself; where nobody reads it, it ends the program with 1.
        output_ended(error if isinstance(error, OSError) else BrokenPipeError())
        return 0
    except Exception as error:
        if hasattr(error, "format_message"):  # a mistake in the command line
            from mlgate.problem import Unusable

            raise Unusable([_usage_problem(error, arguments)]) from None
        raise


def _app_for(arguments: Sequence[str]) -> typer.Typer:
    """Give the app with no command but the one that is called, where one is: making all takes a tenth of a run."""
    called = [command for command in app.registered_commands if arguments[:1] == [_name(command)]]
    if not called:
        return app
    narrowed = copy(app)
    narrowed.registered_commands, narrowed.registered_groups = called, []
    return narrowed


def _name(command: CommandInfo) -> str:
    return command.name or getattr(command.callback, "__name__", "").replace("_", "-")


def _usage_problem(error: Exception, arguments: Sequence[str]) -> Problem:
    """Say what is wrong with a command line, in one sentence and with the way out."""
    from mlgate.problem import Problem

    message = str(error.format_message())  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    help = f"see {context.command_path if context else 'mlgate'} --help"
    for mark in (" Did you mean ", " (Possible options: "):
        message, found, suggestion = message.partition(mark)
        help = f"did you mean {suggestion.strip(' ?)')}?" if found else help
    message = message[:1].lower() + message[1:].rstrip(". ")
    if message.startswith("no such command") and arguments and arguments[0].endswith((".yaml", ".yml")):
        help = f"for answers: mlgate assess {arguments[0]}"
    return Problem(message, help=help)
