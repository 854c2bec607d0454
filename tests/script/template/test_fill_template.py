"""Templates: values in three forms, places through loops and macros, and errors that say where."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.model import Bullet, Picture, Script, Source, Table, read_script
from plainspoken.script.render import Rendered, render, write_rendered
from plainspoken.script.settings import ScriptSettings

Renderer = Callable[..., Rendered]


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that does not end is stopped sooner than in earnest."""
    monkeypatch.setattr("plainspoken.script.template.template_limits.STEPS", 30_000)


def said(script: Script) -> list[str]:
    return [beat.said for page in script.pages for beat in page.beats]


def shown(script: Script) -> list[str]:
    return [beat.shown.replace("\u00a0", " ") for page in script.pages for beat in page.beats]


def line_column(at: Source | None) -> tuple[str, int, int, int]:
    assert at is not None
    return at.file, at.line, at.column, at.end_column


def test_a_value_is_written_in_three_forms_from_one_rounding(render_talk: Renderer) -> None:
    rendered = render_talk("## A\n\n- {{ v1.cost.parameters | params }}\n\nIt has {{ v1.cost.parameters | params }}.")
    (page,) = rendered.script.pages
    bullet, beat = page.items[0], page.beats[0]
    assert isinstance(bullet, Bullet)
    assert bullet.runs[0].text == "11.2\u00a0M"
    assert beat.tokens[-1].shown == "11.2\u00a0million."
    assert beat.tokens[-1].said == "eleven point two million."


def test_every_form(render_talk: Renderer) -> None:
    lines = {
        "{{ v1.final.test.accuracy | percent }}": ("62.4 %", "sixty two point four percent"),
        "{{ v1.final.test.accuracy }}": ("62.4 %", "sixty two point four percent"),
        "{{ emotion.resnet18.final.test.accuracy - v1.final.test.accuracy }}": ("10.0 points", "ten point zero points"),
        "{{ (v1.final.test.accuracy - emotion.resnet18.final.test.accuracy) | points(0) }}": (
            "−10 points",
            "minus ten points",
        ),
        "{{ (emotion.resnet50.cost.parameters / v1.cost.parameters) | times }}": ("2.1 times", "two point one times"),
        "{{ v1.cost.latency.median_ms | ms }}": ("11.4 ms", "eleven point four milliseconds"),
        "{{ v1.seconds_per_epoch | ms(0) }}": ("2063 ms", "two thousand sixty three milliseconds"),
        "{{ v1.seconds | seconds }}": ("8.3 seconds", "eight point three seconds"),
        "{{ v1.seconds_per_epoch | round(1) }} seconds": ("2.1 seconds", "two point one seconds"),
        "{{ v1.cost.bytes | megabytes }}": ("44.8 MB", "forty four point eight megabytes"),
        "{{ v1.cost.flops | flops }}": ("3.6 billion", "three point six billion"),
        "{{ v1.best_epoch | ordinal }}": ("third", "third"),
        "{{ v1.samples.right | words }}": ("seven", "seven"),
        "{{ v1.data.total | count }}": ("1,234", "one thousand two hundred thirty four"),
        "{{ v1.final.test.loss | decimal(2) }}": ("0.69", "zero point six nine"),
        "{{ constants.speakers }}": ("2", "two"),
        "{{ constants.city }}": ("Rome", "Rome"),
    }
    script = render_talk("## A\n\n" + "\n\n".join(lines)).script
    for line, text, words in zip(lines, shown(script), said(script), strict=True):
        assert (text, words) == lines[line], line


def test_rounding_is_half_up_on_the_decimal_digits(render_talk: Renderer) -> None:
    script = render_talk("## A\n\n{{ (v1.final.test.accuracy * 0 + 0.285) | percent(0) }}").script
    assert shown(script) == ["29 %"]


