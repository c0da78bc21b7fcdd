# SPDX-License-Identifier: AGPL-3.0-or-later
"""kill -9 of the service while it works; prints TAP and, with --tell, figures.

killed.py [--kills 3] [--clients 6] [--seed 1] [--tell] DOCTRANSLATE FOLDER DOCUMENT...

Clients upload documents again and again until the last kill, each with an Idempotency-Key that it
repeats until it has its 202, and listen to their job's events, going on by Last-Event-ID after
each end of the connection.  Some translators answer at once, some slowly over HTTP.  In the end:
every job that was taken is in the list once and over; each client has heard 1, 2, 3, ... without a
gap or a double, one terminal event, and what the records have; artifacts are as their manifest
says; the records are sound; no process of a server that was killed is left.
"""
import argparse
import collections
import hashlib
import http.client
import json
import pathlib
import random
import sqlite3
import threading
import time
import uuid

from served import (NOT_THERE, PATIENCE, QUICK, TERMINAL, Model, Server, done, lives, ok, wait_for)

# ---- a client


class Job:
    def __init__(self, name, full):
        self.name, self.full = name, full
        self.heard = []  # (number, event, data)
        self.faults = []
        self.resumed = 0

    @property
    def last(self):
        return self.heard[-1][0] if self.heard else 0

    def over(self):
        return sum(terminal(event) for _, event, _ in self.heard)


def terminal(event):
    return event in ("job_completed", "job_failed", "finish", "error")


class Client(threading.Thread):
    def __init__(self, server, number, requests, stop):
        super().__init__(daemon=True)
        self.server, self.number, self.requests, self.stop = server, number, requests, stop
        self.luck = random.Random(number)
        self.jobs, self.uploads, self.refused = [], 0, 0
        self.fault = None

    def run(self):
        try:
            while not self.stop.is_set() or not self.jobs:
                name = self.upload(*self.luck.choice(self.requests))
                if not name:
                    continue
                job = Job(name, self.luck.random() < 0.5)
                self.jobs.append(job)
                self.listen(job)
        except Exception as fault:  # a client that dies has heard nothing, and that is told
            self.fault = repr(fault)

    def upload(self, request, document):
        """Until it is taken; None: it was refused for good."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.uploads += 1
            try:
                status, _, answer = self.server.upload(request, document, key)
                if status == 202:
                    return json.loads(answer)["job_id"]
                if status not in (429, 503):
                    raise RuntimeError(f"upload: {status} {answer[:300]!r}")
                self.refused += 1
            except NOT_THERE:
                pass
            time.sleep(self.luck.uniform(0.02, 0.3))
        raise RuntimeError("an upload was never taken")

    def listen(self, job):
        until = time.monotonic() + PATIENCE
        while not job.over() and time.monotonic() < until:
            try:
                if self.hear(job) == 204:
                    break
            except NOT_THERE:
                pass
            job.resumed += 1
            time.sleep(self.luck.uniform(0.01, 0.1))
        if job.over() != 1:
            job.faults.append(f"{job.over()} terminal events")

    def hear(self, job):
        """One connection, to its end."""
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        try:
            link.request("GET", f"/v1/jobs/{job.name}/stream" + ("?full_events=true" if job.full else ""),
                         headers={"Last-Event-ID": str(job.last)} if job.last else {})
            answer = link.getresponse()
            if answer.status == 404:
                job.faults.append("it is not there any more")
            if answer.status != 200:
                return answer.status
            event = {}
            for line in answer:
                line = line.decode().rstrip("\r\n")
                if line and not line.startswith(":"):
                    name, _, value = line.partition(":")
                    event[name] = value.removeprefix(" ")
                elif not line and "data" in event:
                    self.take(job, event)
                    event = {}
            return 200
        finally:
            link.close()

    def take(self, job, event):
        number = int(event.get("id", -1))
        if number != job.last + 1:
            job.faults.append(f"{number} after {job.last}")
        job.heard.append((number, event.get("event", "message"), event["data"]))


def annoy(server, stop):
    """What others ask meanwhile."""
    while not stop.is_set():
        for path in ("/v1/jobs?limit=50", "/v1/health/ready", "/metrics"):
            try:
                server.ask("GET", path)
            except NOT_THERE:
                time.sleep(0.02)
        time.sleep(0.01)


# ---- in the end


def everything(server):
    """The whole list of jobs."""
    items, cursor = [], None
    while True:
        page = server.get("/v1/jobs?limit=100" + (f"&cursor={cursor}" if cursor else ""))
        items += page["items"]
        cursor = page.get("next_cursor")
        if not cursor:
            return items


def check_job(server, job, status):
    """What is wrong with a job that was taken; its artifacts' bytes are counted."""
    faults, size = list(job.faults), 0
    events = server.events(job.name)
    if [e["seq"] for e in events] != list(range(1, len(events) + 1)):
        faults.append("events of the records have gaps")
    ends = [e["seq"] for e in events if e["event"]["type"] in ("finish", "error")]
    if ends != [len(events)]:
        faults.append(f"terminal events at {ends} of {len(events)}")
    if [n for n, _, _ in job.heard] != [e["seq"] for e in events]:
        faults.append(f"heard {[n for n, _, _ in job.heard]} of {len(events)}")
    # the last one is told in other words
    faults += [f"{number} is another event" for (number, _, data), e in zip(job.heard[:-1], events)
               if json.loads(data) != e["event"]]
    if status["state"] == "succeeded":
        for item in server.get(f"/v1/jobs/{job.name}/manifest")["items"]:
            code, _, data = server.ask("GET", f"/v1/jobs/{job.name}/artifacts/{item['kind']}")
            size += len(data)
            if code != 200 or len(data) != item["size_bytes"]:
                faults.append(f"{item['kind']}: {code}, {len(data)} of {item['size_bytes']} bytes")
            elif "sha256" in item and hashlib.sha256(data).hexdigest() != item["sha256"]:
                faults.append(f"{item['kind']}: other bytes than the manifest says")
            elif item["kind"].endswith("pdf") and not (data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]):
                faults.append(f"{item['kind']}: not a whole PDF")
    return faults, size


