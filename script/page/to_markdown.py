"""A rendered script as Markdown that a person reads: what is shown and what is said, values filled in."""

from __future__ import annotations

import re

from plainspoken.script.model import (
    Beat,
    Bullet,
    Code,
    Diagram,
    Formula,
    Page,
    Picture,
    Quote,
    Run,
    Script,
    Shown,
    Table,
)


def as_markdown(script: Script) -> str:
    """The whole script; rendering it again as a plain file gives the same pages."""
    parts: list[str] = []
    section, bare = None, False
    for page in script.pages:
        if page.layout != "section":
            if bare and (page.section or "") == (
                section or ""
            ):  # else the heading before would only name the section of this page
                parts.append(f"# {escaped(section)}" if section else "#")
            elif page.section != section:
                parts.append(f"# {escaped(page.section)}" if page.section else "#")
        section = page.section
        parts.append(_page(page))
        bare = page.layout == "section" and "\n" not in parts[-1]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """`text` with the characters that Markdown would read as marks escaped."""
    text = re.sub(r"([\\`*_\[\]<|])", r"\\\1", text)
    text = re.sub(r"(?m)^([#>+-]|\d+[.)](?=\s))", lambda match: f"\\{match[1]}" if len(match[1]) == 1 else
                  f"{match[1][:-1]}\\{match[1][-1]}", text)  # fmt: skip
    return re.sub(r"&(?=#?\w+;)|\{(?=mark(?:\s|$))", r"\\\g<0>", text)


def _page(page: Page) -> str:
    number = f"Page {page.number}" if page.number is not None else ""
    title = escaped(page.title) if page.title else ""
    unnamed = "Next section" if page.id.startswith("next-section") else ""
    heading = f"{number}: {title}" if number and title else number or title or unnamed
    level = "#" if page.layout == "section" else "##"
    blocks = [f"{level} {heading}".rstrip() if heading or page.id else ""]
    if page.layout and page.layout != "section":
        blocks.append(f"<!-- layout: {page.layout} -->")
    blocks += [f"<!-- tracker: {said} -->" if said else "<!-- tracker -->" for said in page.tracker]
    if not page.judged:
        blocks.append("<!-- check: off -->")
    waiting = list(page.items)
    for index, beat in enumerate(page.beats):
        here = [item for item in waiting if (item.appears or 0) <= index]
        waiting = [item for item in waiting if item not in here]
        blocks += _items(here)
        blocks += [f"({direction.text.strip('()')})" for direction in page.directions if direction.beat == index]
        blocks.append(_spoken(beat))
    blocks += _items(waiting)
    blocks += [direction.text for direction in page.directions if direction.beat >= len(page.beats)]
    blocks += [f"::: notes\n{escaped(note)}\n:::" for note in page.notes]
    return "\n\n".join(block for block in blocks if block)


def _spoken(beat: Beat) -> str:
    text = escaped(beat.shown)
    if beat.marks:
        words = [escaped(token.shown) for token in beat.tokens]
        for mark in reversed(beat.marks):
            words.insert(mark.token, f"{{mark {mark.name}}}")
        text = " ".join(word for word in words if word)
    return "\\" + text if text.startswith("(") else text


def _items(items: list[Shown]) -> list[str]:
    """Blocks of Markdown; list items that follow each other stay together."""
    blocks: list[str] = []
    last: Shown | None = None
    for item in items:
        text = _item(item)
        if isinstance(item, Bullet) and isinstance(last, Bullet):
            blocks[-1] += "\n" + text
        else:
            blocks.append(text)
        last = item
    return blocks


def _item(item: Shown) -> str:
    if isinstance(item, Bullet):
        mark = f"{item.ordinal}." if item.ordinal is not None else "-"
        box = "" if item.done is None else "[x] " if item.done else "[ ] "
        return f"{'  ' * item.level}{mark} {box}{_runs(item.runs)}"
    if isinstance(item, Picture):
        target = f"figure:{item.figure}" if item.figure else item.path
        caption = f' "{item.caption}"' if item.caption else ""
        settings = [
            f'{key}="{value}"' for key, value in (("focus", "; ".join(item.focus)), ("note", item.note)) if value
        ]
        return f"![{escaped(item.alt)}]({target}{caption})" + (f"{{{' '.join(settings)}}}" if settings else "")
    if isinstance(item, Table):
        rules = {"left": "---", "center": ":-:", "right": "--:"}
        rows = [item.header, None, *item.rows]
        return "\n".join(
            "| " + " | ".join(map(_runs, row) if row is not None else [rules[side] for side in item.align]) + " |"
            for row in rows
        )
    if isinstance(item, Code | Diagram):
        fence = "`" * max(3, *(len(ticks) + 1 for ticks in re.findall(r"`+", item.text) or [""]))
        info = item.language if isinstance(item, Code) else f"diagram {item.name} {item.alt}".strip()
        return f"{fence}{info}\n{item.text}\n{fence}"
    if isinstance(item, Formula):
        return f"$$\n{item.tex}\n$$"
    assert isinstance(item, Quote)
    return "\n".join(f"> {line}" for line in _runs(item.runs).split("\n"))


def _runs(runs: list[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    text = f"`{run.text}`" if run.code else escaped(run.text)
    mark = {(False, False): "", (False, True): "*", (True, False): "**", (True, True): "***"}[run.bold, run.italic]
    mark = mark + "~~" if run.strike else mark
    text = f"{mark}{text}{mark[::-1]}"
    if run.shift:
        tag = "sup" if run.shift == "super" else "sub"
        text = f"<{tag}>{text}</{tag}>"
    text = text.replace("\n", "<br>")
    return f"[{text}]({run.link})" if run.link else text
