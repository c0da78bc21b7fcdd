#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A document through a service that fails in each way, a share of its answers: it comes out
# complete, for few requests more; and answers that look like something else are but text.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3 pdftotext
for module in openai exec; do
	[ -f "$top_builddir/modules/$module.so" ] || skip_all "the plugin $module is not built"
done

server_pid=
stop() {
	[ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null
	server_pid=
}
trap 'stop; rm -rf "$work"' EXIT
XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state OPENAI_API_KEY=sk-any OPENAI_MODEL=test-model
export XDG_DATA_HOME XDG_STATE_HOME OPENAI_API_KEY OPENAI_MODEL

# serve OPTION...: another server; $port is its port
serve() {
	stop
	rm -f "$work/port"
	/usr/bin/python3 "$top_srcdir/tests/servers/model-server" "$@" >"$work/port" &
	server_pid=$!
	port=$(first_line "$work/port")
	OPENAI_BASE_URL=http://127.0.0.1:$port
	export OPENAI_BASE_URL
}

# value PATH FILE: of a report; a missing member is 0
value() {
	/usr/bin/python3 -c 'import functools, json, sys
print(functools.reduce(lambda at, name: at.get(name, 0) if at else 0, sys.argv[1].split("."),
                       json.load(open(sys.argv[2]))))' "$1" "$2"
}
# answers that are used though doubtful
doubtful() {
	/usr/bin/python3 -c 'import json, sys
print(sum(int(note["text"].split()[0]) for note in json.load(open(sys.argv[1]))["notes"]
          if note["code"] == "translate.doubtful"))' "$work/report.json"
}
requests() {
	/usr/bin/python3 -c 'import json, sys, urllib.request
print(json.load(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/stats"))["requests"])' "$port"
}

# many small batches; nothing of the last run is remembered
translate() {
	code=$1
	shift
	rm -rf "$work/o" "$work/data" "$work/state" "$work/report.json"
	exits "$code" translate --translator openai --source-lang en --target-lang es -o "$work/o" \
		--no-dual --report "$work/report.json" --set segments.batch_tokens=30 "$sample" "$@"
}

serve
ok "an undisturbed run" translate 0
clean=$(requests)
all=$(value ledger.segments_translated "$work/report.json")
ok "asks for several batches" test "$clean" -ge 8
for fault in half empty dropped-mark wrong-count reasoning refusal echo; do
	serve --faults $fault --rate 0.2
	ok "$fault: it ends well" translate 0
	# a text may be the same in both languages: who says so twice is believed, and that is told
	told=0
	[ $fault != echo ] || told=$(doubtful)
	ok "$fault: all is translated, or told" \
		test "$(($(value ledger.segments_translated "$work/report.json") + told))" -ge "$all"
	is "$fault: nothing has failed" "$(value ledger.segments_failed "$work/report.json")" 0
	# a small document has few requests: five more are no storm
	ok "$fault: for few requests" test "$(($(requests) * 2))" -le "$((clean * 3 + 10))"
done

serve --faults 401 --rate 1
ok "no key: it ends as failed" translate 5
ok "no key: without a document" test ! -e "$work/o/tides.es.mono.pdf"
ok "no key: told" grep -q "answered 401" "$work/err"
ok "no key: not asked again and again" test "$(requests)" -le "$clean"

# what would be harm in a content stream, in a name, in a string
cat >"$work/operators.py" <<'END'
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    harm = ") Tj ET Q \\) endstream endobj %%EOF /Page"
    print(json.dumps({"id": request["id"], "texts": [
        harm if "<" not in text["text"] else text["text"] for text in request["texts"]]}), flush=True)
END
sed "/^translators:/,/^{/ s|^{|{ mine: { uses = \"exec.exec\"; options: { command = [ \"/usr/bin/python3\", \"$work/operators.py\" ]; }; };|" \
	"$top_srcdir/pipelines/translate.conf" >"$work/own.conf"
rm -rf "$work/o"
dt translate "$sample" --pipeline "$work/own.conf" --translator mine --source-lang en --target-lang es \
	-o "$work/o" --no-dual
ok "operators in answers are text" sh -c \
	"pdftotext '$work/o/tides.es.mono.pdf' - | tr '\n' ' ' | grep -q 'endstream endobj'"
if command -v qpdf >/dev/null; then
	ok "in a sound document" qpdf --check "$work/o/tides.es.mono.pdf"
else
	skip "in a sound document" "qpdf is not installed"
fi
done_testing
