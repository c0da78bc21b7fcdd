# SPDX-License-Identifier: AGPL-3.0-or-later
"""Secrets of requests and of the service: in no file, no log, no command line, no answer."""
import base64
import http.server
import json
import os
import shutil
import stat
import subprocess
import threading

from hostile import REQUEST, WORK, Server, done, enveloped, ok, pdf, wait_for

TOKEN, MASTER = "tokenKx72mQpA9zXcanary01", "masterVb53nTyL8wRcanary02"
KEY, PASSWORD = "keyHj41sDfG6eQcanary03", "passLp96uIoP2kJcanary04"
SIGN, WRONG = "signZm38xCvB5nMcanary05", "wrongQw17eRtY4uIcanary06"
PAIR, NAMED = "pairGh64aSdF1jKcanary07", "namedTy85gBnH3mNcanary08"
LENT, QUERY = "lentUi29oPlK7jHcanary09", "queryEd60rFvT8gBcanary10"
ALL = (TOKEN, MASTER, KEY, PASSWORD, SIGN, WRONG, PAIR, NAMED, LENT, QUERY)
GOOD = {"Authorization": "Bearer " + TOKEN}


class Model(http.server.BaseHTTPRequestHandler):
    """A service that takes what it is asked and answers when it may; and a receiver of webhooks."""
    opened, asked, told = threading.Event(), [], []

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        hook = self.path.startswith("/hook")
        (Model.told if hook else Model.asked).append((self.path, str(self.headers), body))
        if not hook:
            Model.opened.wait()
        self.send_response(500 if hook else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_):
        pass


