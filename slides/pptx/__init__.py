"""The PowerPoint deck: native shapes, narration and animation."""
