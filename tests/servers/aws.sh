# SPDX-License-Identifier: AGPL-3.0-or-later
# aws.sh - read it after tap.sh and lib.sh: tests/servers/aws-server beside a test.
#   aws_start          starts it at $aws_url, and sets the keys that it knows
#   aws_stop
#   aws_forget         a new home, where no answers are remembered
#   aws_set JSON       how it behaves from now on
#   aws_log KEY        what it has counted
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
