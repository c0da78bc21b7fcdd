# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that lead elsewhere: of uploads, of jobs and results, of files that requests point at."""
import base64
import json
import os
import socket
import threading

from hostile import REQUEST, WORK, Server, done, enveloped, multipart, none, ok, pdf, wait_for

CANARY = "the canary of this test"
outside = os.path.join(WORK, "outside")
os.makedirs(outside)


def write(path, data):
    with open(path, "wb") as out:
        out.write(data if isinstance(data, bytes) else data.encode())
    return path


def tree(*roots):
    return {os.path.join(at, name) for root in roots for at, _, names in os.walk(root)
            for name in names}


# ---- names of uploads --------------------------------------------------------------


NAMES = [
    ("up", "../../x-marks.pdf"), ("far up", "../" * 40 + "x-marks.pdf"),
    ("absolute", os.path.join(outside, "x-marks.pdf")), ("backslashes", "..\\..\\x-marks.pdf"),
    ("a drive", "C:\\x-marks.pdf"), ("a dot", "."), ("two dots", ".."), ("nothing", ""),
    ("a slash", "/"), ("escapes", "..%2f..%2fx-marks.pdf"), ("very long", "x-marks" * 2000 + ".pdf"),
    ("NUL", b"x-marks.pdf\0.txt"), ("no UTF-8", b"x-marks\xff\xfe.pdf"),
    ("control characters", b"x-marks\x1b[2J\x07.pdf"), ("a header", b"x-marks%0d%0aSet-Cookie: a=b"),
    ("a script", "<script>x-marks</script>.pdf"), ("a program", "`x-marks`;$(x-marks).pdf"),
    ("from right to left", "x-marks\u202efdp.exe"), ("an overlong dot", b"\xc0\xae\xc0\xae/x-marks.pdf"),
]


def names_of_uploads(server):
    before = tree(WORK)
    for what, name in NAMES:
        answer = server.upload(name=name)
        if not ok(f"upload named {what}: taken or refused with a reason", answer and
                  (answer.status == 202 or enveloped(answer, 400, 413, 422)), answer):
            continue
        if answer.status != 202:
            continue
        status = server.over(answer.json["job_id"])
        told = server.get("/v1/jobs/" + answer.json["job_id"]).json
        shown = told.get("name") or ""
        ok(f"upload named {what}: translated under a name that is none of a path",
           status["state"] == "succeeded" and "/" not in shown and "\\" not in shown and
           all(c >= " " for c in shown) and len(shown) < 256, status, shown)
    made = tree(WORK) - before
    ok("no file is called as a client says", not any("x-marks" in name for name in made),
       [name for name in made if "x-marks" in name])
    ok("and all are below the data folder", all(name.startswith(server.root + "/") for name in made),
       [name for name in made if not name.startswith(server.root + "/")])


# ---- paths of URLs -----------------------------------------------------------------


def paths_of_urls(server, job):
    secret = write(os.path.join(server.root, "near.txt"), CANARY)
    deep = ["..", "%2e%2e", ".%2e", "%2e", ".", "..%2f..", "%2e%2e%2fnear.txt", "..%5c..", "%00",
            job + "%00", job + "%2f", job + "/..", job + "%2finput%2fdocument.pdf", job.upper() + "%0a",
            "%c0%ae%c0%ae", "..;", "....//", "%252e%252e", "~", "*", "-1", "9" * 400,
            "' OR 1=1 --", "%27%20OR%201=1--", "http_api_metadata.db", "secret.key"]
    for name in deep:
        for tail in ("", "/result", "/artifacts/mono_plain_pdf", "/pages/1.png"):
            answer = server.get(f"/v1/jobs/{name}{tail}".replace(" ", "%20"))
            ok(f"/v1/jobs/{name[:30]}{tail}: not found, and no more",
               enveloped(answer, 400, 404, 405, 422) or (answer and answer.status == 307),
               answer)
    for kind in ("..%2fnear.txt", "%2e%2e", "..", "mono_plain_pdf%00", "mono_plain_pdf%2f..",
                 "../../near.txt", "/etc/passwd", "%2fetc%2fpasswd", "MONO_PLAIN_PDF", "x" * 3000):
        answer = server.get(f"/v1/jobs/{job}/artifacts/{kind}")
        ok(f"artifact {kind[:30]}: none", enveloped(answer, 400, 404, 414, 422, 431), answer)
    for page in ("-1", "0", "1e9", "99999999999999999999", "1%2f..", "..", "%2e%2e%2f1", "1.5", "0x1"):
        answer = server.get(f"/v1/jobs/{job}/pages/{page}.png")
        ok(f"page {page}: none", enveloped(answer, 400, 404, 422), answer)
    for path in ("/../../etc/passwd", "/docs/../../../etc/passwd", "/assets/..%2f..%2fetc%2fpasswd",
                 "/%2e%2e/%2e%2e/etc/passwd", "/docs/%2e%2e%2fx", "//etc/passwd"):
        answer = server.get(path)
        ok(f"{path}: not found", enveloped(answer, 400, 404), answer)
    os.unlink(secret)


