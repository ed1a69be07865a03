"""The tables, and the SQL that all rooms of the store share."""
