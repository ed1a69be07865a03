"""The tables, and the SQL that every query shares."""
