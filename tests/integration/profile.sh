#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Several services as one translator, and a bound of what they may use: the whole command.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3
[ -f "$top_builddir/modules/openai.so" ] || skip_all "the plugin openai is not built"

pids=
trap 'kill $pids 2>/dev/null; rm -rf "$work"' EXIT
# serve NAME OPTION...: a server; its port in the file NAME
serve() {
	name=$1
	shift
	rm -f "$work/$name"
	/usr/bin/python3 "$top_srcdir/tests/servers/model-server" "$@" >"$work/$name" &
	pids="$pids $!"
	first_line "$work/$name" >/dev/null
}
stat() { # NAME MEMBER
	/usr/bin/python3 -c 'import json, sys, urllib.request
print(json.load(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/stats"))[sys.argv[2]])' \
		"$(head -n 1 "$work/$1")" "$2"
}
one() { # NAME OPTIONS: a translator of that server
	echo "$1: { uses = \"openai.openai\"; options: { base_url = \"http://127.0.0.1:$(head -n 1 "$work/$1")\";" \
		"model = \"test-model\"; key = \"env:DT_CHECK_KEY\"; max_retries = 1; $2 }; };"
}
# own OPTIONS: a profile "best" over the two servers
own() {
	services="$(one good "$prices") $(one bad "$prices") best: { uses = \"route.profile\"; options: { $1 }; };"
	awk -v services="$services" '{ print } /^translators:/ { open = 1 }
		open && /^{/ { print services; open = 0 }' \
		"$top_srcdir/pipelines/translate.conf" >"$work/own.conf"
}
translate() {
	code=$1
	shift
	rm -rf "$work/o" "$work/r.json"
	exits "$code" translate "$sample" --pipeline "$work/own.conf" --translator best \
		--source-lang en -o "$work/o" --no-dual --report "$work/r.json" "$@"
}
report() { # EXPRESSION over r, the report
	/usr/bin/python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$work/r.json" "$1"
}
DT_CHECK_KEY=sk-check
export DT_CHECK_KEY
prices='price_input = 10.0; price_output = 20.0;'

serve good
serve bad --key sk-other
own 'providers = [ "bad", "good" ];'
ok "one refuses the key, the other answers" translate 0
ok "the report tells of the first" grep -q "provider bad was not asked any more" "$work/r.json"
refused=$(stat bad requests)
ok "which is left alone then" test "$refused" -le 4
is "no segment is left" "$(report 'r["ledger"].get("segments_failed", 0)')" 0

own 'providers = [ "bad", "echo" ];'
ok "one that computes here stands in" translate 0
own 'providers = [ "bad" ];'
ok "nobody answers" translate 5
ok "which is told with all that they said" grep -q "no provider of best has answered (bad: " "$work/err"
not_ok "and no document has the name of a translation" test -e "$work/o/tides.es.mono.pdf"

serve bad --faults 500 --rate 1
own 'providers = [ "bad", "good" ]; open_after = 1;'
ok "one is down" translate 0
is "and all is translated" "$(report 'r["ledger"].get("segments_failed", 0)')" 0

# round robin: both get some of it
serve bad
serve good
own 'providers = [ "bad", "good" ]; strategy = "round_robin";'
ok "in turn" translate 0 --set segments.batch_tokens=100
ok "the one is asked" test "$(stat bad requests)" -ge 2
ok "and the other" test "$(stat good requests)" -ge 2

own 'providers = [ "good" ];'
ok "a budget that is enough" translate 0 --budget 5USD
serve good
own 'providers = [ "good" ];'
ok "a forecast" exits 0 translate "$sample" --pipeline "$work/own.conf" --translator best --dry-run \
	--source-lang en --set segments.batch_tokens=100 --output-format json
foreseen=$(/usr/bin/python3 -c '
import json, sys
for one in json.load(open(sys.argv[1]))["result"]["documents"][0]["translators"]:
    if one["chosen"]:
        print(one["requests"], one["input_tokens"] + one["output_tokens"], one["usd"] > 0)' "$work/out")
is "which asks nobody" "$(stat good requests)" 0
is "and knows the price" "${foreseen##* }" True
all=${foreseen#* }
all=${all%% *}
bound=$((all / 2))
ok "a budget that is half of it" translate 7 --budget "${bound}tokens" --set segments.batch_tokens=100
ok "is told" grep -q "might have passed the budget of ${bound}tokens" "$work/err"
used=$(report 'sum(t["tokens"]["input"] + t["tokens"]["output"] for t in r["translators"] if "tokens" in t)')
ok "it is not passed ($used of $bound)" test "$used" -le "$bound"
ok "and much of it was used" test "$used" -gt $((bound / 4))
ok "by fewer requests than foreseen" test "$(stat good requests)" -lt "${foreseen%% *}"
ok "which stands in the document" test -s "$work/o/tides.es.mono.pdf"

# an answer without the texts is paid, too, before the next one is asked
serve bad --faults no-items --rate 1
own 'providers = [ "bad", "good" ]; open_after = 1000;'
ok "a budget that two have a share of" translate 7 --no-memory --budget "${bound}tokens" \
	--set segments.batch_tokens=100
used=$(report 'sum(t["tokens"]["input"] + t["tokens"]["output"] for t in r["translators"] if "tokens" in t)')
ok "it is not passed ($used of $bound)" test "$used" -le "$bound"

prices=
own 'providers = [ "good" ];'
ok "dollars without prices" translate 2 --budget 1USD
done_testing
