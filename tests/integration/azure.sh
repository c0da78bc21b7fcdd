#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The whole command with the translator azure, against a server that answers as Azure's does.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
. "$top_srcdir/tests/servers/mt.sh"
AZURE_TRANSLATOR_KEY=good-key
AZURE_TRANSLATOR_REGION=westeurope
export AZURE_TRANSLATOR_KEY AZURE_TRANSLATOR_REGION

serve azure --region westeurope
becomes "a document is translated, marks and all"
becomes "a source language that is not known is found by the service" -li auto

# ---- terms of the user's are a dynamic dictionary ----
is "without terms there is none" "$(stat 's["with_terms"]')" 0
printf 'source,target\nmoon,Luna & <Sol>\nsea level,"nivel ""del"" mar"\nno such word,nada\n' >"$work/terms.csv"
becomes "a document with a glossary" --glossary "$work/terms.csv"
ok "the service has the terms where they stand, in the letters that stand there" /usr/bin/python3 -c '
import sys
pairs = eval(sys.argv[1])
wanted = {"moon": "luna &amp; &lt;sol&gt;", "sea level": "nivel &quot;del&quot; mar"}
assert {found.lower() for _, found in pairs} == set(wanted), pairs
assert all(target.lower() == wanted[found.lower()] for target, found in pairs), pairs
assert all(target[0].isupper() for target, found in pairs if found[0].isupper()), pairs' \
	"$(stat 's["terms"]')"
ok "and they are in the document" sh -c "pdftotext '$work/to/tides.es.mono.pdf' - | tr '\n' ' ' |
	grep -q 'Luna & <Sol>'"

AZURE_TRANSLATOR_REGION=
asks
ok "a region that lacks is told as a refused key" grep -q "key is refused" "$work/err" "$work/report.json"
AZURE_TRANSLATOR_REGION=westeurope
serve azure --region westeurope --faults quota
asks
ok "a used up account is told" grep -q "the account is used up" "$work/err" "$work/report.json"
serve azure --region westeurope --faults 429,500,503,half,count --rate 0.3
becomes "passing faults cost no text" --set azure.max_retries=8
for fault in drop double controls unclosed; do
	serve azure --region westeurope --faults $fault
	ok "answers with fault $fault do no harm" survives
done
done_testing
