"""Which runs a sentence names."""

from __future__ import annotations

from collections.abc import Callable

from plainspoken.script.lint.truth.run_names import RunNames, run_names


def test_a_run_with_a_short_name_is_known_before_it_has_a_record() -> None:
    names = run_names({"faces/resnet18": "ResNet18"}, {"deep": "faces/resnet50"}, {"faces": ["joy", "anger"]})
    assert names.named("ResNet18 has eighteen layers, ResNet50 fifty.") == {"faces/resnet18", "faces/resnet50"}
    assert names.run_of("deep") == "faces/resnet50"


def test_a_record_s_own_title_counts_before_its_short_name() -> None:
    names = run_names({"faces/net": "Mobile"}, {"small": "faces/net"}, {})
    assert names.title("faces/net") == "Mobile"


def test_of_names_that_share_words_those_count_of_which_a_text_holds_most() -> None:
    titles = {f"s/{size}-{kind}": f"{size} {kind}" for size in ("tiny", "huge") for kind in ("forest", "mixer")}
    names = run_names(titles, {}, {})
    assert names.named("The huge forest wins.") == {"s/huge-forest"}
    assert names.named("A forest wins.") == {"s/huge-forest", "s/tiny-forest"}
    assert names.named("The forest and the mixer, both huge.") == {"s/huge-forest", "s/huge-mixer"}
    assert names.named("Nothing of the kind.") == frozenset()
    assert names.run_of("s.tiny_mixer.final") == "s/tiny-mixer" and names.run_of("s.small") is None


def test_what_a_sentence_names_is_found_in_the_same_steps_among_many_runs(
    lines_run: Callable[[Callable[[], object]], int],
) -> None:
    """A talk of 500 pages about 1,000 runs asks ten thousand times."""

    def among(number: int, *, shared: str = "") -> RunNames:
        letters = {str(n): letter for n, letter in enumerate("abcdefghij")}
        word = {n: "".join(letters[digit] for digit in f"{n:04d}") for n in range(number)}
        return run_names({f"s/{word[n]}": f"{word[n]} {shared}{n % 2}" for n in range(number)}, {}, {})

    def ask(names: RunNames, text: str) -> int:
        names.named("warm"), names.run_of("s.warm")
        return lines_run(
            lambda: [names.named(f"{text}, {n + 20} of them.") for n in range(50)] + [names.run_of("s.aaac")]
        )

    few, many = (ask(among(number), "The network aaab") for number in (100, 1000))
    assert many < 1.2 * few
    # A word that half of the runs have in common is looked up for each of them once.
    few, many = (ask(among(number, shared="deep"), "The deep0 network") for number in (100, 1000))
    assert many < 12 * few


def test_names_of_many_studies_are_gathered_in_steps_that_grow_with_them(
    lines_run: Callable[[Callable[[], object]], int],
) -> None:
    def gather(number: int) -> int:
        titles = {f"study{n}/run": f"model{n}" for n in range(number)}
        return lines_run(lambda: run_names(titles, {}, {}))

    assert gather(400) < 4.5 * gather(100)
