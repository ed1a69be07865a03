"""Logs of several machines in one folder: their format, their files, and which cards are one."""
