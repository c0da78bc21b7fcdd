# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of jobs as pictures, while they run and after; documents that harm those who look at them;
prints TAP.

previews.py DOCTRANSLATE FOLDER
"""
import http.client
import http.server
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import uuid
import zlib

PROGRAM, WORK = sys.argv[1], sys.argv[2]
WITHIN = 120
count = 0


def ok(name, good, *why):
    global count
    count += 1
    print(("ok" if good else "not ok"), count, "-", name)
    if not good:
        print("#", *[repr(w)[:600] for w in why])
    sys.stdout.flush()
    return good


def pdf(pages, content=None, extra=b"", filters=b""):
    """A line of text on each page."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>",
               b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for i, text in enumerate(pages):
        stream = content or f"BT /F 14 Tf 60 700 Td ({text}) Tj ET".encode()
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d 800]/Contents %d 0 R"
                       b"/Resources<</Font<</F 3 0 R>>%s>>>>" % (400 + 100 * i, 5 + 2 * i, extra))
        objects.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), filters, stream))
    out, places = b"%PDF-1.7\n", []
    for i, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start)


class Gate(http.server.BaseHTTPRequestHandler):
    """LibreTranslate as far as it is asked here; texts of the second page wait."""
    opened = threading.Event()
    protocol_version = "HTTP/1.1"

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer([{"code": "en", "name": "English", "targets": ["en", "es"]},
                     {"code": "es", "name": "Spanish", "targets": ["en", "es"]}])

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = asked["q"] if isinstance(asked["q"], list) else [asked["q"]]
        if any("garden" in text for text in texts):
            Gate.opened.wait(WITHIN)
        texts = [text.replace("The", "El").replace("house", "casa") for text in texts]
        self.answer({"translatedText": texts if isinstance(asked["q"], list) else texts[0]})

    def log_message(self, *_):
        pass


class Server:
    def __init__(self, name, **settings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.root = os.path.join(WORK, name)
        self.given = os.path.join(WORK, name + ".in")
        os.makedirs(self.given)
        environment = {k: v for k, v in os.environ.items() if "DOCTRANSLATE_" not in k}
        environment.update(settings.pop("environment", {}))
        settings = {"DATA_ROOT": self.root, "MOUNT_ALLOW_PREFIXES": self.given, **settings}
        environment.update({"DOCTRANSLATE_API_" + k: str(v) for k, v in settings.items()})
        self.log = open(os.path.join(WORK, name + ".log"), "wb")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--host", "127.0.0.1", "--port", str(self.port)],
            env=environment, stdout=self.log, stderr=self.log)
        self.until(lambda: self.get("/v1/health/live"))

    def until(self, what):
        until = time.time() + WITHIN
        while time.time() < until and self.process.poll() is None:
            try:
                found = what()
                if found:
                    return found
            except OSError:
                pass
            time.sleep(0.05)
        return None

    def ask(self, method, path, body=None, headers=None):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WITHIN)
        link.request(method, path, body, headers or {})
        answer = link.getresponse()
        answer.data = answer.read()
        link.close()
        try:
            answer.json = json.loads(answer.data)
        except ValueError:
            answer.json = None
        return answer

    def get(self, path, headers=None):
        return self.ask("GET", path, None, headers)

    def form(self, path, fields, document):
        line = uuid.uuid4().hex
        body = b""
        for key, value in fields.items():
            body += (f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}'
                     "\r\n").encode()
        body += (f'--{line}\r\nContent-Disposition: form-data; name="input_pdf"; '
                 'filename="paper.pdf"\r\nContent-Type: application/pdf\r\n\r\n').encode()
        body += document + f"\r\n--{line}--\r\n".encode()
        return self.ask("POST", path, body, {
            "Content-Type": f"multipart/form-data; boundary={line}"})

    def job(self, document, **request):
        request = {"lang_in": "en", "lang_out": "es", **request}
        answer = self.form("/v1/jobs", {"translation_request": json.dumps(request)}, document)
        return (answer.json or {}).get("job_id"), answer

    def over(self, job):
        states = ("succeeded", "failed", "canceled")
        return self.until(lambda: (lambda s: s and s["state"] in states and s)(
            self.get("/v1/jobs/" + job).json))

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
        return self.process.returncode


def size(answer):
    """Of a PNG."""
    data = answer.data
    return struct.unpack(">II", data[16:24]) if data[:8] == b"\x89PNG\r\n\x1a\n" else data[:300]


