"""What the wheel carries beside the YAML of a built-in rule set is that rule set, and never stands in its way."""

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlgate.files import builtin_rules_folder, load_ruleset, rulesets
from mlgate.files.prebuilt import PREBUILT_FILE, prebuilt
from mlgate.files.rulesets import prebuild_all
from mlgate.model import RuleSet

BUILTIN = sorted(path.parent.name for path in Path(builtin_rules_folder()).glob("*/ruleset.yaml"))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built-in rule sets as a wheel installs them."""
    home = tmp_path / "site-packages" / "mlgate" / "rules"
    for id in BUILTIN:
        (home / id).mkdir(parents=True)
        shutil.copy(Path(builtin_rules_folder(), id, "ruleset.yaml"), home / id)
    monkeypatch.setattr(rulesets, "builtin_rules_folder", lambda: str(home))
    monkeypatch.chdir(tmp_path)
    for path, content in prebuild_all():
        (home / path).write_bytes(content)
    return home


def read(home: Path, id: str) -> RuleSet | None:
    return prebuilt(str(home / id / "ruleset.yaml"), f"site-packages/mlgate/rules/{id}/ruleset.yaml")


def parts_of(ruleset: RuleSet) -> Iterator[object]:
    """Every field, and of every item what comparison leaves out: where it was written, and what it means."""
    for name in RuleSet.__match_args__:
        yield getattr(ruleset, name)
    for section in (ruleset.questions, ruleset.facts, ruleset.dimensions, ruleset.rules, ruleset.sources):
        for item in section.values():
            yield item.origin
            yield getattr(getattr(item, "when", None), "test", None)


@pytest.mark.parametrize("id", BUILTIN)
def test_it_is_the_rule_set_that_the_yaml_says(installed: Path, id: str) -> None:
    found = read(installed, id)
    assert found is not None
    (installed / id / PREBUILT_FILE).unlink()
    assert list(parts_of(found)) == list(parts_of(load_ruleset(id)))


def test_loading_takes_it(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulesets, "_read", pytest.fail)
    assert {load_ruleset(id).id for id in BUILTIN} == set(BUILTIN)


def test_a_path_is_read_even_where_it_leads_there(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulesets, "prebuilt", pytest.fail)
    assert load_ruleset(str(installed / "default")).id == "default"


@pytest.mark.parametrize("changed", ["quick", "default"])
def test_a_changed_text_is_read_anew_that_of_a_parent_included(installed: Path, changed: str) -> None:
    with (installed / changed / "ruleset.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert read(installed, "quick") is None
    assert load_ruleset("quick").id == "quick"


class Harmful:
    def __reduce__(self) -> object:
        return Path.write_text, (Path("harm"), "done")


def damaged(content: bytes) -> Iterator[tuple[str, bytes]]:
    head, _, rest = content.partition(b"\n")
    yield "another version", b"mlgate 0.0.1\n" + rest
    yield "cut off", content[: len(content) // 2]
    yield "nothing", b""
    yield "no pickle", head + b"\nnothing of the kind"
    yield "another value", head + b"\n" + pickle.dumps(()) + pickle.dumps("text")
    dotted = b"\x80\x04\x8c\x0cmlgate.model\x8c\x18value.__code__.__class__\x93."
    yield "what hangs on a value of ours", head + b"\n" + pickle.dumps(()) + dotted
    yield (
        "what a module of ours imports",
        head + b"\n" + pickle.dumps(()) + b"\x80\x04\x8c\x0cmlgate.model\x8c\x05value\x93.",
    )
    yield "a call", head + b"\n" + pickle.dumps(()) + pickle.dumps(Harmful())


def test_what_is_damaged_or_foreign_is_left_alone(installed: Path) -> None:
    file = installed / "default" / PREBUILT_FILE
    for name, content in damaged(file.read_bytes()):
        file.write_bytes(content)
        assert read(installed, "default") is None, name
    assert not Path("harm").exists()


def test_what_is_built_in_extends_what_is_built_in_wherever_it_lies(installed: Path) -> None:
    """A virtual environment inside a project that has a rule set of the same name."""
    Path(".git").mkdir()
    Path("mlgate.toml").write_text('rules = ["ours"]\n', "utf-8")
    Path("ours/default").mkdir(parents=True)
    Path("ours/default/ruleset.yaml").write_text("mlgate: 1\nid: default\nversion: 1\ntitle: Ours\n", "utf-8")
    (installed / "quick" / PREBUILT_FILE).unlink()
    assert len(load_ruleset("quick").questions) > 20
