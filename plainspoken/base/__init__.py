"""What every package builds on: errors, files, records as JSON, progress, fonts. Imports nothing else of ours."""
