"""Reading and writing files: one clear sentence for all that is no file of ours, and no old file is ever lost."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from mlgate import files
from mlgate.files import available, builtin_rules_folder, examples, load_ruleset, locate, look_like_ours, read_content
from mlgate.files.rulesets import repository_of
from mlgate.problem import NotFound, Unusable

TINY = "mlgate: 1\nid: {id}\nversion: 1\ntitle: {title}\nverdicts: [{{id: stop, title: Stop}}]\n"
as_root = pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="nothing is forbidden to root")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rule_set(path: str, id: str = "team", title: str = "Team", more: str = "") -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(TINY.format(id=id, title=title) + more, "utf-8")
    return file


def message(error: pytest.ExceptionInfo[Unusable]) -> str:
    (problem,) = error.value.problems
    return problem.message


# --- Reading ----------------------------------------------------------------------------------------------------------


def dangling() -> None:
    Path("x").symlink_to("nowhere")


def looping() -> None:
    Path("x").symlink_to("x")


def pipe() -> None:
    os.mkfifo("x")


UNREADABLE: list[tuple[str, Callable[[], object], str]] = [
    ("missing", lambda: None, "there is no file 'x'"),
    ("a folder", lambda: Path("x").mkdir(), "'x' is a folder, not a file"),
    ("a broken link", dangling, "'x' is a link to something that does not exist"),
    ("a link to itself", looping, "'x' cannot be read: too many levels of symbolic links"),
    ("a pipe that nobody writes to", pipe, "'x' is a pipe or a device, not a file"),
    ("a device", lambda: Path("x").symlink_to("/dev/zero"), "'x' is a pipe or a device, not a file"),
    (
        "too large",
        lambda: Path("x").write_bytes(b"#" * 1_000_001),
        "'x' is too large: 1,000,001 bytes; at most 1,000,000 are read",
    ),
]


@pytest.mark.parametrize(("make", "said"), [pytest.param(make, said, id=id) for id, make, said in UNREADABLE])
def test_what_cannot_be_read_is_said_in_one_sentence(make: Callable[[], object], said: str) -> None:
    make()
    with pytest.raises(Unusable) as error:
        read_content("x")
    assert message(error) == said


@as_root
def test_no_permission() -> None:
    Path("x").write_text("a", "utf-8")
    Path("x").chmod(0)
    with pytest.raises(Unusable) as error:
        read_content("x")
    assert message(error) == "no permission to read 'x'"


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(Unusable) as error:
        read_content("a\0b")
    assert message(error) == r"'a\x00b' cannot be read: not the name of a file"


def test_a_file_that_was_meant_is_named() -> None:
    Path("churn.yaml").write_text("", "utf-8")
    with pytest.raises(Unusable) as error:
        read_content("chrun.yaml")
    assert error.value.problems[0].help == "did you mean 'churn.yaml'?"


@pytest.mark.parametrize(
    "text",
    ["mlgate: 1", "a: 1\nmlgate: 1", "answers: {}", "verdicts: []", "{mlgate: 1}", '{"mlgate": 1}', "'mlgate' : 1",
     "\ufeffmlgate: 1", "--- mlgate: 1", "# text\r\nmlgate: 1\r\n", "# text\rmlgate: 1\r"],
)  # fmt: skip
def test_our_files_are_recognised(text: str) -> None:
    assert look_like_ours(text.encode())


@pytest.mark.parametrize(
    "text",
    ["", "root:x:0:0:root:/root:/bin/bash", "rules: []", "a:\n  mlgate: 1", "# mlgate: 1", "mlgate", "password: x"],
)
def test_others_are_not(text: str) -> None:
    assert not look_like_ours(text.encode())


# --- Finding rule sets ------------------------------------------------------------------------------------------------


def test_the_built_in_ones_are_there() -> None:
    assert {"default", "quick"} <= {location.name for location in available()}
    assert load_ruleset("default").id == "default"
    assert "churn" in examples(locate("default"))


def test_a_checkout_of_something_else_offers_no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    module = files.rulesets
    monkeypatch.setattr(module, "__file__", str(Path("src/mlgate/files/rulesets.py").absolute()))
    Path("rules").mkdir()
    assert builtin_rules_folder() == ""
    Path("pyproject.toml").write_text('name = "other"', "utf-8")
    assert builtin_rules_folder() == ""
    Path("pyproject.toml").write_text('name = "mlgate"', "utf-8")
    assert builtin_rules_folder() == str(Path("rules").absolute())


PLACES = [
    pytest.param("team.yaml", "team.yaml", id="a file"),
    pytest.param("sets/team/ruleset.yaml", "sets/team", id="a folder"),
    pytest.param("sets/team/ruleset.yaml", "sets/team/", id="a folder with a slash"),
    pytest.param("sets/team.yaml", "./sets/../sets/team.yaml", id="a crooked path"),
]


@pytest.mark.parametrize(("path", "name"), PLACES)
def test_a_path_leads_to_a_rule_set(path: str, name: str) -> None:
    rule_set(path)
    found = load_ruleset(name)
    assert (found.id, Path(found.file)) == ("team", Path(path))


@pytest.mark.parametrize("settings", ["mlgate.toml", "pyproject.toml"])
def test_a_name_leads_to_the_rule_folders_of_the_project(settings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".git").mkdir()
    table = "[tool.mlgate]\n" if settings == "pyproject.toml" else ""
    Path(settings).write_text(f'{table}rules = ["gates", "more"]\n', "utf-8")
    rule_set("gates/acme/ruleset.yaml", "acme")
    rule_set("more/beta.yaml", "beta")
    Path("deep/below").mkdir(parents=True)
    monkeypatch.chdir("deep/below")
    assert [load_ruleset(name).id for name in ("acme", "beta")] == ["acme", "beta"]
    assert [one.name for one in available()][:2] == ["acme", "beta"]


def test_settings_above_the_repository_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mlgate.toml").write_text('rules = ["gates"]\n', "utf-8")
    rule_set("gates/acme/ruleset.yaml", "acme")
    Path("project/.git").mkdir(parents=True)
    Path("loose").mkdir()
    for inner in ("project", "loose"):
        monkeypatch.chdir(Path(inner))
        with pytest.raises(NotFound):
            locate("acme")
        monkeypatch.chdir(Path.cwd().parent)


def test_a_project_may_have_its_own_default_that_extends_ours() -> None:
    Path("mlgate.toml").write_text('rules = ["gates"]\n', "utf-8")
    file = Path("gates/default/ruleset.yaml")
    file.parent.mkdir(parents=True)
    file.write_text("mlgate: 1\nid: default\nversion: 9\ntitle: Ours\nextends: default\n", "utf-8")
    found = load_ruleset("default")
    assert (found.version, found.title, "action" in found.questions) == ("9", "Ours", True)


def test_a_parent_is_relative_to_the_file_that_names_it() -> None:
    rule_set("a/parent.yaml")
    Path("a/b").mkdir()
    Path("a/b/child.yaml").write_text("mlgate: 1\nid: child\nversion: 1\ntitle: C\nextends: ../parent.yaml\n", "utf-8")
    assert load_ruleset("a/b/child.yaml").verdicts[0].id == "stop"


NOT_FOUND = [
    pytest.param("defualt", "there is no rule set 'defualt'", "did you mean 'default'?", id="a slip"),
    pytest.param(
        "no/where.yaml",
        "there is no rule set at 'no/where.yaml'",
        "there is no '{here}/no/where.yaml'; a path is relative to the working directory",
        id="a path",
    ),
    pytest.param("chld.yaml", "there is no rule set at 'chld.yaml'", "did you mean 'child.yaml'?", id="a file name"),
    pytest.param("empty/", "the folder 'empty/' has no ruleset.yaml", "nor has any folder in it", id="an empty folder"),
    pytest.param(
        "sets/", "the folder 'sets/' has no ruleset.yaml", "rule sets below it: 'sets/a', 'sets/b'", id="a folder"
    ),
    pytest.param(
        "sets",
        "the folder 'sets' has no ruleset.yaml",
        "rule sets below it: './sets/a', './sets/b'",
        id="a folder by its name",
    ),
    pytest.param(
        "alone", "there is no rule set 'alone'", "for the folder write './alone'", id="the name of a rule set's folder"
    ),
    pytest.param(".", "the folder '.' has no ruleset.yaml", "rule sets below it: './alone'", id="this folder"),
    pytest.param("", "there is no rule set ''", "or give a path", id="nothing"),
    pytest.param("../sets/a/..", "the folder '../sets/a/..' has no ruleset.yaml", "below it", id="a crooked path"),
    pytest.param("a\0/b", r"there is no rule set at 'a\x00/b'", "", id="no name of a file"),
]


@pytest.mark.parametrize(("name", "said", "help"), NOT_FOUND)
def test_a_rule_set_that_is_not_there(
    name: str, said: str, help: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("here/empty").mkdir(parents=True)
    for place in ("here/sets/a", "here/sets/b", "here/alone", "sets/a"):
        rule_set(f"{place}/ruleset.yaml")
    monkeypatch.chdir("here")
    Path("child.yaml").write_text("", "utf-8")
    with pytest.raises(NotFound) as error:
        locate(name)
    assert str(error.value) == said
    assert help.format(here=folder / "here") in error.value.help


def test_a_path_that_is_right_only_from_the_working_directory(folder: Path) -> None:
    rule_set("gate/shop/ruleset.yaml")
    Path("proposals").mkdir()
    with pytest.raises(NotFound) as error:
        locate("gate/shop", "proposals/a.yaml")
    assert str(error.value) == "there is no rule set at 'gate/shop'"
    tried = f"there is no '{folder}/proposals/gate/shop'; a path is relative to the file that says it"
    assert error.value.help == f"{tried}: write '../gate/shop'"
    with pytest.raises(NotFound) as error:
        locate("gate/other", "proposals/a.yaml")
    assert error.value.help == tried.replace("shop", "other")


def test_this_folder_is_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    rule_set("team/ruleset.yaml")
    rule_set("team/below/ruleset.yaml", "below")
    monkeypatch.chdir("team/below")
    assert [load_ruleset(name).id for name in (".", "..")] == ["below", "team"]


def test_answers_cannot_lead_out_of_their_repository(folder: Path) -> None:
    rule_set("outside.yaml")
    rule_set("project/inside.yaml")
    Path("project/.git").mkdir()
    Path("project/sub").mkdir()
    Path("project/sub/link.yaml").symlink_to(folder / "outside.yaml")
    answers = "project/sub/a.yaml"
    assert locate("../inside.yaml", answers, confined=True).file.endswith("inside.yaml")
    for name in ("../../outside.yaml", str(folder / "outside.yaml"), "link.yaml"):
        with pytest.raises(NotFound, match="is outside the repository of the answers"):
            locate(name, answers, confined=True)


def test_without_a_repository_answers_cannot_lead_out_of_their_folder() -> None:
    rule_set("outside.yaml")
    rule_set("sub/below/inside.yaml")
    assert locate("below/inside.yaml", "sub/a.yaml", confined=True)
    with pytest.raises(NotFound, match="is outside"):
        locate("../outside.yaml", "sub/a.yaml", confined=True)


BAD_SETTINGS = [
    ("rules = [", "this is not valid TOML, so the rule folders in it cannot be read", ""),
    ("rules = 3", "'rules' must be a list of folders", 'for example rules = ["ml-gate"]'),
    ("rules = [3]", "'rules' must be a list of folders", 'for example rules = ["ml-gate"]'),
    ("rule = ['gate']", "'rule' is no setting", "did you mean 'rules'? settings: rules"),
    ("rules = ['gat']", "'gat' is no folder, so it holds no rule sets", "did you mean 'gate'?"),
    ("rules = ['x']", "'x' is no folder, so it holds no rule sets", "there is no '{folder}/x'"),
    (
        "rules = ['gate/shop/ruleset.yaml']",
        "'gate/shop/ruleset.yaml' is a file, not the folder above the rule sets",
        'write rules = ["gate"]',
    ),
    ("rules = ['s.yaml']", "'s.yaml' is a file, not the folder above the rule sets", 'write rules = ["."]'),
    (
        "rules = ['gate', 'gate/shop/']",
        "'gate/shop/' is a rule set, not the folder above the rule sets",
        'write rules = ["gate"]',
    ),
]


@pytest.mark.parametrize(("text", "said", "help"), BAD_SETTINGS)
def test_settings_that_cannot_be_read(text: str, said: str, help: str, folder: Path) -> None:
    rule_set("gate/shop/ruleset.yaml")
    rule_set("s.yaml")
    Path("mlgate.toml").write_text(f"# Ours\n{text}", "utf-8")
    with pytest.raises(Unusable) as error:
        locate("default")
    (problem,) = error.value.problems
    assert (problem.message, problem.help) == (said, help.format(folder=folder))
    assert (problem.file, problem.source) == (os.path.realpath(folder / "mlgate.toml"), "")
    assert problem.line == 2


def test_the_line_of_settings_that_are_no_toml_is_said_and_not_quoted(folder: Path) -> None:
    Path("mlgate.toml").write_text('rules = ["gate"]\nsecret = x\n', "utf-8")
    with pytest.raises(Unusable) as error:
        locate("default")
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.column) == (os.path.realpath(folder / "mlgate.toml"), 2, 10)
    assert "secret" not in str(error.value)


def test_a_folder_may_be_a_rule_set_and_hold_others() -> None:
    rule_set("gate/ruleset.yaml")
    rule_set("gate/shop/ruleset.yaml", "shop")
    Path("mlgate.toml").write_text("rules = ['gate']", "utf-8")
    assert load_ruleset("shop").id == "shop"


OTHERS = [
    "this is [not TOML",
    "dependencies = ['mlgate'\n[broken",
    "[tool.other]\nmlgate = 1\nrule = 2",
    "tool = 3 # mlgate",
]


@pytest.mark.parametrize("text", OTHERS)
def test_settings_of_other_tools_are_no_business_of_ours(text: str) -> None:
    Path("pyproject.toml").write_text(text, "utf-8")
    assert locate("default").builtin


@pytest.mark.parametrize(
    "text", ["[tool.mlgate]\nrules = [", "[tool . 'mlgate']\nrule = []", "[tool.mlgate]\nrules = ['x']"]
)
def test_ours_beside_other_tools_are(text: str) -> None:
    Path("pyproject.toml").write_text(text, "utf-8")
    with pytest.raises(Unusable):
        locate("default")


def test_the_repository_is_the_nearest_folder_with_git(folder: Path) -> None:
    Path("a/b/.git").mkdir(parents=True)
    Path("a/b/c").mkdir()
    assert repository_of("a/b/c") == os.path.realpath(folder / "a" / "b")


# --- Writing ----------------------------------------------------------------------------------------------------------


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written(folder: Path) -> None:
    files.write_text("x.yaml", "é\n")
    assert Path("x.yaml").read_bytes() == "é\n".encode()
    assert left_over(folder) == ["x.yaml"]


def test_an_old_file_keeps_its_permissions_and_its_link(folder: Path) -> None:
    Path("real").write_text("old", "utf-8")
    Path("real").chmod(0o640)
    Path("x").symlink_to("real")
    files.write_text("x", "new")
    assert Path("x").is_symlink()
    assert Path("real").read_text("utf-8") == "new"
    assert stat.S_IMODE(Path("real").stat().st_mode) == 0o640
    assert left_over(folder) == ["real", "x"]


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_full_disk_leaves_the_old_file(step: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    Path("x").write_text("old", "utf-8")
    monkeypatch.setattr(os, step, full)
    with pytest.raises(Unusable) as error:
        files.write_text("x", "new")
    assert message(error) == "'x' cannot be written: no space left on device"
    assert error.value.problems[0].help == "nothing was changed; free some space and try again"
    assert Path("x").read_text("utf-8") == "old"
    assert left_over(folder) == ["x"]


def test_a_full_device() -> None:
    with pytest.raises(Unusable) as error:
        files.write_text("/dev/full", "new")
    assert message(error) == "'/dev/full' cannot be written: no space left on device"


def test_a_device_is_written_to_and_stays() -> None:
    files.write_text(os.devnull, "new")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_folder_is_not_replaced() -> None:
    Path("x").mkdir()
    with pytest.raises(Unusable) as error:
        files.write_text("x", "new")
    assert message(error) == "'x' cannot be written: is a folder, not a file"


@as_root
def test_a_protected_file_is_not_replaced() -> None:
    Path("x").write_text("old", "utf-8")
    Path("x").chmod(0o400)
    with pytest.raises(Unusable) as error:
        files.write_text("x", "new")
    assert message(error) == "'x' cannot be written: permission denied"
