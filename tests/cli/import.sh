#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# TOML files of the program that this one replaces become pipeline files.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
printf '[doctranslate]\n' >empty.toml
run config import empty.toml -o probe.conf
grep -q 'built without toml++' "$err" && skip_all "this build has no toml++"
for plugin in openai anthropic ollama route pdf; do
	test -e "$top_builddir/modules/$plugin.so" || skip_all "this build has no plugin $plugin"
done

good() { # FILE.conf: the same file, read again
	run config validate --translator "$2" "$1"
	exits "$1 is a good pipeline file" 0
}

exits "a file without settings" 0
says_not() { not_ok "$1" grep -q -- "$2" "$err"; }
OPENAI_API_KEY=x
OPENROUTER_API_KEY=x
MY_KEY=x
LOCAL_API_KEY=x
export OPENAI_API_KEY OPENROUTER_API_KEY MY_KEY LOCAL_API_KEY
good probe.conf openai

# ---- a router
cat >router.toml <<'E2'
[doctranslate]
translator = "router"
routing_profile = "segments"
term_extraction_profile = "terms"
lang_out = "fr"
qps = 10
no_dual = false
metrics_json_path = "m.json"
colour = "red"

[doctranslate.profiles.segments]
providers = ["gpt.big", "mini", "house"]
strategy = "cost_aware"
fallback_on = ["rate_limit", "timeout"]
max_attempts = 3
min_health_score = 0.5
allow_content_filter_fallback = true

[doctranslate.profiles.terms]
providers = ["mini"]
require_json_mode = true

[doctranslate.providers."gpt.big"]
provider = "openai"
model = "a \"big\" one"
api_key = "sk-very-secret"
timeout_seconds = 30.5
max_retries = 1
rpm = 100
tpm = 3000000000
max_output_tokens = 4096
input_cost_per_million_tokens = 2
output_cost_per_million_tokens = 0.25
supports_structured_outputs = false

[doctranslate.providers.mini]
provider = "openrouter"
model = "x/mini"

[doctranslate.providers.house]
provider = "openai_compatible"
model = "local"
base_url = "http://127.0.0.1:9/v1/"
api_key_env = "MY_KEY"
supports_json_mode = false
supports_streaming = true

[doctranslate.providers.claude]
provider = "anthropic"
model = "some"
api_key_env = "MY_KEY"
max_output_tokens = 1000

[doctranslate.providers.lama]
provider = "ollama"
model = "llama"
base_url = "http://127.0.0.1:11434/v1"
E2
run config import router.toml -o router.conf
exits "a router" 0
is "its path is told" "$(cat "$out")" "router.conf"
not_ok "a key in clear is not copied" grep -q 'very-secret' router.conf
not_ok "nor shown" grep -q 'very-secret' "$err" "$out"
says "but told" '^router.toml:26: warning: the key of provider gpt.big stands here in clear .*OPENAI_API_KEY'
says "what is of a run is told with its option" 'router.toml:5: warning: "lang_out" .*--target-lang'
says "what has no counterpart is told with the reason" \
	'router.toml:6: warning: "qps" has no counterpart because '
says "streaming, too" 'router.toml:46: warning: "supports_streaming" has no counterpart because'
says "and what nobody knows" 'router.toml:9: warning: "colour" is not known'
says_not "a default needs no word" no_dual
says "a profile with the name of a stage gets another" '"segments" is called "segments_"'
good router.conf segments_
ok "terms have their profile" grep -q 'route.terms"; options: { translator = "terms_"; };' router.conf
run config show ./router.conf
for line in 'translator = "segments_";' 'providers = \[ "gpt_big", "mini", "house" \];' \
	'strategy = "cost_aware";' 'fallback_on = \[ "rate_limit", "timeout" \];' \
	'max_attempts = 3;' 'min_health_score = 0.5000;' 'allow_content_filter_fallback = true;' \
	'model = "a \\"big\\" one";' 'timeout = "30500ms";' 'rpm = 100;' 'tpm = 3000000000L;' \
	'price_input = 2;' 'price_output = 0.250000;' 'json = "object";' 'json = "none";' \
	'base_url = "https://openrouter.ai/api/v1";' 'key = "env:OPENROUTER_API_KEY";' \
	'base_url = "http://127.0.0.1:9/v1";' 'key = "env:MY_KEY";' \
	'base_url = "http://127.0.0.1:11434";' 'max_output_tokens = 4096;'; do
	ok "it has $line" grep -q -- "$line" "$out"
