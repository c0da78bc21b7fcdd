# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small HTTP/1.1 server on asyncio for tests: what it sends is up to the last byte the caller's,
so that it can also send what no proper server would."""

import asyncio
import json
import os
import signal
import sys


class Request:
    def __init__(self, method, path, headers, body):
        self.method = method
        self.path, _, self.query = path.partition("?")
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Close(Exception):
    """Raised by a handler: the connection ends here, with a reset when asked for."""

    def __init__(self, reset=False):
        super().__init__()
        self.reset = reset


REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
           413: "Content Too Large", 429: "Too Many Requests", 500: "Internal Server Error",
           502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


def reply(status, body, headers=None, media_type="application/json"):
    """The bytes of a whole answer.  body: bytes, text, or what json.dumps takes."""
    if not isinstance(body, (bytes, str)):
        body = json.dumps(body, ensure_ascii=False)
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogateescape")
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}",
             f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def read_request(reader):
    """The next request of a connection, or None at its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    lines = head.decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    headers = {}
    for line in lines[1:]:
        if line:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
    body = b""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while True:
            size = int((await reader.readline()).split(b";")[0], 16)
            chunk = await reader.readexactly(size)
            await reader.readline()
            body += chunk
            if not size:
                break
    elif "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    return Request(method, path, headers, body)


async def serve_connection(handler, reader, writer):
    try:
        while (request := await read_request(reader)) is not None:
            answer = await handler(request)
            writer.write(answer)
            await writer.drain()
    except Close as end:
        if end.reset:
            writer.transport.abort()
    except (ConnectionError, asyncio.IncompleteReadError, ValueError):
        pass
    finally:
        writer.close()


def run(handler, port=0, ready=None, attached=False):
    """Serves on 127.0.0.1 until SIGTERM, attached: or until standard input ends; the port is the
    first line on standard output.
    handler(Request) gives the bytes of an answer or raises Close."""

    async def main():
        server = await asyncio.start_server(
            lambda r, w: serve_connection(handler, r, w), "127.0.0.1", port, limit=1 << 26,
            backlog=1024)
        print(server.sockets[0].getsockname()[1], flush=True)
        if ready:
            ready()
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        if attached:
            asyncio.get_running_loop().add_reader(sys.stdin, stop.set)
        await stop.wait()
        os._exit(0)  # those that hang are not waited for

    try:
        asyncio.run(main())
    except OSError as error:
        sys.exit(f"{sys.argv[0]}: {error}")