def check(server, clients, orphans):
    jobs = {job.name: job for client in clients for job in client.jobs}
    wait_for(lambda: all(i["state"] in TERMINAL for i in everything(server)), 0.2)
    items = everything(server)
    states = collections.Counter(item["state"] for item in items)
    left = [i for i in items if i["state"] not in TERMINAL]
    ok("every job is over", not left, left[:3])
    names = [item["job_id"] for item in items]
    ok(f"{len(jobs)} jobs were taken, each is in the list once",
       len(names) == len(set(names)) and set(names) == set(jobs),
       len(names), set(names) ^ set(jobs))
    wrong, size = {}, 0
    status = {item["job_id"]: item for item in items}
    for name in set(jobs) & set(names):
        faults, bytes_ = check_job(server, jobs[name], status[name])
        size += bytes_
        if faults:
            wrong[name] = faults[:3]
    ok("what clients heard, the records and the artifacts are whole", not wrong, len(wrong),
       list(wrong.items())[:3])
    ok("some have succeeded", states["succeeded"] > 0, states)
    codes = collections.Counter()
    for item in items:
        if item["state"] == "failed":
            error = server.get("/v1/jobs/" + item["job_id"])["error"]
            codes[error["code"], (error.get("details") or {}).get("attempts")] += 1
    # a job that has met three kills is given up, as one that kills its server would be
    ok("none has failed but by too many kills", set(codes) <= {("internal_error", 3)}, codes)
    alive = [p for p, start in orphans if lives(p, start)]
    ok("no process of a killed server is left", not alive, alive)
    return jobs, states, size


def check_files(work, jobs):
    folders = {p.name for p in (work / "data/jobs").iterdir()}
    ok("each job has a folder, and no other is there", folders == set(jobs), folders ^ set(jobs))
    records = sqlite3.connect(work / "data/http_api_metadata.db")
    sound = records.execute("PRAGMA integrity_check").fetchall()
    ok("the records are sound", sound == [("ok",)], sound)
    records.close()


def run(options, model):
    luck, work = random.Random(options.seed), pathlib.Path(options.folder)
    documents = [pathlib.Path(name).read_bytes() for name in options.document]
    stop, orphans = threading.Event(), []
    server = Server(options.program, work, MAX_CONCURRENT_JOBS=3, MAX_QUEUED_JOBS=64, DRAIN_SECONDS=PATIENCE)
    server.start()
    try:
        requests = [(request, document) for request in (QUICK, model.request()) for document in documents]
        clients = [Client(server, i, requests, stop) for i in range(options.clients)]
        for client in clients:
            client.start()
        threading.Thread(target=annoy, args=(server, stop), daemon=True).start()
        began = time.monotonic()
        for _ in range(options.kills):
            # a kill of an idle server shows nothing
            wait_for(lambda: server.get("/v1/jobs?state=running&limit=1")["items"], 0.01)
            time.sleep(luck.uniform(0, options.pause))
            orphans += server.kill()
            server.start()
        seconds = time.monotonic() - began
        stop.set()
        for client in clients:
            client.join(PATIENCE)
        ok("every client has come to an end", not any(c.is_alive() or c.fault for c in clients),
           [c.fault for c in clients])
        jobs, states, size = check(server, clients, orphans)
        ok("it ends when it is told", (code := server.end()) == 0, code)
        check_files(work, jobs)
        if options.tell:
            attempts = sum(c.uploads for c in clients)
            print(f"# {options.kills} kills in {seconds:.0f} s, {len(orphans)} children died with them; "
                  f"{len(jobs)} jobs taken in {attempts} requests, {dict(states)}; "
                  f"{sum(len(j.heard) for j in jobs.values())} events heard, streams went on "
                  f"{sum(j.resumed for j in jobs.values())} times; {size / 1048576:.1f} MiB of artifacts")
    finally:
        stop.set()
        if server.process.poll() is None:
            server.process.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--pause", type=float, default=0.8, help="longest time that a server has work before its kill")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tell", action="store_true")
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("document", nargs="+")
    options = parser.parse_args()
    with Model("--latency", "400") as model:
        run(options, model)
    done()


main()
