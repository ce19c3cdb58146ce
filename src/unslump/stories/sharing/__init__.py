"""Sharing a story without its secrets: names found, figures shown as shares, and all of it checked again."""
