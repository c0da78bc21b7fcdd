# SPDX-License-Identifier: AGPL-3.0-or-later
"""A service of its own for a bench: started, asked, measured, ended."""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import uuid

TOP = pathlib.Path(__file__).resolve().parent.parent
OVER = ("succeeded", "failed", "canceled")
# goes through the whole pipeline and asks no translator
PLAIN = {"lang_in": "en", "lang_out": "es", "options": {"skip_translation": True}}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def load():
    """Of the machine: others that use it make every figure here worse."""
    return " ".join(pathlib.Path("/proc/loadavg").read_text().split()[:3])


def pdf(pages=1, padding=b""):
    """Some lines of text on each page; padding, without a line's end, stands in a comment."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               b"<</Type/Pages/Kids[%s]/Count %d>>" %
               (b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(pages)), pages),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for i in range(pages):
        lines = b"".join(b"(This is sentence %d of page %d, and it says little.) Tj T* " %
                         (line, i + 1) for line in range(8))
        text = b"BT /F 12 Tf 14 TL 60 700 Td %sET" % lines
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
                       b"/Resources<</Font<</F 3 0 R>>>>>>" % (5 + 2 * i))
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(text), text))
    out, places = [b"%PDF-1.7\n%" + padding + b"\n"], []
    size = len(out[0])
    for i, body in enumerate(objects, 1):
        places.append(size)
        out.append(b"%d 0 obj%s endobj\n" % (i, body))
        size += len(out[-1])
    out.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out += [b"%010d 00000 n \n" % place for place in places]
    out.append(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" %
               (len(objects) + 1, size))
    return b"".join(out)


def form(fields, document):
    """Body and type of a multipart form with one file."""
    line = uuid.uuid4().hex
    parts = [f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in fields.items()]
    parts.append(f'--{line}\r\nContent-Disposition: form-data; name="input_pdf"; filename="a.pdf"'
                 "\r\nContent-Type: application/pdf\r\n\r\n")
    return ("".join(parts).encode() + document + f"\r\n--{line}--\r\n".encode(),
            f"multipart/form-data; boundary={line}")


class Process:
    """What /proc tells of a process that listens."""

    def __init__(self, process, port):
        self.process, self.port = process, port

    def memory(self, name="VmRSS"):
        """MiB; VmRSS is RssAnon, what it has allocated, and RssFile, the code that it has used."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
        return 0

    def cpu(self):
        """Seconds of all its threads until now, in the kernel too."""
        spent = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                spent += int((task / "schedstat").read_text().split()[0])
            except OSError:
                pass
        return spent / 1e9

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def files(self):
        """Open ones, without those of the records: as many as were wanted at once stay open."""
        folder, n = pathlib.Path(f"/proc/{self.process.pid}/fd"), 0
        for file in folder.iterdir():
            try:
                n += "http_api_metadata.db" not in os.readlink(file)
            except OSError:
                pass
        return n


