# ruff: noqa: E501 - a fault stands on one line
"""Falsehoods put into the first talk by program: each kind of fault that a careless or hurried author might write.

A plant is a changed page file and the line at which the fault stands. Kinds begin with a letter: A typed numbers, B wrong
bindings, C units, D rounding, E prose without a claim, F claims whose words do not follow, G pictures, H settings of the
talk. The kinds were written down before the checks were, from a list of what authors get wrong; nothing here looks at how
a check works.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FIRST, THIRD, TRANSFER = "pages/03-first.md.j2", "pages/05-third.md.j2", "pages/06-transfer.md.j2"


@dataclass(frozen=True)
class Plant:
    """One fault: its kind, the file it is in, that file's new text, the line (from 1) and how many lines it has."""

    kind: str
    file: str
    text: str
    line: int
    lines: int = 1

    @property
    def page(self) -> tuple[str, int]:
        """The page of the file that it is on, so that two plants of one batch never share a page."""
        return self.file, self.text[: _offset(self.text, self.line)].count("\n## ")


def _offset(text: str, line: int) -> int:
    return sum(len(entry) + 1 for entry in text.split("\n")[: line - 1])


PARAGRAPHS: dict[str, tuple[str, ...]] = {
    # typed numbers
    "A01 typed percent in a paragraph": (
        "V1 is right on 87.3 % of the faces.",
        "On the test V3 reaches 91 %.",
        "ResNet18 names 64.2 percent of them.",
    ),
    "A03 typed in a bullet": ("- 87.3 % right", "- accuracy: 91 %", "- 12 ms a face"),
    "A05 typed in a quotation": ("> **87.3 %** right", "> 91 % of the test", "> 4.2 M parameters"),
    "A06 number words": (
        "V1 is right on eighty-seven percent of the faces.",
        "V3 is right on ninety-one percent of them.",
        "It gets nine out of ten faces right.",
    ),
    "A08 half, twice, a third": (
        "V1 is right on half of the faces.",
        "V3 makes twice as many mistakes.",
        "It is wrong on a third of the test.",
    ),
    "A09 a literal in braces": ('It is {{ "87.3 %" }} right.', 'V3 has {{ "91" }} percent.', 'So {{ "4.2 M" }} it is.'),
    "A10 words for a number in braces": (
        'It is right on {{ "eighty-seven percent" }} of them.',
        'V3 is right on {{ "two thirds" }} of the faces.',
        'It answers in {{ "twelve milliseconds" }}.',
    ),
    "A11 set, then said": (
        '{% set score = "87.3 %" %}\nV1 is right on {{ score }} of the faces.',
        "{% set score = 91 %}\nV3 is right on {{ score }} percent.",
        '{% set score = "64.2" %}\nResNet18 reaches {{ score }} percent.',
    ),
    "A15 number in inline code": ("It prints `87.3 %` at the end.", "It logs `acc=0.91` here.", "See `91 %` there."),
    "A19 after a colon": ("accuracy:87.3 is what it has.", "It has accuracy:91 here.", "The score:0.642 holds."),
    "A20 after a slash": ("It gets right/87.3 of the faces.", "It has accuracy/91 here.", "The score/0.642 holds."),
    "A22 the number": (
        "The number 87 is how many it names.",
        "It reaches number 91.4 there.",
        "The number 642 is its score.",
    ),
    "A23 layer, level, step": (
        "It reaches level 99 % here.",
        "At layer 87.3 % are right.",
        "It gets to stage 91 % in the end.",
    ),
    "A25 fullwidth digits": ("It is right on ８７ %.", "V3 reaches ９１ %.", "It has ６４.２ % there."),
    "A26 superscript digits": (
        "It is right on ⁸⁷ % of them.",
        "It has 10⁶ parameters.",
        "It makes ⁹¹⁄₁₀₀ of them right.",
    ),
    "A27 fractions": ("It is right on ¾ of the faces.", "It is right on 7/8 of them.", "It names ⅞ of the faces."),
    "A28 entity digits": ("It is right on &#56;&#55; %.", "V3 reaches &#57;1 %.", "It has &#54;4.2 % there."),
    "A29 zero width inside": ("It is right on 8\u200b7 %.", "V3 reaches 9\u200b1 %.", "It has 6\u200b4.2 % there."),
    "A30 split by marks": ("It is right on **8**7.3 %.", "V3 reaches 9*1* %.", "It has **64**.2 % there."),
    "A31 roman": ("It names XCI percent of the faces.", "It is right on LXXXVII % of them.", "It has IX of X right."),
    "A32 link text": (
        "See [87.3 %](https://example.org).",
        "[91 % right](https://example.org) it is.",
        "A [64 %](#a) here.",
    ),
    "A33 html tag": ("It is right on <b>87.3</b> %.", "<em>91</em> % of them.", "It has <span>64</span> %."),
    "A34 shorter wording": (
        "{~ It is right on 87.3 % of them. | It is right. ~}",
        "{~ It does well. | It is right on 91 %. ~}",
        "{~ So 64 % are right. | ~} That is that.",
    ),
    "A35 literal joined to a value": (
        'It has {{ "9" ~ (acc(v1) | percent(0)) }} right.',
        'It has {{ (acc(v3) | percent(0)) ~ " or 91 %" }}.',
        'It has {{ "some 64 or " ~ (acc(resnet18) | percent(0)) }}.',
    ),
    "A36 replaced": (
        'It is right on {{ v1.title | replace("EmotionNet V1", "99 %") }} of them.',
        'It has {{ v3.title | replace("EmotionNet V", "9") }} percent.',
        'It is {{ resnet18.title | replace("ResNet18", "ninety percent") }} right.',
    ),
    "A37 lower, upper, title on a literal": (
        'It is {{ "87.3 PERCENT" | lower }} right.',
        'It is {{ "91 percent" | upper }} right.',
        'It is {{ "ninety percent" | title }} right.',
    ),
    "A38 arithmetic with a literal": (
        "It is right on {{ (acc(v1) * 0 + 0.99) | percent(0) }} of them.",
        "It is right on {{ (acc(v3) + 0.3) | percent(0) }} of them.",
        "It is right on {{ (acc(resnet18) * 1.2) | percent(0) }} of them.",
    ),
    "A39 max with a literal": (
        "It has {{ [acc(v1), 0.99] | max | percent(0) }}.",
        "It has {{ [acc(v3), 0.1] | min | percent(0) }}.",
        "It has {{ [0.99, acc(v1)] | first | percent(0) }}.",
    ),
    "A40 default with a literal": (
        'It has {{ v1.nothing_of_this | default("99 %") }}.',
        "It has {{ v3.pace.ratio | default(99) }} of them.",
        'It has {{ resnet18.pace.ratio | default("ninety percent") }}.',
    ),
    "A44 fold, pct, x": ("It is 2.5x as good.", "It has 99pct right.", "That is a 3-fold gain, x2.5 in all."),
    "A46 scientific": ("It has 1.2e6 weights.", "A rate of 3e-4 it is.", "It needs 4.1E9 sums."),
    "A47 spelled decimal": (
        "It has zero point eight seven of them.",
        "It is right on point nine one of them.",
        "Its score is nought point six four.",
    ),
    "A48 thousands in words": (
        "It has eleven million parameters.",
        "It saw thirty thousand faces.",
        "It has two hundred and twelve layers.",
    ),
    "A49 a direction with a number": ("(87.3 %)", "(91 percent right)", "(pause 87.3 %)"),
    "A50 glued by a hyphen": ("It is an 87.3-percent net.", "A 91-percent score.", "It is 64%-right."),
    "A52 hash": ("It is #87 of them.", "It has #91 right.", "It comes in at #642."),
    "A54 out of": ("It gets 87 out of 100 right.", "It names 9 of 10 faces.", "It is right on 642 in 1,000."),
    "A55 plus and minus": ("It has 87 ± 2 of them.", "It gains +4.2 there.", "It loses −3.1 of them."),
    # units
    "C01 accuracy in points": tuple(f"It has {{{{ acc({run}) | points }}}} right." for run in ("v1", "v3", "resnet18")),
    "C02 accuracy as times": tuple(f"It has {{{{ acc({run}) | times }}}} right." for run in ("v1", "v3", "resnet18")),
    "C03 decimal with a typed percent": tuple(
        f"It is right on {{{{ acc({run}) | decimal(2) }}}} % of the faces." for run in ("v1", "v3", "resnet18")
    ),
    "C04 loss as percent": tuple(
        f"It has a loss of {{{{ {run}.final.test.loss | percent }}}}." for run in ("v1", "v3", "resnet18")
    ),
    "C05 bytes as parameters": tuple(
        f"It has {{{{ {run}.cost.bytes | params }}}} parameters." for run in ("v1", "v3", "resnet18")
    ),
    "C06 parameters as megabytes": tuple(
        f"It takes {{{{ {run}.cost.parameters | megabytes }}}}." for run in ("v1", "v3", "resnet18")
    ),
    "C07 epochs as percent": tuple(f"It took {{{{ {run}.epochs | percent }}}}." for run in ("v1", "v3", "resnet18")),
    "C08 epochs as ms": tuple(f"It took {{{{ {run}.epochs | ms }}}}." for run in ("v1", "v3", "resnet18")),
    "C09 points said as percent": (
        "It is {{ delta_points(acc(resnet18), acc(v1)) | decimal(1) }} percent ahead of V1.",
        "V3 is {{ (acc(v3) - acc(v1)) | points }} percent ahead of V1.",
        "It is {{ delta_points(acc(resnet18), acc(v3)) | round(1) }} % ahead of V3.",
    ),
    "C10 percent said as points": (
        "V1 is right on {{ acc(v1) | percent(0) }} points of the faces.",
        "V3 is right on {{ acc(v3) | percent(0) }} points.",
        "It has {{ acc(resnet18) | percent(0) }} percentage points.",
    ),
    "C11 ms with a typed s": (
        "V1 takes {{ latency_ms(v1) | decimal(1) }} s a face.",
        "V3 takes {{ latency_ms(v3) | decimal(1) }} seconds a face.",
        "It takes {{ latency_ms(resnet18) | round(1) }} seconds a face.",
    ),
    "C12 seconds as a count": tuple(f"It took {{{{ {run}.seconds | count }}}}." for run in ("v1", "v3", "resnet18")),
    "C13 learning rate as percent": (
        "It learns at {{ v1.history[0].learning_rate | percent }}.",
        "It learns at {{ v3.history[0].learning_rate | percent }}.",
        "It learns at {{ resnet18.history[0].learning_rate | percent(2) }}.",
    ),
    "C14 difference as percent": (
        "It is {{ (acc(resnet18) - acc(v1)) | percent }} ahead.",
        "It is {{ (acc(v3) - acc(v1)) | percent }} ahead.",
        "It is {{ delta_points(acc(v3), acc(v1)) | percent }} ahead.",
    ),
    "C15 ratio as percent": (
        "It has {{ ratio(acc(resnet18), acc(v1)) | percent }} of V1's accuracy.",
        "It has {{ ratio(acc(v3), acc(v1)) | percent(0) }} of V1's accuracy.",
        "It has {{ (acc(v3) / acc(v1)) | percent }} of V1's accuracy.",
    ),
    "C16 loss as times": tuple(f"It has {{{{ {run}.final.test.loss | times }}}}." for run in ("v1", "v3", "resnet18")),
    "C17 value with a typed percent": tuple(
        f"It is right on {{{{ acc({run}) | percent(0) }}}} %." for run in ("v1", "v3", "resnet18")
    ),
    "C18 minutes typed as hours": (
        "V1 took {{ v1.seconds | minutes }} hours.",
        "V3 took {{ (v3.seconds | minutes) }} h.",
        "It took {{ resnet18.seconds | seconds }} minutes.",
    ),
    "C20 points of a sum": (
        "In all {{ (acc(v1) + acc(v3)) | points }}.",
        "In all {{ (acc(v3) + acc(v1)) | points(0) }}.",
        "In all {{ (acc(resnet18) + acc(v1)) | points }}.",
    ),
    "C21 count as points": tuple(f"It saw {{{{ {run}.data.total | points }}}}." for run in ("v1", "v3", "resnet18")),
    # rounding
    "D01 percent to tens": tuple(f"It has {{{{ acc({run}) | percent(-1) }}}}." for run in ("v1", "v3", "resnet18")),
    "D02 int cuts off": (
        "V1 has {{ (acc(v1) * 100) | int }} percent.",
        "V3 has {{ latency_ms(v3) | int }} of them.",
        "It took {{ resnet18.seconds | int }} of them.",
    ),
    "D03 round to tens": (
        "It saw {{ v1.data.total | round(-3) | count }} faces.",
        "It took {{ v3.seconds | round(-1) | seconds }}.",
        "It has {{ resnet18.cost.parameters | round(-6) | count }}.",
    ),
    "D05 two roundings on a page": tuple(
        f"It has {{{{ acc({run}) | percent(1) }}}}, or {{{{ acc({run}) | percent(0) }}}}."
        for run in ("v1", "v3", "resnet18")
    ),
    "D06 floor": (
        "V1 has {{ (v1.cost.parameters // emotion.data.splits.train.n) | count }} a face.",
        "V3 has {{ (v3.cost.bytes // v1.cost.bytes) }} of it.",
        "It took {{ (resnet18.seconds // v1.seconds) | count }} times as long.",
    ),
    "D08 rounded to nought": (
        "V1 takes {{ (latency_ms(v1) / v1.data.total) | ms(0) }} of it.",
        "V3 took {{ (v3.seconds_per_epoch / v3.data.total) | seconds(0) }} a face.",
        "It took {{ (latency_ms(resnet18) / resnet18.data.total) | decimal(0) }} ms of it.",
    ),
    "D09 two roundings, two pages": tuple(
        f"{name} is right on {{{{ acc({run}) | percent(1) }}}}."
        for name, run in (("V1", "v1"), ("V3", "v3"), ("ResNet18", "resnet18"))
    ),
    "D10 more digits than samples": tuple(
        f"It is right on {{{{ acc({run}) | percent(5) }}}}." for run in ("v1", "v3", "resnet18")
    ),
    # prose without a claim
    "E01 beats": ("V1 beats V3.", "V3 beats V1.", "ResNet18 beats every net of ours."),
    "E02 wins": ("V1 wins.", "V3 wins by a mile.", "Here ResNet18 wins."),
    "E03 most accurate": (
        "V1 is the most accurate of all.",
        "V3 is the most accurate.",
        "It is our most accurate net.",
    ),
    "E04 best": ("V1 is the best we have.", "V3 is by far the best.", "ResNet18 is the best of all."),
    "E05 doubles": ("V1 doubles the accuracy.", "V3 doubles what V1 gets right.", "ResNet18 triples the score."),
    "E06 twice": ("V1 is twice as accurate as V3.", "V3 is twice as fast.", "It is twice as good as V1."),
    "E08 never wrong": ("V1 is never wrong.", "V3 never errs on a happy face.", "ResNet18 never makes a mistake."),
    "E09 always": ("V1 is always right.", "V3 always gets a smile right.", "ResNet18 always names the emotion."),
    "E10 all faces": (
        "V1 names all faces right.",
        "V3 gets every face right.",
        "ResNet18 recognises all of the faces.",
    ),
    "E11 no overfitting": ("V1 shows no overfitting.", "V3 does not overfit at all.", "There is no overfitting here."),
    "E12 faster": ("V1 is faster than V3.", "V3 is the faster of the two.", "ResNet18 answers faster than V1."),
    "E13 state of the art": ("V1 is state of the art.", "V3 reaches the state of the art.", "It sets a new record."),
    "E14 significant": (
        "V1 is significantly better.",
        "The lead of V3 is statistically significant.",
        "It is a significant gain over V1.",
    ),
    "E15 proves": ("This proves that V1 works.", "It proves that small is good.", "These results prove the idea."),
    "E16 cause": (
        "V1 does well because of its two paths.",
        "V3 is good thanks to attention.",
        "ResNet18 gets it right because it is deep.",
    ),
    "E17 human": (
        "V1 is better than people are.",
        "V3 is as good as a human.",
        "It reaches human level on the faces.",
    ),
    "E18 less wrong": (
        "V1 makes fewer mistakes than V3.",
        "V3 errs less often than V1.",
        "It has a lower error than V1.",
    ),
    "E19 same": (
        "V1 and V3 have the same accuracy.",
        "V3 does just as well as V1.",
        "It is as accurate as V1.",
    ),
    "E20 no difference": (
        "V1 and V3 do not differ.",
        "There is no difference between V3 and V1.",
        "It is equal to V1 in accuracy.",
    ),
    "E21 bullet": ("- V1 beats V3", "- faster than V1", "- the best of all nets"),
    "E22 table": (
        "| net | verdict |\n| --- | --- |\n| V1 | the best of all |",
        "| net | verdict |\n| --- | --- |\n| V3 | beats V1 |",
        "| net | verdict |\n| --- | --- |\n| ResNet18 | faster than V1 |",
    ),
    "E24 quotation": ("> V1 beats them all", "> V3 is the best net", "> It is faster than V1"),
    "E25 generalises": (
        "V1 works on any face.",
        "V3 will work in every country.",
        "ResNet18 generalises perfectly.",
    ),
    "E26 perfect": ("V1 is perfect.", "V3 makes no mistakes.", "ResNet18 is flawless on the test."),
    # claims whose words do not follow
    "F01 claim true": tuple(
        f"{{% claim true %}}\n{name} does well here.\n{{% endclaim %}}" for name in ("V1", "V3", "ResNet18")
    ),
    "F02 claim 1 < 2": tuple(
        f"{{% claim {test} %}}\n{name} does well here.\n{{% endclaim %}}"
        for name, test in (("V1", "1 < 2"), ("V3", "2 == 2"), ("ResNet18", "not false"))
    ),
    "F03 claim about something else": (
        "{% claim v1.cost.parameters > v3.cost.parameters %}\nV1 is more accurate than V3.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim overfits(v3) %}\nHm.\n{% else %}\nV3 is faster than V1.\n{% endclaim %}",
        "{% claim overfits(resnet18) or not overfits(resnet18) %}\nResNet18 beats V1.\n{% else %}\nHm.\n{% endclaim %}",
    ),
    "F04 text says the opposite": (
        "{% claim better(v1, v3) %}\nV1 does worse than V3.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim faster(v3, v1) %}\nV3 is slower than V1.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim better(resnet18, v1) %}\nResNet18 falls behind V1.\n{% else %}\nHm.\n{% endclaim %}",
    ),
    "F05 the other run": (
        "{% claim better(v1, v3) %}\nV3 does better than V1.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim faster(v3, v1) %}\nV1 is faster than V3.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim better(resnet18, v1) %}\nV1 beats ResNet18.\n{% else %}\nHm.\n{% endclaim %}",
    ),
    "F06 if in place of claim": (
        "{% if better(v1, v3) %}\nV1 does better than V3.\n{% else %}\nV1 does no better than V3.\n{% endif %}",
        "{% if acc(v3) > acc(v1) %}\nV3 is ahead of V1.\n{% else %}\nV3 is behind V1.\n{% endif %}",
        "{% if faster(resnet18, v1) %}\nIt answers sooner than V1.\n{% else %}\nIt answers later than V1.\n{% endif %}",
    ),
    "F07 false claim without else": (
        "{% claim acc(v1) < 0.01 %}\nV1 fails.\n{% endclaim %}",
        "{% claim acc(v3) > 0.999 %}\nV3 is right.\n{% endclaim %}",
        "{% claim acc(resnet18) < 0.01 %}\nIt fails.\n{% endclaim %}",
    ),
    "F08 false comparison without else": (
        "{% claim better(v1, v1) %}\nV1 does better than V1.\n{% endclaim %}",
        "{% claim faster(v3, v3) %}\nV3 is faster than V3.\n{% endclaim %}",
        "{% claim better(resnet18, resnet18) %}\nResNet18 does better.\n{% endclaim %}",
    ),
    "F09 doubles with >": (
        "{% claim acc(v1) > acc(v3) %}\nV1 doubles the accuracy of V3.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim acc(v3) > acc(v1) %}\nV3 is twice as accurate as V1.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim faster(resnet18, v1) %}\nResNet18 is twice as fast as V1.\n{% else %}\nHm.\n{% endclaim %}",
    ),
    "F10 two like branches": (
        "{% claim better(v1, v3) %}\nV1 does better than V3.\n{% else %}\nV1 does better than V3.\n{% endclaim %}",
        "{% claim faster(v3, v1) %}\nV3 is fast.\n{% else %}\nV3 is fast.\n{% endclaim %}",
        "{% claim better(resnet18, v1) %}\nIt does well.\n{% else %}\nIt does well.\n{% endclaim %}",
    ),
    "F11 unclear said as clear": (
        "{% claim not_apart(v1, v3) %}\nV1 beats V3.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim better(v3, v1) or worse(v3, v1) %}\nHm.\n{% else %}\nV3 does worse than V1.\n{% endclaim %}",
        "{% claim not_apart(resnet18, v1) %}\nResNet18 does better than V1.\n{% else %}\nHm.\n{% endclaim %}",
    ),
    # a second hand: written when the checks were done, by somebody who had not written them
    "S01 shares in other words": (
        "V1 gets four fifths of the faces.",
        "V3 misses one face in seven.",
        "ResNet18 names better than 60 in every hundred.",
    ),
    "S02 the wrong side of a share": (
        "V1 is wrong on {{ acc(v1) | percent(0) }} of the faces.",
        "The error rate of V3 is {{ acc(v3) | percent(0) }}.",
        "Of the test faces, {{ acc(resnet18) | percent(0) }} come out wrong.",
    ),
    "S03 another metric by name": (
        "The recall of V1 is {{ acc(v1) | percent(0) }}.",
        "V3 has an F1 score of {{ acc(v3) | percent(0) }}.",
        "The test loss of ResNet18 is {{ acc(resnet18) | percent(0) }}.",
    ),
    "S04 the wrong epoch": (
        "V1 peaks in epoch {{ v1.epochs }}.",
        "V3 is at its best in epoch {{ v3.epochs }}.",
        "It trained for {{ resnet18.best_epoch }} epochs.",
    ),
    "S05 test told as training": (
        "In training, V1 gets {{ acc(v1) | percent(0) }}.",
        "On its training faces V3 is right on {{ acc(v3) | percent(0) }}.",
        "Its validation accuracy is {{ acc(resnet18) | percent(0) }}.",
    ),
    "S06 wins in other words": (
        "V1 tops all the others.",
        "V3 leaves V1 far behind.",
        "ResNet18 outshines our own nets.",
    ),
    "S07 loses in other words": (
        "V3 is no match for V1.",
        "V1 cannot keep up with V3.",
        "V1 trails ResNet18 on every class.",
    ),
    "S08 sure of it": (
        "The lead of V1 is real.",
        "That cannot be luck.",
        "It rarely fails on a happy face.",
    ),
    "S09 causes in other words": (
        "Since it has two paths, V1 sees more.",
        "The attention is what makes V3 good.",
        "As a result of its depth, ResNet18 does well.",
    ),
    "S10 another run is the subject": (
        "{% claim better(v2, v3) %}\nV1 does better than V3.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim better(v1, v2) %}\nV3 beats V2.\n{% else %}\nHm.\n{% endclaim %}",
        "{% claim better(v1, v2) %}\nResNet18 outperforms V2.\n{% else %}\nHm.\n{% endclaim %}",
    ),
    # pictures
    "G01 no words for a picture of one's own": (
        "![](recorded/figures/emotion/benchmark.png)",
        "![](recorded/figures/emotion/benchmark.png)",
        "![](recorded/figures/emotion/benchmark.png)",
    ),
    "G02 empty words for it": (
        "![figure](recorded/figures/emotion/benchmark.png)",
        "![image](recorded/figures/emotion/benchmark.png)",
        "![benchmark.png](recorded/figures/emotion/benchmark.png)",
    ),
    "A12 number in the words of a figure": (
        "![It is right on 99 % of the faces](figure:emotion/emotionnet-v1/curves)",
        "![V3 reaches 91 percent](figure:emotion/emotionnet-v3/curves)",
        "![ResNet18 at 87.3 %](figure:emotion/resnet18/curves)",
    ),
    "A13 number in a caption": (
        '![](figure:emotion/emotionnet-v1/curves "99 % right")',
        '![](figure:emotion/emotionnet-v3/curves "It ends at 91 %")',
        '![](figure:emotion/resnet18/curves "87.3 of them")',
    ),
    "E23 claim in the words of a figure": (
        "![V1 beats V3 on every class](figure:emotion/emotionnet-v1/curves)",
        "![V3 is the best of all](figure:emotion/emotionnet-v3/curves)",
        "![ResNet18 is faster than V1](figure:emotion/resnet18/curves)",
    ),
    "E27 claim in a caption": (
        '![](figure:emotion/emotionnet-v1/curves "V1 wins")',
        '![](figure:emotion/emotionnet-v3/curves "the best of all nets")',
        '![](figure:emotion/resnet18/curves "faster than V1")',
    ),
    "G04 words of a figure that are of another": (
        "![The confusion matrix of V3](figure:emotion/emotionnet-v1/confusion)",
        "![Loss and accuracy of V1 by epoch](figure:emotion/emotionnet-v3/curves)",
        "![How V2 learned](figure:emotion/resnet18/curves)",
    ),
}
"""Kinds that are a block of their own, put below the first paragraph of a page on V1, V3 and ResNet18; the fault stands in
the first line of the block that holds more than a tag."""

