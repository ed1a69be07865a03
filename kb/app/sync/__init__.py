"""``kb sync``: one log for several machines."""
