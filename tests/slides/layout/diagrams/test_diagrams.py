from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.script.model import Diagram, Source
from plainspoken.slides.layout.boxes import Box, DiagramBlock
from plainspoken.slides.layout.check_layout import within
from plainspoken.slides.layout.diagrams import diagram_aspect, names, place_diagram
from plainspoken.slides.layout.diagrams.diagram_language import KINDS, DescriptionError, parse, spoken
from plainspoken.slides.layout.diagrams.draw_diagram import draw
from plainspoken.slides.layout.theme import read_theme

THEME = read_theme()
BODY = Box(48, 96, 864, 394)
AT = Source(file="pages/03.md", line=20, column=1, end_line=24, end_column=4)


def named(name: str, text: str = "", **more: Any) -> Diagram:
    return Diagram(name=name, text=text, at=AT, **more)


def block_of(item: Diagram, box: Box = BODY) -> DiagramBlock:
    blocks = place_diagram(item, 3, box, THEME)
    assert blocks is not None
    (block,) = blocks
    assert isinstance(block, DiagramBlock)
    return block


def crossed(block: DiagramBlock) -> list[str]:
    """Boxes that an arrow runs through."""
    found = []
    boxes = [node for node in block.nodes if node.paragraphs]
    for edge in block.edges:
        for (x0, y0), (x1, y1) in zip(edge.points, edge.points[1:], strict=False):
            line = Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
            for node in boxes:
                inner = node.box.inset(1.5)
                if (
                    line.left < inner.right
                    and line.right > inner.left
                    and line.top < inner.bottom
                    and line.bottom > inner.top
                ):
                    found.append(node.id)
    return found


@pytest.mark.parametrize("name", names())
def test_the_diagrams_that_ship_are_drawn_well(name: str) -> None:
    block = block_of(named(name))
    assert within(block.box, BODY)
    assert block.alt.endswith(".")
    assert crossed(block) == []
    boxes = [node.box for node in block.nodes if node.paragraphs]
    assert not any(a.overlaps(b) for place, a in enumerate(boxes) for b in boxes[place + 1 :])
    assert min(run.size for node in block.nodes for p in node.paragraphs for run in p.runs) >= 14
    assert (block.item, block.name) == (3, "item-3")


@pytest.mark.slow
def test_the_networks_described_are_those_that_are_trained() -> None:
    """The channels in the descriptions stand in the modules, layer for layer."""
    torch = pytest.importorskip("torch")
    from plainspoken.experiments.models import emotionnet

    for version in (1, 2, 3):
        model = getattr(emotionnet, f"EmotionNetV{version}")(7, 64)
        widths = {m.out_channels for m in model.modules() if isinstance(m, torch.nn.Conv2d)}
        widths |= {m.out_features for m in model.modules() if isinstance(m, torch.nn.Linear)}
        block = block_of(named(f"emotionnet-v{version}"))
        words = " ".join(p.text for node in block.nodes for p in node.paragraphs).replace(",", " ").split()
        said = {int(word) for word in words if word.isdigit() and int(word) > 8}
        joined = {128, 256}  # what joining two paths gives is no layer's own width
        assert said <= widths | joined, (version, said - widths)
        assert {max(widths)} <= said


@pytest.mark.slow
def test_resnets_described_have_the_blocks_that_torchvision_builds() -> None:
    models = pytest.importorskip("torchvision.models")
    words = " ".join(p.text for node in block_of(named("resnets")).nodes for p in node.paragraphs)
    for model in (models.resnet18(), models.resnet50()):
        for stage in (model.layer1, model.layer2, model.layer3, model.layer4):
            last = stage[-1]
            channels = (last.bn3 if hasattr(last, "bn3") else last.bn2).num_features
            assert f"{len(stage)} blocks {channels}" in words


