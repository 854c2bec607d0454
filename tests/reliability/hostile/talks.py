"""Talks that a stranger wrote: settings, pages, front matter, word lists, takes, captions, themes and recipes; each is
linted, filled, timed, looked at and made, and none of its programs may run."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attempt import PAGE, RAN, TALK, Case
from results import DEEP, ESCAPES, HUGE

READ = (["lint", "strange"], ["render", "strange"], ["budget", "strange"])
SLIDES = ["slides", "strange", "--silent", "--only", "deck", "--only", "player", "--no-check"]
TALKING = ["talk", "strange"]


def cases() -> Iterator[Case]:
    """All of them."""
    for name, text in SETTINGS.items():
        yield Case(f"talk.toml, {name}", _written("talk.toml", text), READ)
    for name, text in PAGES.items():
        yield Case(f"page, {name}", _written("pages/01.md", text), [*READ, SLIDES])
    for name, text in TEMPLATES.items():
        yield Case(f"template, {name}", _template(text), READ)
    for name, make in FOLDERS.items():
        yield Case(f"folder, {name}", make, [*READ, ["doctor", "strange"], SLIDES])
    for name, (make, verbs) in PROGRAMS.items():
        yield Case(f"program, {name}", make, verbs)


def _written(name: str, text: str | bytes) -> Callable[[Path], object]:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return lambda folder: (folder / name).write_bytes(data)


def _template(text: str) -> Callable[[Path], object]:
    def write(folder: Path) -> None:
        (folder / "pages/01.md").unlink()
        (folder / "pages/01.md.j2").write_text(f"## One thing is said\n\n{text}\n\nWe say it here.\n")

    return write


SETTINGS: dict[str, str | bytes] = {
    "nested deep": "a = " + "[" * DEEP + "]" * DEEP,
    "tables nested deep": "[" + ".".join(["a"] * 20_000) + "]\n",
    "200,000 tables": "".join(f"[a{i}]\n" for i in range(200_000)),
    "an integer of 6,000 digits": f"[talk]\nminutes = {HUGE}\n",
    "hexadecimal digits": f"[talk]\nminutes = 0x{'f' * 6000}\n",
    "infinite minutes": "[talk]\nminutes = inf\n",
    "minutes that are no number": "[talk]\nminutes = nan\n",
    "negative minutes": "[talk]\nminutes = -1\n",
    "minutes too small to be": "[talk]\nminutes = 5e-324\n",
    "a date of year 0": "[talk]\nminutes = 0000-00-00\n",
    "UTF-16": TALK.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + TALK.encode(),
    "NUL": TALK + "\0",
    "CR line ends": TALK.replace("\n", "\r"),
    "CRLF line ends": TALK.replace("\n", "\r\n"),
    "Latin-1": b'[talk]\ntitle = "caf\xe9"\n',
    "a title with escapes": '[talk]\ntitle = "\\u001b]0;owned\\u0007\\u001b[2J"\n',
    "a title with line ends": '[talk]\ntitle = "a\\nplainspoken: all is well"\n',
    "a title of 1 MB": f'[talk]\ntitle = "{"x" * 1_000_000}"\n',
    "a key with escapes": f'["{ESCAPES}"]\na = 1\n'.replace("\x1b", "\\u001b").replace("\x07", "\\u0007"),
    "a value with escapes": '[voice]\nengine = "\\u001b[2J"\n',
    "a key twice": "[talk]\nminutes = 1\nminutes = 2\n",
    "pages up and out": '[talk]\npages = ["../../../secret.txt"]\n',
    "pages of the system": '[talk]\npages = ["/etc/passwd"]\n',
    "a pattern of everything": '[talk]\npages = ["/**/*"]\n',
    "a million constants": "[constants]\n" + "".join(f"a{i} = 1\n" for i in range(100_000)),
    "imports up and out": '[imports]\n"mine/x" = "../../../secret.txt"\n',
    "imports of the system": '[imports]\n"mine/x" = "/etc/passwd"\n',
    "a pattern of the system": '[imports]\nmine = "/proc/*/environ"\n',
    "a pattern of stars": '[imports]\nmine = "' + "*/" * 60 + '*.json"\n',
    "an expression that backtracks": '[imports."mine/x"]\nfiles = ["x.log"]\npattern = ["(a+)+{step}$"]\n',
    "a theme up and out": '[slides]\ntheme = "../../.."\n',
    "a template of the system": '[slides]\ntemplate = "/etc/passwd"\n',
    "a part up and out": '[parts."../../x"]\npages = ["01"]\n',
    "a language of nowhere": '[talk]\nlanguage = "../../x"\n',
    "words that are expressions": '[words]\nlexicon = { "(a+)+$" = "x", "" = "y" }\n',
    "colours that are scripts": '[colours]\naccent = "url(javascript:alert(1))"\n',
    "nothing": "",
    "a program": "import os\nos.system('touch ran')\n",
}  # fmt: skip
PAGES: dict[str, str | bytes] = {
    "NUL": PAGE + "\0\0\0",
    "escapes": f"## A title {ESCAPES}\n\n- a bullet {ESCAPES}\n\nWe say {ESCAPES} it.\n",
    "a title of 1 MB": "## " + "word " * 200_000,
    "one word of 1 MB": PAGE + "x" * 1_000_000,
    "front matter nested deep": "+++\na = " + "[" * DEEP + "\n+++\n" + PAGE,
    "YAML front matter of laughs": "---\na: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n---\n" + PAGE,
    "YAML front matter of Python": "---\na: !!python/object/apply:os.system ['touch ran']\n---\n" + PAGE,
    "50,000 bullets": "## One thing is said\n\n" + "- a\n" * 50_000,
    "lists nested deep": "## One thing is said\n\n" + "".join("  " * i + "- a\n" for i in range(800)),
    "quotes nested deep": "## One thing is said\n\n" + ">" * 20_000 + " a\n",
    "300 pages": "## One\n\nA word.\n\n" * 300,
    "a table of 200 by 500": "## One\n\n" + "|" + "a|" * 200 + "\n" + "|" + "-|" * 200 + "\n" + ("|" + "1|" * 200 + "\n") * 500,
    "a formula nested deep": "## One\n\n$$" + r"\frac{" * 3000 + "a" + "}{b}" * 3000 + "$$\n",
    "a formula that reads a file": "## One\n\n$$\\input{/etc/passwd}\\write18{touch ran}$$\n",
    "a formula that defines itself": "## One\n\n$$\\def\\a{\\a\\a}\\a$$\n",
    "a graph that runs": "## One\n\n```dot\ndigraph { a [image=\"/etc/passwd\", label=<<IMG SRC=\"/etc/passwd\"/>>, URL=\"javascript:alert(1)\"] a -> a }\n```\n",
    "a graph of 20,000 edges": "## One\n\n```dot\ndigraph {\n" + "".join(f"n{i} -> n{i * 7 % 20000}\n" for i in range(20_000)) + "}\n```\n",
    "a diagram that clicks": "## One\n\n```mermaid\nflowchart LR\n a --> b\n click a \"javascript:alert(1)\"\n click b call x()\n```\n",
    "a diagram nested deep": "## One\n\n```mermaid\nflowchart LR\n" + "subgraph a\n" * 3000 + "end\n" * 3000 + "```\n",
    "code of another folder": "## One\n\n```python from ../../../../secret.txt\n```\n",
    "code of the system": "## One\n\n```python from /etc/passwd\n```\n",
    "code by a link": "## One\n\n```python from os.path:join\n```\n",
    "HTML": "## One\n\n<script>alert(1)</script><iframe src=javascript:alert(1)></iframe><img src=x onerror=alert(1)>\n",
    "links that run": "## One\n\n[a](javascript:alert(1)) [b](data:text/html,<script>) [c](file:///etc/passwd) [d](vbscript:x)\n",
    "line separators": "## One\u2028thing\u2029said\x85here\x0b\x0c\x1c\n\nWe say it.\n",
    "emoji of many parts": "## One\n\n" + "\U0001f469\u200d" * 5000 + "\n",
    "combining marks": "## One\n\na" + "\u0301" * 100_000 + "\n",
    "right to left": "## One \u202e\u2066 thing\n\nWe \u202e say.\n",
    "private characters": "## One\n\n" + "".join(chr(0xE000 + i) for i in range(2000)) + "\n",
    "no Unicode": b"## One\n\n\xff\xfe\xfa\n",
}  # fmt: skip
TEMPLATES = {
    "a file": "{% include '../../../secret.txt' %}",
    "a file of the system": "{% include '/etc/passwd' %}",
    "itself": "{% include '01.md.j2' %}",
    "a macro of itself": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "attributes by filter": "{{ ''|attr('__class__') }}",
    "attributes by format": "{{ '{0.__class__.__init__.__globals__}'.format(phrases) }}",
    "attributes by format_map": "{{ '{a.__class__}'.format_map({'a': 1}) }}",
    "globals of a function": "{{ range.__self__ }}{{ phrases.top_table.__globals__ }}",
    "globals of lipsum": "{{ lipsum.__globals__['os'].popen('touch ran') }}",
    "cycler": "{{ cycler.__init__.__globals__.os.system('touch ran') }}",
    "self": "{{ self._TemplateReference__context }}{{ self.__init__.__globals__ }}",
    "map of attributes": "{{ ['a'] | map(attribute='__class__') | list }}",
    "a power": "{{ 9 ** 9 ** 9 ** 9 }}",
    "a shift": "{{ 2 ** 100000000 }}",
    "repeated text": "{{ 'a' * 10 ** 10 }}",
    "repeated lists": "{% set x = [0] * 10 ** 9 %}{{ x | length }}",
    "padding": "{{ '%99999999999d' % 1 }}",
    "padding by format": "{{ '{:>9999999999}'.format('a') }}",
    "centred": "{{ 'a' | center(9999999999) }}",
    "indented": "{{ ('a\\n' * 10000) | indent(1000000) }}",
    "loops in loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}x{% endfor %}{% endfor %}{% endfor %}",
    "a range without end": "{% for a in range(10 ** 18) %}x{% endfor %}",
    "joined": "{{ (['a' * 100000] * 100000) | join }}",
    "replaced": "{{ ('a' * 100000) | replace('a', 'b' * 100000) }}",
    "wrapped": "{{ ('a ' * 1000000) | wordwrap(1) }}",
    "batched": "{{ [1] | batch(1000000000, 0) | list | length }}",
    "sliced": "{{ [1] | slice(1000000000) | list | length }}",
    "nested deep": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "blocks nested deep": "{% if 1 %}" * 2000 + "{% endif %}" * 2000,
    "an import": "{% import 'os' as os %}{{ os.system('touch ran') }}",
    "a debug extension": "{% debug %}",
    "an undefined call": "{{ nothing.at.all() }}",
}  # fmt: skip


def _link(name: str, target: str) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(target)

    return make


def _deep(folder: Path) -> None:
    for _ in range(400):
        folder = folder / "d"
        try:
            folder.mkdir()
        except OSError:
            return


def _many(folder: Path) -> None:
    for number in range(3000):
        (folder / f"pages/{number:04d}.txt").write_text("x")
    (folder / "loop").symlink_to(".")


FOLDERS: dict[str, Callable[[Path], object]] = {
    "a page that leads out": _link("pages/01.md", "../../../../secret.txt"),
    "a page of the system": _link("pages/01.md", "/etc/passwd"),
    "pages that lead out": lambda folder: (_remove(folder / "pages"), (folder / "pages").symlink_to("/etc")),
    "talk.toml that leads out": _link("talk.toml", "../../../secret.txt"),
    "a folder of itself": lambda folder: (folder / "again").symlink_to("."),
    "deep folders": _deep,
    "3,000 files": _many,
    "a name with escapes": lambda folder: (folder / "pages" / f"02{ESCAPES}.md").write_text(PAGE),
    "a name with line ends": lambda folder: (folder / "pages" / "02\nplainspoken: fine.md").write_text(PAGE),
    "a name like an option": lambda folder: (folder / "pages" / "--trust.md").write_text(PAGE),
    "a name that is a template": lambda folder: (folder / "pages" / "{{ 7 * 7 }}.md.j2").write_text(PAGE),
    "records that lead out": _link("recorded", "/etc"),
    "records that are a file": lambda folder: (folder / "recorded").write_text("x"),
    "a theme that leads out": lambda folder: (
        (folder / "theme").mkdir(), (folder / "theme/theme.toml").symlink_to("/etc/passwd"),
        (folder / "talk.toml").write_text(TALK + '[slides]\ntheme = "theme"\n'),
    ),
    "a theme of huge letters": lambda folder: (
        (folder / "theme").mkdir(), (folder / "theme/theme.toml").write_text("[sizes]\ntitle = 1e9\nbody = -5\n"),
        (folder / "talk.toml").write_text(TALK + '[slides]\ntheme = "theme"\n'),
    ),
    "settings of matplotlib": lambda folder: (
        (folder.parents[1] / "matplotlibrc").write_text("text.usetex: True\nbackend: module://ran\ntext.latex.preamble: \\write18{touch ran}\n"),
        (folder / "pages/01.md").write_text("## One\n\n$$a^2 + b^2$$\n\nWe say it.\n"),
    ),
    "word lists of nonsense": lambda folder: [
        (folder / name).write_bytes(b"\xff\0\t\t\n" * 100) for name in ("said.tsv", "lexicon.tsv", "words.tsv", "baseline.json")
    ],
}  # fmt: skip


def _remove(path: Path) -> None:
    import shutil

    shutil.rmtree(path)


TOUCH = f"import pathlib, os\npathlib.Path(os.environ['HOME'], {RAN!r}).touch()\n"
_ALL: Sequence[Sequence[str]] = [
    *READ,
    ["pages", "strange"],
    SLIDES,
    TALKING,
    ["narrate", "strange", "--dry-run"],
    ["narrate", "strange"],
    ["doctor", "strange"],
    ["outcomes", "strange"],
    ["shorten", "strange", "--diff"],
    ["experiments", "list", "strange"],
    ["experiments", "status", "strange"],
    ["experiments", "run", "strange"],
    ["record", "strange", "--check"],
    ["talk", "strange", "--results", "train"],
]
RECIPE = 'study = "mine"\ntitle = "Mine"\nmodule = "{}"\n[profiles.quick]\n[runs.one]\ntitle = "One"\n'
STUDIES = '[experiments]\nstudies = ["mine"]\n'


def _command(line: str, more: str = "") -> Callable[[Path], object]:
    named = more or 'engine = "command"'
    toml = f'[talk]\nminutes = 1\n[voice]\n{named}\noptions = {{ command = "{line}" }}\n'
    return lambda folder: (folder / "talk.toml").write_text(toml)


def _study(module: str, files: dict[str, str]) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        (folder / "talk.toml").write_text(TALK + STUDIES)
        for name, text in {"recipes/mine.toml": RECIPE.format(module), **files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return make


def _beside(*names: str) -> Callable[[Path], object]:
    """Files of Python where the program is started and in the talk's own folders."""

    def make(folder: Path) -> None:
        for place in (folder.parents[1], folder, folder / "pages"):
            for name in names:
                (place / name).write_text(TOUCH)

    return make


