"""Outcomes: every answer has its text, the first that fits is said, and a missing one is named at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.render import Rendered
from plainspoken.script.template.outcome_tag import FAMILIES

Renderer = Callable[..., Rendered]


def said(rendered: Rendered) -> list[str]:
    return [beat.shown for page in rendered.script.pages for beat in page.beats]


def block(question: str, *answers: str) -> str:
    whens = "".join(f"{{% when {answer} %}}\n{answer.replace(',', '')}\n" for answer in answers)
    return f"## A\n\n{{% outcome {question} %}}\n{whens}{{% endoutcome %}}\n"


QUESTIONS = {
    "compare(emotion.resnet18, v1)": "better",
    "compare(v1, emotion.resnet18)": "worse",
    "compare(v1, emotion.resnet50)": "unclear",
    "compare(v2, v1)": "missing",
    "speed(v1, v1)": "unclear",
    "amount(v1.cost.parameters, emotion.resnet50.cost.parameters)": "less",
    "amount(3, 2)": "more",
    "fit(v1)": "overfits",
    "gaps(v1, v1)": "alike",
    "chance(v1)": "at",
    "answers(v1)": "mostly",
    "answers(v1, 'anger')": "even",
    "convergence(v1)": "last",
    "holds(acc(v1) > acc(emotion.resnet50))": "unclear",
    "holds(overfits(v1))": "yes",
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_outcome_says_how_it_came_out(render_talk: Renderer, question: str) -> None:
    answers = FAMILIES[question.split("(")[0]].answers
    assert said(render_talk(block(question, *answers, "missing"))) == [QUESTIONS[question]]


def test_answers_are_joined_and_the_first_that_fits_is_said(render_talk: Renderer) -> None:
    page = block(
        "compare(emotion.resnet18, v1), fit(v1)", "worse or unclear, any", "better, overfits or strong", "any, any"
    )
    assert said(render_talk(page)) == ["better overfits or strong"]


def test_what_holds_not_for_sure_is_not_held_where_nothing_speaks_of_it(render_talk: Renderer) -> None:
    assert said(render_talk(block("holds(acc(v1) > acc(emotion.resnet50))", "yes", "no"))) == ["no"]


def test_an_outcome_is_written_down_with_what_was_compared(render_talk: Renderer) -> None:
    (claim,) = render_talk(block("compare(v1, emotion.resnet18)", "better", "worse", "unclear")).claims
    assert claim.claim == "compare(v1, emotion.resnet18) is worse"
    assert "62.4 %" in claim.compared[0]


@pytest.mark.parametrize(
    ("page", "message", "line"),
    [
        (block("compare(v1, v1)", "better", "worse"), "says nothing when it comes out as unclear", 3),
        (block("compare(v1, v1), fit(v1)", "better, any", "worse, any"), "unclear, strong", 3),
        (block("compare(v1, v1)", "better", "better", "unclear"), "two {% when better %}", 6),
        (block("compare(v1, v1)", "worse", "worse", "unclear"), "two {% when worse %}", 4),
        (block("compare(v1, v1)", "beter", "worse", "unclear"), "never comes out as `beter`", 4),
        (block("compare(v1, v1), fit(v1)", "better", "any, any"), "gives 1 of the 2 answers", 4),
        (block("acc(v1)", "better"), "an outcome asks one of compare(…)", 3),
        (block("compare(v1)", "any"), "`compare` cannot be asked so", 3),
        ("## A\n\n{% outcome %}{% endoutcome %}", "needs a question", 3),
        ("## A\n\n{% outcome fit(v1) %}words{% when any %}x{% endoutcome %}", "before the first", 3),
        ("## A\n\n{% outcome fit(v1) %}{% when any %}x", "is not closed", 3),
        (block("compare(v2, v1)", "any"), "has no result record yet", 3),
    ],
)
def test_what_is_wrong_is_named_at_its_place(render_talk: Renderer, page: str, message: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        render_talk(page)
    assert message in str(caught.value)
    assert caught.value.line == line


def test_the_ready_phrases_are_there(render_talk: Renderer) -> None:
    page = """{% import "plainspoken/phrases.j2" as phrases %}
## V1 {{ phrases.fits(v1) }}

{{ phrases.compared(emotion.resnet18, "ResNet18", v1, "V1") }}
It is {{ phrases.beside_chance(v1) }}.
"""
    (page_made,) = render_talk(page).script.pages
    assert page_made.title == "V1 overfits"
    assert said(render_talk(page))[0].replace("\u00a0", " ") == "ResNet18 does better than V1, by 10 points."


FAMILY = """\
## A

{% claim better(emotion.resnet18, v1) %}
Better than V1.
{% else %}
Not clearly better than V1.
{% endclaim %}
"""


def test_comparisons_are_corrected_for_all_that_the_talk_makes(render_talk: Renderer) -> None:
    one = render_talk(FAMILY)
    assert one.script.pages[0].notes == [] and "Holm" not in str(one.claims)
    more = FAMILY + "\n## B\n\n{% claim not_apart(v1, emotion.resnet50) %}\nAlike.\n{% endclaim %}\n"
    both = render_talk(more)
    remark = "Comparisons of runs are corrected for 2 comparisons within emotion by Holm's method."
    assert [page.notes for page in both.script.pages] == [[remark], [remark]]
    assert all("corrected for 2 comparisons within emotion" in claim.compared[-1] for claim in both.claims)


def test_a_page_says_how_many_comparisons_the_whole_talk_makes(render_talk: Renderer) -> None:
    page = "## A\n\nCorrected for {{ comparisons(emotion) | words }} comparisons.\n\n" + FAMILY.replace("## A", "## B")
    more = page + "\n{% claim not_apart(v1, emotion.resnet50) %}\nAlike.\n{% endclaim %}\n"
    assert said(render_talk(more))[0] == "Corrected for two comparisons."


def test_the_error_of_a_false_claim_says_that_it_was_corrected(render_talk: Renderer) -> None:
    page = FAMILY + "\n{% claim better(v1, emotion.resnet50) %}\nBetter.\n{% endclaim %}\n"
    with pytest.raises(InputError, match="corrected for 2 comparisons within emotion by Holm's method"):
        render_talk(page)


PHRASES = """\
{% import "plainspoken/phrases.j2" as phrases %}
## ResNet18 {{ phrases.stands(emotion.resnet18, v1) }} V1

It {{ phrases.sized(emotion.resnet18.cost.parameters, emotion.resnet50.cost.parameters) }} ResNet50.

It {{ phrases.paced(emotion.resnet18, v1) }} V1, {{ phrases.corrected(emotion) }}.
"""


def test_short_phrases_stand_between_two_names(render_talk: Renderer) -> None:
    rendered = render_talk(PHRASES)
    assert rendered.script.pages[0].title == "ResNet18 beats V1"
    assert said(rendered) == [
        "It is smaller than ResNet50.", "It is about as fast as V1, corrected for one comparison.",
    ]  # fmt: skip
