"""The pages of `plainspoken new` say of results what is true of them, in words that can be said; lint is content.

The files are written here, one for each kind of result; `test_starter.py` has the verb itself.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken import InputError, Talk
from plainspoken.base.progress import Silence
from plainspoken.metric_words import Constants, article, metric_words
from plainspoken.starter import start_talk

Pages = Callable[..., str]


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """The pages of a new talk about files, by name, once lint has found nothing in them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("plainspoken.experiments.importers.import_runs.find_spec", lambda _: None)  # draws nothing

    def made(files: dict[str, str], *given: str) -> str:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        start_talk("mine", Path("talks"), results=list(given or files))
        found = [each.message for each in Talk.find("mine", progress=Silence()).lint().findings]
        assert found == []
        Talk.find("mine", progress=Silence()).script()
        return (tmp_path / "build/mine/script.md").read_text(encoding="utf-8").replace("\xa0", " ")

    return made


HISTORIES = {
    "val_accuracy": ((0.6, 0.8, 0.7), "highest validation accuracy", 2),
    "val_error": ((0.4, 0.2, 0.3), "lowest validation error", 2),
    "val_error_rate": ((0.4, 0.2, 0.3), "lowest validation error rate", 2),
    "val_wer": ((0.4, 0.3, 0.29), "lowest validation word error rate", 3),
    "val_f1_weighted": ((0.4, 0.3, 0.5), "highest validation weighted F1", 3),
    "val_rmse": ((3.0, 2.9, 2.8), "lowest validation root mean squared error", 3),
    "val_top5": ((0.7, 0.9, 0.8), "highest validation top-5 accuracy", 2),
    "val_map50": ((0.7, 0.9, 0.8), "highest validation mean average precision at an overlap of 0.5", 2),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_the_best_epoch_is_told_by_the_metric_that_chose_it(pages: Pages, name: str) -> None:
    values, most, best = HISTORIES[name]
    rows = "".join(f"{i},{1 / i},{0.5 + i / 10},{value}\n" for i, value in enumerate(values, 1))
    said = pages({"h.csv": f"epoch,train_loss,val_loss,{name}\n{rows}"})
    assert f"its {most} in epoch {best}" in said and f"The {most} is that of epoch {best} of 3" in said
    assert f"| valid loss in the best epoch | {0.5 + best / 10:g} |" in said, "not the lowest, and not called so"
    assert (
        f'best_by = "{name.removeprefix("val_")}' in Path("talks/mine/talk.toml").read_text()
        or "top5" in name
        or ("weighted" in name)
    )


@pytest.mark.parametrize(
    ("train", "valid", "said"),
    [
        ((0.60, 0.70, 0.98), (0.70, 0.71, 0.70), "training is far ahead of validation: it overfits"),
        ((0.95, 0.78, 0.80), (0.60, 0.76, 0.80), "training is not far ahead of validation"),
        ((0.5, 0.99), (0.5, 0.6), "training is far ahead of validation: it overfits"),
        ((0.6, 0.7, 0.7, 0.71, 0.7, 0.95), (0.6, 0.7, 0.7, 0.70, 0.7, 0.70), "training is not far ahead"),
    ],
)
def test_the_end_of_a_history_is_told_by_its_end(
    pages: Pages, train: tuple[float, ...], valid: tuple[float, ...], said: str
) -> None:
    rows = "".join(f"{i},{a},{b}\n" for i, (a, b) in enumerate(zip(train, valid, strict=True), 1))
    text = pages({"h.csv": f"epoch,accuracy,val_accuracy\n{rows}"})
    assert said in text
    assert f"| training | {100 * train[-1]:.1f} % |\n| validation | {100 * valid[-1]:.1f} % |" in text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("h.csv", "epoch,loss,val_loss,val_acc\n0,1,0.9,0.6\n1,nan,nan,0.1\n2,nan,nan,0.1\n", "diverges in epoch 2"),
        ("h.json", '{"loss": [1.0, 2.0, NaN], "val_loss": [1.0, 3.0, Infinity]}', "diverges in epoch 3"),
        ("s.csv", "step,train_loss\n10,1.0\n20,0.9\n30,nan\n", "diverges in step 30"),
    ],
)
def test_a_run_that_diverged_is_told_so(pages: Pages, name: str, text: str, said: str) -> None:
    told = pages({name: text})
    assert said in told and "no loss is a number: the training failed" in told
    assert "reaches" not in told and "not far ahead" not in told


