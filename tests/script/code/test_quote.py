"""Code on a page by its name: from the experiments package and the talk's folder, from nowhere else."""

import subprocess
import sys
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.lint.lint_target import LintTarget, lint
from plainspoken.script.model import Code
from plainspoken.script.page.to_markdown import as_markdown
from plainspoken.script.render import Rendered, render, render_text
from plainspoken.script.settings import LimitSettings, ScriptSettings

PAGE = "## One\n\n```{info}\n{body}```\n\nLook at this.\n"


def page(folder: Path, info: str, body: str = "", name: str = "page.md") -> Rendered:
    path = folder / name
    path.write_text(PAGE.format(info=info, body=body), encoding="utf-8")
    return render(folder, ScriptSettings(), None, file=path, talk="sample")


def code(rendered: Rendered) -> Code:
    return next(item for item in rendered.script.pages[0].items if isinstance(item, Code))


def test_a_method_of_the_experiments_is_quoted_without_importing_torch(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        PAGE.format(info="python from plainspoken.experiments.models.attention:SelfAttention.forward", body="")
    )
    program = (
        "import sys, pathlib; from plainspoken.script.render import render;"
        "from plainspoken.script.settings import ScriptSettings;"
        f"f = pathlib.Path({str(tmp_path)!r});"
        "s = render(f, ScriptSettings(), None, file=f / 'a.md', talk='t').script;"
        "print(s.pages[0].items[0].text.split(chr(10))[0]); print('torch' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.split("\n")[:2] == ["def forward(self, x):", "False"]


def test_the_script_keeps_the_code_and_where_it_is_from(tmp_path: Path) -> None:
    rendered = page(
        tmp_path, "python from plainspoken.experiments.models.emotionnet:EmotionNetV1.__init__ self.local_path"
    )
    item = code(rendered)
    assert item.origin == "plainspoken.experiments.models.emotionnet:EmotionNetV1.__init__"
    assert item.language == "python"
    assert item.text.startswith("self.local_path = nn.Sequential(")
    assert item.at.line == 3
    assert [path.name for path in rendered.quoted] == ["emotionnet.py"]
    assert item.text in as_markdown(rendered.script)


def test_a_file_of_the_talk_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "mine.py").write_text("def step(x: int) -> int:\n    return x + 1\n")
    assert code(page(tmp_path, "python from code/mine.py:step")).text == "def step(x):\n    return x + 1"
    assert code(page(tmp_path, "py from code/mine.py")).text == "def step(x):\n    return x + 1"


def test_wide_code_is_broken_at_the_columns_that_the_talk_sets(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE.format(info="python from m.py:v", body=""))
    (tmp_path / "m.py").write_text("v = function(first_argument, second_argument)\n")
    settings = ScriptSettings(limits=LimitSettings(code_columns=40))
    rendered = render(tmp_path, settings, None, file=tmp_path / "a.md", talk="t")
    assert code(rendered).text == "v = function(\n    first_argument, second_argument\n)"
    settings = ScriptSettings(limits=LimitSettings(code_columns=None))
    assert "\n" not in code(render(tmp_path, settings, None, file=tmp_path / "a.md", talk="t")).text


@pytest.mark.parametrize(
    ("info", "says", "remedy"),
    [
        ("python from torch.nn:Linear", "code cannot be quoted from 'torch.nn'", "experiments"),
        ("python from script.render:render", "cannot be quoted from 'script.render'", "experiments"),
        (
            "python from plainspoken.experiments.models.atention:X",
            "no module 'plainspoken.experiments.models.atention'",
            "attention",
        ),
        ("python from experiments/../script/render.py:render", "no file", "mine.py"),
        ("python from ../other.py:f", "leads out of the talk's folder", "copy the file"),
        ("python from /etc/passwd.py:f", "leads out of the talk's folder", "copy the file"),
        ("python from gone.py:f", "no file 'gone.py' in the talk's folder", "mine.py"),
        ("python from mine.py:stop", "nothing called `stop` in mine.py", "step"),
        ("python from mine.py:step yy", "no statement for `yy` in `step` in mine.py", "`y`"),
        ("python from mine.py:a-b", "`a-b` is no name", "write for example"),
        ("python from broken.py:f", r"broken.py is not Python: .* \(line 1\)", "mend"),
        ("python from", "names no source", "write for example"),
        ("rust from mine.py:step", "only Python can be quoted by name, not 'rust'", "write for example"),
        ("python from mine.py:step", "holds some of its own", "leave the block empty"),
    ],
)
def test_what_cannot_be_quoted_is_an_error_at_the_block(tmp_path: Path, info: str, says: str, remedy: str) -> None:
    (tmp_path / "mine.py").write_text("def step(x):\n    y = x\n    return y\n")
    (tmp_path / "broken.py").write_text("def f(:\n")
    body = "own = 1\n" if info.endswith("mine.py:step") and info.startswith("python") else ""
    with pytest.raises(InputError, match=says) as caught:
        page(tmp_path, info, body)
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "page.md"), 3)
    assert remedy in (caught.value.remedy or "")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "talk").mkdir()
    (tmp_path / "secret.py").write_text("def f():\n    return 1\n")
    (tmp_path / "talk" / "link.py").symlink_to(tmp_path / "secret.py")
    with pytest.raises(InputError, match="leads out"):
        page(tmp_path / "talk", "python from link.py:f")


def test_a_huge_file_and_one_nested_too_deep_are_refused(tmp_path: Path) -> None:
    (tmp_path / "large.py").write_text("x = 1\n" * 200_000)
    with pytest.raises(InputError, match="too large"):
        page(tmp_path, "python from large.py:x")
    (tmp_path / "deep.py").write_text("x = " + "(" * 5000 + ")" * 5000 + "\n")
    with pytest.raises(InputError, match=r"is not Python|cannot be read as Python"):
        page(tmp_path, "python from deep.py:x")


def test_templates_quote_too_and_an_unfinished_name_tells_the_place_in_the_template(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    path = tmp_path / "pages" / "1.md.j2"
    path.write_text(
        "{% set what = 'SpatialAttention' %}\n"
        + PAGE.format(info="python from plainspoken.experiments.models.attention:{{ what }}.forward", body="")
    )
    settings = ScriptSettings()
    assert "torch.cat" in code(render(tmp_path, settings, None, talk="t")).text
    path.write_text(path.read_text().replace("SpatialAttention", "SpacialAttention"))
    with pytest.raises(InputError, match="SpacialAttention") as caught:
        render(tmp_path, settings, None, talk="t")
    assert caught.value.line == 4


def test_code_that_is_too_large_for_a_slide_is_found_by_lint(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        PAGE.format(info="python", body="x = 1\n" * 17) + PAGE.format(info="python", body=f"x = '{'w' * 80}'\n")
    )
    report = lint(LintTarget("a", tmp_path, ScriptSettings(), None, tmp_path / "a.md"))
    found = [finding.message for finding in report.findings if finding.code == "PS410"]
    assert found == [
        "this code has 17 lines, and a slide holds 16",
        "this code is 86 columns wide, and a slide holds 72",
    ]


def test_a_text_without_a_file_may_quote_the_experiments() -> None:
    rendered = render_text(
        PAGE.format(info="python from plainspoken.experiments.models.attention import", body=""), ScriptSettings()
    )
    assert code(rendered).text.startswith("import torch\n")


def test_a_block_of_code_that_only_looks_alike_is_left_alone() -> None:
    rendered = render_text("## One\n\n```python\nfrom os import path\n```\n\nLook.\n", ScriptSettings())
    assert code(rendered).text == "from os import path"
    assert code(rendered).origin is None
