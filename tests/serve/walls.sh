#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Jobs as the service runs them: translators work within their walls, and a document that is no
# good ends its own job alone, with an outcome that has a name.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
[ -f "$top_builddir/modules/pseudo.so" ] || skip_all "the plugin pseudo is not built"

# TRANSLATOR MEMORY_MIB SECONDS FILE...: lines in $work/jobs
jobs_of() {
	mkdir -p "$work/folder"
	"$top_builddir/tests/serve/run-jobs" "$doctranslate" "$work/folder" "$@" >"$work/jobs" 2>"$work/err" ||
		{ cat "$work/jobs" "$work/err"; return 1; }
}
first() { cut -f 1-4 "$work/jobs" | head -1 | tr '\t' ' '; }

ok "pseudo runs" jobs_of '"name": "pseudo"' 2048 60 "$sample"
is "and finishes without network and programs" "$(first)" "finished 0 finish -"
if command -v apertium >/dev/null && [ -e /usr/share/apertium/modes/eng-spa.mode ]; then
	ok "apertium runs" jobs_of '"name": "apertium"' 2048 60 "$sample"
	is "and may run its programs" "$(first)" "finished 0 finish -"
else
	skip "apertium runs" "the pair eng-spa is not installed"
fi
if [ -f "$top_builddir/modules/openai.so" ] && [ -x /usr/bin/python3 ]; then
	/usr/bin/python3 "$top_srcdir/tests/servers/model-server" >"$work/port" &
	server=$!
	while [ ! -s "$work/port" ]; do sleep 0.1; done
	ok "openai runs" jobs_of "\"openai\": {\"api_key\": \"k\", \"model\": \"m\",
		\"base_url\": \"http://127.0.0.1:$(head -1 "$work/port")/v1\"}" 2048 60 "$sample"
	is "and may use the network" "$(first)" "finished 0 finish -"
	kill $server
else
	skip "openai runs" "the plugin openai is not built"
fi
if [ -d "$corpus/broken" ]; then
	ok "each job of a broken document has an outcome" jobs_of '"name": "pseudo"' 1024 60 "$corpus"/broken/*.pdf
	is "of every document" "$(wc -l <"$work/jobs" | tr -d ' ')" \
		"$(find "$corpus/broken" -maxdepth 1 -name '*.pdf' | wc -l | tr -d ' ')"
	is "it is one of those that clients know" "$(cut -f 1 "$work/jobs" | sort -u |
		grep -vxE 'finished|crashed|memory|time|cpu|file_size')" ""
	is "none is a fault of ours" "$(cut -f 4 "$work/jobs" | grep -x internal_error)" ""
else
	skip "broken documents" "the corpus of documents is not at $corpus"
fi
done_testing
