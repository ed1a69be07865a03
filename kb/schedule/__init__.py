"""Memory and time decide what comes next."""
