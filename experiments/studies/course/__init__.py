"""A course on how networks learn and how they are built: one study a lab, told by `talks/course`."""
