# SPDX-License-Identifier: AGPL-3.0-or-later
"""Webhooks as a way into the network of the service: addresses in every writing, names that change."""
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading

from hostile import LONG, REQUEST, WORK, Server, done, enveloped, ok, skip, wait_for

came = []


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        came.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(302 if self.path.startswith("/redirect") else 200)
        if self.path.startswith("/redirect"):
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/target")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_):
        pass


def listen(port=0):
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", port), Receiver)
    receiver.daemon_threads = True
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    return receiver.server_port


def hook(server, url, **more):
    return server.upload(request=REQUEST, webhook=json.dumps({"url": url, **more}))


def deliveries(server, job):
    """What became of it, when it has."""
    def over():
        items = (server.get(f"/v1/jobs/{job}/deliveries").json or {}).get("items", [])
        return items if items and items[0]["log"] else None
    return wait_for(over, 2 * LONG) or []


LOOPBACK = ["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7F.1", "0177.0.0.1", "017700000001",
            "127.0.0.1.", "127.255.255.254", "%31%32%37.0.0.1", "127%2e0%2e0%2e1", "[::1]", "[0:0:0:0:0:0:0:1]", "[::0001]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::ffff:0:127.0.0.1]",
            "localhost", "LOCALHOST", "localhost.", "a.localhost", "printer.local", "ip6-localhost", "\uff11\uff12\uff17.0.0.1",
            "127\u30020.0.1", "\u2460\u2461\u2466.0.0.1"]
PRIVATE = ["10.0.0.1", "10.1", "0xa.0.0.1", "012.0.0.1", "167772161", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1",
           "169.254.1.1", "[fd00::1]", "[fc00::1]", "[fe80::1]", "[fe80::1%25lo]", "[fec0::1]", "[::ffff:10.0.0.1]",
           "[::ffff:c0a8:1]", "[64:ff9b::a00:1]", "[2002:a00:1::]"]
METADATA = ["169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.254.43518", "[::ffff:169.254.169.254]",
            "[::ffff:a9fe:a9fe]", "[fd00:ec2::254]", "168.63.129.16", "100.100.100.200", "169.254.170.2"]
NOWHERE = ["0.0.0.0", "0", "0x0", "00", "0.1.2.3", "[::]", "[0::0]", "[::ffff:0.0.0.0]", "224.0.0.1", "239.1.1.1", "255.255.255.255",
           "240.0.0.1", "[ff02::1]", "192.0.2.1", "198.18.0.1", "203.0.113.1", "[2001:db8::1]", "[100::1]"]
FORMS = ["", "/", "http://", "http:///x", "https://", "//127.0.0.1/", "127.0.0.1", "file:///etc/passwd", "gopher://127.0.0.1/",
         "ftp://93.184.216.34/", "dict://127.0.0.1:11211/", "ldap://127.0.0.1/", "javascript:alert(1)", "http://u:p@93.184.216.34/",
         "http://93.184.216.34:0/", "http://93.184.216.34:65536/", "http://93.184.216.34:-1/", "http://93.184.216.34:80:80/",
         "http://93.184.216.34\\@127.0.0.1/", "http://93.184.216.34@127.0.0.1/", "http://127.0.0.1\\@93.184.216.34/",
         "http://93.184.216.34 127.0.0.1/", "http://93.184.216.34\r\nHost: a/", "http://93.184.216.34/\r\nX: y", "http://[::1",
         "http://[::1]]/", "http://a..b/", "http://.../", "http://%00/", "http://93.184.216.34%00.a.test/", "http://" + "a" * 300 + "/",
         "http://93.184.216.34/" + "x" * 4000]


def writings():
    server, port = Server("addresses"), listen()
    for host in LOOPBACK + PRIVATE + METADATA + NOWHERE:
        for scheme in ("http", "https"):
            answer = hook(server, f"{scheme}://{host}:{port}/x")
            ok(f"{scheme}://{ascii(host)}: refused", enveloped(answer, 400, 422), answer)
    for url in FORMS:
        answer = hook(server, url)
        ok(f"{ascii(url)[:60]}: refused", enveloped(answer, 400, 422), answer)
    answer = server.post("/v1/jobs/json", {"translation_request": {**REQUEST, "input_pdf": ""}, "input_pdf_base64": "JVBERi0=",
                                           "webhook": {"url": f"http://127.0.0.1:{port}/"}})
    ok("nor by JSON", enveloped(answer, 400), answer)
    told = {hook(server, f"http://127.0.0.1:{p}/").json["error"]["message"] for p in (port, 1)}
    ok("nobody learns which ports are open", len(told) == 1, told)
    ok("nobody was asked", not came, came)
    ok("the service lives", server.lives())
    server.end()