def test_a_shortcut_goes_around_and_says_its_words() -> None:
    block = block_of(named("own", "x = in [input]\nx -> a -> b -> sum\nx -> sum : shortcut\nsum = + [op]"))
    assert crossed(block) == []
    assert [p.text for label in block.labels for p in label.paragraphs] == ["shortcut"]
    around = next(edge for edge in block.edges if len(edge.points) > 2)
    assert around.arrow
    assert {node.id: node.shape for node in block.nodes}["sum"] == "circle"


def test_groups_frame_their_boxes_and_panels_stand_apart() -> None:
    text = "flow right\npanel One\na -> b -> c\ngroup Inner: b, c\npanel Two\na -> d"
    block = block_of(named("own", text))
    frame = next(node for node in block.nodes if node.id.startswith("frame"))
    inside = [node for node in block.nodes if node.id in ("b", "c")]
    assert all(within(node.box, frame.box) for node in inside)
    headings = [p.text for label in block.labels for p in label.paragraphs]
    assert headings == ["Inner", "One", "Two"]
    assert frame.fill == "frame"


def test_dashed_arrows_and_flow_down() -> None:
    block = block_of(named("own", "flow down\na --> b"))
    (edge,) = block.edges
    assert edge.dashed
    (x0, y0), (x1, y1) = edge.points
    assert x0 == x1
    assert y0 < y1


def test_the_drawing_takes_the_flow_that_fills_its_box() -> None:
    text = "\n".join(f"step {n} -> step {n + 1}" for n in range(5))
    wide, tall = block_of(named("own", text)), block_of(named("own", text), Box(0, 0, 220, 460))
    assert wide.box.width > wide.box.height
    assert tall.box.height > tall.box.width
    assert diagram_aspect(named("own", text)) > 2


def test_alt_text_is_the_authors_or_the_arrows_in_words() -> None:
    assert spoken(parse("a = first | thing\na -> b : then")) == "Diagram. first thing to b (then)"
    assert spoken(parse("# Two boxes.\na -> b")) == "Two boxes."
    assert block_of(named("own", "a -> b", alt="Mine.")).alt == "Mine."


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a -> b\nflow up", 2, "flow 'up' is not known"),
        ("a = b [sphere]", 1, "no kind is called 'sphere'"),
        ("a -> b\n\na -> a", 3, "leads to itself"),
        ("a -> a", 1, "leads to itself"),
        ("a -> b\ngroup G: a, z", 2, "names 'z'"),
        ("# nothing", 1, "nothing is described"),
        ("\n".join(f"a{n}" for n in range(300)), 201, "more than 200 boxes"),
        ("\n".join(["a -> b -> c"] * 300), 201, "more than 400 arrows"),
        ("a\n" + "group x: a\n" * 50, 42, "more than 40 groups"),
        ("a = b ] c", 1, "is not a box"),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        place_diagram(named("own", text), 0, BODY, THEME)
    assert caught.value.file == "pages/03.md"
    assert caught.value.line == 20 + line


def test_an_unknown_name_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match="no diagram is called 'transformer'") as caught:
        place_diagram(named("transformer"), 0, BODY, THEME)
    assert "residual-block" in caught.value.remedy


def test_what_does_not_fit_is_not_drawn_small() -> None:
    assert (
        place_diagram(named("own", " -> ".join(f"a layer with a name {n}" for n in range(30))), 0, BODY, THEME) is None
    )


NAMES = st.sampled_from(["a", "b", "c", "d", "e f", "g+h", "long words here"])
ARROWS = st.lists(st.tuples(NAMES, NAMES, st.sampled_from(["->", "-->"])), min_size=1, max_size=9)


