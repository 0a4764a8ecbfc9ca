"""Engines that run the steps: in one process on SQLite, on many machines on PostgreSQL. Business code imports neither."""