FENCES: dict[str, tuple[str, ...]] = {
    "A16 formula": ("$$\nacc = 0.873\n$$", "$$\nacc = 91\\,\\%\n$$", "$$\n\\frac{642}{1000}\n$$"),
    "A17 diagram label": (
        "```diagram planted\n# What it does.\na = Face [input]\nb = 99 % right [output]\na -> b\n```",
        "```diagram planted\n# What it does.\na = Face [input]\nb = Right | 91 percent [output]\na -> b\n```",
        "```diagram planted\n# What it does.\na = Face [input]\nb = Right [output]\na -> b : 87.3 %\n```",
    ),
    "A18 description of a diagram": (
        "```diagram planted\n# It is right on 99 % of the faces.\na = Face [input]\nb = Emotion [output]\na -> b\n```",
        "```diagram planted\n# Ninety percent come out right.\na = Face [input]\nb = Emotion [output]\na -> b\n```",
        "```diagram planted\n# It has 4.2 M weights.\na = Face [input]\nb = Emotion [output]\na -> b\n```",
    ),
    "A21 comment in code": (
        "```python\nx = net(x)  # right on 99 % of the faces\n```",
        "```python\n# accuracy: 0.91\ny = net(x)\n```",
        "```python\ny = net(x)  # ninety percent right\n```",
    ),
    "A24 number in code": (
        "```python\naccuracy = 0.873\n```",
        '```python\nprint("91 % right")\n```',
        "```text\ntest accuracy 64.2 %\n```",
    ),
    "E28 claim in a diagram": (
        "```diagram planted\n# V1 beats V3.\na = Face [input]\nb = Emotion [output]\na -> b\n```",
        "```diagram planted\n# What it does.\na = Face [input]\nb = best of all nets [output]\na -> b\n```",
        "```diagram planted\n# It is faster than V1.\na = Face [input]\nb = Emotion [output]\na -> b\n```",
    ),
    "A04 typed in a table": (
        "| | accuracy |\n| --- | --- |\n| V1 | 87.3 % |",
        "| | 91 % |\n| --- | --- |\n| V3 | right |",
        "| | accuracy |\n| --- | --- |\n| ResNet18 | level 99 % |",
    ),
    "A14 dressed in a table": (
        "| | accuracy:99 |\n| --- | --- |\n| V1 | right |",
        "| | accuracy |\n| --- | --- |\n| V3 | `99 %` |",
        "| | accuracy |\n| --- | --- |\n| ResNet18 | ninety percent |",
    ),
    "A51 note in a comment that is spoken": (
        "V1 is right <!-- on 87 % --> on 88 %.",
        "It has {# some #} 91 percent.",
        "It is <!-- x --> right on 64 %.",
    ),
}
"""As `PARAGRAPHS`; the fault stands anywhere in the block."""

