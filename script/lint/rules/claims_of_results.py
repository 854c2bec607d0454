"""Rules about what is said of results: causes, comparisons that no claim bears, claims whose words do not follow,
claims of nothing. They read the template, so that the branches that are not said today are checked as well.

The work is done in `lint.truth`, which needs Jinja and is loaded for a talk that quotes results alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.rule import rule


@rule(
    "PS104",
    "cause-without-hedge",
    "source",
    needs="results",
    bad="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent }} of the faces because of its attention layers.
    """,
    good="""
    ## One

    V1 is right on {{ v1.final.test.accuracy | percent }} of the faces, perhaps because of its attention layers.
    """,
)
def cause_without_hedge(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A cause is given for a result as if it had been tested.

    A run shows what happened, not why; an ablation can tell why. Without one, say "perhaps" or "one reason may be". In
    a talk that is bound to results, the rule checks every branch of the templates and everything seen or heard. A
    plain script is left alone: nothing tells which of its causes were tested.
    """
    if script.bound:
        from plainspoken.script.lint.truth import unsupported_words

        yield from unsupported_words.cause_without_hedge(file, text, script)


@rule(
    "PS121",
    "comparison-without-claim",
    "source",
    needs="results",
    bad="""
    ## One

    V1 beats ResNet18, with {{ v1.final.test.accuracy | percent }}.
    """,
    good="""
    ## One

    {% outcome compare(v1, emotion.resnet18) %}
    {% when better %}
    V1 beats ResNet18.
    {% when worse %}
    V1 does worse than ResNet18.
    {% when unclear %}
    V1 and ResNet18 are too close to call.
    {% endoutcome %}
    """,
)
def comparison_without_claim(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A comparison, superlative or absolute about results has no claim to support it.

    "Beats", "faster", "the best", "twice as", "significant", "never wrong": the next training may make it false, and
    nobody would notice. Put it into `{% outcome … %}` or `{% claim … %}`, which say it only when the records support
    it, or hedge it. In a talk that is bound to results, the rule checks every branch of the templates and everything
    seen or heard: titles, cells, captions, alt texts, labels. Questions and plans are left alone.

    A claim carries what it asks and no more: "far better", "always will be" and "so its test accuracy is lower" need
    more than `better(a, b)` or `overfits(a)`. A sentence that says how a curve moves ("the validation loss falls in
    every epoch") needs no claim, since it is compared with the recorded curve.
    """
    if script.bound:
        from plainspoken.script.lint.truth import unsupported_words

        yield from unsupported_words.comparison_without_claim(file, text, script)


@rule(
    "PS122",
    "claim-says-otherwise",
    "source",
    needs="results",
    bad="""
    ## One

    {% claim better(v1, emotion.resnet18) %}
    V1 does worse than ResNet18.
    {% else %}
    The two are too close to call, or V1 is behind.
    {% endclaim %}
    """,
    good="""
    ## One

    {% claim better(v1, emotion.resnet18) %}
    V1 does better than ResNet18.
    {% else %}
    V1 does not clearly beat ResNet18.
    {% endclaim %}
    """,
)
def claim_says_otherwise(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """The words of a claim do not follow from its condition.

    They say "better" where the condition says worse, swap the runs, name a winner where it is too close to call, or
    deny what the condition establishes. The subject is the run that the sentence names first; if it names none, the
    run in the page's title, else the first run of the condition. Sentences that this does not decide are left alone.
    """
    if script.bound:
        from plainspoken.script.lint.truth import contradicted_claims

        yield from contradicted_claims.claim_says_otherwise(file, text, script)


@rule(
    "PS123",
    "claim-of-nothing",
    "source",
    severity="error",
    needs="results",
    bad="""
    ## One

    {% claim true %}
    V1 does well.
    {% endclaim %}
    """,
    good="""
    ## One

    {% claim above_chance(v1) %}
    V1 does better than chance.
    {% else %}
    V1 does no better than chance.
    {% endclaim %}
    """,
)
def claim_of_nothing(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A claim that no result can make false, one with the same text either way, or an `if` that should be a claim.

    `{% claim true %}` and `{% claim 1 < 2 %}` ask nothing. Two branches with the same words need no claim.
    `{% if better(a, b) %}` and `{% if acc(a) > 0.8 %}` leave no record of what was compared and cannot tell undecided
    from false: use `{% claim %}` or `{% outcome %}`. An `if` about what was trained, drawn or shown is fine.
    """
    if script.bound:
        from plainspoken.script.lint.truth import empty_claims

        yield from empty_claims.claim_of_nothing(file, text, script)


@rule(
    "PS127",
    "denied-claim",
    "source",
    needs="results",
    bad="""
    ## One

    {% claim not overfits(v1) %}
    Training and validation stay close.
    {% else %}
    Training pulls away from validation.
    {% endclaim %}
    """,
    good="""
    ## One

    {% claim overfits(v1) %}
    Training pulls away from validation.
    {% else %}
    Training and validation stay close.
    {% endclaim %}
    """,
)
def denied_claim(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """The condition of a claim with an `else` is negated as a whole.

    The reader has to negate it twice to know when the `else` applies, and one `not` too many is how the two texts get
    swapped. Remove the `not` and swap the branches. (Other languages have the same rule: ESLint's
    `no-negated-condition`, Clippy's `if_not_else`.)"""
    if script.bound:
        from plainspoken.script.lint.truth import empty_claims

        yield from empty_claims.denied_claim(file, text, script)
