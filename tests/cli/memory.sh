#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The translation memory from the command: filled by a job, read by the next, in and out as TMX and
# NDJSON; files that are no good.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
for plugin in pdf layout route typeset check fs openai memory; do
	test -e "$top_builddir/modules/$plugin.so" || skip_all "the plugin $plugin is not built"
done
command -v python3 >/dev/null || skip_all "there is no python3"

cp "$top_srcdir/examples/sample/tides.pdf" tides.pdf
"$top_srcdir/tests/servers/model-server" >port 2>/dev/null &
server=$!
trap 'kill $server' EXIT
port=$(first_line port)
XDG_DATA_HOME=$work/data OPENAI_API_KEY=key OPENAI_MODEL=m OPENAI_BASE_URL=http://127.0.0.1:$port/v1
no_proxy=127.0.0.1
export XDG_DATA_HOME OPENAI_API_KEY OPENAI_MODEL OPENAI_BASE_URL no_proxy
unset http_proxy https_proxy all_proxy
memory=$work/data/doctranslate/memory.sqlite

prints() { # NAME PATTERN: on the standard output
	ok "$1" grep -qF -- "$2" "$out"
}

requests() {
	python3 -c 'import json, sys, urllib.request as u
print(json.load(u.urlopen("http://127.0.0.1:%s/stats" % sys.argv[1]))["requests"])' "$port"
}
job() {
	run translate tides.pdf --translator openai --source-lang en --no-dual --overwrite "$@"
}

run tm stats
exits "no memory yet" 0
prints "is told" "there is no memory yet, 0 rows"
ok "and none is made" test ! -e "$memory"
run tm stats --output-format json
ok "as facts, too" grep -q '"exists": *false' "$out"
run tm stats --memory-file nobody.sqlite
exits "one that was named" 4
says "has to be there" "does not exist"
job -o one
exits "a job that costs" 0
first=$(requests)
ok "has asked" test "$first" -gt 0
ok "and keeps its answers" test -s "$memory"
run tm stats --output-format json
exits "stats" 0
rows=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["result"]["tm_rows"])' <"$out")
ok "has rows" test "$rows" -gt 20
run tm stats
prints "in words" "en to es, $rows rows, used 0 times, of openai at http://127.0.0.1:$port/v1, model m"
ok "without what was left open" test "$(grep -cE '=|openai\.openai' "$out")" = 0
job -o two --report report.json
exits "the same job again" 0
is "asks nobody" "$(requests)" "$first"
ok "and writes the same bytes" cmp one/tides.es.mono.pdf two/tides.es.mono.pdf
ok "the report counts" grep -q 'answers from the memory: [1-9]' report.json
job -o two --no-memory
exits "without the memory" 0
second=$(requests)
ok "the service is asked again: the journal of a job that is done is gone" test "$second" -gt "$first"
job -o two --memory-scope document --pages 1
exits "of this document" 0
is "is found" "$(requests)" "$second"
job -o two --memory-scope project
exits "no project" 2
says "is told" "has no project"
job -o two --project other
exits "another project" 0
is "has the same document" "$(requests)" "$second"
run translate tides.pdf --translator pseudo --no-dual -o free
exits "answers that are free" 0
run translate tides.pdf --translator pseudo --memory semantic --no-dual -o free
exits "what is not there" 2

# out and in again
run tm export rows.ndjson
exits "NDJSON" 0
run tm export rows.tmx
exits "TMX" 0
run tm export rows.tmx
exits "a file that is there" 2
ok "TMX is XML" python3 -c 'import sys, xml.dom.minidom as d; d.parse("rows.tmx")'
run tm import rows.ndjson --memory-file again.sqlite
exits "NDJSON comes in" 0
run tm export again.ndjson --memory-file again.sqlite
ok "and goes out as it was" cmp rows.ndjson again.ndjson
run tm import rows.tmx --memory-file other.sqlite
exits "TMX comes in" 0
third=$(requests)
job -o three --memory-file other.sqlite
exits "a job with it" 0
is "asks nobody: imported rows are of any route" "$(requests)" "$third"
ok "and writes the same bytes" cmp one/tides.es.mono.pdf three/tides.es.mono.pdf

