"""The rules' own documentation as text: one page a rule, and an index. `docs/rules.md` is made of the same."""

from __future__ import annotations

import textwrap

from plainspoken.script.lint.rule import GROUPS, Rule, rules


def page(entry: Rule, *, heading: str = "#") -> str:
    """One rule as Markdown: what it finds, why, what to do, an example of each kind."""
    state = "on by default" if entry.default else "off by default"
    mend = {"no": "", "safe": ", mended by `--fix`", "unsafe": ", mended by `--fix --unsafe-fixes`"}[entry.fixable]
    parts = [
        f"{heading} {entry.code} {entry.name}",
        f"*{entry.group}, {entry.severity}, {state}{mend}*",
        entry.documentation,
    ]
    if entry.config:
        parts += ["With this in `talk.toml`:", _fenced(entry.config, "toml")]
    parts += ["Found in:", _fenced(entry.bad), "Not in:", _fenced(entry.good)]
    return "\n\n".join(parts) + "\n"


def index() -> str:
    """All rules, one line each, by group."""
    lines = []
    for prefix, group in GROUPS.items():
        lines.append(f"{prefix}xx {group}")
        for code, entry in rules().items():
            if code.startswith(prefix):
                off = "" if entry.default else "  (off by default)"
                lines.append(f"  {code}  {entry.severity:8} {entry.name:24} {entry.summary}{off}")
        lines.append("")
    return "\n".join(lines)


def handbook() -> str:
    """Every rule's page, as `docs/rules.md` holds it."""
    head = textwrap.dedent(
        """\
        # Lint rules

        Made by `python -m plainspoken.script.lint.rule_docs` from the rules' own documentation; `plainspoken rule
        PS201` prints the same. How to choose and ignore rules stands in [lint.md](lint.md).
        """
    )
    table = ["| code | rule | severity | by default |", "| --- | --- | --- | --- |"]
    for code, entry in rules().items():
        link = f"[{code}](#{code.lower()}-{entry.name})"
        table.append(f"| {link} | {entry.summary} | {entry.severity} | {'on' if entry.default else 'off'} |")
    groups = []
    for prefix, group in GROUPS.items():
        pages = [page(entry, heading="###") for code, entry in rules().items() if code.startswith(prefix)]
        if pages:
            groups.append(f"## {prefix}xx: {group}\n\n" + "\n".join(pages))
    return head + "\n" + "\n".join(table) + "\n\n" + "\n".join(groups)


def _fenced(text: str, language: str = "markdown") -> str:
    return f"````{language}\n{text.rstrip()}\n````"


if __name__ == "__main__":
    print(handbook(), end="")
