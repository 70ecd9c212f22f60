"""A page with commands in, the same page with what they print out: each page is one session in an empty folder.

A block ```console holds lines that start with `$ `; what follows is their output, stdout and stderr as a terminal
mixes them. A block with `file=NAME` behind its language is written to that file first. A line `...` in an output
stands for any lines. A command that ends with 2 is refused unless `mistake` stands behind `console`. The program runs
in this process, and the day is always the same.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

TODAY = date(2026, 11, 24)
FENCE = re.compile(r"^(?P<fence>```+)(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL)
ELISION = "..."


class Today(date):
    """The day on which the documents are made."""

    @classmethod
    def today(cls) -> Today:
        return cls(TODAY.year, TODAY.month, TODAY.day)


class Session:
    """Commands run one after the other in one folder."""

    def __init__(self) -> None:
        self.exit_code = 0

    def run(self, line: str) -> str:
        """Run one line and give what it prints."""
        name, *arguments = shlex.split(line)
        if name == "mlgate":
            return self._mlgate(arguments)
        return getattr(self, f"_{name}")(*arguments)

    def _echo(self, word: str) -> str:
        assert word == "$?"
        return f"{self.exit_code}\n"

    def _cat(self, file: str) -> str:
        return Path(file).read_text(encoding="utf-8")

    def _cp(self, source: str, target: str) -> str:
        shutil.copy(source, target)
        return ""

    def _mlgate(self, arguments: list[str]) -> str:
        from mlgate import cli
        from mlgate.commands import check, saving

        output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True, newline="\n")
        with contextlib.ExitStack() as stack:
            stack.enter_context(contextlib.redirect_stdout(output))
            stack.enter_context(contextlib.redirect_stderr(output))
            for module in (check, saving):
                stack.enter_context(patch.object(module, "date", Today))
            stack.enter_context(patch.object(sys, "stdin", io.StringIO()))
            self.exit_code = cli.main(arguments)
        output.seek(0)
        return without_places(output.read())


def without_places(text: str) -> str:
    """Write the folder of the built-in rule sets as it is called in the sources, wherever they are installed."""
    from mlgate.files import builtin_rules_folder

    return text.replace(builtin_rules_folder(), "rules")


@contextlib.contextmanager
def empty_folder() -> Iterator[Path]:
    """Work in an empty folder that is a repository of its own, without the environment's wishes for colour."""
    wishes = ("NO_COLOR", "FORCE_COLOR", "LINES", "GITHUB_ACTIONS", "ACCESSIBLE")
    kept = {name: value for name, value in os.environ.items() if name not in wishes} | {"COLUMNS": "80"}
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, kept, clear=True):
        path = Path(os.path.realpath(folder))
        (path / ".git").mkdir()
        with contextlib.chdir(path):
            yield path


def with_outputs(page: str, beside: Path | None = None) -> str:
    """Run everything on a page, and give the page with the outputs of today; `beside` holds files that it speaks of."""
    with empty_folder() as folder:
        for file in sorted(beside.glob("*.yaml")) if beside else ():
            shutil.copy(file, folder)
        session = Session()
        return FENCE.sub(lambda block: _block(session, block), page)


def _block(session: Session, block: re.Match[str]) -> str:
    info, body = block["info"].split(), block["body"]
    for word in info:
        if word.startswith("file="):
            write(word.removeprefix("file="), body)
    if info[:1] != ["console"]:
        return block[0]
    outputs = [_told(session, command, before, "mistake" in info) for command, before in commands(body)]
    return f"{block['fence']}{block['info']}\n{''.join(outputs)}{block['fence']}"


def write(name: str, content: str) -> None:
    """Write a file that a page shows."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(content, encoding="utf-8")


def commands(body: str) -> list[tuple[str, str]]:
    """Part a block into commands, each with the output that the page shows."""
    parts = re.split(r"^\$ ", body, flags=re.MULTILINE)
    assert not parts[0], f"output before the first command: {parts[0]!r}"
    found = []
    for part in parts[1:]:
        line, _, output = part.partition("\n")
        while line.endswith("\\"):
            more, _, output = output.partition("\n")
            line = f"{line}\n{more}"
        found.append((line, output))
    return found


def _told(session: Session, command: str, before: str, mistaken: bool) -> str:
    output = session.run(command.replace("\\\n", " "))
    if session.exit_code == 2 and not mistaken:
        raise ValueError(f"the page did not mean to show this mistake: $ {command}\n{output}")
    output = output if not output or output.endswith("\n") else f"{output}\n"
    return f"$ {command}\n{before if matches(before, output) else output}"


def matches(shown: str, output: str) -> bool:
    """Tell whether a shown output is the real one, with `...` standing for any lines."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), output) is not None
