"""The program as a process: how it starts, what it loads, how it ends, and how it asks in a terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from mlgate import cli
from mlgate.commands import overview

SOURCE = Path(cli.__file__).parents[1]
SMALL = Path(__file__).parent / "commands" / "small.yaml"
ANSWERS = "mlgate: 1\nrules: ./small.yaml\nproject: Demo é\nanswers: {task: lookup}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    (tmp_path / "small.yaml").write_text(SMALL.read_text("utf-8"), "utf-8")
    (tmp_path / "a.yaml").write_text(ANSWERS, "utf-8")
    return tmp_path


def mlgate(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mlgate", *arguments]
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, **{"capture_output": True, **options})


# --- Starting ---------------------------------------------------------------------------------------------------------


def loaded(*arguments: str) -> set[str]:
    code = f"import sys; from mlgate import cli; cli.main({list(arguments)!r}); print(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return set(run.stderr.split())


def test_the_json_path_loads_nothing_for_people() -> None:
    modules = loaded("assess", "a.yaml", "--no-input", "--json")
    assert {"mlgate.assessment", "mlgate.rendering.json", "yaml"} <= modules
    forbidden = {"rich", "questionary", "prompt_toolkit", "tomllib", "importlib.resources"}
    forbidden |= {"mlgate.prompts", "mlgate.interview", "mlgate.commands.interviewing", "mlgate.commands.verify"}
    forbidden |= {f"mlgate.rendering.{name}" for name in ("html", "markdown", "terminal")}
    assert forbidden & modules == set()


@pytest.mark.parametrize("command", ["assess a.yaml --no-input --json", "check a.yaml"])
def test_what_scripts_call_loads_no_command_line(command: str) -> None:
    code = f"import sys; sys.argv[1:] = {command.split()}; import mlgate.__main__ as m\ntry: m.main()\n"
    code += "finally: print(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    modules = set(run.stderr.split())
    assert "mlgate.assessment" in modules
    assert {"typer", "mlgate.cli", "dataclasses", "inspect"} & modules == set()


@pytest.mark.parametrize("arguments", [["--help"], ["assess", "--help"], ["--version"]], ids=" ".join)
def test_help_loads_only_the_options(arguments: list[str]) -> None:
    modules = loaded(*arguments)
    assert {"rich", "yaml", "questionary"} & modules == set()
    printed = {"mlgate.commands.output", "mlgate.commands.version"} if arguments == ["--version"] else set()
    assert {name for name in modules if name.startswith("mlgate.")} - printed == {
        "mlgate.cli",
        "mlgate.commands",
        "mlgate.commands.failing",
    }


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (
        "",
        "assess",
        "report",
        "check",
        "what-if",
        "explain",
        "questions",
        "rules",
        "rules list",
        "rules test",
    ):
        assert cli.main([*command.split(), "--help"]) == 0
        text = capsys.readouterr().out
        assert text.startswith(f"Usage: mlgate {command}".rstrip())
        assert max(map(len, text.splitlines())) <= 80


def complete(words: str) -> list[str]:
    surroundings = os.environ | {"_MLGATE_COMPLETE": "complete_bash", "COMP_WORDS": words}
    surroundings["COMP_CWORD"] = str(len(words.split()) - (not words.endswith(" ")))
    return mlgate(env=surroundings).stdout.decode().split()


@pytest.mark.parametrize(
    ("words", "candidate"),
    [
        ("mlgate as", "assess"),
        ("mlgate rules ", "show"),
        ("mlgate assess --no", "--no-input"),
        ("mlgate assess --rules d", "default"),
        ("mlgate report --format h", "html"),
        ("mlgate assess --example ch", "churn"),
        ("mlgate assess --rules small.yaml --set lab", "labels="),
        ("mlgate assess --rules small.yaml --set task=pre", "task=predict"),
        ("mlgate check --rules small.yaml --allow rules,mo", "rules,model"),
        ("mlgate what-if --rules small.yaml --to st", "stop"),
        ("mlgate explain --rules small.yaml DATA", "DATA-01"),
    ],
)
def test_the_shell_completes(words: str, candidate: str) -> None:
    assert candidate in complete(words)


def test_completion_survives_a_broken_rule_set(folder: Path) -> None:
    (folder / "small.yaml").write_text("mlgate: [", "utf-8")
    run = complete("mlgate assess --rules small.yaml --set lab")
    assert run == []


# --- Ending -----------------------------------------------------------------------------------------------------------


def test_a_reader_that_has_seen_enough_is_no_mistake() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = mlgate("check", "a.yaml", stdout=writing, stderr=subprocess.PIPE, capture_output=False)
    os.close(writing)
    assert (run.returncode, run.stderr) == (3, b"")


def test_a_full_disk_is_said_in_one_line() -> None:
    with open("/dev/full", "wb") as full:
        run = mlgate("report", "a.yaml", stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert (run.returncode, run.stderr) == (2, b"error: the output cannot be written: no space left on device\n")


def in_shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run `mlgate ...` in bash, with all that a shell can do to the streams of a program."""
    line = line.replace("mlgate ", f"{sys.executable} -m mlgate ", 1)
    return subprocess.run(["bash", "-c", line], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)


