"""Rules about a talk's terms: one thing, one spelling; a word that nobody knows; a likely slip of the finger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from plainspoken.base.word_lists import word_set
from plainspoken.script.lint.finding import Edit, Finding, Fix
from plainspoken.script.lint.known_misspellings import SPELLINGS
from plainspoken.script.lint.passages import LintedPage, LintedPassage, LintedScript
from plainspoken.script.lint.rule import TEXT, rule
from plainspoken.script.model import Source

_TERM = re.compile(r"(?<![\w./@#-])[^\W\d_][^\W_]*(?:-[^\W\d_][^\W_]*)*(?![\w/@-])")
_PREFIXES = (
    "pre",
    "re",
    "multi",
    "fine",
    "data",
    "over",
    "under",
    "sub",
    "semi",
    "micro",
    "macro",
    "meta",
    "hyper",
    "co",
)
_IN_CONTEXT = (
    (
        re.compile(
            r"\b(real-word) (?=(?:utility|data|use|uses|case|cases|task|tasks|problem|problems|setting|settings|"
            r"performance|application|applications|images|conditions|examples?)\b)",
            re.IGNORECASE,
        ),
        "real-world",
    ),
    (
        re.compile(r"\b(?:increasing|decreasing|increases?|decreases?|changes?|improves?|grows?) (overtime)\b"),
        "over time",
    ),
    (re.compile(r"\b(under perform)(?:s|ed|ing)?\b"), "underperform"),
    (re.compile(r"\b(out perform)(?:s|ed|ing)?\b"), "outperform"),
)
_NAMES = word_set("""
    PyTorch TensorFlow ImageNet ResNet NumPy SciPy GitHub GitLab JavaScript TypeScript LaTeX YouTube DistilBERT RoBERTa
    MobileNet EfficientNet DenseNet AlexNet GoogLeNet LeNet MiniLM FashionMNIST TorchVision Roboflow Jupyter Kaggle
    PowerPoint OpenAI DeepMind MacBook AutoModel XGBoost LightGBM MLflow DropConnect BatchNorm LayerNorm ReLU
    RMSprop AdaGrad AdamW Matplotlib Pandas Keras PyPI VGGNet ConvNeXt
""")
_CONTEXT_WORDS = word_set("real overtime perform performs performed performing")


@dataclass
class _Form:
    """One way of writing a term: how often, and where."""

    times: int = 0
    places: list[tuple[Source, str]] = field(default_factory=list)


@rule(
    "PS306",
    "two-wordings",
    "talk",
    fixable="unsafe",
    bad="""
    ## One

    We train in PyTorch. It is easy in PyTorch.

    In Pytorch we fine-tune the pre-trained net; a pretrained net is quick.
    """,
    good="""
    ## One

    We train in PyTorch, with a pre-trained net, on one data set.
    """,
)
class TwoWordings:
    """One term is written in two ways: "Pytorch" and "PyTorch", "pretrained" and "pre-trained".

    On a slide and in captions that looks careless, and a listener may take them for two things. The name's own form is
    proposed where it is known, else the one that the talk uses most. Looked at are names that differ in their capitals
    inside the word, and words that differ by a hyphen; a capital at the start of a sentence, and code, are left alone.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.texts = manuscript.texts
        self.keys: dict[str, str | None] = {}
        self.forms: dict[str, dict[str, _Form]] = {}

    def page(self, view: LintedPage) -> None:
        """Collect the page's terms that could have a twin."""
        for passage in view.passages:
            if passage.kind not in TEXT:
                continue
            for term in _TERM.finditer(passage.text):
                word = term[0]
                key = self.keys.get(word, "")
                if key == "":
                    key = self.keys[word] = _key(word)
                if key is None:
                    continue
                form = self.forms.setdefault(key, {}).setdefault(word, _Form())
                form.times += 1
                if len(form.places) < 50:
                    form.places.append((passage.place(term.start(), term.end()), view.page.id))

    def end(self) -> Iterator[Finding]:
        """Report every form but the most used, where the forms differ in more than a first capital."""
        for forms in self.forms.values():
            if len(forms) < 2:
                continue
            for group in (_by_case(forms), _by_hyphen(forms)):
                if len(group) < 2:
                    continue
                best = max(group, key=lambda word: (word in _NAMES, not _slipped(word), group[word].times, word))
                for word, form in group.items():
                    if word == best or (word.lower() == best and "-" not in word + best):
                        continue
                    for at, page in form.places:
                        right = best[0].upper() + best[1:] if word[0].isupper() and best[0].islower() else best
                        if right == word:
                            continue
                        written = self.texts.text_at(at) or ""
                        yield Finding(
                            "PS306",
                            f"“{word}” is written “{best}” elsewhere",
                            at,
                            data={"other": best, "times": form.times, "other_times": group[best].times},
                            page=page,
                            fix=_swap(at, written, word, right),
                        )


def _slipped(word: str) -> bool:
    """Whether the shift key was held too long: "COmputer"."""
    return len(word) > 3 and word[:2].isupper() and word[2:].islower()


def _swap(at: Source, written: str, word: str, right: str) -> Fix | None:
    """The unsafe fix of one word, where the author wrote it as it is shown."""
    if written.lower() != word.lower():
        return None
    return Fix(f"write “{right}”", (Edit(at, written, right),), safe=False)


