#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A program of one's own as a translator: the example, and programs that misbehave.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
[ -x /usr/bin/python3 ] || skip_all "python3 is not installed"
[ -f "$top_builddir/modules/exec.so" ] || skip_all "the plugin exec is not built"
need pdftotext
example=$top_srcdir/examples/translator-exec

# NAME OPTIONS: a pipeline with that translator
own() {
	sed "/^translators:/,/^{/ s|^{|{ $1: { uses = \"exec.exec\"; options: { $2 }; };|" \
		"$top_srcdir/pipelines/translate.conf" >"$work/own.conf"
}
translate() {
	code=$1
	shift
	rm -rf "$work/out.d"
	exits "$code" translate "$sample" --pipeline "$work/own.conf" --translator mine \
		--source-lang en -o "$work/out.d" --no-dual "$@"
}
words() {
	pdftotext "$work/out.d/tides.es.mono.pdf" - | grep -c "$1"
}

own mine "command = [ \"/usr/bin/python3\", \"translator.py\" ]; directory = \"$example\";"
ok "in capitals" translate 0 --report "$work/report.json"
ok "every text is" test "$(words '[[:upper:]][[:upper:]]')" -gt 20
is "none is left in small letters" "$(/usr/bin/python3 -c '
import json, sys
ledger = json.load(open(sys.argv[1]))["ledger"]
print(ledger["segments_translated"] > 20, ledger.get("segments_failed", 0))' "$work/report.json")" \
	"True 0"

own mine "command = [ \"$example/translator.py\", \"$example/words.tsv\" ]; processes = 2;"
# a small one: the checks find texts that are English still, and keep them
ok "with a dictionary, two of them" translate 6
ok "it has the words" test "$(words 'mar')" -ge 1
ok "its preflight" exits 0 translators --pipeline "$work/own.conf" --check mine

own mine 'command = [ "/nowhere/at-all" ];'
translate_status=$(translate 5 >"$work/why" 2>&1; echo $?)
is "a program that is not there" "$translate_status" 0
ok "is told with its name" grep -q "cannot start /nowhere/at-all" "$work/err"

own mine "command = [ \"sh\", \"-c\", \"echo no key for this >\&2; exit 3\" ]; restarts = 1;"
ok "one that ends at once" translate 5
ok "is told with its last words" grep -q "no key for this" "$work/err"

cat >"$work/environment.py" <<'END'
import json, os, sys
for line in sys.stdin:
    request = json.loads(line)
    seen = "seen" if "DT_CHECK_SECRET" in os.environ else "hidden"
    named = os.environ.get("DT_CHECK_NAMED", "none") + os.environ.get("DT_CHECK_SET", "")
    print(json.dumps({"id": request["id"],
                      "error": {"kind": "quota", "message": seen + " " + named}}), flush=True)
END
cat >"$work/told.py" <<'END'
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], "error": {"kind": "quota", "message":
                      "told: " + request.get("instructions", "nothing")}}), flush=True)
END
own mine "command = [ \"/usr/bin/python3\", \"$work/told.py\" ];"
ok "instructions" translate 5 --instructions "Speak like a pirate"
ok "reach it" grep -q "told: Speak like a pirate" "$work/err"
ok "without them" translate 5
ok "there are none" grep -q "told: nothing" "$work/err"

DT_CHECK_SECRET=secret DT_CHECK_NAMED=named
export DT_CHECK_SECRET DT_CHECK_NAMED
own mine "command = [ \"/usr/bin/python3\", \"$work/environment.py\" ]; environment = [ \"DT_CHECK_NAMED\", \"DT_CHECK_SET=set\" ];"
ok "its environment" translate 5
ok "is what is named" grep -q "hidden namedset" "$work/err"
is "nothing is left running" "$(pgrep -f "$work/environment.py")" ""
done_testing
