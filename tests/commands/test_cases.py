"""What people type and what comes out: the cases of cases.yaml, each in a folder of its own."""

import datetime
import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlgate import cli
from mlgate.commands import check

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "cases.yaml").read_text("utf-8"))
KNOWN = {
    "id",
    "files",
    "run",
    "exit",
    "out",
    "out_not",
    "out_is",
    "err",
    "err_not",
    "err_is",
    "json",
    "writes",
    "holds",
}


class Today(datetime.date):
    """The day on which all cases happen."""

    @classmethod
    def today(cls) -> "Today":
        return cls(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(check, "date", Today)
    monkeypatch.setenv("TERM", "xterm")
    (tmp_path / "small.yaml").write_text((HERE / "small.yaml").read_text("utf-8"), "utf-8")
    return tmp_path


def at(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value[int(key) if isinstance(value, list) else key]
    return value


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def run(case: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str, set[str]]:
    for name, text in case.get("files", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    before = names_in(folder)
    code = cli.main(shlex.split(case["run"]))
    out, err = capsys.readouterr()
    assert code == case.get("exit", 0), out + err
    return out, err, names_in(folder) - before


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_case(case: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert set(case) <= KNOWN
    out, err, written = run(case, folder, capsys)
    assert "Traceback" not in err
    for piece in case.get("out", []):
        assert piece in out
    for piece in case.get("err", []):
        assert piece in err
    assert not [piece for piece in case.get("out_not", []) if piece in out]
    assert not [piece for piece in case.get("err_not", []) if piece in err]
    if "out_is" in case:
        assert out == case["out_is"]
    if "err_is" in case:
        assert err == case["err_is"].replace("{folder}", os.path.realpath(folder))
    if "json" in case:
        whole = json.loads(out)
        assert {path: at(whole, path) for path in case["json"]} == case["json"]
    if "writes" in case:
        assert written == set(case["writes"])
    for name, pieces in case.get("holds", {}).items():
        text = (folder / name).read_text("utf-8")
        assert not [piece for piece in pieces if piece not in text], text


def test_ids_are_unique() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)


def test_blank_answers_are_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["questions", "-r", "small.yaml", "-o", "blank.yaml"]) == 0
    assert cli.main(["assess", "blank.yaml", "--no-input", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == {}


@pytest.mark.parametrize("name", ["default", "quick"])
def test_the_built_in_questionnaires_are_answers(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["questions", "-r", name, "-o", "blank.yaml"]) == 0
    assert cli.main(["assess", "blank.yaml", "--no-input", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rules"]["id"] == name


# --- A report that was sent around ------------------------------------------------------------------------------------

ANSWERS = (
    "mlgate: 1\nrules: ./small.yaml\nproject: Demo\ndate: 2026-11-01\nanswers:\n  task: lookup\n  labels: 5k..20k\n"
)


def sent(folder: Path, *options: str) -> Path:
    (folder / "a.yaml").write_text(ANSWERS, "utf-8")
    assert cli.main(["report", "a.yaml", *options, "-o", "sent"]) == 0
    return folder / "sent"


def verify(options: list[str]) -> int:
    """A JSON report names its rule set by its id, which here is no name that can be found."""
    return cli.main(["report", "--verify", "sent", *(["-r", "small.yaml"] if "--json" in options else [])])


FORMATS = [["-f", "markdown"], ["-f", "markdown", "--flavor", "github"], ["-f", "html"], ["--json"], ["-f", "terminal"]]


@pytest.mark.parametrize("options", FORMATS, ids=" ".join)
def test_an_untouched_report_verifies(options: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent(folder, *options)
    code = verify(options)
    assert (code, capsys.readouterr().out) == (0, "Verified: untouched, recomputed with small 1.2.0.\n")


@pytest.mark.parametrize("options", FORMATS, ids=" ".join)
@pytest.mark.parametrize(("old", "new"), [("Write them down", "Buy a cluster"), ("lookup", "predict")])
def test_a_changed_report_does_not(
    options: list[str], old: str, new: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = sent(folder, *options)
    text = report.read_text("utf-8")
    assert old in text
    report.write_text(text.replace(old, new), "utf-8")
    code = verify(options)
    out = capsys.readouterr().out
    assert code == 1
    assert out.startswith("Not verified: the text or the answers in the report were changed after it was written.\n")
    assert "\nline " in out


@pytest.mark.parametrize("options", FORMATS[:3], ids=" ".join)
def test_the_answer_that_was_changed_is_named_first(
    options: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = sent(folder, *options)
    text = report.read_text("utf-8")
    report.write_text(text.replace("labels: 5000..20000", "labels: 50k..200k"), "utf-8")
    assert "labels: 50k..200k" in report.read_text("utf-8")
    assert verify(options) == 1
    named = capsys.readouterr().out.split("\n")[1]
    assert named == "the answers say labels 50,000 to 200,000; the text says 5,000 to 20,000"


def test_a_line_that_is_not_there_is_called_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = sent(folder, "-f", "markdown")
    report.write_text(report.read_text("utf-8") + "One more line\n", "utf-8")
    assert verify([]) == 1
    assert "  recomputed:    (no such line)\n" in capsys.readouterr().out


def test_a_report_under_changed_rules_does_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent(folder, "-f", "markdown")
    rules = (folder / "small.yaml").read_text("utf-8")
    (folder / "small.yaml").write_text(rules.replace("labels >= 1000", "labels >= 2000"), "utf-8")
    assert cli.main(["report", "--verify", "sent"]) == 1
    assert capsys.readouterr().out.startswith("Changed rule set: the report rests on small 1.2.0 (sha256:")


def test_a_report_under_changed_rules_that_do_not_know_its_answers(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent(folder, "-f", "markdown")
    rules = (folder / "small.yaml").read_text("utf-8")
    (folder / "small.yaml").write_text(rules.replace("lookup", "find"), "utf-8")
    assert cli.main(["report", "--verify", "sent"]) == 2
    assert "the rule set small was changed since the report" in capsys.readouterr().err


def test_verification_in_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent(folder, "-f", "html")
    assert cli.main(["report", "--verify", "sent", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "untouched"
