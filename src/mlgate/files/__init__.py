"""Names of files in, their content, rule sets and written files out: the only place that opens anything."""

from mlgate.files.content import look_like_ours, read_content, read_ours, unreadable, write_text
from mlgate.files.rulesets import available, builtin_rules_folder, examples, load_ruleset, locate

__all__ = [
    "available",
    "builtin_rules_folder",
    "examples",
    "load_ruleset",
    "locate",
    "look_like_ours",
    "read_content",
    "read_ours",
    "unreadable",
    "write_text",
]
