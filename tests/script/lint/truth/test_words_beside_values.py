# ruff: noqa: E501 - pages of a talk
"""Words beside values, trends, differences and what claims do not carry: false sentences of several fields (tagging,
speech, regression, retrieval, reinforcement learning) are found, true ones of the same kinds are left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plainspoken.script.lint.lint_target import LintTarget, lint
from plainspoken.script.settings import ScriptSettings

FALSE = """\
At the start of training, validation accuracy is {{ tagger.history[-1].valid.accuracy | percent }}.
It ends with a word error rate of {{ conformer.history[0].valid.wer | decimal(2) }} in validation.
After the first pass over the data, the training loss of Conformer is {{ conformer.history[-1].train.loss | decimal(1) }}.
By the end, training accuracy has reached {{ tagger.history[1].train.accuracy | percent }}.
In the second epoch, validation stands at {{ tagger.history[0].valid.accuracy | percent }}.
Initially, the validation loss is {{ tagger.history[-1].valid.loss | decimal(2) }}.
The final training loss is {{ tagger.history[0].train.loss | decimal(2) }}.
Validation begins at {{ tagger.history[-1].valid.accuracy | percent }}.
In its best epoch, it reaches {{ tagger.history[0].valid.accuracy | percent }} in validation.
In the third epoch, training accuracy is {{ tagger.history[3].train.accuracy | percent }}.
Conformer was trained for {{ conformer.epochs | count }} days.
Training took {{ tagger.best_epoch | count }} minutes.
The network has {{ tagger.epochs | count }} layers.
It has {{ tagger.metrics.seconds | count }} parameters.
The training lasted {{ tagger.metrics.parameters | count }} seconds.
It heard {{ conformer.metrics.parameters | count }} utterances in the test.
The test has {{ conformer.epochs | count }} utterances.
We held back {{ tagger.epochs | count }} sentences for testing.
There were {{ tagger.best_epoch | count }} epochs in all.
It took {{ tagger.final.test.n | count }} steps to learn.
Training stopped after {{ tagger.best_epoch | count }} epochs.
The best epoch was number {{ tagger.epochs | count }}.
The validation accuracy of the tagger peaked after {{ tagger.epochs | count }} epochs.
The encoder needs {{ encoder.metrics.parameters | count }} bytes on disk.
We ran it with {{ tagger.epochs | count }} seeds.
Of {{ tagger.metrics.parameters | count }} test sentences, most are tagged right.
Boosting grows {{ boosting.final.test.n | count }} parameters.
The models differ by {{ score(boosting, "mae") | decimal(1) }} in mean absolute error.
The gap between the two systems is {{ score(lstm, "wer") | decimal(3) }}.
{% claim better(tagger, logistic) %}The tagger leads by {{ tagger.final.test.accuracy | percent }}.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is ahead by {{ tagger.final.test.accuracy | percent }}.{% else %}Not shown.{% endclaim %}
A gap of {{ (score(encoder, "ndcg") - score(lexical, "mrr")) | decimal(2) }} in NDCG separates them.
In F1 they are {{ (tagger.final.test.accuracy - logistic.final.test.accuracy) | points }} apart.
The tagger has {{ (tagger.final.test.recall - logistic.final.test.precision) | points }} more recall than the logistic model.
Between validation and test lie {{ (tagger.history[-1].train.accuracy - tagger.history[-1].valid.accuracy) | points }}.
The distance from training to validation is {{ (tagger.final.test.accuracy - logistic.final.test.accuracy) | points }}.
The margin between the two is {{ tagger.final.test.accuracy | percent }}.
With boosting, the error falls by {{ score(ridge, "rmse") | decimal(1) }}.
The improvement is {{ score(boosting, "r2") | decimal(2) }}.
It raises F1 by {{ tagger.final.test.f1 | percent }}.
The difference between training and validation loss is {{ (tagger.history[-1].train.accuracy - tagger.history[-1].valid.accuracy) | points }}.
Conformer has a word error rate of {{ score(lstm, "wer") | decimal(3) }}, LSTM one of {{ score(conformer, "wer") | decimal(3) }}.
Ridge is off by {{ score(boosting, "mae") | decimal(1) }}, while Boosting is off by {{ score(ridge, "mae") | decimal(1) }}.
Lexical search scores {{ score(encoder, "ndcg") | decimal(2) }}; the encoder, {{ score(lexical, "ndcg") | decimal(2) }}.
With LSTM the rate is {{ score(conformer, "wer") | decimal(3) }}, with Conformer {{ score(lstm, "wer") | decimal(3) }}.
For Ridge, R2 is {{ score(boosting, "r2") | decimal(2) }}; for Boosting, {{ score(ridge, "r2") | decimal(2) }}.
The tagger gets {{ tagger.final.test.accuracy | percent }}, and the logistic model gets {{ tagger.final.test.accuracy | percent }} as well.
The tagger's validation accuracy rises in every epoch.
Conformer's validation loss rises during training.
The training loss of the tagger never falls.
The agent's return climbs steadily.
The agent's return never drops.
The agent's loss falls without interruption.
The tagger's validation loss keeps falling to the end.
The word error rate of Conformer goes up from epoch to epoch.
The tagger's training accuracy falls over time.
The tagger's validation loss decreases monotonically.
Conformer's training loss always rises.
Ridge underfits.
The logistic model is underfitted.
The logistic model is underfitting the data badly.
{% claim better(tagger, logistic) %}The tagger is better, and will stay so for ever.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is far better than the logistic model.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is better in every respect.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is better, no matter what the data.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is better, and nothing will ever beat it.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is vastly better.{% else %}Not shown.{% endclaim %}
{% claim overfits(tagger) %}The tagger overfits, so it will do badly on the test.{% else %}It does not.{% endclaim %}
{% claim overfits(tagger) %}The tagger overfits, hence its test accuracy is low.{% else %}It does not.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is better, which means that it generalizes.{% else %}Not shown.{% endclaim %}
{% claim gap_grows(tagger) %}The gap of the tagger grows, therefore the test accuracy drops.{% else %}It does not grow.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is more accurate, so its loss is lower.{% else %}Not shown.{% endclaim %}
{% if tagger.final.test.f1 > 0.9 %}The F1 score is excellent.{% else %}The F1 score is poor.{% endif %}
{% if score(conformer, "wer") < 0.1 %}Speech is understood.{% else %}Speech is barely understood.{% endif %}
{% if boosting.scores.test.mae < ridge.scores.test.mae %}So trees it is.{% else %}A line will do.{% endif %}
{% if tagger.history[-1].valid.loss > 0.5 %}It has gone astray.{% else %}It has learned.{% endif %}
The tagger sets out with a validation accuracy of {{ tagger.history[-1].valid.accuracy | percent }}.
When training is over, the validation loss is down to {{ tagger.history[0].valid.loss | decimal(2) }}.
The very first epoch already gives Conformer a validation word error rate of {{ conformer.history[-1].valid.wer | decimal(2) }}.
Training finishes with a loss of {{ conformer.history[1].train.loss | decimal(1) }}.
After two epochs, validation accuracy is {{ tagger.history[0].valid.accuracy | percent }}.
At the outset the validation accuracy is {{ (tagger.history | last).valid.accuracy | percent }}.
It closes with {{ (tagger.history | first).train.accuracy | percent }} in training.
The peak in validation comes in epoch {{ tagger.epochs | count }}.
We let it run for {{ tagger.best_epoch | count }} epochs in total.
The schedule has {{ conformer.best_epoch | count }} epochs altogether.
Training went on for {{ tagger.final.test.n | count }} epochs.
The agent played for {{ conformer.epochs | count }} hours.
Its {{ tagger.final.test.n | count }} weights fit into memory.
Its {{ conformer.epochs | count }} layers are stacked.
Conformer has {{ conformer.final.test.n | count }} million parameters.
The corpus holds {{ tagger.epochs | count }} speakers.
We rank {{ encoder.metrics.parameters | count }} queries.
In {{ tagger.metrics.parameters | count }} seconds it was trained.
We repeated it for {{ conformer.epochs | count }} seeds.
It was trained on {{ tagger.epochs | count }} labels.
Its {{ boosting.metrics.seconds | count }} coefficients are stored.
Between the two lies a gap of {{ score(encoder, "ndcg") | decimal(1) }}.
The recognizers are {{ score(lstm, "wer") | decimal(2) }} apart.
{% claim better(tagger, logistic) %}With a lead of {{ acc(tagger) | percent }}, the tagger wins.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger beats the logistic model by {{ acc(tagger) | percent }}.{% else %}Not shown.{% endclaim %}
The word error rate drops by {{ score(conformer, "wer") | decimal(2) }} with Conformer.
The advantage over lexical search amounts to {{ score(encoder, "mrr") | decimal(1) }}.
In recall, the two are {{ (tagger.final.test.precision - logistic.final.test.precision) | points }} apart.
In loss, that is a difference of {{ (tagger.final.test.accuracy - logistic.final.test.accuracy) | points }}.
The gap from validation to test is {{ gap(tagger) | points }}.
From training to test, accuracy loses {{ gap(tagger) | points }}.
The encoder's NDCG exceeds that of lexical search by {{ (score(encoder, "mrr") - score(lexical, "ndcg")) | decimal(1) }}.
LSTM stops at {{ score(conformer, "wer") | decimal(2) }}, Conformer at {{ score(lstm, "wer") | decimal(2) }}.
On the same houses, Ridge misses by {{ score(boosting, "mae") | decimal(1) }} and Boosting by {{ score(boosting, "mae") | decimal(1) }}.
While the encoder scores {{ score(lexical, "ndcg") | decimal(1) }}, lexical search scores {{ score(encoder, "ndcg") | decimal(1) }}.
The tagger has an F1 score of {{ logistic.final.test.f1 | percent }}; for the logistic model it is {{ tagger.final.test.f1 | percent }}.
The validation accuracy of the tagger improves with every epoch.
The agent's return never goes down.
The validation loss of Conformer never drops.
The tagger's validation loss falls all along.
The agent earns more and more: its return rises without a setback.
Validation loss of the tagger declines right up to the end.
The validation word error rate of Conformer worsens over time.
The tagger's training loss increases during training.
Boosting does not underfit.
Ridge clearly underfits the prices.
The linear fit shows underfitting, as Ridge does.
{% claim better(tagger, logistic) %}The tagger does better, and it will do so on any text.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger does better, today and forever.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger wins by a landslide.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is dramatically more accurate than the logistic model.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger always does better than the logistic model.{% else %}Not shown.{% endclaim %}
{% claim overfits(tagger) %}The tagger overfits and therefore performs poorly on new text.{% else %}It does not.{% endclaim %}
{% claim overfits(tagger) %}The tagger overfits; consequently, its F1 suffers.{% else %}It does not.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is better, which implies that its recall is higher too.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is better, so its precision must be better as well.{% else %}Not shown.{% endclaim %}
{% if acc(tagger) > acc(logistic) %}Context pays off.{% else %}Context is of no use.{% endif %}
{% if tagger.final.test.loss < 0.4 %}The tagger is well trained.{% endif %}
{% if score(encoder, "ndcg") > score(lexical, "ndcg") %}Meaning beats words here.{% else %}Words beat meaning here.{% endif %}
""".splitlines()

TRUE = """\
At the start of training, validation accuracy is {{ tagger.history[0].valid.accuracy | percent }}.
It ends with a word error rate of {{ conformer.history[-1].valid.wer | decimal(2) }} in validation.
After the first epoch, the training loss of Conformer is {{ conformer.history[0].train.loss | decimal(1) }}.
By the end, training accuracy has reached {{ tagger.history[-1].train.accuracy | percent }}.
In the second epoch, validation stands at {{ tagger.history[1].valid.accuracy | percent }}.
Validation accuracy goes from {{ tagger.history[0].valid.accuracy | percent }} in the first epoch to {{ tagger.history[-1].valid.accuracy | percent }} in the last.
The final training loss is {{ tagger.history[-1].train.loss | decimal(2) }}.
From the first epoch on, validation accuracy is high, and in the end it is {{ tagger.history[-1].valid.accuracy | percent }}.
In the last epoch but one, validation accuracy is {{ tagger.history[-2].valid.accuracy | percent }}.
From {{ tagger.history[0].train.loss | decimal(2) }} at first, the training loss comes down to {{ tagger.history[-1].train.loss | decimal(2) }}.
In the end, it is right on {{ tagger.final.test.accuracy | percent }} of the test.
Conformer was trained for {{ conformer.epochs | count }} epochs.
Training took {{ tagger.epochs | count }} epochs of a few minutes each.
The tagger was trained for {{ tagger.epochs | count }} epochs, and its best one was epoch {{ tagger.best_epoch | count }}.
After {{ tagger.best_epoch | count }} epochs, validation accuracy was at its peak.
We kept the weights of epoch {{ tagger.best_epoch | count }} of {{ tagger.epochs | count }}.
It has {{ tagger.metrics.parameters | count }} parameters.
It has {{ tagger.metrics.parameters | count }} weights, and learned for {{ tagger.epochs | count }} epochs.
The test has {{ conformer.final.test.n | count }} utterances.
We held back {{ tagger.final.test.n | count }} sentences for testing.
Of {{ tagger.final.test.n | count }} sentences in the test, it tags {{ tagger.final.test.accuracy | percent }} right.
For each of {{ tagger.final.test.n | count }} sentences, the tagger takes a second.
The tagger learned from {{ tagger.data.splits.train.n | count }} sentences, for {{ tagger.epochs | count }} epochs.
Every one of the {{ conformer.epochs | count }} epochs takes an hour.
With {{ encoder.final.test.n | count }} queries, small differences cannot be seen.
Each of the {{ boosting.final.test.n | count }} houses of the test was sold last year.
Training was stopped after {{ tagger.epochs | count }} epochs.
It was at its best after {{ tagger.best_epoch | count }} of {{ tagger.epochs | count }} epochs.
The models differ by {{ (score(ridge, "mae") - score(boosting, "mae")) | decimal(1) }} in mean absolute error.
The gap between the two systems is {{ (score(lstm, "wer") - score(conformer, "wer")) | decimal(3) }}.
{% claim better(tagger, logistic) %}The tagger leads by {{ (tagger.final.test.accuracy - logistic.final.test.accuracy) | points }}.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is ahead by {{ delta_points(acc(tagger), acc(logistic)) | points }}, at {{ acc(tagger) | percent }}.{% else %}Not shown.{% endclaim %}
A gap of {{ (score(encoder, "ndcg") - score(lexical, "ndcg")) | decimal(2) }} in NDCG separates them.
In F1 they are {{ (tagger.final.test.f1 - logistic.final.test.f1) | points }} apart.
Between training and validation lie {{ (tagger.history[-1].train.accuracy - tagger.history[-1].valid.accuracy) | points }}.
The distance from training to validation is {{ gap(tagger) | points }}.
The gap between training and validation is {{ (tagger.history[-1].train.accuracy - tagger.history[-1].valid.accuracy) | points }} in the last epoch.
With a difference of {{ (tagger.final.test.accuracy - logistic.final.test.accuracy) | points }}, the tagger's {{ tagger.final.test.accuracy | percent }} stand beside the logistic model's {{ logistic.final.test.accuracy | percent }}.
The difference is small at {{ tagger.final.test.n | count }} sentences.
The two differ in size: {{ tagger.metrics.parameters | count }} parameters and {{ logistic.metrics.parameters | count }}.
The gap closes at epoch {{ tagger.best_epoch | count }}.
It adds {{ (tagger.final.test.accuracy - logistic.final.test.accuracy) | points }} to the accuracy of the logistic model.
The tagger is {{ (tagger.final.test.accuracy - logistic.final.test.accuracy) | points }} from the logistic model.
Conformer has a word error rate of {{ score(conformer, "wer") | decimal(3) }}, LSTM one of {{ score(lstm, "wer") | decimal(3) }}.
Ridge is off by {{ score(ridge, "mae") | decimal(1) }}, while Boosting is off by {{ score(boosting, "mae") | decimal(1) }}.
Lexical search scores {{ score(lexical, "ndcg") | decimal(2) }}; the encoder, {{ score(encoder, "ndcg") | decimal(2) }}.
With LSTM the rate is {{ score(lstm, "wer") | decimal(3) }}, with Conformer {{ score(conformer, "wer") | decimal(3) }}.
For Ridge, R2 is {{ score(ridge, "r2") | decimal(2) }}; for Boosting, {{ score(boosting, "r2") | decimal(2) }}.
Against the {{ score(ridge, "mae") | decimal(1) }} of Ridge, Boosting has {{ score(boosting, "mae") | decimal(1) }}.
The tagger is right on {{ tagger.final.test.accuracy | percent }}, and the logistic model on {{ logistic.final.test.accuracy | percent }}.
Boosting brings the error of Ridge from {{ score(ridge, "mae") | decimal(1) }} to {{ score(boosting, "mae") | decimal(1) }}.
{% claim better(tagger, logistic) %}The tagger beats the logistic model, with {{ tagger.final.test.accuracy | percent }} to {{ logistic.final.test.accuracy | percent }}.{% else %}Not shown.{% endclaim %}
The tagger's training accuracy rises in every epoch.
Conformer's validation loss falls during training.
The training loss of the tagger never rises.
The agent's return climbs.
The tagger's validation loss rises in the last epoch.
The tagger's validation loss falls at first.
The word error rate of Conformer goes down from epoch to epoch.
The training loss of Conformer falls all the time.
The learning rate falls in every epoch.
The loss falls when the answers get surer.
If the validation loss rises, we stop.
The loss of a network never falls below zero.
A model that underfits has not learned even its training set.
Does Ridge underfit?
{% claim underfits(logistic, tagger) %}The logistic model underfits.{% else %}The logistic model does not underfit.{% unmeasured %}We cannot tell.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is better, and we shall use it from now on.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is better than the logistic model, so we keep it.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is better, so the rest of the talk is about it.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is always tested on the same sentences, and does better.{% else %}Not shown.{% endclaim %}
{% claim overfits(tagger) %}The tagger overfits, so we add dropout.{% else %}It does not.{% endclaim %}
{% claim overfits(tagger) %}The tagger overfits, so training accuracy runs ahead of validation accuracy.{% else %}It does not.{% endclaim %}
{% claim tagger.final.test.f1 > 0.9 %}The F1 score is high.{% else %}The F1 score is lower.{% endclaim %}
{% if tagger.epochs > 1 %}It saw each sentence more than once.{% else %}It saw each sentence once.{% endif %}
{% if tagger.final.test.f1 is measured %}There is an F1 score.{% else %}There is none.{% endif %}
{% if talk.part == "short" %}This is the short talk.{% else %}This is the whole talk.{% endif %}
It always says what it has seen most.
The tagger sets out with a validation accuracy of {{ tagger.history[0].valid.accuracy | percent }}.
When training is over, the validation loss is down to {{ tagger.history[-1].valid.loss | decimal(2) }}.
The very first epoch already gives Conformer a validation word error rate of {{ conformer.history[0].valid.wer | decimal(2) }}.
Training finishes with a loss of {{ conformer.history[-1].train.loss | decimal(1) }}.
After the first epoch, training accuracy climbs to {{ tagger.history[-1].train.accuracy | percent }} in the last.
Unlike in the first epoch, validation ends at {{ tagger.history[-1].valid.accuracy | percent }}.
The first epoch gives {{ tagger.history[0].valid.accuracy | percent }} in validation, the last {{ tagger.history[-1].valid.accuracy | percent }}.
It takes until the last epoch to get training accuracy from {{ tagger.history[0].train.accuracy | percent }} to {{ tagger.history[-1].train.accuracy | percent }}.
The training loss starts at {{ conformer.history[0].train.loss | decimal(1) }} and ends at {{ conformer.history[-1].train.loss | decimal(1) }}.
Of the last epoch we say nothing: at {{ tagger.history[0].train.loss | decimal(2) }}, the training loss was high to begin with.
In the end, what counts is validation accuracy, and at the start that was {{ tagger.history[0].valid.accuracy | percent }}.
The peak in validation comes in epoch {{ tagger.best_epoch | count }}.
We let it run for {{ tagger.epochs | count }} epochs in total.
In {{ tagger.epochs | count }} epochs, the lowest validation loss is that of epoch {{ tagger.best_epoch | count }}.
The best accuracy in {{ tagger.epochs | count }} epochs of training is that of epoch {{ tagger.best_epoch | count }}.
Epoch {{ tagger.best_epoch | count }} gives the weights that we keep.
After epoch {{ tagger.best_epoch | count }}, training goes on to epoch {{ tagger.epochs | count }}.
Training went on for {{ tagger.epochs | count }} epochs.
All {{ conformer.epochs | count }} passes were needed.
{% claim conformer.best_epoch == conformer.epochs %}Conformer is at its best in its last epoch, epoch {{ conformer.epochs | count }}.{% else %}Conformer peaks earlier.{% endclaim %}
Its {{ tagger.metrics.parameters | count }} weights fit into memory.
The corpus has {{ tagger.final.test.n | count }} test sentences.
We rank documents for {{ encoder.final.test.n | count }} queries.
Training lasted {{ tagger.metrics.seconds | count }} seconds.
Of {{ boosting.final.test.n | count }} days, each has a price.
In {{ boosting.final.test.n | count }} hours of traffic, the mean error is {{ score(boosting, "mae") | decimal(1) }}.
For {{ tagger.final.test.n | count }} sentences there are {{ tagger.metrics.parameters | count }} parameters.
It needs {{ conformer.epochs | count }} epochs, and {{ conformer.metrics.parameters | count }} parameters.
In {{ tagger.epochs | count }} it reaches its end.
Between the two lies a gap of {{ (score(encoder, "ndcg") - score(lexical, "ndcg")) | decimal(1) }}.
On average, a guess differs from the true price by {{ score(boosting, "mae") | decimal(1) }}.
The mean difference between guess and price is {{ score(ridge, "mae") | decimal(1) }} for Ridge.
The gap in the middle of the plot is a day with no sale, and the error is {{ score(ridge, "mae") | decimal(1) }}.
{% claim better(tagger, logistic) %}With a lead of {{ delta_points(acc(tagger), acc(logistic)) | points }}, the tagger wins.{% else %}Not shown.{% endclaim %}
A difference of one sentence brings the tagger's accuracy to {{ acc(tagger) | percent }}.
The tagger's precision is {{ (tagger.final.test.precision - tagger.final.test.recall) | points }} from its recall.
In precision, the two are {{ (tagger.final.test.precision - logistic.final.test.precision) | points }} apart.
From training to validation, accuracy changes by {{ gap(tagger) | points }}.
LSTM stops at {{ score(lstm, "wer") | decimal(2) }}, Conformer at {{ score(conformer, "wer") | decimal(2) }}.
On the same houses, Ridge misses by {{ score(ridge, "mae") | decimal(1) }} and Boosting by {{ score(boosting, "mae") | decimal(1) }}.
While the encoder scores {{ score(encoder, "ndcg") | decimal(1) }}, lexical search scores {{ score(lexical, "ndcg") | decimal(1) }}.
Ridge is simple, and {{ score(boosting, "mae") | decimal(1) }} is what Boosting makes of it.
Where Ridge has to guess, {{ score(boosting, "r2") | decimal(1) }} of the variance is explained by Boosting.
After LSTM with {{ score(lstm, "wer") | decimal(2) }} came Conformer, with {{ score(conformer, "wer") | decimal(2) }}.
To beat LSTM, Conformer has to stay below {{ score(lstm, "wer") | decimal(2) }}.
The tagger has an F1 score of {{ tagger.final.test.f1 | percent }}; for the logistic model it is {{ logistic.final.test.f1 | percent }}.
The training accuracy of the tagger climbs with every epoch.
The agent's loss falls.
The agent's return rises over time.
The validation loss of Conformer never rises.
The tagger's validation accuracy increases during training.
The tagger's validation loss does not fall in the last epoch.
Conformer's training loss keeps falling to the end.
Validation accuracy never rises above training accuracy for long.
The loss rises when the rate is too high.
The error of a sum grows with the number of its terms.
Noise falls with more samples.
Perhaps Ridge underfits.
{% claim better(tagger, logistic) %}The tagger does better, and always on the same test.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is clearly more accurate than the logistic model.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger is ahead, so context seems to matter.{% else %}Not shown.{% endclaim %}
{% claim better(tagger, logistic) %}The tagger does better, so we ask about its recall next.{% else %}Not shown.{% endclaim %}
{% claim acc(tagger) > acc(logistic) + 0.03 %}The tagger is far ahead of the logistic model.{% else %}It is not.{% endclaim %}
{% claim overfits(tagger) %}The tagger overfits, so the gap between its training and validation accuracy is wide.{% else %}It does not.{% endclaim %}
{% if tagger.final.test.n > 100 %}That is a decent test.{% else %}That is a small test.{% endif %}
{% if tagger.status == "imported" %}Its results were imported.{% endif %}
""".splitlines()

SHORT = {
    "tagger": "mine/tagger", "logistic": "mine/logistic", "conformer": "speech/conformer", "lstm": "speech/lstm",
    "boosting": "price/boosting", "ridge": "price/ridge", "encoder": "search/encoder", "lexical": "search/lexical",
    "agent": "play/agent",
}  # fmt: skip
TITLES = {"tagger": "The tagger", "logistic": "The logistic model", "lstm": "LSTM", "encoder": "The encoder",
          "lexical": "Lexical search", "agent": "The agent"}  # fmt: skip
SCORES: dict[str, dict[str, float]] = {
    "tagger": {"accuracy": 0.884, "loss": 0.31, "f1": 0.871, "precision": 0.88, "recall": 0.862},
    "logistic": {"accuracy": 0.83, "loss": 0.45, "f1": 0.82, "precision": 0.81, "recall": 0.83},
    "conformer": {"wer": 0.083, "cer": 0.031}, "lstm": {"wer": 0.121, "cer": 0.052},
    "boosting": {"mae": 2.1, "rmse": 3.2, "r2": 0.81}, "ridge": {"mae": 2.9, "rmse": 4.0, "r2": 0.7},
    "encoder": {"ndcg": 0.61, "mrr": 0.55}, "lexical": {"ndcg": 0.52, "mrr": 0.49}, "agent": {},
}  # fmt: skip
SIZES = {"tagger": 500, "logistic": 500, "conformer": 1200, "lstm": 1200, "boosting": 400, "ridge": 400, "encoder": 700, "lexical": 700}  # fmt: skip
HISTORY: dict[str, tuple[str, list[tuple[float, ...]]]] = {
    "tagger": ("accuracy", [(0.92, 0.641, 0.71, 0.742), (0.58, 0.788, 0.49, 0.826), (0.41, 0.857, 0.38, 0.868),
                            (0.31, 0.901, 0.35, 0.88), (0.24, 0.931, 0.34, 0.886), (0.18, 0.957, 0.37, 0.882)]),
    "conformer": ("wer", [(3.2, 0.4, 2.9, 0.41), (2.1, 0.3, 1.8, 0.22), (1.4, 0.2, 1.2, 0.14), (1.0, 0.15, 0.9, 0.11),
                          (0.8, 0.1, 0.7, 0.09)]),
}  # fmt: skip
FRACTIONS = {"accuracy", "f1", "precision", "recall"}
AROUND = {"tagger": (0.853, 0.909), "logistic": (0.795, 0.860)}


def record(name: str) -> dict[str, Any]:
    """The record of an imported run, with the least that it needs."""
    study, run = SHORT[name].split("/")
    scores: dict[str, dict[str, Any]] = {
        metric: {"unit": "fraction" if metric in FRACTIONS else "number", "better": "higher", "title": metric, "value": value,
                 "split": "test", "n": SIZES[name], "level": 0.95, "seeds": []}
        for metric, value in SCORES[name].items()
    }  # fmt: skip
    if name in AROUND:
        scores["accuracy"] |= {"low": AROUND[name][0], "high": AROUND[name][1], "method": "wilson"}
    found: dict[str, Any] = {
        "schema_version": 2, "study": study, "run": run, "title": TITLES.get(name, name.capitalize()), "task": "classify",
        "status": "imported", "profile": "imported", "scores": {"test": scores} if scores else {},
        "kinds": {key: {"unit": "fraction" if key in FRACTIONS else "number", "better": "lower", "title": key}
                  for key in ("loss", "accuracy", "wer")},
        "metrics": {"parameters": 125000, "seconds": 720},
    }  # fmt: skip
    if name in SIZES:
        splits = {"test": SIZES[name]} | ({"train": 2000, "valid": 300} if name == "tagger" else {})
        card = {key: {"n": n, "counts": {}, "shares": {}} for key, n in splits.items()}
        found["data"] = {"splits": card, "duplicates": 0, "broken": [], "extra": {}}
    if name in HISTORY:
        metric, rows = HISTORY[name]
        found["history"] = [
            {"epoch": at, "train": {"loss": row[0], metric: row[1]}, "valid": {"loss": row[2], metric: row[3]}}
            for at, row in enumerate(rows, 1)
        ]
        found |= {"epochs": len(rows), "best_epoch": 5}
    if name == "agent":
        curves = {"train.loss": [0.9, 0.7, 0.8, 0.5], "return": [12.0, 40.0, 35.0, 90.0]}
        found["curves"] = {
            key: {"x": [1.0, 2.0, 3.0, 4.0], "y": values, "x_name": "step", "y_name": key, "x_unit": "number", "y_unit": "number"}
            for key, values in curves.items()
        }  # fmt: skip
    return found


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of nine runs in five fields."""
    folder = tmp_path_factory.mktemp("records")
    for name, target in SHORT.items():
        path = folder / f"{target}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(record(name)), encoding="utf-8")
    return folder


