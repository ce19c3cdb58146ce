"""War stories: what went wrong elsewhere or before, found when it is about to happen again."""
