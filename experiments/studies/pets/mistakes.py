"""Every picture that a run got wrong, by the name of its file and by how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plainspoken.experiments.studies.pets.pet_files import CLASSES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.studies.pets.pet_data import PetSet
    from plainspoken.experiments.tasks.work import WorkResult

Mistakes = dict[str, list[str | float]]


def list_mistakes(result: WorkResult, pets: PetSet) -> Mistakes:
    """The mistakes of a piece of work that kept its answers to the test pictures."""
    return mistakes_of(result.arrays["test_logits"], pets)


def mistakes_of(logits: NDArray[np.float32], pets: PetSet) -> Mistakes:
    """Columns `file`, `truth`, `said` and `margin`, the surest mistake first.

    The margin is the probability of the answer minus that of the truth, between 0 and 1.

    Args:
        logits: answers [n, 2] to the test pictures.
    """
    import numpy as np

    targets = pets.targets[pets.splits["test"]]
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    shares = shifted / shifted.sum(1, keepdims=True)
    said = shares.argmax(1)
    places = np.arange(len(targets))
    margins = shares[places, said] - shares[places, targets]
    wrong = np.flatnonzero(said != targets)
    order = wrong[np.argsort(-margins[wrong], kind="stable")]
    names = [pets.names[int(pets.splits["test"][i])] for i in order]
    return {
        "file": list(names),
        "truth": [CLASSES[int(targets[i])] for i in order],
        "said": [CLASSES[int(said[i])] for i in order],
        "margin": [round(float(margins[i]), 4) for i in order],
    }
