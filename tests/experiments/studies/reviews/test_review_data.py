"""Reviews: cleaning, reading as people have them, drawing, splitting, describing."""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import lzma
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.data.word_ids import UNKNOWN, Vocabulary, split_words
from plainspoken.experiments.studies.reviews.drawn_reviews import draw_drugs, draw_films
from plainspoken.experiments.studies.reviews.review import (
    DRUG_COLUMNS,
    Review,
    clean_condition,
    clean_text,
    read_date,
    without_duplicates,
)
from plainspoken.experiments.studies.reviews.review_domains import ReviewData, data_identity, load_corpus, load_drugs
from plainspoken.experiments.studies.reviews.review_files import read_drugs, read_films
from plainspoken.experiments.studies.reviews.review_split import (
    Sizes,
    correlate,
    describe_reviews,
    split_at_random,
    split_by_date,
)

ROW = {
    "drugName": "Calmora",
    "condition": "Anxiety",
    "review": '"It works."',
    "rating": "9",
    "date": "20-May-12",
    "usefulCount": "27",
}


@pytest.fixture
def real_reviews() -> dict[str, str]:
    folder = Path(os.environ.get("PLAINSPOKEN_DATA", "../shared/data"))
    files = {"drugs": folder / "drugscom_5997.csv.xz", "films": folder / "imdb_10k.jsonl.xz"}
    if not all(file.is_file() for file in files.values()):
        pytest.skip("the real review sets are not here; PLAINSPOKEN_DATA names their folder")
    return {name: str(file) for name, file in files.items()}


