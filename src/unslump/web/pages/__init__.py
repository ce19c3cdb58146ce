"""One file a page: what is asked of it, and what its template is given."""
