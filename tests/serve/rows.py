# SPDX-License-Identifier: AGPL-3.0-or-later
"""The contract of the replaced program as tables, held against what the server says and does.

rows.py DOCTRANSLATE FOLDER
"""
import base64
import hashlib
import json
import os
import re
import urllib.parse

from client import REQUEST, TEXT, WORK, Server, asked, done, envelope, ok, pdf, read_stream
from declared import Document

# method, path, operationId, tag, statuses that have to be declared
OPERATIONS = """
get /v1/health/live v1_health_live_get health 200 401
get /v1/health/ready v1_health_ready_get health 200 401
get /v1/runtime v1_runtime_get health 200 401
get /v1/assets/status v1_assets_status_get health 200 401
post /v1/assets/warmup v1_assets_warmup_post assets 202 401 503
post /v1/config/validate v1_config_validate_post config 200 401 422
post /v1/inspect v1_inspect_post inspect 200 401 422 500
post /v1/jobs v1_jobs_create_multipart jobs 202 400 401 413 422 500 503
post /v1/jobs/json v1_jobs_create_json jobs 202 400 401 413 422 500 503
get /v1/jobs/{job_id} v1_jobs_get jobs 200 401 404
get /v1/jobs/{job_id}/events v1_jobs_events_list jobs 200 401 404 422
get /v1/jobs/{job_id}/stream v1_jobs_stream jobs 200 401 422
post /v1/jobs/{job_id}/cancel v1_jobs_cancel jobs 204 401 404
get /v1/jobs/{job_id}/result v1_jobs_result_get jobs 200 401 404
get /v1/jobs/{job_id}/manifest v1_jobs_manifest_get jobs 200 401 404 409
get /v1/jobs/{job_id}/artifacts/{kind} v1_jobs_artifact_get jobs 200 206 400 401 404 416 422 500
head /v1/jobs/{job_id}/artifacts/{kind} v1_jobs_artifact_head jobs 200 401 404 422 500
""".split("\n")[1:-1]

# members of what clients send: name, types, preset (as JSON; - : it must be given)
REQUESTS = {
    "TranslationRequest": """
schema_version string "1"
input_pdf string -
lang_in string "en"
lang_out string "zh"
translator TranslatorRequestConfig {}
options TranslationOptions,null null""",
    "TranslationOptions": """
pages string,null null
output_dir string,null null
working_dir string,null null
debug boolean false
no_dual boolean false
no_mono boolean false
qps integer 4
report_interval number 0.1
watermark_output_mode string "watermarked"
glossary GlossarySpec,null null
translation_memory TranslationMemorySpec,null null
ocr_mode string "off"
ocr_pages string,null null
ocr_lang_hints array []
ocr_debug_dump boolean false
auto_extract_glossary boolean true
skip_translation boolean false
only_parse_generate_pdf boolean false
pool_max_workers integer,null null
term_pool_max_workers integer,null null
llm_translation_batch_max_tokens integer,null null
llm_translation_batch_max_paragraphs integer,null null
llm_term_extraction_batch_max_tokens integer,null null
llm_term_extraction_batch_max_paragraphs integer,null null
max_pages_per_part integer,null null
use_rich_pbar boolean true
metadata_extra_data string,null null""",
    "TranslatorRequestConfig": """
mode string "openai"
config_path string,null null
ignore_cache boolean false
openai OpenAIRequestArgs,null null
cli_router_overrides RouterOverrides,null null
local_cli LocalTranslatorArgs,null null""",
    "OpenAIRequestArgs": """
model string "gpt-4o-mini"
base_url string,null null
api_key string,null null
enable_json_mode_if_requested boolean false
send_dashscope_header boolean false
send_temperature boolean true
reasoning string,null null
term_model string,null null
term_base_url string,null null
term_api_key string,null null
term_reasoning string,null null""",
    "GlossarySpec": """
csv_paths array []
inline_name string "inline_glossary"
inline_entries array []""",
    "GlossaryEntrySpec": """
source string -
target string -
target_language string,null null""",
    "TranslationMemorySpec": """
tm_mode string "off"
tm_scope string "document"
tm_min_segment_chars integer 12
tm_fuzzy_min_score number 92.0
tm_semantic_min_similarity number 0.9
tm_project_id string ""
tm_embedding_model string "sentence-transformers/all-MiniLM-L6-v2"
tm_import_path string,null null
tm_export_path string,null null""",
    "WebhookConfig": """
url string -
secret string,null null
secret_env string,null null""",
    "JobCreateJsonRequest": """
translation_request TranslationRequest -
input_pdf_base64 string,null null
webhook WebhookConfig,null null""",
    "InspectRequest": """
paths array -""",
    "ConfigValidateRequest": """
translation_request TranslationRequest,null null
translator_config TranslatorConfigValidate,null null""",
}

