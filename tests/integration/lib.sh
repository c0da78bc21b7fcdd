# SPDX-License-Identifier: AGPL-3.0-or-later
# lib.sh - what the tests of the whole command have in common.  Read it after tap.sh.
#   dt ARGUMENTS...           the program of the build folder; output in $work/out and $work/err
#   exits CODE ARGUMENTS...   the same, and the exit code has to be CODE
#   sample                    the sample document
#   corpus FILE               path of a document of the corpus beside the project
#   need TOOL...              skips the whole test when one is missing
doctranslate=$top_builddir/doctranslate
# the memory of these runs is not that of whoever runs the tests
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
sample=$top_srcdir/examples/sample/tides.pdf
corpus=${DT_CORPUS:-$top_srcdir/../shared/corpus}
# no limit of the tests may be near what a sanitizer costs
patience=${DT_TEST_PATIENCE:-120}

need() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null || skip_all "$tool is not installed"
	done
}

need_corpus() {
	[ -d "$corpus" ] || skip_all "the corpus of documents is not at $corpus"
}

need_judge() {
	[ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import fitz, numpy' 2>/dev/null ||
		skip_all "python3-fitz or python3-numpy is not installed"
}

dt() {
	timeout "$patience" "$doctranslate" "$@" >"$work/out" 2>"$work/err" </dev/null
}

# An exit code, and never a sanitizer's or a signal's.
exits() {
	wanted=$1
	shift
	dt "$@"
	status=$?
	[ "$status" -eq "$wanted" ] && return 0
	echo "exit code $status, wanted $wanted: doctranslate $*"
	cat "$work/err" "$work/out"
	return 1
}

# One sentence on standard error, and at most the hint at --help behind it.
one_sentence() {
	[ "$(grep -vc '^Try "' "$work/err")" -eq 1 ] && grep -q '[a-z]' "$work/err" && return 0
	echo "wanted one line on standard error, got:"
	cat "$work/err"
	return 1
}

judge() {
	/usr/bin/python3 "$top_srcdir/tests/integration/judge.py" "$@"
}
