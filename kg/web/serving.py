"""The production server: waitress around the application, ended in good order by SIGTERM or SIGINT."""

from __future__ import annotations

import logging
import signal
import time
from types import FrameType
from typing import Any

from kg.config import Settings
from kg.errors import StoreError
from kg.web.app import MAX_BODY, create_app, service_of

log = logging.getLogger(__name__)

_TICK = 0.5
# Seconds that running answers have after the signal.
_GRACE = 10.0
# Answers beyond the first number of bytes are spooled to a file, so that a slow client holds no reader; beyond the
# second the reader waits after all.
_SPOOL = 1 << 20
_MAX_SPOOL = 1 << 30
# Threads besides those that wait for a reader: exports, pages and health checks always get one.
_OTHER_THREADS = 8
_QUEUED_PER_READER = 5


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then answer what is running, end the readers and return.

    Raises:
        StoreError: There is nothing to read, or the address cannot be listened on.
    """
    app = create_app(settings)
    service = service_of(app)
    try:
        service.start()
        _Server(app, settings).run()
    finally:
        service.close()


class _Server:
    """waitress with an orderly end: its own `run` drops the answers that are under way."""

    def __init__(self, app: Any, settings: Settings) -> None:
        import waitress

        self._map: dict[int, Any] = {}
        self._stopping = False
        try:
            self._server = waitress.create_server(
                app,
                map=self._map,
                host=settings.host,
                port=settings.port,
                threads=settings.readers * _QUEUED_PER_READER + _OTHER_THREADS,
                ident="newsgraph",
                # One byte above the limit of the application, which answers with a problem document.
                max_request_body_size=MAX_BODY * 2,
                channel_request_lookahead=1,
                outbuf_overflow=_SPOOL,
                outbuf_high_watermark=_MAX_SPOOL,
                log_socket_errors=False,
                clear_untrusted_proxy_headers=True,
            )
        except OSError as error:
            raise StoreError(f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}") from error
        log.info("serving %s at http://%s:%d/", settings.store, settings.host, settings.port)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._stopping:
            self._loop(_TICK)
        log.info("shutting down")
        self._close_listeners()
        end = time.monotonic() + _GRACE
        while self._busy() and time.monotonic() < end:
            self._loop(0.05)
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=1)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _loop(self, timeout: float) -> None:
        from waitress import wasyncore

        wasyncore.loop(timeout=timeout, map=self._map, use_poll=True, count=1)

    def _close_listeners(self) -> None:
        from waitress.server import BaseWSGIServer

        for entry in list(self._map.values()):
            if isinstance(entry, BaseWSGIServer):
                entry.del_channel()
                entry.socket.close()

    def _busy(self) -> bool:
        """Whether an answer is being made or sent."""
        from waitress.channel import HTTPChannel

        channels = [entry for entry in self._map.values() if isinstance(entry, HTTPChannel)]
        return any(channel.requests or channel.total_outbufs_len for channel in channels)
