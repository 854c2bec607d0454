"""Layout: from a script's pages to slides of boxes in points, the same for deck, player and video."""
