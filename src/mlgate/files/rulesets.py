"""The name or path of a rule set in, the RuleSet out, found in the order path, project, built in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mlgate.files.content import Path, nearby, read_content, read_ours, shown, unreadable
from mlgate.files.prebuilt import PREBUILT_FILE, prebuild, prebuilt
from mlgate.model import RuleSet
from mlgate.problem import NotFound, Unusable, did_you_mean
from mlgate.values import value

if TYPE_CHECKING:
    from mlgate.loading.extension import Fetch

RULESET_FILE = "ruleset.yaml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@value
class Location:
    """Where a rule set is: the name it was found under, its file, and whether it is built in."""

    name: str
    file: str
    builtin: bool = False


def load_ruleset(name: str, relative_to: Path | None = None, *, confined: bool = False) -> RuleSet:
    """Load a rule set by name or path. Raises NotFound where there is none, Unusable where it cannot be read.

    `relative_to` is the file that says the name (None: the command line, relative to the working directory);
    `confined` forbids leaving that file's repository, or its folder where there is none.
    """
    location = locate(name, relative_to, confined=confined)
    file = _short(location.file)
    return (location.builtin and prebuilt(location.file, file)) or _read(file, fetch)


def _read(file: str, fetch: Fetch) -> RuleSet:
    from mlgate.loading.rulesets import read_ruleset  # lazily: most runs need no more than what is prebuilt

    return read_ruleset(read_ours(file, "a rule set"), file, fetch)


def prebuild_all() -> Iterator[tuple[str, bytes]]:
    """Walk the built-in rule sets for the wheel: where below their folder each belongs, and what to write there."""
    for location in available_builtin():
        files = [_short(location.file)]

        def recorded(name: str, named_by: str, files: list[str] = files) -> tuple[bytes, str]:
            content, file = fetch(name, named_by)
            files.append(file)
            return content, file

        yield f"{location.name}/{PREBUILT_FILE}", prebuild(_read(files[0], recorded), files)


def fetch(name: str, named_by: str) -> tuple[bytes, str]:
    """Give the content of a rule set that another one extends, and its file; the loader's way to the disk."""
    location = locate(name, named_by)
    file = _short(location.file)
    try:
        return read_ours(file, "a rule set"), file
    except Unusable as error:
        problem = error.problems[0]
        raise NotFound(problem.message, problem.help) from None


def locate(name: str, relative_to: Path | None = None, *, confined: bool = False) -> Location:
    """Find the file of a rule set. Raises NotFound."""
    folder = os.path.dirname(os.path.realpath(relative_to)) if relative_to is not None else working_directory()
    if is_path(name):
        return _at_path(name, folder, relative_to is not None, confined)
    own = os.path.realpath(relative_to) if relative_to is not None else ""
    for location in _named(name, folder):
        if os.path.realpath(location.file) != own:  # a project's own `default` may extend the built-in one
            return location
    known = tuple(dict.fromkeys(location.name for location in available(folder)))
    raise NotFound(f"there is no rule set {shown(name)}", f"{did_you_mean(name, known, 'rule sets')}; or give a path")


def working_directory() -> str:
    """Give the working directory, which somebody may have removed meanwhile."""
    try:
        return os.getcwd()
    except OSError:
        raise unreadable("the working directory does not exist any more", "change into another one") from None


def is_path(name: str) -> bool:
    """Tell a path from a name."""
    return "/" in name or os.sep in name or name.endswith((".yaml", ".yml"))


def _at_path(name: str, folder: str, said_in_file: bool, confined: bool) -> Location:
    try:
        path = os.path.join(folder, name) if said_in_file else name
        path = os.path.join(path, RULESET_FILE) if os.path.isdir(path) else path
        if confined and not is_inside(path, repository_of(folder) or folder):
            raise NotFound(f"{shown(name)} is outside the repository of the answers", "use --rules to name it yourself")
        if not os.path.exists(path):
            raise NotFound(f"there is no rule set at {shown(name)}", _missing_help(path, name))
    except ValueError:
        raise NotFound(f"{shown(name)} is not the name of a file") from None
    return Location(name, os.path.normpath(path))


def _missing_help(path: str, name: str) -> str:
    folder = os.path.dirname(path)
    if os.path.basename(path) == RULESET_FILE and os.path.isdir(folder):
        return f"the folder has no {RULESET_FILE}"
    return nearby(path, name) or "names without / or .yaml are looked up among the rule sets: mlgate rules list"


