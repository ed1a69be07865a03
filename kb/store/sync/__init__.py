"""The log as a synchronised folder has it: what goes out, and what comes in."""
