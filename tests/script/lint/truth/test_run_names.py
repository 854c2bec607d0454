"""Which runs a sentence names."""

from __future__ import annotations

from plainspoken.script.lint.truth.run_names import run_names


def test_a_run_with_a_short_name_is_known_before_it_has_a_record() -> None:
    names = run_names({"faces/resnet18": "ResNet18"}, {"deep": "faces/resnet50"}, {"faces": ["joy", "anger"]})
    assert names.named("ResNet18 has eighteen layers, ResNet50 fifty.") == {"faces/resnet18", "faces/resnet50"}
    assert names.run_of("deep") == "faces/resnet50"


def test_a_record_s_own_title_counts_before_its_short_name() -> None:
    names = run_names({"faces/net": "Mobile"}, {"small": "faces/net"}, {})
    assert names.title("faces/net") == "Mobile"
