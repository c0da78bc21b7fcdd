#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# run-job: what the service starts for each job; a specification in, lines of events out.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3
[ -f "$top_builddir/modules/pseudo.so" ] || skip_all "the plugin pseudo is not built"

# NAME TRANSLATOR OPTIONS [INPUT]: the job's folder is $work/NAME
job() {
	mkdir -p "$work/$1/output"
	printf '{"request": {"input_pdf": "%s", "lang_in": "en", "lang_out": "fr",
		"translator": {%s}, "options": {%s}}, "folder": "%s"}' \
		"${4:-$sample}" "$2" "$3" "$work/$1" >"$work/$1/specification"
	timeout "$patience" "$doctranslate" run-job <"$work/$1/specification" 3>"$work/events" \
		>"$work/out" 2>"$work/err"
}

ends() { # CODE NAME ...
	wanted=$1
	shift
	job "$@"
	status=$?
	[ $status -eq "$wanted" ] && return 0
	echo "exit code $status, wanted $wanted"
	cat "$work/err" "$work/events"
	return 1
}

# EXPRESSION over "d", the last line, and "all", all lines
events() {
	/usr/bin/python3 -c 'import json, sys
all = [json.loads(line) for line in open(sys.argv[1])]
d = all[-1]
print(eval(sys.argv[2]))' "$work/events" "$1"
}

ok "a job is done" ends 0 one '"name": "pseudo"' '"qps": 5'
is "the last line has the result" "$(events 'd["type"], d["translation_result"]["schema_version"]')" \
	"('finish', '1')"
is "there is one last line" \
	"$(events 'sum(e["type"] in ("finish", "error") for e in all)')" 1
is "a warning comes first" "$(events 'all[0]["type"], "options.qps" in all[0]["message"]')" \
	"('warning', True)"
is "then the stages" "$(events 'all[1]["type"]')" stage_summary
is "pages that are painted are told" \
	"$(events '[(e["page"], e["total"]) for e in all if e["type"] == "page_done"][-1]')" "(2, 2)"
is "each event of progress names its stage" \
	"$(events 'all.__class__(set(isinstance(e["stage"], str) for e in all if "stage" in e))')" "[True]"
is "artifacts have their kinds" "$(events 'sorted(a["kind"] for a in d["artifacts"])')" \
	"['auto_extracted_glossary_csv', 'dual_plain_pdf', 'dual_watermarked_pdf', 'metrics_json', 'mono_plain_pdf', 'mono_watermarked_pdf']"
is "each is there, of that size and sum" "$(events 'all.__class__(set(
	len(open(a["path"], "rb").read()) == a["size_bytes"] and
	__import__("hashlib").sha256(open(a["path"], "rb").read()).hexdigest() == a["sha256"]
	for a in d["artifacts"]))')" "[True]"
is "they lie in the folder of the job" \
	"$(events "all.__class__(set(a['path'].startswith('$work/one/output/') for a in d['artifacts']))")" \
	"[True]"
ok "the report lies beside it" test -s "$work/one/report.json"
is "nothing is printed" "$(cat "$work/out")" ""
ok "a second attempt takes the place of the first" ends 0 one '"name": "pseudo"' ''

echo 'no document' >"$work/no.pdf"
ok "a document that is none ends its job" ends 4 two '"name": "pseudo"' '' "$work/no.pdf"
is "as a fault of the input" "$(events 'd["type"], d["error"]["code"], d["error"]["retryable"]')" \
	"('error', 'input_error', False)"
ok "a wrong request" ends 2 three '"name": "pseudo"' '"qps": -3'
is "is told with its place" \
	"$(events 'd["error"]["code"], d["error"]["details"]["errors"][0]["loc"]')" \
	"('validation_error', ['request', 'options', 'qps'])"
ok "what cannot be honoured" ends 2 four '"name": "pseudo"' '"ocr_mode": "force"'
is "is told so, too" "$(events 'd["error"]["details"]["errors"][0]["loc"]')" "['options', 'ocr_mode']"
ok "a translator that is not there" ends 2 five '"name": "nobody"' ''
is "is told" "$(events 'd["type"], "nobody" in d["error"]["message"]')" "('error', True)"

if [ -f "$top_builddir/modules/openai.so" ]; then
	OPENAI_API_KEY=sk-of-the-server
	export OPENAI_API_KEY
	cat >"$work/listen.py" <<'END'
import socket, sys
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
out = open(sys.argv[1], "wb", buffering=0)
while True:
    c, _ = s.accept()
    out.write(c.recv(65536))
    c.sendall(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    c.close()
END
	/usr/bin/python3 "$work/listen.py" "$work/heard" >"$work/port" &
	listener=$!
	trap 'kill $listener 2>/dev/null; rm -rf "$work"' EXIT
	tries=0
	while [ ! -s "$work/port" ] && [ $tries -lt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	at=http://127.0.0.1:$(cat "$work/port")/v1
	ok "a service that says no" ends 5 six \
		"\"openai\": {\"base_url\": \"$at\", \"api_key\": \"sk-of-the-client\"}" \
		'"auto_extract_glossary": false'
	is "is told as such" "$(events 'd["error"]["code"]')" translator_error
	ok "it got the key of the client" grep -q 'sk-of-the-client' "$work/heard"
	not_ok "which is told nowhere else" grep -rq 'sk-of-the-client' "$work/events" "$work/err" \
		"$work/six/report.json" "$work/six/output"
	: >"$work/heard"
	ok "one without a key" ends 5 seven "\"openai\": {\"base_url\": \"$at\"}" \
		'"auto_extract_glossary": false'
	ok "is asked" grep -q POST "$work/heard"
	not_ok "and does not get the server's" grep -q 'sk-of-the-server' "$work/heard"
else
	skip "a service that says no" "the plugin openai is not built"
fi

# in a process group of its own, as the service has it
cat >"$work/stop.py" <<'END'
import os, signal, socket, subprocess, sys, threading, time
program, specification, events = sys.argv[1:]
quiet = socket.create_server(("127.0.0.1", 0))
text = open(specification).read().replace("PORT", str(quiet.getsockname()[1]))
read, write = os.pipe()
child = subprocess.Popen(["sh", "-c", 'exec "$0" run-job 3>&%d' % write, program],
                         stdin=subprocess.PIPE, pass_fds=[write], stderr=subprocess.DEVNULL)
os.close(write)
child.stdin.write(text.encode())
child.stdin.close()
connection, _ = quiet.accept()  # a service that never answers
child.send_signal(signal.SIGTERM)
began = time.monotonic()
out = b""
while True:
    piece = os.read(read, 65536)
    if not piece:
        break
    out += piece
child.wait()
open(events, "wb").write(out)
print(child.returncode, "soon" if time.monotonic() - began < 10 else "late")
END
if [ -f "$top_builddir/modules/openai.so" ]; then
	mkdir -p "$work/eight/output"
	printf '{"request": {"input_pdf": "%s", "lang_in": "en", "lang_out": "fr",
		"translator": {"openai": {"base_url": "http://127.0.0.1:PORT/v1"}}},
		"folder": "%s"}' "$sample" "$work/eight" >"$work/eight/specification"
	is "a job that is to end does so" "$(timeout 60 /usr/bin/python3 "$work/stop.py" \
		"$doctranslate" "$work/eight/specification" "$work/events")" "4 soon"
	is "as cancelled" "$(events 'd["type"], d["error"]["code"]')" "('error', 'canceled')"
fi
ok "without the line to the service it says so" exits 2 run-job
done_testing
