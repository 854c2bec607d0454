"""The talk as a video."""
