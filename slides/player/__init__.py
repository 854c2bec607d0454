"""The web player: one HTML file with slides, voice, captions and transcript, which needs nothing else."""

from plainspoken.slides.player.build_player import build_player
from plainspoken.slides.player.live_reload import live_page

__all__ = ["build_player", "live_page"]
