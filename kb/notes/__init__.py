"""Files on disk become Note values: pure, but for ``walk``, the one module that reads files."""
