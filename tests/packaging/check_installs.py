"""Do the wheel, the sdist and an editable install all carry the built-in rule sets?

    python tests/packaging/check_installs.py

A build that loses a data folder succeeds without a word, and the tests, which run from the checkout, never notice. So
each kind of install gets a fresh virtual environment outside the checkout, and `mlgate rules list` must say the same in
all of them; what comes from a wheel must have its rule sets prebuilt, and an editable install must not. Run by the
Python of an environment with the dev dependencies: the three borrow them, so nothing is downloaded and the whole check
takes seconds. Not a pytest test: it checks the packaging, not the code.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
PREBUILT = """
from mlgate.files.prebuilt import prebuilt
from mlgate.files.rulesets import available_builtin
print(*(one.name for one in available_builtin() if prebuilt(one.file, one.file)))
"""
BIN = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        command, check=False, cwd=cwd, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def listing(kind: str, target: tuple[str | Path, ...], home: Path) -> tuple[str, Path, list[str]]:
    """What an install of this kind lists, the folder that it imported mlgate from, and which rule sets are prebuilt."""
    venv.create(home / kind)
    python = home / kind / BIN / "python"
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    # Last in the alphabet, so that what is installed here comes before what is borrowed. A folder named in a .pth file
    # does not have its own .pth files read: an editable mlgate in the lending environment stays out of sight.
    (own / "zz_borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    # --ignore-installed: pip sees the lender's mlgate and would call the job done.
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "-qq", "--no-deps", "--no-build-isolation"]
    run(*pip, "--ignore-installed", *target, cwd=home)
    where = run(python, "-c", "import mlgate; print(mlgate.__file__)", cwd=home).strip()
    prebuilt = run(python, "-c", PREBUILT, cwd=home).split()
    return run(home / kind / BIN / "mlgate", "rules", "list", cwd=home), Path(where).resolve().parent, prebuilt


def main() -> None:
    expected_ids = sorted(p.parent.name for p in ROOT.glob("rules/*/ruleset.yaml"))
    with tempfile.TemporaryDirectory(prefix="mlgate-packaging-") as folder:
        home = Path(folder).resolve()
        run(sys.executable, "-m", "build", "--no-isolation", "--outdir", home / "dist", ROOT, cwd=home)
        (wheel,), (sdist,) = (home / "dist").glob("*.whl"), (home / "dist").glob("*.tar.gz")
        targets: dict[str, tuple[str | Path, ...]] = {"wheel": (wheel,), "sdist": (sdist,), "editable": ("-e", ROOT)}
        listings: dict[str, str] = {}
        for kind, target in targets.items():
            listings[kind], where, prebuilt = listing(kind, target, home)
            home_of_code = ROOT / "src" / "mlgate" if kind == "editable" else home / kind
            if not where.is_relative_to(home_of_code):
                sys.exit(f"{kind}: mlgate came from {where}, so this check checked something else")
            if prebuilt != ([] if kind == "editable" else expected_ids):
                sys.exit(f"{kind}: {prebuilt} are prebuilt")
            print(f"{kind}: {len(listings[kind].splitlines())} rule sets")
    for kind, text in listings.items():
        listed = sorted(line.split()[0] for line in text.splitlines() if line.strip())
        if not expected_ids or not set(expected_ids) <= set(listed):
            sys.exit(f"{kind}: rules/ has {expected_ids}, `mlgate rules list` says {listed}")
        if text != listings["wheel"]:
            sys.exit(f"{kind} and wheel differ:\n{text}\n---\n{listings['wheel']}")


if __name__ == "__main__":
    main()
