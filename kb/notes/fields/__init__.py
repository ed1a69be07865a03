"""The labelled parts of a note."""
