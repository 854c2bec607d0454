"""The emotion study: seven emotions in small pictures of faces."""
