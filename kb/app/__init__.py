"""Use cases: one function a thing the user does; the only place that joins the rooms."""