def code(answer):
    return ((answer.json or {}).get("error") or {}).get("code")


def running(server):
    job, made = server.job(pdf(["The house is small.", "The garden is large."]),
                           translator={"name": "libretranslate"})
    if not ok("a job whose second page waits", job, made.status, made.data):
        return
    at = f"/v1/jobs/{job}/pages"

    def first():
        listed = server.get(at).json
        return listed and "pages" in listed and listed["pages"][0]["translated"] and listed

    listed = server.until(first)
    if not ok("its first page is translated while it runs", listed,
              server.get(at).data, server.get(f"/v1/jobs/{job}").data):
        Gate.opened.set()
        return
    ok("the list has all pages and their sizes", listed["page_count"] == 2 and
       [(p["page"], p["source"], p["translated"], p["width"], p["height"])
        for p in listed["pages"]] == [(1, True, True, 400, 800), (2, True, False, 500, 800)],
       listed)
    ok("the job does run", listed["state"] == "running", listed["state"])
    picture = server.get(at + "/1.png?width=200")
    ok("a picture of it", picture.status == 200 and size(picture) == (200, 400) and
       picture.headers["Content-Type"] == "image/png", picture.status, size(picture))
    source = server.get(at + "/1.png?width=200&of=source")
    ok("which is not that of the source", source.status == 200 and source.data != picture.data)
    late = server.get(at + "/2.png")
    ok("the second one is not ready, and when to ask again is told", late.status == 409 and
       code(late) == "not_ready" and late.json["error"]["retryable"] and
       int(late.headers["Retry-After"]) > 0, late.status, late.data)
    ok("its source is", size(server.get(at + "/2.png?of=source&width=250")) == (250, 400))
    Gate.opened.set()
    status = server.over(job)
    ok("the job ends", status and status["state"] == "succeeded", status)
    ok("both pages are translated then",
       all(p["translated"] for p in server.get(at).json["pages"]))
    ok("the second one has a picture", size(server.get(at + "/2.png?width=250")) == (250, 400))
    events = server.get(f"/v1/jobs/{job}/events").json["items"]
    told = [e["event"] for e in events if "pages_done" in e["event"]]
    ok("events tell of pages", told and told[-1]["pages_done"] == told[-1]["page_count"] == 2,
       told[-1:])


def finished(server):
    job, made = server.job(pdf(["One page.", "And another."]), translator={"name": "pseudo"})
    if not ok("a job", job, made.data) or not ok("it succeeds", (server.over(job) or {})
                                                 .get("state") == "succeeded"):
        return
    at = f"/v1/jobs/{job}/pages"
    whole = server.get(at + "/1.png")
    ok("900 pixels when no width is given", size(whole) == (900, 1800), whole.status, size(whole))
    ok("for this client alone", "private" in whole.headers["Cache-Control"], whole.headers)
    again = server.get(at + "/1.png", {"If-None-Match": whole.headers["ETag"]})
    ok("304 for who has it", again.status == 304 and not again.data, again.status)
    part = server.get(at + "/1.png", {"Range": "bytes=0-7"})
    ok("a range of it", part.status == 206 and part.data == whole.data[:8], part.status)
    for path, status in (("/0.png", 422), ("/3.png", 404), ("/x.png", 422), ("/1.png?width=1", 422),
                         ("/1.png?width=100000", 422), ("/1.png?of=moon", 422), ("/1.jpg", 404)):
        answer = server.get(at + path)
        ok(f"{path} is {status} in the one form of errors", answer.status == status and
           code(answer) in ("not_found", "validation_error"), answer.status, answer.data)
    nobody = f"/v1/jobs/{uuid.uuid4()}/pages"
    ok("no pages of no job", server.get(nobody).status == 404 and
       server.get(nobody + "/1.png").status == 404)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(
        server.until(lambda: (lambda a: a.status != 503 and a)(
            server.get(at + "/2.png?width=333"))))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ok("many at once get the same picture", len({a.data for a in answers if a}) == 1 and
       all(a and a.status == 200 for a in answers), [a and a.status for a in answers])
    ok("nothing is left in the tmp folder", not [name for name in os.listdir(
        os.path.join(server.root, "tmp")) if name.startswith("tool-")])
    ok("the job can be deleted", server.ask("DELETE", f"/v1/jobs/{job}").status == 204)
    ok("and its pictures with it", server.get(at + "/1.png").status == 404 and
       not os.path.exists(os.path.join(server.root, "jobs", job)))


