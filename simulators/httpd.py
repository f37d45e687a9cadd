"""One port: find the host by the path's prefix and speak HTTP for it."""

import logging
import socketserver
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from simulators.control.host import HOST as CONTROL
from simulators.hosts import serve
from simulators.sms.host import HOST as SMS
from simulators.web import Request, Response
from simulators.wechat.host import HOST as WECHAT
from simulators.wechatpay.host import HOST as WECHATPAY
from simulators.world import World

HOSTS = (CONTROL, WECHAT, WECHATPAY, SMS)
LOCAL = "127.0.0.1"
NO_CONTENT = 204
logger = logging.getLogger("simulators.http")


def answer(world: World, request: Request) -> Response:
    """Let the host answer what follows its prefix."""
    if request.path == "/healthz":
        return Response(body=b"ok", headers={"Content-Type": "text/plain"})
    for host in HOSTS:
        if request.target.startswith(host.prefix + "/"):
            inner = Request(request.method, request.target[len(host.prefix) :], request.headers, request.body)
            return serve(world, host, inner)
    return Response(status=404)


class Server(ThreadingHTTPServer):
    """A thread per request, all over one world."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, world: World) -> None:
        self.world = world
        super().__init__((LOCAL, port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer would ask the resolver for our own name, which can take seconds and serves nothing here.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOCAL, int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that gave up waiting is what the timeout faults are for.
        logger.debug("connection with %s broke", client_address, exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave in one packet; two would wait for each other (Nagle against delayed ACK).
    wbufsize = -1
    server: Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        # One request per connection: no idle connection outlives the server.
        self.close_connection = True
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        try:
            response = answer(self.server.world, request)
        except Exception:
            logger.exception("%s %s broke the simulator", self.command, self.path)
            response = Response(status=500, body=b'{"code":"SIMULATOR_BROKEN"}')
        if response.hold_seconds is not None:
            self.server.world.stopping.wait(response.hold_seconds)
            return
        self._send(response)

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != NO_CONTENT:
            self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server gave it
        logger.debug(format, *args)
