"""Study modules of a talk's own are imported from the `.py` files in its `recipes` folder, and from nothing else there.

Trust is given to what those files say. Python itself would take a compiled `.pyc` or `.so` in their place, a cache in
`__pycache__` that somebody else has filled, or a package that a link leads to: none of these was read by whoever
trusted the talk.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

FOLDERS: list[Path] = []
"""Folders with study modules of the users' own, in the order they were named."""


def reach(folder: Path) -> None:
    """Make the study modules in a talk's `recipes` folder importable, here and in the processes that train, and their
    code part of the keys. They stand last: no module of theirs hides an installed one."""
    own = (folder / "recipes").resolve()
    if own.is_dir() and own not in FOLDERS:
        FOLDERS.append(own)
    if FOLDERS and not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder(inner=True))
        sys.meta_path.append(_Finder(inner=False))


class _SourceAlone(SourceFileLoader):
    """Compiles the source each time, and neither reads nor writes a cache."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


class _Finder(MetaPathFinder):
    """Finds modules in `FOLDERS`: those within a package there (`inner`, first of all finders), or all others, last."""

    def __init__(self, *, inner: bool) -> None:
        self.inner = inner

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module of that name, if one of the folders has its source."""
        steps = fullname.split(".")
        if (path is not None) != self.inner:
            return None
        for own in FOLDERS:
            if self.inner and not any(Path(each).is_relative_to(own) for each in path or ()):
                continue
            below = own.joinpath(*steps)
            for file in (below.with_name(f"{below.name}.py"), below / "__init__.py"):
                if file.is_file() and file.resolve() == file:
                    within = [str(below)] if file.name == "__init__.py" else None
                    loader = _SourceAlone(fullname, str(file))
                    return spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=within)
            if below.is_dir() and below.resolve() == below and any(below.rglob("*.py")):
                space = ModuleSpec(fullname, None, is_package=True)
                space.submodule_search_locations = [str(below)]
                return space
        return None
