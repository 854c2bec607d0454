"""Shortening: every row proves itself, guards hold, nothing is left to shorten, and the author's markup stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.script.simplify import meaning_guard as guard
from plainspoken.script.simplify.lexicon import Entry, compile_entries, parse, standard, with_own
from plainspoken.script.simplify.replace_words import Change, apply, best_set, find_changes, shorten
from plainspoken.script.simplify.spoken_spans import passages
from plainspoken.script.simplify.word_change import spoken_syllables

_HANDWRITTEN = Path(__file__).parents[1] / "handwritten"


def short(text: str, **options: object) -> str:
    return shorten(text, plain=True, learning=True, **options).text  # type: ignore[arg-type]


def entry_id(entry: Entry) -> str:
    return f"{entry.phrase}-{entry.level}"


@pytest.mark.parametrize("entry", standard().entries, ids=entry_id)
def test_every_row_proves_itself(entry: Entry) -> None:
    before, arrow, after = entry.proof.partition(" => ")
    assert arrow and before != after
    alone = compile_entries([entry])
    assert short(before, lexicon=alone, suggestions=True) == after
    if entry.level == "suggest":
        assert not [c for c in find_changes(before, lexicon=alone, plain=True, learning=True) if c.rule == entry.phrase]
    assert guard.lost_or_added(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # inflection
        ("It utilizes two nets.", "It uses two nets."),
        ("It utilized two nets.", "It used two nets."),
        ("Utilizing two nets helps.", "Using two nets helps."),
        ("Two alterations help.", "Two changes help."),
        ("The task is more difficult.", "The task is harder."),
        ("It is the most difficult task.", "It's the hardest task."),
        ("The gap was demonstrated.", "The gap was shown."),
        ("We demonstrated the gap.", "We showed the gap."),
        ("They have demonstrated the gap.", "They've shown the gap."),
        ("This block allows the model to learn.", "This block lets the model learn."),
        ("It learns fast, allowing us to stop.", "It learns fast, letting us stop."),
        # articles and capitals
        ("It was an enormous gap.", "It was a huge gap."),
        ("An additional layer helps.", "An extra layer helps."),
        ("However, the gap grew.", "But the gap grew."),
        ("Numerous layers help.", "Many layers help."),
        ("In order to learn, it reads.", "To learn, it reads."),
        # contractions
        ("I will train it.", "I'll train it."),
        ("They are small.", "They're small."),
        ("We have trained it.", "We've trained it."),
        # a part of speech has two lives
        ("We purchase the cards.", "We buy the cards."),
        ("The purchase was small.", "The purchase was small."),
        ("One component has an objective function.", "One component has an objective function."),
        # phrases
        ("It fails due to the fact that data is scarce.", "It fails because data is scarce."),
        ("This makes networks robust.", "This makes nets robust."),
    ],
)
def test_safe_changes(before: str, after: str) -> None:
    assert short(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "We do not have to stop.",  # have to after not is another meaning than must
        "Look what it is about.",
        "Few know how large it is in truth.",
        "The Network Rail data set.",  # a name
        'He said “utilize it”, and "in order to" as well.',
        "`utilize(x)` is code.",
        "The value {{ utilize }} stays, {% if demonstrate %} and so on.",
        "The social network grows.",
        "The results obtained by others stand.",
        "We have to do with noise.",
        "It was purchased.",
        "The script provides the net with data.",
        "They make a decision that matters.",
        "It was required to stop.",
        "The head was possessed by noise.",
        "Injuries obtained in battle.",
        "It ends within two minutes.",
        "This is the talk equivalent of noise.",
        "It seems to be noise.",
        "So we can see whatever we want.",
        "It was all informed by noise.",
        "A politically incorrect label.",
        "A state of the art objective function.",
        "See [utilize](https://utilize.example/approximately).",
        '<span title="utilize">x</span>',
        "The initial learning rate is small.",
        "The primary key of the table.",
        "The gap, however, grew.",
        "well-utilized data",
        "That is, the gap grows.",
        "$demonstrate + utilize$ holds.",
    ],
)
def test_what_is_never_touched(text: str) -> None:
    assert short(text) == text


def test_protected_terms_and_own_rows(tmp_path: Path) -> None:
    text = "We utilize additional data."
    assert short(text, protect=["additional data"]) == "We use additional data."
    (tmp_path / "words.tsv").write_text("utilize\tverb\tburn\nwiggle room\tnoun\tslack\n")
    own = with_own(tmp_path, ["words.tsv"])
    assert short("We utilize wiggle rooms.", lexicon=own) == "We burn slacks."
    with pytest.raises(InputError, match="no word list here"):
        with_own(tmp_path, ["none.tsv"])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("utilize", "needs a phrase"),
        ("utilize\tverbal\tuse", "no kind of word"),
        ("utilize\tverb\tuse\tmaybe", "no level"),
        ("let {np} go\tverb\tfree", "same {np}"),
        ("utilize\tverb\tuse\tsafe\t\tthe", "no guard"),
        ("utilize\tverb\tuse\tsafe\t\t<@nouns", "no class"),
        ("utilize\tverb\tuse\tsafe\t\t+>~@nouns", "no class"),
    ],
)
def test_rows_that_cannot_be_read(row: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse(f"# mine\n{row}\n", file="own.tsv")
    assert (caught.value.file, caught.value.line) == ("own.tsv", 2)


@pytest.mark.parametrize(
    ("guards", "changed"),
    [
        ("+>~cost", True),
        ("+>~far", False),
        (">~cost", False),
        ("<>law", True),
        ("<>fast", False),
        ("+<>fast|law", True),
    ],
)
def test_guards_look_past_the_neighbors(guards: str, changed: bool) -> None:
    lexicon = compile_entries(parse(f"utilize\tverb\tuse\tsafe\t\t{guards}\n"))
    text = "Far off is the law. Fast ones utilize cards at a low cost. The law is far."
    assert ("use" in short(text, lexicon=lexicon).split()) is changed


def test_each_change_has_its_place_and_its_saving() -> None:
    text = "## Page 1\n\nFine.\n\nSo we utilize\nit in order to learn.\n"
    found = find_changes(text)
    assert [(c.line, c.column, c.old, c.new, c.saved) for c in found] == [
        (5, 7, "utilize", "use", 2),
        (6, 4, "in order to", "to", 3),
    ]
    assert apply(text, found) == "## Page 1\n\nFine.\n\nSo we use\nit to learn.\n"
    for change in found:
        assert text[change.start : change.end] == change.old
        assert spoken_syllables(change.old) - spoken_syllables(change.new) == change.saved


def test_only_what_is_spoken_is_shortened() -> None:
    text = """limit: we utilize 5 words

