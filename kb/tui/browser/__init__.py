"""The screens of ``kb cards``."""
