"""Links within a talk: `[words](#page)` leads to the page of that name, as pandoc, GitHub and reveal.js write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from plainspoken.script.model import Bullet, Page, Quote, Run, Shown, Table
from plainspoken.script.page.headings import slug


def names_of(page: Page) -> set[str]:
    """What links may call a page: its id, its `{#name}`, and its title as GitHub and as addresses have it."""
    title = page.title or ""
    github = re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
    names = {page.id, page.anchor or page.id, github or page.id, slug(title) if title else page.id}
    return names | ({f"slide-{page.number}", f"page-{page.number}"} if page.number is not None else set())


def runs_of(item: Shown) -> Iterator[Run]:
    """The runs of an item's words."""
    if isinstance(item, Bullet | Quote):
        yield from item.runs
    elif isinstance(item, Table):
        for row in [item.header, *item.rows]:
            for cell in row:
                yield from cell


def with_links(pages: Sequence[Page]) -> list[Page]:
    """The pages with their inner links leading to ids of pages; one that leads nowhere is left as plain words."""
    if not any(_is_inner(run) for page in pages for item in page.items for run in runs_of(item)):
        return list(pages)
    targets: dict[str, str] = {}
    for page in pages:
        for name in names_of(page):
            targets.setdefault(name, page.id)
    for page in pages:
        targets[page.id] = page.id

    def linked(run: Run) -> Run:
        if not _is_inner(run):
            return run
        target = targets.get(str(run.link)[1:])
        return run.model_copy(update={"link": f"#{target}" if target else None})

    return [page.model_copy(update={"items": [_changed(item, linked) for item in page.items]}) for page in pages]


def _is_inner(run: Run) -> bool:
    return run.link is not None and run.link.startswith("#")


def _changed(item: Shown, change: Callable[[Run], Run]) -> Shown:
    def all_of(runs: Iterable[Run]) -> list[Run]:
        return [change(run) for run in runs]

    if isinstance(item, Bullet | Quote):
        return item.model_copy(update={"runs": all_of(item.runs)})
    if isinstance(item, Table):
        header = [all_of(cell) for cell in item.header]
        return item.model_copy(update={"header": header, "rows": [[all_of(cell) for cell in row] for row in item.rows]})
    return item
