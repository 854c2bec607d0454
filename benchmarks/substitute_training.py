"""Make `script/words/substitutes.tsv` and the weights of `script/simplify/substitutes.py`.

    python benchmarks/substitute_training.py WORDNET DATASETS SWORDS [--places N] [--write]

WORDNET is the `dict` folder of WordNet 3.0 (Debian's wordnet-base has it), DATASETS the folder of that name in
github.com/orenmel/lexsub (CoInCo, by part, and ukWaC's counts of words), SWORDS a file of SWORDS whose sentences must
not be learned from. CoInCo (Kremer et al. 2014) asked people what may stand for each word of a text. Candidates are
words that share a sense with the word, are a more general one, or are near it (WordNet), or that people of CoInCo's
larger part have written; boosted trees learn from how the two are related and how common they are whether people
accept one, the word itself left out. That is the prior. Beside it, logistic regression weighs how alike the two are
at their place.

Only the part of CoInCo from which SWORDS's development set was taken is read, without that set's sentences: what
SWORDS's test set has was never seen.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from plainspoken.base.word_lists import word_set
from plainspoken.script.simplify import substitutes
from plainspoken.script.simplify.context_likeness import Place, likenesses
from plainspoken.script.simplify.word_change import spoken_syllables

KINDS = {"N": "noun", "V": "verb", "J": "adj", "R": "adverb"}
_FILES = {"N": "noun", "V": "verb", "J": "adj", "R": "adv"}
_OF_NUMBER = {"1": "N", "2": "V", "3": "J", "4": "R", "5": "J"}
_OF_LETTER = {"n": "N", "v": "V", "a": "J", "s": "J", "r": "R"}
_RELATIONS = {"@": "general", "~": "special", "&": "near"}
COMMON = 3_000
"""Occurrences in ukWaC (2.2 thousand million words) from which a word gets a row."""
PLAIN = math.log(0.5)
"""A substitute may be half as common as the word at least: a shorter word that few know helps no listener."""
# Words with a meaning of their own in this field, and those that no reader wants proposed.
_FIELD = word_set(
    # Adverbs by which a sentence means something else.
    "even still yet already also too only just almost nearly quite rather very never ever always often "
    "accuracy activation algorithm analysis architecture argument attention audio augmentation average baseline"
    " batch benchmark bias binary category channel class classifier classification cluster coefficient column"
    " component computer condition constant convolution correlation course data database dataset decoder deviation"
    " digital dimension distance distribution domain embedding encoder energy entropy epoch equation error estimate"
    " evaluation evidence example experiment expression factor feature figure filter formula frequency function"
    " gradient graph hardware hidden human image index inference information inner input integer integral interval"
    " iteration kernel label language latency layer learning linear local logic loss machine magnitude margin matrix"
    " maximum mean measure median memory method metric minimum model module moment momentum network neural neuron"
    " node noise normal nonlinear number object objective operation operator optimal optimizer order output outer"
    " package parameter partial pattern penalty percent performance picture pixel point policy pooling population"
    " position positive negative posterior precision prediction prior probability problem procedure process"
    " processor product program project property quality quantity question random ratio recall recurrent regression"
    " regularization relation residual resolution result sample scalar science sentence sequence series signal"
    " significant significance similarity simulation software solution space special standard state statistic"
    " statistical step student study supervised symbol system table target tensor term test testing text theory"
    " token train training transfer transformer transition uniform unit update validation value variable variance"
    " vector version video vision visual volume voice weight window word"
)
_NEVER = word_set(
    # Verbs that are built otherwise than those they would stand for.
    "be have do get let "
    "moron idiot fool girl boy broad dame chick tart god jew gay queer black white fat ass arse cock prick screw"
    " hump butt lay die kill sex rape crap shit damn hell nut nuts dumb h c s"
)


class WordNet:
    """Senses, their words and relations, and how often each sense was met in tagged text."""

    def __init__(self, folder: Path) -> None:
        self.words: dict[tuple[str, str], list[str]] = {}
        self.related: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
        self.senses: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.met: Counter[tuple[str, str, int]] = Counter()
        for kind, name in _FILES.items():
            for line in (folder / f"data.{name}").read_text(encoding="latin-1").splitlines():
                if not line.startswith("  "):
                    self._sense(kind, line.split("|")[0].split())
            for line in (folder / f"index.{name}").read_text(encoding="latin-1").splitlines():
                if not line.startswith("  "):
                    cells = line.split()
                    self.senses[kind, cells[0]] = [(kind, offset) for offset in cells[-int(cells[2]) :]]
        for line in (folder / "cntlist.rev").read_text(encoding="latin-1").splitlines():
            key, number, count = line.split()
            word, _, rest = key.partition("%")
            self.met[_OF_NUMBER[rest[0]], word, int(number)] = int(count)

    def _sense(self, kind: str, cells: list[str]) -> None:
        words = int(cells[3], 16)
        sense = (kind, cells[0])
        self.words[sense] = [re.sub(r"\(.*\)", "", cells[4 + 2 * place]).lower() for place in range(words)]
        at = 4 + 2 * words
        rows = (cells[at + 1 + 4 * place : at + 5 + 4 * place] for place in range(int(cells[at])))
        self.related[sense] = [(_RELATIONS[sign], _OF_LETTER[letter], offset) for sign, offset, letter, _ in rows
                               if sign in _RELATIONS]  # fmt: skip

    def shares(self, kind: str, word: str) -> dict[tuple[str, str], float]:
        """How likely each sense of a word is."""
        senses = self.senses.get((kind, word), [])
        counts = [self.met[kind, word, rank] + 0.7 / rank for rank in range(1, len(senses) + 1)]
        return {sense: count / sum(counts) for sense, count in zip(senses, counts, strict=True)}

    @cache  # noqa: B019 (one WordNet a run)
    def near(self, kind: str, word: str) -> dict[str, Counter[str]]:
        """Related words, each with the share of the word's senses by which it is related, by relation."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for rank, (sense, share) in enumerate(self.shares(kind, word).items()):
            for other in self.words[sense]:
                found[other]["same"] += share
                found[other]["first"] += rank == 0
            for relation, other_kind, offset in self.related[sense]:
                if other_kind == kind:
                    for other in self.words[other_kind, offset]:
                        found[other][relation] += share
        return {other: shares for other, shares in found.items() if other != word and other.isalpha()}


