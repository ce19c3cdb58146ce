"""Who may come in, how they prove it, and what they may do."""
