"""The page of ``kb serve``: a way in, as the terminal is."""