# ---- files that requests name --------------------------------------------------------


def with_option(where, value):
    request = json.loads(json.dumps(REQUEST))
    at = request
    for name in where.split(".")[:-1]:
        at = at.setdefault(name, {})
    at[where.split(".")[-1]] = [value] if where.endswith("csv_paths") else value
    return request


def refused(server, request, place, document=True, why=""):
    answer = server.upload(request=request) if document else server.ask(
        "POST", "/v1/jobs", *[multipart([("translation_request", json.dumps(request))])[0]],
        media=multipart()[1])
    told = json.dumps(answer.json) if answer else ""
    return ok(f"{place}{why}: refused, and nothing told of what is there",
              enveloped(answer, 400, 422) and CANARY not in told, answer)


READ = ("input_pdf", "translator.config_path", "options.glossary.csv_paths",
        "options.translation_memory.tm_import_path")
WRITTEN = ("options.working_dir", "options.translation_memory.tm_export_path",
           "translator.cli_router_overrides.metrics_json_path")


def files_of_requests(server):
    there = write(os.path.join(outside, "there.csv"), CANARY)
    os.symlink(there, os.path.join(server.given, "link.csv"))
    os.symlink(outside, os.path.join(server.given, "folder"))
    os.symlink("/", os.path.join(server.given, "slash"))
    beside = server.given + "-beside"
    os.makedirs(beside)
    write(os.path.join(beside, "x.csv"), CANARY)
    os.mkfifo(os.path.join(server.given, "pipe"))
    paths = [("outside", there), ("outside by dots", server.given + "/../outside/there.csv"),
             ("a link", server.given + "/link.csv"), ("a linked folder", server.given + "/folder/there.csv"),
             ("a linked root", server.given + "/slash/etc/passwd"), ("a name that begins the same", beside + "/x.csv"),
             ("the records", server.root + "/http_api_metadata.db"), ("the key", server.root + "/secret.key"),
             ("the process", "/proc/self/environ"), ("a device", "/dev/zero"), ("not whole", "there.csv"),
             ("a URL", "file:///etc/passwd"), ("NUL", there + "\0.csv"), ("long", "/" + "x/" * 2100)]
    for place in READ:
        for what, path in paths + [("a pipe", server.given + "/pipe")]:
            refused(server, with_option(place, path), place, place != "input_pdf", ": " + what)
    for place in WRITTEN:
        for what, path in [("outside", os.path.join(outside, "made")),
                           ("outside by dots", server.given + "/../outside/made"),
                           ("a linked folder", server.given + "/folder/made"), ("a link", server.given + "/link.csv"),
                           ("the service's own", server.root + "/made")]:
            refused(server, with_option(place, path), place, True, ": " + what)
    absent = server.upload(request=with_option("options.glossary.csv_paths", outside + "/none.csv"))
    present = server.upload(request=with_option("options.glossary.csv_paths", there))
    ok("nobody learns whether a file outside is there", absent.status == present.status and
       absent.json["error"]["message"].replace("none", "") ==
       present.json["error"]["message"].replace("there", ""), absent, present)
    with open(there, encoding="ascii") as kept:
        ok("what is outside is as it was", sorted(os.listdir(outside)) == ["there.csv"] and kept.read() == CANARY,
           os.listdir(outside))


def inspect(server):
    for what, path in (("outside", "/etc/passwd"), ("a link", server.given + "/link.csv"),
                       ("a linked folder", server.given + "/folder/there.csv"), ("dots", server.given + "/../outside/there.csv"),
                       ("the records", server.root + "/http_api_metadata.db"), ("a folder", server.given),
                       ("a pipe", server.given + "/pipe"), ("NUL", "/etc/passwd\0"), ("nothing", ""), ("a number", 7)):
        answer = server.post("/v1/inspect", {"paths": [path]})
        ok(f"inspect of {what}: refused", enveloped(answer, 400, 404, 422) and CANARY not in str(answer), answer)
    answer = server.post("/v1/inspect", {"paths": [server.given + "/x.pdf"] * 100000})
    ok("inspect of 100,000 files: refused", enveloped(answer, 400, 422), answer)


# ---- a link that changes in between -----------------------------------------------------


