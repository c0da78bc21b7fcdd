#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The whole command with the translators anthropic and gemini, against servers that answer as theirs.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
. "$top_srcdir/tests/servers/mt.sh"
server_program=prompt-server
ANTHROPIC_API_KEY=good-key ANTHROPIC_MODEL=test-model GEMINI_API_KEY=good-key GEMINI_MODEL=test-model
export ANTHROPIC_API_KEY ANTHROPIC_MODEL GEMINI_API_KEY GEMINI_MODEL

for service in anthropic gemini; do
	serve $service
	becomes "$service: a document is translated"
	ok "$service: all requests share a prompt" test "$(stat 's["cached"]')" -ge "$(($(stat 's["answered"]') - 1))"
	serve $service --lacks schema
	becomes "$service: a model without schemas gets another form"
	serve $service --faults 429,500,503,overloaded,prose --rate 0.3
	becomes "$service: passing faults cost no text" --set $service.max_retries=8
	serve $service --faults half --rate 0.3
	becomes "$service: a reply that is cut is asked again"
	serve $service --faults refusal,blocked
	ok "$service: refusals do no harm" survives
	serve $service --faults quota
	asks
	ok "$service: a used up account is told" grep -q "the account is used up" "$work/err" "$work/report.json"
	asks --set $service.model=other
	ok "$service: a model that is not there is told" grep -q "no such address or model" "$work/err" "$work/report.json"
	serve $service
	checks() { exits "$1" translators --check $service --set $service.base_url=$base --set $service.model=$2; }
	ok "$service: a check" checks 0 test-model
	ok "$service: a check of a model that is not there" checks 5 other
	ok "$service: says what is wrong" grep -q "no such address or model" "$work/err"
done
serve anthropic --lacks schema,tool,temperature
becomes "anthropic: a model with neither schemas nor tools"
serve gemini --lacks zero
becomes "gemini: a model that has to think thinks little"
is "gemini: and is asked so" "$(stat 'list(s["forms"])')" "['schema 128']"
serve gemini --lacks thinking
becomes "gemini: a model that knows no thinking"
serve anthropic --key other
GEMINI_API_KEY=secret-word ANTHROPIC_API_KEY=secret-word
asks
ok "anthropic: a wrong key is told" grep -q "its key is refused" "$work/err" "$work/report.json"
exits 5 translators --check anthropic --set "anthropic.base_url=$base"
ok "anthropic: by a check, too" grep -q "its key is refused" "$work/err"
not_ok "anthropic: but not shown" grep -r secret-word "$work/err" "$work/out" "$work/report.json"
serve gemini --key other
asks
ok "gemini: a wrong key is told" grep -q "its key is refused" "$work/err" "$work/report.json"
exits 5 translators --check gemini --set "gemini.base_url=$base"
ok "gemini: by a check, too" grep -q "its key is refused" "$work/err"
not_ok "gemini: but not shown" grep -r secret-word "$work/err" "$work/out" "$work/report.json"
done_testing
