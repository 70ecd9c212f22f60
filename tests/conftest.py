"""What every test starts from: the same output on every machine, and no clock that makes a slow one fail."""

import pytest
from hypothesis import settings

settings.register_profile("mlgate", deadline=None)
settings.load_profile("mlgate")

# Each of these changes what the program or the test's terminal prints.
AMBIENT = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "GITHUB_ACTIONS")


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in AMBIENT:
        monkeypatch.delenv(name, raising=False)
