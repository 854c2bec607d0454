"""Training: settings, batches, schedules, the loop, and what it costs."""