def forms(secret):
    """How it could be written: as it is, in base64 at each of three places, in hexadecimal."""
    data = secret.encode()
    yield data
    yield data.hex().encode()
    for at in range(3):
        # only the characters that are made of the secret alone
        yield base64.b64encode(bytes(at) + data)[(8 * at + 5) // 6:][:len(data) * 4 // 3 - 3]


FORMS = [(secret, form) for secret in ALL for form in forms(secret)]


def found(data):
    return sorted({secret for secret, form in FORMS if form in data})


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:  # it has gone
        return b""


def in_files(*roots):
    paths = [os.path.join(at, name) for root in roots for at, _, names in os.walk(root) for name in names]
    return [(path, secrets) for path in paths if (secrets := found(read(path) + path.encode()))]


def modes(path):
    """What others can come to: they pass no folder that is its own alone."""
    facts = os.lstat(path)
    if not facts.st_mode & 0o077 or stat.S_ISLNK(facts.st_mode):
        return []
    found = [(path, oct(facts.st_mode))]
    return found + [x for name in os.listdir(path) for x in modes(os.path.join(path, name))] if stat.S_ISDIR(facts.st_mode) else found


def own(root):
    """The records, the key, and the folders that all else is in."""
    for path in [root] + [os.path.join(root, name) for name in os.listdir(root)] + [
            os.path.join(root, "jobs", name) for name in os.listdir(os.path.join(root, "jobs"))]:
        try:
            yield from modes(path)
        except FileNotFoundError:  # of SQLite, or a folder that has gone
            pass


def below(parent):
    parents = {}
    for name in os.listdir("/proc"):
        text = read(f"/proc/{name}/stat") if name.isdigit() else b""
        if text:
            parents[int(name)] = int(text.rpartition(b")")[2].split()[1])
    found, more = set(), {parent}
    while more := {child for child, of in parents.items() if of in more} - found:
        found |= more
    return found


def document():
    """It needs the password where qpdf is there to see to that."""
    plain = os.path.join(WORK, "plain.pdf")
    with open(plain, "wb") as file:
        file.write(pdf())
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--encrypt", PASSWORD, PASSWORD, "256", "--", plain, plain + ".2"], check=True)
        plain += ".2"
    return read(plain)


def openai(**more):
    return {**REQUEST, "translator": {"openai": {"model": "m", "base_url": url + "/v1", **more}},
            "options": {"extract_terms": "no"}}


os.umask(0o022)
receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
receiver.daemon_threads = True
threading.Thread(target=receiver.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{receiver.server_port}"
home = os.path.join(WORK, "home")
os.makedirs(home)
server = Server(
    "secrets", AUTH_MODE="required", AUTH_TOKEN=TOKEN, SECRET_KEY=MASTER, BASE_URL_ALLOW_HOSTS="127.0.0.1",
    WEBHOOK_ALLOW_PRIVATE="yes", WEBHOOK_SECRET_NAMES="LISTED_SECRET", MAX_CONCURRENT_JOBS=4,
    variables={"LISTED_SECRET": NAMED, "DOCTRANSLATE_WEBHOOK_A": NAMED, "OPENAI_API_KEY": LENT, "HOME": home,
               "TMPDIR": home, "XDG_CACHE_HOME": home, "XDG_DATA_HOME": home, "DOCTRANSLATE_LOG_LEVEL": "DEBUG"})

# ---- what is asked ------------------------------------------------------------------------
server.get("/v1/jobs", {"Authorization": "Bearer " + WRONG})
server.get("/v1/jobs", {"X-API-Key": WRONG})
server.get("/v1/jobs", {"Authorization": "Basic " + base64.b64encode(f"a:{WRONG}".encode()).decode()})
for path in ("/v1/jobs?api_key=", "/v1/jobs?token=", "/v1/runtime?password=", "/v1/jobs/x/result?access_token="):
    server.get(path + QUERY)
    server.get(path + QUERY, GOOD)
answer = server.upload(document(), openai(api_key=KEY, term_api_key=KEY) | {
    "options": {"extract_terms": "no", "password": PASSWORD}}, headers=GOOD,
    webhook=json.dumps({"url": url + "/hook", "secret": SIGN}))
ok("a job with secrets", answer.status == 202, answer)
jobs = [answer.json["job_id"]]
answer = server.upload(request=openai(), headers=GOOD, webhook=json.dumps({"url": url + "/hook", "secret_env": "LISTED_SECRET"}))
ok("a job without a key, its webhook signed with a variable", answer.status == 202, answer)
jobs.append(answer.json["job_id"])
answer = server.upload(request=openai(base_url=url.replace("//", f"//user:{PAIR}@") + "/v1", api_key=""), headers=GOOD)
ok("a job whose address has a password: taken, or refused", answer.status == 202 or enveloped(answer, 400, 422), answer)
jobs += [answer.json["job_id"]] if answer.status == 202 else []
for broken in ({"api_key": [KEY]}, {"api_key": {"a": KEY}}, {"api_keys": KEY}):
    answer = server.upload(request=openai(**broken), headers=GOOD)
    ok("what is not understood is refused, and not repeated", enveloped(answer, 400, 422) and not found(answer.data), answer)
answer = server.upload(request=REQUEST, headers=GOOD, webhook=json.dumps({"url": f"http://u:{PAIR}@a.test/", "secret": SIGN}))
ok("nor an address that is refused", enveloped(answer, 400) and not found(answer.data), answer)

# ---- while they run -------------------------------------------------------------------------
ok("the key comes to the service", wait_for(lambda: any(KEY in head for _, head, _ in Model.asked)), Model.asked,
   server.get("/v1/jobs/" + jobs[0], GOOD))
children = below(server.process.pid)
ok("jobs are processes", len(children) >= 1, children)
for child in children:
    told = read(f"/proc/{child}/cmdline")
    if told == read(f"/proc/{server.process.pid}/cmdline"):
        continue  # it is about to become another program
    ok("a command line without secrets", not found(told), child, told)
    told = set(found(read(f"/proc/{child}/environ")))
    ok("what surrounds it has none of requests, and none of the service's own",
       not told & {TOKEN, MASTER, KEY, PASSWORD, SIGN, PAIR, NAMED}, child, told)
    limits = read(f"/proc/{child}/limits")
    ok("its memory is written to no file when it falls",
       not limits or any(line.split()[4:5] == [b"0"] for line in limits.splitlines() if line.startswith(b"Max core")), limits)
ok("no file has a secret while jobs run", not in_files(server.root, home), in_files(server.root, home))
ok("all is its own alone while they run", not list(own(server.root)), list(own(server.root)))

# ---- when they are over ---------------------------------------------------------------------
Model.opened.set()
for job in jobs:
    status = server.over(job, GOOD)
    ok("the job ends", status["state"] in ("failed", "succeeded"), status)
ok("webhooks are tried", wait_for(lambda: len(Model.told) >= 2), Model.told)
for path in ["/v1/jobs", "/metrics", "/v1/runtime", "/openapi.json", "/v1/translators"] + [
        f"/v1/jobs/{job}{tail}" for job in jobs
        for tail in ("", "/result", "/manifest", "/events", "/deliveries", "/report", "/request")]:
    answer = server.get(path, GOOD)
    ok(f"{path.replace(jobs[0], 'JOB')}: no secret", answer and not found(answer.data + str(answer.headers).encode()), answer)
ok("no file has a secret when they are over", not in_files(server.root, home), in_files(server.root, home))
ok("all is its own alone", not list(own(server.root)), list(own(server.root)))
ok("no receiver is told what it was not sent for", not found(b"".join(body for _, _, body in Model.told)), Model.told)
ok("the server's own key goes to no address of a request",
   not any(LENT in head or LENT.encode() in body for _, head, body in Model.asked + Model.told), Model.asked)
ok("the log has lines, and no secret", server.log().count("\n") > 5 and not found(server.log().encode()),
   [line for line in server.log().splitlines() if found(line.encode())][:5])

# ---- variables of the server -----------------------------------------------------------------
for name in ("PATH", "HOME", "DOCTRANSLATE_API_AUTH_TOKEN", "DOCTRANSLATE_API_SECRET_KEY", "AUTH_TOKEN", "OPENAI_API_KEY",
             "DOCTRANSLATE_WEBHOOK_", "doctranslate_webhook_a", "DOCTRANSLATE_WEBHOOK_A=", " LISTED_SECRET", "LISTED_SECRET ",
             "listed_secret", "LISTED_SECRET\0", "LISTED_SECRE", "LISTED_SECRETS", "*", "=", "LISTED_SECRET=" + NAMED[:4]):
    answer = server.upload(headers=GOOD, webhook=json.dumps({"url": url + "/hook", "secret_env": name}))
    ok(f"secret_env {name!r}: refused", enveloped(answer, 400, 422), answer)

# ---- addresses of translators ----------------------------------------------------------------
elsewhere = http.server.ThreadingHTTPServer(("127.0.0.2", 0), Model)
elsewhere.daemon_threads = True
threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
port = elsewhere.server_port
before, taken = len(Model.asked), []
for base in ("http://127.0.0.2:{}/v1", "http://127.0.0.1@127.0.0.2:{}/v1", "http://127.0.0.1\\@127.0.0.2:{}/v1",
             "http://127.0.0.1:80\\@127.0.0.2:{}/v1", "http://127.0.0.1:x@127.0.0.2:{}", "http://a@127.0.0.1@127.0.0.2:{}/v1",
             "http://127.0.0.1%00@127.0.0.2:{}", "http://127.0.0.1\t@127.0.0.2:{}/", "http:///127.0.0.2:{}/v1", "http:127.0.0.2:{}",
             "//127.0.0.2:{}/v1", "http://[::ffff:127.0.0.2]:{}/v1", "http://2130706434:{}/v1", "http://0x7f000002:{}/v1",
             "http://0177.0.0.2:{}/v1", "http://127.2:{}/v1", "http://127.0.0.1.nip.io:{}/v1", "http://x127.0.0.1:{}/v1",
             "file:///etc/passwd", "gopher://127.0.0.1:{}/x", "ftp://127.0.0.1:{}/", "http://169.254.169.254/latest", "http://"):
    base = base.format(port)
    for where in ({"openai": {"base_url": base, "api_key": KEY}}, {"name": "openai", "settings": {"base_url": base, "api_key": KEY}},
                  {"mode": "local", "local_cli": {"local_backend": "openai-compatible", "local_base_url": base}}):
        answer = server.upload(request={**REQUEST, "translator": where, "options": {"extract_terms": "no"}}, headers=GOOD)
        ok(f"a translator at {base.replace(str(port), 'PORT')!r}: refused", enveloped(answer, 400, 422) and not found(answer.data),
           answer)
        taken += [answer.json["job_id"]] if answer and answer.status == 202 else []
for job in taken:
    server.over(job, GOOD)
ok("and nobody is asked there", len(Model.asked) == before, Model.asked[before:])

ok("the service lives", server.lives())
ok("and ends", server.end() == 0)
ok("what it leaves has no secret", not in_files(server.root, home) and not found(server.log().encode()), in_files(server.root, home))

# ---- a key that the service makes --------------------------------------------------------------
made = Server("made")
ok("its key is its own alone", stat.S_IMODE(os.lstat(os.path.join(made.root, "secret.key")).st_mode) == 0o600)
made.end()
with open(os.path.join(made.root, "secret.key"), "rb") as file:
    value = file.read()
ok("which is in no other file", not [name for name in made.files() if not name.endswith("secret.key") and value in read(name)])
done()
