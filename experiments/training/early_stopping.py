"""When to stop training because validation gets no better."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class EarlyStopper:
    """Counts validations that are clearly worse than the best one.

    A score above the best starts the count anew. A score more than `min_delta` below the best adds one. What lies
    between, the dead zone, does neither.

    Attributes:
        patience: how many such validations stop the training; 0 never stops it.
        min_delta: width of the dead zone, in units of the score.
        best: the highest score so far.
        stale: the count.
    """

    patience: int
    min_delta: float = 0.0
    best: float = float("-inf")
    stale: int = 0

    def update(self, score: float) -> bool:
        """Take the score of one validation, higher is better; True when it is the best so far."""
        if score > self.best:
            self.best, self.stale = score, 0
            return True
        if score < self.best - self.min_delta:
            self.stale += 1
        return False

    @property
    def reason(self) -> str:
        """Why the training stopped, with the dead zone that was in force."""
        zone = f" by more than {self.min_delta:g}" if self.min_delta else ""
        return f"{self.stale} validations were worse than the best{zone}"

    @property
    def stop(self) -> bool:
        """Whether to stop."""
        return 0 < self.patience <= self.stale