def found(folder: Path, sentences: list[str], records: Path) -> dict[int, list[str]]:
    """What is told of each sentence, by its number."""
    (folder / "pages").mkdir()
    page = "\n\n".join(f"## About\n\n{sentence}" for sentence in sentences)
    (folder / "pages" / "1.md.j2").write_text(page + "\n", encoding="utf-8")
    report = lint(LintTarget("t", folder, ScriptSettings(results=SHORT), records))
    told: dict[int, list[str]] = {}
    for each in report.findings:
        if each.code in ("PS101", "PS104", "PS121", "PS122", "PS123", "PS124"):
            told.setdefault((each.at.line - 1) // 4, []).append(each.message)
    return told


def test_false_sentences_are_found(tmp_path: Path, records: Path) -> None:
    told = found(tmp_path, FALSE, records)
    assert not [sentence for at, sentence in enumerate(FALSE) if at not in told]


def test_true_sentences_are_left_alone(tmp_path: Path, records: Path) -> None:
    told = found(tmp_path, TRUE, records)
    assert not [(TRUE[at], messages) for at, messages in told.items()]


MESSAGES = [
    ("In the first epoch it reaches {{ tagger.history[-1].train.accuracy | percent }} in training.", "the last epoch, but the words speak of the first"),
    ("Training took {{ tagger.epochs }} hours.", "how many epochs there were, but the words speak of hours"),
    ("The two differ by {{ acc(tagger) | percent }}.", "accuracy itself, but the words speak of a difference"),
    ("In F1 they are {{ (tagger.final.test.f1 - logistic.final.test.accuracy) | points }} apart.", "F1 minus accuracy"),
    ("The gap between training and test is {{ gap(tagger) | points }}.", "between training and validation"),
    ("With LSTM it is {{ score(conformer, 'wer') | decimal(2) }}, with Conformer {{ score(lstm, 'wer') | decimal(2) }}.", "the words before it name Conformer"),
    ("The validation loss of the tagger falls all the time.", "with a step from 0.34 to 0.37"),
    ("Ridge underfits.", "underfits(run)"),
    ("{% claim better(tagger, logistic) %}The tagger is far better.{% else %}No.{% endclaim %}", "says by how much"),
    ("{% claim overfits(tagger) %}The tagger overfits, so its test accuracy is low.{% else %}No.{% endclaim %}", "does not follow from its claim, which is about overfitting"),
    ("{% if acc(tagger) > 0.8 %}It is good.{% else %}It is bad.{% endif %}", "`if` asks the results"),
]  # fmt: skip


def test_a_message_says_what_the_value_is(tmp_path: Path, records: Path) -> None:
    told = found(tmp_path, [sentence for sentence, _ in MESSAGES], records)
    for at, (_, message) in enumerate(MESSAGES):
        assert any(message in each for each in told.get(at, [])), (message, told.get(at))


def test_a_difference_of_two_runs_is_a_value_of_both(tmp_path: Path, records: Path) -> None:
    told = found(tmp_path, ["It gains {{ (acc(tagger) - acc(logistic)) | points }} over the logistic model."], records)
    assert not [message for message in told.get(0, []) if "value of" in message]
