"""The studies that come with the program, a folder each."""
