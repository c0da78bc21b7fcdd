# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ends of jobs, and of the server with jobs under way; prints TAP.

ends.py DOCTRANSLATE FOLDER DOCUMENT

Jobs ask a translator that never answers, so that nothing but their end ends them.
"""
import json
import pathlib
import signal
import sys
import time

from served import NOT_THERE, PATIENCE, QUICK, Model, Server, children, done, lives, ok, wait_for

PROGRAM, WORK, DOCUMENT = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).read_bytes()


def hang(server, model):
    """A job whose child waits for the translator."""
    before = model.asked()
    name = server.take(model.request(), DOCUMENT)
    ok("a job waits for its translator", server.becomes(name, "running")["state"] == "running" and
       wait_for(lambda: model.asked() > before), server.job(name))
    return name


def terminals(server, name):
    """States that the job's stream ends with."""
    events = server.ask("GET", f"/v1/jobs/{name}/stream")[2].decode().split("\n\n")
    data = [line[5:] for event in events for line in event.split("\n") if line.startswith("data:")]
    return [told["state"] for told in map(json.loads, data) if told["type"] in ("job_failed", "job_completed")]


def slot_is_free(server):
    name = server.take(QUICK, DOCUMENT)
    status = server.becomes(name, "succeeded", "failed", "canceled")
    ok("the slot is free: the next one runs", status["state"] == "succeeded", status)


def cancel(server, name):
    return server.ask("POST", f"/v1/jobs/{name}/cancel")[0]


def cancels(model):
    server = Server(PROGRAM, WORK / "cancels", MAX_CONCURRENT_JOBS=1).start()
    name = hang(server, model)
    mine = children(server.process.pid)
    queued = server.take(QUICK, DOCUMENT)
    ok("the next one waits", server.job(queued)["state"] == "queued", server.job(queued))
    ok("a job that waits is cancelled", cancel(server, queued) == 204 and
       server.job(queued)["state"] == "canceled", server.job(queued))
    ok("its stream ends once", terminals(server, queued) == ["canceled"], terminals(server, queued))
    code = server.ask("DELETE", f"/v1/jobs/{name}")[0]
    ok("a job that runs is not deleted", code == 409 and server.job(name)["state"] == "running", code)
    began = time.monotonic()
    codes = [cancel(server, name) for _ in range(3)]
    status = server.becomes(name, "canceled", "failed", "succeeded")
    print(f"# over {time.monotonic() - began:.2f} s after it was cancelled")
    ok("a job that runs is cancelled, however often that is asked", codes == [204] * 3 and
       status["state"] == "canceled" and status["error"]["code"] == "canceled", codes, status)
    ok("its stream ends once", terminals(server, name) == ["canceled"], terminals(server, name))
    slot_is_free(server)
    ok("its process is gone", wait_for(lambda: not any(lives(*child) for child in mine)), mine)
    ok("and it can be cancelled and deleted", cancel(server, name) == 204 and
       server.ask("DELETE", f"/v1/jobs/{name}")[0] == 204 and
       server.ask("GET", f"/v1/jobs/{name}")[0] == 404 and not (WORK / "cancels/data/jobs" / name).exists())
    ok("who is not there is not cancelled", cancel(server, name) == 404)
    ok("the server ends", (code := server.end()) == 0, code)


def timeouts(model):
    server = Server(PROGRAM, WORK / "timeouts", MAX_CONCURRENT_JOBS=1, JOB_TIMEOUT_SECONDS=1).start()
    for _ in range(2):  # one after the other: the slot is free again
        status = server.becomes(server.take(model.request(), DOCUMENT), "failed", "succeeded", "canceled")
        ok("a job whose time is over fails", status["state"] == "failed" and status["error"]["retryable"] and
           status["error"]["code"] == "internal_error" and
           status["error"]["details"] == {"timeout_seconds": 1}, status)
        ok("its stream ends once", terminals(server, status["job_id"]) == ["failed"])
    ok("the server ends", (code := server.end()) == 0, code)