def test_provenance_names_metric_record_and_place(render_talk: Renderer) -> None:
    rendered = render_talk(
        "## At {{ v1.final.test.accuracy | percent }}\n\nIt is {{ v1.best_epoch }} and {{ constants.speakers }} and 7."
    )
    numbers = [entry.number for entry in rendered.provenance]
    assert [(number.origin, number.source) for number in numbers] == [
        ("metric", "emotion/emotionnet-v1.final.test.accuracy"),
        ("metric", "emotion/emotionnet-v1.best_epoch"),
        ("constant", "constants.speakers"),
        ("typed", None),
    ]
    assert numbers[0].file == "results/emotion/emotionnet-v1.json"
    assert numbers[0].fingerprint == rendered.records["results/emotion/emotionnet-v1.json"]
    assert line_column(numbers[0].at) == ("pages/1.md.j2", 1, 7, 45)
    assert line_column(numbers[3].at) == ("pages/1.md.j2", 3, 60, 61)
    assert rendered.bound


def test_provenance_holds_every_value_wherever_it_stands(render_talk: Renderer) -> None:
    value = "{{ v1.best_epoch }}"
    page = f"""## Title {value}

- item {value}

> quote {value}

| {value} | x |
|---|---|
| y | {value} |

```text
code {value} and 7
```

$$
x = {value}
$$

```diagram d
a -> b : {value}
```

Said {value}.
"""
    entries = [entry for entry in render_talk(page).provenance if entry.number.origin == "metric"]
    assert [(entry.place, entry.index) for entry in entries] == [
        ("title", None), ("item", 0), ("item", 1), ("item", 2), ("item", 2), ("item", 3), ("item", 4), ("item", 5),
        ("beat", 0),
    ]  # fmt: skip
    lines = page.split("\n")
    for entry in entries:
        at = entry.number.at
        assert at is not None
        assert lines[at.line - 1][at.column - 1 : at.end_column - 1] == value


def test_provenance_passes_through_arithmetic_filters_and_text(render_talk: Renderer) -> None:
    page = """## A
{% set gain = emotion.resnet18.final.test.accuracy - v1.final.test.accuracy %}
{% set sentence %}up by {{ gain | points }}{% endset %}

It goes {{ sentence | upper }}, or {{ [v1.best_epoch, v1.epochs] | join(" of ") }},
or {{ "about " ~ (v1.final.test.accuracy | percent(0)) }}.
"""
    rendered = render_talk(page)
    assert shown(rendered.script) == ["It goes UP BY 10.0 points, or 3 of 4, or about 62 %."]
    sources = [entry.number.source for entry in rendered.provenance]
    assert sources[0] == "emotion/resnet18.final.test.accuracy and emotion/emotionnet-v1.final.test.accuracy"
    assert sources[1:] == [
        "emotion/emotionnet-v1.best_epoch",
        "emotion/emotionnet-v1.epochs",
        "emotion/emotionnet-v1.final.test.accuracy",
    ]


def test_vocabulary_functions_give_values_with_their_record(render_talk: Renderer) -> None:
    rendered = render_talk("## A\n\nThe gap is {{ gap(v1) | points }}, and {{ majority(v1) }} leads.")
    (number,) = [entry.number for entry in rendered.provenance]
    assert number.source == "gap(emotion/emotionnet-v1)"
    assert number.file == "results/emotion/emotionnet-v1.json"
    assert shown(rendered.script)[0].endswith("and happiness leads.")


def test_words_of_others_cannot_inject_marks_or_headings(render_talk: Renderer) -> None:
    rendered = render_talk("## A\n\nIt is {{ constants.city }} here.", constants={"city": "*x*\n\n## B\n\n[y](z)"})
    (page,) = rendered.script.pages
    assert "*x*" in page.beats[0].shown
    assert not page.beats[0].emphasis


def test_no_text_can_pass_for_a_value(render_talk: Renderer) -> None:
    forged = "\U00100000"
    page = f"## A\n\nIt is {{{{ v1.best_epoch }}}}, {forged} and {{{{ constants.city }}}}."
    rendered = render_talk(page, {"pages/2.md": f"## B\n\nAnd {forged}."}, constants={"city": forged})
    assert [entry.number.value for entry in rendered.provenance] == [3.0]
    assert rendered.script.pages[0].beats[0].shown == "It is 3, \ufffd and \ufffd."
    assert rendered.script.pages[1].beats[0].shown == f"And {forged}."


