import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.make_record import constant_baselines
from plainspoken.experiments.tasks.classification import balanced_accuracy, macro_f1, split_metrics

pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_metrics_agree_with_scikit_learn(answers):
    truth = np.array([t for t, _ in answers])
    said = np.array([s for _, s in answers])
    logits = np.eye(4, dtype=np.float32)[said] * 3
    scores, detail = split_metrics(logits, truth, ["a", "b", "c", "d"])
    found = SimpleNamespace(**{name: metric.value for name, metric in scores.items()})
    labels = list(range(4))
    p, r, f, support = metrics.precision_recall_fscore_support(truth, said, labels=labels, zero_division=0)
    assert found.accuracy == pytest.approx(metrics.accuracy_score(truth, said))
    assert found.precision == pytest.approx(p.mean())
    assert found.recall == pytest.approx(r.mean())
    assert found.f1 == pytest.approx(f.mean()) == pytest.approx(macro_f1(truth, said, classes=4))
    assert found.weighted_f1 == pytest.approx((f * support).sum() / support.sum())
    assert detail.confusion == metrics.confusion_matrix(truth, said, labels=labels).tolist()
    assert found.loss == pytest.approx(metrics.log_loss(truth, _softmax(logits), labels=labels), rel=1e-5)
    recalls = r[support > 0].mean()
    assert found.balanced_accuracy == pytest.approx(recalls)
    assert balanced_accuracy(truth, said, classes=4) == pytest.approx(recalls)
    assert sum(c.predicted_share for c in detail.per_class.values()) == pytest.approx(1)


def _softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum(1, keepdims=True)


def test_loss_stays_finite_where_the_model_is_sure_and_wrong():
    found, _ = split_metrics(np.array([[1000.0, 0.0]], dtype=np.float32), np.array([1]), ["a", "b"])
    assert found["loss"].value == pytest.approx(1000)


def test_wilson_interval_of_a_textbook_case():
    # Agresti and Coull (1998): 9 of 10.
    interval = wilson(9, 10)
    assert (interval.low, interval.high) == (pytest.approx(0.5958, abs=2e-4), pytest.approx(0.9821, abs=2e-4))
    assert wilson(0, 20).low == 0
    assert wilson(20, 20).high == 1
    with pytest.raises(InputError, match="no interval can be given"):
        wilson(0, 0)


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share(n, data):
    hits = data.draw(st.integers(0, n))
    interval = wilson(hits, n)
    assert interval.low - 1e-12 <= hits / n <= interval.high + 1e-12


def test_baselines_say_the_class_most_common_in_training():
    found = constant_baselines({"a": 10, "b": 30}, {"a": 6, "b": 4})
    assert found["majority"].accuracy == 0.4
    assert found["majority"].balanced_accuracy == 0.5
    assert found["majority"].f1 == pytest.approx(metrics.f1_score([0] * 6 + [1] * 4, [1] * 10, average="macro"))
    assert found["uniform"].accuracy == 0.5
    assert math.isclose(found["uniform"].f1, (2 * 0.6 * 0.5 / 1.1 + 2 * 0.4 * 0.5 / 0.9) / 2)
