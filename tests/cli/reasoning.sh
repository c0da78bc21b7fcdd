#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A reply that is cut in the middle of its reasoning is paid for; it is asked for again with more
# room, if that is within the budget as well.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
for plugin in pdf layout route typeset check fs openai; do
	test -e "$top_builddir/modules/$plugin.so" || skip_all "the plugin $plugin is not built"
done
command -v python3 >/dev/null || skip_all "there is no python3"

XDG_DATA_HOME=$work/data OPENAI_API_KEY=secret-key OPENAI_MODEL=m no_proxy=127.0.0.1
export XDG_DATA_HOME OPENAI_API_KEY OPENAI_MODEL OPENAI_BASE_URL no_proxy
unset http_proxy https_proxy all_proxy

servers=
trap 'kill "$servers"' EXIT
serve() { # OPTION...: another server; sets $port
	rm -f port
	[ -z "$servers" ] || { kill "$servers" && wait "$servers"; }
	"$top_srcdir/tests/servers/model-server" --key secret-key "$@" >port 2>/dev/null &
	servers=$!
	port=$(first_line port)
	OPENAI_BASE_URL=http://127.0.0.1:$port/v1
}
count() { # NAME: of /stats
	python3 -c 'import json, sys, urllib.request as u
print(json.load(u.urlopen("http://127.0.0.1:%s/stats" % sys.argv[1]))[sys.argv[2]])' "$port" "$1"
}
job() { # OPTION...
	rm -rf results report.json
	run translate short.pdf --translator openai --source-lang en --no-dual --no-memory -o results \
		--report report.json --set openai.max_output_tokens=2000 "$@"
}
used() {
	python3 -c 'import json
print(sum(t["tokens"]["input"] + t["tokens"]["output"]
          for t in json.load(open("report.json"))["translators"] if "tokens" in t))'
}

{
	echo '%PDF-1.5'
	echo '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj'
	echo '2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 640 400]>> endobj'
	echo '3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj'
	echo '5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj'
	echo '4 0 obj <<>> stream'
	echo 'BT /F 11 Tf 40 360 Td 14 TL'
	for word in first second; do
		echo "(The pump of the $word house must be switched off before the housing is opened for) Tj T*"
		echo "(cleaning, and the water of the $word house flows through the valve into the old tank.) Tj T*"
	done
	echo 'ET endstream endobj'
	echo 'trailer <</Root 1 0 R>>'
} >short.pdf

serve --thinks 6000
job
exits "a model that reasons longer than a reply may be" 0
is "is asked again with more room" "$(count requests) $(count segments)" "2 1"
ok "both replies are counted" test "$(used)" -gt 6000

serve --thinks 6000
job --budget 6500tokens
exits "a budget that has no room for a second request" 7
is "is not passed" "$(count requests) $(count segments)" "1 0"

serve --thinks 6000
job --budget 20000tokens
exits "a budget that has" 0
is "allows it" "$(count requests) $(count segments)" "2 1"
done_testing
