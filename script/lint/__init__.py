"""Find what is wrong with a script before anyone says it: rules with codes, places in the author's file, fixes."""

from plainspoken.script.lint.finding import Edit, Finding, Fix, LintReport
from plainspoken.script.lint.run_rules import check

__all__ = ["Edit", "Finding", "Fix", "LintReport", "check"]