FULL = "error: the output cannot be written: no space left on device\n"
NO_VERDICT = "error: --allow names no verdict\n = help: for example --allow rules,classic\n"
UNWANTED = "exit ${PIPESTATUS[0]}"  # of the program whose reader has gone; it starts after its reader has ended
BROKEN = [
    pytest.param("mlgate check a.yaml >&-", 3, "", id="no stdout"),
    pytest.param("mlgate check a.yaml --json --allow , >&-", 2, "", id="a mistake in JSON without stdout"),
    pytest.param("mlgate check a.yaml --json --allow , >/dev/full", 2, NO_VERDICT + "\n" + FULL + "\n2 errors\n",
                 id="a mistake in JSON onto a full disk"),
    pytest.param(f"{{ sleep 0.3; mlgate report a.yaml --json -f html; }} | true; {UNWANTED}", 2, "",
                 id="a mistake in JSON that nobody reads"),
    pytest.param("mlgate report nofile.yaml 2>&-", 2, "", id="a mistake without stderr"),
    pytest.param("mlgate report nofile.yaml 2>/dev/full", 2, "", id="a mistake onto a full disk"),
    pytest.param("mlgate assess new.yaml --no-input -r small.yaml -s task=lookup >&- 2>/dev/full", 0, "",
                 id="a remark onto a full disk"),
    pytest.param("mlgate --version >&-", 0, "", id="the version without stdout"),
    pytest.param("mlgate --version >/dev/full", 2, FULL, id="the version onto a full disk"),
    pytest.param(f"{{ sleep 0.3; mlgate --version; }} | true; {UNWANTED}", 0, "", id="a version that nobody reads"),
    pytest.param("mlgate --version rules >/dev/full", 2, FULL, id="the version among other things"),
    pytest.param("mlgate --help >&-", 0, "", id="help without stdout"),
    pytest.param("mlgate check --help >/dev/full", 2, FULL, id="help onto a full disk"),
    pytest.param(f"{{ sleep 0.3; mlgate rules --help; }} | true; {UNWANTED}", 0, "", id="help that nobody reads"),
    pytest.param("mlgate rules >/dev/full", 2, FULL, id="the list of tools onto a full disk"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "said"), BROKEN)
def test_streams_that_take_nothing_change_no_exit_code(line: str, code: int, said: str) -> None:
    run = in_shell(line)
    assert (run.returncode, run.stdout, run.stderr) == (code, "", said)


