#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Apertium's programs as one process say what they say in pipes.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need apertium cmp
[ -e /usr/share/apertium/modes/eng-spa.mode ] || skip_all "the pair eng-spa is not installed"
[ -x "$top_builddir/modules/apertium-chain" ] || skip_all "apertium-chain was not built: Apertium's libraries were not there"

both() {
	for one in true false; do
		exits 0 translate --translator apertium --translator-option "one_process=$one" --source-lang en \
			--target-lang es --no-dual --output-dir "$work/$one" "$1" || return 1
	done
	name=$(basename "$1" .pdf).es.mono.pdf
	cmp "$work/true/$name" "$work/false/$name"
}

ok "the sample is the same to the last byte" both "$sample"

programs() { # the processes of the command, once the first answers are there
	"$doctranslate" translate --translator apertium --source-lang en --target-lang es --no-dual --overwrite \
		--output-dir "$work/counted" "$sample" >/dev/null 2>&1 &
	pid=$!
	most=0
	while kill -0 $pid 2>/dev/null; do
		n=$(ps -o comm= --ppid $pid | grep -c -E '^(lt-proc|apertium-|lrx-proc)')
		[ "$n" -gt "$most" ] && most=$n
		sleep 0.01
	done
	echo "at most $most at once"
	# one for each of two lanes, and the one that unfolds the mode
	[ "$most" -ge 1 ] && [ "$most" -le 4 ]
}
if command -v ps >/dev/null; then
	ok "a lane has one process" programs
else
	skip "a lane has one process" "ps is not installed"
fi
done_testing
