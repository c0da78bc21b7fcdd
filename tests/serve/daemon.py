#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""daemon.py SERVER FOLDER - the daemon seen by raw sockets and by curl. Prints TAP."""

import hashlib
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

SERVER, WORK = sys.argv[1:3]
TOKEN = "Authorization: Bearer let-me-in\r\n"
count = failed = 0


def ok(name, good, told=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    if not good and told != "":
        print("#", repr(told)[:800], flush=True)


def skip(why):
    global count
    count += 1
    print(f"ok {count} # SKIP {why}", flush=True)


class Server:
    def __init__(self, **options):
        self.folder = os.path.join(WORK, f"folder{count}")
        os.makedirs(self.folder, exist_ok=True)
        arguments = [f"{name}={value}" for name, value in options.items()]
        self.process = subprocess.Popen([SERVER, self.folder, *arguments], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def connect(self, time_s=8):
        return socket.create_connection(("127.0.0.1", self.port), timeout=time_s)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        said = self.process.stdout.read()
        return self.process.wait(20), said

    def status(self, name):
        with open(f"/proc/{self.process.pid}/status") as lines:
            for line in lines:
                if line.startswith(name + ":"):
                    return int(line.split()[1])


def read_answer(stream, head=False):
    """One answer: status, headers (lower case), body; None at the end of the connection."""
    line = stream.readline()
    if not line:
        return None
    status = int(line.split()[1])
    headers = {}
    while True:
        line = stream.readline().rstrip(b"\r\n").decode("latin-1")
        if not line:
            break
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    if status == 100:
        return 100, headers, b""
    if head or status in (204, 304):
        return status, headers, b""
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(stream.readline(), 16):
            body += stream.read(size)
            stream.readline()
        stream.readline()
        return status, headers, body
    return status, headers, stream.read(int(headers.get("content-length", "0")))


def ask(server, text, n=1, head=False):
    """Sends bytes, reads n answers and whatever comes then."""
    with server.connect() as connection:
        connection.sendall(text if isinstance(text, bytes) else text.encode())
        stream = connection.makefile("rb")
        answers = [read_answer(stream, head) for _ in range(n)]
    return answers[0] if n == 1 else answers


def get(server, path, headers="", method="GET"):
    return ask(server, f"{method} {path} HTTP/1.1\r\nHost: a\r\n{headers}\r\n", head=method == "HEAD")


def post(server, path, body, headers=TOKEN, media="application/json"):
    body = body if isinstance(body, bytes) else body.encode()
    return ask(server, f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {media}\r\n"
               f"Content-Length: {len(body)}\r\n{headers}\r\n".encode() + body)


def is_envelope(answer):
    try:
        body = json.loads(answer[2])
        return (body["ok"] is False and body["schema_version"] == "1" and
                body["request_id"] == answer[1]["x-request-id"] and
                set(body["error"]) == {"code", "message", "retryable", "details"})
    except (ValueError, KeyError, TypeError):
        return False


def curl(*arguments):
    return subprocess.run(["curl", "-sS", "--noproxy", "*", "-m", "20", *arguments], capture_output=True).stdout


# ---- routes ------------------------------------------------------------------------


def test_routes(server):
    answer = get(server, "/live")
    ok("GET", answer[0] == 200 and answer[2] == b'{"status":"ok"}', answer)
    ok("HEAD has the length and no body", get(server, "/live", method="HEAD")[1]["content-length"] == "15")
    answer = get(server, "/live", method="DELETE")
    ok("405 with Allow", answer[0] == 405 and answer[1]["allow"] == "GET, HEAD" and is_envelope(answer), answer)
    answer = get(server, "/nowhere")
    ok("404 in the envelope", answer[0] == 404 and is_envelope(answer), answer)
    answer = get(server, "/live/?a=b%20c&d")
    ok("a slash at the end leads to the path without",
       answer[0] == 307 and answer[1]["location"] == "http://a/live?a=b%20c&d", answer)
    ok("and not past the check of access", get(server, "/secret/")[0] == 401)
    for path in ("/secret", "//secret", "/./secret", "/%2fsecret", "/secret%00", "/secret%2f", "/secret;a",
                 "/SECRET", "/x/../secret", "/%73ecret", "/secret?", "http://b/secret", "/secret//"):
        ok(f"no token, no answer: {path}", get(server, path)[0] in (400, 401, 404), get(server, path))
    for path in ("/files/..", "/files/%2e%2e", "/files/..%2fx", "/files/a%5cb", "/files/%00", "/files/%zz",
                 "/files/%ff", "/files/a%0ab"):
        ok(f"not a value of a path: {path}", get(server, path)[0] == 404, get(server, path))
    body = json.loads(get(server, "/echo/%2541?q=%252e+%2B%C3%A4")[2])
    ok("decoded once", (body["value"], body["q"]) == ("%41", "%2e +\u00e4"), body)
    ok("a value with text around it", json.loads(get(server, "/echo/7.png")[2])["value"] == "7")
    body = json.loads(get(server, "http://other/echo/x")[2])
    ok("a target with a host", body["value"] == "x", body)
    ok("parameters are checked", get(server, "/later?ms=x")[0] == 422)
    ok("a handler that forgets", get(server, "/nothing")[0] == 500 and is_envelope(get(server, "/nothing")))
    ok("work that forgets", is_envelope(get(server, "/later?ms=1&forget=1")))


def test_headers(server):
    answer = get(server, "/echo/x", "X-Request-ID:  abc-1  \r\n")
    ok("the request id comes back", answer[1]["x-request-id"] == "abc-1", answer)
    made = get(server, "/echo/x", "X-Request-ID: \r\n")[1]["x-request-id"]
    ok("an empty one is made", re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made), made)
    for bad in ("a b", "x" * 129, "\u00e4"):
        ok(f"not an id: {bad[:9]!r}", get(server, "/echo/x", f"X-Request-ID: {bad}\r\n")[1]["x-request-id"] != bad)
    ok("a value cannot begin another header", "set-cookie" not in answer[1])
    ok("manners", answer[1]["x-content-type-options"] == "nosniff" and answer[1]["cache-control"] == "no-store")
    body = json.loads(get(server, "/echo/x", "X-Forwarded-Proto: https\r\n")[2])
    ok("a proxy of this machine says https", body["base_url"] == "https://a", body)
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    ok("traceparent", json.loads(get(server, "/echo/x", f"traceparent: {trace}\r\n")[2])["traceparent"] == trace)
    ok("a broken traceparent", json.loads(get(server, "/echo/x", f"traceparent: {trace}0\r\n")[2])["traceparent"] is None)
    answer = ask(server, "GET /live HTTP/1.1\r\nHost: a/b\r\n\r\n")
    ok("a host that is none", answer[0] == 400 and is_envelope(answer), answer)
    for name, text in (("no host", ""), ("two hosts", "Host: a\r\nHost: a\r\n"), ("a space before the colon", "Host: a\r\nX : 1\r\n")):
        answer = ask(server, f"GET /live HTTP/1.1\r\n{text}\r\n")
        ok(f"{name}: 400 in the envelope", answer[0] == 400 and is_envelope(answer), answer)
    ok("HTTP/1.0", ask(server, "GET /live HTTP/1.0\r\n\r\n")[0] == 200)
    answer = get(server, "/live", "".join(f"X-{n}: 1\r\n" for n in range(150)))
    ok("150 headers: 431 in the envelope", answer[0] == 431 and is_envelope(answer), answer)
    answer = get(server, "/live", "X: " + "a" * 17000 + "\r\n")
    ok("17 kilobytes of header: 431", answer[0] == 431, answer)
    try:
        answer = get(server, "/live", "".join(f"X-{n}: {n}\r\n" for n in range(10000)))
    except (ConnectionError, TimeoutError):
        answer = None
    ok("10,000 headers: 431 or cut", answer is None or answer[0] in (413, 431), answer)
    ok("and it lives", get(server, "/live")[0] == 200)


def test_framing(server):
    two = ask(server, "GET /live HTTP/1.1\r\nHost: a\r\n\r\nGET /echo/x HTTP/1.1\r\nHost: a\r\n\r\n", 2)
    ok("pipelining", [answer[0] for answer in two] == [200, 200] and b'"x"' in two[1][2], two)
    two = ask(server, "GET /later?ms=200 HTTP/1.1\r\nHost: a\r\n\r\nGET /live HTTP/1.1\r\nHost: a\r\n\r\n", 2)
    ok("pipelining past work", two[0][2] == b'{"slept":200}' and two[1][0] == 200, two)
    many = ask(server, "GET /live HTTP/1.1\r\nHost: a\r\n\r\n" * 200, 200)
    ok("200 at once", all(answer and answer[0] == 200 for answer in many))
    for name, text in (("two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n"),
                       ("a length and chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"),
                       ("a length that is none", "Content-Length: two\r\n"),
                       ("a negative length", "Content-Length: -1\r\n"),
                       ("a huge length", "Content-Length: 99999999999999999999999\r\n"),
                       ("an unknown coding", "Transfer-Encoding: gzip\r\n"),
                       ("an unknown expectation", "Content-Length: 2\r\nExpect: wonders\r\n")):
        answer = ask(server, f"POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{TOKEN}{text}\r\n{{}}")
        ok(name, answer is None or answer[0] in (400, 413, 417, 501), answer)
    ok("a wrong request line", (ask(server, "\x00\x01 nonsense\r\n\r\n") or [400])[0] in (400, 408, 505))
    with server.connect() as connection:
        connection.sendall(b"POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + TOKEN.encode() +
                           b"Content-Length: 100\r\n\r\n{")
        connection.shutdown(socket.SHUT_WR)
        ok("half a request: 408 or the end", (read_answer(connection.makefile("rb")) or [408])[0] == 408)
    ok("and it lives", get(server, "/live")[0] == 200)


# ---- bodies --------------------------------------------------------------------------


def form(parts, boundary="b0"):
    body = b""
    for name, file, data in parts:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        if file is not None:
            body += f'; filename="{file}"\r\nContent-Type: application/pdf'.encode()
        body += b"\r\n\r\n" + data + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def uploads(server, some=False):
    """Files that wait to be taken; what is told of is removed a moment after its answer."""
    deadline = time.monotonic() + 2
    while True:
        found = [name for name in os.listdir(server.folder) if name.startswith("upload-")]
        if bool(found) == some or time.monotonic() > deadline:
            return found
        time.sleep(.02)


def test_bodies(server):
    ok("JSON", json.loads(post(server, "/json", '{"name":"a","n":"4"}')[2])["body"] == {"name": "a", "n": 4})
    big = json.dumps({"name": "x" * 300000})
    ok("big JSON, read on the pool", len(json.loads(post(server, "/json", big)[2])["body"]["name"]) == 300000)
    for name, text in (("broken", "{"), ("nothing", ""), ("a list", "[]"), ("too much", "{} {}"), ("no UTF-8", b'{"name":"\xff"}'),
                       ("too deep", "[" * 5000), ("another type", '{"name":1}'), ("big and broken", big[:-1])):
        answer = post(server, "/json", text)
        ok(f"JSON, {name}: 422 with the faults", answer[0] == 422 and is_envelope(answer) and json.loads(answer[2])["detail"], answer)
    ok("another media type: 422", post(server, "/json", "{}", media="text/plain")[0] == 422)
    answer = post(server, "/json", "{}", headers="")
    ok("no token: 401 with WWW-Authenticate", answer[0] == 401 and "www-authenticate" in answer[1] and is_envelope(answer), answer)
    with server.connect() as connection:
        connection.sendall(b"POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50000000\r\n\r\n")
        answer = read_answer(connection.makefile("rb"))
    ok("no token: answered before a byte of the body", answer[0] == 401, answer)
    with server.connect() as connection:
        connection.sendall(b"POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
        connection.sendall(b"x" * 1000000)
        time.sleep(.5)
        answer = read_answer(connection.makefile("rb"))
    ok("who sends it all the same can read the answer", answer and answer[0] == 401, answer)
    for path, headers, status in (("/json", TOKEN, 100), ("/json", "", 401)):
        with server.connect() as connection:
            connection.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{headers}"
                               "Content-Length: 12\r\nExpect: 100-continue\r\n\r\n".encode())
            stream = connection.makefile("rb")
            answer = read_answer(stream)
            ok(f"Expect: {status}", answer[0] == status, answer)
            if status == 100:
                connection.sendall(b'{"name":"b"}')
                answer = read_answer(stream)
                ok("and then the answer", answer[0] == 200, answer)
    with server.connect() as connection:
        connection.sendall(b"POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99000000\r\n" + TOKEN.encode() + b"\r\n")
        answer = read_answer(connection.makefile("rb"))
    ok("a length over the bound: 413 at once", answer[0] == 413 and is_envelope(answer), answer)
    ok("a body that nobody wants is dropped", post(server, "/quiet", "x" * 1000)[0] == 200)
    ok("unless it is large", post(server, "/quiet", "x" * 100000)[0] == 413)


def chunked(data, size):
    pieces = [data[i:i + size] for i in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def post_chunks(server, path, media, data, size=7000):
    with server.connect(20) as connection:
        try:
            connection.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {media}\r\nTransfer-Encoding: chunked\r\n"
                               f"{TOKEN}\r\n".encode())
            for i in range(0, len(data), 1 << 16):
                connection.sendall(data[i:i + (1 << 16)])
        except ConnectionError:
            pass
        return read_answer(connection.makefile("rb"))


def test_forms(server):
    data = os.urandom(400000)
    media = "multipart/form-data; boundary=b0"
    body = form([("field", None, b'{"a":1}'), ("input_pdf", "../../e\u00e4 \u4f60.pdf", data)])
    answer = post(server, "/form", body, media=media)
    told = json.loads(answer[2])
    ok("a field and a file", told["field"] == '{"a":1}' and told["file"]["bytes"] == len(data), told)
    ok("its hash", told["file"]["sha256"] == hashlib.sha256(data).hexdigest())
    ok("its name is a text", told["file"]["name"].endswith("e\u00e4 \u4f60.pdf"), told)
    ok("what is not taken is removed", not uploads(server), uploads(server))
    told = json.loads(post(server, "/form?keep=1", body, media=media)[2])
    with open(os.path.join(server.folder, "kept"), "rb") as kept:
        ok("what is taken is kept", told["taken"] and kept.read() == data and not uploads(server))
    told = json.loads(post_chunks(server, "/form", media, chunked(body, 7000))[2])
    ok("in chunks", told["file"]["sha256"] == hashlib.sha256(data).hexdigest())
    told = json.loads(post_chunks(server, "/form", media, chunked(body[:3000], 1) + b"")[2])
    ok("in chunks of one byte, cut off: 400", told["error"]["code"] == "validation_error", told)
    ok("nothing stays of it", not uploads(server))
    told = json.loads(post(server, "/form", form([("input_pdf", "e.pdf", b"")]), media=media)[2])
    ok("an empty file", told["file"]["bytes"] == 0 and told["file"]["sha256"] == hashlib.sha256(b"").hexdigest(), told)
    told = json.loads(post(server, "/form", "field=a%26b+c&x=", media="application/x-www-form-urlencoded")[2])
    ok("urlencoded", told["field"] == "a&b c", told)
    for name, media_type in (("no boundary", "multipart/form-data"), ("JSON", "application/json")):
        answer = post(server, "/form", body[:50], media=media_type)
        ok(f"{name}: 400", answer[0] == 400 and is_envelope(answer), answer)
    large = form([("input_pdf", "e.pdf", bytes(3 << 20))])
    answer = post_chunks(server, "/form", media, chunked(large, 60000))
    ok("a file over the bound, in chunks: 413 while it comes", answer and answer[0] == 413 and is_envelope(answer), answer)
    answer = post_chunks(server, "/form", media, chunked(form([("field", None, bytes(5 << 20))]), 60000))
    ok("a field over the bound: 413", answer and answer[0] == 413, answer)
    answer = post_chunks(server, "/json", "application/json", chunked(b'{"name":"' + b"x" * (5 << 20), 60000))
    ok("JSON over the bound, in chunks: 413", answer and answer[0] == 413 and is_envelope(answer), answer)
    answer = post(server, "/form", form([(f"f{n}", None, b"") for n in range(100)]), media=media)
    ok("100 parts: 400", answer[0] == 400, answer)
    with server.connect() as connection:
        connection.sendall(f"POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: {media}\r\nContent-Length: 900000\r\n"
                           f"{TOKEN}\r\n".encode() + body[:200000])
        during = uploads(server, some=True)
    ok("a client that goes away leaves nothing", during and not uploads(server), (during, uploads(server)))
    path = os.path.join(WORK, "upload.bin")
    with open(path, "wb") as file:
        file.write(data)
    told = json.loads(curl("-H", "Authorization: Bearer let-me-in", "-F", f"input_pdf=@{path}", "-F", "field=é", f"{server.url}/form"))
    ok("by curl", told["file"]["sha256"] == hashlib.sha256(data).hexdigest() and told["field"] == "é", told)


# ---- files ---------------------------------------------------------------------------


def test_files(server):
    data = bytes(range(256)) * 40
    size = len(data)
    with open(os.path.join(server.folder, "f.pdf"), "wb") as file:
        file.write(data)
    open(os.path.join(server.folder, "empty"), "wb").close()
    path = "/files/f.pdf?as=out.pdf&sha256=abc"
    answer = get(server, path)
    ok("a file", answer[0] == 200 and answer[2] == data and answer[1]["accept-ranges"] == "bytes" and
       answer[1]["etag"] == '"abc"' and answer[1]["content-disposition"] == 'attachment; filename="out.pdf"', answer[1])
    modified = answer[1]["last-modified"]
    answer = get(server, path, "Range: bytes=0-1\r\n", method="HEAD")
    ok("HEAD leaves Range aside", answer[0] == 200 and answer[1]["content-length"] == str(size), answer)
    for text, first, last in (("0-0", 0, 0), ("5-9", 5, 9), (f"{size - 2}-", size - 2, size - 1), ("-3", size - 3, size - 1),
                              (f"-{size * 2}", 0, size - 1), ("7-99999999", 7, size - 1),
                              ("0-99999999999999999999999999", 0, size - 1)):
        answer = get(server, path, f"Range: bytes={text}\r\n")
        ok(f"range {text}", answer[0] == 206 and answer[2] == data[first:last + 1] and
           answer[1]["content-range"] == f"bytes {first}-{last}/{size}", answer)
    for text in ("", "-", "-0", "5-4", f"{size}-", "0-1,3-4", "a-b", "1", "--1", "99999999999999999999999999-", "1-2x"):
        answer = get(server, path, f"Range: bytes={text}\r\n")
        ok(f"range {text!r}: 416", answer[0] == 416 and answer[1]["content-range"] == f"bytes */{size}" and not answer[2], answer)
    ok("another unit: 400", get(server, path, "Range: pages=1-2\r\n")[0] == 400)
    ok("an empty file", get(server, "/files/empty")[0] == 200)
    ok("a range of an empty file: 416", get(server, "/files/empty", "Range: bytes=0-\r\n")[0] == 416)
    for headers, status in (('If-None-Match: "abc"', 304), ('If-None-Match: W/"abc"', 304), ('If-None-Match: "x", "abc"', 304),
                            ("If-None-Match: *", 304), ('If-None-Match: "ab"', 200), (f"If-Modified-Since: {modified}", 304),
                            ("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 200), ("If-Modified-Since: never", 200),
                            (f'If-None-Match: "x"\r\nIf-Modified-Since: {modified}', 200), ('If-Match: "x"', 412),
                            ('If-Match: "abc"', 200), ("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 412),
                            ('Range: bytes=0-1\r\nIf-Range: "abc"', 206), ('Range: bytes=0-1\r\nIf-Range: "x"', 200),
                            (f"Range: bytes=0-1\r\nIf-Range: {modified}", 206),
                            ("Range: bytes=0-1\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT", 200)):
        answer = get(server, path, headers + "\r\n")
        ok(headers.replace("\r\n", "; "), answer[0] == status and answer[1].get("etag") == '"abc"', answer)
    two = ask(server, f'GET {path} HTTP/1.1\r\nHost: a\r\nIf-None-Match: "abc"\r\n\r\nGET /live HTTP/1.1\r\nHost: a\r\n\r\n', 2)
    ok("304 has the length of the file and no body", two[0][1].get("content-length") == str(size) and two[1][0] == 200, two)
    weak = get(server, "/files/f.pdf")[1]["etag"]
    ok("without a hash the tag is weak", weak.startswith('W/"'), weak)
    ok("and does not join parts", get(server, "/files/f.pdf", f"Range: bytes=0-1\r\nIf-Range: {weak}\r\n")[0] == 200)
    answer = get(server, "/files/f.pdf?as=%E4%BD%A0%22%2F%0A.pdf")
    ok("a name that is not ASCII", answer[1]["content-disposition"].startswith('attachment; filename="') and
       answer[1]["content-disposition"].endswith("filename*=UTF-8''%E4%BD%A0%22%2F%0A.pdf"), answer[1])
    ok("no such file", get(server, "/files/none")[0] == 404)
    os.mkdir(os.path.join(server.folder, "folder"))
    ok("a folder is no file", get(server, "/files/folder")[0] == 404)


# ---- streams ------------------------------------------------------------------------


def read_events(stream, until):
    """Lines of a chunked stream until one is seen."""
    text = b""
    while until not in text:
        size = int(stream.readline() or b"0", 16)
        text += stream.read(size)
        stream.readline()
        if not size:
            break
    return text.decode()


def open_stream(server, job, headers="", query=""):
    connection = server.connect()
    connection.sendall(f"GET /jobs/{job}/stream{query} HTTP/1.1\r\nHost: a\r\n{headers}\r\n".encode())
    stream = connection.makefile("rb")
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += stream.readline()
    return connection, stream, head.decode()


def tell(server, job, event, last=False):
    return post(server, f"/jobs/{job}/tell", json.dumps({"event": event, "last": last}))


def test_streams(server):
    connection, stream, head = open_stream(server, "j1")
    ok("the header comes before the first event", "content-type: text/event-stream; charset=utf-8" in head.lower(), head)
    ok("not buffered, not kept", "x-accel-buffering: no" in head.lower() and "cache-control: no-cache" in head.lower())
    tell(server, "j1", {"type": "progress_start", "stage": "a\nb"})
    text = read_events(stream, b"id: 1\n\n")
    ok("one event", text == 'event: progress_start\ndata: {"type":"progress_start","stage":"a\\nb"}\nid: 1\n\n', text)
    tell(server, "j1", {"type": "progress_update", "big": "x" * 50000})
    text = read_events(stream, b"id: 2\n\n")
    ok("a large one", len(text) > 50000 and text.startswith("event: progress_update\n"), text[:99])
    ok("a heartbeat", read_events(stream, b": ping\n\n") == ": ping\n\n")
    second = open_stream(server, "j1", "Last-Event-ID: 1\r\n")
    ok("replay behind Last-Event-ID", read_events(second[1], b"\nid: ").startswith("event: progress_update"))
    tell(server, "j1", {"type": "finish", "translation_result": {}}, True)
    text = read_events(stream, b"never")
    ok("job_completed, then the end", text.count("event: ") == 1 and 'event: job_completed\ndata: {"type":"job_completed"' in text and
       '"result_url":"http://a/v1/jobs/j1/result"' in text and "id: 3\n\n" in text, text)
    ok("in every stream", "event: job_completed" in read_events(second[1], b"never"))
    text = read_events(open_stream(server, "j1", "Last-Event-ID: 2\r\n", "?full_events=true")[1], b"never")
    ok("full events: finish itself, once", text == 'event: finish\ndata: {"type":"finish","translation_result":{}}\nid: 3\n\n', text)
    tell(server, "j2", {"type": "error", "error": {"code": "canceled"}}, True)
    text = read_events(open_stream(server, "j2")[1], b"never")
    ok("job_failed, canceled, once", text.count("event: ") == 1 and "event: job_failed" in text and '"state":"canceled"' in text, text)
    text = read_events(open_stream(server, "j2", "Last-Event-ID: nonsense\r\n")[1], b"never")
    ok("Last-Event-ID that is no number", "id: 1\n" in text, text)
    ok("HEAD of a stream", get(server, "/jobs/j1/stream", method="HEAD")[0] == 200)
    for opened in (connection, second[0]):
        opened.close()


def test_many_streams(server):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    n = 2000
    if hard < n + 200:
        skip(f"only {hard} open files are allowed")
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, n + 200), hard))
    before, threads = server.status("VmRSS"), server.status("Threads")
    opened = [open_stream(server, f"many{i % 20}") for i in range(n)]
    after = server.status("VmRSS")
    state = json.loads(get(server, "/state")[2])
    ok(f"{n} streams, no thread more", state["streams"] == n and server.status("Threads") == threads, (state, threads))
    print(f"# {n} idle streams: {threads} threads, {before} kB resident before, {after} kB with them")
    fits = after - before < 100 * 1024 or os.environ.get("SANITIZED", "no") != "no"
    ok("less than 100 MiB more", fits, (before, after))
    for i in range(20):
        tell(server, f"many{i}", {"type": "progress_start"})
    started = time.monotonic()
    good = sum("event: progress_start" in read_events(stream, b"id: 1\n\n") for _, stream, _ in opened)
    ok("each gets its event", good == n, good)
    print(f"# {n} events read within {time.monotonic() - started:.2f} s; {server.status('VmRSS')} kB then")
    for connection, stream, _ in opened:
        stream.close()
        connection.close()
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline and state["streams"]:
        time.sleep(.2)
        state = json.loads(get(server, "/state")[2])
    ok("streams of clients that are gone end at the next heartbeat", state["streams"] == 0, state)


