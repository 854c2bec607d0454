"""Reading a script: our block and inline reader beside markdown-it-py, on the same text, as a ratio.

    python benchmarks/pages.py [FILE]

Ours also finds the place of every character and the kind of every block; markdown-it-py gives lines. Neither makes
spoken form here. Without a file, a script of some 20,000 words is made up.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from plainspoken.script.page.blocks import read_blocks
from plainspoken.script.page.inline_marks import read_inline

PAGE = """## Page {number}

- a **bold** claim with `code` in it

It says [something](https://example.org) about *models*, and then it goes on for a while, as talks do.
Some lines are plain, and most words have no marks at all on them.

Then comes the next thing, which is just as plain.

"""


def ours(text: str) -> int:
    """Blocks and the inline text of each."""
    outline = read_blocks(text)
    return sum(
        len(read_inline(" ".join(text[start:end] for start, end in block.lines)).text)
        for block in outline.blocks
        if block.kind != "fence"
    )


def theirs(text: str) -> int:
    """The same with markdown-it-py."""
    return sum(len(token.content) for token in MarkdownIt("commonmark").parse(text) if token.type == "inline")


def seconds(work: Callable[[str], int], text: str, rounds: int = 5) -> float:
    """The best of some rounds of processor time."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    if len(sys.argv) > 1:
        text = Path(sys.argv[1]).read_text(encoding="utf-8")
    else:
        text = "".join(PAGE.format(number=number) for number in range(400))
    words = len(text.split())
    mine, other = seconds(ours, text), seconds(theirs, text)
    double = seconds(ours, text + "\n\n" + text)
    print(f"{words:,} words")
    print(f"ours            {words / mine:12,.0f} words/s")
    print(f"markdown-it-py  {words / other:12,.0f} words/s")
    print(f"ours is {other / mine:.1f} times as fast; twice the text takes {double / mine:.2f} times as long")


if __name__ == "__main__":
    main()