class Service(Process):
    """doctranslate serve, ready; ends with the block."""

    def __init__(self, build, folder, environment=None, poll=0.005, **settings):
        port = free_port()
        variables = {name: value for name, value in os.environ.items()
                     if not name.upper().startswith("DOCTRANSLATE_")}
        variables.update(environment or {})
        settings = {"DATA_ROOT": folder, "LOG_LEVEL": "INFO", **settings}
        variables.update({f"DOCTRANSLATE_API_{name}": str(value)
                          for name, value in settings.items()})
        self.folder = pathlib.Path(folder)
        log = open(f"{folder}.log", "ab")
        began = time.monotonic()
        process = subprocess.Popen([str(pathlib.Path(build).resolve() / "doctranslate"), "serve",
                                    "--host", "127.0.0.1", "--port", str(port)], env=variables,
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        super().__init__(process, port)
        while not self.ready():
            if process.poll() is not None or time.monotonic() - began > 30:
                process.kill()
                sys.exit(f"the service does not start: {folder}.log")
            time.sleep(poll)
        self.started_ms = (time.monotonic() - began) * 1000

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def ready(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(b"GET /v1/health/ready HTTP/1.1\r\nHost: x\r\n"
                                   b"Connection: close\r\n\r\n")
                return connection.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def link(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(self, method, path, body=None, headers=None, link=None):
        """Status, headers, body; of JSON what it says."""
        own = link or self.link()
        own.request(method, path, body, headers or {})
        answer = own.getresponse()
        data = answer.read()
        if not link:
            own.close()
        if answer.headers.get("Content-Type", "").startswith("application/json") and data:
            data = json.loads(data)
        return answer.status, answer.headers, data

    def job(self, document, request=None, link=None):
        """Status and body of what the upload of a document is answered with."""
        body, kind = form({"translation_request": json.dumps(request or PLAIN)}, document)
        status, _, data = self.ask("POST", "/v1/jobs", body, {"Content-Type": kind}, link)
        return status, data

    def state(self, job, link=None):
        status, _, data = self.ask("GET", f"/v1/jobs/{job}", link=link)
        return data.get("state") if status == 200 else None

    def wait(self, job, states=OVER, seconds=120):
        until = time.monotonic() + seconds
        while (state := self.state(job)) not in states:
            if state in OVER or time.monotonic() > until:
                sys.exit(f"a job is {state}, wanted {' or '.join(states)}")
            time.sleep(0.05)
        return state


class Streams:
    """Many clients of server-sent events in one thread; each keeps the numbers that it was told."""

    class Client:
        def __init__(self, connection, job):
            self.connection, self.job = connection, job
            self.rest, self.ids, self.ends, self.status = b"", [], 0, 0
            self.open = True

        def take(self, data):
            """Lines end as they do; a chunk's own line is none of an event's."""
            self.rest += data
            *lines, self.rest = self.rest.split(b"\n")
            for line in lines:
                if line.startswith(b"HTTP/1.1 "):
                    self.status = int(line[9:12])
                elif line.startswith(b"id: "):
                    self.ids.append(int(line[4:]))
                elif line.startswith(b"event: job_"):
                    self.ends += 1

    def __init__(self, port, jobs, n):
        import selectors
        self.selector = selectors.DefaultSelector()
        self.clients = []
        for i in range(n):
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            job = jobs[i % len(jobs)]
            connection.sendall(f"GET /v1/jobs/{job}/stream HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            connection.setblocking(False)
            client = self.Client(connection, job)
            self.clients.append(client)
            self.selector.register(connection, selectors.EVENT_READ, client)

    def read(self, done, seconds):
        """Until done(clients), looked at a few times a second; false: it took too long."""
        until = time.monotonic() + seconds
        look = 0
        while time.monotonic() < until:
            for key, _ in self.selector.select(0.2):
                self.read_one(key.data)
            if time.monotonic() >= look:
                if done(self.clients):
                    return True
                look = time.monotonic() + 0.2
        return done(self.clients)

    def read_one(self, client):
        try:
            data = client.connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        client.take(data)
        # the end of the answer, or of the connection
        if not data or client.rest.endswith(b"0\r\n\r") or (
                client.ends and data.endswith(b"\r\n0\r\n\r\n")):
            client.open = False
            self.selector.unregister(client.connection)
            client.connection.close()

    def close(self):
        for client in self.clients:
            if client.open:
                self.selector.unregister(client.connection)
                client.connection.close()
        self.selector.close()


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0


class Card:
    """Figures beside their bounds."""

    def __init__(self):
        self.missed = []

    def line(self, name, value, bound="", good=True):
        print(f"  {name:<46} {value:<34} {'wanted ' + bound if bound else ''}"
              f"{'' if good else '  MISSED'}".rstrip(), flush=True)
        if not good:
            self.missed.append(name)

    def part(self, name):
        print(f"{name}  (load {load()})", flush=True)

    def end(self):
        print("missed: " + "; ".join(self.missed) if self.missed else "every bound is kept")
        return 1 if self.missed else 0
