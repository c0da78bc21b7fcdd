#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The sample through services with a model behind them: what the environment says is enough,
# members that a server refuses are left out, answers in odd forms are read.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3
for module in openai ollama; do
	[ -f "$top_builddir/modules/$module.so" ] || skip_all "the plugin $module is not built"
done

# what another case was answered must not answer this one
XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state
export XDG_DATA_HOME XDG_STATE_HOME
server_pid=
stop() {
	[ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null
	server_pid=
}
trap 'stop; rm -rf "$work"' EXIT

# serve OPTION...: another server; $port is its port
serve() {
	stop
	rm -f "$work/port"
	/usr/bin/python3 "$top_srcdir/tests/servers/model-server" "$@" >"$work/port" &
	server_pid=$!
	port=$(first_line "$work/port")
	OPENAI_BASE_URL=http://127.0.0.1:$port OPENAI_API_KEY=sk-secret-word OPENAI_MODEL=test-model
	OLLAMA_HOST=127.0.0.1:$port OLLAMA_MODEL=test-model
	OLLAMA_API_KEY=sk-secret-word
	export OPENAI_BASE_URL OPENAI_API_KEY OPENAI_MODEL OLLAMA_HOST OLLAMA_MODEL OLLAMA_API_KEY
}

# stat NAME: a number that the server tells
stat() {
	/usr/bin/python3 -c 'import json, sys, urllib.request
print(json.load(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/stats"))[sys.argv[2]])' "$port" "$1"
}

translate() {
	rm -rf "$work/o"
	exits 0 translate --no-memory --source-lang en --target-lang es -o "$work/o" "$sample" "$@" &&
		! grep -q "stays\? in the source language" "$work/err"
}

serve --key sk-secret-word
ok "a key, an address and a model in the environment are enough" translate --translator openai
asked=$(stat requests)
ok "the server has answered all" test "$asked" -gt 0 -a "$(stat answered)" -eq "$asked"
ok "Responses" translate --translator openai --set openai.api=responses

unset OPENAI_API_KEY
dt translate --no-memory --translator openai --source-lang en --target-lang es -o "$work/p" "$sample"
ok "without a key that the server wants the fault is told" grep -q "answered 401" "$work/err"
OPENAI_API_KEY=sk-wrong-word
export OPENAI_API_KEY
dt translate --no-memory --translator openai --source-lang en --target-lang es -o "$work/q" "$sample"
ok "a key that is wrong is told" grep -q "its key is refused" "$work/err"
ok "and not shown" sh -c "! grep -r sk-wrong-word '$work/err' '$work/out' '$work/q'"
unset OPENAI_BASE_URL OPENAI_API_KEY
ok "OpenAI itself is not asked without a key" \
	exits 3 translate --translator openai --target-lang es -o "$work/r" "$sample"
ok "the sentence names the variable" grep -q OPENAI_API_KEY "$work/err"

serve --refuse json_schema,max_tokens,temperature
ok "members that a server refuses are left out" translate --translator openai
ok "which is learnt once" test "$(stat refused)" -le 12
for fault in prose fences reasoning one-more thoughts signs; do
	serve --faults $fault --rate 1
	ok "answers with $fault" translate --translator openai
done

# small batches, many of one text: a model that says nothing but its translation
serve --faults bare --rate 1
ok "bare answers" translate --translator openai --set segments.batch_tokens=16

# ---- is it ready?
# check STATUS NAME: translators --check; says TEXT: what it said
check() {
	exits "$1" translators --check "$2"
}
says() {
	ok "$1" grep -qF "$2" "$work/err" "$work/out"
}
serve --key sk-secret-word
for name in openai ollama; do
	ok "$name is ready" check 0 $name
	says "and says so" "$name: ready"
done
router() {
	http_proxy=http://127.0.0.1:$port exits "$1" translators --check openai \
		--set openai.base_url=http://openrouter.ai/api/v1
}
ok "a router that shows its list to everybody is ready" router 0
OPENAI_API_KEY=sk-wrong-word OLLAMA_API_KEY=sk-wrong-word
for name in openai ollama; do
	ok "$name with a wrong key" check 5 $name
	says "is told" "its key is refused"
	not_ok "and the key not shown" grep -q sk-wrong "$work/err" "$work/out"
done
ok "a router is not ready with a wrong key" router 5
says "is told" "its key is refused"
unset OLLAMA_API_KEY
ok "ollama without a key" check 5 ollama
says "is told" "it wants a key"
OLLAMA_API_KEY=sk-secret-word
export OLLAMA_API_KEY
OPENAI_BASE_URL=http://127.0.0.1:$port/elsewhere/v1 OLLAMA_HOST=127.0.0.1:$port/elsewhere
ok "ollama at a wrong address" check 5 ollama
says "is told" "answered 404"
stop
for name in openai ollama; do
	OPENAI_BASE_URL=http://127.0.0.1:$port OLLAMA_HOST=127.0.0.1:$port
	ok "$name where nobody is" check 5 $name
	says "is told with the address" "127.0.0.1:$port"
done
serve --models "one,two$(printf '\033')[31m,three"
for name in openai ollama; do
	ok "$name without the model" check 5 $name
	says "is told which it lacks" "at http://127.0.0.1:$port"
	says "by name" 'has no model "test-model"'
	not_ok "no control character reaches the terminal" grep -q "$(printf '\033')" "$work/err"
done
says "and which there are" 'it has "one:latest", "two[31m:latest", "three:latest"'
ok "Azure lists models, not deployments" \
	exits 0 translators --check openai --set openai.api_version=2024-10-21 \
	--set "openai.base_url=$OPENAI_BASE_URL/v1/deployments/mine"
serve --models one --owner llamacpp
ok "one that takes any name is ready" check 0 openai
says "but says what it has" 'it answers with "one"'
serve --no-list
ok "one that tells no list is ready" check 0 openai
says "but says that it does not tell" "does not tell all its models"
ok "Ollama without any model is not" check 5 ollama
says "and says how to get one" 'which "ollama pull" brings; it has none'
OPENAI_BASE_URL=http://127.0.0.1:$port/page/v1
ok "a page of the web is no server of models" check 5 openai
says "and base_url may be the reason" "base_url may be wrong"

serve --key sk-secret-word
ok "Ollama" translate --translator ollama
ok "has answered" test "$(stat answered)" -gt 0
done_testing
