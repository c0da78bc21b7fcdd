#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The whole command with the translator google, v2 and v3, against a server that answers as Google's.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
. "$top_srcdir/tests/servers/mt.sh"
need openssl
unset GOOGLE_APPLICATION_CREDENTIALS GOOGLE_CLOUD_PROJECT
GOOGLE_API_KEY=good-key
export GOOGLE_API_KEY

serve google
becomes "a document is translated by v2 with an API key"
becomes "a source language that is not known is found by the service" -li auto
becomes "a document is translated by v3 with an access token" --set google.project=p1
GOOGLE_API_KEY=other-secret-key
asks
ok "a wrong key is told" grep -q "key is refused" "$work/err" "$work/report.json"
not_ok "the key is in no message" grep -r "other-secret-key" "$work/out" "$work/err" "$work/report.json"

# ---- a service account: its key signs for a token, which is fetched and fetched again ----
unset GOOGLE_API_KEY
account() { # KEY: the file of an account whose private key that is
	/usr/bin/python3 -c 'import json, sys
print(json.dumps({"type": "service_account", "project_id": "p1", "private_key_id": "k1",
	"private_key": open(sys.argv[1]).read(), "client_email": "dt@p1.iam.gserviceaccount.com",
	"token_uri": sys.argv[2] + "/token"}))' "$1" "$base" >"$work/account.json"
}
for name in good other; do
	openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/$name.pem" 2>/dev/null
done
openssl pkey -in "$work/good.pem" -pubout -out "$work/public.pem"
GOOGLE_APPLICATION_CREDENTIALS=$work/account.json
export GOOGLE_APPLICATION_CREDENTIALS
serve google --public-key "$work/public.pem"
account "$work/good.pem"
becomes "a document is translated by v3 with a service account"
becomes "and with its JSON for a key" --set "google.key=file:$work/account.json" --set google.credentials=
account "$work/other.pem"
asks
ok "an account whose key does not fit is told" grep -q "Invalid JWT" "$work/err" "$work/report.json"
is "and nothing else is asked" "$(stat 's["requests"]')" "$(stat 's["answered"]')"
# ---- a glossary that the project has; and terms of the user's, which stand in the text without one ----
account "$work/good.pem"
is "no request has named a glossary" "$(stat 's["with_terms"]')" 0
before=$(stat 's["requests"]')
becomes "a document with a glossary of the project's" --set google.location=us-central1 --set google.glossary=tides
is "each request names it" "$(stat 's["with_terms"]')" "$(($(stat 's["requests"]') - before))"
ok "what is taken is the translation by the glossary" sh -c "pdftotext '$work/to/tides.es.mono.pdf' - |
	grep -qi marejada && ! pdftotext '$work/to/tides.es.mono.pdf' - | grep -q 'without the glossary'"
asks --set google.glossary=tides
ok "one at a location that has none is told before anything is asked" \
	grep -q "no glossaries at the location global" "$work/err"
printf 'source,target\nmoon,Luna & <Sol>\n' >"$work/terms.csv"
becomes "a document with terms" --glossary "$work/terms.csv"
ok "has them" sh -c "pdftotext '$work/to/tides.es.mono.pdf' - | tr '\n' ' ' | grep -q 'Luna & <Sol>'"
asks --set google.location=us-central1 --set google.glossary=another
ok "one that is not there is told" grep -q "Glossary not found" "$work/err" "$work/report.json"
GOOGLE_API_KEY=good-key GOOGLE_APPLICATION_CREDENTIALS='' asks --set google.glossary=tides --set google.location=us-central1
ok "v2 says that it has none" grep -q "v2 has no glossary" "$work/err"
echo '{"type": "user"}' >"$work/account.json"
asks
ok "a file that is no account is told" grep -q "not those of a service account" "$work/err"
serve google --public-key "$work/public.pem" --token-life 61 --latency 700
account "$work/good.pem"
becomes "a token that ends is fetched again" --set google.max_in_flight=1

GOOGLE_API_KEY=good-key
export GOOGLE_API_KEY
unset GOOGLE_APPLICATION_CREDENTIALS
serve google --faults quota
asks
ok "a day's quota that is used up is told" grep -q "the account is used up" "$work/err" "$work/report.json"
ok "and not asked again and again" test "$(stat 's["requests"]')" -le 6
serve google --faults rate,429,500,503,half,count,page --rate 0.3
becomes "passing faults cost no text" --set google.max_retries=8
for fault in drop double controls unclosed; do
	serve google --faults $fault
	ok "answers with fault $fault do no harm" survives
done
done_testing
