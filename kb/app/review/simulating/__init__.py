"""``kb simulate``: the months to come."""
