# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service tells of itself while it works: traces, figures, log; prints TAP.

observe.py DOCTRANSLATE FOLDER TESTS
"""
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

PROGRAM, WORK, TESTS = sys.argv[1], sys.argv[2], sys.argv[3]
PATIENCE = 60  # seconds: a busy machine is no fault
count = bad = 0
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ok(name, good, *why):
    global count, bad
    count += 1
    bad += not good
    print(("ok" if good else "not ok"), count, "-", name)
    if not good:
        print("#", *[repr(w)[:900] for w in why])
    sys.stdout.flush()


def until(condition):
    """What it gives as soon as that is something, or at last."""
    end = time.time() + PATIENCE
    while True:
        found = condition()
        if found or time.time() > end:
            return found
        time.sleep(0.05)


def pdf(text):
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
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start)


class Helper:
    """A server of tests/servers: its port is its first line, it ends with its input."""

    def __init__(self, name, *arguments, **environment):
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(TESTS, "servers", name), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **environment})
        self.url = "http://127.0.0.1:%d" % int(self.process.stdout.readline().split()[-1])

    def get(self, path):
        return json.load(opener.open(self.url + path, timeout=PATIENCE))

    def end(self):
        self.process.terminate()
        self.process.wait()


class Server:
    def __init__(self, name, environment=None):
        given = {k: v for k, v in os.environ.items()
                 if not k.startswith(("DOCTRANSLATE_", "OTEL_"))}
        self.logged = os.path.join(WORK, name + ".log")
        with open(self.logged, "wb") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--host", "127.0.0.1", "--port", "0", "--data-root",
                 os.path.join(WORK, name)],
                env={**given, **(environment or {})}, stdout=log, stderr=log)
        ready = until(lambda: next((x for x in self.log() if x["event"] == "service.ready"), None)
                      or self.process.poll())
        self.url = "http://127.0.0.1:%d" % ready["port"] if isinstance(ready, dict) else None

    def log(self):
        """The whole lines that are there."""
        with open(self.logged, "rb") as log:
            return [json.loads(x) for x in log.read().split(b"\n")[:-1]]

    def text(self):
        with open(self.logged, "rb") as log:
            return log.read().decode()

    def told(self, event, **members):
        return until(lambda: [x for x in self.log() if x["event"] == event and
                              all(x.get(k) == v for k, v in members.items())])

    def ask(self, path, body=None, headers=None, method=None):
        request = urllib.request.Request(self.url + path, body, headers or {}, method=method)
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read()

    def create(self, request, document, headers=None, **fields):
        """The id of the new job, and the request's."""
        line = uuid.uuid4().hex
        body = b""
        for key, value in {"translation_request": json.dumps(request), **fields}.items():
            body += (f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}'
                     "\r\n").encode()
        body += (f'--{line}\r\nContent-Disposition: form-data; name="input_pdf"; filename="a.pdf"'
                 "\r\nContent-Type: application/pdf\r\n\r\n").encode()
        body += document + f"\r\n--{line}--\r\n".encode()
        status, head, data = self.ask("/v1/jobs", body, {
            "Content-Type": f"multipart/form-data; boundary={line}", **(headers or {})})
        answer = json.loads(data)
        if status != 202:
            print("# not taken:", status, answer)
        return answer.get("job_id"), head.get("X-Request-ID")

    def over(self, job):
        def state():
            status = json.loads(self.ask("/v1/jobs/" + job)[2])
            return status if status.get("state") in ("succeeded", "failed", "canceled") else None
        return until(state)

    def end(self):
        self.process.terminate()
        return self.process.wait(PATIENCE)


PLAIN = {"schema_version": "1", "input_pdf": "", "lang_in": "en", "lang_out": "es",
         "translator": {"mode": "openai", "openai": {"model": "m", "api_key": "sk-none"}},
         "options": {"skip_translation": True}}
