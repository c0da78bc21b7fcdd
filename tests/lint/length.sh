#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Long files and long functions are listed, and very long ones are faults.
. "$top_srcdir/tests/tap.sh"
cd "$top_srcdir" || exit 99
find engine plugins frontends -name '*.c' | sort >"$work/files"

while read -r file; do
	wc -l "$file"
done <"$work/files" | awk '$1 > 400 { print "# long file: " $2 " " $1 }
	$1 > 700 { print $2 " " $1 >"'"$work/faults"'" }'
touch "$work/faults"
ok "no file of more than 700 lines" test ! -s "$work/faults"
[ ! -s "$work/faults" ] || tap_show "$work/faults"

# a function starts at a brace in the first column and ends at the next closing one
: >"$work/faults"
while read -r file; do
	awk -v file="$file" '
	/^{/ { start = NR; name = last }
	/^}/ && start { if (NR - start > 60) print file ":" start ": " NR - start - 1 " lines: " name; start = 0 }
	/^[a-z].*\(/ { last = $0 }' "$file"
done <"$work/files" >"$work/long"
sed 's/^/# long function: /' "$work/long"
awk -F': ' '$2 + 0 > 120' "$work/long" >"$work/faults"
ok "no function of more than 120 lines" test ! -s "$work/faults"
[ ! -s "$work/faults" ] || tap_show "$work/faults"
done_testing
