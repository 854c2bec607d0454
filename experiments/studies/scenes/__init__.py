"""The multi-label study: which of many labels a picture, or its caption, has."""
