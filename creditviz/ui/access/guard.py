"""Between the network and every route of the app: foreign hosts are refused, every answer forbids what no page needs.

Streamlit's own `server.allowedHosts` looks at the WebSocket alone; here it holds for files, uploads and pages too.
"""

from __future__ import annotations

from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

# Streamlit's page has an inline script and inline styles, its tables draw with WebAssembly, and the committee's pack is
# one file with its script inside: what is inline stays allowed. Nothing comes from, or goes to, another server.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' data: blob:",
        "frame-ancestors 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
REFUSED = (
    "This server answers under the names in server.allowedHosts only. Open it as http://localhost, or add the name in "
    ".streamlit/config.toml."
)


class Guard:
    """ASGI middleware: who asks under another name is refused, who is answered gets `HEADERS`.

    Parameters
    ----------
    app : what is guarded.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request or WebSocket."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        if not is_host_allowed(Headers(scope=scope).get("host")):
            return await _refuse(scope, receive, _with_headers(send))
        return await self.app(scope, receive, _with_headers(send))


async def _refuse(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})  # before it was accepted: the client gets a 403
    else:
        await PlainTextResponse(REFUSED, status_code=421)(scope, receive, send)


def _with_headers(send: Any) -> Any:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent


MIDDLEWARE = (Middleware(Guard),)