def _compiled(folder: Path) -> None:
    import py_compile

    _study("mine_study", {})(folder)
    source = folder / "x.py"
    source.write_text(TOUCH)
    py_compile.compile(str(source), cfile=str(folder / "recipes/mine_study.pyc"))
    source.unlink()


def _programs_in_path(folder: Path) -> None:
    for name in (
        "git",
        "ffmpeg",
        "espeak-ng",
        "flite",
        "festival",
        "gs",
        "latex",
        "dot",
        "uv",
        "fc-list",
        "soffice",
        "npm",
    ):
        for place in (folder.parents[1], folder):
            (place / name).write_text(f"#!/bin/sh\ntouch $HOME/{RAN}\n")
            (place / name).chmod(0o755)


PROGRAMS: dict[str, tuple[Callable[[Path], object], Sequence[Sequence[str]]]] = {
    "a voice command": (_command(f"touch $HOME/{RAN} {{text}} {{wav}}"), _ALL),
    "a voice command of a shell": (_command(f"sh -c 'touch {RAN}' {{text}} {{wav}}"), _ALL),
    "a command named with the voice": (_command(f"touch {RAN} {{text}} {{wav}}", "voice = 'command:x'"), _ALL),
    "a command in a part": (_command(f"touch {RAN} {{text}} {{wav}}"), [["talk", "strange", "--engine", "command"], ["narrate", "strange", "--engine", "command"]]),
    "a study module": (_study("mine_study", {"recipes/mine_study.py": TOUCH}), _ALL),
    "a study package": (_study("mine_study.inner", {"recipes/mine_study/__init__.py": TOUCH, "recipes/mine_study/inner.py": TOUCH}), _ALL),
    "a study module beside": (_study("strange_study", {"strange_study.py": TOUCH, "pages/strange_study.py": TOUCH}), _ALL),
    "a compiled study module": (_compiled, _ALL),
    "an installed module": (_study("antigravity", {}), _ALL),
    "a module of the program": (_study("plainspoken.__main__", {}), _ALL),
    "a module that is no name": (_study("../../x", {}), _ALL),
    "a recipe of a shipped study": (_study("plainspoken.experiments.studies.emotion.emotion_study", {"recipes/emotion.py": TOUCH}), _ALL),
    "modules with known names": (_beside("json.py", "numpy.py", "torch.py", "typer.py", "multiprocessing.py", "struct.py", "PIL.py", "lxml.py"), _ALL),
    "conftest and its like": (_beside("conftest.py", "sitecustomize.py", "usercustomize.py", "setup.py", "plainspoken.py", "plainspoken_plugin.py", "noxfile.py", "x.pth"), _ALL),
    "programs with known names": (_programs_in_path, _ALL),
    "a cluster": (lambda folder: (folder / "talk.toml").write_text(TALK + STUDIES + 'cluster = "192.0.2.1:1"\n'), [["talk", "strange", "--results", "train"], ["experiments", "run", "strange"]]),
    "a device that is a command": (lambda folder: _study("plainspoken.experiments.studies.emotion.emotion_study", {"recipes/mine.toml": RECIPE.format("plainspoken.experiments.studies.emotion.emotion_study").replace("[runs.one]", '[train]\ndevice = "$(touch ran)"\n[runs.one]\nmodel = "; touch ran"\n')})(folder), [["experiments", "run", "strange"], ["experiments", "status", "strange"]]),
    "an engine that is a module": (lambda folder: (folder / "talk.toml").write_text('[voice]\nengine = "..command"\n'), _ALL[:7]),
    "a voice of flite that is an option": (lambda folder: (folder / "talk.toml").write_text('[voice]\nengine = "flite"\nvoice = "-o/tmp/ran"\n'), [["narrate", "strange"]]),
    "a voice of festival that is Scheme": (lambda folder: (folder / "talk.toml").write_text('[voice]\nengine = "festival"\nvoice = "a) (system \\"touch ran\\""\n'), [["narrate", "strange"]]),
    "a voice of espeak up and out": (lambda folder: (folder / "talk.toml").write_text('[voice]\nengine = "espeak"\nvoice = "../../../../etc/passwd"\n'), [["narrate", "strange"], SLIDES]),
    "a model of piper of the system": (lambda folder: (folder / "talk.toml").write_text('[voice]\nengine = "piper"\nvoice = "/etc/passwd"\n'), [["narrate", "strange"]]),
    "takes that are playlists": (lambda folder: _takes(folder, b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"), [["record", "strange", "--check"], ["narrate", "strange"], TALKING]),
    "takes that are lists": (lambda folder: _takes(folder, b"ffconcat version 1.0\nfile /etc/passwd\n"), [["record", "strange", "--check"], ["narrate", "strange"]]),
    "takes of 4 GB": (lambda folder: _takes(folder, b"RIFF\xff\xff\xff\xffWAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 22050, 44100, 2, 16) + b"data\xff\xff\xff\xff" + bytes(2000)), [["narrate", "strange"]]),
    "takes of no rate": (lambda folder: _takes(folder, b"RIFF\x40\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 0, 0, 0, 0, 0) + b"data\x10\0\0\0" + bytes(16)), [["narrate", "strange"]]),
    "takes of 65,535 channels": (lambda folder: _takes(folder, b"RIFF\x40\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 65535, 4_000_000_000, 1, 2, 16) + b"data\x10\0\0\0" + bytes(16)), [["narrate", "strange"]]),
    "takes that lead out": (lambda folder: (_takes(folder, b""), (folder / "takes/01.wav").unlink(), (folder / "takes/01.wav").symlink_to("/dev/zero")), [["narrate", "strange"]]),
    "weights of another folder": (lambda folder: (folder / "talk.toml").write_text(TALK + STUDIES.replace("mine", "emotion") + 'profile = "smoke"\nweights = { "emotionnet-v1" = "/etc/passwd" }\n'), [["experiments", "run", "strange"]]),
    "data of the system": (lambda folder: (folder / "talk.toml").write_text(TALK + STUDIES.replace("mine", "emotion") + 'profile = "smoke"\ndata = { faces = "/etc" }\n'), [["experiments", "run", "strange"]]),
}  # fmt: skip


def _takes(folder: Path, data: bytes) -> None:
    (folder / "takes").mkdir(exist_ok=True)
    (folder / "talk.toml").write_text('[talk]\nminutes = 1\n[voice]\nengine = "take"\n')
    for name in ("01.wav", "01-one-thing-is-said.wav", "one-thing-is-said.wav"):
        (folder / "takes" / name).write_bytes(data)