def test_places_go_through_macro_loop_and_include(render_talk: Renderer) -> None:
    page = """{% from "macros.j2" import bold %}
## A

{% for run in [emotion.resnet18, emotion.resnet50] %}
Here is {{ run.title }}, {{ bold("good") }}.

{% endfor %}
{% include "./more.md.j2" %}
"""
    files = {
        "macros.j2": "{% macro bold(what) %}**very {{ what }}**{% endmacro %}",
        "pages/more.md.j2": "The end\nis near.",
    }
    rendered = render_talk(page, files)
    first, second, *_ = rendered.script.pages[0].beats
    for beat in (first, second):
        assert [line_column(token.at) for token in beat.tokens[:2]] == [
            ("pages/1.md.j2", 5, 1, 5),
            ("pages/1.md.j2", 5, 6, 8),
        ]
        very = next(token for token in beat.tokens if token.shown == "very")
        assert line_column(very.at) == ("macros.j2", 1, 25, 29)
        good = beat.tokens[-1]
        assert line_column(good.at)[:3] == ("macros.j2", 1, 30)
    end = rendered.script.pages[0].beats[2]
    assert [line_column(token.at)[:3] for token in end.tokens] == [
        ("pages/more.md.j2", 1, 1),
        ("pages/more.md.j2", 1, 5),
        ("pages/more.md.j2", 2, 1),
        ("pages/more.md.j2", 2, 4),
    ]


@pytest.mark.parametrize("name", ["upper", "title", "trim", "replace('end', 'close')", "reverse"])
def test_places_go_through_filters(render_talk: Renderer, name: str) -> None:
    rendered = render_talk("## A\n\n{% filter " + name + " %}an end {% endfilter %}.")
    at = rendered.script.pages[0].beats[0].tokens[0].at
    assert at is not None
    assert (at.file, at.line) == ("pages/1.md.j2", 3)
    assert len("{% filter ") < at.column <= len("{% filter " + name + " %}an end ")


def test_a_tag_alone_on_its_line_leaves_no_trace(render_talk: Renderer) -> None:
    page = """## A

| run | right |
|---|---|
{% for run in emotion %}
  {# a row each #}
| {{ run.title }} | {{ run.samples.right }} |
{% endfor %}

One {% if true %}and{% endif %}
two.
"""
    (rendered,) = render_talk(page).script.pages
    (table,) = rendered.items
    assert isinstance(table, Table)
    assert [row[0][0].text for row in table.rows] == ["Model emotionnet-v1", "Model resnet18", "Model resnet50"]
    assert [beat.shown for beat in rendered.beats] == ["One and two."]


def test_a_figure_takes_its_alternative_text_from_the_record(render_talk: Renderer) -> None:
    page = "## A\n\n![](figure:v1/curves) ![mine](figure:emotion/emotionnet-v1/curves)\n\n![](figure:emotion/classes)"
    items = render_talk(page).script.pages[0].items
    assert [(item.figure, item.alt) for item in items if isinstance(item, Picture)] == [
        ("emotion/emotionnet-v1/curves", "The curves of emotionnet-v1 rise."),
        ("emotion/emotionnet-v1/curves", "mine"),
        ("emotion/classes", "Bars."),
    ]


