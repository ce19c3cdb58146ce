"""Companies that never were: a generator with known truth, and the demo company made with it."""
