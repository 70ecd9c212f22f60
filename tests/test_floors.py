"""The architecture, held.

A module imports only from lower floors (or its own package), the floors up to rendering are pure, start-up stays light.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "mlgate"
FLOORS = [
    {"values"},
    {"problem", "quantity"},
    {"expression"},
    {"model"},
    {"wording"},
    {"loading", "assessment"},
    {"analysis"},
    {"interview", "report"},
    {"rendering"},
    {"prompts", "files"},
    {"commands"},
    {"shortcut"},
    {"cli"},
    {"__main__"},
]
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}
IMPURE = {
    "importlib",
    "io",
    "os",
    "pathlib",
    "secrets",
    "shutil",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "time",
    "uuid",
}
IMPURE |= {"questionary", "rich", "typer"}
HEAVY = {"rich", "questionary", "prompt_toolkit", "yaml"}  # each costs more start-up time than all of our own code


def imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything imported, with relative names made absolute; `from a import b` is a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = f"{above}.{node.module or ''}".strip(".")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def at_import_time(tree: ast.AST) -> Iterator[ast.stmt]:
    """The statements that run when the module is imported: not function bodies, not `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from (inner for branch in node.orelse for inner in at_import_time(ast.Module([branch], [])))
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node
            yield from at_import_time(node)


def impure_calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """I/O, the clock, and random numbers without a seed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            unseeded = name.rpartition(".")[2] == "Random" and not node.args
            if unseeded or name in {"open", "print", "input"} or name.endswith((".now", ".today", ".utcnow")):
                yield node.lineno, name


def violations(path: str, source: str) -> list[str]:
    """What the module at `path` (relative to the package) does that its floor does not allow."""
    *folders, name = path.removesuffix(".py").split("/")
    unit, package, tree = (folders or [name])[0], ("mlgate", *folders), ast.parse(source)
    if unit not in FLOOR:
        return [f"{path}: {unit} has no floor"]
    pure, found = FLOOR[unit] <= FLOOR["rendering"], []
    for line, target in imports(tree, package):
        root, *rest = target.split(".")
        if root == "mlgate" and rest != ["__version__"]:
            other = rest[0] if rest else "mlgate"
            if other != unit and FLOOR.get(other, 99) >= FLOOR[unit]:
                found.append(f"{path}:{line}: {unit} imports {other}, which is not on a lower floor")
        elif pure and (root in IMPURE or (root == "random" and rest != ["Random"])):
            found.append(f"{path}:{line}: {unit} is pure and imports {target}")
    if pure:
        found += [f"{path}:{line}: {unit} is pure and calls {name}()" for line, name in impure_calls(tree)]
    for statement in at_import_time(tree):
        for line, target in imports(statement, package):
            if target.split(".")[0] in HEAVY:
                found.append(f"{path}:{line}: {target} is heavy and imported outside a function")
    return found


MODULES = sorted(p.relative_to(SOURCE).as_posix() for p in SOURCE.rglob("*.py") if p != SOURCE / "__init__.py")


@pytest.mark.parametrize("path", MODULES)
def test_module_keeps_to_its_floor(path: str) -> None:
    assert violations(path, (SOURCE / path).read_text(encoding="utf-8")) == []


def loaded_after(code: str) -> set[str]:
    code += "\nimport sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SOURCE.parent)
    return set(run.stdout.split())


def test_importing_the_package_loads_nothing_else() -> None:
    modules = loaded_after("import mlgate")
    assert {m for m in modules if m.startswith("mlgate.") or m in HEAVY | {"typer"}} == set()


def test_version_is_answered_without_typer() -> None:
    code = "import sys; sys.argv[1:] = ['--version']; import mlgate.__main__ as m\ntry: m.main()\n"
    modules = loaded_after(code + "except SystemExit: pass")
    assert "mlgate.__main__" in modules
    assert {"typer", "mlgate.cli", "mlgate.files", "mlgate.problem", "contextlib", "typing"} & modules == set()


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("model.py", "from mlgate.analysis.worlds import World", id="a higher floor"),
        pytest.param("model.py", "from mlgate import cli", id="a higher floor, by another spelling"),
        pytest.param("model.py", "def f():\n    import mlgate.report", id="a higher floor, inside a function"),
        pytest.param("analysis/worlds.py", "from ..report import Report", id="a higher floor, relatively"),
        pytest.param("analysis/__init__.py", "from .. import report", id="a higher floor, from a package"),
        pytest.param("loading.py", "from mlgate.assessment import assess", id="a neighbour"),
        pytest.param("model.py", "from mlgate import assess", id="the public API"),
        pytest.param("model.py", "import mlgate", id="the whole package"),
        pytest.param("stray.py", "", id="a module without a floor"),
        pytest.param("report.py", "import os.path", id="the system"),
        pytest.param("report.py", "from pathlib import Path", id="paths"),
        pytest.param("rendering/terminal.py", "def f():\n    from rich.text import Text", id="rich in a pure floor"),
        pytest.param("report.py", "import datetime\nDAY = datetime.date.today()", id="the clock"),
        pytest.param("loading.py", "TEXT = open('x').read()", id="a file"),
        pytest.param("analysis/worlds.py", "import random", id="the shared random numbers"),
        pytest.param("analysis/worlds.py", "from random import Random\nr = Random()", id="no seed"),
        pytest.param("loading.py", "import yaml", id="a heavy import"),
        pytest.param(
            "prompts.py", "try:\n    from rich import print\nexcept ImportError:\n    pass", id="heavy in try"
        ),
        pytest.param("prompts.py", "class A:\n    import questionary", id="heavy in a class"),
    ],
)
def test_the_check_finds(path: str, source: str) -> None:
    assert len(violations(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("model.py", "from mlgate.expression import Expression", id="a lower floor"),
        pytest.param("report.py", "from mlgate import __version__, model", id="the version"),
        pytest.param("analysis/worlds.py", "from .flips import flips\nfrom mlgate.analysis import lint", id="siblings"),
        pytest.param("report.py", "from datetime import date\nD = date.fromisoformat('2026-01-01')", id="a date"),
        pytest.param("analysis/worlds.py", "from random import Random\nr = Random(7)", id="a seed"),
        pytest.param("loading.py", "def f():\n    import yaml", id="heavy, when needed"),
        pytest.param("prompts.py", "if TYPE_CHECKING:\n    from rich.text import Text", id="heavy, for types only"),
        pytest.param("files.py", "import os\nopen('x')\nprint()", id="the system, above the pure floors"),
    ],
)
def test_the_check_accepts(path: str, source: str) -> None:
    assert violations(path, source) == []
