"""Pages of a plain script as slides: a title, and what to read, taken from the words that are said.

A page without a title and without anything to show gets a title of a whole clause, and each later sentence becomes a
short line that appears when it is said. Enumerations become lists, `first … then … finally` numbered steps, and a
sentence about one number shows that large. Stage directions are never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plainspoken.script.model import Bullet, Page, Quote, Run, Script, Shown, Source

TITLE_LETTERS = 84
"""A title is cut at a clause to at most so many letters: two lines of the title's size."""
LINE_LETTERS = 64
"""A line of the list that is made of later sentences."""
MOST_LINES = 6
"""More lines than this are not read while somebody speaks."""
_DIRECTION = re.compile(
    r"\s*\((?:[^()]{0,20}\b)?(?:pauses?|slow(?:ly|er)?|fast(?:er)?|quickly|no skip(?:ping)?|smiles?|laughs?|click|"
    r"next(?: slide)?|wait|breathe?|beat|louder|softly|quietly|point(?:s|ing)?[^()]{0,30}|look[^()]{0,30})\b"
    r"[^()]{0,20}\)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r".+?(?:(?<!\b[A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.!?…]+[\"'”’)]*(?=\s+[\"'“‘(]?[A-Z0-9])|$)", re.DOTALL
)
_OPENERS = re.compile(
    r"(?:(?:and |but |so |now |well |then )?,?\s*)?(?:i (?:believe|think|would say|guess)(?: that)? |in short,? |"
    r"in other words,? |as you can see,? |as we can see,? |basically,? |so,? |now,? |well,? |okay,? |finally,? |"
    r"of course,? )",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(r"(?:and|but|so|also|moreover|furthermore|besides|however|still|yet),?\s+", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:;|:|\s[–—-]\s|,\s(?=(?:and|but|so|or|which|because|while|where|when|since|as|although|though|if|that|then|who|"
    r"not)\b)|\s(?=(?:because|while|although|whereas|so that|in order to|which)\b)|,\s)"
)
_OPEN = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|shows?|means?|seems?|says?|can|could|will|would|should|may|might|must|the|a|"
    r"an|our|its?|this|these|that|we|you|they|i|not|more|most|very|and|or|but|to|of|in|on|with|for|do|does|did)$",
    re.IGNORECASE,
)
"""A line that ends in one of these is torn."""
_SOFT = re.compile(r"\s(?=(?:and|or|to|with|for|in|by|of|from|at|on|like|than|as|that|into|about)\b)")
_INTRODUCES = re.compile(
    r"(?:with|even|given|while|although|though|in|after|when|if|since|as|because|for|by|despite|using|to|from|at|on|"
    r"before|once|due|compared|instead|following|unlike)\b[^,;:]{0,90},\s+(?=\w)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:\s?(?:%|percent\b|/\s?\d+|of(?: the)? \d[\d,]*|million\b|"
    r"billion\b|thousand\b|times\b|×|ms\b|[kMGT]B\b|[kM]\b))?"
)
_STEP = re.compile(
    r"(first(?:ly)?|second(?:ly)?|third(?:ly)?|then|next|after that|finally|last(?:ly)?|in the end)\b,?\s+",
    re.IGNORECASE,
)
_ITEM = r"[\w%'’./+-]+(?: [\w%'’./+-]+){0,3}"
_LISTED = re.compile(
    rf"(?P<head>.*?)(?P<first>[\w'’-]+), (?P<middle>(?:{_ITEM}, )*)(?P<before>{_ITEM}),? (?:and|or) "
    rf"(?P<last>{_ITEM})[.!?]?$"
)
_LEADS = re.compile(
    r"(?:[:]|\b(?:are|is|were|including|includes?|like|as|with|from|of|uses?|used|by|into|for|through|between))$"
)


@dataclass(frozen=True)
class SaidSentence:
    """One sentence that is said, with the beat in which it begins."""

    text: str
    beat: int


def with_words(script: Script) -> Script:
    """The script, each page that has nothing to show and no title with what its words give."""
    pages = [_shown(page) if page.title is None and not page.items and page.beats else page for page in script.pages]
    return script if pages == script.pages else script.model_copy(update={"pages": pages})


def shortened_titles(script: Script) -> list[tuple[str, str]]:
    """The pages whose title is less than their first sentence, as (page, title): its end was cut at a clause, or only
    the beginning of an enumeration is shown."""
    found = []
    for before, after in zip(script.pages, with_words(script).pages, strict=True):
        sentences = sentences_of(before) if before.title is None and after.title else []
        if sentences and after.title and not sentences[0].text.rstrip(".!:;, ").endswith(after.title[1:]):
            found.append((before.id, after.title))
    return found


def _shown(page: Page) -> Page:
    sentences = sentences_of(page)
    if not sentences:
        return page
    first, *later = sentences
    title = title_of(first.text)
    items: list[Shown] = []
    number = _large_number(first, page.at) if len(sentences) <= 2 else None
    if number is not None:
        items.append(number)
    elif listed := _listed(first.text):
        items += _bullets(listed[1], first.beat, page.at)
        title = title_of(listed[0]) if len(listed[0].split()) > 2 else title
    steps = len([sentence for sentence in sentences if _STEP.match(sentence.text)]) >= 2
    ordinal = 0
    if steps and _STEP.match(first.text):
        ordinal = 1
        items.append(_bullet(line_of(_STEP.sub("", first.text, count=1)), first.beat, page.at, ordinal))
    for sentence in later[:MOST_LINES]:
        parts = _listed(sentence.text)
        if parts:
            items.append(_bullet(line_of(parts[0]), sentence.beat, page.at))
            items += [item.model_copy(update={"level": 1}) for item in _bullets(parts[1], sentence.beat, page.at)]
        elif steps and _STEP.match(sentence.text):
            ordinal += 1
            items.append(_bullet(line_of(_STEP.sub("", sentence.text, count=1)), sentence.beat, page.at, ordinal))
        elif line := line_of(sentence.text):
            items.append(_bullet(line, sentence.beat, page.at))
    return page.model_copy(update={"title": title, "items": items})


def sentences_of(page: Page) -> list[SaidSentence]:
    """What is said on a page, sentence by sentence: one may begin in a paragraph and end in the next."""
    text, starts = "", []
    for beat in page.beats:
        shown = _DIRECTION.sub("", beat.shown).strip()
        starts.append(len(text))
        text += shown + " "
    found = []
    for match in _SENTENCE.finditer(text.strip()):
        words = " ".join(match[0].split())
        at = match.start() + len(match[0]) - len(match[0].lstrip())
        place = max(index for index, start in enumerate(starts) if start <= at)
        if any(letter.isalnum() for letter in words):
            found.append(SaidSentence(words, place))
    return found


def title_of(sentence: str) -> str:
    """A sentence as a title: without its opening phrase and its full stop, cut at the last clause that fits."""
    text = _OPENERS.sub("", sentence, count=1) if _OPENERS.match(sentence) else sentence
    text = _capital(_STEP.sub("", text, count=1) if _STEP.match(text) else text)
    return _cut(text, TITLE_LETTERS)


def line_of(sentence: str) -> str:
    """A sentence as a line to read beside the voice: short, without its connective."""
    text = _OPENERS.sub("", sentence, count=1) if _OPENERS.match(sentence) else sentence
    text = _CONNECTIVE.sub("", text, count=1) if _CONNECTIVE.match(text) else text
    return _cut(_capital(text), LINE_LETTERS)


def _cut(text: str, letters: int) -> str:
    """The text to its end, or to the last clause that ends within `letters`; where it has none, to the last place
    before `to`, `with` and their like. An introduction that would be left alone gives way to what it introduces."""
    text = text.strip().rstrip(".!:;, ")
    if len(text) <= letters:
        return text
    if (opening := _INTRODUCES.match(text)) and len(opening[0]) < len(text) - 20:
        return _cut(_capital(text[opening.end() :]), letters)
    for pattern, least in ((_CLAUSE, 3), (_SOFT, 4)):
        if pattern is _SOFT and letters == TITLE_LETTERS and len(text) <= 1.4 * letters:
            return text  # a title is a clause, were it a long one
        ends = [match.start() for match in pattern.finditer(text) if match.start() <= letters]
        if fitting := [end for end in ends if len(text[:end].split()) >= least and not _OPEN.search(text[:end])]:
            return _whole(text[: fitting[-1]])
    if len(text) <= 1.4 * letters:
        return text
    return text[:letters].rpartition(" ")[0].rstrip(" ,;:") + " …"


def _whole(text: str) -> str:
    """Without a short stub after the last comma (`..., and in it`)."""
    head, comma, stub = text.rstrip(" ,;:–—-").rpartition(", ")
    if comma and len(stub.split()) < 4 and stub.split()[0].lower() in ("and", "but", "or", "so", "which"):
        return head.rstrip(" ,;:–—-")
    return text.rstrip(" ,;:–—-")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _large_number(sentence: SaidSentence, at: Source) -> Quote | None:
    """The one number of a sentence with the words after it, to be shown large; none where it has several, or a small
    one without a unit."""
    found = list(_NUMBER.finditer(sentence.text))
    if len(found) != 1:
        return None
    number = found[0][0]
    if number.isdigit() and (int(number) < 10 or 1900 <= int(number) <= 2100):
        return None
    rest = re.match(r"\s*([^,.;:!?]*)", sentence.text[found[0].end() :])
    words = " ".join((rest[1] if rest else "").split()[:3])
    runs = [Run(text=number, bold=True)] + ([Run(text=f" {words}")] if words else [])
    return Quote(runs=runs, appears=sentence.beat or None, at=at)


def _listed(sentence: str) -> tuple[str, list[str]] | None:
    """An enumeration of three or more at a sentence's end: what stands before it, and its members."""
    match = _LISTED.match(sentence)
    if match is None:
        return None
    middle = [part for part in match["middle"].split(", ") if part]
    members = [match["first"], *middle, match["before"], match["last"]]
    if len(members) < 3 or max(len(member) for member in members) > 32:
        return None
    head, alike = match["head"].strip(), all(len(member.split()) == 1 for member in members)
    if not (alike or _LEADS.search(head)) or any(letter.isdigit() for member in members for letter in member):
        return None
    return head.rstrip(":,"), [member.rstrip(".!?") for member in members]


def _bullets(members: list[str], beat: int, at: Source) -> list[Bullet]:
    return [_bullet(member, beat, at) for member in members]


def _bullet(text: str, beat: int, at: Source, ordinal: int | None = None) -> Bullet:
    return Bullet(runs=[Run(text=text)], ordinal=ordinal, appears=beat or None, at=at)
