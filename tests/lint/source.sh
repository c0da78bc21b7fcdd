#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What a program can see of the source's manners: licence line, config.h first, no banned
# function, no variable of the process in a plugin, no path of a machine it was written on.
. "$top_srcdir/tests/tap.sh"
cd "$top_srcdir" || exit 99
sources=$(find engine plugins frontends tests examples bench -name '*.[ch]' ! -path 'tests/external/*')

none() { # NAME: $work/found has to be empty
	ok "$1" test ! -s "$work/found"
	[ ! -s "$work/found" ] || tap_show "$work/found"
}

# shellcheck disable=SC2086
{
	grep -LE '^/\* SPDX-License-Identifier: AGPL-3.0-or-later \*/' $sources >"$work/found"
	none "each file names its licence in the first line"

	for file in $(echo "$sources" | grep '\.c$'); do
		case $file in
		*.c) grep -m 1 -E '^# *include' "$file" | grep -q '"config.h"' || echo "$file" ;;
		esac
	done >"$work/found"
	none "each C file includes config.h first"

	grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtok|tmpnam|mktemp|alloca)\(' \
		$sources >"$work/found"
	none "no banned function is called"

	grep -nE '\b(setlocale|exit|abort|printf|puts|putchar)\(' $(find plugins -name '*.[ch]') |
		grep -vE '\b(sn|vsn|f|a|va)printf|_(exit|abort)\(' >"$work/found"
	none "plugins neither print nor exit nor set the locale"

	grep -nE '\b(f?printf|fputs)\((stderr|stdout)' $(find plugins engine -name '*.[ch]' ! -name log.c) \
		>"$work/found"
	grep -vE 'engine/(log|engine|core|events?)\.c' "$work/found" >"$work/found2"
	mv "$work/found2" "$work/found"
	none "plugins and engine do not write to the terminal"

	grep -nE '^static [^(]*;' $(find plugins -name '*.[ch]') |
		grep -vE 'static (inline |const |_Thread_local)|\bconst\b|_Static_assert' >"$work/found"
	none "plugins keep no variables of the process"

	grep -nE 'typedef (struct|union|enum)\b' $sources >"$work/found"
	none "no typedef hides a struct"

	grep -rnE '(^|[^[:alnum:]_.])/(home|root|work)/[[:alnum:]_]|\bissue #?[0-9]+|\bTODO\b|\bFIXME\b|\bXXX\b' \
		engine plugins frontends pipelines docs bench examples tests README.md CONTRIBUTING.md \
		--include='*' --exclude=source.sh --exclude='*.pdf' >"$work/found"
	none "no path of a machine, no unfinished business"

	grep -nE '.{101,}' $sources | cut -c 1-120 >"$work/found"
	none "no line is longer than 100 characters"
}

if command -v clang-format >/dev/null; then
	for file in $(echo "$sources" | grep '\.c$'); do
		clang-format --style=file "$file" | cmp -s - "$file" || echo "$file"
	done >"$work/found"
	none "the source is formatted by .clang-format"
else
	skip "the source is formatted by .clang-format" "clang-format is not installed"
fi
done_testing