def write_table(path: Path, rows: list[dict[str, str]], columns: tuple[str, ...] = DRUG_COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter="\t" if path.suffix == ".tsv" else ",", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


class TestCleaning:
    @pytest.mark.parametrize(
        ("raw", "clean"),
        [
            ('"I&#039;ve slept &amp; eaten"', "I've slept & eaten"),
            ("twice &amp;#039;escaped&amp;#039;", "twice 'escaped'"),
            ("a<br /><br />b", "a b"),
            ("  \r\r\n spaces\t ", "spaces"),
            ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
            ('"', '"'),
            ('""', ""),
            ("", ""),
            ("na&iuml;ve", "naïve"),
        ],
    )
    def test_text(self, raw: str, clean: str) -> None:
        assert clean_text(raw) == clean

    @settings(max_examples=80)
    @given(st.text(max_size=60))
    def test_cleaning_never_fails_and_leaves_no_double_space(self, raw: str) -> None:
        clean = clean_text(raw)
        assert "  " not in clean and clean == clean.strip()

    def test_broken_conditions_are_none(self) -> None:
        assert clean_condition("3</span> users found this comment helpful.") == ""
        assert clean_condition("Crohn&#039;s Disease") == "Crohn's Disease"

    @pytest.mark.parametrize("text", ["20-May-12", "May 20, 2012", "2012-05-20", "20-May-2012"])
    def test_dates_in_every_form(self, text: str) -> None:
        assert read_date(text) == date(2012, 5, 20)

    def test_duplicates_go_whatever_their_case(self) -> None:
        kept, gone = without_duplicates([Review("One", True), Review("one", False), Review("two", True)])
        assert [review.text for review in kept] == ["One", "two"] and gone == 1


class TestReadingDrugs:
    @pytest.mark.parametrize("suffix", [".csv", ".tsv"])
    @pytest.mark.parametrize(("packed", "pack"), [("", None), (".xz", lzma), (".gz", gzip), (".bz2", bz2)])
    def test_tables_packed_or_not(self, tmp_path: Path, suffix: str, packed: str, pack: Any) -> None:
        path = write_table(tmp_path / f"reviews{suffix}", [ROW, ROW | {"review": "Bad.", "rating": "6.0"}])
        if pack is not None:
            data = path.read_bytes()
            path = path.with_name(path.name + packed)
            path.write_bytes(pack.compress(data))
        found = read_drugs(path, threshold=6)
        assert [(r.text, r.positive, r.rating) for r in found.reviews] == [("It works.", True, 9), ("Bad.", False, 6)]
        assert found.reviews[0].when == date(2012, 5, 20) and found.reviews[0].useful == 27

    def test_a_folder_of_tables_is_read_whole(self, tmp_path: Path) -> None:
        write_table(tmp_path / "drugsComTrain_raw.tsv", [ROW])
        write_table(tmp_path / "drugsComTest_raw.tsv", [ROW | {"review": "Another."}])
        assert len(read_drugs(tmp_path, threshold=6).reviews) == 2

    def test_what_was_mended_is_counted(self, tmp_path: Path) -> None:
        rows = [
            ROW | {"review": "I&#039;m well", "condition": "0</span> users found this comment helpful."},
            ROW | {"review": "I'm well"},
            ROW | {"review": "a line\nand another", "condition": ""},
        ]
        found = read_drugs(write_table(tmp_path / "r.csv", rows), threshold=6)
        assert found.duplicates == 1 and len(found.reviews) == 2
        assert found.notes == {"rows": 3, "empty": 0, "broken_conditions": 1, "with_entities": 1}
        assert found.reviews[1].text == "a line and another"

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"rating": "eleven"}, "rating"),
            ({"rating": "11"}, "rating"),
            ({"rating": "7.5"}, "rating"),
            ({"rating": "nan"}, "rating"),
            ({"rating": ""}, "rating"),
            ({"date": "yesterday"}, "date"),
            ({"date": ""}, "date"),
            ({"usefulCount": "many"}, "usefulCount"),
            ({"usefulCount": "inf"}, "usefulCount"),
            ({"review": '" "'}, "no text"),
            ({"review": "<br />"}, "no text"),
        ],
    )
    def test_a_value_that_cannot_be_used_is_named_with_its_line(
        self, tmp_path: Path, change: dict[str, str], message: str
    ) -> None:
        path = write_table(tmp_path / "r.csv", [ROW | {"review": "two\nlines"}, ROW | change])
        with pytest.raises(InputError, match=message) as error:
            read_drugs(path, threshold=6)
        assert (error.value.file, error.value.line) == (str(path), 4) and error.value.remedy

    def test_empty_reviews_may_be_left_out(self, tmp_path: Path) -> None:
        path = write_table(tmp_path / "r.csv", [ROW, ROW | {"review": ""}])
        found = read_drugs(path, threshold=6, empty="drop")
        assert len(found.reviews) == 1 and found.notes["empty"] == 1

    @pytest.mark.parametrize("column", DRUG_COLUMNS)
    def test_a_missing_column_is_named(self, tmp_path: Path, column: str) -> None:
        path = write_table(tmp_path / "r.csv", [ROW], tuple(c for c in DRUG_COLUMNS if c != column))
        with pytest.raises(InputError, match=f"column '{column}' is missing"):
            read_drugs(path, threshold=6)

    def test_a_short_row_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "r.csv"
        path.write_text(",".join(DRUG_COLUMNS) + "\nCalmora,Anxiety,Good\n")
        with pytest.raises(InputError, match="fewer fields") as error:
            read_drugs(path, threshold=6)
        assert error.value.line == 2

    @pytest.mark.parametrize(
        "make",
        [
            lambda path: None,
            lambda path: path.write_bytes(b""),
            lambda path: path.write_bytes(b"\xff\xfe\x00junk"),
            lambda path: path.write_text(",".join(DRUG_COLUMNS) + "\n"),
        ],
    )
    def test_no_file_or_no_table(self, tmp_path: Path, make: Callable[[Path], object]) -> None:
        path = tmp_path / "r.csv"
        make(path)
        with pytest.raises(InputError):
            read_drugs(path, threshold=6)

    def test_a_cut_off_archive(self, tmp_path: Path) -> None:
        path = write_table(tmp_path / "r.csv", [ROW | {"review": f"number {i}"} for i in range(500)])
        packed = tmp_path / "r.csv.xz"
        packed.write_bytes(lzma.compress(path.read_bytes())[:-40])
        with pytest.raises(InputError, match="cannot be read to its end"):
            read_drugs(packed, threshold=6)

    def test_other_kinds_of_files_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "r.xlsx").write_bytes(b"PK")
        with pytest.raises(InputError, match="no known kind"):
            read_drugs(tmp_path / "r.xlsx", threshold=6)
        with pytest.raises(InputError, match="no drug reviews"):
            read_drugs(tmp_path, threshold=6)


