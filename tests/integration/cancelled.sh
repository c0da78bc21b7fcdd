#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The first Ctrl-C, or a bound of time, while a slow service is asked: what it has answered by then is set, on pages
# that are not finished, too; the rest stays in the source language and is counted; and the same
# command goes on without paying for anything twice.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3 pdftotext
[ -f "$top_builddir/modules/openai.so" ] || skip_all "the plugin openai is not built"

server_pid=
trap '[ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null; rm -rf "$work"' EXIT
/usr/bin/python3 "$top_srcdir/tests/servers/model-server" --latency 700 --texts >"$work/port" &
server_pid=$!
XDG_STATE_HOME=$work/state OPENAI_API_KEY=sk-any OPENAI_MODEL=test-model
OPENAI_BASE_URL=http://127.0.0.1:$(first_line "$work/port")
export XDG_STATE_HOME OPENAI_API_KEY OPENAI_MODEL OPENAI_BASE_URL

# A shell gives its background jobs an ignored SIGINT, so Python starts the command; the signal
# comes when the service has answered so many texts, and while it is asked for others.
cat >"$work/interrupt.py" <<'END2'
import json, os, signal, subprocess, sys, time, urllib.request
enough, command = int(sys.argv[1]), sys.argv[2:]
def stats():
    return json.load(urllib.request.urlopen(os.environ["OPENAI_BASE_URL"] + "/stats"))
signal.signal(signal.SIGINT, signal.default_int_handler)
child = subprocess.Popen(command)
until = time.monotonic() + 60
while child.poll() is None and time.monotonic() < until:
    now = stats()
    if now["segments"] >= enough and now["segments_in_flight"]:
        break
    time.sleep(0.01)
child.send_signal(signal.SIGINT)
child.wait(timeout=60)
print(child.returncode)
END2

# few at once, so that each page has texts that are answered and others that wait
set -- translate --translator openai --source-lang en --target-lang es -o "$work/o" --no-dual \
	--report "$work/report.json" --set segments.batch_tokens=30 --set openai.max_in_flight=4 \
	"$sample"
got=$(timeout "$patience" /usr/bin/python3 "$work/interrupt.py" 12 "$doctranslate" "$@" 2>"$work/err" | tail -n 1)
is "it ends as by the signal" "$got" -2
ok "the document is there" test -s "$work/o/tides.es.mono.pdf"
ok "and can be read" pdftotext -layout "$work/o/tides.es.mono.pdf" "$work/text"

# fact EXPRESSION: of the report (it) and of what the server tells (server)
fact() {
	/usr/bin/python3 -c 'import json, os, sys, urllib.request
server = json.load(urllib.request.urlopen(os.environ["OPENAI_BASE_URL"] + "/stats"))
it = json.load(open(sys.argv[2]))
print(eval(sys.argv[1]))' "$1" "$work/report.json"
}
ok "not all was answered" test "$(fact 'it["ledger"]["segments_failed"]')" -gt 5
is "all that was answered is set" \
	"$(fact 'it["ledger"]["segments_translated"] >= server["segments"]')" True
ok "the rest is counted" grep -q "the job was ended before [0-9]* segments had been answered" "$work/err"
is "no page is given up as a whole" "$(fact 'it["ledger"]["pages_left_as_they_were"]')" 0

ok "the same command goes on" exits 0 "$@" --overwrite
is "and nothing was paid for twice" "$(fact 'max(server["texts"].values())')" 1
is "to the end" "$(fact 'it["ledger"]["segments_failed"]')" 0

# a page that may wait no longer is set with what it has, too
ok "a page may wait for so long" exits 6 "$@" --overwrite --no-memory --set limits.translate_time=2s
ok "some of it was answered" test "$(fact 'it["ledger"]["segments_translated"]')" -gt 5
ok "the rest is told" grep -q "the time for the translation of a page was over before [0-9]* segments" "$work/err"
is "no page is given up then" "$(fact 'it["ledger"]["pages_left_as_they_were"]')" 0
done_testing
