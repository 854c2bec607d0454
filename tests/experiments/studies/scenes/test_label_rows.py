"""One column for each label that occurs; a split keeps every label's share; names come from captions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.scenes.drawn_scenes import THINGS, draw_picture, draw_rows
from plainspoken.experiments.studies.scenes.label_card import closest_pairs, label_card
from plainspoken.experiments.studies.scenes.label_names import propose_names, singular
from plainspoken.experiments.studies.scenes.label_rows import LabelRows, missing_ids, one_hot
from plainspoken.experiments.studies.scenes.set_splits import split_rows
from plainspoken.experiments.studies.scenes.stratified_split import stratified_parts

ROWS = st.lists(st.lists(st.integers(1, 25), max_size=5).map(lambda row: " ".join(map(str, row))), min_size=1)


def test_labels_are_columns_in_the_order_of_their_numbers() -> None:
    labels, targets = one_hot(["10 2", "2", "", "19 2 19"])
    assert labels == ["2", "10", "19"]
    assert targets.tolist() == [[1, 1, 0], [1, 0, 0], [0, 0, 0], [1, 0, 1]]


@given(ROWS)
def test_one_hot_can_be_read_back(rows: list[str]) -> None:
    labels, targets = one_hot(rows)
    assert labels == sorted(set(" ".join(rows).split()), key=int)
    for row, said in zip(rows, targets, strict=True):
        assert {label for label, there in zip(labels, said, strict=True) if there} == set(row.split())


def test_the_id_that_never_occurs_is_named() -> None:
    assert missing_ids(["1", "2", "4", "7"]) == ["3", "5", "6"]
    assert missing_ids(["sea", "sun"]) == []


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([(0.8, 0.2), (0.5, 0.3, 0.2)]))
def test_every_part_has_its_share_of_every_label(seed: int, shares: tuple[float, ...]) -> None:
    draw = np.random.default_rng(seed)
    targets = (draw.random((300, 6)) < [0.7, 0.4, 0.2, 0.1, 0.05, 0.03]).astype(np.uint8)
    parts = stratified_parts(targets, shares, seed)
    assert sorted(np.concatenate(parts).tolist()) == list(range(300))
    for part, share in zip(parts, shares, strict=True):
        assert abs(len(part) - share * 300) <= 6
        for label in range(6):
            assert abs(targets[part, label].sum() - share * targets[:, label].sum()) <= 4


def test_the_same_seed_splits_alike_and_another_does_not() -> None:
    rows = draw_rows(200, seed=1)
    one, same, other = (split_rows(rows, 0.2, 0.2, 42, seed) for seed in (1, 1, 2))
    assert all((one[split] == same[split]).all() for split in one)
    assert (one["test"] == other["test"]).all()
    assert not np.array_equal(one["valid"], other["valid"])


def test_a_set_with_a_split_of_its_own_keeps_it() -> None:
    labels, targets = one_hot(["1", "1 2", "2", "1", "2", "1 2"])
    parts = ["train", "train", "valid", "train", "test", "test"]
    rows = LabelRows(list("abcdef"), labels, targets, parts=parts)
    found = split_rows(rows, 0.5, 0.5, 0)
    assert {split: chosen.tolist() for split, chosen in found.items()} == {
        "train": [0, 1, 3],
        "valid": [2],
        "test": [4, 5],
    }


def test_a_split_without_samples_is_refused() -> None:
    labels, targets = one_hot(["1", "2"])
    with pytest.raises(InputError, match="is empty"):
        split_rows(LabelRows(["a", "b"], labels, targets), 0.01, 0.01, 0)


def test_names_are_proposed_from_what_captions_say_of_a_label() -> None:
    captions = [
        "a dog on the grass",
        "two dogs and a man",
        "a man on the grass",
        "a man with a boat",
        "boats",
        "the man",
    ]
    labels, targets = one_hot(["2", "2 1", "1", "1 3", "3", "1"])
    assert propose_names(captions, targets, labels) == {"1": "man", "2": "dog", "3": "boat"}


def test_no_two_labels_get_one_name_and_a_label_without_words_keeps_its_id() -> None:
    labels, targets = one_hot(["1 2", "1 2", "3", "3"])
    found = propose_names(["a street", "the street", "of the", ""], targets, labels)
    assert len(set(found.values())) == 3
    assert found["3"] == "3"


def test_plurals_are_their_singulars() -> None:
    assert [singular(word) for word in ("horses", "buses", "men", "bus", "skis", "grass")] == [
        "horse", "bus", "man", "bus", "ski", "grass",
    ]  # fmt: skip


def test_drawn_scenes_have_a_long_tail_companions_and_a_missing_id() -> None:
    rows = draw_rows(1500, seed=3)
    assert missing_ids(rows.labels) == ["12"]
    assert len(rows.labels) == len(THINGS) == 18
    shares = dict(zip(rows.labels, rows.targets.mean(0), strict=True))
    assert max(shares.values()) > 20 * min(shares.values())
    boat, pond = rows.labels.index("2"), rows.labels.index("3")
    assert rows.targets[rows.targets[:, boat] == 1, pond].mean() > 0.85
    sun, moon = rows.labels.index("9"), rows.labels.index("14")
    assert not (rows.targets[:, sun] & rows.targets[:, moon]).any()
    assert all(caption.endswith(".") for caption in rows.captions)
    found = propose_names(rows.captions, rows.targets, rows.labels)
    assert sum(found[str(number)] in thing.words for number, thing in THINGS.items()) >= 17


def test_drawn_pictures_differ_in_size_and_not_between_calls() -> None:
    sizes = {draw_picture([1, 9], np.random.default_rng(seed)).size for seed in range(12)}
    assert len(sizes) > 6
    one, same = (draw_picture([1, 7, 6], np.random.default_rng(5)) for _ in range(2))
    assert one.tobytes() == same.tobytes()


def test_the_card_tells_what_the_set_is_like() -> None:
    _, targets = one_hot(["1", "1 2", "1 2", "2", "1", ""] * 10)
    parts = {"train": np.arange(40), "valid": np.arange(40, 50), "test": np.arange(50, 60)}
    card = label_card(targets, ["man", "dog"], parts, name="x", kind="real", origin="o", licence="l", sizes=[(10, 20)])
    assert (card.total, card.majority, card.extra["rare"]) == (60, "man", "dog")
    assert (card.extra["no_label"], card.extra["several_labels"], card.extra["most_labels"]) == (10, 20, 2)
    assert card.splits["train"].counts == {"man": 27, "dog": 21}
    assert card.size_range == [10, 20]
    best = closest_pairs(targets, ["man", "dog"])[0]
    assert (best["label"], best["other"], round(best["share"], 3)) == ("dog", "man", 0.667)
