"""Style and scripts, served from the package."""
