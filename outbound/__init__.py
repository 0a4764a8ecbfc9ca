"""From a decision to postings and letters, and their way out of the house."""