# what others write
cat >old.ndjson <<'END'
{"translate_engine": "openai", "translate_engine_params": "{}", "lang_in": "en", "lang_out": "fr", "source_text_raw": "a {v1} & <style id='2'>b</style>", "target_text": "<style id='2'>B</style> & {v1} A"}
{"source": "no languages", "target": "x"}
END
run tm import old.ndjson --memory-file old.sqlite
exits "rows of the program before" 0
prints "what has no languages is left out" "1 row is in the memory, 1 is left out"
run tm export old-out.ndjson --memory-file old.sqlite
ok "marks are ours" grep -qF "\"target\":\"<g id='2'>B</g> &amp; <x id='1'/> A\"" old-out.ndjson
cat >hostile.tmx <<'END'
<?xml version="1.0"?>
<!DOCTYPE tmx [ <!ENTITY f SYSTEM "file:///etc/passwd"> <!ENTITY a "aaaaaaaaaa"> <!ENTITY b "&a;&a;&a;&a;"> ]>
<tmx version="1.4"><header srclang="en-US" creationtool="x" segtype="sentence"/><body>
<tu><tuv xml:lang="en-US"><seg>file &f;</seg></tuv><tuv xml:lang="es"><seg>x</seg></tuv></tu>
<tu><tuv xml:lang="en-US"><seg>much &b;</seg></tuv><tuv xml:lang="es"><seg>x</seg></tuv></tu>
<tu><tuv xml:lang="en-US"><seg>a <bpt i="1"/>b<bpt i="2"/>c<ept i="1"/>d<ept i="2"/></seg></tuv><tuv xml:lang="es"><seg>x</seg></tuv></tu>
<tu><tuv xml:lang="es"><seg>Hola <ph x="1"/> <bpt i="2" x="2"/>mundo<ept i="2"/></seg></tuv>
    <tuv xml:lang="EN-us"><seg>Hello <bpt i="1" x="2">{\b </bpt>world<ept i="1">}</ept> <ph x="1">\img</ph></seg></tuv>
    <tuv xml:lang="fr"><seg>Bonjour <ph x="9"/></seg></tuv></tu>
</body></tmx>
END
run tm import hostile.tmx --memory-file hostile.sqlite
exits "entities and crossed marks" 0
prints "are left out" "1 row is in the memory, 4 are left out"
run tm export hostile.ndjson --memory-file hostile.sqlite
ok "the others are in" grep -qF "\"target\":\"Hola <x id='2'/> <g id='1'>mundo</g>\"" hostile.ndjson
printf '<tmx><body><tu>' >broken.tmx
run tm import broken.tmx --memory-file hostile.sqlite
exits "half a file" 4
printf '{"source": ' >broken.ndjson
run tm import broken.ndjson --memory-file hostile.sqlite
exits "half a line" 4
says "its line is told" "broken.ndjson:1:"
run tm stats --memory-file hostile.sqlite
prints "nothing of them is in" "1 row"

# rows go
run tm purge
exits "purge without --yes" 2
run tm purge --older-than 30d --yes --output-format json
exits "what is old" 0
ok "is nothing" grep -q '"deleted_tm_rows": 0' "$out"
run tm purge --yes --project nobody --output-format json
ok "of a project that is not there" grep -q '"deleted_tm_rows": 0' "$out"
run tm purge --yes
exits "all" 0
run tm stats
prints "is gone" "0 rows"

# files that are no good
echo "this is no database, whatever its name says, and that is long enough to be seen" >"$work/bad.sqlite"
job -o four --memory-file bad.sqlite --pages 1 --report bad.json
exits "a damaged file" 0
ok "is moved aside" test -n "$(ls bad.sqlite.damaged-*)"
ok "and told" grep -q "is damaged and has been moved" bad.json
mkdir folder.sqlite
job -o four --memory-file folder.sqlite --pages 1
exits "a folder" 2
HOME=/nowhere
export HOME
unset XDG_DATA_HOME
job -o five --memory-file no-home.sqlite --pages 1
exits "without a home" 0
done_testing