done
run config import router.toml -o router.conf
exits "a file that is there" 2
run config import router.toml -o router.conf --overwrite --output-format json
exits "is replaced when asked for" 0
ok "with JSON" json_holds "$out" 'it["ok"] and it["result"]["translator"] == "segments_" and
	len(it["warnings"]) > 5'

# ---- local servers
cat >local.toml <<'E2'
[doctranslate]
translator = "local"
local_model = "qwen"
local_context_window = 8192
local_translation_batch_tokens = 300

[doctranslate.local]
translation_batch_paragraphs = 7
term_model = "small"
term_batch_tokens = 100
E2
run config import local.toml -o local.conf
exits "a local server" 0
good local.conf local_translate
ok "ollama with its window" grep -q 'num_ctx = 8192;' local.conf
ok "batches are of the stage" grep -q 'options: { batch_tokens = 300; batch_segments = 7; };' local.conf
ok "a second one for terms" grep -q '^  local_terms:' local.conf
ok "asked by the stage for terms" grep -q 'route.terms"; options: { translator = "local_terms"; batch_tokens = 100; };' local.conf
cat >vllm.toml <<'E2'
[doctranslate.local]
backend = "vllm"
model = "m"
api_key = "secret-local"
E2
run config import vllm.toml -o vllm.conf
exits "vLLM" 0
good vllm.conf local_translate
ok "has its address" grep -q 'base_url = "http://127.0.0.1:8000/v1";' vllm.conf
not_ok "and not its key" grep -q 'secret-local' vllm.conf "$err"

# ---- one service
cat >openai.toml <<'E2'
[doctranslate]
openai_model = "gpt-x"
openai_term_extraction_model = "gpt-y"
tm_fuzzy_min_score = 85.0
tm_mode = "fuzzy"
openai_base_url = "https://example.org/v1"
no_send_temperature = true
send_dashscope_header = true
E2
run config import openai.toml -o openai.conf
exits "one service" 0
says "the mode of the memory is of a run" '"tm_mode" .*--memory'
good openai.conf openai
ok "terms by another model" grep -q 'route.terms"; options: { translator = "openai_terms"; };' openai.conf
ok "the memory's bound is of the stage" grep -q 'options: { memory_threshold = 0.85; };' openai.conf
ok "without temperature" grep -q 'temperature = -1;' openai.conf

# ---- faults, all of them, with their lines
cat >bad.toml <<'E2'
[doctranslate]
translator = "router"
[doctranslate.profiles.translate]
providers = ["one", "two"]
strategy = "fastest"
fallback_on = ["boredom"]
require_json_mode = true
[doctranslate.providers.one]
provider = "openai"
model = "m"
supports_json_mode = false
rpm = "many"
[doctranslate.providers.three]
provider = "abacus"
model = "m"
[doctranslate.providers.four]
provider = "openai_compatible"
E2
run config import bad.toml -o bad.conf
exits "a bad file" 3
for fault in '4: error: there is no provider "two"' '5: error: strategy is "fastest"; it must be' \
	'6: error: "boredom" is no kind of failure' \
	'4: error: profile translate requires JSON, but provider one does not' \
	'12: error: "rpm" must be a number' '14: error: provider of three is "abacus"; it must be' \
	'16: error: provider four wants a model' '16: error: provider four wants base_url'; do
	says "line $fault" "^bad.toml:$fault"
done
not_ok "writes nothing" test -e bad.conf
printf '[doctranslate]\ntranslator = \n' >broken.toml
run config import broken.toml -o broken.conf
exits "no TOML" 3
says "is told with its line" '^broken.toml:2: error: '
printf '[other]\nx = 1\n' >other.toml
run config import other.toml -o other.conf
exits "another program's file" 3
says "lacks the table" 'there is no table \[doctranslate\]'
run config import missing.toml -o other.conf
exits "no file" 3
done_testing