def changed_in_between(server):
    """The name is good when the request is looked at, and leads elsewhere when the job begins."""
    name = os.path.join(server.given, "swapped.pdf")
    other = write(os.path.join(outside, "secret.pdf"), pdf(
        stream=b"BT /F 14 Tf 60 700 Td (" + CANARY.encode() + b") Tj ET"))
    folder = os.path.join(server.given, "sub")
    os.makedirs(folder)
    write(os.path.join(folder, "secret.pdf"), pdf())
    jobs = []
    for path in (name, os.path.join(folder, "secret.pdf")):
        write(path, pdf())
    blocker = busy(server)
    for path in (name, os.path.join(folder, "secret.pdf")):
        answer = server.ask("POST", "/v1/jobs", multipart([("translation_request", json.dumps(
            {**REQUEST, "input_pdf": path}))])[0], media=multipart()[1])
        jobs.append(answer.json["job_id"] if ok("a document of the server waits", answer.status == 202, answer) else None)
    os.unlink(name)
    os.symlink(other, name)
    os.rename(folder, folder + ".was")
    os.symlink(outside, folder)
    for job in blocker:
        server.ask("POST", f"/v1/jobs/{job}/cancel")
    for job, what in zip(jobs, ("file", "folder")):
        if not job:
            continue
        status = server.over(job)
        texts = b"".join(server.get(f"/v1/jobs/{job}/artifacts/{kind}").data
                         for kind in ("mono_plain_pdf", "dual_plain_pdf"))
        ok(f"a {what} that has become a link is not followed when the job runs",
           status["state"] == "failed" and status["error"]["code"] in ("input_error", "validation_error", "not_found") and
           not texts.startswith(b"%PDF") and CANARY.encode() not in texts, status, texts[:300])


def busy(server):
    """Jobs that hold the only slot until they are ended: their translator waits."""
    request = {"lang_in": "en", "lang_out": "es", "translator": {
        "name": "openai", "settings": {"base_url": f"http://127.0.0.1:{silent.getsockname()[1]}/v1", "api_key": "x"}},
        "options": {"extract_terms": "no"}}
    answer = server.upload(request=request)
    if not ok("a job that takes its time", answer.status == 202, answer):
        return []
    job = answer.json["job_id"]
    wait_for(lambda: server.get("/v1/jobs/" + job).json["state"] != "queued")
    return [job]


def racing(server):
    """A name that changes its meaning all the time, while it is inspected."""
    name, ends = os.path.join(server.given, "racing.pdf"), threading.Event()
    good = write(os.path.join(server.given, "good.pdf"), pdf())

    def swap():
        while not ends.is_set():
            for target in (good, os.path.join(outside, "two.pdf")):
                os.symlink(target, name + ".new")
                os.rename(name + ".new", name)

    # of two pages: what has been read can be told
    write(os.path.join(outside, "two.pdf"), pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"))
    os.symlink(good, name)
    thread = threading.Thread(target=swap)
    thread.start()
    counts = []
    for _ in range(60):
        answer = server.post("/v1/inspect", {"paths": [name]})
        counts.append(answer.json["files"][0]["page_count"] if answer.status == 200 else answer.status)
    ends.set()
    thread.join()
    ok("a link that changes while it is looked at never leads outside", 2 not in counts and set(counts) <= {1, 400, 404, 422},
       counts)


silent = socket.create_server(("127.0.0.1", 0))  # takes connections and says nothing
server = Server("paths", MAX_CONCURRENT_JOBS=1, MAX_QUEUED_JOBS=200, BASE_URL_ALLOW_HOSTS="127.0.0.1")
names_of_uploads(server)
answer = server.post("/v1/jobs/json", {"translation_request": {**REQUEST, "input_pdf": "/etc/passwd"},
                                       "input_pdf_base64": base64.b64encode(pdf()).decode()})
ok("with a document in base64 its path counts for nothing", answer.status == 202 and
   server.over(answer.json["job_id"])["state"] == "succeeded", answer)
paths_of_urls(server, answer.json["job_id"])
files_of_requests(server)
inspect(server)
racing(server)
changed_in_between(server)
ok("the service lives", server.lives())
server.end()
silent.close()
locked = Server("locked", ALLOW_MOUNTED_PATHS="no")
write(os.path.join(locked.given, "x.pdf"), pdf())
answer = locked.ask("POST", "/v1/jobs", multipart([("translation_request", json.dumps(
    {**REQUEST, "input_pdf": locked.given + "/x.pdf"}))])[0], media=multipart()[1])
ok("where paths are not taken none is", enveloped(answer, 400, code="unsupported_configuration"), answer)
answer = locked.post("/v1/inspect", {"paths": [locked.given + "/x.pdf"]})
ok("nor by inspect", enveloped(answer, 400, code="unsupported_configuration"), answer)
locked.end()
done()
