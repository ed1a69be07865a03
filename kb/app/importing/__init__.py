"""Importing folders: what changed on disk becomes what the store holds."""
