#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The translator apertium over modes of the test's own: what a user is told when their programs fail.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need perl
[ -f "$top_builddir/modules/apertium.so" ] || skip_all "the plugin apertium is not built"
mkdir "$work/bin" "$work/modes"
printf '#!/bin/sh\ncat "$2"\n' >"$work/bin/apertium-wblank-mode" # instead of Apertium's own, which unfolds modes
chmod +x "$work/bin/apertium-wblank-mode"
PATH=$work/bin:$PATH

# mode PROGRAM OPTION...: translates the sample by a mode that is this pipeline
mode() {
	echo "$1" >"$work/modes/eng-spa.mode"
	shift
	rm -rf "$work/to" "$work/report.json" "$work/data"
	dt translate "$sample" -o "$work/to" --translator apertium --no-dual -li en -lo es \
		--report "$work/report.json" --set "apertium.modes_dir=$work/modes" --set apertium.timeout=500ms "$@"
}
program() { # SENTENCES of perl for each text
	printf '#!/usr/bin/perl\n$| = 1; $/ = "\\0"; while (<STDIN>) { %s print; }\n' "$1" >"$work/bin/program"
	chmod +x "$work/bin/program"
}
# fails CODE WORDS PROGRAM OPTION...: so, with those words in one line of its own
fails() {
	wanted=$1 words=$2
	shift 2
	mode "$@"
	code=$?
	[ "$code" -eq "$wanted" ] && [ "$(grep -c "^doctranslate: .*$words" "$work/err")" -eq 1 ] && return 0
	echo "exit code $code"
	cat "$work/err"
	return 1
}
spanish='s/\b(the|a|of)\b/de/gi; s/\b(is|are|that|and|in)\b/es/g;'

program "$spanish"
ok "a mode that works" mode program
all=$(sed -n 's/.* \([0-9]*\) segments translated.*/\1/p' "$work/err")
ok "translates texts" test "${all:-0}" -gt 20
program "exit 1 if /harbour/ && !-e \"$work/died\" && open(F, \">$work/died\"); $spanish"
ok "programs that die once" mode program
is "cost no text" "$(sed -n 's/.* \([0-9]*\) segments translated.*/\1/p' "$work/err")" "$all"
ok "for they had died" test -e "$work/died"
program "exit 1 if /amplified/; $spanish"
mode program
is "one text that kills them each time" "$(sed -n 's/.* \([0-9]*\) segments translated.*/\1/p' "$work/err")" "$((all - 1))"
ok "stays, and is reported" grep -q "1 segment got no answer and stays in the source language: Apertium" "$work/report.json"
ok "programs that end at once" fails 5 "ended without a good answer, .* times in a row; the packages of the pair may be damaged" \
	"cat | false"
ok "programs that never answer" fails 5 "gave no answer within 0.5 s" "sleep 100"
ok "a program that is not there" fails 4 "the program no-such-program-here is not installed" "cat | no-such-program-here"
ok "a mode that is no pipeline" fails 4 "eng-spa.mode is not a mode that can be run" "for a in b; do cat; done"
ok "a pair that Debian has" fails 5 "from English to Catalan is not installed; the Debian package apertium-eng-cat" cat -lo ca
ok "a pair that nobody has" fails 5 "no Apertium pair from English to Japanese; installed: eng-spa" cat -lo ja
ok "a mode that is not there" fails 5 'no mode "eng-fin" here; installed: eng-spa' cat --set apertium.mode=eng-fin
ok "a folder that is not there" fails 3 "modes_dir /nowhere cannot be read: No such file" cat --set apertium.modes_dir=/nowhere
ok "which a check tells, too" exits 5 translators --check apertium -li en -lo ca --set "apertium.modes_dir=$work/modes"
ok "in one sentence" one_sentence
done_testing
