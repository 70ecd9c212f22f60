"""Answers and rule sets that cannot be used: each is refused at its place, in the words of broken.yaml, at once."""

import re
import time
from pathlib import Path

import pytest
import yaml

from mlgate import cli

HERE = Path(__file__).parent
BROKEN: list[dict[str, str]] = yaml.safe_load((HERE / "broken.yaml").read_text("utf-8"))
COMMAND = {"answers": ["assess", "broken.yaml", "--no-input"], "rules": ["rules", "show", "broken.yaml"]}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in BROKEN])
def test_a_broken_file_is_refused(
    case: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text((HERE / "small.yaml").read_text("utf-8"), "utf-8")
    Path("broken.yaml").write_text(case["text"], "utf-8")
    start = time.process_time()
    code = cli.main(COMMAND[case["kind"]])
    assert time.process_time() - start < 1
    out, err = capsys.readouterr()
    assert (code, out, err) == (2, "", case["error"])
    assert re.search(r"^ --> broken\.yaml:\d+:\d+$", err, re.MULTILINE)
    assert re.search(r"^ +\| +\^+$", err, re.MULTILINE)


def test_there_are_enough_of_them() -> None:
    assert len({case["id"] for case in BROKEN}) == len(BROKEN) >= 40
