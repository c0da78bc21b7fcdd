# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests made at random from the service's own OpenAPI document, held against it.

fuzz.py DOCTRANSLATE FOLDER [SEED [SECONDS]]

Each request is a good one with faults: other types, values beyond bounds, members that are missing
or unknown, texts of all scripts and none, paths out of folders, other methods and media types,
bodies cut off.  Whatever comes, the answer is one that is declared, with a body of its schema, and
no other 5xx than 503; and the server lives on.
"""
import collections
import http.client
import json
import random
import sys
import time
import urllib.parse
import uuid

from client import TEXT, Server, done, ok, pdf
from declared import Document

SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 20260301
SECONDS = float(sys.argv[4]) if len(sys.argv) > 4 else 15
TOKEN = "the-token-of-the-fuzzer"

NASTY_TEXTS = ["", " ", "0", "-1", "null", "true", "..", "../../etc/passwd", "/etc/passwd",
               "%00", "%2e%2e%2f", "a\u0000b", "\ufeff", "\u202e\u0645\u0631\u062d\u0628\u0627",
               "\U0001f600" * 40, "e\u0301" * 100, "\ud7ff\ue000\uffff", "{}", "[]", "'\"\\<>&;",
               "x" * 5000, "99999999999999999999", "1e400", "NaN", "${HOME}", "env:PATH", "--help",
               "http://169.254.169.254/", "file:///etc/passwd", "\r\nX-Bad: 1", "1,2,,3-", "auto"]
NASTY_VALUES = [None, True, False, 0, -1, 1, 2**31, 2**63, -2**63, 2**70, 1e308, -0.0, 0.5, [], {},
                [[]], [None], {"": ""}, {"a": {"b": {"c": [1, {}]}}}, ["x"] * 300] + NASTY_TEXTS
# of requests that start a process each, fewer
HEAVY = {"v1_inspect_post", "v1_extract_post", "v1_plan_get", "v1_plugins_get",
         "v1_translators_get", "v1_config_validate_post"}


class Maker:
    """Values of schemas, at times with a fault."""

    def __init__(self, document, chance):
        self.document, self.random = document, chance

    def value(self, schema, wild, depth=0):
        r = self.random
        schema = self.document.resolve(schema)
        if r.random() < wild:
            return r.choice(NASTY_VALUES)
        if "anyOf" in schema:
            return self.value(r.choice(schema["anyOf"]), wild, depth)
        if "enum" in schema:
            return r.choice(schema["enum"])
        kind = schema.get("type", "string")
        if isinstance(kind, list):
            kind = r.choice(kind)
        if kind == "object":
            return self.members(schema, wild, depth)
        if kind == "array":
            n = r.choice([0, 1, 2, schema.get("minItems", 0)]) if depth < 8 else 0
            return [self.value(schema.get("items", {}), wild, depth + 1) for _ in range(n)]
        return self.plain(schema, kind)

    def plain(self, schema, kind):
        r = self.random
        low, high = schema.get("minimum", -1000), schema.get("maximum", 1000)
        if kind == "integer":
            return r.choice([low, high, r.randint(int(low), int(high)), low - 1, high + 1])
        if kind == "number":
            return r.choice([low, high, r.uniform(low, high), low - 1, high * 2 + 1])
        if kind == "boolean":
            return r.random() < 0.5
        if kind == "null":
            return None
        return r.choice(["en", "es", "paper.pdf", "1-3", "x" * schema.get("minLength", 1),
                         "x" * (schema.get("maxLength", 30) + r.choice([0, 1])), "\u4f60\u597d"])

    def members(self, schema, wild, depth):
        r = self.random
        required = schema.get("required", [])
        told = {}
        for name, member in schema.get("properties", {}).items():
            if (name in required and r.random() > wild / 2) or (
                    name not in required and r.random() < (0.3 if depth < 6 else 0)):
                told[name] = self.value(member, wild, depth + 1)
        if r.random() < wild:
            told[r.choice(["unknown", "", "__proto__", "\u00e9"])] = r.choice(NASTY_VALUES)
        return told


class Fuzzer:
    def __init__(self, server, document, jobs):
        self.server, self.document, self.jobs = server, document, jobs
        self.random = random.Random(SEED)
        self.make = Maker(document, self.random)
        self.statuses = collections.Counter()
        self.wrong = []

    def nasty(self):
        return self.random.choice(NASTY_TEXTS)

    def path(self, template):
        r = self.random
        for name in ("job_id", "kind", "page"):
            good = {"job_id": r.choice(self.jobs + [str(uuid.UUID(int=r.getrandbits(128)))]),
                    "kind": r.choice(["mono_plain_pdf", "dual_plain_pdf", "xliff"]),
                    "page": r.choice(["1", "2", "0", "999999"])}[name]
            value = good if r.random() < 0.7 else self.nasty()
            template = template.replace("{" + name + "}", urllib.parse.quote(value, safe=""))
        return template

    def parameters(self, operation, headers):
        r = self.random
        query = []
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path" or r.random() < 0.4:
                continue
            value = self.make.value(parameter["schema"], 0.3)
            text = value if isinstance(value, str) else json.dumps(value)
            if parameter["in"] == "query":
                query.append((parameter["name"], text))
            else:
                headers[parameter["name"]] = "".join(c for c in text if ' ' <= c <= '~')[:300]
        if r.random() < 0.1:
            query.append((self.nasty(), self.nasty()))
        return ("?" + urllib.parse.urlencode(query)) if query else ""

    def form(self, schema, headers):
        r = self.random
        line = "line%d" % r.randrange(10**9)
        body = b""
        for name, member in self.document.resolve(schema)["properties"].items():
            if r.random() < 0.25:
                continue
            if member.get("format") == "binary":
                data = r.choice([pdf(), b"", b"%PDF-", b"\x89PNG", pdf()[:200]])
                body += (f'--{line}\r\nContent-Disposition: form-data; name="{name}"; '
                         f'filename="{r.choice(["a.pdf", "../../x", "", "f" * 300])}"\r\n\r\n'
                         ).encode() + data + b"\r\n"
                continue
            text = self.nasty()
            if name == "translation_request" and r.random() < 0.9:
                text = json.dumps(self.make.value(
                    {"$ref": "#/components/schemas/TranslationRequest"}, r.choice([0, 0.05, 0.3])))
            elif name == "webhook" and r.random() < 0.8:
                text = json.dumps(self.make.value(
                    {"$ref": "#/components/schemas/WebhookConfig"}, 0.2))
            elif r.random() < 0.4:
                text = r.choice(["1", "json", "text", "1-2", "3"])
            body += (f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
                     ).encode() + text.encode("utf-8", "replace") + b"\r\n"
        headers["Content-Type"] = f"multipart/form-data; boundary={line}"
        return body + (f"--{line}--\r\n".encode() if r.random() < 0.9 else b"")

    def body(self, operation, headers):
        r = self.random
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            headers["Content-Type"] = "application/json"
            value = self.make.value(content["application/json"]["schema"],
                                    r.choice([0, 0, 0.05, 0.3]))
            body = json.dumps(value, ensure_ascii=r.random() < 0.5).encode("utf-8", "replace")
        elif content:
            body = self.form(content["multipart/form-data"]["schema"], headers)
        else:
            body = b"" if r.random() < 0.9 else b"nothing wants this"
        if r.random() < 0.1:
            headers["Content-Type"] = r.choice(["text/plain", "application/xml", "*/*", "x",
                                                "application/json; charset=utf-16",
                                                "multipart/form-data"])
        if body and r.random() < 0.08:
            cut = r.randrange(len(body))
            body = body[:cut] + r.choice([b"", b"\x00\xff\xfe", b"[" * 3000])
        return body

    def once(self, path, method, operation):
        r = self.random
        headers = {}
        if r.random() < 0.95:
            headers["Authorization"] = "Bearer " + TOKEN
        target = self.path(path)
        query = self.parameters(operation, headers)
        body = self.body(operation, headers)
        if r.random() < 0.04:
            method = r.choice(["PUT", "PATCH", "DELETE", "POST", "OPTIONS", "TRACE", "BREW"])
            if method == "DELETE" and target.split("/")[-1] in self.jobs:
                method = "PUT"
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        try:
            link.request(method.upper(), target + query, body or None, headers)
            answer = link.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            self.wrong.append((method, target + query, headers, body[:200], repr(fault)))
            return
        finally:
            link.close()
        self.statuses[answer.status] += 1
        faults = self.document.answer_faults(method.upper(), urllib.parse.unquote(target)
                                             if "%2F" not in target else target,
                                             answer.status, answer.headers, data)
        if answer.status >= 500 and answer.status not in (501, 503):
            faults.append(f"{answer.status}: {data[:300]}")
        if answer.status == 503 and not answer.headers["Retry-After"]:
            faults.append("503 without Retry-After")
        if faults:
            self.wrong.append((method, target + query, headers, body[:200], faults[:3]))

    def run(self):
        operations = [(path, method, operation)
                      for path, methods in self.document.all["paths"].items()
                      for method, operation in methods.items()]
        end, n = time.monotonic() + SECONDS, 0
        while time.monotonic() < end and n < 200000 and len(self.wrong) < 20:
            for path, method, operation in operations:
                if operation["operationId"] in HEAVY and n % 8:
                    continue
                if method == "delete" and "{job_id}" in path and self.random.random() < 0.5:
                    continue
                self.once(path, method, operation)
            n += 1
        return n


server = Server("fuzzed", AUTH_MODE="required", AUTH_TOKEN=TOKEN, MAX_QUEUED_JOBS=100)
good = {"Authorization": "Bearer " + TOKEN}
document = Document(server.get("/openapi.json", good).data)
jobs = [server.form("/v1/jobs", {"translation_request": TEXT}, pdf(), headers=good).json["job_id"]
        for _ in range(4)]
for job in jobs:
    server.over(job, good)
fuzzer = Fuzzer(server, document, jobs)
rounds = fuzzer.run()
print(f"# seed {SEED}: {sum(fuzzer.statuses.values())} answers in {rounds} rounds:",
      *[f"{n} of {status}" for status, n in sorted(fuzzer.statuses.items())])
ok("every answer is declared, none is a fault of the server", not fuzzer.wrong,
   *fuzzer.wrong[:5])
ok("good requests were among them", fuzzer.statuses[200] and fuzzer.statuses[422] and
   fuzzer.statuses[404] and fuzzer.statuses[401], fuzzer.statuses)
ok("the server lives", server.process.poll() is None and
   server.get("/v1/health/live").status == 200, server.process.returncode)
ok("and ends well", server.end() == 0, server.process.returncode)
done()