@dataclass
class Evidence:
    """What is known of words: WordNet, counts, and what people wrote for them."""

    wordnet: WordNet
    counts: dict[str, int]
    written: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    asked: Counter[str] = field(default_factory=Counter)

    def features(self, kind: str, word: str, left_out: frozenset[str] | None = None) -> dict[str, list[float]]:
        """The features of each shorter candidate; `left_out` is one place's answer, not to be counted."""
        key, near = f"{word}.{kind}", self.wordnet.near(kind, word)
        times = self.asked[key] - (left_out is not None)
        written = {
            other: count - (left_out is not None and other in left_out) for other, count in self.written[key].items()
        }
        found: dict[str, list[float]] = {}
        for other in {*near, *(other for other, count in written.items() if count > 0)}:
            if not other.isalpha() or other == word or spoken_syllables(other) >= spoken_syllables(word):
                continue
            shares, back = near.get(other, Counter()), self.wordnet.near(kind, other).get(word, Counter())
            count = max(written.get(other, 0), 0)
            found[other] = [
                *(float(shares[relation]) for relation in ("same", "general", "near", "special", "first")),
                float(back["same"]), count / (times + 1), math.log1p(count), math.log1p(times),
                self.commonness(other), self.commonness(other) - self.commonness(word),
                math.log1p(len(self.wordnet.senses.get((kind, word), ()))),
                math.log1p(len(self.wordnet.senses.get((kind, other), ()))),
            ]  # fmt: skip
        return found

    def commonness(self, word: str) -> float:
        """The logarithm of how often a word was counted."""
        return math.log(self.counts.get(word, 50))


def read_places(datasets: Path, swords: Path) -> list[tuple[str, str, int, list[str]]]:
    """CoInCo's larger part without the sentences of SWORDS: key (`end.V`), id, place of the word, words."""
    content = swords.read_bytes()
    targets = json.loads(gzip.decompress(content) if swords.suffix == ".gz" else content)["targets"].values()
    held = {name for target in targets for name in target["extra"]["coinco_ids"]}
    text = (datasets / "coinco_test.no_problematic.preprocessed").read_text(encoding="utf-8", errors="ignore")
    rows = [line.split("\t") for line in text.splitlines()]
    sentences = {row[3] for row in rows if row[1] in held}
    return [(row[0], row[1], int(row[2]), row[3].split()) for row in rows if row[3] not in sentences]


def read_answers(datasets: Path) -> dict[str, frozenset[str]]:
    """What people wrote for each place."""
    text = (datasets / "coinco_all.no_problematic.gold").read_text(encoding="utf-8", errors="ignore")
    answers = {}
    for line in text.splitlines():
        key, _, words = line.partition(" :: ")
        answers[key.split()[-1]] = frozenset(word.rpartition(" ")[0] for word in words.split(";") if word)
    return answers