def _key(word: str) -> str | None:
    """What the forms of a term have in common, or None for a word that has no other form."""
    inner = not word[1:].islower() and not (word.isupper() and len(word) <= 6)
    if inner or word[0].isupper() or _closed(word):
        return word.lower().replace("-", "")
    return None


def _closed(word: str) -> bool:
    """Whether a lower-case word could be written with a hyphen by others, or has one."""
    return "-" in word or word.lower().startswith(_PREFIXES)


def _by_case(forms: dict[str, _Form]) -> dict[str, _Form]:
    """The forms without hyphen, if one of them has a capital inside; all lower-case words count as their own."""
    closed = {
        word: form for word, form in forms.items() if "-" not in word and not word.islower() and not word.isupper()
    }
    return closed if any(not word[1:].islower() for word in closed) else {}


def _by_hyphen(forms: dict[str, _Form]) -> dict[str, _Form]:
    """Lower-case forms (a first capital aside) with and without hyphen, capitals folded."""
    folded: dict[str, _Form] = {}
    for word, form in forms.items():
        if all(part[1:].islower() or len(part) == 1 for part in word.split("-")):
            merged = folded.setdefault(word.lower(), _Form())
            merged.times += form.times
            merged.places += form.places
    return folded if any("-" in word for word in folded) else {}


@rule(
    "PS313",
    "misspelling",
    "passage",
    kinds=TEXT,
    words=frozenset(SPELLINGS) | _CONTEXT_WORDS,
    fixable="safe",
    bad="""
    ## One

    The dateset has real-word uses.
    """,
    good="""
    ## One

    The dataset has real-world uses; a real-word error is a term.
    """,
)
def misspelling(passage: LintedPassage) -> Iterator[Finding]:
    """A word is one of the misspellings that such talks are known to have.

    The list is short and holds only what is no word at all, or none in its place ("real-word data"). The voice would
    stumble over it, and a caption shows it.
    """
    wrong = passage.vocabulary & SPELLINGS.keys()
    if wrong:
        for word in re.finditer(rf"\b(?:{'|'.join(sorted(wrong))})\b(?![-.]\w)", passage.text, re.IGNORECASE):
            right = SPELLINGS[word[0].lower()]
            right = right.capitalize() if word[0][0].isupper() else right
            yield _misspelt(passage, word.start(), word.end(), right)
    for pattern, right in _IN_CONTEXT:
        for word in pattern.finditer(passage.text):
            yield _misspelt(passage, word.start(1), word.end(1), right)


def _misspelt(passage: LintedPassage, start: int, end: int, right: str) -> Finding:
    edit = passage.edit(start, end, right)
    at: Source = passage.place(start, end)
    fix = Fix(f"write “{right}”", (edit,)) if edit else None
    return Finding("PS313", f"“{passage.text[start:end]}” should be “{right}”", at, fix=fix)


@rule(
    "PS314",
    "likely-typo",
    "talk",
    fixable="unsafe",
    bad="""
    ## One

    The classifier is small. This classifier is quick. A classifier sees faces, and the clasifier learns.
    """,
    good="""
    ## One

    The classifier is small. This classifier is quick. A classifier sees faces, and classifiers learn.
    """,
)
class LikelyTypo:
    """A word that no dictionary knows is one letter away from one that the talk uses three times and more.

    Words of seven to twenty-four letters are compared, in lower case only; plurals and other endings do not count.
    """

    def __init__(self, manuscript: LintedScript) -> None:
        self.texts = manuscript.texts
        self.times: Counter[str] = Counter()
        self.where: dict[str, list[tuple[Source, str]]] = {}

    def page(self, view: LintedPage) -> None:
        """Count the page's long lower-case words."""
        for passage in view.passages:
            for word in re.finditer(r"(?<![\w./@-])[a-z]{7,24}(?![\w/@-])", passage.text):
                self.times[word[0]] += 1
                if self.times[word[0]] <= 2 and word[0] not in SPELLINGS:
                    self.where.setdefault(word[0], []).append((passage.place(*word.span()), view.page.id))

    def end(self) -> Iterator[Finding]:
        """Compare the rare, unknown words with the frequent ones."""
        frequent = {word for word, times in self.times.items() if times >= 3}
        near: dict[str, str] = {}
        for word in frequent:
            for gap in _gaps(word):
                near.setdefault(gap, word)
        for word, places in self.where.items():
            if word in frequent or (right := _nearest(word, near)) is None or _known(word):
                continue
            for at, page in places:
                fix = _swap(at, self.texts.text_at(at) or "", word, right)
                yield Finding("PS314", f"“{word}” looks like a slip for “{right}”", at, page=page, fix=fix)


def _nearest(word: str, near: dict[str, str]) -> str | None:
    """A frequent word that is a letter away and not the same word with another ending."""
    for gap in _gaps(word):
        right = near.get(gap)
        if right is not None and not _inflected(word, right):
            return right
    return None


def _known(word: str) -> bool:
    """Whether the pronouncing dictionary has the word."""
    from plainspoken.script.spoken.pronouncing_dictionary import dictionary

    return word in dictionary()


def _gaps(word: str) -> Iterator[str]:
    """The word itself and with each letter taken out: words that share one differ by a letter or two neighbours."""
    yield word
    for index in range(1, len(word)):
        yield word[:index] + word[index + 1 :]


def _inflected(word: str, other: str) -> bool:
    """Whether two words differ only at their end."""
    short, long = sorted((word, other), key=len)
    stem = len(short) - 2
    return long[:stem] == short[:stem] or word[:-3] == other[:-3]
