"""What building a wheel does beyond copying files: the built-in rule sets are read once, so that no run has to.

The reading happens in a process of its own whose hash seed is fixed, so that the same sources give the same wheel.
Editable installs are left out: what is read there is what is being worked on.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WRITE = """
import sys
from pathlib import Path
from mlgate.files.rulesets import prebuild_all

for path, content in prebuild_all():
    target = Path(sys.argv[1], path)
    target.parent.mkdir(parents=True)
    target.write_bytes(content)
"""


class PrebuildRuleSets(BuildHookInterface):
    """Puts what `mlgate.files.prebuilt` reads into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        self.folder = tempfile.TemporaryDirectory(prefix="mlgate-prebuilt-")
        paths = [str(Path(self.root, "src")), *filter(None, sys.path)]  # isolated builds have theirs in many ways
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"}
        subprocess.run([sys.executable, "-c", WRITE, self.folder.name], env=environment, cwd=self.root, check=True)
        build_data["force_include"][self.folder.name] = "mlgate/rules"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version == "standard":
            self.folder.cleanup()
