"""pyproject.toml says some things twice, for pip and for uv; here they are held equal."""

import tomllib
from pathlib import Path

import mlgate

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_extras_and_dependency_groups_are_the_same() -> None:
    assert PYPROJECT["project"]["optional-dependencies"] == PYPROJECT["dependency-groups"]


def test_the_changelog_starts_with_this_version() -> None:
    headings = [x for x in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if x.startswith("## ")]
    assert headings[0].split()[1] == mlgate.__version__
