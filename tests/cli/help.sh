#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Help, the man page and the completion all tell what the option table has.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
man=$top_builddir/frontends/doctranslate.1
completion=$top_builddir/frontends/doctranslate

run
exits "no command" 0
ok "gives the help" grep -q '^Commands:' "$out"
is "and all exit codes" "$(sed -n '/^Exit codes:/,/^$/ s/^  \([0-9]\)  .*/\1/p' "$out" | tr -d '\n')" 01234567
is "on the standard output" "$(cat "$err")" ""
sed 's/\\-/-/g' "$man" >plain
for name in translate inspect extract build debug-layout preview "config validate" "config init" "config show" plan \
	plugins translators fonts help; do
	run $name --help
	exits "$name --help" 0
	ok "$name: has a usage" grep -q "^usage: doctranslate $name " "$out"
	is "$name: fits 80 columns" "$(awk 'length > 80 && !/^  (#|doc)/' "$out")" ""
	cp "$out" help
	run help $name
	ok "$name: help NAME is the same" cmp help "$out"
	ok "$name: in the man page" grep -q "^.SS $name\$" plain
	grep -o -e '--[a-z][a-z-]*' help | sort -u >options
	missing=
	while read -r option; do
		grep -q -e "\\\\fB$option\\\\fR" plain || missing="$missing $option"
	done <options
	is "$name: the man page has all options" "$missing" ""
done
run help nothing
exits "help of nothing" 2
for code in 0 1 2 3 4 5 6; do
	ok "exit code $code is in the man page" grep -q "^.B $code\$" plain
done
if command -v groff >/dev/null; then
	groff -ww -man -Tutf8 "$man" >/dev/null 2>warnings
	is "groff has no complaint" "$(cat warnings)" ""
else
	skip "groff has no complaint" "groff is not there"
fi

# the completion, as bash would call it
if ! command -v bash >/dev/null; then
	skip "completion" "bash is not there"
	done_testing
	exit
fi
complete() { # WORD...: the last one is completed
	bash -c '. "$1"; shift; COMP_WORDS=(doctranslate "$@"); COMP_CWORD=$#
		_doctranslate; printf "%s\n" "${COMPREPLY[@]}"' bash "$completion" "$@" | sort | tr '\n' ' '
}
rm -f [ab].pdf; : >paper.pdf && : >mine.conf && mkdir folder
is "commands" "$(complete tr)" "translate translators "
is "the second word" "$(complete config "")" "import init show validate "
is "options" "$(complete translate --translator)" "--translator --translator-option "
is "options of the command only" "$(complete extract --stri)" " "
is "choices" "$(complete translate --dual "")" "alternating side-by-side "
is "languages by alias" "$(complete translate -lo zh)" "zh "
is "documents and folders" "$(complete translate "")" "folder paper.pdf "
is "pipeline files" "$(complete plan mi)" "mine.conf "
is "folders" "$(complete translate -o "")" "folder "
done_testing
