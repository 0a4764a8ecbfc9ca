"""The shell: settings, database, steps, jobs, commands. The only place that knows the real adapters."""
