"""The peers: one file each, every one used as its documentation recommends, with its own uncertainty."""
