# SPDX-License-Identifier: AGPL-3.0-or-later
# tap.sh - TAP for shell tests: read it with . "$top_srcdir/tests/tap.sh".
#   ok NAME COMMAND...       the command must succeed
#   not_ok NAME COMMAND...   the command must fail
#   is NAME GOT WANTED       the strings must be equal
#   skip NAME REASON         one skipped test
#   skip_all REASON          ends the script: nothing here can run
#   first_line FILE          waits until there is one: a server that was started says its port; prints it
#   done_testing             last line of the script: prints the plan
# $work is a folder of the test, removed at its end.
tap_n=0
tap_failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/dt-test.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM

first_line() {
	tap_tries=0
	while [ ! -s "$1" ] && [ $tap_tries -lt 300 ]; do
		sleep 0.1
		tap_tries=$((tap_tries + 1))
	done
	head -n 1 "$1"
}

tap_result() { # STATUS NAME
	tap_n=$((tap_n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_n - $2"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_n - $2"
	fi
}

tap_show() { # FILE: as diagnostics
	sed 's/^/# /' "$1" | head -n 40
}

ok() {
	tap_name=$1
	shift
	"$@" >"$work/tap.out" 2>&1
	tap_status=$?
	tap_result $tap_status "$tap_name"
	if [ $tap_status -ne 0 ]; then
		echo "# status $tap_status of: $*"
		tap_show "$work/tap.out"
	fi
	return 0
}

not_ok() {
	tap_name=$1
	shift
	if "$@" >"$work/tap.out" 2>&1; then
		tap_result 1 "$tap_name"
		echo "# should have failed: $*"
		tap_show "$work/tap.out"
	else
		tap_result 0 "$tap_name"
	fi
	return 0
}

is() {
	if [ "$2" = "$3" ]; then
		tap_result 0 "$1"
	else
		tap_result 1 "$1"
		echo "# got:    $2"
		echo "# wanted: $3"
	fi
	return 0
}

skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

done_testing() {
	echo "1..$tap_n"
	[ $tap_failed -eq 0 ]
}
