"""What keeps strangers, forms from elsewhere and too much of anything out."""
