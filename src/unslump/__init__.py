"""unslump."""
