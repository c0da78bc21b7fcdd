# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many clients at once; prints TAP.

many.py DOCTRANSLATE FOLDER DOCUMENT

What bench/serve-load measures with thousands, with as many as a test may have: nothing is timed.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import signal
import sys

from served import PATIENCE, QUICK, TOP, Model, Server, done, ok

sys.path.insert(0, str(TOP.parent / "bench"))
import serving  # noqa: E402

PROGRAM, WORK, DOCUMENT = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).read_bytes()
CLIENTS, JOBS, UPLOADS, AT_ONCE = 200, 4, 40, 8


def streams(server, model):
    """The model stands still until all clients are there, so that their jobs run on."""
    os.kill(model.process.pid, signal.SIGSTOP)
    jobs = [server.take(model.request(), DOCUMENT) for _ in range(JOBS)]
    ok("the jobs run", all(server.becomes(job, "running")["state"] == "running" for job in jobs))
    readers = serving.Streams(server.port, jobs, CLIENTS)
    ok("every client is answered", readers.read(
        lambda clients: all(client.status == 200 and client.ids for client in clients), PATIENCE),
       [client.status for client in readers.clients if client.status != 200])
    os.kill(model.process.pid, signal.SIGCONT)
    ok("every stream ends", readers.read(
        lambda clients: not any(client.open for client in clients), PATIENCE),
       sum(client.open for client in readers.clients))
    wanted = {job: [event["seq"] for event in server.events(job)] for job in jobs}
    wrong = [(client.ids, wanted[client.job]) for client in readers.clients
             if client.ids != wanted[client.job]]
    ok("each client has every event, once, in order", not wrong, *wrong[:3])
    ends = [client.ends for client in readers.clients]
    ok("and one terminal event", ends == [1] * CLIENTS, ends)
    states = [server.job(job)["state"] for job in jobs]
    ok("the jobs succeed", states == ["succeeded"] * JOBS, states)
    readers.close()


def uploads(server):
    def upload(_):
        document = serving.pdf(1, os.urandom(50000).hex().encode())
        status, _, body = server.upload(QUICK, document)
        job = json.loads(body).get("job_id") if status == 202 else None
        return status, job, hashlib.sha256(document).hexdigest()

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        sent = list(pool.map(upload, range(UPLOADS)))
    statuses = [status for status, _, _ in sent]
    ok("every upload is taken", statuses == [202] * UPLOADS, statuses)
    jobs = {job: digest for _, job, digest in sent if job}
    ok("each is a job of its own", len(jobs) == UPLOADS, len(jobs))
    lost = [job for job, digest in jobs.items() if stored(server, job) != digest]
    ok("each document is whole", not lost, lost)
    states = [server.becomes(job, "succeeded", "failed", "canceled")["state"] for job in jobs]
    ok("and translated", states == ["succeeded"] * UPLOADS, states)
    left = list((server.work / "data/tmp").glob("upload-*"))
    ok("nothing is left of the uploads themselves", not left, left)


def stored(server, job):
    files = list((server.work / "data/jobs" / job / "input").iterdir())
    return hashlib.sha256(files[0].read_bytes()).hexdigest() if len(files) == 1 else files


WORK.mkdir(exist_ok=True)
server = Server(PROGRAM, WORK / "many", MAX_CONCURRENT_JOBS=JOBS, MAX_QUEUED_JOBS=UPLOADS + JOBS).start()
with Model() as model:
    streams(server, model)
uploads(server)
ok("the server ends", (code := server.end()) == 0, code)
done()
