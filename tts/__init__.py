"""Turn a rendered script into sound, with the time of every word."""