def locked(server):
    """A password that a request had is there for its pictures; no answer has it."""
    if subprocess.run(["sh", "-c", "command -v qpdf"], stdout=subprocess.DEVNULL).returncode:
        print("# qpdf is not there: no picture of an encrypted document")
        return
    plain, made = os.path.join(WORK, "plain.pdf"), os.path.join(WORK, "locked.pdf")
    with open(plain, "wb") as file:
        file.write(pdf(["Nobody sees this."]))
    subprocess.run(["qpdf", "--encrypt", "sesame", "sesame", "256", "--", plain, made], check=True)
    with open(made, "rb") as file:
        job, _ = server.job(file.read(), translator={"name": "pseudo"},
                            options={"password": "sesame"})
    ok("an encrypted document is translated", (server.over(job) or {}).get("state") == "succeeded",
       server.get(f"/v1/jobs/{job}").data)
    for of in ("source", "translated"):
        answer = server.get(f"/v1/jobs/{job}/pages/1.png?width=100&of={of}")
        ok(f"and has a picture ({of})", size(answer) == (100, 200), answer.status, answer.data)


def bad(server):
    cases = {"no PDF at all": b"hello", "nothing behind its head": b"%PDF-1.7\n" + b"x" * 3000,
             "a page that paints itself": pdf(["x"], b"/X Do", b"/XObject<</X 5 0 R>>"),
             "a content stream that is noise": pdf(["x"], bytes(range(256)) * 50)}
    for name, document in cases.items():
        for path in ("/v1/extract",):
            answer = server.form(path, {}, document)
            ok(f"{path}: {name}", answer.status == 200 or answer.status == 422 and
               code(answer) == "input_error", answer.status, answer.data)
        path = os.path.join(server.given, "bad.pdf")
        with open(path, "wb") as file:
            file.write(document)
        answer = server.ask("POST", "/v1/inspect", json.dumps({"paths": [path]}),
                            {"Content-Type": "application/json"})
        ok(f"/v1/inspect: {name}", answer.status == 200 or answer.status == 422 and
           code(answer) == "input_error", answer.status, answer.data)


def warm(server):
    assets = server.get("/v1/assets/status").json
    kinds = {f["category"] for f in assets["files"]}
    ok("assets are pipelines, plugins and fonts", {"pipelines", "plugins", "fonts"} <= kinds and
       assets["ready"] == all(f["present"] for f in assets["files"]), assets)
    made = server.ask("POST", "/v1/assets/warmup")
    job = (made.json or {}).get("job_id")
    if not ok("a warmup is a job", made.status == 202 and made.json["kind"] == "warmup", made.data):
        return
    status = server.over(job)
    ok("that succeeds", status and status["state"] == "succeeded", status)
    report = server.get(f"/v1/jobs/{job}/report")
    found = {(a["category"], a["name"]): a for a in (report.json or {}).get("assets", [])}
    ok("and tells of each asset", found.get(("pipelines", "translate"), {}).get("ready") and
       ("translators", "pseudo") in found and ("plugins", "pdf") in found, report.data)
    ok("with a sentence for what is missing", all(
        a["ready"] or a["message"] for a in found.values()), report.data)
    answer = server.get(f"/v1/jobs/{job}/pages")
    ok("it has no pages", answer.status == 404 and code(answer) == "not_found", answer.data)


def hungry():
    """A page that unpacks to more memory than a process may have."""
    server = Server("hungry", JOB_MEMORY_BYTES="150M")
    bomb = zlib.compress(b"q Q " * (100 << 20), 9)
    answer = server.form("/v1/extract", {}, pdf(["x"], bomb, filters=b"/Filter/FlateDecode"))
    ok("a page that unpacks to 400 MB: read without it, or input_error", answer.status == 200 or
       answer.status == 422 and code(answer) == "input_error", answer.status, answer.data)
    ok("the server goes on", server.get("/v1/health/live").status == 200)
    ok("and ends", server.end() == 0)


def main():
    gate = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    threading.Thread(target=gate.serve_forever, daemon=True).start()
    server = Server("pages", environment={
        "LIBRETRANSLATE_URL": f"http://127.0.0.1:{gate.server_port}"})
    try:
        running(server)
        finished(server)
        locked(server)
        bad(server)
        warm(server)
        ok("the server ends", server.end() == 0)
        hungry()
    finally:
        Gate.opened.set()
        if server.process.poll() is None:
            server.process.kill()
    print(f"1..{count}")


main()
