"""The short way through the command line means what Typer means by the same words, or leaves them to Typer."""

import inspect
from collections.abc import Callable
from itertools import chain
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlgate import cli
from mlgate.commands import assess, check
from mlgate.shortcut import shortcut

FILES = st.sampled_from(["a.yaml", "b", "x=1", "90 days", "labels=5k..20k"])
SWITCHES = st.sampled_from(["--no-input", "--json", "--quiet", "-q", "--provisional"])
OPTIONS = st.sampled_from(["--rules", "-r", "--output", "-o", "--set", "-s", "--allow", "--max-age"])
STRANGE = [
    "",
    "-",
    "--",
    "--js",
    "--help",
    "-h",
    "-qr",
    "--rules=x",
    "-rx",
    "--format",
    "json",
    "--plain",
    "-x",
    "--no",
]


def meant(run: Callable[..., int], *args: Any, **options: Any) -> dict[str, Any]:
    """What a call of a command comes to, defaults filled in; texts in lists or tuples count the same."""
    bound = inspect.signature(run).bind(*args, **options)
    bound.apply_defaults()
    return {name: list(value) if isinstance(value, tuple) else value for name, value in bound.arguments.items()}


def called(run: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any] | None:
    """What a run calls a command with; None for a mistake."""
    calls: list[dict[str, Any]] = []
    for command in (assess, check):
        record(monkeypatch, command, calls)
    code = run()
    monkeypatch.undo()
    return calls[0] if calls and code == 0 else None


def record(monkeypatch: pytest.MonkeyPatch, command: ModuleType, calls: list[dict[str, Any]]) -> None:
    run = command.run

    def recorded(*args: Any, **options: Any) -> int:
        calls.append({"command": command.__name__, **meant(run, *args, **options)})
        return 0

    monkeypatch.setattr(command, "run", recorded)


PLAIN = FILES.map(lambda file: [file]) | SWITCHES.map(lambda word: [word]) | st.tuples(OPTIONS, FILES).map(list)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=st.sampled_from(["assess --no-input", "check", "check a.yaml"]),
    words=st.lists(PLAIN, max_size=5),
    strange=st.none() | st.sampled_from(STRANGE),
)
def test_what_is_understood_is_what_typer_means(
    command: str, words: list[list[str]], strange: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [*command.split(), *chain.from_iterable(words), *([] if strange is None else [strange])]
    call = shortcut(arguments)
    if call is not None:
        by_shortcut = called(call, monkeypatch)
        assert by_shortcut is not None
        assert by_shortcut == called(lambda: cli.main(arguments), monkeypatch)


@pytest.mark.parametrize(
    "arguments",
    [
        "assess a.yaml --no-input --json",
        "assess --no-input -s labels=5k -s task=plan --rules quick -q",
        "assess --json a.yaml -r ours --no-input --output out.json",
        "check a.yaml b.yaml",
        "check a.yaml --allow rules,classic --max-age 90d --provisional --json",
    ],
)
def test_what_scripts_write_is_understood(arguments: str) -> None:
    assert shortcut(arguments.split()) is not None


@pytest.mark.parametrize("word", STRANGE)
def test_what_is_not_plain_is_left_to_typer(word: str) -> None:
    assert shortcut(["assess", "a.yaml", "--no-input", word]) is None


@pytest.mark.parametrize(
    "arguments", ["", "assess", "assess a.yaml", "check", "check --json", "report a.yaml", "rules"]
)
def test_what_is_no_business_of_scripts_is_left_to_typer(arguments: str) -> None:
    assert shortcut(arguments.split()) is None


def test_a_shell_that_completes_is_left_to_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_MLGATE_COMPLETE", "complete_bash")
    assert shortcut(["check", "a.yaml"]) is None
