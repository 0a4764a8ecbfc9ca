"""Suppliers from other countries: only their words."""