ERRORS = {
    "{{ v1.final.test.acuracy }}": (3, 1, "no `acuracy`", "did you mean `accuracy`"),
    "ab {{ v1.final.test.acuracy | percent }}": (3, 4, "no `acuracy`", "`accuracy`"),
    "{{ emotoin.resnet18 }}": (3, 1, "nothing is called `emotoin`", "did you mean `emotion`"),
    "{{ emotion.resnet81.epochs }}": (3, 1, "no `resnet81`", "`resnet18`"),
    "{{ v2.best_epoch }}": (3, 1, "no result record yet", "plainspoken experiments run"),
    "{{ emotion.emotionnet_v2.best_epoch }}": (3, 1, "no result record yet", "plainspoken experiments run"),
    "{{ emotion.resnet50.cost.latency.median_ms }}": (3, 1, "was not measured", "plainspoken experiments run"),
    "{{ v1.final.test.accuracy | percnt }}": (3, 29, "no filter is called `percnt`", "did you mean `percent`"),
    "{{ 3 is mesured }}": (3, 6, "no test is called `mesured`", "did you mean `measured`"),
    "{% if 1 %}{% if v1 %}{% endif %}": (3, 1, "`{% if %}` is not closed", "{% endif %}"),
    "x {% fro %}": (3, 6, "no tag is called `fro`", "`for`"),
    "x {% endfor %}": (3, 6, "`{% endfor %}` closes nothing", "{% for %}"),
    "{{ resnet.epochs }}": (3, 1, "nothing is called `resnet`", "`emotion.resnet18`"),
    "{{ constants.town }}": (3, 1, "constants has no `town`", "add it to [constants]"),
    "{% claim v1.final.test.accuracy %}x{% endclaim %}": (3, 1, "is a number and no claim", ""),
    "{{ 1 + }}": (3, 8, "unexpected", ""),
    "{{ v1.final }}": (3, 1, "is a record; say which part of it, such as `train`, `valid`", ""),
    "{{ v1.final.test.loss }}": (3, 1, "needs a filter", ""),
    "{{ 'a' + 1 }}": (3, 1, "`+` does not work between a text and a number", "`~`"),
    "{{ v1.best_epoch + 'a' }}": (3, 1, "between a number of the results and a text", "`~`"),
    "{{ v1.best_epoch() }}": (3, 1, "a number of the results cannot be called", ""),
    "{% for i in v1.best_epoch %}{% endfor %}": (3, 1, "a number of the results cannot be looped over", ""),
    "{{ v1.best_epoch / 0 }}": (3, 1, "nought", ""),
    "{{ v1.best_epoch > 2 }}": (3, 1, "truth value", ""),
    "{{ (v1.final.test.accuracy - v1.final.train.accuracy) | percent }}": (3, 1, "use `| points`", ""),
    "{{ v1.best_epoch | percent }}": (3, 1, "is a count, and `percent` writes a share", "filters"),
    "{% include 'none.j2' %}": (3, 1, "no template 'none.j2'", ""),
    "{% include '../../../etc/passwd' %}": (3, 1, "no template", ""),
    "{% include '/etc/passwd' %}": (3, 1, "no template", ""),
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}": (3, None, "circle", ""),
    "{% for i in range(100000000) %}x{% endfor %}": (3, 1, "range", ""),
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}": (3, None, "does not end", ""),
    "{{ 9 ** 9999999 }}": (3, 1, "too large", ""),
    "{{ 'a' * 99999999 }}": (3, 1, "too long", ""),
    "{{ [range(99999) | list] | sum(start=[]) }}": (3, 1, "a number is wanted", ""),
    "{% set n = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set n.t = n.t ~ n.t %}{% endfor %}": (
        3, None, "too long", ""),
    "{% set n = namespace(t=2) %}{% for i in range(60) %}{% set n.t = n.t * n.t %}{% endfor %}": (
        3, None, "too large", ""),
    "{{ [1] | batch(linecount=10**9, fill_with=0) | list | length }}": (3, 1, "too long", ""),
    "{{ 1e308 * 10 }}": (3, 1, "cannot be said", ""),
    "{% break %}": (3, 4, "no tag is called `break`", ""),
    "{% for i in range(99) %}{{ range(99999) | map('decimal') | list | length }}{% endfor %}": (
        3, None, "does not end", ""),
    "{{ ''.__class__.__mro__ }}": (3, 1, "", ""),
    "{{ v1._part }}": (3, 1, "unsafe", ""),
    "{{ v1.final.test.accuracy.causes }}": (3, 1, "", ""),
    "{{ cycler.__init__.__globals__ }}": (3, 1, "", ""),
    "{{ '%99999d' % 3 }}": (3, 1, "too wide", ""),
    "{{ 'x'.format(3) }}": (3, 1, "", ""),
    "![](figure:emotion/resnet18/curve)": (3, 1, "has no figure 'curve'", "did you mean `curves`"),
    "![](figure:emotion/resnet19/curves)": (3, 1, "no run 'resnet19'", "`resnet18`"),
    "![](missing.png)": (3, 1, "no picture 'missing.png'", ""),
    "{{ gap(v1, 3, 4, 5) }}": (3, 1, "`gap` cannot be asked so", ""),
    "{{ pred_share(v1, 'joy') }}": (3, 1, "no class 'joy'", "happiness"),
    "{% claim %}x{% endclaim %}": (3, 4, "a claim needs a condition", ""),
}  # fmt: skip