class TestReadingFilms:
    def test_the_tree(self, tmp_path: Path) -> None:
        for part in ("train", "test"):
            for label, rating in (("pos", 9), ("neg", 2)):
                folder = tmp_path / part / label
                folder.mkdir(parents=True)
                (folder / f"0_{rating}.txt").write_text(f"{part} {label}<br />text", encoding="utf-8")
        (tmp_path / "train" / "unsup").mkdir()
        found = read_films(tmp_path)
        assert [(r.text, r.positive, r.rating) for r in found.reviews] == [
            ("train neg text", False, 2),
            ("train pos text", True, 9),
            ("test neg text", False, 2),
            ("test pos text", True, 9),
        ]
        (tmp_path / "test" / "neg" / "0_2.txt").write_text(" ")
        with pytest.raises(InputError, match="no text"):
            read_films(tmp_path)

    def test_a_tree_without_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "train" / "pos").mkdir(parents=True)
        with pytest.raises(InputError, match="train/neg is missing"):
            read_films(tmp_path)

    @pytest.mark.parametrize("labels", [("pos", "neg"), (1, 0), ("positive", "negative")])
    def test_json_lines(self, tmp_path: Path, labels: tuple[object, object]) -> None:
        path = tmp_path / "films.jsonl.xz"
        lines = [json.dumps({"text": f"film {label}", "label": label, "rating": 3}) for label in labels]
        path.write_bytes(lzma.compress(("\n".join(lines) + "\n\n").encode()))
        assert [(r.positive, r.rating) for r in read_films(path).reviews] == [(True, 3), (False, 3)]

    def test_a_table_of_films(self, tmp_path: Path) -> None:
        path = tmp_path / "IMDB Dataset.csv"
        path.write_text('review,sentiment\n"Good, very",positive\nBad,negative\n')
        assert [r.positive for r in read_films(path).reviews] == [True, False]

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("{", "not a JSON object"),
            ("[1]", "not a JSON object"),
            ('{"text": "x"}', "'label'"),
            ('{"label": "pos"}', "'text'"),
            ('{"text": "x", "label": "good"}', "unknown label"),
            ('{"text": "", "label": "pos"}', "no text"),
            ('{"text": null, "label": "pos"}', "no text"),
        ],
    )
    def test_bad_lines_are_named(self, tmp_path: Path, line: str, message: str) -> None:
        path = tmp_path / "films.jsonl"
        path.write_text('{"text": "fine", "label": "pos"}\n' + line + "\n")
        with pytest.raises(InputError, match=message) as error:
            read_films(path)
        assert error.value.line == 2


class TestDrawing:
    def test_the_same_seed_draws_the_same(self) -> None:
        assert draw_drugs(60, seed=3, threshold=6).reviews == draw_drugs(60, seed=3, threshold=6).reviews
        assert draw_drugs(60, seed=3, threshold=6).reviews != draw_drugs(60, seed=4, threshold=6).reviews
        assert draw_films(60, seed=3).reviews == draw_films(60, seed=3).reviews

    def test_drawn_drugs_look_like_the_published_set(self) -> None:
        drawn = draw_drugs(6000, seed=1, threshold=6)
        reviews = drawn.reviews
        shares = {rating: sum(r.rating == rating for r in reviews) / 6000 for rating in range(1, 11)}
        assert len(reviews) == 6000 and abs(shares[10] - 0.309) < 0.04 and abs(shares[1] - 0.129) < 0.04
        assert abs(sum(r.positive for r in reviews) / 6000 - 0.665) < 0.05
        table = correlate(reviews)
        assert abs(table["matrix"][0][1] - 0.243) < 0.04
        others = [abs(table["matrix"][i][j]) for i in range(4) for j in range(i) if (i, j) != (1, 0)]
        assert max(others) < 0.2
        assert drawn.notes["with_entities"] > 0 and drawn.notes["broken_conditions"] > 0
        assert not any("&#" in r.text or "span" in r.condition or "{" in r.text for r in reviews)

    def test_later_reviews_are_less_kind(self) -> None:
        parts = split_by_date(draw_drugs(4000, seed=1, threshold=6).reviews, Sizes(8, 1, 1))
        early, late = (sum(r.positive for r in parts[name]) / len(parts[name]) for name in ("train", "test"))
        assert early - late > 0.1

    def test_films_are_balanced_and_never_middling(self) -> None:
        films = draw_films(200, seed=1).reviews
        assert len(films) == 200 and sum(r.positive for r in films) == 100
        assert not {r.rating for r in films} & {5, 6}
        assert len({r.text for r in films}) == 200


