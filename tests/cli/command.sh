# SPDX-License-Identifier: AGPL-3.0-or-later
# command.sh - what tests of the command share; read behind tap.sh.
#   run WORD...      runs the command on the faulty plugin; sets $status, fills $out and $err
#   last_line        of the standard output
program=$top_builddir/doctranslate
out=$work/out
err=$work/err
faulty=$top_srcdir/tests/cli/faulty.conf
DT_PLUGIN_PATH=$top_builddir/modules:$top_builddir/tests/cli/.libs
export DT_PLUGIN_PATH
printf '%%PDF-1.4\nnot read by anybody\n' >"$work/a.pdf"
cp "$work/a.pdf" "$work/b.pdf"

run() {
	"$program" "$@" >"$out" 2>"$err" </dev/null
	status=$?
}

translate() { # with the faulty pipeline
	run translate --pipeline "$faulty" -o "$work/results" "$@"
}

exits() { # NAME CODE: of the last run
	is "$1: exit code" "$status" "$2"
	if [ "$status" != "$2" ]; then
		tap_show "$err"
	fi
}

says() { # NAME PATTERN: on the standard error
	ok "$1" grep -q -- "$2" "$err"
	grep -q -- "$2" "$err" || tap_show "$err"
}

last_line() {
	tail -n 1 "$out"
}

# FILE is valid JSON, and the Python expression about "it" holds
json_holds() {
	python3 -c '
import json, sys
it = json.loads(open(sys.argv[1], encoding="utf-8").read())
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)' "$@"
}