METRICS = [
    ('{"test": {"recall@1": 0.412}}', "reaches a recall at 1 of 41.2 %"),
    ('{"test": {"precision@5": 0.62}}', "reaches a precision at 5 of 62.0 %"),
    ('{"test": {"hits@10": 0.73}}', "reaches a hit rate at 10 of 73.0 %"),
    ('{"test": {"pass@1": 0.312, "pass@10": 0.5}}', "reaches a pass rate at 1 of 31.2 %"),
    ('{"test": {"top5_accuracy": 0.942}}', "reaches a top-5 accuracy of 94.2 %"),
    ('{"test": {"f1_micro": 0.71}}', "reaches a micro-averaged F1 of 71.0 %"),
    ('{"test": {"f1": 0.71, "f1_micro": 0.8, "precision": 0.9}}', "reaches a macro-averaged F1 of 71.0 %"),
    ('{"eval_rouge1": 42.17, "eval_rouge2": 19.81}', "reaches a ROUGE-1 of 42.2 in validation"),
    ('{"test": {"auc": 0.983}}', "reaches an area under the ROC curve of 98.3 %"),
    ('{"test": {"iou": 0.71}}', "reaches an intersection over union of 71.0 %"),
    ('{"test": {"spearman": 0.83}}', "reaches 0.83 Spearman's rank correlation"),
    ('{"test": {"kappa": 0.51}}', "reaches 0.51 Cohen's kappa"),
    ('{"test": {"bits_per_byte": 0.6962}}', "It takes 0.696 bits per byte"),
    ('{"test": {"r2": 0.87}}', "reaches an R squared of 0.87"),
    ('{"AP": 0.412, "AP50": 0.611, "AP75": 0.44}', "at overlaps from 0.5 to 0.95 of 41.2 %"),
    ('{"val": {"map": 0.3, "map_50": 0.5, "map_75": 0.4}}', "at overlaps from 0.5 to 0.95 of 30.0 % in validation"),
    ('{"test": {"map": 0.4911, "ndcg@10": 0.61}}', "reaches a mean average precision of 49.1 %"),
    ('{"test": {"loss": 0.4713}}', "reaches a loss of 0.471"),
    ('{"eval_accuracy": 0.902}', "Of the validation samples, 90.2 % come out right"),
]


@pytest.mark.parametrize(("text", "said"), METRICS)
def test_a_metric_keeps_what_qualifies_it_and_its_article(pages: Pages, text: str, said: str) -> None:
    assert said in pages({"m.json": text})


FIGURES = [
    ('{"test": {"wer": 0.0341, "cer": 0.0112}}', ["| test wer | 0.0341 |", "| test cer | 0.0112 |"]),
    ('{"test": {"accuracy": 0.9}, "inference_time": 0.0142, "lr": 1e-5, "params": 11689512}',
     ["| inference time | 0.0142 |", "| lr | 0.00001 |", "| params | 11,689,512 |"]),
    ('{"test": {"auc": 0.9831, "fpr@95tpr": 0.031, "eer": 0.0333}}',
     ["| test auc | 98.3 % |", "| test fpr@95tpr | 0.031 |", "| test eer | 0.0333 |"]),
    ('{"test": {"mse": 0.00231}, "a": 123456.7}', ["| test mse | 0.00231 |", "| a | 123,457 |"]),
    ('{"fit_time": [1, 1], "score_time": [1, 1], "test_neg_mean_squared_error": [-12.0, -10.8]}',
     ["| cross-validation mse | 11.4 |"]),
    ('{"eval_rougeL": 39.2, "best_val_acc": 0.882, "_step": 9}',
     ["| valid ROUGE-L | 39.2 |", "| `best_val_acc` | 0.882 |"]),
    ("{" + ", ".join(f'"figure {chr(97 + i)}": {i}' for i in range(20)) + "}",
     [f"| figure {chr(97 + i)} | {i} |" for i in range(20)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), FIGURES)
def test_every_figure_is_listed_once_with_the_digits_that_it_has(pages: Pages, text: str, rows: list[str]) -> None:
    said = pages({"m.json": text})
    assert all(row in said for row in rows)
    listed = [line.split("|")[1].strip() for line in said.splitlines() if line.startswith("| ")]
    assert len(set(listed)) == len(listed) or listed.count("what") > 1


def test_what_is_too_much_for_three_tables_is_left_to_be_quoted(pages: Pages) -> None:
    said = pages({"m.json": "{" + ", ".join(f'"figure {chr(97 + i)}": {i}' for i in range(26)) + "}"})
    assert "in full" not in said
    kept = Path("talks/mine/pages/01-pages.md.j2").read_text(encoding="utf-8")
    assert "These can be quoted as well" in kept and 'metrics["figure z"]' in kept


def test_one_line_is_drawn_once(pages: Pages) -> None:
    said = pages({"rl.csv": "timesteps,ep_rew_mean,fps\n2048,21.3,1011\n4096,55.9,820\n"})
    assert "training mean reward from 21.3 to 55.9" in said and "ep rew mean" not in said and "fps" in said


def test_repetitions_are_no_single_run(pages: Pages) -> None:
    files = {f"runs/seed{i}/metrics.json": f'{{"test_accuracy": 0.8{i}}}' for i in range(3)}
    said = pages(files, "runs")
    assert "> **3** runs that differ in their seed alone" in said and "reach 81.0 % on average" in said


@pytest.mark.parametrize(
    ("words", "wanted"),
    [("area", "an"), ("F1", "an"), ("R squared", "an"), ("mean", "a"), ("unit", "a"), ("NDCG at 10", "an")],
)
def test_articles(words: str, wanted: str) -> None:
    assert article(words) == wanted


def test_numbers_of_names_become_constants() -> None:
    constants = Constants()
    assert constants.bound("recall at 10 and F1") == "recall at {{ constants.of_10 }} and F1"
    assert constants.bound("from 0.5") == "from {{ constants.of_0_5 | decimal(1) }}"
    assert constants.numbers == {"of_10": 10, "of_0_5": 0.5}
    assert metric_words("precision (weighted average)") == "weighted precision"


def test_a_talk_that_cannot_be_made_leaves_none(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"test": {"accuracy": 1.2}}')
    with pytest.raises(InputError):
        start_talk("mine", tmp_path / "talks", results=[tmp_path / "m.json"])
    assert not (tmp_path / "talks").exists()