def open_ones():
    """Private addresses are allowed: what is none stays closed, and no answer leads on."""
    server, port = Server("open", WEBHOOK_ALLOW_PRIVATE="yes", WEBHOOK_SWEEP_INTERVAL_SECONDS=0.5, WEBHOOK_MAX_ATTEMPTS=1), listen()
    for host in METADATA + NOWHERE:
        answer = hook(server, f"http://{host}:{port}/x")
        ok(f"where private ones are open {host}: refused", enveloped(answer, 400, 422), answer)
    answer = hook(server, f"http://127.0.0.1:{port}/redirect")
    ok("a job", answer.status == 202, answer)
    items = deliveries(server, answer.json["job_id"])
    ok("a redirect is told as a fault", items and items[0]["log"][0]["http_status"] == 302, items)
    answer = hook(server, f"http://127.0.0.1:{port}/last")
    items = deliveries(server, answer.json["job_id"])
    ok("the next one is delivered", items and items[0]["state"] == "delivered", items)
    ok("and what it leads to was not asked", came == ["/redirect", "/last"], came)
    server.end()


def listed():
    server = Server("listed", WEBHOOK_ALLOW_HOSTS="good.test", WEBHOOK_HTTPS_REQUIRED="yes", WEBHOOK_ALLOW_PRIVATE="yes")
    for url in ("https://evil.test/", "https://good.test.evil.test/", "https://xgood.test/", "https://good.test@evil.test/",
                "https://good.test\\@evil.test/", "https://evil.test/good.test", "https://evil.test#good.test", "https://evil.test?good.test",
                "https://good.tes/", "https://93.184.216.34/", "http://good.test/", "HTTP://good.test/", "https://good.test%00.evil.test/",
                "https://good.test%2f.evil.test/", "https://[::1]/", "https://g\u043eod.test/"):
        answer = hook(server, url)
        ok(f"one name is allowed, {ascii(url)}: refused", enveloped(answer, 400, 422), answer)
    server.end()


# ---- names: in a network of its own, with a name server of its own ------------------------------


def answering(*addresses):
    """The name server; it ends when the pipe does."""
    names = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "dns-server"), *addresses],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    names.stdout.readline()
    return names


def names():
    with open("/etc/resolv.conf", encoding="ascii") as file:
        if file.read() != "nameserver 127.0.0.1\n":
            skip("names", "no name server can be set up here")
            return
    listen(80)
    private = ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
               "93.184.216.34,10.0.0.1", "93.184.216.34,127.0.0.1"]
    server = Server("names", WEBHOOK_SWEEP_INTERVAL_SECONDS=0.5, WEBHOOK_MAX_ATTEMPTS=2)
    dns = answering(*private)
    for n, addresses in enumerate(private):
        answer = hook(server, f"http://inside{n}.test/hook")
        ok(f"a name of {addresses}: refused", enveloped(answer, 400), answer)
    dns.communicate()
    dns = answering("93.184.216.34", "127.0.0.1")
    answer = hook(server, "http://rebind.test/hook")
    if ok("a name that is public when the job is made", answer.status == 202, answer):
        job = answer.json["job_id"]
        ok("whose job ends", server.over(job)["state"] == "succeeded")
        items = deliveries(server, job)
        ok("and that is 127.0.0.1 when it is told: not called", items and all(x["http_status"] in (None, 0) and "loopback" in x["error"]
                                                                         for x in items[0]["log"]), items)
    dns.communicate()
    ok("nobody was asked", not came, came)
    ok("the service lives", server.lives())
    server.end()


if sys.argv[3:] == ["inside"]:
    names()
    done()
writings()
open_ones()
listed()
inside = ('ip link set lo up && echo "nameserver 127.0.0.1" >"$0" && mount --bind "$0" /etc/resolv.conf || exit 77; exec "$@"')
if shutil.which("unshare") and shutil.which("ip") and not subprocess.run(
        ["unshare", "-rnm", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
    ran = subprocess.run(["unshare", "-rnm", "sh", "-c", inside, os.path.join(WORK, "resolv.conf"), sys.executable, *sys.argv, "inside"],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ran.returncode == 77:
        skip("names", "no name server can be set up here")
    else:
        for line in ran.stdout.splitlines():
            if not line.startswith(("ok", "1..")):
                print("#", line.replace("#", ""))
        ok("names that lead inside are not followed", ran.returncode == 0 and "\n1.." in ran.stdout, ran.stdout[-300:])
else:
    skip("names", "no network of its own can be made here")
done()
