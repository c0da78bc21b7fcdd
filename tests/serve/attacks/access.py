# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways past the tokens: other writings of a path, headers, guesses, bodies without a token."""
import json

from hostile import LONG, Server, done, enveloped, ok, read_answer

TOKEN = "the-token-that-nobody-knows-0123456789"
GOOD = {"Authorization": "Bearer " + TOKEN}
PATHS = ("/metrics", "/openapi.json", "/docs", "/redoc", "/v1/jobs", "/v1/runtime", "/v1/plan",
         "/v1/translators")


def paths(server):
    for path in PATHS:
        ok(f"{path}: with the token", server.get(path, GOOD).status == 200)
        for name in (path, path + "/", "/" + path, path + "//", path + "/.", path + "/..", path + "?x",
                     path + "%2f", path + "%00", path + ";a", path + "%20", path.upper(),
                     path.replace("/", "//"), path.replace("/", "/./"), path.replace("/", "%2f"),
                     "/v1/health/live/.." + path, "/v1/health/live/../.." + path, "http://b" + path,
                     "/%" + path[1:2].encode().hex() + path[2:], "/docs/.." + path):
            answer = server.get(name)
            ok(f"without one {name}: nothing", enveloped(answer, 400, 401, 404), answer)
    for method in ("HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH", "TRACE", "get", "GETT"):
        answer = server.ask(method, "/v1/jobs")
        ok(f"{method} without a token: nothing", answer and answer.status >= 400, answer)
    answer = server.get("/v1/jobs", {"X-HTTP-Method-Override": "OPTIONS", "X-Original-URL": "/v1/health/live",
                                     "X-Rewrite-URL": "/v1/health/live", "X-Forwarded-For": "127.0.0.1"})
    ok("headers of proxies open nothing", enveloped(answer, 401), answer)


def headers(server):
    for value in ("", "Bearer", "Bearer ", "Bearer  ", "Basic " + TOKEN, TOKEN, "Bearer " + TOKEN[:-1],
                  "Bearer " + TOKEN + "x", "Bearer " + TOKEN.upper(), "Bearer x" + TOKEN, "Bearer null",
                  "Bearer " + TOKEN + "," + TOKEN, "Bearer " + "x" * 8000, "Bearer *", "Bearer \xff"):
        answer = server.get("/v1/jobs", {"Authorization": value})
        ok(f"Authorization: {value[:24]!r}: 401", enveloped(answer, 401) and
           "www-authenticate" in answer.headers and TOKEN not in str(answer), answer)
    text = f"GET /v1/jobs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n{{}}: Bearer {TOKEN}\r\n\r\n"
    answer = server.raw(text.format("Authorization"))
    ok("two Authorizations: refused", enveloped(answer, 400, 401), answer)
    answer = server.raw(text.format("X-Api-Key").replace("Bearer the", "the"))
    ok("a wrong Bearer goes before a good key", enveloped(answer, 401), answer)


def bodies(server):
    """100 MB without a token: the answer comes before the body."""
    for more in ("", "Expect: 100-continue\r\n"):
        for length in ("Content-Length: 100000000", "Transfer-Encoding: chunked"):
            with server.connect() as link:
                link.sendall(f"POST /v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; "
                             f"boundary=b\r\n{length}\r\n{more}\r\n".encode())
                stream = link.makefile("rb")
                answer = read_answer(stream)
                ok(f"{length}; {more.strip()}: 401 before the body", enveloped(answer, 401), answer)
                link.settimeout(LONG)
                try:
                    rest = stream.read()
                except ConnectionError:
                    rest = b""
                ok("and the connection is closed", rest == b"" and
                   answer.headers.get("connection") == "close", rest)
    ok("nothing of it was kept", not [name for name in server.files() if "upload-" in name])


def guesses():
    server = Server("guessed", AUTH_MODE="required", AUTH_TOKEN=TOKEN, AUTH_FAILURES_PER_MINUTE=5)
    answers = [server.get("/v1/jobs", {"X-API-Key": f"guess-{n}"}) for n in range(40)]
    ok("the first wrong tokens are 401", all(enveloped(a, 401) for a in answers[:5]), answers[0])
    ok("who guesses is told to come later", any(
        enveloped(a, 429) and int(a.headers["retry-after"]) > 0 for a in answers[5:]), answers[-1])
    ok("who has a token gets in, behind the same proxy", server.get("/v1/jobs", GOOD).status == 200)
    ok("and health is told", server.lives())
    server.end()


def origins():
    server = Server("origins", CORS_ALLOW_ORIGINS="https://good.test", CORS_ALLOW_CREDENTIALS="yes")
    for origin in ("https://evil.test", "null", "https://good.test.evil.test", "http://good.test",
                   "https://good.test:81", "https://xgood.test", "https://GOOD.test"):
        answer = server.get("/v1/jobs", {"Origin": origin})
        ok(f"{origin} is not let in", answer.headers.get("access-control-allow-origin") in (None, "https://good.test")
           and answer.headers.get("access-control-allow-origin") != origin, answer)
    answer = server.get("/v1/jobs", {"Origin": "https://good.test"})
    ok("the one that may is, with credentials", answer.headers.get("access-control-allow-origin") == "https://good.test"
       and answer.headers.get("access-control-allow-credentials") == "true" and "Origin" in answer.headers.get("vary", ""), answer)
    server.end()
    server = Server("anywhere")
    answer = server.get("/v1/jobs", {"Origin": "https://evil.test"})
    ok("all origins, without credentials", answer.headers.get("access-control-allow-origin") == "*" and
       "access-control-allow-credentials" not in answer.headers, answer)
    for name, value in (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"),
                        ("cache-control", "no-store")):
        ok(f"{name}: {value}", answer.headers.get(name) == value, answer)
    for path in ("/v1/health/live", "/v1/runtime", "/metrics", "/v1/jobs", "/openapi.json"):
        ok(f"HEAD {path}", server.ask("HEAD", path).status == 200)
    server.end()


server = Server("tokens", AUTH_MODE="required", AUTH_TOKEN=TOKEN, AUTH_FAILURES_PER_MINUTE=0)
paths(server)
headers(server)
bodies(server)
ok("the service lives", server.lives() and server.get("/v1/jobs", GOOD).status == 200)
ok("the log has no token", TOKEN not in server.log() and json.dumps(TOKEN) not in server.log())
server.end()
guesses()
origins()
done()