@settings(max_examples=40, deadline=None)
@given(ARROWS, st.sampled_from(KINDS))
def test_any_graph_without_loops_is_drawn_without_overlap(arrows: list[tuple[str, str, str]], kind: str) -> None:
    lines = [f"a = a [{kind}]"]
    for start, end, arrow in arrows:
        if start < end:  # the names are in order, so there is no loop
            lines.append(f"{start} {arrow} {end}")
    drawn = draw(parse("\n".join(lines)), Box(0, 0, 2000, 2000), THEME)
    assert drawn is not None
    boxes = [node.box for node in drawn.nodes]
    assert not any(a.overlaps(b) for place, a in enumerate(boxes) for b in boxes[place + 1 :])
    assert all(within(box, drawn.box) for box in boxes)
    block = DiagramBlock("d", drawn.box, drawn.nodes, drawn.edges, "alt", drawn.labels)
    assert crossed(block) == []


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("ab ->|=[]:#\n,"), max_size=60))
def test_the_parser_answers_or_explains(text: str) -> None:
    try:
        description = parse(text)
    except DescriptionError as error:
        assert error.line >= 1
        assert error.remedy
    else:
        assert any(panel.shapes for panel in description.panels)


@pytest.mark.parametrize(("off", "straight"), [(0.0, True), (4.0, True), (-9.0, True), (30.0, False)])
def test_an_arrow_has_no_small_step_between_boxes_of_unlike_height(off: float, straight: bool) -> None:
    from plainspoken.slides.layout.diagrams.arrow_routes import docks_of
    from plainspoken.slides.layout.diagrams.diagram_parts import DiagramStyle

    boxes = {"low": Box(0, 0, 80, 30), "high": Box(120, 15 + off - 40, 80, 80)}
    middles: dict[str | int, float] = {"low": 15.0, "high": 15.0 + off}
    start, end = docks_of(["low", "high"], boxes, middles, DiagramStyle(20.0, False, 20.0, THEME))
    assert (start == end) is straight
    for at, box in ((start, boxes["low"]), (end, boxes["high"])):
        assert box.top + 0.15 * box.height < at < box.bottom - 0.15 * box.height


CHAIN = "flow right\n" + " -> ".join(f"step number {n}" for n in range(1, 10))


def test_a_long_chain_is_laid_in_two_rows_with_larger_type() -> None:
    block = block_of(named("chain", CHAIN))
    tops = {round(node.box.top) for node in block.nodes}
    assert len(tops) == 2
    assert min(run.size for node in block.nodes for run in node.paragraphs[0].runs) >= 20
    assert crossed(block) == []
    assert all(within(node.box, BODY) for node in block.nodes)
    assert all(BODY.left <= x <= BODY.right and BODY.top <= y <= BODY.bottom for e in block.edges for x, y in e.points)
    turns = [edge for edge in block.edges if len(edge.points) > 4]
    assert len(turns) == 1, "one arrow leads from the first row to the second"


def test_a_short_chain_and_one_that_leads_down_stay_as_they_are() -> None:
    assert len({round(node.box.top) for node in block_of(named("row", "flow right\na -> b -> c")).nodes}) == 1
    down = block_of(named("down", CHAIN.replace("right", "down")), Box(48, 96, 300, 900))
    assert len({round(node.box.left) for node in down.nodes}) == 1


def test_rows_are_cut_only_where_one_arrow_goes_on_and_no_group_is_torn() -> None:
    from plainspoken.slides.layout.diagrams.two_rows import rows_of

    text = "\n".join(["a -> b -> c -> d -> e -> f", "b -> d", "group G: d, e"])
    cuts = [(rows.arrow.start, rows.arrow.end) for rows in rows_of(parse(text).panels[0])]
    assert cuts == []
    free = "\n".join(["a -> b -> c -> d -> e -> f", "group G: d, e"])
    assert ("d", "e") not in [(rows.arrow.start, rows.arrow.end) for rows in rows_of(parse(free).panels[0])]
    assert ("c", "d") in [(rows.arrow.start, rows.arrow.end) for rows in rows_of(parse(free).panels[0])]


def words_of(name: str) -> str:
    return " ".join(p.text for node in block_of(named(name)).nodes for p in node.paragraphs)


