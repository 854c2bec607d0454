"""Optimizers written out: how each one turns a gradient into a step. Arrays of numpy alone.

A rule is called with a gradient, what it remembers, and the rate; it gives what is taken off the weights. Sources:
Polyak 1964 (momentum), Nesterov 1983 as Sutskever et al. 2013 write it, Duchi et al. 2011 (Adagrad), Hinton 2012
lecture 6 (RMSProp), Kingma and Ba 2015 (Adam). The tests hold each one against `torch.optim`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Memory = dict[str, Any]
"""What a rule keeps of one array of weights from step to step."""

GAMMA = 0.9
"""Momentum: the share of the last step that is kept."""

DECAY = 0.99
"""Share of the squared gradients that RMSProp keeps; `torch.optim`'s own."""

BETA_1, BETA_2 = 0.9, 0.999
"""Adam's two shares; those of its paper."""

EPSILON, ADAGRAD_EPSILON = 1e-8, 1e-10
"""What keeps a division from being one by zero; `torch.optim`'s own."""


def descent(gradient: Array, memory: Memory, rate: float) -> Array:
    """Plain gradient descent: rate times gradient."""
    return rate * gradient


def momentum(gradient: Array, memory: Memory, rate: float) -> Array:
    """V = gamma V + rate * gradient; V is the step."""
    memory["v"] = GAMMA * memory.get("v", 0.0) + rate * gradient
    step: Array = memory["v"]
    return step


def adagrad(gradient: Array, memory: Memory, rate: float) -> Array:
    """All squared gradients add up; each weight's rate is divided by the root of its sum."""
    memory["cache"] = memory.get("cache", 0.0) + gradient**2
    step: Array = rate * gradient / (memory["cache"] ** 0.5 + ADAGRAD_EPSILON)
    return step


def rmsprop(gradient: Array, memory: Memory, rate: float) -> Array:
    """As Adagrad, with a moving average in place of the sum."""
    memory["cache"] = DECAY * memory.get("cache", 0.0) + (1 - DECAY) * gradient**2
    step: Array = rate * gradient / (memory["cache"] ** 0.5 + EPSILON)
    return step


def adam(gradient: Array, memory: Memory, rate: float) -> Array:
    """Moving averages of the gradient and of its square, both corrected for their start at zero."""
    t = memory["t"] = memory.get("t", 0) + 1
    memory["m"] = BETA_1 * memory.get("m", 0.0) + (1 - BETA_1) * gradient
    memory["v"] = BETA_2 * memory.get("v", 0.0) + (1 - BETA_2) * gradient**2
    m, v = memory["m"] / (1 - BETA_1**t), memory["v"] / (1 - BETA_2**t)
    step: Array = rate * m / (v**0.5 + EPSILON)
    return step


def adam_uncorrected(gradient: Array, memory: Memory, rate: float) -> Array:
    """Adam as the course notes have it: the averages as they are. Its first step is (1 - beta1) / sqrt(1 - beta2), or
    3.16, times as long as it should be."""
    memory["m"] = BETA_1 * memory.get("m", 0.0) + (1 - BETA_1) * gradient
    memory["v"] = BETA_2 * memory.get("v", 0.0) + (1 - BETA_2) * gradient**2
    step: Array = rate * memory["m"] / (memory["v"] ** 0.5 + EPSILON)
    return step


@dataclass(frozen=True)
class UpdateRule:
    """A rule, and where it wants the gradient: `ahead` times its last step V before the weights."""

    name: str
    title: str
    step: Callable[[Any, Memory, float], Any]
    ahead: float = 0.0


RULES = {
    rule.name: rule
    for rule in (
        UpdateRule("sgd", "SGD", descent),
        UpdateRule("momentum", "Momentum", momentum),
        UpdateRule("nesterov", "Nesterov", momentum, ahead=GAMMA),
        UpdateRule("notes-nesterov", "Nesterov as noted", momentum, ahead=1.0),
        UpdateRule("adagrad", "Adagrad", adagrad),
        UpdateRule("rmsprop", "RMSProp", rmsprop),
        UpdateRule("adam", "Adam", adam),
        UpdateRule("adam-uncorrected", "Adam, uncorrected", adam_uncorrected),
    )
}
"""Every rule by name. Nesterov takes the gradient at W - gamma V; the notes, which leave gamma out, at W - V."""


def find_rule(name: str) -> UpdateRule:
    """The rule of that name.

    Raises:
        InputError: there is none.
    """
    if name not in RULES:
        raise InputError(f"no optimizer is called {name!r}", remedy=f"there are {', '.join(RULES)}")
    return RULES[name]


def first_step(rule: UpdateRule) -> float:
    """How long a rule's first step is for a gradient of one, over the rate."""
    import numpy as np

    return float(rule.step(np.ones(1), {}, 1.0)[0])


class Descender:
    """Moves arrays of weights by a rule, in place."""

    def __init__(self, rule: UpdateRule, weights: list[Array]) -> None:
        self.rule, self.weights = rule, weights
        self._memories: list[Memory] = [{} for _ in weights]

    def places(self) -> list[Array]:
        """Where the rule wants the gradient: at the weights, or ahead of them."""
        if not self.rule.ahead:
            return self.weights
        return [w - self.rule.ahead * m.get("v", 0.0) for w, m in zip(self.weights, self._memories, strict=True)]

    def move(self, gradients: list[Array], rate: float) -> None:
        """One step."""
        for weight, gradient, memory in zip(self.weights, gradients, self._memories, strict=True):
            weight -= self.rule.step(gradient, memory, rate)
