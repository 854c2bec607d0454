# ruff: noqa: E501 - pages of a talk
"""Sentences whose value or claim is true and whose words say something else are found; their true likes are left alone."""

from __future__ import annotations

from pathlib import Path

from plainspoken.script.lint.lint_target import LintTarget, lint
from plainspoken.script.settings import ScriptSettings

RECORDED = Path(__file__).parents[4] / "talks" / "approaches" / "recorded" / "results"

FALSE = """\
By pure luck alone, nobody knows; guessing gets {{ small.final.test.accuracy | percent }}.
A coin would be right on {{ acc(large) | percent }} of the faces.
Random guessing reaches {{ baseline(small) | percent }}.
Always naming the most frequent emotion gives {{ baseline(small, "uniform") | percent }}.
The margin over chance is {{ baseline(large) | percent }}.
Each epoch takes {{ small.seconds | seconds }}.
V1 needs {{ small.seconds_per_epoch | seconds }} in all.
V1 takes {{ small.cost.latency.median_ms | ms }} for its training.
The {{ small.final.test.n | count }} training pictures are grey.
The {{ small.final.train.n | count }} test pictures are grey.
V1 and ResNet50 are {{ (acc(small) + acc(large)) | percent }} apart.
V1 is {{ (large.cost.bytes / small.cost.bytes) | times }} as large as ResNet50.
ResNet50 has {{ (large.cost.parameters / small.cost.parameters) | times }} fewer parameters than V1.
The network with the fewest weights is {{ highest("cost.parameters", small, large).title }}.
V1 and ResNet50 have {{ large.cost.parameters | params }} and {{ small.cost.parameters | params }} parameters.
The mean of the three runs is {{ ((acc(small) + acc(large)) / 2) | percent }}.
{% claim better(large, small) %}In training, it is right more often than V1 on the training set.{% else %}Not shown.{% endclaim %}
{% claim better(large, small, "accuracy", "valid") %}ResNet50 beats V1 on unseen faces.{% else %}Not shown.{% endclaim %}
{% claim better(large, small, "balanced_accuracy") %}ResNet50 is more accurate than V1.{% else %}Not shown.{% endclaim %}
{% claim better(large, small) %}ResNet50 does better than SqueezeNet.{% else %}Not shown.{% endclaim %}
{% claim large.seconds_per_epoch < small.seconds_per_epoch %}ResNet50 replies sooner than V1.{% else %}Not shown.{% endclaim %}
{% claim faster(large, small) %}ResNet50 trains faster than V1.{% else %}Not shown.{% endclaim %}
{% claim better(large, small) %}ResNet50 is the best of these networks.{% else %}Not shown.{% endclaim %}
{% claim better(large, small) %}ResNet50 works better for any face.{% else %}Not shown.{% endclaim %}
{% claim large.final.valid.loss > small.final.valid.loss %}ResNet50 has a lower loss than V1.{% else %}Not shown.{% endclaim %}
{% claim early_convergence(large) %}ResNet50 converges only late.{% else %}Not shown.{% endclaim %}
{% claim large.best_epoch == large.epochs %}ResNet50 peaks very early.{% else %}Not shown.{% endclaim %}
{% claim above_chance(large) %}ResNet50 goes beyond what experts reach.{% else %}Not shown.{% endclaim %}
No one before has ever done any better.
It is wrong on only one of six faces.
""".splitlines()

TRUE = """\
Guessing at random reaches {{ baseline(small, "uniform") | percent }}.
Always naming the largest class gives {{ baseline(small) | percent }}.
The lead over chance is {{ vs_chance(small) | points }}.
Each epoch takes {{ small.seconds_per_epoch | seconds }}.
V1 needs {{ small.seconds | seconds }} in all.
The {{ small.final.test.n | count }} test pictures are grey.
V1 is wrong on {{ (1 - acc(small)) | percent }} of the test faces.
The two runs reach {{ ((acc(small) + acc(large)) / 2) | percent }} on average.
ResNet50 is {{ (large.cost.bytes / small.cost.bytes) | times }} as large as V1.
{% claim small.cost.bytes < large.cost.bytes %}V1 is {{ (large.cost.bytes / small.cost.bytes) | times }} smaller than ResNet50.{% else %}No.{% endclaim %}
V1 and ResNet50 have {{ small.cost.parameters | params }} and {{ large.cost.parameters | params }} parameters.
The network with the most weights is {{ highest("cost.parameters", small, large).title }}.
{% claim faster(small, large) %}V1 answers {{ (large.cost.latency.median_ms / small.cost.latency.median_ms) | times }} as fast as ResNet50.{% else %}No.{% endclaim %}
{% claim small.cost.parameters < large.cost.parameters %}V1 is smaller than ResNet50, with {{ small.cost.parameters | params }} parameters.{% else %}No.{% endclaim %}
{% claim better(large, small) %}ResNet50 beats V1 on the test faces, after all that it saw in training.{% else %}Not shown.{% endclaim %}
{% claim better(large, small, "accuracy", "valid") %}ResNet50 beats V1 on the validation faces.{% else %}Not shown.{% endclaim %}
{% claim better(large, small, "balanced_accuracy") %}ResNet50 has a higher balanced accuracy than V1.{% else %}Not shown.{% endclaim %}
{% claim large.seconds < small.seconds %}ResNet50 trains faster than V1.{% else %}Not shown.{% endclaim %}
{% claim large.final.valid.loss < small.final.valid.loss %}ResNet50 has a lower loss than V1.{% else %}Not shown.{% endclaim %}
{% claim early_convergence(large) %}ResNet50 settles early.{% else %}ResNet50 does not settle early.{% endclaim %}
{% claim large.best_epoch == large.epochs %}ResNet50 peaks in its last epoch.{% else %}ResNet50 peaks earlier.{% endclaim %}
The best thing about pictures is that everyone can read them.
We tried our best, and that is a win for everyone.
A network has to beat chance before it is of any use.
Lower is better.
It is neither better nor worse to show the answer first.
As fast as a reader may be, a picture is there at once.
From here on it grows larger with every step.
Half a minute ago, we met it.
It returns one of three words.
""".splitlines()


def flagged(folder: Path, sentences: list[str], records: Path) -> set[int]:
    (folder / "pages").mkdir()
    page = "\n\n".join(f"## About\n\n{sentence}" for sentence in sentences)
    (folder / "pages" / "1.md.j2").write_text(page + "\n", encoding="utf-8")
    short = {"small": "emotion/emotionnet-v1", "large": "emotion/resnet50", "third": "emotion/squeezenet"}
    report = lint(LintTarget("t", folder, ScriptSettings(results=short), records))
    found = [f for f in report.findings if f.code.startswith(("PS10", "PS12")) and f.code not in ("PS106", "PS107")]
    return {(finding.at.line - 1) // 4 for finding in found}


def test_words_that_say_something_else_are_found(tmp_path: Path) -> None:
    found = flagged(tmp_path, FALSE, RECORDED)
    assert not [sentence for at, sentence in enumerate(FALSE) if at not in found]


def test_words_that_say_what_is_so_are_left_alone(tmp_path: Path) -> None:
    found = flagged(tmp_path, TRUE, RECORDED)
    assert not [TRUE[at] for at in sorted(found)]
