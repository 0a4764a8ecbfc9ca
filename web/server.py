"""Serves the console with uvicorn, in the main thread or in one of its own."""

from __future__ import annotations

import threading

import uvicorn

from models.errors import MissingError
from service.app import App
from service.settings import Settings
from web.app import make_app

_LOOK_SECONDS = 0.2


def address(settings: Settings, port: int | None = None) -> str:
    """Return where staff find the console."""
    host = settings.web.host
    shown = f"[{host}]" if ":" in host else host
    return settings.web.public_url or f"http://{shown}:{port or settings.web.port}/"


def run(app: App, stop: threading.Event | None = None, *, port: int | None = None) -> None:
    """Serve until `stop` is set or, in the main thread, until the process is told to end. Raises MissingError when the port is taken.

    uvicorn hears the signals while it serves, and raises them again when it is done: whoever calls this in the main thread
    has handlers of its own (`service.signals`), or that second signal ends the process on the spot.
    """
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(app),
            host=app.settings.web.host,
            port=app.settings.web.port if port is None else port,
            log_config=None,
            # Addresses of pages hold no personal data, but who looked at what is the audit trail's to say.
            access_log=False,
            server_header=False,
            lifespan="off",
            proxy_headers=True,
            forwarded_allow_ips="127.0.0.1,::1",
            timeout_graceful_shutdown=5,
        )
    )
    if stop is not None:
        threading.Thread(target=_end_with, args=(server, stop), name="console-stop", daemon=True).start()
    try:
        server.run()
    except SystemExit:
        where = f"{app.settings.web.host}:{port or app.settings.web.port}"
        raise MissingError(
            f"The console cannot listen on {where}: another program has the port. Choose another as web.port."
        ) from None


def _end_with(server: uvicorn.Server, stop: threading.Event) -> None:
    while not stop.wait(_LOOK_SECONDS) and not server.should_exit:
        pass
    server.should_exit = True