# members that answers always have
ANSWERS = {
    "JobCreateResponse": "job_id kind state status_url",
    "JobStatusResponse": "schema_version job_id kind state created_at updated_at progress "
                         "progress_seq error message",
    "JobEventsResponse": "schema_version job_id items",
    "JobEventItem": "seq event",
    "JobResultResponse": "schema_version job_id kind state translation_result artifacts error",
    "JobManifestResponse": "schema_version job_id kind state items",
    "JobManifestItem": "kind download_url path sha256 size_bytes media_type filename "
                       "download_expires_in_seconds",
    "TranslationResult": "schema_version summary artifacts warnings",
    "TranslationSummary": "original_pdf_path total_seconds peak_memory_usage_mb "
                          "total_valid_character_count total_valid_text_token_count",
    "ArtifactDescriptor": "kind path sha256 size_bytes media_type schema_version",
    "TranslationErrorPayload": "code message retryable details",
    "ApiErrorEnvelope": "ok schema_version request_id error",
    "InputInspectionResult": "schema_version files",
    "InputFileInspection": "path page_count prior_translated_marker",
    "ConfigValidateResponse": "ok schema_version translation_request_valid "
                              "translator_config_valid",
    "HealthReadyResponse": "ready checks message",
    "HealthReadyChecks": "data_root_writable tmp_root_writable assets_ready accepting_jobs "
                         "job_queue_healthy",
    "RuntimeInfoResponse": "app package_version public_schema_version progress_event_version "
                           "python_version cache_dir",
    "AssetStatusResponse": "schema_version ready files",
    "AssetFileStatus": "category name present",
}

CHOICES = {
    "JobState": "queued running succeeded failed canceled",
    "JobKind": "translation warmup",
    "ArtifactKind": "mono_plain_pdf mono_watermarked_pdf dual_plain_pdf dual_watermarked_pdf "
                    "auto_extracted_glossary_csv metrics_json",
    "PublicErrorCode": "validation_error not_found unsupported_configuration input_error "
                       "translator_error internal_error canceled open_failed",
}

# members of events, in this order behind type, schema_version, event_version
OF_STAGE = ["stage", "stage_progress", "stage_current", "stage_total", "overall_progress",
            "part_index", "total_parts"]
EVENTS = {"stage_summary": ["stages", "part_index", "total_parts"], "progress_start": OF_STAGE,
          "progress_update": OF_STAGE, "progress_end": OF_STAGE, "finish": ["translation_result"],
          "error": ["error"]}