CAME = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def traces():
    collector = Helper("trace-collector")
    server = Server("traces", {"DOCTRANSLATE_OTEL_ENABLED": "1",
                               "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
                               "OTEL_BSP_SCHEDULE_DELAY": "100"})
    alone, _ = server.create(PLAIN, pdf("Nobody follows this one."))
    below, asked = server.create(PLAIN, pdf("Somebody follows this one."), {"traceparent": CAME})
    states = [server.over(x)["state"] for x in (alone, below)]
    ok("jobs with traces", states == ["succeeded"] * 2, states)
    server.end()
    spans = collector.get("/spans")
    wrong = [x for x in collector.get("/batches") if "wrong" in x]
    ok("their spans have the right shape", spans and not wrong, wrong)
    requests = {x["spanId"]: x for x in spans if x["name"] == "POST /v1/jobs"}
    jobs = {x["attributes"]["job_id"]: x for x in spans if x["name"] == "job"}
    ok("there is one of each request and each job", len(requests) == len(jobs) == 2,
       requests, jobs)
    for job, title in ((alone, "without a traceparent"), (below, "with one")):
        span = jobs[job]
        ok("a job is below its request, " + title, span.get("parentSpanId") in requests and
           requests[span["parentSpanId"]]["traceId"] == span["traceId"], span, requests)
        stages = [x for x in spans if x["name"].startswith("stage ") and
                  x.get("parentSpanId") == span["spanId"]]
        ok("and its stages below the job, " + title, len(stages) > 3, stages)
    request = requests[jobs[alone]["parentSpanId"]]
    ok("a request that nobody follows is the root", "parentSpanId" not in request, request)
    request = requests[jobs[below]["parentSpanId"]]
    ok("one that somebody follows is below that", request["traceId"] == CAME[3:35] and
       request["parentSpanId"] == CAME[36:52], request)
    ok("it has its id", request["attributes"]["doctranslate.request_id"] == asked, request, asked)
    collector.end()


def asking(model, key, **more):
    """A request that asks a service of models."""
    return {"schema_version": "1", "input_pdf": "", "lang_in": "en", "lang_out": "es",
            "translator": {"mode": "openai", "openai": {
                "model": "m", "base_url": model.url + "/v1", "api_key": key, **more}}}


def calls():
    collector, model = Helper("trace-collector"), Helper("model-server")
    server = Server("calls", {"DOCTRANSLATE_OTEL_ENABLED": "1",
                              "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
                              "OTEL_BSP_SCHEDULE_DELAY": "100",
                              "DOCTRANSLATE_API_BASE_URL_ALLOW_HOSTS": "127.0.0.1",
                              "DOCTRANSLATE_LOG_LEVEL": "DEBUG"})
    key = "sk-" + uuid.uuid4().hex
    job, _ = server.create(asking(model, key), pdf("The quick brown fox is asked about."))
    status = server.over(job)
    ok("a job that asks a service", status["state"] == "succeeded", status, server.text()[-2000:])
    figures = server.ask("/metrics")[2].decode()
    asked = re.findall(r'^doctranslate_translator_requests_total\{profile="([^"]*)",provider='
                       r'"([^"]+)",outcome="([^"]+)",failure_category="([^"]+)"\} (\d+)',
                       figures, re.M)
    ok("its requests are counted by provider", asked and asked[0][2:4] == ("success", "none") and
       int(asked[0][4]) > 0, asked)
    provider = asked[0][1] if asked else "none"
    of = r'\{profile="[^"]*",provider="%s"' % re.escape(provider)
    ok("their time", re.search(r"^doctranslate_translator_latency_seconds_count" + of + r"\} [1-9]",
                               figures, re.M), figures)
    for kind in ("total", "prompt", "completion"):
        ok("their tokens, " + kind, re.search(
            r"^doctranslate_translator_tokens_total" + of + r',token_type="%s"\} [1-9]' % kind,
            figures, re.M), re.findall("(?m)^.*tokens_total.*", figures))
    ok("their cost", re.search(r"^doctranslate_translator_estimated_cost_usd_total" + of,
                               figures, re.M))
    ok("nothing is being asked any more", re.search(
        r"^doctranslate_translator_concurrent_requests" + of + r"\} 0$", figures, re.M),
       re.findall("(?m)^.*concurrent.*", figures))
    server.end()
    spans = collector.get("/spans")
    stages = {x["spanId"]: x for x in spans if x["name"].startswith("stage ")}
    asked = [x for x in spans if x["name"] == "translate " + provider]
    ok("each call is a span below its stage", asked and
       all(x["parentSpanId"] in stages and x["kind"] == 3 for x in asked), asked)
    ok("which lies within it", all(
        int(stages[x["parentSpanId"]]["startTimeUnixNano"]) - 10**9 <= int(x["startTimeUnixNano"])
        for x in asked if x["parentSpanId"] in stages), asked)
    ok("it has its figures", all(int(x["attributes"]["requests"]) > 0 and
                                 int(x["attributes"]["gen_ai.usage.input_tokens"]) > 0 and
                                 x["attributes"]["outcome"] == "success" for x in asked), asked)
    ok("what the service is told is in no span and no line",
       key not in json.dumps(spans) and key not in server.text())
    collector.end()
    model.end()