# We utilize titles

- we utilize bullets
> we utilize quotes

| we utilize | tables |
| --- | --- |

```python
we utilize code
```

![we utilize alt](a.png)

We utilize {{ utilize }} words. <!-- we utilize comments -->

{# we utilize remarks #}
{% set x = "we utilize" %}

<!-- plainspoken: off PS301 the guest's words -->
We utilize these as they are.
<!-- plainspoken: on PS301 -->

We utilize this too. <!-- plainspoken: ignore PS301 so said -->

{~ we utilize long | we use short ~} We utilize it.
"""
    done = shorten(text)
    assert [change.old for change in done.changes] == ["utilize", "utilize"]
    assert done.text == text.replace("We utilize {{", "We use {{").replace("We utilize it.", "We use it.")


def test_a_passage_keeps_its_line_breaks() -> None:
    assert short("We stop in\norder to rest.") == "We stop to\nrest."
    assert short("due to the fact that\nit fails") == "because\nit fails"


def test_what_a_reader_refuses_stays() -> None:
    asked: list[str] = []

    def accept(change: Change) -> bool:
        asked.append(change.old)
        return change.old != "utilize"

    done = shorten("We utilize it in order to learn, and we obtain scores.", plain=True, accept=accept)
    assert done.text == "We utilize it to learn, and we get scores."
    assert asked == ["utilize", "in order to", "obtain"]


def test_of_overlapping_changes_the_better_set_is_taken() -> None:
    def change(start: int, end: int, saved: int) -> Change:
        return Change(start, end, "x", "y", "safe", "r", saved)

    assert best_set([change(0, 5, 2), change(4, 9, 3), change(9, 12, 1)]) == [change(4, 9, 3), change(9, 12, 1)]
    assert best_set([change(0, 9, 3), change(0, 4, 2), change(4, 9, 2)]) == [change(0, 4, 2), change(4, 9, 2)]
    assert best_set([]) == []


PIECES = [entry.proof.partition(" => ")[0] for entry in standard().entries]
NOISE = [
    "{{ v1.best_epoch }}",
    "ResNet18",
    "not",
    "62.4 %",
    "`fit()`",
    "—",
    "However,",
    "I will",
    "that is",
    "the",
    "\n",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(NOISE)), max_size=6), st.booleans())
@settings(max_examples=150, deadline=None)
def test_shortening_twice_is_shortening_once(parts: list[str], suggestions: bool) -> None:
    text = " ".join(parts)
    once = shorten(text, plain=True, learning=True, suggestions=suggestions)
    assert shorten(once.text, plain=True, learning=True, suggestions=suggestions).changes == ()
    assert spoken_syllables(once.text) <= spoken_syllables(text)
    for token in ("{{ v1.best_epoch }}", "ResNet18", "62.4 %", "`fit()`"):
        assert once.text.count(token) == text.count(token)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_shortened(text: str) -> None:
    done = shorten(text, suggestions=True)
    assert done.saved >= 0
    if not done.changes:
        assert done.text == text


@pytest.mark.parametrize(("suggestions", "least"), [(False, 0.06), (True, 0.08)])
def test_a_script_written_by_hand_fits_its_words(suggestions: bool, least: float) -> None:
    text = (_HANDWRITTEN / "leaves.txt").read_text(encoding="utf-8")
    done = shorten(text, suggestions=suggestions)

    def spoken(text: str) -> str:
        return "\n\n".join(text[passage.start : passage.end] for passage in passages(text))

    before, after = spoken(text), spoken(done.text)
    assert len(after.split()) < 250 < len(before.split())
    assert 1 - spoken_syllables(after) / spoken_syllables(before) >= least
    assert guard.lost_or_added(before, after) == []
