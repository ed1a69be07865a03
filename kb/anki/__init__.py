"""The formats of Anki: packages, note types, fields, and AnkiConnect."""
