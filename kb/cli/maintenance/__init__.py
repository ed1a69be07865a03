"""kb doctor, backup, restore, config and completion."""
