"""account_lifecycle."""