TITLES: dict[str, tuple[str, ...]] = {
    "A02 typed in a title": ("V1 is right on 87.3 %", "V3 reaches 91 %", "ResNet18 at 64.2 percent"),
    "A07 number words in a title": (
        "V1 is right on eighty-seven percent",
        "V3 gets nine out of ten",
        "Two thirds for ResNet18",
    ),
    "A45 a page number for a title": ("Page 87", "Page 91", "Page 642"),
    "E29 claim in a title": ("V1 beats every other network", "V3 is the best of all", "ResNet18 is faster than V1"),
    "E32 superlative in a title": ("The most accurate net", "Our fastest network", "The smallest error of all"),
}
"""Titles of a page of their own."""

SECTIONS: dict[str, tuple[str, ...]] = {
    "A41 section": ("It is right on 99 %", "Ninety percent", "91 percent and up"),
    "A42 section with content": (
        "87.3 % and a word\n\nHere we are.",
        "91 % of it\n\nOn we go.",
        "64 % again\n\nNow then.",
    ),
    "E33 claim in a section": ("V1 beats them all", "V3, the best of all nets", "ResNet18 is faster than V1"),
}
"""Sections."""

EVERYWHERE = {FIRST: "V1", THIRD: "V3", TRANSFER: "ResNet18"}

