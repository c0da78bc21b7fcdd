# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP that is none, or two things at once, or never comes to an end."""
import shutil
import socket
import subprocess
import sys
import time

from hostile import LONG, Server, done, ok, read_answer, skip, wait_for

SECOND = b"GET /v1/hidden HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"  # has to be part of the first one, or nothing
POST = b"POST /v1/config/validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
GET = b"GET /v1/health/live HTTP/1.1\r\nHost: a\r\n"


def exchange(server, data):
    """The statuses of all answers until the connection ends, which it does when we send no more."""
    statuses = []
    with server.connect() as link:
        try:
            link.sendall(data)
            link.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        stream = link.makefile("rb")
        try:
            while answer := read_answer(stream):
                statuses.append(answer.status)
                if answer.headers.get("connection") == "close":
                    if b'"request_id"' in stream.read():
                        statuses.append("another answer of the service")
                    break
        except (OSError, ValueError):
            pass  # it is cut
    return statuses


# ---- two meanings: an answer that refuses, and none for what is behind it ------------------------
TWO = [
    ("two lengths", POST + b"Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}"),
    ("a length and chunks", POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("chunks and a length", POST + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n"),
    ("lengths in a list", POST + b"Content-Length: 2, 60\r\n\r\n{}"),
    ("a length with a sign", POST + b"Content-Length: +2\r\n\r\n{}"),
    ("a negative length", POST + b"Content-Length: -2\r\n\r\n{}"),
    ("a length in hexadecimal", POST + b"Content-Length: 0x2\r\n\r\n{}"),
    ("a length with a space in it", POST + b"Content-Length: 2 0\r\n\r\n{}"),
    ("a length of 64 bits and more", POST + b"Content-Length: 18446744073709551618\r\n\r\n{}"),
    ("a length that is empty", POST + b"Content-Length: \r\n\r\n{}"),
    ("a length before a space", POST + b"Content-Length : 60\r\n\r\n{}"),
    ("a coding before a space", POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    ("an unknown coding", POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    ("a coding after chunks", POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    ("two codings", POST + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("a coding behind a control character", POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n"),
    ("NUL in a name", GET + b"X\0Y: a\r\n\r\n"),
    ("NUL in a name that matters", POST + b"Content-Length\0: 60\r\n\r\n{}"),
    ("a line without a colon", GET + b"nothing\r\n\r\n"),
    ("a space before the first name", b"GET /v1/health/live HTTP/1.1\r\n Host: a\r\n\r\n"),
    ("no host", b"GET /v1/health/live HTTP/1.1\r\n\r\n"),
    ("two hosts", GET + b"Host: b\r\n\r\n"),
    ("a chunk of negative size", POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n"),
    ("a chunk of 2^64 and 2", POST + b"Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\n{}\r\n0\r\n\r\n"),
    ("a chunk size that is none", POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
    ("a chunk size with 0x", POST + b"Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n"),
    ("a chunk that is longer than it says", POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"),
    ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("HTTP/9.9", b"GET /v1/health/live HTTP/9.9\r\nHost: a\r\n\r\n"),
    ("HTTP/1.x", b"GET /v1/health/live HTTP/1.x\r\nHost: a\r\n\r\n"),
    ("HTTP/0.9", b"GET /v1/health/live\r\n\r\n"),
    ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(512) + b"\r\n\r\n"),
    ("no text", bytes(range(256)) * 8 + b"\r\n\r\n"),
    ("a request line of 1 MB", b"GET /" + b"a" * 1000000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a method of 1 MB", b"G" * 1000000 + b" / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a header of 1 MB", GET + b"X: " + b"a" * 1000000 + b"\r\n\r\n"),
    ("a name of 1 MB", GET + b"X" * 1000000 + b": a\r\n\r\n"),
    ("10,000 headers", GET + b"".join(b"X-%d: a\r\n" % n for n in range(10000)) + b"\r\n"),
    ("a header that goes on for 10,000 lines", GET + b"X: a\r\n" + b" a\r\n" * 10000 + b"\r\n"),
]
# what a recipient may take, as RFC 9112 has it, and what only must not hurt
ANY = [
    ("NUL in a value", GET + b"X: a\0b\r\n\r\n"),
    ("NUL in the target", b"GET /v1/health/live\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("CR alone", GET + b"X: a\rContent-Length: 60\r\n\r\n"),
    ("a name that is empty", GET + b": a\r\n\r\n"),
    ("a tunnel", b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("LF alone", b"GET /v1/health/live HTTP/1.1\nHost: a\n\n"),
    ("LF alone after a length", POST + b"Content-Length: 2\n\n{}"),
    ("LF alone in chunks", POST + b"Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n"),
    ("the same length twice", POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
    ("a folded line", GET + b"X: a\r\n b\r\n\r\n"),
    ("a length that folds", POST + b"Content-Length:\r\n 2\r\n\r\n{}"),
    ("1,000 empty lines before", b"\r\n" * 1000 + GET + b"\r\n"),
    ("a chunk with a long extension", POST + b"Transfer-Encoding: chunked\r\n\r\n2;" + b"a" * 1000 + b"\r\n{}\r\n0\r\n\r\n"),
    ("a trailer of 1 MB", POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: " + b"a" * 1000000 + b"\r\n\r\n"),
    ("a trailer with a length", POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Length: 60\r\n\r\n"),
    ("a body where none belongs", GET + b"Content-Length: 2\r\n\r\n{}"),
    ("HTTP/1.0 with chunks", POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    ("a target of another host", b"GET http://other.test/v1/health/live HTTP/1.1\r\nHost: a\r\n\r\n"),
    ("a length of 2^63 - 1", POST + b"Content-Length: 9223372036854775807\r\n\r\n{}"),
    ("an upgrade", GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"),
]


def meanings():
    server = Server("framing", IDLE_TIMEOUT_SECONDS=10)
    for name, data in TWO:
        statuses = exchange(server, data + SECOND)
        ok(f"{name}: refused, and nothing behind it", len(statuses) <= 1 and all(
            status in (0, 501, 505, *range(400, 500)) for status in statuses), statuses)
    for name, data in ANY:
        statuses = exchange(server, data + SECOND)
        ok(f"{name}: no fault of ours, no more answers than requests", len(statuses) <= 2 and not [
            status for status in statuses if status and (status == "another answer of the service" or status >= 500 and status not in (501, 505))], statuses)
    statuses = exchange(server, (GET + b"\r\n") * 999 + GET + b"Connection: close\r\n\r\n")
    ok("1,000 requests at once: 1,000 answers", statuses == [200] * 1000, len(statuses), set(statuses))
    before = server.number("VmRSS")
    with server.connect() as link:  # who asks and asks and never reads
        link.setblocking(False)
        sent, silent = 0, time.monotonic()
        while sent < 30000000 and time.monotonic() - silent < 1:
            try:
                sent += link.send((GET + b"\r\n") * 100)
                silent = time.monotonic()
            except BlockingIOError:
                time.sleep(0.01)
            except ConnectionError:
                break
        ok("who asks and does not read fills no memory", server.number("VmRSS") - before < 60000,
           sent, before, server.number("VmRSS"))
        ok("and others are answered", server.lives())
    ok("the service ends well", server.end() == 0, server.log()[-500:])


# ---- what never comes to an end ------------------------------------------------------------------


def drip(server, links, byte):
    """A byte to each from time to time until all have been closed; how many have not."""
    answered = []

    def over():
        for link in list(links):
            try:
                link.send(byte)
            except OSError:
                pass
            try:
                if not (data := link.recv(4096)):
                    raise ConnectionResetError
                answered.append(data)
            except BlockingIOError:
                continue
            except OSError:
                links.remove(link)
                link.close()
        time.sleep(0.1)
        return not links

    lived = server.lives()
    wait_for(over, 3 * LONG)
    return len(links), lived, answered


def slow():
    server = Server("slow", HEADER_TIMEOUT_SECONDS=1, IDLE_TIMEOUT_SECONDS=1, BODY_BYTES_PER_SECOND=100000, MAX_CONNECTIONS=400)
    for name, begin, byte in (("in the request line", b"G", b"E"), ("in a header", GET + b"X: ", b"a"), ("between headers", GET, b"X: a\r\n"),
                              ("before the request", b"", b"\r\n"), ("in the second one", GET + b"\r\nGET ", b"/"),
                              ("in a body", POST + b"Content-Length: 100000000\r\n\r\n", b" "),
                              ("in chunks", POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
                              ("in the size of a chunk", POST + b"Transfer-Encoding: chunked\r\n\r\n", b"0")):
        links = [server.connect() for _ in range(60)]
        for link in links:
            link.sendall(begin)
            link.setblocking(False)
        left, lived, answered = drip(server, links, byte)
        ok(f"60 that are slow {name} are all closed", not left, left, server.log()[-300:])
        ok("others are answered meanwhile", lived)
        ok("and who is told anything is told why", all(b" 408 " in data[:20] or b" 4" in data[:12] or b" 200 " in data[:20] or
                                                       not data.startswith(b"HTTP/") for data in answered), answered[:2])
    links = [server.connect() for _ in range(390)]
    ok("390 that say nothing do not keep others out", wait_for(server.lives))
    for link in links:
        link.close()
    ok("and it ends well", server.end() == 0, server.log()[-500:])


# ---- one address: in a network of its own, where there is one that is not loopback's ----------------


def crowd():
    server = Server("crowd", host="0.0.0.0", MAX_CONNECTIONS_PER_ADDRESS=10)

    def opened():
        link = server.connect(address="10.9.9.9")
        try:
            link.sendall(GET + b"\r\n")
            answer = read_answer(link.makefile("rb"))
        except OSError:
            answer = None
        return link, bool(answer and answer.status == 200)

    links = [opened() for _ in range(30)]
    ok("10 connections of one address, no more", sum(good for _, good in links) == 10, [good for _, good in links])
    ok("others are answered", server.lives())
    for link, _ in links:
        link.close()
    ok("when they are closed there is room again", wait_for(lambda: opened()[1]))
    ok("and it ends well", server.end() == 0)


if sys.argv[3:] == ["inside"]:
    crowd()
    done()
meanings()
slow()
inside = 'ip link set lo up && ip address add 10.9.9.9/32 dev lo || exit 77; exec "$@"'
if shutil.which("unshare") and shutil.which("ip") and not subprocess.run(
        ["unshare", "-rn", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
    ran = subprocess.run(["unshare", "-rn", "sh", "-c", inside, "sh", sys.executable, *sys.argv, "inside"],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ran.returncode == 77:
        skip("a crowd of one address", "no network can be set up here")
    else:
        ok("a crowd of one address", ran.returncode == 0 and "\n1.." in ran.stdout, ran.stdout[-600:])
else:
    skip("a crowd of one address", "no network of its own can be made here")
done()
