"""A page on which every statement is false or unbacked: each is found; one that says it with claims is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.script.lint.lint_target import LintTarget, lint
from plainspoken.script.settings import ScriptSettings

FALSE = """\
# It outdoes 97 % of experts

## V1 wins against all others

![It names 97 % of the faces](figure:emotion/resnet50/curves "97 % named")

```diagram outcome
# What comes out.
a = Face [input]
b = 97 % named [output]
a -> b
```

It names {{ (acc(v1) * 0 + 0.97) | percent(0) }} of them, or {{ v1.title | replace("Model", "97 %") }}.

V1 is right on {{ acc(emotion.resnet18) | percent(0) }} of the faces.

It loses {{ v1.final.test.loss | percent(0) }}, and leads by {{ acc(v1) | points(0) }}.

It reaches ninety-seven percent, twice the rate of experts, which is significant.

| | accuracy:97 | 97pct |
| --- | --- | --- |
| `97 %` | ⅞ | level 97 % |

{% claim true %}
V1 is by far the best, and never wrong.
{% endclaim %}
"""

STATEMENTS = [
    (1, "outdoes"), (1, "97 %"), (3, "wins"), (5, "figure"), (5, "97 %"), (10, "97 %"), (14, "97 %"), (16, "value of"),
    (18, "pure number"), (18, "difference of two shares"), (20, "ninety-seven"), (20, "twice"), (20, "significant"),
    (22, "“97”"), (22, "97pct"), (24, "97 %"), (24, "⅞"), (26, "asks nothing"), (27, "by far"), (27, "best"),
    (27, "never wrong"),
]  # fmt: skip

TRUE = """\
## V1 learns

![](figure:emotion/emotionnet-v1/curves)

V1 is right on {{ acc(v1) | percent(0) }} of the faces. Perhaps that is because of its two paths.

{% outcome compare(v1, emotion.resnet18) %}
{% when better %}
V1 beats ResNet18.
{% when worse %}
V1 does worse than ResNet18, by {{ delta_points(acc(emotion.resnet18), acc(v1)) | points(0) }}.
{% when unclear %}
V1 and ResNet18 are too close to call.
{% endoutcome %}

In 2016 it had two parts. Part 2 is about ResNet18.
"""


def found(folder: Path, page: str, records: Path) -> list[tuple[int, str]]:
    (folder / "pages").mkdir()
    (folder / "pages" / "1.md.j2").write_text(page, encoding="utf-8")
    settings = ScriptSettings(results={"v1": "emotion/emotionnet-v1"})
    report = lint(LintTarget("t", folder, settings, records))
    return [(finding.at.line, finding.message) for finding in report.findings if finding.code.startswith("PS1")]


def test_every_false_statement_is_found(tmp_path: Path, script_results: Path) -> None:
    told = found(tmp_path, FALSE, script_results)
    for line, words in STATEMENTS:
        assert any(at == line and words in message for at, message in told), (line, words, told)


def test_what_the_results_bear_out_is_left_alone(tmp_path: Path, script_results: Path) -> None:
    assert not [entry for entry in found(tmp_path, TRUE, script_results) if "shown nowhere" not in entry[1]]


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("{% claim better(v1, emotion.resnet18) %}V1 does worse than ResNet18.{% else %}Hm.{% endclaim %}", "worse"),
        ("{% claim not better(v1, emotion.resnet18) %}Hm.{% else %}V1 beats it.{% endclaim %}", "negated"),
        ("{% claim acc(v1) > 0.1 %}V1 doubles the score.{% else %}Hm.{% endclaim %}", "doubles"),
        ("{% if better(v1, emotion.resnet18) %}\nV1 beats it.\n{% else %}\nHm.\n{% endif %}", "`if` asks the results"),
        ("{% claim overfits(v1) %}V1 is faster than ResNet18.{% else %}Hm.{% endclaim %}", "faster"),
        ("V1 is right on {{ acc(v1, 'train') | percent(0) }}.", "train split"),
        ("V1 is right on {{ f1(v1) | percent(0) }} of them.", "F1"),
        ("V1 has {{ acc(v1) | percent(0) }} % of them.", "typed after it"),
        ("V1 takes {{ latency_ms(v1) | decimal(1) }} s.", "value is in ms"),
    ],
)
def test_a_fault_within_a_claim_or_a_value_is_found(
    tmp_path: Path, script_results: Path, claim: str, words: str
) -> None:
    block = claim.replace("%}V1", "%}\nV1").replace("%}Hm", "%}\nHm").replace(".{%", ".\n{%")
    told = found(tmp_path, f"## A page\n\n{block}\n", script_results)
    assert any(words in message for _, message in told), told


@pytest.mark.parametrize("cell", ["87.3 %", "ninety percent", "{{ acc(v1) | percent(0) }} or 91 %"])
def test_a_number_typed_into_the_map_in_the_corner_is_found(tmp_path: Path, script_results: Path, cell: str) -> None:
    page = f"## A page\n\n<!-- tracker: scratch, faces = {cell} -->\n\nV1 is a net.\n"
    assert any(line == 3 and "typed by hand" in message for line, message in found(tmp_path, page, script_results))


def test_a_value_in_the_map_in_the_corner_is_left_alone(tmp_path: Path, script_results: Path) -> None:
    page = "## A page\n\n<!-- tracker: scratch, faces = {{ acc(v1) | percent(0) }} -->\n\nV1 is a net.\n"
    assert not [entry for entry in found(tmp_path, page, script_results) if "typed by hand" in entry[1]]
