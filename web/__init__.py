"""The staff console: routes by noun that call `service.actions`."""