@pytest.mark.parametrize("page", ERRORS)
def test_an_error_says_where_what_and_what_to_do(render_talk: Renderer, page: str) -> None:
    line, column, message, remedy = ERRORS[page]
    with pytest.raises(InputError) as caught:
        render_talk(f"## A\n\n{page}\n")
    error = caught.value
    assert error.file is not None
    assert error.file.endswith("pages/1.md.j2")
    assert error.line == line, error
    assert column is None or error.column == column, error
    assert message in error.message
    assert remedy in error.remedy
    assert error.remedy


@pytest.mark.parametrize(
    "page", ["{{ " + "(" * 9000 + "1" + ")" * 9000 + " }}", "{% if 1 %}" * 400 + "{% endif %}" * 400]
)
def test_what_is_nested_too_deep_is_an_error_of_its_line(render_talk: Renderer, page: str) -> None:
    with pytest.raises(InputError, match="nested too deep") as caught:
        render_talk(f"## A\n\n{page}")
    assert str(caught.value.file).endswith("pages/1.md.j2")
    assert caught.value.line == 3


def test_what_python_alone_refuses_is_an_error_of_its_line(render_talk: Renderer) -> None:
    loops = "{% for i in [1] %}" * 25 + "x" + "{% endfor %}" * 25
    with pytest.raises(InputError, match="too many statically nested blocks") as caught:
        render_talk(f"## A\n\nWords.\n\n{loops}")
    assert caught.value.line == 5
    assert "fewer blocks" in caught.value.remedy


def test_an_error_inside_an_included_macro_points_into_its_file(render_talk: Renderer) -> None:
    files = {"m.j2": "{% macro f(x) %}\n\n  {{ x.nothing }}{% endmacro %}"}
    with pytest.raises(InputError) as caught:
        render_talk("{% import 'm.j2' as m %}\n## A\n\n{{ m.f(v1) }}", files)
    assert caught.value.where.endswith("m.j2:3:3")


