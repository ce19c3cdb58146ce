"""Needs matched with offers, leads with sellers, and orders kept as the obligations that they are."""
