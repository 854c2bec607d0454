"""What a file says of itself: front matter, a length above its first page, tags of a template in a plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pydantic import Field, ValidationError

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import parse_toml
from plainspoken.base.setting_mistakes import say_mistake
from plainspoken.base.word_lists import word_set
from plainspoken.script.model import Declared, Source
from plainspoken.script.page.blocks import read_blocks

_FRONT = re.compile(r"\ufeff?\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FOREIGN_LINE = re.compile(r"[\w-]+[ \t]*:|[ \t]|-|#")
_LENGTH_KEYS = word_set("minutes words_per_minute")
_FOREIGN_PAIR = re.compile(r"([a-z_]+)[ \t]*:[ \t]*(.*)$")
_TAG = re.compile(r"\{\{.+?\}\}|\{%.+?%\}")
_CODE = re.compile(r"(`+)[^`]+\1")
_LIMIT = re.compile(r"\blimit\b", re.IGNORECASE)
_WORDS = re.compile(r"(?<!\d)(\d{1,3}(?:,\d{3})+|\d+)\s*words?\b", re.IGNORECASE)
_RATE = re.compile(r"(?<!\d)(\d+)\s*(?:wpm|words?\s*(?:per|a|/)\s*min(?:ute)?)\b", re.IGNORECASE)
_MINUTES = re.compile(r"(?<!\d)(\d+(?:\.\d+)?)\s*(?:min(?:ute)?s?\b|\*\s*\d)", re.IGNORECASE)


class FrontMatter(Part):
    """The TOML between `+++` lines at the head of a script that stands alone, instead of a `talk.toml`."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    place: str | None = None
    language: str | None = None
    minutes: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    words_per_minute: float | None = Field(default=None, gt=0, allow_inf_nan=False)


def read_front_matter(text: str, file: str) -> tuple[FrontMatter, int]:
    """The front matter and the offset at which the script itself starts.

    Of a YAML head between `---` lines, as other tools write it, `title`, `author`, `date`, `lang`, `minutes` and
    `words_per_minute` are taken.

    Raises:
        InputError: it is not TOML, or sets what cannot be set there.
    """
    match = _FRONT.match(text)
    if not match:
        if re.match(r"\ufeff?\+\+\+[ \t]*\n", text):
            raise InputError("the front matter has no end", file=file, line=1, remedy="close it with a line of +++")
        start = _after_foreign(text)
        return _checked(_foreign_values(text[:start]), text[:start], ":", file), start
    tables = parse_toml(match[1], file, lines_before=1, what="the front matter")
    return _checked(tables, f"\n{match[1]}", "=", file), match.end()


def _checked(values: Mapping[str, object], head: str, sign: str, file: str) -> FrontMatter:
    """What a head says, checked. `sign` stands between its names and values; the first line of `head` is the file's.

    Raises:
        InputError: a name is not known, or a value is not what it must be; at its line.
    """
    try:
        return FrontMatter.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        rows = enumerate(head.split("\n"), 1)
        line = next((n for n, row in rows if re.match(rf"\s*{re.escape(key)}\s*{sign}", row)), 1)
        unknown = first["type"] == "extra_forbidden"
        raise InputError(
            f"the front matter cannot set `{key}`" if unknown else f"front matter: {say_mistake(dict(first))}",
            file=file,
            line=line,
            remedy=f"it may set {', '.join(FrontMatter.model_fields)}"
            if unknown
            else f"correct it, or leave `{key}` out",
        ) from None


def _after_foreign(text: str) -> int:
    """Where a script starts that may have a YAML head: lines of `key: value` and their like between `---` lines."""
    start = int(text.startswith("\ufeff"))
    end = text.find("\n", start) + 1
    if not end or text[start:end].rstrip() != "---":
        return start
    while (after := text.find("\n", end) + 1 or len(text)) > end:
        line = text[end:after].rstrip()
        if line == "---":
            return after
        if line and not _FOREIGN_LINE.match(line):
            return start
        end = after
    return start


def _foreign_values(head: str) -> dict[str, str]:
    """What a YAML head says of title, author, date and language (words of one line, or a list of them), and of its
    length."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in head.split("\n"):
        if match := _FOREIGN_PAIR.match(line):
            key = {"lang": "language"}.get(match[1], match[1])
            words = match[2].strip().lstrip("|>")
            parts = words[1:-1].split(",") if words.startswith("[") and words.endswith("]") else [words]
            found[key] = [part for part in map(_unquoted, parts) if part]
        elif key and (item := re.match(r"[ \t]*-[ \t]+(?:name:[ \t]*)?(.+)", line)):
            found[key].append(_unquoted(item[1]))
        else:
            key = key if line.startswith((" ", "\t")) else ""
    known = ("title", "author", "date", "language")
    values = {key: ", ".join(words) for key, words in found.items() if key in known and words}
    lengths = {key: " ".join(found[key]).partition(" #")[0].strip() for key in found if key in _LENGTH_KEYS}
    return values | lengths


def _unquoted(words: str) -> str:
    words = words.strip()
    return words[1:-1] if len(words) > 1 and words[0] == words[-1] and words[0] in "\"'" else words


def find_tag(text: str) -> int | None:
    """Where a plain text holds a Jinja tag outside code, or None."""
    if "{{" not in text and "{%" not in text:
        return None
    for block in read_blocks(text).blocks:
        if block.kind in ("fence", "formula"):
            continue
        for start, end in block.lines:
            line = _CODE.sub(lambda code: " " * len(code[0]), text[start:end])
            if match := _TAG.search(line):
                return start + match.start()
    return None


def declared_length(preamble: Iterable[tuple[str, Source]]) -> Declared | None:
    """The length that a line such as `limit: 250wpm: 5*250 = 1250 words` allows, or None."""
    for text, at in preamble:
        for line in text.split("\n"):
            if not _LIMIT.search(line):
                continue
            rate = _RATE.search(line)
            rest = _RATE.sub(" ", line)
            minutes = _MINUTES.search(rest)
            words = [int(found.replace(",", "")) for found in _WORDS.findall(rest)]
            per_minute = float(rate[1]) if rate else None
            length = float(minutes[1]) if minutes else None
            if not words and not length:
                continue
            total = words[-1] if words else round((length or 0) * (per_minute or 250.0))
            if length is None and per_minute:
                length = total / per_minute
            return Declared(words=total, minutes=length, words_per_minute=per_minute, at=at)
    return None