def types_of(schema):
    """"TranslationOptions,null" of the schema of a member."""
    if "anyOf" in schema:
        return ",".join(types_of(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    found = schema["type"]
    return found if isinstance(found, str) else ",".join(found)


def tables(server):
    told = server.get("/openapi.json").json
    for row in OPERATIONS:
        method, path, name, tag, *statuses = row.split()
        operation = told["paths"].get(path, {}).get(method, {})
        ok(f"{method} {path}", operation.get("operationId") == name and operation["tags"] == [tag]
           and set(statuses) <= set(operation["responses"]), operation.get("responses", {}).keys())
    schemas = told["components"]["schemas"]
    for name, rows in REQUESTS.items():
        schema = schemas[name]
        wrong = []
        for row in rows.split("\n")[1:]:
            member, types, preset = row.split(" ", 2)
            has = schema["properties"].get(member, {})
            if types_of(has) != types or (member in schema.get("required", [])) != (preset == "-"):
                wrong.append((row, has))
            elif preset != "-" and has.get("default", "none") != json.loads(preset):
                wrong.append((row, has))
        ok(f"{name}: members, types, presets; nothing besides", not wrong and
           schema["additionalProperties"] is False, wrong)
    for name, members in ANSWERS.items():
        ok(f"{name} has all members", set(members.split()) <= set(schemas[name]["required"]),
           schemas[name]["required"])
    for name, words in CHOICES.items():
        ok(f"{name} has all words", set(words.split()) <= set(schemas[name]["enum"]),
           schemas[name]["enum"])


def headers(server):
    a = server.get("/v1/runtime", {"X-Request-ID": "  abc-1  "})
    ok("the id of a request comes back", a.headers["X-Request-ID"] == "abc-1", dict(a.headers))
    a = server.get("/v1/runtime")
    ok("or is made", len(a.headers["X-Request-ID"]) == 36, dict(a.headers))
    a = server.get("/nothing/here")
    ok("an unknown route", envelope(a, 404, "not_found"), a.status, a.data)
    a = server.ask("PUT", "/v1/jobs/json")
    ok("a wrong method says which there are", envelope(a, 405, "validation_error") and
       "POST" in a.headers["Allow"], a.status, dict(a.headers))
    a = server.get("/v1/jobs/?limit=3")
    ok("a last slash is led away", a.status == 307 and
       a.headers["Location"].endswith("/v1/jobs?limit=3"), a.status, dict(a.headers))
    a = server.get("/v1/health/live", {"Origin": "https://example.org"})
    ok("pages of others may ask", a.headers["Access-Control-Allow-Origin"], dict(a.headers))
    a = server.ask("OPTIONS", "/v1/jobs", None, {
        "Origin": "https://example.org", "Access-Control-Request-Method": "POST"})
    ok("and ask before", a.status == 200 and a.headers["Access-Control-Max-Age"] == "600",
       a.status, dict(a.headers))


def warmup(server):
    a = server.ask("POST", "/v1/assets/warmup")
    ok("a warmup is a job", a.status == 202 and a.json["kind"] == "warmup" and
       a.headers["Location"] == a.json["status_url"], a.status, a.data)
    base = "/v1/jobs/" + a.json["job_id"]
    status = server.over(a.json["job_id"])
    ok("it succeeds", status["state"] == "succeeded" and status["kind"] == "warmup" and
       status["progress_seq"] == 0 and status["message"], status)
    ok("it has no events", server.get(base + "/events").json["items"] == [])
    told = read_stream(server.get(base + "/stream").data.decode())
    ok("its stream tells its state", [e["event"] for e in told] == ["job_state"] and
       json.loads(told[0]["data"])["state"] == "succeeded", told)
    ok("once", server.get(base + "/stream", {"Last-Event-ID": "0"}).status == 204)
    a = server.get(base + "/manifest")
    ok("it has no files", envelope(a, 404, "not_found"), a.status, a.data)
    a = server.get(base + "/result")
    ok("and no result", a.status == 200 and a.json["translation_result"] is None and
       a.json["artifacts"] == [], a.data)


def faults_of_requests(server):
    """What no job could do is refused when it is asked for, by the form and by JSON."""
    document = base64.b64encode(pdf()).decode()
    for options in ({"budget": "lots"}, {"budget": "0USD"}, {"pages": "1-x"}, {"qps": 0},
                    {"ocr_mode": "force"}, {"ocr_mode": "never"}, {"unknown": 1},
                    {"max_pages_per_part": -1}, {"translation_memory": {"tm_import_path": "/x"}},
                    {"no_mono": True, "no_dual": True}):
        request = {**REQUEST, "options": {**REQUEST["options"], **options}}
        a = server.form("/v1/jobs", {"translation_request": json.dumps(request)}, pdf())
        b = server.post("/v1/jobs/json", {"translation_request": {**request, "input_pdf": ""},
                                          "input_pdf_base64": document})
        code = a.json["error"]["code"]
        ok(f"{options}", a.status in (400, 422) and a.status == b.status and
           envelope(a, a.status, code) and envelope(b, a.status, code), a.status, a.data, b.data)
    a = server.form("/v1/jobs", {"translation_request": json.dumps(
        {**REQUEST, "options": {"qps": "4", "skip_translation": "true", "budget": "2.50USD"}})},
        pdf())
    ok("numbers and switches may be texts", a.status == 202, a.status, a.data)
    a = server.ask("POST", "/v1/jobs", "translation_request=" + urllib.parse.quote(TEXT), {
        "Content-Type": "application/x-www-form-urlencoded"})
    ok("a form without a file may be urlencoded", envelope(a, 400, "validation_error"), a.data)
    a = server.post("/v1/jobs/json", {"translation_request": {**REQUEST, "input_pdf": ""},
                                      "input_pdf_base64": document, "priority": 3})
    ok("JSON has a priority", a.status == 202, a.status, a.data)
    name = a.json["job_id"]
    entry = next(i for i in server.get("/v1/jobs").json["items"] if i["job_id"] == name)
    ok("which the list tells", entry["priority"] == 3, entry)
    server.over(name)
    return name


def files(server, name):
    manifest = server.get(f"/v1/jobs/{name}/manifest").json
    path = f"/v1/jobs/{name}/artifacts/{manifest['items'][0]['kind']}"
    whole = server.get(path)
    tag = whole.headers["ETag"]
    a = server.get(path, {"Range": "bytes=0-9", "If-Range": tag})
    ok("a range of what the client has", a.status == 206 and a.data == whole.data[:10], a.status)
    a = server.get(path, {"Range": "bytes=0-9", "If-Range": '"another"'})
    ok("all, when it has something else", a.status == 200 and a.data == whole.data, a.status)
    a = server.get(path, {"If-None-Match": f'"x", W/{tag}'})
    ok("one of several tags", a.status == 304 and not a.data and a.headers["ETag"] == tag,
       a.status, dict(a.headers))
    a = server.get(path, {"If-None-Match": '"x"'})
    ok("none of them", a.status == 200, a.status)
    a = server.get(path, {"Range": "lines=1-2"})
    ok("a range of another unit", a.status in (200, 400), a.status)
    a = server.ask("HEAD", path, None, {"Range": "bytes=0-9"})
    ok("HEAD knows no range", a.status == 200 and
       int(a.headers["Content-Length"]) == len(whole.data) and
       a.headers["Accept-Ranges"] == "bytes", a.status, dict(a.headers))
    ok("kinds of the contract only", {i["kind"] for i in manifest["items"]} <=
       set(CHOICES["ArtifactKind"].split()) | {"xliff"}, manifest)
    for item in server.get(f"/v1/jobs/{name}/events").json["items"]:
        event = item["event"]
        wanted = ["type", "schema_version", "event_version"] + EVENTS[event["type"]]
        if not [m for m in event if m in wanted] == wanted:
            ok("members of events and their order", False, event)
            return
    ok("members of events and their order", True)


def listing(server):
    names = []
    for i in range(3):
        a = server.form("/v1/jobs", {"translation_request": TEXT}, pdf(f"Number {i}."))
        names.append(a.json["job_id"])
    for name in names:
        server.over(name)
    seen, cursor, pages = [], "", 0
    while cursor is not None and pages < 30:
        a = server.get("/v1/jobs?limit=2" + (f"&cursor={cursor}" if cursor else ""))
        seen += [i["job_id"] for i in a.json["items"]]
        cursor, pages = a.json["next_cursor"], pages + 1
    ok("page by page each job comes once", len(seen) == len(set(seen)) and set(names) <= set(seen)
       and pages > 1, seen)
    ok("the newest first", seen.index(names[2]) < seen.index(names[0]))
    ok("by state", all(i["state"] == "failed" for i in
                       server.get("/v1/jobs?state=failed").json["items"]))
    ok("by kind", {i["kind"] for i in server.get("/v1/jobs?kind=warmup").json["items"]} ==
       {"warmup"})
    a = server.get("/v1/plan?pipeline=nothing")
    ok("a pipeline that is not there", envelope(a, 422, "validation_error"), a.status, a.data)
    for query in ("state=none", "cursor=x", "since=yesterday", "limit=x"):
        a = server.get("/v1/jobs?" + query)
        ok("list: " + query, envelope(a, 422, "validation_error"), a.status, a.data)


def viewer(server, token, wanted):
    """Pages for people: nothing from elsewhere, nothing inside that a strict policy forbids."""
    for path in ("/docs", "/redoc", "/docs.html"):
        a = server.get(path)
        if path != "/docs.html" and wanted == 401:
            ok(path + " wants a token", envelope(a, 401, "validation_error"), a.status)
            a = server.get(path, token)
        text = a.data.decode()
        policy = a.headers["Content-Security-Policy"] or ""
        ok(path + " is a page with a strict policy", a.status == 200 and
           a.headers["Content-Type"] == "text/html; charset=utf-8" and
           "default-src 'none'" in policy and "unsafe" not in policy, a.status, dict(a.headers))
        parts = re.findall(r'(?:src|href)="([^"#]+)"', text)
        ok("it loads what is here", len(parts) >= 3 and not re.search(
            r"://|<script>|<style|\son\w+=", text) and all(
                server.get("/" + part, token).status == 200 for part in parts), parts)


def bounds():
    """A queue that is full, a document that is too large; names as the replaced program had."""
    server = Server("bounds", MAX_QUEUED_JOBS=1, MAX_UPLOAD_BYTES=20000,
                    CORS_ALLOW_ORIGINS="https://a.example, https://b.example",
                    AUTH_MODE="required", AUTH_TOKEN="the-token-of-this-test")
    token = {"Authorization": "Bearer the-token-of-this-test"}
    a = server.get("/v1/runtime", {**token, "Origin": "https://b.example"})
    ok("a list in commas", a.headers["Access-Control-Allow-Origin"] == "https://b.example" and
       a.status == 200, dict(a.headers))
    a = server.get("/v1/runtime", {**token, "Origin": "https://c.example"})
    ok("others are not in it", not a.headers["Access-Control-Allow-Origin"], dict(a.headers))
    a = server.form("/v1/jobs", {"translation_request": TEXT}, pdf() + b"%" * 30000,
                    headers=token)
    ok("a document that is too large", envelope(a, 413, "validation_error"), a.status, a.data)
    a = server.post("/v1/jobs/json", {
        "translation_request": {**REQUEST, "input_pdf": ""},
        "input_pdf_base64": base64.b64encode(pdf() + b"%" * 30000).decode()}, token)
    ok("the same in base64", envelope(a, 413, "validation_error"), a.status, a.data)
    ok("without a token nothing is read", envelope(
        server.post("/v1/jobs/json", {"x": 1}), 401, "validation_error"))
    full = None
    for _ in range(200):
        a = server.form("/v1/jobs", {"translation_request": TEXT}, pdf(), headers=token)
        if a.status != 202:
            full = a
            break
    ok("a full queue says when to come again", full and envelope(full, 503, "internal_error") and
       full.json["error"]["retryable"] is True and int(full.headers["Retry-After"]) >= 1,
       full and full.data)
    viewer(server, token, 401)
    told = server.get("/openapi.json", token).json
    ok("the document says how to ask", {"HTTPBearer", "ApiKeyAuth"} <=
       set(told["components"]["securitySchemes"]) and
       told["paths"]["/v1/jobs"]["get"]["security"] == [{"HTTPBearer": []}, {"ApiKeyAuth": []}] and
       told["paths"]["/v1/health/live"]["get"]["security"] == [])
    server.end()


def variables():
    """Names without the prefix, lists as JSON, every way to write a switch."""
    os.environ["CORS_ALLOW_METHODS"] = '["GET"]'
    os.environ["MAX_UPLOAD_BYTES"] = "20000"
    try:
        server = Server("variables", CORS_ALLOW_ORIGINS='["https://a.example"]',
                        DOCS_ENABLED="off", WEBHOOK_ALLOW_HOSTS="", METADATA_SQLITE_PATH="")
    finally:
        del os.environ["CORS_ALLOW_METHODS"], os.environ["MAX_UPLOAD_BYTES"]
    a = server.ask("OPTIONS", "/v1/jobs", None, {
        "Origin": "https://a.example", "Access-Control-Request-Method": "GET"})
    ok("a list as JSON, a name without its prefix", a.status == 200 and
       a.headers["Access-Control-Allow-Methods"] == "GET" and
       a.headers["Access-Control-Allow-Origin"] == "https://a.example", a.status, dict(a.headers))
    ok("a switch that is off", server.get("/openapi.json").status == 404)
    a = server.form("/v1/jobs", {"translation_request": TEXT}, pdf() + b"%" * 30000)
    ok("a number without its prefix", a.status == 413, a.status)
    server.end()


def tokens():
    """Jobs are seen by who made them and by who may see all; others learn nothing of them."""
    path = os.path.join(WORK, "tokens.txt")
    with open(path, "w") as out:
        for name, rest in (("alice", "role=user"), ("bob", "role=user"), ("boss", "role=admin"),
                           ("slow", "role=user rate=1 burst=1")):
            digest = hashlib.sha256(f"token-of-{name}-0123456789".encode()).hexdigest()
            out.write(f"{name} sha256:{digest} {rest}\n")
    os.chmod(path, 0o600)
    server = Server("tokens", AUTH_MODE="required", AUTH_TOKENS_FILE=path)
    alice, bob, boss, slow = ({"X-API-Key": f"token-of-{name}-0123456789"}
                              for name in ("alice", "bob", "boss", "slow"))
    key = {"Idempotency-Key": "the-same-for-both"}
    a = server.form("/v1/jobs", {"translation_request": TEXT}, pdf(), headers={**alice, **key})
    b = server.form("/v1/jobs", {"translation_request": TEXT}, pdf(), headers={**bob, **key})
    ok("keys of two people are two", a.status == b.status == 202 and
       a.json["job_id"] != b.json["job_id"], a.data, b.data)
    hers, his = a.json["job_id"], b.json["job_id"]
    server.over(hers, alice)
    server.over(his, bob)
    for tail in ("", "/events", "/result", "/manifest", "/stream", "/report", "/deliveries",
                 "/artifacts/mono_plain_pdf"):
        c = server.get(f"/v1/jobs/{hers}{tail}", bob)
        ok("not of another: " + (tail or "status"), envelope(c, 404, "not_found"), c.status)
    ok("nor cancelled or deleted by another",
       server.ask("POST", f"/v1/jobs/{hers}/cancel", None, bob).status == 404 and
       server.ask("DELETE", f"/v1/jobs/{hers}", None, bob).status == 404)

    def names(token):
        return {i["job_id"] for i in server.get("/v1/jobs", token).json["items"]}

    ok("lists are of one's own", names(alice) == {hers} and names(bob) == {his} and
       names(boss) == {hers, his}, names(alice), names(bob), names(boss))
    told = [server.get("/v1/jobs", slow) for _ in range(3)]
    ok("too many requests", envelope(told[-1], 429, told[-1].json["error"]["code"]) and
       int(told[-1].headers["Retry-After"]) >= 1, told[-1].status, told[-1].data)
    server.end()


server = Server("rows")
if ok("the server answers", server.process.poll() is None):
    tables(server)
    headers(server)
    warmup(server)
    name = faults_of_requests(server)
    files(server, name)
    listing(server)
    document = Document(server.get("/openapi.json").data)
    wrong = []
    for method, path, answer in asked:
        wrong += document.answer_faults(method, path, answer.status, answer.headers, answer.data)
    ok("all answers are declared", not wrong, *wrong[:5])
    viewer(server, {}, 200)
    server.end()
bounds()
tokens()
variables()
done()
