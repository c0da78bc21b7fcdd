#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Glossaries and terms through the whole command: said by a translator that knows none, by a model
# that has to be told, and by one that will not listen.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3 pdftotext

# holds FILE EXPRESSION: is it true of the JSON in the file, called it?
holds() {
	/usr/bin/python3 -c 'import json, sys
it = json.load(open(sys.argv[1], encoding="utf-8-sig"))
notes = [(n["code"], n["text"]) for n in it.get("notes", [])] if isinstance(it, dict) else []
sys.exit(not eval("(" + sys.argv[2] + ")"))' "$1" "$2" && return 0
	echo "not so: $2"
	head -c 3000 "$1"
	return 1
}

# translate OPTION...: the sample into $work/o, its report in $work/report.json
translate() {
	rm -rf "$work/o"
	exits 0 translate --source-lang en --target-lang es --no-dual -o "$work/o" --overwrite \
		--report "$work/report.json" "$sample" "$@" &&
		pdftotext -layout "$work"/o/*.pdf "$work/text"
}

cat >"$work/first.csv" <<END
source,target,tgt_lng,note
tide,pleamarea,es,the user's own word
tide,Gezeit,de,
Sun,Helios,es,
END
printf 'sun;Sonne\nmoon;Selene\n' >"$work/second.csv"

# ---- what is wrong with files ----

ok "validate counts terms" exits 0 glossary validate "$work/first.csv" "$work/second.csv" \
	--target-lang es --output-format json
ok "and tells of conflicts over files" holds "$work/out" \
	'[g["entries"] for g in it["result"]["glossaries"]] == [2, 1] and
	it["result"]["glossaries"][0]["other_languages"] == 1 and
	it["result"]["glossaries"][1]["conflicts"] == 1 and
	"second.csv:1: \"Sun\" has another target in" in it["warnings"][0]'
printf 'source,target\n"open,x\n' >"$work/bad.csv"
ok "validate refuses a bad file" exits 3 glossary validate "$work/bad.csv"
ok "in one sentence with its line" grep -q 'bad.csv:2: a quote begins here' "$work/err"
dt translate --source-lang en --target-lang es -o "$work/o" "$sample" --glossary "$work/bad.csv"
ok "and no document is translated with it" test $? -ne 0 -a ! -e "$work/o/tides.es.mono.pdf"

# ---- a translator that knows no terms ----

if [ -f "$top_builddir/modules/apertium.so" ] && apertium -l 2>/dev/null | grep -q eng-spa; then
	ok "Apertium with two glossaries" translate --translator apertium \
		--glossary "$work/first.csv" --glossary "$work/second.csv"
	ok "says the user's words" grep -q 'pleamarea' "$work/text"
	ok "those of the first file" grep -q 'Helios' "$work/text"
	ok "and those of the second" grep -q 'Selene' "$work/text"
	ok "its own words for them are gone" sh -c "! grep -qw 'Luna\|Sol' '$work/text'"
	ok "the report counts them" holds "$work/report.json" \
		'("glossary.used", "3 of the 3 terms of the glossary occur in what was asked") in notes'
	ok "terms by counting" translate --translator apertium --extract-terms statistics \
		--glossary "$work/first.csv" --save-auto-extracted-glossary "$work/found.csv"
	ok "are found with targets" grep -q '^sea level,nivel ' "$work/found.csv"
	ok "but none that is the user's" sh -c "! grep -qi '^sun,\|^tide' '$work/found.csv'"
	ok "the file is a glossary" exits 0 glossary validate "$work/found.csv" --target-lang es
	ok "terms alone" exits 0 glossary extract "$sample" -o "$work/alone.csv" \
		--translator apertium --glossary "$work/first.csv"
	is "are those of a translation" "$(cat "$work/alone.csv")" "$(cat "$work/found.csv")"
	is "and nothing else is written" "$(cat "$work/out")" "$work/alone.csv"
	ok "a file that is there stays" exits 2 glossary extract "$sample" -o "$work/alone.csv"
	ok "terms alone want a file" exits 2 glossary extract "$sample"
	ok "and to be looked for" exits 2 glossary extract "$sample" -o "$work/no.csv" \
		--extract-terms no
	ok "a translator that finds no terms is told of" sh -c \
		"! '$doctranslate' translate --translator apertium --extract-terms model \
		-o '$work/o2' '$sample' 2>&1 >/dev/null | grep -qv 'finds no terms\|^Try'"
else
	skip "Apertium with glossaries" "the plugin apertium or the pair eng-spa is missing"
fi

# ---- a model ----

[ -f "$top_builddir/modules/openai.so" ] || {
	skip "a model with glossaries" "the plugin openai is not built"
	done_testing
	exit
}
server_pid=
stop() {
	[ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null
	server_pid=
}
trap 'stop; rm -rf "$work"' EXIT

# serve HOW: another server that obeys so
serve() {
	stop
	rm -f "$work/port"
	/usr/bin/python3 "$top_srcdir/tests/servers/terms-server" --obey "$1" >"$work/port" &
	server_pid=$!
	port=$(first_line "$work/port")
	OPENAI_BASE_URL=http://127.0.0.1:$port OPENAI_API_KEY=x OPENAI_MODEL=m
	export OPENAI_BASE_URL OPENAI_API_KEY OPENAI_MODEL
}
stats() {
	/usr/bin/python3 -c 'import sys, urllib.request
sys.stdout.write(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/stats").read().decode())' \
		"$port" >"$work/stats"
}

serve "at once"
ok "a model that says the terms" translate --translator openai --glossary "$work/first.csv"
stats
ok "is told of them and asked once" holds "$work/stats" \
	'it["terms"] == {"tide": "pleamarea", "Sun": "Helios"} and not it["problems"]'
clean=$(/usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["requests"])' \
	"$work/stats")

serve told
ok "a model that has to be told" translate --translator openai --glossary "$work/first.csv"
stats
ok "hears what its answer lacks" holds "$work/stats" \
	'any("no \"pleamarea\" for \"tide\"" in p for p in it["problems"])'
ok "nothing is missing then" holds "$work/report.json" \
	'not [n for n in notes if n[0] == "glossary.missed"]'

serve never
ok "a model that will not listen" translate --translator openai --glossary "$work/first.csv"
stats
ok "is asked for each text once more, not again and again" holds "$work/stats" \
	"it['requests'] <= 2 * $clean + 1"
ok "its answers are used, and the report says what they lack" holds "$work/report.json" \
	'[n for n in notes if n[0] == "glossary.missed" and "without \"pleamarea\"" in n[1] and
	"for \"tide\" (pages 1, 2)" in n[1]]'

serve "at once"
ok "terms by a model" translate --translator openai --extract-terms model \
	--glossary "$work/first.csv" --save-auto-extracted-glossary "$work/found.csv"
stats
ok "what it says most often counts" grep -q '^harbour,puerto,es' "$work/found.csv"
ok "what is in no text does not, nor what the user has" test "$(wc -l <"$work/found.csv")" -eq 2
ok "the user's are terms, the others hints" holds "$work/stats" \
	'it["hints"] == {"harbour": "puerto"} and it["terms"]["tide"] == "pleamarea"'
ok "the file has a mark of byte order" test "$(head -c 3 "$work/found.csv" | od -An -tx1 | tr -d ' ')" = efbbbf

# The tokens that a run has used, as the report has them.
used() {
	/usr/bin/python3 -c 'import json, sys
print(sum(t["tokens"]["input"] + t["tokens"]["output"]
          for t in json.load(open(sys.argv[1]))["translators"] if "tokens" in t))' "$work/report.json"
}
serve "at once"
rm -rf "$work/o"
ok "a budget ends the search for terms" exits 7 translate --source-lang en --target-lang es \
	--no-dual --no-memory -o "$work/o" --report "$work/report.json" --overwrite "$sample" \
	--translator openai --extract-terms model --budget 3000tokens \
	--set terms.batch_tokens=100 --set segments.batch_tokens=100
stats
ok "before it is passed" test "$(used)" -le 3000
ok "which is told" holds "$work/report.json" \
	'[n for n in notes if n[0] == "terms.failed" and "50 % of the budget of 3000tokens" in n[1]]'
ok "some of it went into terms" holds "$work/stats" "0 < it['term_requests'] < 15"
ok "and some into texts" holds "$work/stats" "it['requests'] > it['term_requests']"

# ---- what was said of a text is not paid for again ----

count() {
	/usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' \
		"$work/stats" "$1"
}
small="--set terms.batch_tokens=100"
paid=$(count term_requests)
ok "the rest of the terms, without the budget" translate --translator openai --no-memory \
	--extract-terms model $small --save-auto-extracted-glossary "$work/rest.csv"
stats
rest=$(($(count term_requests) - paid))
"$doctranslate" translate --translator openai --no-memory --source-lang en --target-lang es \
	--extract-terms model $small --dry-run --output-format json "$sample" >"$work/dry.json" 2>&1
foreseen=$(/usr/bin/python3 -c 'import json, sys
for one in json.load(open(sys.argv[1]))["result"]["documents"][0]["terms_of_document"]["translators"]:
    if one["name"] == "openai":
        print(one["requests"])' "$work/dry.json")
ok "the same document again, without a memory" translate --translator openai --no-memory \
	--extract-terms model $small --save-auto-extracted-glossary "$work/all.csv"
stats
all=$(($(count term_requests) - rest - paid))
is "is asked for all of them, not only for those that were not paid for" \
	"$all" $((rest + paid))
is "as many as were foreseen" "$foreseen" "$all"
is "and has the same terms" "$(cat "$work/rest.csv")" "$(cat "$work/all.csv")"
for mode in model statistics; do
	serve "at once"
	ok "terms by $mode with a memory" translate --translator openai --extract-terms $mode \
		--memory-file "$work/m.sqlite" --save-auto-extracted-glossary "$work/first-time.csv"
	stats
	before=$(count requests)
	ok "and once more" translate --translator openai --extract-terms $mode \
		--memory-file "$work/m.sqlite" --save-auto-extracted-glossary "$work/again.csv"
	stats
	is "asks nobody" "$(count requests)" "$before"
	is "and finds the same terms" "$(cat "$work/again.csv")" "$(cat "$work/first-time.csv")"
done

# ---- terms alone ----

serve "at once"
ok "a model's terms alone" exits 0 glossary extract "$sample" -o "$work/alone.csv" --overwrite \
	--translator openai --extract-terms model --glossary "$work/first.csv"
stats
is "ask for nothing else" "$(count texts)" 0
ok "and are those that it has found" grep -q '^harbour,puerto,es' "$work/alone.csv"
ok "a budget for them alone" exits 6 glossary extract "$sample" -o "$work/alone.csv" --overwrite \
	--translator openai --extract-terms model $small --budget 2000tokens --memory-file "$work/n.sqlite"
ok "is theirs as a whole" grep -q "passed the budget of 2000tokens" "$work/err"
done_testing
