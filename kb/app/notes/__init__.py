"""Finding, showing, searching and writing notes."""
