# SPDX-License-Identifier: AGPL-3.0-or-later
# mt.sh - tests of translators whose service is tests/servers/mt-server, or $server_program.  Read after tap.sh and lib.sh.
#   serve SERVICE OPTION...   starts the server anew; its port is $port
#   stat EXPRESSION           a value of its /stats, as Python says it of the object s
#   asks OPTION...            translates the sample by the server into $work/to, options behind
#   becomes NAME OPTION...    a test: asks has to succeed and to translate all
need /usr/bin/python3
server=

stop_server() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	server=
}
trap 'stop_server; rm -rf "$work"' EXIT

serve() {
	stop_server
	service=$1
	: >"$work/port"
	/usr/bin/python3 "$top_srcdir/tests/servers/${server_program:-mt-server}" "$@" >"$work/port" 2>"$work/server.err" &
	server=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ -s "$work/port" ] && break
		sleep 0.5
	done
	port=$(cat "$work/port")
	base=http://127.0.0.1:$port
}

stat() {
	/usr/bin/python3 -c 'import json, sys, urllib.request
s = json.load(urllib.request.urlopen(sys.argv[1]))
print(eval(sys.argv[2]))' "$base/stats" "$1"
}

asks() {
	# nothing is known of an earlier run
	rm -rf "$work/to" "$work/report.json" "$work/data"
	XDG_DATA_HOME=$work/data
	export XDG_DATA_HOME
	dt translate "$sample" -o "$work/to" -li en -lo es --translator "$service" --no-dual \
		--report "$work/report.json" --set "$service.base_url=$base" --set "$service.max_retries=2" "$@"
}

# Of the report: segments by what became of them, notes, use.
told() {
	/usr/bin/python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$work/report.json" "$1"
}

all_translated() {
	asks "$@" || { cat "$work/err"; return 1; }
	[ "$(stat 's["complaints"]')" = "[]" ] || { stat 's["complaints"]'; return 1; }
	grep -q ' 55 segments translated' "$work/err" && ! grep -q 'fault' "$work/err" && return 0
	cat "$work/err"
	return 1
}

becomes() {
	becomes_name=$1
	shift
	ok "$becomes_name" all_translated "$@"
}

# Ends without a crash and with a document, whatever comes back.
survives() {
	asks "$@"
	status=$?
	[ -s "$work/to/tides.es.mono.pdf" ] && [ "$status" -le 8 ] && return 0
	# when not one text was answered there is no document, and a sentence
	[ "$status" -eq 5 ] && [ "$(wc -l <"$work/err")" -eq 1 ] && return 0
	echo "exit code $status"
	cat "$work/err"
	return 1
}
