#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The whole command with the translator deepl, against a server that answers as DeepL does.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
. "$top_srcdir/tests/servers/mt.sh"
DEEPL_API_KEY=good-key
export DEEPL_API_KEY

serve deepl --verbose
becomes "a document is translated, marks and all" --set deepl.formality=prefer_more \
	--set deepl.model_type=quality_optimized
ok "few requests" test "$(stat 's["requests"]')" -le 4
becomes "a source language that is not known is found by the service" -li auto
ok "the text is Spanish" sh -c "pdftotext '$work/to/tides.es.mono.pdf' - | grep -qw 'mareas\|de\|que'"

# ---- a glossary of the user's becomes one of DeepL's ----
uses_terms() { # NAME WANTED: did requests since the last look name a glossary?
	now=$(stat 's["with_terms"]')
	is "$1" "$([ "$now" -gt "$before" ] && echo yes || echo no)" "$2"
	before=$now
}
before=0
printf 'source,target\ntide,marejada\ntides,marejadas\nMoon,Luna\nno such word,nada\n' >"$work/terms.csv"
becomes "a document with a glossary" --glossary "$work/terms.csv"
is "the glossary is made once, for the pair of languages" \
	"$(stat '[(g["source_lang"], g["target_lang"], g["entries"]) for g in s["glossaries"]]')" \
	"[('en', 'es', 'tide\\tmarejada\\ntides\\tmarejadas\\nMoon\\tLuna\\nno such word\\tnada\\n')]"
uses_terms "requests name it" yes
ok "and used" sh -c "pdftotext '$work/to/tides.es.mono.pdf' - | grep -qi 'marejada'"
becomes "another run" --glossary "$work/terms.csv"
uses_terms "names it again" yes
is "and makes no other one" "$(stat 'len(s["glossaries"]), s["deleted"]')" "(1, 0)"
sed 's/marejada/pleamar/' "$work/terms.csv" >"$work/others.csv"
becomes "a run with other terms, which are to be deleted" --glossary "$work/others.csv" --set deepl.glossary=delete
ok "has them" sh -c "pdftotext '$work/to/tides.es.mono.pdf' - | grep -qi 'pleamar'"
is "they are deleted, and the others stay" \
	"$(stat '["marejada" in g["entries"] for g in s["glossaries"]], s["deleted"]')" "([True], 1)"
uses_terms "after they were named" yes
becomes "another run of the first terms" --glossary "$work/terms.csv" --set deepl.glossary=delete
is "finds them again, and deletes them when told so" "$(stat 'len(s["glossaries"]), s["deleted"]')" "(0, 2)"
uses_terms "after they were named, too" yes
asks --glossary "$work/terms.csv" --set deepl.glossary=off
is "none is made when told so" "$(stat 'len(s["glossaries"]), s["deleted"]')" "(0, 2)"
uses_terms "and none named" no
serve deepl --most-glossaries 0
asks --glossary "$work/terms.csv"
ok "an account without room for one says so" \
	grep -q "the glossary is not one of DeepL's: the account has as many" "$work/report.json"
ok "and translates all the same" test "$(stat 's["answered"]')" -gt 0 -a -s "$work/to/tides.es.mono.pdf"

# ---- the address by the key: a proxy is told it, in clear, before anything else ----
tunnel() { # KEY
	https_proxy=$base DT_CHECK_KEY=$1 dt translators --check deepl --set deepl.key=env:DT_CHECK_KEY
	stat '[line for line in s["seen"] if line.startswith("CONNECT")][-1]'
}
serve deepl --verbose
is "a key of the free service goes to its address" "$(tunnel some-key:fx)" "CONNECT api-free.deepl.com:443?"
is "another key to that of the other service" "$(tunnel some-key:fy)" "CONNECT api.deepl.com:443?"
cost() { # KEY OPTION...: US dollars of a translation
	DEEPL_API_KEY=$1
	shift
	serve deepl --key "$DEEPL_API_KEY"
	asks "$@" && told 'sum(t.get("usd", 0) for t in r["translators"]) > 0'
}
is "a translation with a free key costs nothing" "$(cost good-key:fx)" False
is "with another key it does" "$(cost good-key)" True
is "and with a price that is given" "$(cost good-key:fx --set deepl.price=1)" True

serve deepl
DEEPL_API_KEY=other-secret-key
asks
not_ok "the key is in no message" grep -r "other-secret-key" "$work/out" "$work/err" "$work/report.json"
ok "a wrong key is told" grep -q "key is refused" "$work/err" "$work/report.json"
DEEPL_API_KEY=good-key

asks -lo xh
ok "a language that it lacks is told" grep -q 'deepl does not translate into "xh"' "$work/err"
is "and costs nothing" "$(stat 's["requests"]')" "$(stat 's["answered"]')"

serve deepl --faults quota
asks
ok "a used up account is told" grep -q "the account is used up" "$work/err" "$work/report.json"
ok "and not asked again and again" test "$(stat 's["requests"]')" -le 4

serve deepl --faults 429,500,503,overloaded,half,count,page --rate 0.3
becomes "passing faults cost no text" --set deepl.max_retries=8
for fault in drop double empty controls deep unclosed entities nested; do
	serve deepl --faults $fault
	ok "answers with fault $fault do no harm" survives
done
done_testing
