"""Every text of the pages, in one catalogue a language, so that they can be translated."""
