#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# "translators --check" of the services of machine translation: what is wrong, in one sentence, and for nothing.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
. "$top_srcdir/tests/servers/mt.sh"
unset GOOGLE_APPLICATION_CREDENTIALS GOOGLE_CLOUD_PROJECT GOOGLE_API_KEY DEEPL_API_KEY LIBRETRANSLATE_API_KEY
unset AZURE_TRANSLATOR_KEY AZURE_TRANSLATOR_REGION LIBRETRANSLATE_URL
DT_CHECK_KEY=good-key
export DT_CHECK_KEY

check() { # CODE OPTION...
	check_code=$1
	shift
	exits "$check_code" translators --check "$service" --set "$service.base_url=$base" \
		--set "$service.key=env:DT_CHECK_KEY" -li en -lo es "$@"
}

is_ready() {
	check 0 "$@" && [ "$(cat "$work/out")" = "$service: ready" ] &&
		[ "$(stat 's["texts"], s["complaints"]')" = "(0, [])" ]
}

is_told() { # CODE WORDS OPTION...
	told_code=$1 told_words=$2
	shift 2
	check "$told_code" "$@" && one_sentence || return 1
	if grep -q "other-secret-key" "$work/err" "$work/out"; then
		echo "the key is in the message"
		return 1
	fi
	grep -q "^doctranslate: .*$told_words" "$work/err" && grep -q "$service" "$work/err" && return 0
	cat "$work/err"
	return 1
}

# every SERVER-OPTION...: what is the same of all services; $service_options go to the command
every() {
	serve "$@"
	ok "$service is ready, and no text was translated" is_ready $service_options
	ok "$service with a language that it lacks" is_told 5 'does not translate into "xh"' $service_options -lo xh
	ok "$service with a source language that it lacks" is_told 5 'does not translate from "xh"' $service_options -li xh
	DT_CHECK_KEY=other-secret-key
	ok "$service with a wrong key" is_told 5 "its key is refused" $service_options
	DT_CHECK_KEY=good-key
	base=$base/elsewhere
	ok "$service at a wrong path" is_told 5 "answered 404" $service_options
	stop_server
	base=http://127.0.0.1:$port
	ok "$service where nobody answers" is_told 5 "127.0.0.1:$port" $service_options
	base=nowhere
	ok "$service at what is no address" is_told 3 "nowhere" $service_options
}

need openssl
service_options=
every deepl
serve deepl --used 500000
ok "deepl with its characters used up" is_told 5 "500000 of 500000 characters: the account is used up"
every libretranslate
serve libretranslate
ok "libretranslate without one of its pairs" is_told 5 'does not translate from "de" into "ja"' -li de -lo ja
ok "and with it the other way of one that it has" is_ready -li ja -lo de-AT
DT_CHECK_KEY=
ok "libretranslate without the key that it wants" is_told 5 "it wants a key"
serve libretranslate --key ""
ok "libretranslate that wants no key" is_ready
DT_CHECK_KEY=good-key
serve libretranslate --faults quota
ok "libretranslate beyond its limits" is_told 5 "the account is used up"
every google
serve google --faults billing
ok "google without billing" is_told 5 "the account is used up"
service_options="--set google.project=p1"
every google

# ---- a service account of google's ----
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/good.pem" 2>/dev/null
openssl pkey -in "$work/good.pem" -pubout -out "$work/public.pem"
account() { # ADDRESS: where tokens are
	/usr/bin/python3 -c 'import json, sys
print(json.dumps({"type": "service_account", "project_id": "p1", "private_key": open(sys.argv[1]).read(),
	"client_email": "dt@p1.iam.gserviceaccount.com", "token_uri": sys.argv[2]}))' \
		"$work/good.pem" "$1" >"$work/account.json"
}
account_check() {
	service_options="--set google.key=file:$work/account.json"
	"$@" $service_options
}
serve google --public-key "$work/public.pem"
account "$base/token"
ok "google is ready for a service account" account_check is_ready
account "http://localhost:$port/elsewhere"
ok "google's tokens at a wrong path" account_check is_told 5 "google at http://localhost:$port/elsewhere answered 404"
account "http://127.0.0.1:1/token"
ok "google's tokens where nobody answers" account_check is_told 5 "google at http://127.0.0.1:1/token cannot be reached"
service_options="--set azure.region=westeurope"
every azure --region westeurope
serve azure --region westeurope --faults quota
ok "azure with its free characters used up" is_told 5 "the account is used up" $service_options
serve azure --region westeurope
ok "azure without its region" is_told 5 "its key is refused"
done_testing
