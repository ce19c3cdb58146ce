"""Feeds of other firms' boards: fetched with care, read as hostile, and one's own written."""