def test_the_designs_of_the_six_networks_are_those_of_their_modules() -> None:
    from plainspoken.experiments.studies.scenes.network_table import design

    inception = design("googlenet")
    assert words_of("inception-module").count("1×1") == inception["branches"] == 4
    assert "two in all" in words_of("inception-module") and inception["auxiliary"] == 2
    residual, split = design("resnet50"), design("resnext50_32x4d")
    for name, block in (("bottleneck", residual), ("cardinality", split)):
        assert f"{block['wide']} channels" in words_of(name) and f"to {block['narrow']}" in words_of(name)
    assert f"Path {split['groups']}" in words_of("cardinality")
    assert f"{split['narrow'] // split['groups']} channels" in words_of("cardinality")
    stages = design("regnet_x_3_2gf")
    for blocks, channels in zip(stages["blocks"], stages["channels"], strict=True):
        assert f"{blocks} blocks {channels}" in words_of("regnet-stages")


def test_an_inverted_bottleneck_and_a_shuffle_are_drawn_as_they_run() -> None:
    from torchvision.models.mobilenetv2 import InvertedResidual
    from torchvision.models.shufflenetv2 import InvertedResidual as ShuffleUnit

    layers = InvertedResidual(24, 24, 1, 6).conv
    wide, alone, narrow = layers[0][0], layers[1][0], layers[2]
    assert wide.out_channels > wide.in_channels
    assert alone.groups == alone.in_channels
    assert narrow.out_channels < narrow.in_channels
    words = words_of("inverted-bottleneck")
    assert words.index("wider") < words.index("each channel alone") < words.index("narrow again")
    unit = ShuffleUnit(116, 116, 1)
    assert unit.branch2[3].groups == unit.branch2[3].in_channels  # the middle convolution filters each channel alone
    assert "each channel alone" in words_of("channel-shuffle")
    assert "Shuffle" in words_of("channel-shuffle")


def test_a_backslash_takes_a_signs_meaning_away() -> None:
    (panel,) = parse(r"n1 = Conv \[3x3\] \| 64 | stride\: 2 [input]" "\nn1 -> n2\n" r"group A\: all: n1").panels
    assert (panel.shapes[0].label, panel.shapes[0].detail, panel.shapes[0].kind) == (
        "Conv [3x3] | 64",
        "stride: 2",
        "input",
    )
    assert panel.groups[0].label == "A: all"


def test_two_hyphens_in_a_boxs_words_are_no_line() -> None:
    (panel,) = parse("a = before -- after\na -> b").panels
    assert panel.shapes[0].label == "before -- after"


def test_lines_without_a_head_have_none() -> None:
    block = block_of(named("x", "a -- b\nb .. c\nc -> d"))
    assert [(edge.arrow, edge.dashed) for edge in block.edges] == [(False, False), (False, True), (True, False)]


@pytest.mark.parametrize("flow", ["right", "down"])
@pytest.mark.parametrize("loop", ["a -> b\nb -> a", "a -> b\nb -> c\nc -> a", "a -> b\nb -> c\nb -> d\nd -> a\nc -> d"])
def test_an_arrow_that_leads_back_is_told_from_those_that_lead_onward(loop: str, flow: str) -> None:
    block = block_of(named("x", f"flow {flow}\n{loop}"))
    assert crossed(block) == []
    boxes = {node.id: node.box for node in block.nodes if node.paragraphs}
    for line, edge in zip(loop.split("\n"), block.edges, strict=True):
        start, end = line.split(" -> ")
        for name, (x, y) in ((start, edge.points[0]), (end, edge.points[-1])):
            box = boxes[name].inset(-1)
            assert box.left <= x <= box.right and box.top <= y <= box.bottom
    segments = [{point for pair in zip(e.points, e.points[1:], strict=False) for point in pair} for e in block.edges]
    back = block.edges[-1] if "c -> d" not in loop else block.edges[3]
    others = set().union(*(found for edge, found in zip(block.edges, segments, strict=True) if edge is not back))
    assert not {back.points[0], back.points[-1]} & others
