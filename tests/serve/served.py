# SPDX-License-Identifier: AGPL-3.0-or-later
"""A service that tests start, stop and kill, over one folder; and TAP."""
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import uuid

PATIENCE = 300  # seconds; what takes longer does not come
TERMINAL = {"succeeded", "failed", "canceled"}
NOT_THERE = (OSError, http.client.HTTPException, ValueError)
TOP = pathlib.Path(__file__).resolve().parent.parent
results = []


def ok(name, good, *why):
    results.append(bool(good))
    print("ok" if good else "not ok", len(results), "-", name)
    if not good:
        print("#", *[repr(w)[:600] for w in why])
    sys.stdout.flush()


def done():
    print(f"1..{len(results)}")
    sys.exit(not all(results))


def wait_for(what, pause=0.05):
    """What it gives, as soon as it gives something; else what it gave last."""
    until = time.monotonic() + PATIENCE
    while not (found := what()) and time.monotonic() < until:
        time.sleep(pause)
    return found


def field(pid, number):
    """Of /proc/PID/stat, counted as proc(5) does; the name in brackets may have anything in it."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
        return text.rpartition(")")[2].split()[number - 3]
    except (OSError, IndexError):
        return None


def children(pid):
    """(pid, start) of what it has started."""
    return [(name, field(name, 22)) for name in os.listdir("/proc")
            if name.isdigit() and field(name, 4) == str(pid)]


def lives(pid, start):
    return field(pid, 22) == start and field(pid, 3) not in ("Z", "X", None)


class Model:
    """tests/servers/model-server, that ends with the block."""

    def __init__(self, *options):
        self.process = subprocess.Popen([sys.executable, str(TOP / "servers/model-server"), *options],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def request(self, lang="es"):
        """For a job that it translates."""
        return {"lang_in": "en", "lang_out": lang, "translator": {"openai": {
            "api_key": "k", "model": "m", "base_url": f"http://127.0.0.1:{self.port}/v1"}}}

    def asked(self):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request("GET", "/stats")
        try:
            return json.loads(link.getresponse().read())["requests"]
        finally:
            link.close()


QUICK = {"lang_in": "en", "lang_out": "es", "translator": {"name": "pseudo"}}


class Server:
    """One process after the other over the same folder."""

    def __init__(self, program, work, **settings):
        self.work, self.starts, self.port = pathlib.Path(work), 0, None
        self.work.mkdir(exist_ok=True)
        self.command = [program, "serve", "--host", "127.0.0.1", "--port", "0"]
        self.settings = {"DATA_ROOT": str(self.work / "data"), "BASE_URL_ALLOW_HOSTS": "127.0.0.1",
                         **settings}

    def start(self, **settings):
        self.starts += 1
        self.settings.update(settings)
        environment = {k: v for k, v in os.environ.items() if "DOCTRANSLATE_" not in k}
        environment.update({"DOCTRANSLATE_API_" + k: str(v) for k, v in self.settings.items()})
        self.log = self.work / f"log.{self.starts}"
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(self.command, env=environment, stderr=out,
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

        def ready():
            found = re.search(rb'"service.ready".*?"port":(\d+)', self.log.read_bytes())
            return found or (self.process.poll() is not None)
        found = wait_for(ready, 0.02)
        if not isinstance(found, re.Match):
            raise SystemExit(f"the server does not start: {self.log.read_bytes()[-600:]!r}")
        self.port = int(found[1])
        return self

    def kill(self):
        """Its children then, which have to follow it."""
        left = children(self.process.pid)
        self.process.kill()
        self.process.wait()
        return left

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def wait(self):
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "it did not end"

    def end(self):
        self.signal()
        return self.wait()

    def ask(self, method, path, body=None, headers=None):
        """(status, headers, body); one of NOT_THERE when it is not."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request(method, path, body, headers or {})
            answer = link.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            link.close()

    def get(self, path):
        """The JSON of what is there, however often the server has to be asked."""
        def once():
            try:
                status, _, body = self.ask("GET", path)
                return status == 200 and (json.loads(body),)
            except NOT_THERE:
                return None
        found = wait_for(once)
        if not found:
            raise RuntimeError(f"{path} is not there")
        return found[0]

    def upload(self, request, document, headers=None):
        """As ask; of a document by a form."""
        line = uuid.uuid4().hex
        body = (f'--{line}\r\nContent-Disposition: form-data; name="translation_request"\r\n\r\n'
                f'{json.dumps(request)}\r\n--{line}\r\nContent-Disposition: form-data; '
                'name="input_pdf"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
                ).encode() + document + f"\r\n--{line}--\r\n".encode()
        return self.ask("POST", "/v1/jobs", body, {
            "Content-Type": f"multipart/form-data; boundary={line}", **(headers or {})})

    def take(self, request, document):
        """The id of a new job."""
        status, _, answer = self.upload(request, document)
        if status != 202:
            raise RuntimeError(f"upload: {status} {answer[:300]!r}")
        return json.loads(answer)["job_id"]

    def job(self, name):
        return self.get("/v1/jobs/" + name)

    def becomes(self, name, *states):
        """Its status, once it is in one of them."""
        last = {}

        def once():
            last.update(self.job(name))
            return last["state"] in states
        wait_for(once)
        return last

    def events(self, name):
        """All events of a job as the records have them."""
        items = []
        while True:
            after = items[-1]["seq"] if items else 0
            page = self.get(f"/v1/jobs/{name}/events?limit=500&after_seq={after}")["items"]
            if not page:
                return items
            items += page
