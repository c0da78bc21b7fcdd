#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A text that is too long for one reply is asked for in pieces; those that were answered before the
# job was ended are not paid for again.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
for plugin in pdf layout route typeset check fs openai memory; do
	test -e "$top_builddir/modules/$plugin.so" || skip_all "the plugin $plugin is not built"
done
command -v python3 >/dev/null || skip_all "there is no python3"
command -v pdftotext >/dev/null || skip_all "there is no pdftotext"

XDG_DATA_HOME=$work/data OPENAI_API_KEY=secret-key OPENAI_MODEL=m no_proxy=127.0.0.1
export XDG_DATA_HOME OPENAI_API_KEY OPENAI_MODEL OPENAI_BASE_URL no_proxy
unset http_proxy https_proxy all_proxy

servers=
trap 'kill "$servers"' EXIT
serve() { # OPTION...: another server at the same port: an address shapes answers; sets $port
	rm -f port
	[ -z "$servers" ] || { kill "$servers" && wait "$servers"; }
	"$top_srcdir/tests/servers/model-server" --key secret-key --port "${port:-0}" "$@" >port 2>/dev/null &
	servers=$!
	port=$(first_line port)
	OPENAI_BASE_URL=http://127.0.0.1:$port/v1
}
count() { # NAME: of /stats
	python3 -c 'import json, sys, urllib.request as u
print(json.load(u.urlopen("http://127.0.0.1:%s/stats" % sys.argv[1]))[sys.argv[2]])' "$port" "$1"
}
job() { # FOLDER
	rm -rf "$1"
	run translate long.pdf --translator openai --source-lang en --no-dual --no-memory -o "$1" \
		--set openai.max_output_tokens=120 --set openai.max_in_flight=1
}
text_of() {
	pdftotext -layout "$1/long.es.mono.pdf" - | tr -s ' \n' ' '
}

{
	echo '%PDF-1.5'
	echo '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj'
	echo '2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 640 400]>> endobj'
	echo '3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj'
	echo '5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj'
	echo '4 0 obj <<>> stream'
	echo 'BT /F 11 Tf 40 360 Td 14 TL'
	for word in first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth; do
		echo "(The pump of the $word house must be switched off before the housing is opened for) Tj T*"
		echo "(cleaning, and the water of the $word house flows through the valve into the old tank.) Tj T*"
	done
	echo 'ET endstream endobj'
	echo 'trailer <</Root 1 0 R>>'
} >long.pdf

serve
job clean
exits "a paragraph that is too long for a reply" 0
all=$(count segments)
ok "is asked for in pieces" test "$all" -ge 4

serve --after 3 --faults 401 --rate 1
job broken
exits "a service that refuses after some of them" 5
paid=$(count segments)
is "has been paid for those" "$paid" 3

serve
job rest
exits "the same command again" 0
is "asks for the others alone" "$(count segments)" $((all - paid))
is "and comes to the same text" "$(text_of rest)" "$(text_of clean)"

serve
job again
exits "a job that was done" 0
is "is another one" "$(count segments)" "$all"
done_testing
