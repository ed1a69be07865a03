"""kb list, show, search, tags, new and edit."""
