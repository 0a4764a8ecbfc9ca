"""The words of the domain: values that every stage shares. Imports nothing of ours."""
