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

# ---- slips of the pen: what was passed over is told, with what was probably meant
cat >slips.toml <<'E2'
modell = "outside"
[doctranlate]
x = 1
[profiles.fast]
qps = 9
[doctranslate]
translator = "router"
routing_profil = "t"
local_modle = "x"
openai_term_extraction_modl = "y"
colour = false
rpc_doclayout3 = "h:1"
custom_system_prompt = "be formal"
ocr_mode = "auto"
[doctranslate.local]
model = "m"
max_retrys = 2
[doctranslate.profiles.translate]
providers = ["one"]
max_attemps = 3
[doctranslate.providers.one]
provider = "openai"
model = "m"
max_output_token = 100
E2
run config import slips.toml -o slips.conf
exits "slips are no errors" 0
for slip in '1: warning: "modell" stands outside of \[doctranslate\]' \
	'2: warning: "doctranlate" stands outside of .*did you mean "doctranslate"' \
	'4: warning: "profiles" has no counterpart because .*command line' \
	'8: warning: "routing_profil" is not known: .*did you mean "routing_profile"' \
	'9: warning: "local_modle" is not known: .*did you mean "local_model"' \
	'10: warning: "openai_term_extraction_modl" is .*mean "openai_term_extraction_model"' \
	'11: warning: "colour" is not known' \
	'12: warning: "rpc_doclayout3" has no counterpart because layout' \
	'13: warning: "custom_system_prompt" is of a run.*--instructions' \
	'14: warning: "ocr_mode" has no counterpart because scanned' \
	'17: warning: \[doctranslate.local\] has no key "max_retrys": .*did you mean "max_retries"' \
	'20: warning: a profile has no key "max_attemps": .*did you mean "max_attempts"' \
	'24: warning: a provider has no key "max_output_token": .*mean "max_output_tokens"'; do
	says "line $slip" "^slips.toml:$slip"
done
good slips.conf translate

# ---- every key of the old file: a place, or a sentence
cat >full.toml <<'E2'
[doctranslate]
translator = "router"
routing_profile = "translate"
term_extraction_profile = "terms"
routing_strategy = "round_robin"
metrics_output = "both"
metrics_json_path = "m.json"
local_backend = "llama-cpp"
local_model = "a"
local_base_url = "http://127.0.0.1:8080"
local_term_model = "b"
local_term_base_url = "http://127.0.0.1:8081/v1"
local_api_key = "clear-local"
local_timeout_seconds = 7
local_max_retries = 0
local_context_window = 4096
local_translation_batch_tokens = 111
local_translation_batch_paragraphs = 9
local_term_batch_tokens = 222
local_term_batch_paragraphs = 10
[doctranslate.profiles.translate]
providers = ["a", "b"]
strategy = "failover"
fallback_on = ["rate_limit", "timeout", "server_error", "malformed_response", "partial_outage",
	"unknown"]
max_attempts = 2
require_json_mode = true
require_reasoning = true
min_health_score = 0.25
allow_content_filter_fallback = false
[doctranslate.profiles.terms]
providers = ["a"]
[doctranslate.providers.a]
provider = "openai_compatible"
model = "m-a"
api_key_env = "MY_KEY"
base_url = "http://127.0.0.1:9/v1"
timeout_seconds = 11
max_retries = 5
rpm = 6
tpm = 700
supports_json_mode = true
supports_structured_outputs = false
supports_reasoning = false
supports_streaming = true
max_output_tokens = 800
input_cost_per_million_tokens = 1.5
output_cost_per_million_tokens = 2.5
[doctranslate.providers.b]
provider = "anthropic"
model = "m-b"
api_key = "clear-anthropic"
E2
run config import full.toml -o full.conf
exits "all keys" 0
not_ok "no key of the contract is unknown" grep -q 'is not known\|has no key\|left out' "$err"
for line in 'strategy = "round_robin";' 'fallback_on = \[ "rate_limit", "timeout", "server_error", "malformed_response", "partial_outage", "unknown" \];' \
	'max_attempts = 2;' 'min_health_score = 0.2500;' 'allow_content_filter_fallback = false;' \
	'model = "m-a";' 'key = "env:MY_KEY";' 'base_url = "http://127.0.0.1:9/v1";' \
	'timeout = "11000ms";' 'max_retries = 5;' 'rpm = 6;' 'tpm = 700;' 'json = "object";' \
	'max_output_tokens = 800;' 'price_input = 1.500000;' 'price_output = 2.500000;' \
	'uses = "anthropic.anthropic";' 'key = "env:ANTHROPIC_API_KEY";' 'model = "m-b";' \
	'base_url = "http://127.0.0.1:8080/v1";' 'base_url = "http://127.0.0.1:8081/v1";' \
	'model = "a";' 'model = "b";' 'timeout = "7000ms";' 'max_retries = 0;' \
	'key = "env:LOCAL_API_KEY";' 'batch_tokens = 111; batch_segments = 9;' \
	'translator = "translate";'; do
	ok "it has $line" grep -q -- "$line" full.conf
done
ok "and the batches for terms" grep -q 'route.terms".*batch_tokens = 222;' full.conf
for key in metrics_output require_reasoning supports_reasoning supports_streaming \
	local_context_window local_term_batch_paragraphs; do
	says "the reason why not: $key" "\"$key\" has no counterpart because "
done
says "and where it is now" '"metrics_json_path" .*--metrics-json'
not_ok "no key in clear" grep -q 'clear-local\|clear-anthropic' full.conf "$err" "$out"
ANTHROPIC_API_KEY=x
export ANTHROPIC_API_KEY
good full.conf translate

# ---- plugins that this build is without
mkdir some
cp "$top_builddir"/modules/*.so some/ && rm -f some/anthropic.so some/gemini.so
whole=$DT_PLUGIN_PATH
DT_PLUGIN_PATH=$work/some
run config import full.toml -o some.conf
exits "without the plugin of a provider" 0
says "which is told" 'warning: translator b cannot be asked here: plugin "anthropic" is not installed'
ok "the file is the same" cmp some.conf full.conf
good some.conf local_translate
run config validate --translator translate some.conf
exits "the profile that asks it" 3
says "is told with the line of the provider" '^some.conf:[0-9]*: error: translator b: plugin "anthropic" is not'
run translate --pipeline some.conf --translator b a.pdf
exits "and so is a run" 3
says "in a sentence" '^doctranslate: translator b: plugin "anthropic" is not installed'
rm -f some/xliff.so
run config import full.toml -o less.conf
exits "without the plugin of a stage" 0
says "which is told, too" 'the pipeline file cannot run here: xliff: plugin "xliff" is not installed'
ok "the file is written" cmp less.conf some.conf
DT_PLUGIN_PATH=$whole

# ---- faults, all of them, with their lines
cat >bad.toml <<'E2'
[doctranslate]
translator = "router"
[doctranslate.profiles.translate]
providers = ["one", "tree"]
strategy = "fastest"
fallback_on = ["boredom", "time_out"]
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
for fault in '4: error: there is no provider "tree"; did you mean "three"' '5: error: strategy is "fastest"; it must be' \
	'6: error: "boredom" is no kind of failure' \
	'6: error: "time_out" is no kind of failure; did you mean "timeout"' \
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
