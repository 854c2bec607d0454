"""What a linear model over words reaches on the review splits: the floor that the networks have to clear.

    python benchmarks/reviews.py                               # drawn reviews
    python benchmarks/reviews.py --drugs PATH --films PATH     # real ones
    python benchmarks/reviews.py --records build/approaches/results/reviews   # ratios of recorded runs to the floor

TF-IDF of words and pairs of words, then logistic regression with balanced classes, on the very splits of a profile.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score

from plainspoken.experiments.results.read_record import read_run
from plainspoken.experiments.runner.study_registry import find_recipe
from plainspoken.experiments.studies.reviews.review_domains import ReviewData, load_corpus

CASES = {"direct": ("drugs", "date"), "indirect": ("films", "date"), "random": ("drugs", "random")}


def floor(settings: ReviewData, sources: dict[str, str]) -> tuple[dict[str, float], float]:
    """Balanced accuracy by split, and seconds to learn."""
    parts = load_corpus(settings, sources).parts
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    begin = time.perf_counter()
    model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=500)
    model.fit(words.fit_transform([r.text for r in parts["train"]]), [r.target for r in parts["train"]])
    seconds = time.perf_counter() - begin
    return {
        name: float(
            balanced_accuracy_score([r.target for r in part], model.predict(words.transform([r.text for r in part])))
        )
        for name, part in parts.items()
    }, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="quick")
    parser.add_argument("--drugs")
    parser.add_argument("--films")
    parser.add_argument("--records", type=Path)
    asked = parser.parse_args()
    sources = {"drugs": asked.drugs, "films": asked.films} if asked.drugs and asked.films else {}
    recipe = find_recipe("reviews")
    table: dict[str, Any] = {**recipe.data, **recipe.profiles[asked.profile].data}
    for case, (domain, order) in CASES.items():
        settings = ReviewData.model_validate({**table, "domain": domain, "order": order})
        scores, seconds = floor(settings, sources)
        print(f"{case:<9} words, linear   train {scores['train']:.3f}  valid {scores['valid']:.3f}  "
              f"test {scores['test']:.3f}  ({seconds:.1f} s)")  # fmt: skip
        for model in ("minilm", "bilstm"):
            path = (asked.records or Path()) / f"{model}-{case}.json"
            if asked.records and path.is_file():
                record = read_run(path)
                reached = record.final.test.balanced_accuracy
                print(f"{'':<9} {record.title:<22} test {reached:.3f}  = {reached / scores['test']:.2f} of the floor")


if __name__ == "__main__":
    main()
