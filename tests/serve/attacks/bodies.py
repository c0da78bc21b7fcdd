# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies that are bombs, options that make no sense, documents that grow."""
import json
import zlib

from hostile import REQUEST, Server, done, enveloped, multipart, ok, pdf

server = Server("bodies", MAX_UPLOAD_BYTES=4000000, JOB_MEMORY_BYTES="512M", JOB_TIMEOUT_SECONDS=60)

# ---- JSON ----------------------------------------------------------------------------
for what, text in (("100,000 deep", b"[" * 100000), ("objects 100,000 deep", b'{"a":' * 100000),
                   ("NaN", b'{"translation_request":{"input_pdf":NaN}}'), ("1e999", b'{"priority":1e999}'),
                   ("no UTF-8", b'{"translation_request":"\xff\xfe"}'), ("half a surrogate", b'{"a":"\\ud800"}'),
                   ("nothing", b""), ("NUL", b'{"a":"\\u0000"}')):
    answer = server.ask("POST", "/v1/jobs/json", text)
    ok(f"JSON, {what}: refused", enveloped(answer, 400, 413, 422), answer)
for text in ("!!!!", "JVBERi0", "JVBE\x00", "====", "JVBERi0xLjc=JVBERi0xLjc="):
    answer = server.post("/v1/jobs/json", {"translation_request": {**REQUEST, "input_pdf": ""}, "input_pdf_base64": text})
    ok(f"base64 {text!r}: refused", enveloped(answer, 400, 422), answer)

# ---- options -----------------------------------------------------------------------------
for name, values in (("max_pages_per_part", (-1, -2**62, 2**62, 1.5, 1e300, "x")), ("qps", (-1, 0, 10**9, 0.5)),
                     ("pool_max_workers", (-1, 10**6)), ("report_interval", (-1, 1e300)), ("timeout_seconds", (-1, 1e300)),
                     ("llm_translation_batch_max_tokens", (-5, 0, 10**9)), ("pages", ("x" * 5000,)), ("no_mono", ("maybe", 7))):
    for value in values:
        answer = server.upload(request={**REQUEST, "options": {name: value}})
        ok(f"{name}={str(value)[:20]}: refused with its place", enveloped(answer, 422) and name in json.dumps(
            answer.json["error"]["details"]), answer)

# ---- forms --------------------------------------------------------------------------------
for what, body in (("100,000 parts", multipart([("f", "")] * 40000)[0]), ("no end", multipart([("translation_request", "{}")])[0][:-20]),
                   ("no part", b"--nothing--\r\n"), ("a field of 3 MB and another", multipart([("a", "x" * 3000000), ("b", "x" * 2000000)])[0])):
    answer = server.ask("POST", "/v1/jobs", body, media=multipart()[1])
    ok(f"form, {what}: refused", answer is None or enveloped(answer, 400, 413, 422), answer)
ok("nothing of them is kept", not [name for name in server.files() if "upload-" in name])

# ---- documents ------------------------------------------------------------------------------
stream = zlib.compress(bytes(1 << 30 >> 1), 9)
twice = zlib.compress(stream, 9)
page = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>")
for what, document in (
        ("512 MB in a stream", pdf(*page, b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream))),
        ("filters in filters", pdf(*page, b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(twice), twice))),
        ("pages in a circle", pdf(page[0], b"<</Type/Pages/Kids[2 0 R]/Count 1000000>>")),
        ("a stream whose length is itself", pdf(*page, b"<</Length 4 0 R>>stream\nBT ET\nendstream")),
        ("a page of no size", pdf(page[0], page[1], b"<</Type/Page/Parent 2 0 R/MediaBox[-1e38 0 1e38 1e38]>>"))):
    answer = server.upload(document)
    status = server.over(answer.json["job_id"]) if answer.status == 202 else {}
    ok(f"{what}: the job ends alone", enveloped(answer, 413, 422) or status["state"] == "succeeded" or
       (status["state"] == "failed" and status["error"]["code"] == "input_error"), answer, status)
    ok("and the service lives", server.lives())
ok("its own memory was never theirs", server.number("VmHWM") < 450000, server.number("VmHWM"))
server.end()
done()
