# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the attacks share: the real service as a process, raw sockets, TAP.

Each attack is a program: THEME.py DOCTRANSLATE FOLDER.
"""
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid

PROGRAM, WORK = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
LONG = 60  # seconds that a condition is waited for: only what is broken takes so long
REQUEST = {"lang_in": "en", "lang_out": "es", "options": {"skip_translation": True}}
count = bad = 0


def ok(name, good, *why):
    global count, bad
    count += 1
    bad += not good
    print("ok" if good else "not ok", count, "-", name.replace("#", "number"), flush=True)
    if not good:
        print("#", *[repr(w)[:700] for w in why], flush=True)
    return bool(good)


def skip(name, why):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {why}", flush=True)


def done():
    print(f"1..{count}", flush=True)
    sys.exit(bad > 0)


def wait_for(condition, seconds=LONG):
    until = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < until:
        time.sleep(0.05)
    return value


def pdf(*bodies, stream=b"BT /F 14 Tf 60 700 Td (Hello world. This is a small document.) Tj ET"):
    """One page with a line of text, or the objects given: body of 1, of 2, ..."""
    bodies = bodies or (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    out, places = bytearray(b"%PDF-1.7\n"), []
    for i, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.data = status, headers, body
        try:
            self.json = json.loads(body)
        except ValueError:
            self.json = None

    def __repr__(self):
        return f"{self.status} {self.headers} {self.data[:300]!r}"


def read_answer(stream, head=False):
    """One answer; None: the connection is at its end before one."""
    try:
        line = stream.readline()
    except (ConnectionError, TimeoutError):
        return None
    if not line:
        return None
    if not line.startswith(b"HTTP/1."):
        return Answer(0, {}, line + stream.read())
    status, headers = int(line.split()[1]), {}
    while text := stream.readline().rstrip(b"\r\n").decode("latin-1"):
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    if head or status in (100, 204, 304):
        return Answer(status, headers, b"")
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(stream.readline() or b"0", 16):
            body += stream.read(size)
            stream.readline()
        stream.readline()
        return Answer(status, headers, body)
    return Answer(status, headers, stream.read(int(headers.get("content-length", "0"))))


def enveloped(answer, *statuses, code=None):
    """The one shape of errors, with the id that the header has."""
    body = answer.json if answer and isinstance(answer.json, dict) else {}
    error = body.get("error", {})
    return bool(body and answer.status in statuses and body.get("ok") is False and
                body.get("schema_version") == "1" and
                body.get("request_id") == answer.headers.get("x-request-id") and
                {"code", "message", "retryable", "details"} <= set(error) and
                (code is None or error["code"] == code))


def multipart(fields=(), files=(), line="-----------------------------7e1"):
    body = bytearray()
    for name, value in fields:
        value = value if isinstance(value, bytes) else str(value).encode()
        body += f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        body += value + b"\r\n"
    for name, file, data in files:
        file = file if isinstance(file, bytes) else file.encode()
        body += (b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n'
                 b"Content-Type: application/pdf\r\n\r\n" % (line.encode(), name.encode(), file))
        body += data + b"\r\n"
    return bytes(body) + b"--%s--\r\n" % line.encode(), f"multipart/form-data; boundary={line}"


class Server:
    """The service on a port that the kernel has chosen."""

    def __init__(self, name, variables=(), host="127.0.0.1", prefix=(), **settings):
        self.root, self.given = os.path.join(WORK, name), os.path.join(WORK, name + ".in")
        os.makedirs(self.given, exist_ok=True)
        self.log_path = os.path.join(WORK, name + ".log")
        environment = {k: v for k, v in os.environ.items() if "DOCTRANSLATE_" not in k}
        settings = {"DATA_ROOT": self.root, "MOUNT_ALLOW_PREFIXES": self.given, **settings}
        environment.update({"DOCTRANSLATE_API_" + k: str(v) for k, v in settings.items()})
        environment.update(dict(variables))
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [*prefix, PROGRAM, "serve", "--host", host, "--port", "0"], env=environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.port = wait_for(self.told_port)
        if not self.port:
            self.process.kill()
            ok(f"the service {name} starts", False, self.log()[-600:])
            done()

    def told_port(self):
        for line in self.log().splitlines():
            if '"service.ready"' in line:
                return json.loads(line)["port"]
        if self.process.poll() is not None:
            ok("the service starts", False, self.log()[-600:])
            done()
        return None

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def connect(self, seconds=LONG, address="127.0.0.1"):
        return socket.create_connection((address, self.port), timeout=seconds)

    def raw(self, data, head=False, half=False):
        """Sends bytes, reads the answer; that the other end closes while we send is no fault."""
        with self.connect() as link:
            try:
                link.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))
                if half:
                    link.shutdown(socket.SHUT_WR)
            except ConnectionError:
                pass
            return read_answer(link.makefile("rb"), head)

    def ask(self, method, path, body=None, headers=(), media="application/json"):
        text = f"{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        text += "".join(f"{k}: {v}\r\n" for k, v in dict(headers).items())
        if body is not None:
            body = body if isinstance(body, bytes) else body.encode()
            text += f"Content-Type: {media}\r\nContent-Length: {len(body)}\r\n"
        return self.raw(text.encode("latin-1") + b"\r\n" + (body or b""), method == "HEAD")

    def get(self, path, headers=()):
        return self.ask("GET", path, None, headers)

    def post(self, path, value, headers=()):
        return self.ask("POST", path, value if isinstance(value, (bytes, str)) else
                        json.dumps(value), headers)

    def upload(self, document=None, request=None, name="paper.pdf", headers=(), **fields):
        """A job, by a form."""
        fields = {"translation_request": json.dumps(request or REQUEST), **fields}
        files = [("input_pdf", name, pdf() if document is None else document)]
        body, media = multipart(fields.items(), files)
        return self.ask("POST", "/v1/jobs", body, headers, media)

    def over(self, job, headers=()):
        """The status of a job that has come to its end."""
        def ended():
            status = self.get("/v1/jobs/" + job, headers).json or {}
            return status if status.get("state") in ("succeeded", "failed", "canceled") else None
        return wait_for(ended, 3 * LONG) or {"state": "never over"}

    def lives(self):
        answer = self.get("/v1/health/live")
        return answer and answer.status == 200 and self.process.poll() is None

    def number(self, name, process=None):
        """Of /proc/PID/status: VmRSS, VmHWM in kB, Threads, FDSize."""
        with open(f"/proc/{process or self.process.pid}/status", encoding="ascii") as lines:
            return next((int(l.split()[1]) for l in lines if l.startswith(name + ":")), 0)

    def files(self):
        return [os.path.join(at, name) for at, _, names in os.walk(self.root) for name in names]

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(LONG)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        return self.process.returncode


def none():
    return str(uuid.uuid4())
