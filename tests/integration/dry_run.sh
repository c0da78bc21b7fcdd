#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# translate --dry-run: nobody is asked, nothing is written, no key is needed.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
services=$top_builddir/tests/plugins/.libs
[ -f "$services/services.so" ] || skip_all "the translators for tests are not built"

# A file with services that have a key and a price beside the ones that are built in.
sed '/^translators:/,/^{/ s/^{/{\
  paid: { uses = "services.hosted"; options: { address = "12345"; key = "env:DT_CHECK_KEY"; }; };\
  priced: { uses = "services.hosted"; options: { address = "1"; model = "priced"; }; };\
  free: { uses = "services.hosted"; options: { address = "123"; }; };\
  best: { uses = "route.profile"; options: { providers = [ "paid", "echo" ]; }; };/' \
	"$top_srcdir/pipelines/translate.conf" >"$work/own.conf"
dry() {
	code=$1
	shift
	exits "$code" translate --dry-run --pipeline "$work/own.conf" \
		--plugin-path "$top_builddir/modules:$services" --source-lang en "$@"
}
value() { # a member of the document's JSON
	/usr/bin/python3 -c '
import json, sys
value = json.load(open(sys.argv[1]))["result"]
for key in sys.argv[2:]:
    value = value[int(key) if key.isdigit() else key]
print(value)' "$work/out" "$@"
}
of() { # NAME MEMBER of a translator
	/usr/bin/python3 -c '
import json, sys
for one in json.load(open(sys.argv[1]))["result"]["documents"][0]["translators"]:
    if one["name"] == sys.argv[2]:
        print(one.get(sys.argv[3]))' "$work/out" "$@"
}

unset DT_CHECK_KEY
cd "$work" || exit 99
ok "without a key" dry 0 --translator paid "$sample"
ok "pages are told" grep -q "tides.pdf: 2 pages" "$work/out"
ok "the key that is missing is told" grep -q '\* paid .*DT_CHECK_KEY' "$work/out"
ok "in a table" grep -q '^    translator  *requests  tokens sent  tokens back  characters  *price$' "$work/out"
ok "one whose price is not known" grep -q '^  . paid  *[0-9]*  *-  *-  *[0-9]*  *not known  ' "$work/out"
ok "and what gives it one" grep -q 'options price_input and price_output' "$work/out"
is "nothing is written" "$(ls "$work")" "err
out
own.conf
tap.out"

ok "one that works here for nothing" dry 0 --translator echo "$sample"
ok "says so" grep -q "\* echo .*nothing is sent to another machine, nothing is paid" "$work/out"
ok "as JSON" dry 0 --translator echo --output-format json "$sample"
is "it says what it is" "$(value status)" dry_run
asked=$(value documents 0 segments_to_ask)
ok "there are texts to ask for" test "$asked" -gt 10
is "with the numbers of all that is found" \
	"$(($(value documents 0 segments) - $(value documents 0 duplicates)))" "$asked"
is "scans are counted" "$(value documents 0 pages_without_text)" 0
is "the fonts of Spanish are there" "$(value fonts missing)" "[]"
is "the chosen one is known" "$(of echo chosen)" True
is "it costs nothing" "$(of echo usd) $(of echo unknown)" "0.0 None"
is "one without a key is not ready" "$(of paid ready)" False
is "one that wants none is" "$(of free ready)" True
ok "requests are estimated" test "$(of paid requests)" -ge 1
is "and what they use, by each one's own count" "$(of paid characters)" "$((5 * asked))"
is "a profile as the dearest of those it asks" "$(of best characters)" "$((5 * asked))"
is "a price that nobody knows is none" "$(of paid usd)" None
DT_CHECK_KEY=x
export DT_CHECK_KEY
ok "with the key" dry 0 --translator paid --output-format json "$sample"
is "it is ready" "$(of paid ready)" True

ok "a budget that would be passed" dry 0 --translator priced --budget 0.01USD "$sample"
ok "is told" grep -q 'the budget of 0.01USD is not enough by this estimate' "$work/out"
ok "one that would not" dry 0 --translator priced --budget 100USD "$sample"
ok "is told as well" grep -q 'the budget of 100USD is enough by this estimate' "$work/out"
ok "a part of the pages" dry 0 --translator echo --output-format json --pages 1 "$sample"
is "is what is counted" "$(value documents 0 pages)" 1
ok "that has less to ask for" test "$(value documents 0 segments_to_ask)" -lt "$asked"

terms() { # MODE, and what follows
	mode=$1
	shift
	dry 0 --translator openai --set openai.price_input=1 --set openai.price_output=2 \
		--extract-terms "$mode" "$@" "$sample"
}
ok "terms of the document" terms model
ok "have a line of their own" grep -q '^  terms of the document, by openai, before that: [1-9][0-9]* requests, [1-9][0-9]* tokens sent, .*price: 0.* USD' "$work/out"
ok "count for the budget" terms model --budget 1tokens
ok "as well" grep -q 'the budget of 1tokens is not enough' "$work/out"
ok "as JSON" terms model --output-format json
is "they say how they are found" "$(value documents 0 terms_of_document by)" model
is "and by whom" "$(value documents 0 terms_of_document translator)" openai
is "services are those that can find some" "$(/usr/bin/python3 -c '
import json, sys
terms = json.load(open(sys.argv[1]))["result"]["documents"][0]["terms_of_document"]
names = {one["name"] for one in terms["translators"]}
print("openai" in names, "anthropic" in names, "echo" in names, "paid" in names)' "$work/out")" \
	"True True False False"
ok "by counting" terms statistics --output-format json
is "any that answers can be asked" "$(/usr/bin/python3 -c '
import json, sys
terms = json.load(open(sys.argv[1]))["result"]["documents"][0]["terms_of_document"]
uses = {one["name"]: one for one in terms["translators"]}
print(uses["paid"]["requests"] >= 1, uses["openai"]["usd"] > 0, "echo" in uses)' "$work/out")" \
	"True True False"
ok "without them" terms no
not_ok "no line is there" grep -q 'terms of the document' "$work/out"

ok "a translator that is not there" dry 2 --translator nobody "$sample"
echo "no PDF" >"$work/broken.pdf"
ok "a document that cannot be read" dry 4 --translator echo "$work/broken.pdf"
ok "beside one that can" dry 6 --translator echo "$work/broken.pdf" "$sample"
sed '/dry_run:/d' "$work/own.conf" >"$work/old.conf"
ok "a pipeline without it" exits 2 translate --dry-run --pipeline "$work/old.conf" \
	--plugin-path "$top_builddir/modules:$services" "$sample"
ok "says what it lacks" grep -q 'no result "dry_run"' "$work/err"
done_testing