def sweeps():
    server = Server(PROGRAM, WORK / "sweeps", ARTIFACT_RETENTION_SECONDS=1).start()
    name = server.take(QUICK, DOCUMENT)
    server.becomes(name, "succeeded", "failed")
    ok("the server ends", server.end() == 0)
    lost = WORK / "sweeps/data/jobs/11111111-1111-4111-8111-111111111111"
    lost.mkdir()
    time.sleep(1)
    server.start(ARTIFACT_RETENTION_SECONDS=86400, DISK_QUOTA_BYTES=3 * len(DOCUMENT))
    ok("a job whose time has come is removed", wait_for(lambda: server.ask("GET", f"/v1/jobs/{name}")[0] == 404))
    ok("with its files, and those of no job", wait_for(
        lambda: not any((WORK / "sweeps/data/jobs").iterdir())), list((WORK / "sweeps/data/jobs").iterdir()))
    names = []
    for _ in range(3):
        names.append(server.take(QUICK, DOCUMENT))
        server.becomes(names[-1], "succeeded", "failed")
    ok("where the disk is full the oldest of what is over makes room",
       server.ask("GET", f"/v1/jobs/{names[0]}")[0] == 404 and server.job(names[-1])["state"] == "succeeded")
    status, headers, body = server.upload(QUICK, DOCUMENT + b"%" * 3 * len(DOCUMENT))
    ok("what is more than all the room is refused", status in (429, 503, 507) and headers["Retry-After"],
       status, dict(headers), body)
    ok("the server ends", (code := server.end()) == 0, code)


def drains(model):
    server = Server(PROGRAM, WORK / "drains", DRAIN_SECONDS=PATIENCE).start()
    with Model("--latency", "1500") as slow:
        before = slow.asked()
        name = server.take(slow.request(), DOCUMENT)
        wait_for(lambda: slow.asked() > before)
        ok("the server ends when its job has", (code := server.end()) == 0, code)
    server.start(DRAIN_SECONDS=1)
    status = server.job(name)
    ok("which is over", status["state"] == "succeeded", status)
    name = hang(server, model)
    mine = children(server.process.pid)
    ok("the server ends when the time for that is over", (code := server.end()) == 0, code)
    ok("with its processes", wait_for(lambda: not any(lives(*child) for child in mine)), mine)
    server.start(DRAIN_SECONDS=PATIENCE)
    ok("its job was handed back, and runs again", server.becomes(name, "running")["state"] == "running")
    server.signal()
    wait_for(lambda: b'"service.draining"' in server.log.read_bytes())
    try:
        taken = server.upload(QUICK, DOCUMENT)[0]
    except NOT_THERE:
        taken = None
    ok("a server that ends takes nothing more", taken in (None, 503), taken)
    ok("nor ends at once", server.process.poll() is None)
    server.signal()
    ok("unless it is told again", (code := server.wait()) not in (0, "it did not end"), code)
    server.start()
    ok("its job runs again", server.becomes(name, "running")["state"] == "running")
    cancel(server, name)
    server.becomes(name, "canceled")
    ok("and has one end", terminals(server, name) == ["canceled"])
    ok("the server ends", (code := server.end()) == 0, code)


def orphans(model):
    server = Server(PROGRAM, WORK / "orphans").start()
    name = hang(server, model)
    for attempt in (2, 3):
        server.kill()
        server.start()
        status = server.becomes(name, "running", "failed")
        ok(f"the job of a server that was killed runs again, attempt {attempt}",
           status["state"] == "running", status)
    server.kill()
    server.start()
    status = server.job(name)
    ok("but not for ever", status["state"] == "failed" and status["error"]["retryable"] and
       status["error"]["details"] == {"attempts": 3}, status)
    ok("and has one end", terminals(server, name) == ["failed"])
    waiting = [server.take(model.request(), DOCUMENT) for _ in range(3)]
    server.becomes(waiting[0], "running")
    codes = [cancel(server, job) for job in waiting]
    server.kill()
    server.start()
    states = [server.becomes(job, "canceled", "failed", "succeeded")["state"] for job in waiting]
    ok("who was cancelled when the server was killed is it", states == ["canceled"] * 3, codes, states)
    ok("the server ends", (code := server.end()) == 0, code)


WORK.mkdir()
with Model("--faults", "hang", "--rate", "1", "--hang", "100000") as never:
    cancels(never)
    timeouts(never)
    sweeps()
    drains(never)
    orphans(never)
done()
