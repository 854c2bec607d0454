"""Turn page templates and result records into words that can be said in the time allowed."""