_FAULTY = re.compile(r"\S")


def inserted(pages: dict[str, str]) -> Iterator[Plant]:
    """The plants that are added to a page."""
    hosts = [(FIRST, "## V1 {{ phrases.converges"), (THIRD, "## V3 gets one stem"), (TRANSFER, "## ResNet18 gets")]
    for table in (PARAGRAPHS, FENCES):
        for kind, blocks in table.items():
            for (file, heading), block in zip(hosts, blocks, strict=True):
                lines = pages[file].split("\n")
                at = next(index for index, line in enumerate(lines) if line.startswith(heading)) + 1
                new = [*lines[:at], "", *block.split("\n"), "", *lines[at:]]
                first = at + 2
                yield Plant(kind, file, "\n".join(new), first, len(block.split("\n")))
    for kind, titles in TITLES.items():
        for (file, heading), title in zip(hosts, titles, strict=True):
            yield _page(kind, pages[file], file, heading, f"## {title}\n\nHere we are again.", 1)
    for kind, titles in SECTIONS.items():
        for (file, heading), title in zip(hosts, titles, strict=True):
            yield _page(kind, pages[file], file, heading, f"# {title}", 1)


def _page(kind: str, text: str, file: str, heading: str, block: str, lines: int) -> Plant:
    rows = text.split("\n")
    at = next(index for index, line in enumerate(rows) if line.startswith(heading))
    new = [*rows[:at], *block.split("\n"), "", *rows[at:]]
    return Plant(kind, file, "\n".join(new), at + 1, lines)