def some_reviews(n: int) -> list[Review]:
    start = date(2010, 1, 1)
    return [
        Review(
            f"text {i}", i % 3 > 0, rating=3 if i % 3 == 0 else 9, when=start + timedelta(days=(i * 7) % n), useful=i
        )
        for i in range(n)
    ]


class TestSplitting:
    def test_by_date_no_training_review_is_newer_than_a_test_review(self) -> None:
        parts = split_by_date(some_reviews(100), Sizes(80, 10, 10))
        assert [len(part) for part in parts.values()] == [80, 10, 10]
        last = {name: max(r.when for r in part if r.when) for name, part in parts.items()}
        first = {name: min(r.when for r in part if r.when) for name, part in parts.items()}
        assert last["train"] <= first["valid"] and last["valid"] <= first["test"]

    @settings(max_examples=40, deadline=None)
    @given(st.integers(30, 120), st.integers(1, 50), st.integers(0, 5))
    def test_nothing_is_lost_and_nothing_is_twice(self, n: int, train: int, seed: int) -> None:
        reviews = some_reviews(n)
        for cut in (
            lambda: split_by_date(reviews, Sizes(train + 20, 15, 15)),
            lambda: split_at_random(reviews, Sizes(train + 20, 15, 15), seed=seed),
        ):
            try:
                parts = cut()
            except InputError:
                continue  # a small split may lack a class, and says so
            texts = [review.text for part in parts.values() for review in part]
            assert len(texts) == n and len(set(texts)) == n

    def test_a_split_without_a_class_is_refused(self) -> None:
        reviews = [Review(f"{i}", i > 5, when=date(2010, 1, 1) + timedelta(days=i)) for i in range(20)]
        with pytest.raises(InputError, match="the valid split has no negative review"):
            split_by_date(reviews, Sizes(10, 5, 5))

    def test_reviews_without_a_date_cannot_be_sorted_by_it(self) -> None:
        with pytest.raises(InputError, match="no date"):
            split_by_date([Review("a", True), Review("b", False)], Sizes(1, 1, 0))

    def test_the_card_says_what_is_there(self) -> None:
        whole = draw_drugs(300, seed=1, threshold=6)
        parts = split_by_date(whole.reviews, Sizes(200, 50, 50))
        card = describe_reviews(whole, parts, threshold=6, order="date")
        assert card.kind == "drawn" and card.total == 300 and card.majority == "positive"
        assert sum(card.splits["train"].counts.values()) == card.splits["train"].n == 200
        assert sum(card.splits["test"].shares.values()) == pytest.approx(1)
        assert sum(card.extra["ratings"].values()) == 200 and card.extra["correlation"]["n"] == 200
        assert set(card.extra["dates"]) == {"train", "valid", "test"}
        assert sum(year["n"] for year in card.extra["shares_by_year"].values()) == 300

    def test_correlation_of_known_columns(self) -> None:
        table = correlate([Review("a " * i, True, i, date(2010, 1, i), 10 - i) for i in range(1, 9)])
        assert table["matrix"][0] == [1, -1, 1, 1]
        constant = correlate([Review("a", True, 5, date(2010, 1, i), i) for i in range(1, 5)])
        assert constant["matrix"][0][1] == 0