# ---- time ----------------------------------------------------------------------------


def drip(server, text, every, results, name):
    connection = server.connect(20)
    started = time.monotonic()
    try:
        for byte in text:
            connection.send(bytes([byte]))
            connection.settimeout(every)
            try:
                answer = connection.recv(4096)
                results[name] = (time.monotonic() - started, answer)
                return
            except TimeoutError:
                pass
    except ConnectionError:
        results[name] = (time.monotonic() - started, b"")
    finally:
        connection.close()


def test_slowness():
    server = Server(header_s=1.5, body_grace_s=1, body_bytes_s=1000, idle_s=3, heartbeat_s=60)
    slow = b"GET /live HTTP/1.1\r\nHost: a\r\n" + b"X-Slow: 1\r\n" * 100
    body = b"POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n" + TOKEN.encode() + b"\r\n"
    results = {}
    threads = [threading.Thread(target=drip, args=(server, slow, .1, results, f"head{i}")) for i in range(20)]
    threads.append(threading.Thread(target=drip, args=(server, b"", .1, results, "nothing")))

    def drip_body():
        with server.connect(20) as connection:
            connection.sendall(body)
            started = time.monotonic()
            try:
                for _ in range(200):
                    connection.send(b" ")
                    connection.settimeout(.1)
                    try:
                        results["body"] = (time.monotonic() - started, connection.recv(4096))
                        results["body"] = (time.monotonic() - started, results["body"][1])
                        return
                    except TimeoutError:
                        pass
            except ConnectionError:
                results["body"] = (time.monotonic() - started, b"")

    def second_head():
        with server.connect(20) as connection:
            connection.sendall(b"GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
            read_answer(connection.makefile("rb"))
            time.sleep(.6)
            started = time.monotonic()
            for byte in slow:
                try:
                    connection.send(bytes([byte]))
                    connection.settimeout(.1)
                    results["second"] = (time.monotonic() - started, connection.recv(4096))
                    return
                except TimeoutError:
                    pass
                except ConnectionError:
                    results["second"] = (time.monotonic() - started, b"")
                    return

    threads += [threading.Thread(target=drip_body), threading.Thread(target=second_head)]
    for thread in threads:
        thread.start()
    time.sleep(.5)
    ok("others are served meanwhile", get(server, "/live")[0] == 200)
    for thread in threads:
        thread.join()
    heads = [results.get(f"head{i}", (99, b"")) for i in range(20)]
    ok("slow headers end at their deadline", all(1 < seconds < 3.5 for seconds, _ in heads), heads[:3])
    ok("and are told 408", all(b" 408 " in answer for _, answer in heads), heads[:3])
    ok("a slow body ends", .5 < results.get("body", (99,))[0] < 4, results.get("body"))
    ok("a slow second header ends", .5 < results.get("second", (99,))[0] < 4, results.get("second"))
    with server.connect(20) as idle:
        started = time.monotonic()
        answer = idle.recv(4096)
        ok("a connection that says nothing ends", time.monotonic() - started < 3.5, answer)
    with server.connect(20) as idle:
        idle.sendall(b"GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
        stream = idle.makefile("rb")
        read_answer(stream)
        started = time.monotonic()
        ok("an idle one ends", stream.read() == b"" and 2 < time.monotonic() - started < 6, time.monotonic() - started)
    with server.connect(20) as quick:
        quick.sendall(b"GET /later?ms=4000 HTTP/1.1\r\nHost: a\r\n\r\n")
        ok("work may take longer than all that", read_answer(quick.makefile("rb"))[0] == 200)
    ok("it ends well", server.end() == (0, "drained\n"))


def test_idleness():
    """Requests that come and go between two looks of the watch begin no header that stays behind."""
    server = Server(header_s=.5, idle_s=600)
    with server.connect(60) as link:
        stream, statuses = link.makefile("rb"), []
        for pause in (.3, .3, 2, 0):
            for _ in range(20):
                link.sendall(b"GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
                statuses.append((read_answer(stream) or [0])[0])
                if statuses[-1] != 200:
                    break
            time.sleep(pause)
        ok("an idle connection stays open, whatever came before", statuses == [200] * 80, statuses[-25:])
    ok("and the server ends", server.end() == (0, "drained\n"))


def test_addresses():
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            address = probe.getsockname()[0]
    except OSError:
        address = "127.0.0.1"
    if address.startswith("127."):
        skip("this machine has no address but loopback")
        return
    server = Server(host="0.0.0.0", max_connections_per_address=10)

    def alive():
        connection = socket.create_connection((address, server.port), timeout=3)
        connection.sendall(b"GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
        try:
            return connection, bool(connection.recv(4096))
        except ConnectionError:
            return connection, False

    opened = [alive() for _ in range(20)]
    ok("10 connections of an address, no more", [good for _, good in opened] == [True] * 10 + [False] * 10)
    ok("others have theirs", get(server, "/live")[0] == 200)
    for connection, _ in opened:
        connection.close()
    time.sleep(.5)
    ok("and again when they are closed", alive()[1])
    ok("a server with bounds ends well", server.end() == (0, "drained\n"))


def test_drain():
    server = Server(heartbeat_s=60)
    streams = [open_stream(server, "drained") for _ in range(10)]
    with server.connect() as idle, server.connect() as busy:
        idle.sendall(b"GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
        read_answer(idle.makefile("rb"))
        busy.sendall(b"GET /later?ms=1000 HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(.3)
        try:
            server.connect(1).close()
            refused = False
        except OSError:
            refused = True
        ok("nothing new is accepted", refused)
        answer = read_answer(busy.makefile("rb"))
        ok("what is under way is answered", answer and answer[2] == b'{"slept":1000}' and answer[1]["connection"] == "close", answer)
        ok("streams end", all(read_events(stream, b"never") == "" for _, stream, _ in streams))
    ok("drained", server.end() == (0, "drained\n"))
    server = Server(public_base_url="https://there/prefix/")
    answer = get(server, "/live/")
    ok("the public address is what answers name", answer[1]["location"] == "https://there/prefix/live", answer)
    with server.connect() as busy:
        busy.sendall(b"GET /later?ms=5000 HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(.2)
        started = time.monotonic()
        ok("a drain has an end", server.end() == (0, "cut\n") and time.monotonic() - started < 7)


def main():
    server = Server(max_upload_bytes=2 << 20, heartbeat_s=1, header_s=4)
    for test in (test_routes, test_headers, test_framing, test_bodies, test_forms, test_files, test_streams, test_many_streams):
        try:
            test(server)
        except Exception as error:
            ok(f"{test.__name__} goes to its end", False, f"{type(error).__name__}: {error} at line {error.__traceback__.tb_next.tb_lineno if error.__traceback__.tb_next else 0}")
    ok("the server ends well", server.end() == (0, "drained\n"))
    test_slowness()
    test_idleness()
    test_addresses()
    test_drain()
    print(f"1..{count}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
