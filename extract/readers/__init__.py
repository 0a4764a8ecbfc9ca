"""Readers: one module for each form a document comes in, all giving the same `Extraction`."""
