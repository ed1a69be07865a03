"""Files on disk become Note values: pure, except for ``walk``, the one module that reads files."""
