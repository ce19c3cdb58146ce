"""Questions that take long: asked once for a history, worked out by a worker, kept for who looks next."""
