"""In a log, long work shows as plain lines: the start, now and then, the end."""

import io

from plainspoken.progress_bars import LogLines, showing


def test_lines_are_spaced_and_tell_share_and_time_left() -> None:
    now = [0.0]
    stream = io.StringIO()
    lines = LogLines(stream, clock=lambda: now[0])
    lines.start("train", total=10, note="resnet18")
    for done in range(1, 11):
        now[0] += 2
        lines.advance("train", done, f"epoch {done}")
    lines.finish("train")
    said = stream.getvalue().splitlines()
    assert said == [
        "train: resnet18 ...",
        "train 30 %: epoch 3, 14 s left",
        "train 60 %: epoch 6, 8.0 s left",
        "train 90 %: epoch 9, 2.0 s left",
        "train: done (20 s)",
    ]


def test_a_stream_that_is_no_terminal_gets_lines() -> None:
    stream = io.StringIO()
    with showing(stream) as progress:
        progress.start("speak")
        progress.finish("speak", "43 pages")
    assert stream.getvalue().splitlines()[0] == "speak ..."
    assert "43 pages" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_gets_bars_and_a_line_at_the_end() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with showing(stream) as progress:
        progress.start("speak", total=2)
        progress.advance("speak", 1, "page one")
        progress.finish("speak", "2 pages")
    assert "speak: 2 pages" in stream.getvalue()
