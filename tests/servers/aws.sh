# SPDX-License-Identifier: AGPL-3.0-or-later
# aws.sh - read it after tap.sh and lib.sh: tests/servers/aws-server beside a test.
#   aws_start          starts it at $aws_url, and sets the keys that it knows
#   aws_stop
#   aws_forget         a new home, where no answers are remembered
#   aws_set JSON       how it behaves from now on
#   aws_log KEY        what it has counted
#   aws_fault NAME STATUS TIMES MESSAGE    so many answers (0: all) are that error
#   aws_preflight TRANSLATOR ACTION        what a preflight says; ACTION: what the policy has to allow
python=/usr/bin/python3

aws_start() {
	mkfifo "$work/aws.input"
	"$python" "$top_srcdir/tests/servers/aws-server" <"$work/aws.input" >"$work/aws.port" &
	aws_pid=$!
	exec 7>"$work/aws.input"
	for _ in $(seq 100); do
		[ -s "$work/aws.port" ] && break
		sleep 0.1
	done
	aws_url="http://127.0.0.1:$(cat "$work/aws.port")"
	unset AWS_PROFILE AWS_SESSION_TOKEN AWS_BEARER_TOKEN_BEDROCK AWS_DEFAULT_REGION \
		AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI
	HOME=$work AWS_REGION=eu-test-1
	AWS_ACCESS_KEY_ID=AKIDENV AWS_SECRET_ACCESS_KEY=env/secret+key AWS_EC2_METADATA_DISABLED=true
	export HOME AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_EC2_METADATA_DISABLED
}

aws_stop() {
	exec 7>&-
	wait "$aws_pid"
}

# another home: the memory there has no answers yet
aws_forget() {
	HOME=$(mktemp -d "$work/home.XXXXXX")
	XDG_DATA_HOME=$HOME/data
}

aws_set() {
	"$python" -c 'import sys, urllib.request as u
u.urlopen(u.Request(sys.argv[1] + "/set", data=sys.argv[2].encode())).read()' "$aws_url" "$1"
}

aws_log() {
	"$python" -c 'import json, sys, urllib.request as u
print(json.load(u.urlopen(sys.argv[1] + "/log"))[sys.argv[2]])' "$aws_url" "$1"
}

aws_fault() {
	aws_set "{\"fault\": \"$1\", \"status\": $2, \"faults\": $3, \"message\": \"$4\"}"
}

aws_preflight() {
	check="translators --check $1 --set $1.base_url=$aws_url --set $1.max_retries=2"
	ok "preflight: ready" exits 0 $check
	aws_fault ThrottlingException 429 2 "Rate exceeded"
	ok "preflight: what is throttled twice is asked again" exits 0 $check
	aws_fault ThrottlingException 429 0 "Rate exceeded"
	ok "preflight: throttled for ever" exits 5 $check
	ok "... and says so" grep -q 'ThrottlingException (Rate exceeded): too many requests' "$work/err"
	aws_fault AccessDeniedException 403 0 "no policy"
	ok "preflight: not allowed" exits 5 $check
	ok "... and says what would be" grep -q "(no policy).* $2" "$work/err"
	aws_fault "" 400 0 ""
	before=$(aws_log refused)
	ok "preflight: a wrong secret key" env AWS_SECRET_ACCESS_KEY=not-the-secret sh -c "! \"\$0\" \"\$@\" 2>'$work/err'" \
		"$doctranslate" $check
	is "... was seen by the service once" "$(aws_log refused)" "$((before + 1))"
	ok "... and is told" grep -q 'the secret key is not that of the access key' "$work/err"
	not_ok "... but not what it is" grep -q not-the-secret "$work/err"
	ok "preflight: half a key" env -u AWS_SECRET_ACCESS_KEY sh -c "! \"\$0\" \"\$@\" 2>'$work/err'" "$doctranslate" $check
	ok "... and says which half" grep -q 'AWS_ACCESS_KEY_ID is given without AWS_SECRET_ACCESS_KEY' "$work/err"
	ok "preflight: no region" env -u AWS_REGION sh -c "! \"\$0\" \"\$@\" 2>'$work/err'" "$doctranslate" $check
	ok "... and says what gives one" grep -q "$1 has no region: the option region or AWS_REGION" "$work/err"
}
