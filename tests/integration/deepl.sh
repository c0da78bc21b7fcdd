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
printf 'source,target\ntide,marejada\ntides,marejadas\nMoon,Luna\nno such word,nada\n' >"$work/terms.csv"
becomes "a document with a glossary" --glossary "$work/terms.csv"
is "the glossary is made once, for the pair of languages" \
	"$(stat '[(g["source_lang"], g["target_lang"], g["entry_count"]) for g in s["glossaries"]]')" \
	"[('en', 'es', 4)]"
ok "and used" sh -c "pdftotext '$work/to/tides.es.mono.pdf' - | grep -qi 'marejada'"
becomes "another run" --glossary "$work/terms.csv" --set deepl.glossary=delete
is "finds it again, and deletes it when told so" "$(stat 'len(s["glossaries"]), s["deleted"]')" "(0, 1)"
asks --glossary "$work/terms.csv" --set deepl.glossary=off
is "and makes none when told so" "$(stat 'len(s["glossaries"]), s["deleted"]')" "(0, 1)"

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
