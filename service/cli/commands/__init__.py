"""One module a command: `add_arguments(parser)` and `run(args) -> exit status`. The table is service/cli/table.py."""