class TestDomains:
    small = ReviewData(train=60, valid=30, test=40)

    def test_indirect_runs_are_tested_on_the_very_same_drug_reviews(self) -> None:
        direct = load_corpus(self.small, {})
        indirect = load_corpus(self.small.model_copy(update={"domain": "films"}), {})
        assert direct.parts["test"] == indirect.parts["test"]
        assert len(direct.parts["train"]) == len(indirect.parts["train"])
        assert all(r.when is None for name in ("train", "valid") for r in indirect.parts[name])
        assert direct.majority == indirect.majority == "positive"
        assert "film" in indirect.card.name and indirect.card.extra["correlation"] == direct.card.extra["correlation"]

    def test_no_text_of_training_is_in_the_test(self) -> None:
        for domain in ("drugs", "films"):
            parts = load_corpus(self.small.model_copy(update={"domain": domain}), {}).parts
            seen = {r.text for name in ("train", "valid") for r in parts[name]}
            assert not seen & {r.text for r in parts["test"]}

    def test_real_and_drawn_do_not_mix(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="real drugs are named, but no films"):
            load_corpus(self.small, {"drugs": str(tmp_path)})
        with pytest.raises(InputError, match="real films are named, but no drugs"):
            data_identity(self.small, {"films": str(tmp_path)})

    def test_a_real_set_keeps_the_shares_of_the_sizes(self, tmp_path: Path) -> None:
        day = date(2012, 1, 1)
        rows = [
            ROW
            | {
                "review": f"number {i}",
                "rating": str(i % 10 + 1),
                "date": (day + timedelta(days=i)).strftime("%d-%b-%y"),
            }
            for i in range(200)
        ]
        drugs = write_table(tmp_path / "drugs.csv", rows)
        films = tmp_path / "films.csv"
        films.write_text(
            "review,sentiment\n" + "".join(f"film {i},{'positive' if i % 2 else 'negative'}\n" for i in range(400))
        )
        sources = {"drugs": str(drugs), "films": str(films)}
        chosen = ReviewData(train=70, valid=10, test=20, domain="films")
        corpus = load_corpus(chosen, sources)
        assert {name: len(part) for name, part in corpus.parts.items()} == {"train": 140, "valid": 20, "test": 40}
        assert corpus.card.kind == "real"
        before = data_identity(chosen, sources)
        write_table(drugs, [*rows, ROW | {"review": "one more"}])
        assert data_identity(chosen, sources) != before

    def test_identity_follows_the_settings(self) -> None:
        assert data_identity(self.small, {}) == data_identity(self.small, {})
        assert data_identity(self.small, {}) != data_identity(ReviewData(train=61, valid=30, test=40), {})

    @pytest.mark.real
    def test_the_real_sets(self, real_reviews: dict[str, str]) -> None:
        corpus = load_drugs(ReviewData(train=70, valid=10, test=20), real_reviews)
        assert corpus.card.total == 5932 and corpus.card.duplicates == 65
        assert corpus.card.extra["mended"]["broken_conditions"] == 33
        assert not any("&#" in r.text for part in corpus.parts.values() for r in part)
        indirect = load_corpus(ReviewData(train=70, valid=10, test=20, domain="films"), real_reviews)
        assert len(indirect.parts["train"]) == len(corpus.parts["train"])


class TestVocabulary:
    def test_words(self) -> None:
        assert split_words("I've had 2 pills, No! Why? don’t") == [
            "i've",
            "had",
            "2",
            "pills",
            "no",
            "!",
            "why",
            "?",
            "don't",
        ]

    def test_frequent_words_come_first_and_rare_ones_are_unknown(self) -> None:
        vocabulary = Vocabulary.of(["b a a", "a b c"], min_count=2)
        assert vocabulary.words == ("a", "b") and len(vocabulary) == 4
        ids, lengths = vocabulary.encode(["a b c", "", "a a a a a a"], length=4)
        assert ids.tolist() == [[2, 3, UNKNOWN, 0], [UNKNOWN, 0, 0, 0], [2, 2, 2, 2]]
        assert lengths.tolist() == [3, 1, 4]
        assert vocabulary.unknown_share(["a c"]) == 0.5 and vocabulary.unknown_share([""]) == 0.0
        assert Vocabulary.of(["a b b"], min_count=1, limit=1).words == ("b",)

    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
    def test_any_text_becomes_readable_numbers(self, texts: list[str]) -> None:
        vocabulary = Vocabulary.of(texts, min_count=1)
        ids, lengths = vocabulary.encode(texts, length=6)
        assert int(ids.max()) < len(vocabulary) and int(lengths.min()) >= 1 and int(lengths.max()) <= 6
        assert all(bool((row[:n] != 0).all()) and not bool(row[n:].any()) for row, n in zip(ids, lengths, strict=True))
