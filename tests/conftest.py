"""What every test starts from: the same surroundings on every machine, and no failure because a machine is slow."""

import os
import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "mlgate",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,  # a change is judged by the same examples as the one before it
)
settings.load_profile("mlgate")

# Each of these changes what the program prints. Removed for good, so that programs started by tests see the same.
for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "GITHUB_ACTIONS"):
    os.environ.pop(name, None)

# Ctrl-C is ignored below `nohup` and in the background of a script, and every program that a test starts inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
