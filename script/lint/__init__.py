"""Find what is wrong with a script before anyone says it: rules with codes, places in the author's file, fixes."""

from script.lint.check import check
from script.lint.finding import Edit, Finding, Fix, Report

__all__ = ["Edit", "Finding", "Fix", "Report", "check"]
