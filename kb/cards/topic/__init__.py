"""What a note is about, what it says, and how questions about it are worded."""
