#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Keys are nowhere but in the requests: not in what is printed, logged, reported, remembered or left
# behind, not in the list of processes, not with programs that are started.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3
for module in openai deepl google exec; do
	[ -f "$top_builddir/modules/$module.so" ] || skip_all "the plugin $module is not built"
done
XDG_STATE_HOME=$work/state TMPDIR=$work/tmp
export XDG_STATE_HOME TMPDIR
mkdir "$TMPDIR"
secret=sk-Zq7-never-to-be-seen-4711
OPENAI_API_KEY=$secret DEEPL_API_KEY=$secret GOOGLE_API_KEY=$secret
export OPENAI_API_KEY DEEPL_API_KEY GOOGLE_API_KEY
unset OPENAI_BASE_URL OPENAI_MODEL GOOGLE_APPLICATION_CREDENTIALS

# A service that answers 401 and says the key back in the ways that services and proxies do.
cat >"$work/parrot" <<'E2'
import http.server, json, sys
class Parrot(http.server.BaseHTTPRequestHandler):
    def say(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        said = " ".join(v for k, v in self.headers.items()) + " " + self.path
        body = json.dumps({"message": "bad key: " + said, "error": {"message": "bad key: " + said,
            "code": 401, "status": "UNAUTHENTICATED"}}).encode()
        self.send_response(401, "no " + said.replace("\n", " ")[:80])
        self.send_header("X-Said", said)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST = say
    def log_message(self, *words):
        open(sys.argv[1], "a").write(str(self.headers) + self.path)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Parrot)
print(server.server_address[1], flush=True)
server.serve_forever()
E2
/usr/bin/python3 "$work/parrot" "$work/heard" >"$work/port" &
server_pid=$!
trap 'kill $server_pid 2>/dev/null; rm -rf "$work"' EXIT
server=http://127.0.0.1:$(first_line "$work/port")

# run CODE ARGUMENTS...: what was printed is kept
run() {
	exits "$@"
	run_status=$?
	cat "$work/err" "$work/out" >>"$work/printed"
	return $run_status
}

# In no file of the run, but of the server's own.
unseen() {
	if grep -r -a -l -e "$secret" --exclude=heard --exclude=secrets.conf "$work"; then
		return 1
	fi
}
for service in openai deepl google; do
	mkdir "$work/$service"
	ok "$service: a key that is refused" run 5 translate "$sample" --pages 1 -v --translator $service \
		--set "$service.base_url=$server" -o "$work/$service" --overwrite \
		--report "$work/$service/report.json" --metrics-json "$work/$service/metrics.json" --strict
	ok "$service: the report and the metrics are written" test -s "$work/$service/report.json" -a \
		-s "$work/$service/metrics.json"
	ok "$service: the service has said it back" grep -q "$secret" "$work/heard"
	rm -f "$work/heard"
	ok "$service: as JSON" run 5 translate "$sample" --pages 1 --translator $service --overwrite \
		--set "$service.base_url=$server" -o "$work/$service" --output-format json --emit-progress-json
	ok "$service: asked by --check" run 5 translators --check $service --json -v \
		--set "$service.base_url=$server"
	ok "$service: dry run" run 0 translate "$sample" --dry-run --pages 1 --translator $service -v \
		--output-format json
	ok "$service: the key is in none of it" unseen
done
ok "the plan" run 0 plan --json translate
ok "and config validate" run 0 config validate --translator openai translate
ok "have none" unseen
ok "a key in the file in clear" sh -c "sed 's/env:OPENAI_API_KEY/$secret/' '$top_srcdir/pipelines/translate.conf' \
	>'$work/secrets.conf'"
ok "is refused" run 3 config validate --translator openai "$work/secrets.conf"
ok "and not repeated" unseen
ok "nor on the command line" run 2 translate "$sample" --translator openai --translator-option "key=$secret"
ok "where it is not repeated either" unseen

# ---- a program that is started tells what it was given
cat >"$work/nosy" <<'E2'
import json, os, sys
open(sys.argv[1], "w").write("\n".join(sys.argv + [k + "=" + v for k, v in os.environ.items()]))
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], "texts": [t["text"] for t in request["texts"]]}), flush=True)
E2
sed "/^translators:/,/^{/ s|^{|{ mine: { uses = \"exec.exec\"; options: { command = [ \"/usr/bin/python3\", \
\"$work/nosy\", \"$work/given\" ]; }; };|" "$top_srcdir/pipelines/translate.conf" >"$work/own.conf"
ok "a program is asked" run 0 translators --pipeline "$work/own.conf" --check mine
ok "what was printed was looked at" grep -q 'its key is refused' "$work/printed"
ok "it has a PATH" grep -q '^PATH=' "$work/given"
ok "and no key" unseen
done_testing
