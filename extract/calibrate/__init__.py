"""Fitting how far a reading can be trusted, on labelled documents: collect, fit, report."""
