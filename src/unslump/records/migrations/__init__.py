"""The steps from one layout of the records database to the next."""
