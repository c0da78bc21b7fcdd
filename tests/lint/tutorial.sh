#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every block of code in the tutorial stands in the example plugin as it is, and together
# they are the whole of it.
. "$top_srcdir/tests/tap.sh"
tutorial=$top_srcdir/docs/writing-a-plugin.md

# LANGUAGE FILE: prints what does not agree
compare() {
	awk -v language="$1" '
	function look(    i, k) {
		for (i = 1; i + n - 1 <= lines; i++) {
			for (k = 0; k < n && line[i + k] == block[k + 1]; k++)
				;
			if (k == n) {
				while (k-- > 0)
					seen[i + k] = 1
				return
			}
		}
		printf "the block that starts with \"%s\" is not in the example\n", block[1]
	}
	FILENAME == ARGV[1] { line[++lines] = $0; next }
	!inside && $0 == "```" language { inside = 1; n = 0; next }
	inside && $0 == "```" { inside = 0; look(); next }
	inside { block[++n] = $0 }
	END {
		for (i = 1; i <= lines; i++)
			if (line[i] != "" && !seen[i])
				printf "line %d of the example is not in the tutorial: %s\n", i, line[i]
	}' "$2" "$tutorial" >"$work/differences"
	cat "$work/differences"
	[ ! -s "$work/differences" ]
}
ok "the C code is that of the example" compare c "$top_srcdir/tests/external/shout.c"
ok "the makefile is that of the example" compare make "$top_srcdir/tests/external/Makefile"
done_testing
