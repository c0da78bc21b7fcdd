#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Translators that are services: what they use, what is told of them, how their failures end.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
DT_PLUGIN_PATH=$DT_PLUGIN_PATH:$top_builddir/tests/plugins/.libs
unset DT_CHECK_KEY DT_CHECK_ADDRESS DT_CHECK_SIZE

cat >hosted.conf <<'E2'
version = 1;
on_page_error = "keep";
stores: { output: { uses = "fs.folder"; }; };
translators:
{
  plain:   { uses = "services.hosted"; options: { address = "here"; }; };
  keyed:   { uses = "services.hosted"; options: { address = "${DT_CHECK_ADDRESS}";
             key = "env:DT_CHECK_KEY"; }; };
  refused: { uses = "services.hosted"; options: { address = "here"; fails = "authentication"; }; };
  spent:   { uses = "services.hosted"; options: { address = "here"; why = 12;
             verdict = "the budget of 1 USD is used up"; }; };
  lost:    { uses = "services.hosted"; options: { address = "here"; why = 9;
             verdict = "the service wants another key"; }; };
  profile: { uses = "services.router"; options: { providers = [ "plain", "keyed" ]; }; };
  local:   { uses = "fake.speaker"; };
};
translator = "plain";
stages:
{
  source: { uses = "fake.source"; inputs: { file = "job.file"; }; };
  ask:    { uses = "fake.ask";    inputs: { in = "source.page"; }; };
  sink:   { uses = "fake.sink";   inputs: { in = "ask.out"; }; };
};
results:
{
  mono: { from = "sink.file"; store = "output"; key = "%(name).%(target_lang).mono.pdf"; };
  dual: { from = "sink.file"; store = "output"; key = "%(name).%(target_lang).dual.pdf"; };
};
E2

# ---- what was used
run translate --pipeline hosted.conf -o one a.pdf --report report.json --metrics-json metrics.json
exits "a service that answers" 0
says "tokens and price are told" '1100 tokens, 0.001234 USD'
cat >expected <<'E2'
it["profile"] == "plain" and it["providers"] == {"plain": {"total_requests": 20,
"successful_requests": 10, "failed_requests": 10, "failures_by_category": {"timeout": 10},
"total_cost_usd": 0.001234, "total_tokens": 1100, "avg_latency_ms": 1.5, "success_rate_pct": 50.0}}
E2
ok "metrics are written" json_holds metrics.json "$(cat expected)"
ok "the report has them, too" json_holds report.json '[t for t in it["translators"]
	if t["translator"] == "plain"][0]["tokens"] == {"input": 1000, "cached": 400, "output": 100}'
run translate --pipeline hosted.conf -o two --overwrite a.pdf b.pdf --metrics-json metrics.json
ok "metrics of two documents are sums" json_holds metrics.json \
	'it["providers"]["plain"]["total_requests"] == 40 and
	it["providers"]["plain"]["avg_latency_ms"] == 1.5'
run translate --pipeline hosted.conf -o one --overwrite a.pdf --metrics-json one/a.es.mono.pdf
exits "metrics in the place of a result" 2
run translate --pipeline hosted.conf -o three --translator local a.pdf
exits "a translator without price" 0
not_ok "is told without one" grep -q 'USD\|tokens' "$err"

run translate --pipeline hosted.conf -o three --overwrite --instructions formally a.pdf
exits "instructions for one that follows none" 0
says "are told to be of no use" 'warning: --instructions: translator plain follows none'

# ---- failures that leave results
run translate --pipeline hosted.conf -o lost --translator lost a.pdf
exits "a service that fails for good" 5
says "with its sentence" 'the service wants another key'
is "what was done is written, and told" "$(grep -c 'lost/a.es' "$out")" 2
ok "it is there" test -s lost/a.es.mono.pdf
run translate --pipeline hosted.conf -o spent --translator spent a.pdf --output-format json
exits "a budget that is used up" 7
ok "the envelope has both" json_holds "$out" 'not it["ok"] and
	it["error"]["code"] == "budget_exceeded" and
	it["result"]["status"] == "translate_incomplete" and
	len(it["result"]["translation"]["artifacts"]["items"]) == 2'

# ---- keys
run config validate hosted.conf
exits "the default translator has all it wants" 0
run config validate --translator keyed hosted.conf
exits "a key that is missing" 3
says "is told with its line" '^hosted.conf:8: error: keyed.key wants .*DT_CHECK_KEY, which is not set'
says "and so is a variable" 'error: keyed.address wants .*DT_CHECK_ADDRESS, which is not set'
run config validate --translator profile hosted.conf
exits "a profile wants the keys of those it asks" 3
run config validate --translator nobody hosted.conf
exits "a translator that is not there" 3
DT_CHECK_KEY=k DT_CHECK_ADDRESS=a run config validate --translator profile hosted.conf
exits "keys that are there" 0
unset DT_CHECK_KEY DT_CHECK_ADDRESS # some shells keep them behind a function

# ---- the list, and checks
run translators --pipeline hosted.conf
exits "a list" 0
ok "says what each is" grep -q '^[*] plain    set up   network  costs  ' "$out"
ok "one that hands on is what they are" grep -q '^  profile  missing  network  costs  ' "$out"
ok "one of this machine is neither" grep -q '^  local    ready    here     free   ' "$out"
ok "and what one lacks, without its name again" grep -q '^  keyed .*  address wants the environ' "$out"
ok "nobody is asked for that" test "$(grep -c missing "$out")" = 2
is "a line for each" "$(wc -l <"$out" | tr -d ' ')" 7
run translators --json --pipeline hosted.conf
exits "the list as JSON" 0
ok "has the same" json_holds "$out" '[t["name"] for t in it["translators"] if not t["usable"]] ==
	["keyed", "profile"] and it["target_lang"] == "es"'
run translators --pipeline hosted.conf --check plain --check local
exits "a check" 0
is "of those that are named" "$(cat "$out")" "plain: ready
local: ready"
run translators --pipeline hosted.conf --check refused
exits "a service that says no" 5
says "in one sentence" '^doctranslate: refused: authentication'
run translators --pipeline hosted.conf --check keyed
exits "a check without its key" 3
run translators --pipeline hosted.conf --check plain --target-lang cy
exits "a language that it does not have" 5
run translators --pipeline hosted.conf --check plian
exits "one that is not there" 2
done_testing
