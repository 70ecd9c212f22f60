"""Command-line arguments in, an exit code out: options are declared here, every command is in its own module."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import typer

from mlgate import __version__

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Should this even be ML? Answers that before money is spent.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules_app = typer.Typer(rich_markup_mode=None, help="The rule author's tools.")
app.add_typer(rules_app, name="rules")

Format = Literal["terminal", "markdown", "html", "json"]

File = Annotated[
    str | None, typer.Argument(metavar="[FILE]", help="Answers file (default: mlgate.yaml).", show_default=False)
]
Rules = Annotated[str | None, typer.Option("--rules", "-r", metavar="NAME|PATH", help="Rule set to use.")]
Changes = Annotated[
    list[str] | None, typer.Option("--set", "-s", metavar="ID=VALUE", help="Set an answer; repeatable.")
]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask; write nothing but --output.")]
FormatOption = Annotated[Format | None, typer.Option("--format", "-f", help="Format of the output.")]
Json = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Flavor = Annotated[Literal["portable", "github"], typer.Option("--flavor", help="Kind of Markdown.")]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No remarks on stderr.")]
Colour = Annotated[Literal["auto", "always", "never"], typer.Option("--color", help="Colour in the terminal.")]
Plain = Annotated[bool, typer.Option("--plain", help="Numbered lines, for screen readers.")]
Order = Annotated[Literal["author", "fewest"], typer.Option("--order", help="Order of the questions.")]


@app.command()
def assess(
    file: File = None,
    rules: Rules = None,
    changes: Changes = None,
    no_input: NoInput = False,
    format: FormatOption = None,
    json: Json = False,
    flavor: Flavor = "portable",
    output: Output = None,
    quiet: Quiet = False,
    color: Colour = "auto",
    plain: Plain = False,
    order: Order = "author",
) -> int:
    """Interview, then verdict and reasoning; writes the answers and the report."""
    from mlgate.commands import assess as command

    return command.run(
        file,
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


@rules_app.command("list")
def rules_list(json: Json = False) -> int:
    """The rule sets that can be named here."""
    from mlgate.commands import rules_list as command

    return command.run(json=json)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code; mistakes end in a message, never in a traceback."""
    from mlgate.problem import Unusable

    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return int(app(given, prog_name="mlgate", standalone_mode=False) or 0)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