def test_a_link_out_of_the_talk_is_not_followed(
    render_talk: Renderer, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.md"
    secret.write_text("secret", encoding="utf-8")
    (tmp_path / "link.md").symlink_to(secret)
    with pytest.raises(InputError, match=r"no template 'link\.md'"):
        render_talk("## A\n\n{% include 'link.md' %}")


CLAIMS = {
    "v1.final.train.accuracy > v1.final.valid.accuracy + 0.05": "true",
    "v1.final.test.accuracy < emotion.resnet18.final.test.accuracy": "true",
    "emotion.resnet18.final.test.accuracy > v1.final.test.accuracy > 0.5": "true",
    "v1.final.test.accuracy > emotion.resnet18.final.test.accuracy": "else",
    "v1.final.test.accuracy > emotion.resnet50.final.test.accuracy": "undecided",
    "acc(v1) > acc(emotion.resnet50)": "undecided",
    "acc(emotion.resnet18, 'test') > acc(v1, split='test')": "true",
    "observed(v1.final.test.accuracy) > emotion.resnet50.final.test.accuracy": "true",
    "not v1.final.test.accuracy > emotion.resnet50.final.test.accuracy": "undecided",
    "v2.final.test.accuracy > v1.final.test.accuracy": "unmeasured",
    "gap(v2) > 0.1": "unmeasured",
    "emotion.resnet50.cost.latency.median_ms < 3": "unmeasured",
    "v2.best_epoch > 1 or v1.best_epoch == 3": "true",
    "v2.best_epoch > 1 and v1.best_epoch == 4": "else",
    "v2.best_epoch > 1 and v1.best_epoch == 3": "unmeasured",
    "overfits(v1)": "true",
    "predicts_mostly(v1, 'anger')": "else",
    "v1.data.majority == 'happiness'": "true",
    "'joy' in v1.data.classes": "else",
}


@pytest.mark.parametrize("condition", CLAIMS)
def test_a_claim_says_what_the_results_bear_out(render_talk: Renderer, condition: str) -> None:
    page = (
        "## A\n\n{% claim " + condition + " %}\ntrue\n{% else %}\nelse\n{% undecided %}\nundecided\n"
        "{% unmeasured %}\nunmeasured\n{% endclaim %}\n"
    )
    assert shown(render_talk(page).script) == [CLAIMS[condition]]


def test_a_false_claim_stops_with_page_line_and_both_values(render_talk: Renderer) -> None:
    with pytest.raises(InputError) as caught:
        render_talk("## The gap\n\nText.\n\n{% claim acc(v1) > acc(emotion.resnet18) %}\nx\n{% endclaim %}")
    error = caught.value
    assert error.where.endswith("pages/1.md.j2:5:1")
    assert "contradict" in error.message
    assert "'The gap'" in error.message
    assert "62.4 %" in error.message
    assert "72.4 %" in error.message


@pytest.mark.parametrize(
    ("condition", "figures"),
    [
        ("slightly_overfits(v1)", ["gap(emotion/emotionnet-v1)` is "]),
        ("better(v1, emotion.resnet18)", ["62.4 %", "72.4 %"]),
        ("predicts_mostly(v1, 'anger')", ["pred_share(emotion/emotionnet-v1, 'anger')` is 0.0 %", "true_share"]),
        ("doubles(acc(v1), acc(emotion.resnet18))", ["0.9×"]),
        ("early_convergence(v1)", ["convergence_epoch(emotion/emotionnet-v1)` is 4"]),
    ],
)
def test_a_false_claim_of_the_vocabulary_names_the_figures_behind_it(
    render_talk: Renderer, condition: str, figures: list[str]
) -> None:
    with pytest.raises(InputError, match="contradict") as caught:
        render_talk("## A\n\n{% claim " + condition + " %}\nx\n{% endclaim %}")
    for figure in figures:
        assert figure in caught.value.message


def test_an_undecided_claim_without_another_text_stops(render_talk: Renderer) -> None:
    with pytest.raises(InputError, match=r"within the uncertainty.*62\.4 %.*61\.0 %") as caught:
        render_talk(
            "## A\n\n{% claim v1.final.test.accuracy > emotion.resnet50.final.test.accuracy %}\nx\n{% endclaim %}"
        )
    assert "observed(" in caught.value.remedy


def test_an_unmeasured_claim_without_another_text_stops(render_talk: Renderer) -> None:
    with pytest.raises(InputError, match="'emotion/emotionnet-v2' has no result record yet") as caught:
        render_talk("## A\n\n{% claim gap(v2) > 0 %}\nx\n{% else %}\ny\n{% endclaim %}")
    assert "plainspoken experiments run" in caught.value.remedy


def test_claims_are_recorded_with_what_was_compared(render_talk: Renderer) -> None:
    page = "## A\n\n{% claim acc(v1) > acc(emotion.resnet18) %}\nx\n{% else %}\ny\n{% endclaim %}\n"
    (claim,) = render_talk(page).claims
    assert (claim.claim, claim.verdict) == ("acc(v1) > acc(emotion.resnet18)", "false")
    assert "62.4 %" in claim.compared[0]
    assert (claim.at.line, claim.at.column, claim.at.end_column) == (3, 1, 44)


def test_what_is_not_measured_can_be_asked_for(render_talk: Renderer) -> None:
    page = (
        "## A\n\n{{ 'yes' if v1 is measured else 'no' }} {{ 'yes' if v2 is measured else 'no' }} "
        "{{ v2.best_epoch | default('none') }} "
        "{{ 'yes' if emotion.resnet50.cost.latency.median_ms is measured else 'no' }}"
    )
    assert shown(render_talk(page).script) == ["yes no none no"]


def test_a_claim_of_a_study_that_has_no_record(render_talk: Renderer, tmp_path: Path) -> None:
    page = "## A\n\n{% claim majority(reviews) == 'a' %}x{% unmeasured %}not yet{% endclaim %}"
    assert shown(render_talk(page, results={"r": "reviews/one"}).script) == ["not yet"]


def test_a_claim_within_a_loop_and_a_macro(render_talk: Renderer) -> None:
    page = """{% macro verdict(run) %}{% claim acc(run) > 0.7 %}good{% else %}poor{% endclaim %}{% endmacro %}
## A

{% for run in [v1, emotion.resnet18] %}
{{ run.title }} is {{ verdict(run) }}.

{% endfor %}
"""
    assert shown(render_talk(page).script) == ["Model emotionnet-v1 is poor.", "Model resnet18 is good."]


def test_a_plain_file_needs_no_jinja_and_no_records() -> None:
    code = (
        "import sys; from plainspoken.script.render import render_text;"
        "from plainspoken.script.settings import ScriptSettings;"
        "r = render_text('## A\\n\\nText {{ x }}.', ScriptSettings());"
        "assert r.script.pages[0].beats[0].shown == 'Text {{ x }}.';"
        "bad = [m for m in ('jinja2', 'torch', 'plainspoken.experiments.results.record', 'plainspoken.experiments.results.claims') if m in sys.modules];"  # noqa: E501
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("files", "message", "where"),
    [
        (
            {"pages/2.md": "## B\n\n`{{ a }}` is {{ v1.epochs }}."},
            "does not say that it is a template",
            "pages/2.md:3:14",
        ),
        ({"pages/2.md": "Lost words.\n\n## B\n\nText."}, "neither spoken nor shown", "pages/2.md:1:1"),
        ({"pages/1.md.j2": "{% set a = 1 %}\nlost {{ a }}\n\n## B\n"}, "neither spoken nor shown", "pages/1.md.j2:2:1"),
        ({"pages/2.md": "+++\ntitle = 'a'\n+++\n## B\n\nText."}, "stands alone", "pages/2.md:1"),
    ],
)
def test_nothing_is_lost_without_a_sound(
    render_talk: Renderer, files: dict[str, str], message: str, where: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        render_talk("## A\n\nText.", files)
    assert caught.value.where.endswith(where)


def test_a_record_that_cannot_be_read_is_named(render_talk: Renderer, tmp_path: Path) -> None:
    (tmp_path / "results" / "emotion").mkdir(parents=True)
    (tmp_path / "results" / "emotion" / "resnet18.json").write_text('{"study": "emotion"}', encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "1.md.j2").write_text("## A\n\n{{ emotion.resnet18.epochs }}", encoding="utf-8")
    with pytest.raises(InputError, match="not a result record") as caught:
        render(tmp_path, ScriptSettings(), tmp_path / "results", talk="t")
    assert str(caught.value.file).endswith("resnet18.json")


def test_rendering_twice_gives_the_same_bytes(render_talk: Renderer, tmp_path: Path) -> None:
    page = "## A {{ v1.epochs }}\n\n{% for run in emotion %}\n- {{ run.title }}: {{ acc(run) }}\n{% endfor %}\n\nText."
    one, two = tmp_path / "one", tmp_path / "two"
    for build in (one, two, two):
        write_rendered(render_talk(page), build)
    for name in ("script.json", "script.md", "provenance.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert read_script(one / "script.json").pages[0].title == "A 4"
