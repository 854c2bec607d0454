"""The web player: one HTML file with slides, voice, captions and transcript, which needs nothing else."""

from slides.player.build import build_player
from slides.player.live import live_page

__all__ = ["build_player", "live_page"]