def test_a_terminal_that_speaks_only_ascii() -> None:
    run = mlgate("assess", "a.yaml", "--no-input", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert run.returncode == 0
    assert run.stdout.isascii()
    assert b"Demo \\xe9" in run.stdout


def test_json_is_utf8_whatever_the_terminal_speaks() -> None:
    run = mlgate("report", "a.yaml", "--json", env=os.environ | {"PYTHONIOENCODING": "latin-1"})
    assert json.loads(run.stdout.decode("utf-8"))["project"] == "Demo é"


def test_a_working_directory_that_was_removed() -> None:
    Path("gone").mkdir()
    command = f"cd gone && rmdir ../gone && {sys.executable} -m mlgate rules list"
    run = subprocess.run(["sh", "-c", command], check=False, capture_output=True, text=True)
    assert (run.returncode, run.stderr.splitlines()[-2:]) == (
        2,
        ["error: the working directory does not exist any more", " = help: change into another one"],
    )


def test_a_mistake_of_ours_is_said_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(overview, "run", lambda: 1 // 0)
    assert cli.main([]) == 2
    assert capsys.readouterr().err.startswith("error: mlgate itself failed: ZeroDivisionError: ")
    monkeypatch.setenv("MLGATE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main([])


def test_a_stop_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(overview, "run", stop)
    assert cli.main([]) == 130


STOPPED = """
import sys
from mlgate.__main__ import main

class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stop())
sys.argv[1:] = ["check", "a.yaml", *{more}]
main()
"""


@pytest.mark.parametrize(
    ("module", "more"),
    [("mlgate.shortcut", []), ("mlgate.commands.check", []), ("mlgate.cli", ["--format=json"]), ("typer", ["-hq"])],
)
def test_a_stop_while_it_starts_is_130(module: str, more: list[str]) -> None:
    code = STOPPED.format(module=module, more=more)
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert (run.returncode, run.stdout, run.stderr) == (130, b"", b"")


# --- In a terminal ----------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal() -> Iterator[list[pexpect.spawn]]:
    opened: list[pexpect.spawn] = []
    yield opened
    for child in opened:
        child.close(force=True)


def start(terminal: list[pexpect.spawn], *arguments: str) -> pexpect.spawn:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "mlgate", "assess", "--plain", *arguments],
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 80),
        env=os.environ | {"TERM": "xterm", "NO_COLOR": "1"},
    )
    terminal.append(child)
    return child


def finish(child: pexpect.spawn) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


def test_an_interview_is_saved_after_every_answer_and_stops(terminal: list[pexpect.spawn], folder: Path) -> None:
    child = start(terminal, "-r", "small.yaml")
    child.expect("Project name")
    child.sendline("Churn")
    child.expect("owns it")
    child.sendline("")
    child.expect("What kind of work is it")
    child.sendline("2")
    child.expect("Who says so")
    child.sendintr()
    child.expect("Stopped. Answers are in mlgate.yaml; `mlgate assess` takes it up again.")
    assert finish(child) == 130
    assert "project: Churn" in (folder / "mlgate.yaml").read_text("utf-8")
    assert "task: predict" in (folder / "mlgate.yaml").read_text("utf-8")


def test_an_interview_ends_with_the_verdict_and_both_files(terminal: list[pexpect.spawn], folder: Path) -> None:
    child = start(terminal, "-r", "small.yaml", "b.yaml")
    while child.expect(["\r\n> $", "Go on now", pexpect.EOF]) == 0:
        child.sendline("")
    child.sendline("n")
    assert finish(child) == 0
    assert {"b.yaml", "b.md"} <= {path.name for path in folder.iterdir()}
    assert cli.main(["report", "--verify", "b.md"]) == 0


@pytest.mark.parametrize(("reply", "file"), [("1", "mlgate.yaml"), ("2", "mlgate-2.yaml")])
def test_another_project_is_taken_up_or_kept(
    reply: str, file: str, terminal: list[pexpect.spawn], folder: Path
) -> None:
    (folder / "mlgate.yaml").write_text(ANSWERS, "utf-8")
    child = start(terminal)
    child.expect("Start a new project, saved in mlgate-2.yaml")
    child.expect("> ")
    child.sendline(reply)
    child.expect("\r\n> $")
    child.sendline("Next" if reply == "2" else "")
    child.expect("\r\n> $")
    child.sendintr()
    assert finish(child) == 130
    assert (folder / file).exists()
    assert "task: lookup" in (folder / "mlgate.yaml").read_text("utf-8")
    assert (folder / "mlgate-2.yaml").exists() is (reply == "2")
