# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server of a test, asked over HTTP; results as TAP."""
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid

PROGRAM, WORK = sys.argv[1], sys.argv[2]
asked = []  # (method, path, answer)
told = {"n": 0, "bad": 0}


def ok(name, good, *why):
    told["n"] += 1
    told["bad"] += not good
    print(("ok" if good else "not ok"), told["n"], "-", name)
    if not good:
        print("#", *[repr(w)[:600] for w in why])
    sys.stdout.flush()
    return good


def done():
    print(f"1..{told['n']}")
    sys.exit(told["bad"] > 0)


def pdf(text="Hello world. This is a small document.", producer=""):
    """One page with a line of text."""
    stream = f"BT /F 14 Tf 60 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for i, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    return out + b"trailer<</Size %d/Root 1 0 R/Info<</Producer(%s)>>>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, producer.encode(), start)


class Server:
    def __init__(self, name, **settings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.root = os.path.join(WORK, name)
        self.given = os.path.join(WORK, name + ".in")
        os.makedirs(self.given)
        environment = {k: v for k, v in os.environ.items() if "DOCTRANSLATE_" not in k}
        settings = {"DATA_ROOT": self.root, "MOUNT_ALLOW_PREFIXES": self.given, **settings}
        environment.update({"DOCTRANSLATE_API_" + k: str(v) for k, v in settings.items()})
        self.log = open(os.path.join(WORK, name + ".log"), "wb")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--host", "127.0.0.1", "--port", str(self.port)],
            env=environment, stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                self.get("/v1/health/live")
                break
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)

    def ask(self, method, path, body=None, headers=None):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request(method, path, body, headers or {})
        answer = link.getresponse()
        answer.data = answer.read()
        link.close()
        try:
            answer.json = json.loads(answer.data)
        except ValueError:
            answer.json = None
        asked.append((method, path.split("?")[0], answer))
        return answer

    def get(self, path, headers=None):
        return self.ask("GET", path, None, headers)

    def post(self, path, value, headers=None):
        return self.ask("POST", path, json.dumps(value),
                        {"Content-Type": "application/json", **(headers or {})})

    def form(self, path, fields, document=None, name="paper.pdf", headers=None):
        line = uuid.uuid4().hex
        body = b""
        for key, value in fields.items():
            body += (f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}'
                     "\r\n").encode()
        if document is not None:
            body += (f'--{line}\r\nContent-Disposition: form-data; name="input_pdf"; '
                     f'filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n').encode()
            body += document + b"\r\n"
        body += f"--{line}--\r\n".encode()
        return self.ask("POST", path, body, {
            "Content-Type": f"multipart/form-data; boundary={line}", **(headers or {})})

    def over(self, job, headers=None, within=60):
        until = time.time() + within
        while time.time() < until:
            status = self.get("/v1/jobs/" + job, headers).json
            if status and status.get("state") in ("succeeded", "failed", "canceled"):
                return status
            time.sleep(0.05)
        return status

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        return self.process.returncode


def envelope(answer, status, code):
    """The one shape of errors."""
    body = answer.json or {}
    return (answer.status == status and body.get("ok") is False
            and body.get("schema_version") == "1"
            and body.get("request_id") == answer.headers["X-Request-ID"]
            and body.get("error", {}).get("code") == code
            and {"code", "message", "retryable", "details"} <= set(body["error"]))


def read_stream(text):
    return [dict(line.split(": ", 1) for line in part.split("\n") if ": " in line and
                 not line.startswith(":")) for part in text.split("\n\n") if part.strip()]


REQUEST = {"lang_in": "en", "lang_out": "es", "options": {"skip_translation": True}}
TEXT = json.dumps(REQUEST)
