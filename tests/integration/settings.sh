#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A service that is set up wrongly: the first sentence says what, and the exit code whose fault it is.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3
for module in openai anthropic google; do
	[ -f "$top_builddir/modules/$module.so" ] || skip_all "the plugin $module is not built"
done
XDG_STATE_HOME=$work/state
export XDG_STATE_HOME
unset OPENAI_API_KEY OPENAI_BASE_URL OPENAI_MODEL OPENAI_ORG_ID ANTHROPIC_API_KEY GOOGLE_API_KEY
unset GOOGLE_APPLICATION_CREDENTIALS

/usr/bin/python3 "$top_srcdir/tests/servers/model-server" --key sk-the-right-one --models one,two \
	>"$work/port" &
server_pid=$!
trap 'kill $server_pid 2>/dev/null; rm -rf "$work"' EXIT
server=http://127.0.0.1:$(first_line "$work/port")

# ends CODE PATTERN OPTION...: the first line of the standard error
ends() {
	ends_code=$1 ends_pattern=$2
	shift 2
	exits "$ends_code" translate "$sample" --pages 1 -q -o "$work/o" --overwrite --no-dual --no-memory "$@" ||
		return 1
	head -n 1 "$work/err" | grep -q "$ends_pattern" && return 0
	cat "$work/err"
	return 1
}

openai() {
	openai_code=$1 openai_pattern=$2
	shift 2
	ends "$openai_code" "$openai_pattern" --translator openai --translator-option max_retries=0 "$@"
}

# checked CODE PATTERN: the same translator, asked by "translators --check"
checked() {
	exits "$1" translators --check openai && grep -q "$2" "$work/out" "$work/err" && return 0
	cat "$work/out" "$work/err"
	return 1
}

# ---- no key
ok "openai without a key" openai 3 '^doctranslate: openai.key wants the environment variable OPENAI_API_KEY, which is not set'
ok "said once" one_sentence
ok "anthropic without a key" ends 3 '^doctranslate: anthropic.key wants the environment variable ANTHROPIC_API_KEY, which is not set$' \
	--translator anthropic
ok "google without a key" ends 3 '^doctranslate: google.key wants .*GOOGLE_API_KEY, which is not set: .*credentials' \
	--translator google
ok "config validate finds that, too" exits 3 config validate --translator openai translate
ok "with the variable" grep -q 'error: openai.key wants the environment variable OPENAI_API_KEY' "$work/err"
OPENAI_API_KEY=sk-the-right-one OPENAI_BASE_URL=$server/v1 OPENAI_MODEL=one
export OPENAI_API_KEY OPENAI_BASE_URL OPENAI_MODEL
ok "and is content with one" exits 0 config validate --translator openai translate
ok "all is well" exits 0 translate "$sample" --pages 1 -q -o "$work/o" --overwrite --no-dual --translator openai
ok "and the service says so" checked 0 '^openai: ready$'
OPENAI_API_KEY=sk-the-wrong-one
ok "a wrong key" openai 5 'openai at http://127.0.0.1:[0-9]*/v1 answered 401 .*its key is refused'
OPENAI_API_KEY=sk-the-right-one

# ---- no model
OPENAI_MODEL=three
ok "a model that is not there, by --check" checked 5 'has no model "three"; it has "one", "two"'
OPENAI_MODEL=one
ok "an empty model" openai 2 '^--translator-option model=: error: openai.model is empty; leave it out for "gpt' \
	--translator-option model=

# ---- no address
OPENAI_BASE_URL=htps://api.openai.com/v1
ok "a scheme that is none" openai 3 '"htps://api.openai.com/v1" is no address of openai: wanted is https://HOST/PATH$'
OPENAI_BASE_URL=api.openai.com
ok "no scheme" openai 3 '"api.openai.com.*" is no address of openai: wanted is https://HOST/PATH$'
for OPENAI_BASE_URL in http:// https:// http:///v1 'http://?x'; do
	ok "no host: $OPENAI_BASE_URL" openai 3 "is no address of openai: wanted is https://HOST/PATH\$"
done
OPENAI_BASE_URL=http://127.0.0.1:99999/v1
ok "a port that is none" openai 3 'is no address of openai'
OPENAI_BASE_URL=$server/v1/v1/
ok "/v1 twice" openai 3 'base_url "http://127.*" has /v1 twice at its end'
OPENAI_BASE_URL=$server/elsewhere
ok "a path that is not there" openai 5 'answered 404 .*there is no such address or model; base_url or model may be wrong'
OPENAI_BASE_URL=http://somebody:sk-in-the-address@127.0.0.1/v1
ok "a password in the address" openai 3 'has a user name or a password in it'
not_ok "which is not repeated" grep -q 'sk-in-the-address' "$work/err" "$work/out"
OPENAI_BASE_URL=http://127.0.0.1:1/v1
ok "nobody there" openai 5 'openai at http://127.0.0.1:1/v1 cannot be reached: .*connect'
ok "told by --check as well" checked 5 'openai at http://127.0.0.1:1/v1 cannot be reached'
OPENAI_BASE_URL=http://no-such-host.invalid/v1
ok "a host that has no address" openai 5 'cannot be reached: Could not resolve host: no-such-host.invalid'
ok "a wrong name of an option" openai 2 'has no option "modle"; did you mean "model"' --translator-option modle=x
done_testing
