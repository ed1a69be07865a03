"""Packages of Anki: what is in the file, read and written in every form there has been."""
