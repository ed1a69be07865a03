"""What is open in the tabs of browsers: reviews and inboxes, and what their scripts are told."""
