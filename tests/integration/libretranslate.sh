#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The whole command with the translator libretranslate, against a server that answers as one does.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
. "$top_srcdir/tests/servers/mt.sh"
unset LIBRETRANSLATE_API_KEY

serve libretranslate --key ""
becomes "a document is translated without a key"
LIBRETRANSLATE_API_KEY=good-key
export LIBRETRANSLATE_API_KEY
serve libretranslate
becomes "and with one"
becomes "a source language that is not known is found by the service" -li auto
LIBRETRANSLATE_API_KEY=other-secret-key
asks
ok "a wrong key is told" grep -q "key is refused" "$work/err" "$work/report.json"
not_ok "the key is in no message" grep -r "other-secret-key" "$work/out" "$work/err" "$work/report.json"
LIBRETRANSLATE_API_KEY=good-key
serve libretranslate --faults quota
asks
ok "an account over its limits is told" grep -q "the account is used up" "$work/err" "$work/report.json"
serve libretranslate --faults 429,500,half,count,page --rate 0.3
becomes "passing faults cost no text" --set libretranslate.max_retries=8
for fault in drop double controls unclosed; do
	serve libretranslate --faults $fault
	ok "answers with fault $fault do no harm" survives
done
done_testing