def main() -> None:
    """Train, print the weights, and with `--write` write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wordnet", type=Path)
    parser.add_argument("datasets", type=Path)
    parser.add_argument("swords", type=Path)
    parser.add_argument("--places", type=int, default=700)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    counts = {}
    for line in (
        (options.datasets / "ukwac.vocab.lower.min100").read_text(encoding="utf-8", errors="ignore").splitlines()
    ):
        word, _, count = line.strip().partition("\t")
        if count.strip().isdigit():
            counts[word] = int(count)
    evidence = Evidence(WordNet(options.wordnet), counts)
    places, answers = read_places(options.datasets, options.swords), read_answers(options.datasets)
    for key, name, _, _ in places:
        evidence.asked[key] += 1
        evidence.written[key].update(answers[name])

    rows, accepted, groups, where = [], [], [], []
    for number, (key, name, _, _) in enumerate(places):
        word, _, kind = key.rpartition(".")
        for other, features in evidence.features(kind, word, answers[name]).items():
            rows.append(features)
            accepted.append(other in answers[name])
            groups.append(key)
            where.append((number, other))
    trees = HistGradientBoostingClassifier(
        max_depth=4, learning_rate=0.05, max_iter=200, min_samples_leaf=40, random_state=0
    )
    unseen = cross_val_predict(trees, rows, accepted, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    trees.fit(rows, accepted)
    weigh(places, where, unseen, accepted, options.places)
    if options.write:
        lines = list(table(evidence, trees))
        Path(substitutes.__file__).parents[1].joinpath("words", "substitutes.tsv").write_text(HEAD + "".join(lines))
        print(len(lines), "rows")


def weigh(places, where, unseen, accepted, number: int) -> None:  # type: ignore[no-untyped-def]
    """Fit and print the weights of prior and likeness."""
    by_place: dict[int, list[tuple[str, float, bool]]] = defaultdict(list)
    for (place, other), prior, right in zip(where, unseen, accepted, strict=True):
        if prior > 0.12:
            by_place[place].append((other, prior, right))
    chosen = sorted(by_place)
    random.Random(1).shuffle(chosen)
    asked, rights, priors = [], [], []
    for place in chosen[:number]:
        key, _, at, words = places[place]
        word, _, kind = key.rpartition(".")
        forms = [in_form(word, words[at], KINDS[kind], other) for other, _, _ in by_place[place]]
        asked.append(Place(" ".join(words[:at]), words[at], " ".join(words[at + 1 :]), tuple(forms)))
        priors += [math.log(prior / (1 - prior)) for _, prior, _ in by_place[place]]
        rights += [right for _, _, right in by_place[place]]
    likeness = [value for values in likenesses(asked) for value in values]
    model = LogisticRegression(C=10).fit(np.column_stack([priors, likeness]), rights)
    print("PRIOR, LIKENESS, INTERCEPT =", *(round(float(value), 3) for value in (*model.coef_[0], model.intercept_[0])))


def in_form(word: str, written: str, kind: str, other: str) -> str:
    """The other word in the form in which the word is written."""
    pairs = substitutes.forms(word, other, kind)
    return next((new for old, new, _ in pairs if old == written.lower()), other)


HEAD = """# Shorter words of related meaning, for `plainspoken shorten --in-context`. benchmarks/substitute_training.py
# made it from WordNet 3.0 (Princeton University, its own free licence) and from what people wrote for words in CoInCo
# (Kremer et al. 2014, CC BY 3.0 US).
# word	kind	substitute	log-odds that people accept it, the place unknown
"""


def table(evidence: Evidence, trees: HistGradientBoostingClassifier):  # type: ignore[no-untyped-def]
    """The rows of the table: common words with the substitutes that can pass."""
    for kind, word in sorted(evidence.wordnet.senses, key=lambda entry: (entry[1], entry[0])):
        if not word.isalpha() or evidence.counts.get(word, 0) < COMMON or word in _FIELD or spoken_syllables(word) < 2:
            continue
        found = evidence.features(kind, word)
        if not found:
            continue
        odds = []
        for (other, _), chance in zip(found.items(), trees.predict_proba(list(found.values()))[:, 1], strict=True):
            odds.append((math.log(chance / (1 - chance)), other))
        for log_odds, other in sorted(odds, reverse=True)[:6]:
            common = evidence.commonness(other) - evidence.commonness(word) >= PLAIN and len(other) > 1
            possible = substitutes.probability(log_odds, 1.0) >= substitutes.LEAST
            if possible and common and other not in _NEVER:
                yield f"{word}\t{KINDS[kind]}\t{other}\t{log_odds:.2f}\n"


if __name__ == "__main__":
    main()
