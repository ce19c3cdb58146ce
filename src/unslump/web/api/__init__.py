"""JSON under /api/v1: the results of the command line, by the same functions."""
