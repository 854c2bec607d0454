"""Findings for other programs: JSON, JSON lines, SARIF 2.1.0, and GitLab's code quality report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from plainspoken.base.files import fingerprint
from plainspoken.script.lint.finding import Finding, Fix, LintReport, Severity
from plainspoken.script.lint.rule import rules
from plainspoken.script.model import Source

_SARIF_LEVEL: dict[Severity, str] = {"error": "error", "warning": "warning", "hint": "note"}
_GITLAB_SEVERITY: dict[Severity, str] = {"error": "major", "warning": "minor", "hint": "info"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_dict(finding: Finding) -> dict[str, Any]:
    """A finding as it stands in JSON; lines and columns count from 1, columns in code points."""
    entry: dict[str, Any] = {
        "code": finding.code,
        "name": rules()[finding.code].name,
        "severity": finding.severity,
        "message": finding.message,
        **_place(finding.at),
    }
    if finding.page is not None:
        entry["page"] = finding.page
    if finding.data:
        entry["data"] = dict(finding.data)
    if finding.repeats > 1:
        entry["repeats"] = finding.repeats
    if finding.fix:
        entry["fix"] = {
            "title": finding.fix.title,
            "safe": finding.fix.safe,
            "saves": finding.fix.saves,
            "edits": [
                {**_place(edit.at), "expected": edit.expected, "replacement": edit.replacement}
                for edit in finding.fix.edits
            ],
        }
    return entry


def json_report(report: LintReport) -> str:
    """One JSON array of all findings."""
    return json.dumps([as_dict(finding) for finding in report.findings], ensure_ascii=False, indent=1)


def json_lines(report: LintReport) -> Iterator[str]:
    """One JSON object a line."""
    for finding in report.findings:
        yield json.dumps(as_dict(finding), ensure_ascii=False)


def sarif(report: LintReport, version: str) -> str:
    """A SARIF 2.1.0 log (OASIS standard): rules with help, results with places, fixes as replacements."""
    used = sorted(report.by_code)
    log = {
        "$schema": _SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "plainspoken",
                        "semanticVersion": version,
                        "informationUri": "https://pypi.org/project/plainspoken/",
                        "rules": [_sarif_rule(code) for code in used],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_sarif_result(finding, used.index(finding.code)) for finding in report.findings],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1)


def gitlab(report: LintReport) -> str:
    """GitLab's code quality report."""
    seen: dict[str, int] = {}
    entries = []
    for finding in report.findings:
        at = finding.at
        path = at.file
        key = fingerprint(path, finding.code, finding.message)
        seen[key] = seen.get(key, 0) + 1
        entries.append(
            {
                "description": f"{finding.code} {finding.message}",
                "check_name": rules()[finding.code].name,
                "fingerprint": fingerprint(key, str(seen[key])),
                "severity": _GITLAB_SEVERITY[finding.severity],
                "location": {
                    "path": path,
                    "positions": {
                        "begin": {"line": at.line, "column": at.column},
                        "end": {"line": at.end_line, "column": at.end_column},
                    },
                },
            }
        )
    return json.dumps(entries, ensure_ascii=False, indent=1)


def _place(at: Source) -> dict[str, Any]:
    return {
        "file": at.file,
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
    }


def _sarif_rule(code: str) -> dict[str, Any]:
    entry = rules()[code]
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in entry.name.split("-")),
        "shortDescription": {"text": entry.summary},
        "fullDescription": {"text": entry.documentation},
        "help": {"text": entry.documentation, "markdown": entry.documentation},
        "defaultConfiguration": {"level": _SARIF_LEVEL[entry.severity], "enabled": entry.default},
        "properties": {"tags": [entry.group]},
    }


def _sarif_result(finding: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _SARIF_LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {**_artifact(finding.at), "region": _region(finding.at)}}],
    }
    if finding.repeats > 1:
        result["occurrenceCount"] = finding.repeats
    if finding.fix:
        result["fixes"] = [_sarif_fix(finding.fix)]
    if finding.page or finding.data:
        result["properties"] = {"page": finding.page, **finding.data}
    return result


def _sarif_fix(fix: Fix) -> dict[str, Any]:
    by_file: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        change = {"deletedRegion": _region(edit.at), "insertedContent": {"text": edit.replacement}}
        by_file.setdefault(edit.at.file, []).append(change)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {"artifactLocation": {"uri": _uri(file)}, "replacements": changes} for file, changes in by_file.items()
        ],
    }


def _artifact(at: Source) -> dict[str, Any]:
    return {"artifactLocation": {"uri": _uri(at.file)}}


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


def _region(at: Source) -> dict[str, int]:
    return {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    }
