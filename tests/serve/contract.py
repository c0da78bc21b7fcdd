# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server with jobs of its own, asked as clients ask; prints TAP.

contract.py DOCTRANSLATE FOLDER
"""
import base64
import json
import os
import uuid

from client import REQUEST, TEXT, WORK, Server, asked, done, envelope, ok, pdf, read_stream
from declared import Document


def health(server):
    live = server.get("/v1/health/live")
    ok("live is told in so many words", live.data == b'{"status":"ok"}', live.data)
    runtime = server.get("/v1/runtime").json
    ok("runtime names application and version", runtime["app"] == "doctranslate-http-api" and
       runtime["public_schema_version"] == "1", runtime)
    ready = server.get("/v1/health/ready").json
    ok("ready has its checks", ready["checks"]["data_root_writable"] is True and
       ready["checks"]["job_queue_healthy"] is True, ready)


def refusals(server):
    a = server.form("/v1/jobs", {"translation_request": "{"}, pdf(), headers={"X-Request-ID": "abc"})
    ok("form with broken JSON", envelope(a, 400, "validation_error") and
       a.json["request_id"] == "abc", a.status, a.data)
    a = server.form("/v1/jobs", {"translation_request": TEXT})
    ok("form without a document", envelope(a, 400, "validation_error"), a.status, a.data)
    a = server.form("/v1/jobs", {"translation_request": "[1]"}, pdf())
    ok("form whose request is no object", envelope(a, 422, "validation_error"), a.status, a.data)
    a = server.form("/v1/jobs", {"translation_request": '{"x":1}'}, pdf())
    ok("form with an unknown field", envelope(a, 422, "validation_error"), a.status, a.data)
    a = server.form("/v1/jobs", {"translation_request": TEXT}, b"hello")
    ok("form whose document is no PDF", envelope(a, 422, "input_error"), a.status, a.data)
    for url in ("http://127.0.0.1/", "http://10.0.0.1/", "http://[::1]/",
                "http://169.254.169.254/", "ftp://example.org/", "http://localhost/"):
        a = server.form("/v1/jobs", {"translation_request": TEXT, "webhook":
                                     json.dumps({"url": url})}, pdf())
        ok("webhook to " + url, envelope(a, 400, "validation_error"), a.status, a.data)
    a = server.post("/v1/jobs/json", {"translation_request": {"input_pdf": ""},
                                      "input_pdf_base64": "!!!garbage!!!"})
    ok("base64 that is none", envelope(a, 400, "validation_error"), a.status, a.data)
    a = server.post("/v1/jobs/json", {"translation_request": {"lang_in": "en"}})
    ok("JSON without input_pdf", envelope(a, 422, "validation_error") and
       a.json["detail"][0]["loc"][0] == "body", a.status, a.data)
    a = server.ask("POST", "/v1/jobs/json", "{", {"Content-Type": "application/json"})
    ok("broken JSON", envelope(a, 422, "validation_error"), a.status, a.data)
    for path in ("/etc/passwd", server.given + "/../../etc/passwd", server.root + "/x.pdf"):
        a = server.form("/v1/jobs", {"translation_request": json.dumps({"input_pdf": path})})
        ok("document at " + os.path.basename(path), envelope(a, 400, "validation_error") and
           "allowed_prefixes" in a.json["error"]["details"], a.status, a.data)
    a = server.form("/v1/jobs", {"translation_request": json.dumps(
        {"input_pdf": server.given + "/none.pdf"})})
    ok("document that is not there", envelope(a, 400, "not_found"), a.status, a.data)
    a = server.form("/v1/jobs", {"translation_request": json.dumps(
        {**REQUEST, "options": {"max_pages_per_part": -1}})}, pdf())
    ok("negative options", envelope(a, 422, "validation_error"), a.status, a.data)
    for tail in ("", "/events", "/result", "/manifest", "/artifacts/mono_plain_pdf", "/stream",
                 "/report", "/deliveries"):
        a = server.get("/v1/jobs/" + str(uuid.uuid4()) + tail)
        ok("unknown job: " + (tail or "status"), envelope(a, 404, "not_found"), a.status, a.data)


def job(server):
    a = server.form("/v1/jobs", {"translation_request": TEXT}, pdf(), name="../../../evil.pdf")
    if not ok("a job is taken", a.status == 202 and a.json["kind"] == "translation" and
              a.json["state"] == "queued", a.status, a.data):
        return None
    name = a.json["job_id"]
    ok("where it is, twice", a.headers["Location"] == a.json["status_url"], dict(a.headers))
    status = server.over(name)
    if not ok("it succeeds", status["state"] == "succeeded" and status["progress_seq"] >= 1,
              status):
        return None
    ok("the name of the upload is nowhere", not any("evil" in f for _, _, files in
       os.walk(WORK) for f in files))
    base = "/v1/jobs/" + name
    events = server.get(base + "/events").json["items"]
    ok("events are numbered from 1", [e["seq"] for e in events] ==
       list(range(1, len(events) + 1)) and events[-1]["event"]["type"] == "finish", events[-1:])
    after = server.get(base + "/events?after_seq=1&limit=1").json["items"]
    ok("events behind a number", [e["seq"] for e in after] == [2], after)
    ok("limit is a number", server.get(base + "/events?limit=x").status == 422)
    result = server.get(base + "/result").json
    manifest = server.get(base + "/manifest").json
    ok("result and manifest list the files", result["translation_result"] and
       {i["kind"] for i in manifest["items"]} >= {"mono_plain_pdf", "mono_watermarked_pdf"} and
       {i["kind"] for i in result["artifacts"]} == {i["kind"] for i in manifest["items"]},
       result, manifest)
    ok("nobody is told of paths of the server", WORK not in json.dumps(
       [result, manifest, events, status]))
    artifacts(server, base, manifest["items"][0])
    stream(server, base, events)
    listed = server.get("/v1/jobs?state=succeeded&limit=1").json
    ok("the list has it", listed["items"][0]["job_id"] == name and
       listed["items"][0]["name"] == "evil.pdf", listed)
    report = server.get(base + "/report")
    ok("a report is there", report.status == 200 and report.json["ledger"] and
       report.json["input"] == "evil.pdf", report.status, report.data)
    ok("which tells no paths of the server, either",
       WORK not in json.dumps(report.json) and report.json["pipeline"] == "translate.conf",
       report.data)
    ok("cancel of a job that is over", server.ask("POST", base + "/cancel").status == 204)
    return name


def artifacts(server, base, item):
    path = base + "/artifacts/" + item["kind"]
    head = server.ask("HEAD", path)
    whole = server.get(path)
    size = len(whole.data)
    ok("HEAD tells the size", head.status == 200 and int(head.headers["Content-Length"]) == size ==
       item["size_bytes"] and not head.data, head.status, dict(head.headers), item)
    ok("the file is a PDF for downloading", whole.data[:5] == b"%PDF-" and "attachment" in
       whole.headers["Content-Disposition"] and whole.headers["Content-Type"] == "application/pdf",
       dict(whole.headers))
    for asked, wanted in (("bytes=0-99", whole.data[:100]), ("bytes=100-", whole.data[100:]),
                          ("bytes=-50", whole.data[-50:]), (f"bytes=-{size * 2}", whole.data)):
        a = server.get(path, {"Range": asked})
        ok("range " + asked, a.status == 206 and a.data == wanted, a.status, dict(a.headers))
    for asked in (f"bytes={size}-", "bytes=-0", "bytes=5-1", "bytes=0-1,3-4", "bytes="):
        a = server.get(path, {"Range": asked})
        ok("range " + asked, a.status == 416 and a.headers["Content-Range"] == f"bytes */{size}",
           a.status, dict(a.headers))
    a = server.get(path, {"If-None-Match": whole.headers["ETag"]})
    ok("what a client has is not sent again", a.status == 304 and not a.data, a.status)
    ok("kinds that there are not", server.get(base + "/artifacts/xyz").status == 422)


def stream(server, base, events):
    a = server.get(base + "/stream")
    told = read_stream(a.data.decode())
    names = [e.get("event") for e in told]
    ok("the stream has each event once, and one end", [int(e["id"]) for e in told] ==
       [e["seq"] for e in events] and names.count("job_completed") == 1 and
       names[-1] == "job_completed" and a.headers["Content-Type"].startswith("text/event-stream"),
       names[-5:], dict(a.headers))
    last = json.loads(told[-1]["data"])
    ok("the end says where the result is", last["state"] == "succeeded" and
       last["result_url"].endswith(base + "/result"), last)
    full = read_stream(server.get(base + "/stream?full_events=true").data.decode())
    ok("full events end with the result", full[-1]["event"] == "finish" and
       json.loads(full[-1]["data"])["translation_result"], full[-1])
    rest = read_stream(server.get(base + "/stream", {"Last-Event-ID": "2"}).data.decode())
    ok("a stream goes on behind what is known", [int(e["id"]) for e in rest] ==
       [e["seq"] for e in events][2:], [e["id"] for e in rest])
    a = server.get(base + "/stream", {"Last-Event-ID": str(events[-1]["seq"])})
    ok("nothing is left: do not come again", a.status == 204, a.status)


def more(server):
    body = {"translation_request": {**REQUEST, "input_pdf": "", "options":
            {"skip_translation": True, "only_parse_generate_pdf": True}},
            "input_pdf_base64": base64.b64encode(pdf()).decode()}
    key = {"Idempotency-Key": "one-and-the-same"}
    a = server.post("/v1/jobs/json", body, key)
    b = server.post("/v1/jobs/json", body, key)
    ok("a key makes one job", a.status == b.status == 202 and
       a.json["job_id"] == b.json["job_id"], a.data, b.data)
    body["translation_request"]["lang_out"] = "fr"
    c = server.post("/v1/jobs/json", body, key)
    ok("a key is not for two requests", envelope(c, 422, "validation_error"), c.status, c.data)
    status = server.over(a.json["job_id"])
    ok("base64 is translated, too", status["state"] == "succeeded" and server.get(
       f"/v1/jobs/{a.json['job_id']}/manifest").json["items"], status)
    gone = server.ask("DELETE", "/v1/jobs/" + a.json["job_id"])
    ok("a job is deleted", gone.status == 204 and server.get(
       "/v1/jobs/" + a.json["job_id"]).status == 404, gone.status)
    path = os.path.join(server.given, "in.pdf")
    with open(path, "wb") as out:
        out.write(pdf())
    a = server.form("/v1/jobs", {"translation_request": json.dumps({**REQUEST, "input_pdf": path})})
    ok("a document of the server", a.status == 202 and
       server.over(a.json["job_id"])["state"] == "succeeded", a.status, a.data)
    broken = server.form("/v1/jobs", {"translation_request": TEXT}, b"%PDF-1.7\nrubbish\n")
    status = server.over(broken.json["job_id"])
    ok("a broken document fails alone", status["state"] == "failed" and
       status["error"]["code"] == "input_error", status)
    a = server.get(f"/v1/jobs/{broken.json['job_id']}/manifest")
    ok("and has no manifest", envelope(a, 409, "input_error"), a.status, a.data)
    told = read_stream(server.get(f"/v1/jobs/{broken.json['job_id']}/stream").data.decode())
    ok("its stream ends once", [e["event"] for e in told].count("job_failed") == 1 and
       told[-1]["event"] == "job_failed" and "error" not in [e["event"] for e in told], told[-2:])


def tools(server):
    path = os.path.join(server.given, "tools.pdf")
    with open(path, "wb") as out:
        out.write(pdf())
    a = server.post("/v1/inspect", {"paths": [path]})
    ok("inspect", a.status == 200 and a.json["schema_version"] == "1" and
       len(a.json["files"]) == 1 and a.json["files"][0]["page_count"] == 1 and
       a.json["files"][0]["prior_translated_marker"] is False, a.status, a.data)
    with open(path, "wb") as out:
        out.write(pdf(producer="DocTranslater0.6.0_1_Translation_generated_by_AI,"
                               "please_carefully_discern"))
    a = server.post("/v1/inspect", {"paths": [path]})
    ok("inspect knows a translation", a.json["files"][0]["prior_translated_marker"] is True,
       a.data)
    a = server.post("/v1/inspect", {"paths": ["/etc/passwd"]})
    ok("inspect elsewhere", envelope(a, 400, "validation_error"), a.status, a.data)
    a = server.post("/v1/inspect", {"paths": [path + "x"]})
    ok("inspect what is not there", envelope(a, 404, "not_found"), a.status, a.data)
    a = server.form("/v1/extract", {"format": "text"}, pdf())
    ok("extract", a.status == 200 and b"Hello world" in a.data, a.status, a.data)
    a = server.post("/v1/config/validate", {"translation_request": {"input_pdf": "x.pdf"}})
    ok("validate", a.status == 200 and a.json["ok"] is True and
       a.json["translation_request_valid"] is True and
       a.json["translator_config_valid"] is None, a.status, a.data)
    for route, member in (("plan", "nodes"), ("plugins", "plugins"),
                          ("translators", "translators"), ("languages", "languages")):
        a = server.get("/v1/" + route)
        ok(route, a.status == 200 and len(a.json[member]) > 1, a.status, a.data[:300])
    document(server)


def document(server):
    a = server.get("/openapi.json")
    operations = [o["operationId"] for p in a.json["paths"].values() for o in p.values()]
    ok("the OpenAPI document has every operation once", a.json["openapi"] == "3.1.0" and
       len(operations) == len(set(operations)) > 20 and "v1_jobs_create_multipart" in operations,
       operations)
    told = Document(a.data)
    for path, operations in a.json["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                for content in answer.get("content", {}).values():
                    if "example" in content:
                        faults = told.faults(content["schema"], content["example"])
                        ok(f"the example of {method} {path} {status}", not faults, faults)


def shapes(server):
    """Every answer until now is one that the document declares."""
    document = Document(server.get("/openapi.json").data)
    wrong = []
    for method, path, answer in asked:
        wrong += document.answer_faults(method, path, answer.status, answer.headers, answer.data)
    ok("all answers are declared", asked and not wrong, *wrong[:5])


def access():
    server = Server("locked", AUTH_MODE="required", AUTH_TOKEN="s3cret-token-of-the-test")
    good = {"Authorization": "bearer s3cret-token-of-the-test"}
    a = server.get("/v1/jobs")
    ok("no token", envelope(a, 401, "validation_error") and
       a.headers["WWW-Authenticate"], a.status, a.data)
    ok("a wrong token", server.get("/v1/jobs", {"X-API-Key": "x"}).status == 401)
    ok("Bearer", server.get("/v1/jobs", good).status == 200)
    ok("X-API-Key", server.get("/v1/jobs", {"X-API-Key":
       "s3cret-token-of-the-test"}).status == 200)
    ok("probes are open", server.get("/v1/health/live").status == 200)
    ok("the document is not", server.get("/openapi.json").status == 401 and
       server.get("/openapi.json", good).status == 200)
    for path in ("/metrics/", "/v1/jobs/", "/openapi.json/"):
        ok("a slash opens nothing: " + path, server.get(path).status == 401)
    server.end()


server = Server("open")
if ok("the server answers", server.process.poll() is None):
    health(server)
    refusals(server)
    if job(server):
        more(server)
    tools(server)
    shapes(server)
    ok("it ends when it is told", server.end() == 0, server.process.returncode)
    access()
done()