# -- What stands there already, changed -------------------------------------------------------------------------------

RUNS = {
    "v1": "v2", "v2": "v3", "v3": "v1", "resnet18": "resnet50", "resnet50": "resnet18",
    "direct_transfer": "direct_scratch", "direct_scratch": "direct_transfer",
    "indirect_transfer": "indirect_scratch", "indirect_scratch": "direct_scratch",
}  # fmt: skip
"""For each run the one that is taken in its place."""

_NAME = "|".join(sorted(RUNS, key=len, reverse=True))
_VALUE = re.compile(
    rf"\{{\{{ *(?P<value>(?:acc|balanced_acc|latency_ms|gmacs|gap)\((?P<called>{_NAME})\)|(?P<run>{_NAME})\.[\w.]+) *\|[^{{}}]*\}}\}}"
)
_TEST = re.compile(
    rf"\{{\{{ *(?P<value>(?:acc|balanced_acc)\((?:{_NAME})\)|(?:{_NAME})\.final\.test\.\w+|\w+\.data\.splits\.test\.n) *\|[^{{}}]*\}}\}}"
)
_CLAIM = re.compile(
    r"\{% (?P<tag>claim|outcome) (?P<test>(?:not )?(?P<name>better|worse|faster|overfits_more|compare|speed|\w+)\((?P<a>\w+), (?P<b>\w+)(?P<more>[^()]*)\))(?P<rest>[^%]*)%\}"
)
_ANY_CLAIM = re.compile(r"\{% claim (?P<test>[^%]+?) %\}")


