"""Supplier memory: where one supplier prints one value, shown by a person, approved by another, heard as one voice among others."""