def webhooks():
    """An attempt that fails, the end of the server by force, and the next one: the same delivery."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    receiver = Helper("webhook-receiver", SECRET=secret)
    settings = {"DOCTRANSLATE_API_WEBHOOK_ALLOW_PRIVATE": "1", "WEBHOOK_SWEEP_INTERVAL_SECONDS": "0.5"}
    server = Server("webhooks", settings)
    job, _ = server.create(PLAIN, pdf("Tell me when it is over."), webhook=json.dumps(
        {"url": receiver.url + "/first/500/200", "secret": secret}))
    failed = server.told("webhook.retry", job_id=job)
    ok("an attempt that fails", failed and failed[0]["status"] == 500, failed, server.text()[-1500:])
    server.process.kill()
    server.process.wait()
    server = Server("webhooks", settings)
    sent = server.told("webhook.delivered", job_id=job)
    ok("is followed by one of the next server", sent and sent[0]["attempt"] == 2, sent)
    came = [x for x in receiver.get("/log") if x["path"] == "/first/500/200"]
    ok("with the same id, each signed", len(came) == 2 and
       len({x["headers"]["webhook-id"] for x in came}) == 1 and all(x["verified"] for x in came),
       came)
    def deliveries():
        return json.loads(server.ask("/v1/jobs/%s/deliveries" % job)[2])["items"]

    # what is logged is in the records a moment later
    until(lambda: [x["state"] for x in deliveries()] == ["delivered"])
    items = deliveries()
    ok("all attempts can be read", len(items) == 1 and items[0]["state"] == "delivered" and
       [(x["number"], x["http_status"], x["error"]) for x in items[0]["log"]] ==
       [(1, 500, "the receiver answered 500"), (2, 200, None)], items)
    kept = b"".join(open(os.path.join(WORK, "webhooks", x), "rb").read()
                    for x in os.listdir(os.path.join(WORK, "webhooks")) if ".db" in x)
    ok("the secret is neither in the records nor in the log",
       kept and secret[6:].encode() not in kept and secret[6:] not in server.text())
    server.end()
    receiver.end()


# What the replaced program had, and what is additive and to be relied on.
FAMILIES = """
http_requests_total counter method,route,status_code
http_request_duration_seconds histogram method,route,status_code
http_inflight_requests gauge route
jobs_created_total counter kind,queue_backend
jobs_terminal_total counter kind,state,failure_category
job_duration_seconds histogram kind,state
job_queue_depth gauge state,queue_backend
job_enqueue_failures_total counter kind,reason
pipeline_stage_duration_seconds histogram stage,kind
pipeline_stage_events_total counter stage,event_type
pipeline_peak_memory_mb histogram kind
translator_requests_total counter profile,provider,outcome,failure_category
translator_latency_seconds histogram profile,provider
translator_tokens_total counter profile,provider,token_type
translator_estimated_cost_usd_total counter profile,provider
translator_concurrent_requests gauge profile,provider
assets_warmup_runs_total counter outcome
assets_warmup_duration_seconds histogram outcome
job_queue_oldest_age_seconds gauge
"""
TEXT = r'(?:[^"\\\n]|\\["\\n])*'
PAIR = r'[a-zA-Z_][a-zA-Z0-9_]*="%s"' % TEXT
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="(%s)"' % TEXT
SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(%s(?:,%s)*)\})? (-?[0-9.eE+-]+|\+Inf|NaN)" %
                    (PAIR, PAIR))


def parse(text):
    """Families {name: (type, [(sample, labels, value)])} of the text format, strictly."""
    families, current, seen = {}, None, set()
    if not text.endswith("\n"):
        raise ValueError("no end of line at the end")
    for line in text[:-1].split("\n"):
        word = line.split(" ", 3)
        if line.startswith("# HELP "):
            if word[2] in families:
                raise ValueError("twice: " + line)
            current = word[2]
            families[current] = (None, [])
        elif line.startswith("# TYPE "):
            if word[2] != current or families[current][0]:
                raise ValueError("not behind its help: " + line)
            families[current] = (word[3], [])
        else:
            found = SAMPLE.fullmatch(line)
            if not found:
                raise ValueError("cannot be read: " + line)
            name, labels = found[1], dict(re.findall(LABEL, found[2] or ""))
            if (name, *sorted(labels.items())) in seen:
                raise ValueError("twice: " + line)
            seen.add((name, *sorted(labels.items())))
            kind = families[current][0]
            ends = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
            if name not in [current + x for x in ends]:
                raise ValueError("not of %s: %s" % (current, line))
            families[current][1].append((name, labels, float(found[3])))
    return families


def check_histogram(name, samples):
    series = {}
    for sample, labels, value in samples:
        bound = labels.pop("le", None)
        one = series.setdefault(tuple(sorted(labels.items())), {"buckets": []})
        if sample.endswith("_bucket"):
            one["buckets"].append((float(bound), value))
        else:
            one[sample[len(name):]] = value
    for labels, one in series.items():
        bounds, values = zip(*one["buckets"])
        if list(bounds) != sorted(set(bounds)) or list(values) != sorted(values) or \
                bounds[-1] != float("inf") or values[-1] != one["_count"] or one["_sum"] < 0:
            raise ValueError("no histogram: %s %s %s" % (name, labels, one))


def figures():
    server = Server("figures", {"DOCTRANSLATE_METRICS_NAMESPACE": "mine"})
    job, _ = server.create(PLAIN, pdf("Count me."))
    server.over(job)
    for i in range(30):
        server.ask("/v1/jobs/%s" % uuid.uuid4())
        server.ask("/no/such/%d" % i)
    # the end is counted after it is written
    until(lambda: b"mine_jobs_terminal_total{" in server.ask("/metrics")[2])
    status, head, text = server.ask("/metrics")
    ok("figures for Prometheus", status == 200 and
       head["Content-Type"].startswith("text/plain; version=0.0.4"), status, head)
    try:
        families, wrong = parse(text.decode()), ""
        for name, (kind, samples) in families.items():
            if kind == "histogram":
                check_histogram(name, [(a, dict(b), c) for a, b, c in samples])
    except ValueError as why:
        families, wrong = {}, str(why)
    ok("they can be read by a strict reader", not wrong, wrong)
    lacking = []
    for row in FAMILIES.split("\n")[1:-1]:
        name, kind, labels = (row + " ").split(" ")[:3]
        found, samples = families.get("mine_" + name, (None, []))
        got = {x for _, has, _ in samples for x in has} - {"le"}
        if found != kind or (samples and got != set(labels.split(",")) - {""}):
            lacking.append((row, found, got))
    ok("all families of the contract are there, with their labels", families and not lacking,
       lacking)
    routes = {has["route"] for _, has, _ in families.get("mine_http_requests_total", (0, []))[1]}
    ok("no id is a label", routes and job not in text.decode() and
       routes <= {"none", "/v1/jobs", "/v1/jobs/{job_id}", "/metrics"}, routes)
    depth = {has["state"]: value for _, has, value in
             families.get("mine_job_queue_depth", (0, []))[1]}
    ok("the queue is told as it is now", depth.get("succeeded") == 1 and depth.get("queued") == 0,
       depth)
    ended = {has["state"]: value for _, has, value in
             families.get("mine_jobs_terminal_total", (0, []))[1]}
    memory = families.get("mine_pipeline_peak_memory_mb", (0, []))[1]
    ok("so are ends of jobs and their memory", ended == {"succeeded": 1} and
       any(name.endswith("_sum") and value > 1 for name, _, value in memory), ended, memory)
    server.end()


def lines():
    secrets = ["sk-" + uuid.uuid4().hex, "hook-" + uuid.uuid4().hex, "dt_" + uuid.uuid4().hex]
    server = Server("lines", {"DOCTRANSLATE_LOG_LEVEL": "DEBUG",
                              "DOCTRANSLATE_API_WEBHOOK_ALLOW_PRIVATE": "1",
                              "DOCTRANSLATE_API_AUTH_TOKEN": secrets[2],
                              "DOCTRANSLATE_API_AUTH_MODE": "required"})
    bearer = {"Authorization": "Bearer " + secrets[2]}
    request = json.loads(json.dumps(PLAIN))
    request["translator"]["openai"]["api_key"] = secrets[0]
    job, asked = server.create(request, pdf("What is said."), {**bearer, "X-Request-ID": "my-id-7"},
                               webhook=json.dumps({"url": "http://127.0.0.1:9/h",
                                                   "secret": secrets[1]}))
    ended = job and server.told("job.finished", job_id=job)
    ok("a job's end is a line with its id", ended and ended[0]["state"] == "succeeded", ended)
    told = server.told("http.request", request_id="my-id-7")
    ok("a request is a line with the id that the client gave", told and asked == "my-id-7" and
       told[0]["route"] == "/v1/jobs" and told[0]["status"] == 202, told)
    server.ask("/v1/runtime?token=" + secrets[2], headers={"X-API-Key": "wrong-" + secrets[2]})
    broken, _ = server.create(request, b"%PDF-1.7 no more than this", bearer)
    said = server.told("job.log", job_id=broken)
    ok("what a job's process writes is a line with the job's id", said and said[0]["message"], said)
    server.end()
    ok("each line has when, how grave, what and by whom",
       all(x["ts"] and x["level"] and x["event"] and x["service"] for x in server.log()))
    ok("no secret is in the log", not [x for x in secrets if x in server.text()],
       [x for x in server.text().split("\n") if any(y in x for y in secrets)])


def reload():
    place = os.path.join(WORK, "settings.conf")

    def write(*rows):
        with open(place, "w") as out:
            out.write("# settings\n\n" + "\n".join(rows) + "\n")

    def hook():
        body = {"translation_request": {**PLAIN, "input_pdf": "/nowhere.pdf"},
                "webhook": {"url": "http://203.0.113.1/hook"}}
        return json.loads(server.ask("/v1/jobs/json", json.dumps(body).encode(),
                                     {"Content-Type": "application/json"})[2])["error"]["message"]

    def again(event, n):
        server.process.send_signal(1)
        return until(lambda: sum(x["event"] == event for x in server.log()) >= n)

    write("DOCTRANSLATE_API_READY_ALWAYS_200=no", 'MAX_CONCURRENT_JOBS = "3"')
    server = Server("reload", {"DOCTRANSLATE_API_SETTINGS_FILE": place})

    def slots():
        return re.search(r"_job_slots (\d+)", server.ask("/metrics")[2].decode())[1]

    ok("settings come from a file", slots() == "3", slots())
    ok("http may be a webhook's", "https" not in hook(), hook())
    write("DOCTRANSLATE_API_WEBHOOK_HTTPS_REQUIRED=yes", "MAX_CONCURRENT_JOBS=5",
          "DOCTRANSLATE_API_PORT=9", "DOCTRANSLATE_LOG_LEVEL=DEBUG")
    ok("they are read again", again("service.reloaded", 1), server.text())
    ok("by jobs", slots() == "5", slots())
    ok("by what looks at webhooks", "https" in hook(), hook())
    server.ask("/v1/health/live")
    ok("by the log", server.told("http.request", route="/v1/health/live", level="debug"),
       server.text()[-800:])
    write("DOCTRANSLATE_API_METRICS=1", "MAX_CONCURRENT_JOBS=7")
    ok("a file with a fault is told", again("service.reload_failed", 1), server.text())
    failed = server.told("service.reload_failed")
    ok("by its line", "settings.conf:3: there is no setting" in failed[0]["message"], failed)
    ok("and what was stays", slots() == "5" and "https" in hook(), slots())
    write("DOCTRANSLATE_API_METADATA_SQLITE_PATH=/elsewhere", "MAX_CONCURRENT_JOBS=2")
    again("service.reloaded", 2)
    fixed = server.told("service.settings", variable="DOCTRANSLATE_API_METADATA_SQLITE_PATH")
    ok("what waits for the next start says so", fixed and "next start" in fixed[0]["message"],
       fixed)
    ok("and the rest is taken", slots() == "2", slots())
    server.end()


traces()
calls()
webhooks()
figures()
lines()
reload()
print("1..%d" % count)
sys.exit(bad != 0)
