"""Is something going wrong, and what: the watch, the diagnosis, and the outlook."""