def is_inside(path: str, folder: str) -> bool:
    """Tell whether a file is in a folder or below it, wherever links lead."""
    real, root = os.path.realpath(path), os.path.realpath(folder)
    return os.path.commonpath([real, root]) == root if real[:1] == root[:1] else False


def _short(path: str) -> str:
    """Name a file in messages: relative where it is below the working directory."""
    here = working_directory() + os.sep
    real = os.path.abspath(path)
    return real[len(here) :] if real.startswith(here) else real


# --- Names ------------------------------------------------------------------------------------------------------------


def available(folder: str | None = None) -> Iterator[Location]:
    """List the rule sets that can be named in a folder: the project's, then the built-in ones."""
    for home in _rule_folders(folder or working_directory()):
        yield from _sets_in(home, builtin=False)
    yield from available_builtin()


def available_builtin() -> Iterator[Location]:
    """List the rule sets that come with mlgate."""
    yield from _sets_in(builtin_rules_folder(), builtin=True)


def _named(name: str, folder: str) -> Iterator[Location]:
    if not _NAME.fullmatch(name):
        return
    homes = [(home, False) for home in _rule_folders(folder)] + [(builtin_rules_folder(), True)]
    for home, builtin in homes:
        for file in (os.path.join(home, name, RULESET_FILE), os.path.join(home, f"{name}.yaml")):
            if home and os.path.isfile(file):
                yield Location(name, file, builtin)


def _sets_in(home: str, *, builtin: bool) -> Iterator[Location]:
    try:
        names = sorted(os.listdir(home)) if home else []
    except OSError:
        return
    for name in names:
        file = os.path.join(home, name, RULESET_FILE)
        if os.path.isfile(file):
            yield Location(name, file, builtin)
        elif name.endswith(".yaml") and os.path.isfile(os.path.join(home, name)) and not builtin:
            yield Location(name.removesuffix(".yaml"), os.path.join(home, name), builtin)


def builtin_rules_folder() -> str:
    """Give the folder of the built-in rule sets: inside the package, or beside the sources in a checkout of mlgate."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "rules")
    if os.path.isdir(inside):
        return inside
    checkout = os.path.dirname(os.path.dirname(package))
    try:
        with open(os.path.join(checkout, "pyproject.toml"), encoding="utf-8") as file:
            is_ours = 'name = "mlgate"' in file.read()
    except (OSError, UnicodeDecodeError):
        is_ours = False
    return os.path.join(checkout, "rules") if is_ours else ""


def examples(location: Location) -> dict[str, str]:
    """List the finished answers that come with a rule set: name to file."""
    folder = os.path.join(os.path.dirname(location.file), "examples")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return {name.removesuffix(".yaml"): os.path.join(folder, name) for name in names if name.endswith(".yaml")}


# --- The project ------------------------------------------------------------------------------------------------------


def repository_of(folder: str) -> str | None:
    """Find the repository that a folder is in: the nearest folder above that has .git."""
    return next((above for above in _above(folder) if os.path.exists(os.path.join(above, ".git"))), None)


def _above(folder: str) -> Iterator[str]:
    folder = os.path.realpath(folder)
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _rule_folders(folder: str) -> Iterable[str]:
    """Give the rule folders of the project: from the nearest settings up to the root of the repository.

    What comes with mlgate has no project, even where it is installed inside of one.
    """
    builtin = builtin_rules_folder()
    if builtin and is_inside(folder, builtin):
        return ()
    root = repository_of(folder) or os.path.realpath(folder)
    for above in _above(folder):
        for name, path in (("mlgate.toml", ()), ("pyproject.toml", ("tool", "mlgate"))):
            file = os.path.join(above, name)
            if os.path.isfile(file):
                found = _rules_setting(file, path)
                if found is not None:
                    return [os.path.join(above, one) for one in found]
        if above == root:
            break
    return ()


def _rules_setting(file: str, path: tuple[str, ...]) -> list[str] | None:
    """Read the list of rule folders from a settings file; None where it says nothing about them."""
    content = read_content(file)
    if path and b"mlgate" not in content:
        return None
    import tomllib  # lazily: few folders have a settings file that speaks of us

    try:
        table: object = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        raise unreadable(f"{shown(file)} is not valid TOML, so its rule folders cannot be read") from None
    for key in path:
        table = table.get(key, {}) if isinstance(table, dict) else {}
    rules = table.get("rules") if isinstance(table, dict) else None
    if rules is None:
        return None
    if not isinstance(rules, list) or not all(isinstance(one, str) for one in rules):
        raise unreadable(f"'rules' in {shown(file)} must be a list of folders", 'for example rules = ["ml-gate"]')
    return rules