def _changed(kind: str, file: str, text: str, start: int, end: int, new: str) -> Plant:
    return Plant(kind, file, text[:start] + new + text[end:], text.count("\n", 0, start) + 1, 1)


def _some(found: list[Plant], most: int) -> list[Plant]:
    """So many at the most, spread over the talk."""
    return found if len(found) <= most else [found[index * len(found) // most] for index in range(most)]


def swapped_run(pages: dict[str, str]) -> list[Plant]:
    """B01: a value of another run."""
    found = []
    for file, text in pages.items():
        for match in _VALUE.finditer(text):
            group = "called" if match["called"] else "run"
            found.append(_changed("B01 another run's value", file, text, *match.span(group), RUNS[match[group]]))
    return _some(found, 30)


def swapped_split(pages: dict[str, str]) -> list[Plant]:
    """B02: a value of the training split."""
    found = []
    for file, text in pages.items():
        for match in _TEST.finditer(text):
            value = match["value"]
            new = value.replace(".test.", ".train.") if ".test." in value else value[:-1] + ', "train")'
            found.append(_changed("B02 training for test", file, text, *match.span("value"), new))
    return _some(found, 15)


def swapped_metric(pages: dict[str, str]) -> list[Plant]:
    """B03: another metric."""
    found = []
    for file, text in pages.items():
        for index, match in enumerate(re.finditer(rf"(?<=\{{\{{ )acc\(({_NAME})\)(?= \|)", text)):
            new = f"f1({match[1]})" if index % 2 else f"{match[1]}.final.test.precision"
            found.append(_changed("B03 another metric", file, text, *match.span(), new))
    return _some(found, 12)


def literal_for_value(pages: dict[str, str]) -> list[Plant]:
    """B04, B05: a number, or words, typed in place of a value."""
    digits, words = [], []
    for file, text in pages.items():
        for match in re.finditer(r"\{\{ [^{}]*\| (?:percent|points|ms|params|megabytes|times)(?:\(\d\))? \}\}", text):
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if "{%" in line or "~" in match[0] or " if " in match[0]:
                continue
            digits.append(_changed("B04 a number for a value", file, text, *match.span(), "87.3 %"))
            words.append(_changed("B05 words for a value", file, text, *match.span(), "ninety percent"))
    return _some(digits, 25) + _some(words, 15)


def off_by_arithmetic(pages: dict[str, str]) -> list[Plant]:
    """B06: a value moved by hand."""
    found = []
    for file, text in pages.items():
        for index, match in enumerate(_VALUE.finditer(text)):
            value = match["value"]
            new = (f"({value} + 0.1)", f"({value} * 1.2)", f"({value} / 2)")[index % 3]
            found.append(_changed("B06 moved by arithmetic", file, text, *match.span("value"), new))
    return _some(found, 10)


def swapped_figure(pages: dict[str, str]) -> list[Plant]:
    """B10: another run's figure."""
    other = {
        "emotionnet-v1": "emotionnet-v2", "emotionnet-v2": "emotionnet-v3", "emotionnet-v3": "emotionnet-v1",
        "resnet18": "resnet50", "resnet50": "resnet18", "minilm-direct": "bilstm-direct",
        "bilstm-direct": "minilm-direct", "minilm-indirect": "bilstm-indirect", "bilstm-indirect": "minilm-indirect",
    }  # fmt: skip
    found = []
    for file, text in pages.items():
        for match in re.finditer(r"!\[\]\(figure:(?:emotion|reviews)/([\w-]+)/\w+\)", text):
            if match[1] in other:
                found.append(_changed("B10 another run's figure", file, text, *match.span(1), other[match[1]]))
    return _some(found, 9)


HEDGES = (
    (r"perhaps because", "because"), (r", perhaps because", ", because"), (r"\bPerhaps what\b", "What"),
    (r"\bmay be why\b", "is why"), (r"\bmay be better tuned\b", "is better tuned"), (r"\bmay make up\b", "makes up"),
    (r"\bmay be at fault\b", "is at fault"), (r"\bmay play a part\b", "plays a part"), (r"\bdoes seem to play\b", "does play"),
    (r"\bseems to make up\b", "makes up"), (r"\bdoes not seem to hold\b", "does not hold"), (r"\bOne likely reason is\b", "The reason is"),
    (r"\bdoes not clearly beat\b", "does not beat"), (r"\bdoes not clearly win\b", "does not win"), (r"\bno clear gain\b", "no gain"),
    (r"\babout as fast\b", "as fast"), (r"\bnot clearly higher\b", "not higher"), (r"\bgained nothing sure\b", "gained nothing"),
    (r"\bmay want more time\b", "wants more time"), (r", as far as we can tell", ""), (r"\bgains nothing clear\b", "gains nothing"),
    (r"\bnot for certain\b", "not"), (r"\bnot for sure\b", "not"), (r"\bSo far, size\b", "Size"), (r"\bmight do as well\b", "does as well"),
    (r"\bat least part of it\b", "all of it"), (r"\bno sure win\b", "no win"), (r"\bdoes not always win\b", "does not win"),
    (r"\bmakes no clear difference\b", "makes no difference"), (r"\bdoes seem to\b", "does"),
)  # fmt: skip
"""Hedges, and what is left without them."""

UNCLEAR = (
    (r"too close to call", "clearly apart"), (r"we cannot tell it from ResNet18", "we can tell it from ResNet18"),
    (r"keeps up with", "beats"), (r"is ahead, but not for sure", "is clearly ahead"), (r"we can't say so", "it loses"),
    (r"about as fast", "faster"), (r"so few faces settle nothing", "so it is worse"), (r"size has not decided", "size has decided"),
)  # fmt: skip
"""What leaves a comparison open, and what decides it."""


def hedge_removed(pages: dict[str, str]) -> list[Plant]:
    """E30, E31: a hedge left out; what is too close to call, called."""
    found: dict[str, list[Plant]] = {"E30 hedge removed": [], "E31 unclear made clear": []}
    for kind, table in (("E30 hedge removed", HEDGES), ("E31 unclear made clear", UNCLEAR)):
        taken: set[tuple[str, int]] = set()
        for file, text in pages.items():
            for pattern, new in table:
                for match in re.finditer(pattern, text):
                    if (file, match.start()) not in taken and "{#" not in text[text.rfind("\n", 0, match.start()) :][
                        :3
                    ]:
                        taken.add((file, match.start()))
                        found[kind].append(_changed(kind, file, text, *match.span(), new))
    return _some(found["E30 hedge removed"], 25) + _some(found["E31 unclear made clear"], 7)


def changed_claims(pages: dict[str, str]) -> list[Plant]:
    """F20 to F22: a claim with its runs swapped, its function turned round, or denied."""
    swapped, turned, denied = [], [], []
    for file, text in pages.items():
        for match in _CLAIM.finditer(text):
            if not match["rest"].strip() and match["a"] in {*RUNS, "winner", "champion", "rival", "slow", "squeezenet"}:
                new = f"{match['b']}, {match['a']}"
                swapped.append(_changed("F20 runs swapped", file, text, match.start("a"), match.end("b"), new))
        for match in re.finditer(r"(?<=\{% claim )(better|worse|faster)(?=\()", text):
            new = {"better": "worse", "worse": "better", "faster": "as_fast"}[match[0]]
            turned.append(_changed("F21 turned round", file, text, *match.span(), new))
        for match in re.finditer(r"(?<=\{% when )(better|worse)(?= %\})", text):
            new = {"better": "worse", "worse": "better"}[match[0]]
            turned.append(_changed("F21 turned round", file, text, *match.span(), new))
        for match in _ANY_CLAIM.finditer(text):
            new = f"not ({match['test']})"
            denied.append(_changed("F22 denied", file, text, *match.span("test"), new))
    return _some(swapped, 16) + _some(turned, 10) + _some(denied, 38)


def repeated_title(pages: dict[str, str]) -> list[Plant]:
    """G06: a title that is there already."""
    found = []
    for file, heading in ((FIRST, "V1 sees details and the whole face at once"), (THIRD, "V3 gets one stem and cheaper attention"),
                          (TRANSFER, "Borrowing weights takes two lines")):  # fmt: skip
        text = pages[file].rstrip("\n") + f"\n\n## {heading}\n\nHere we are again.\n"
        found.append(Plant("G06 repeated title", file, text, text[: text.rindex("## ")].count("\n") + 1, 1))
    return found


CHANGES: tuple[Callable[[dict[str, str]], list[Plant]], ...] = (
    swapped_run, swapped_split, swapped_metric, literal_for_value, off_by_arithmetic, swapped_figure, hedge_removed,
    changed_claims, repeated_title,
)  # fmt: skip


def plants(pages: dict[str, str]) -> list[Plant]:
    """Every plant in the talk whose page files are `pages`."""
    return [*inserted(pages), *(plant for change in CHANGES for plant in change(pages))]
