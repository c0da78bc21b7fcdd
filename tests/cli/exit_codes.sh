#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every exit code but 7, of a budget, which translators.sh has; and what is told with it.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99

translate a.pdf
exits "a good document" 0
is "paths of results are printed" "$(sort "$out" | tr '\n' ' ')" \
	"$work/results/a.es.dual.pdf $work/results/a.es.mono.pdf "
ok "the result is written" test -s results/a.es.mono.pdf
says "a summary in one line" "a.pdf: 3 pages"

# 1: ours
translate b.pdf --set source.begin=bug
exits "a broken contract" 1
says "the cause is told" 'failure "bug"'

# 2: the command line, before any work
translate a.pdf
exits "results that exist" 2
says "--overwrite is named" "overwrite"
translate a.pdf --overwrite
exits "--overwrite" 0
translate nowhere.pdf
exits "an input that is not there" 2
says "it is named" '"nowhere.pdf" is not there'
translate .
exits "a folder as input" 2
translate
exits "no input" 2
translate b.pdf --target-lang spanish
exits "a language by name" 2
says "its code is offered" 'did you mean "es"'
translate b.pdf --workers 1000
exits "a number out of range" 2
translate b.pdf --translator two
exits "a translator that is not there" 2
translate b.pdf --no-mono --no-dual
exits "nothing to write" 2
translate b.pdf --set source.pages=many
exits "a wrong value by --set" 2
says "the option is named" "set source.pages=many"
translate b.pdf --set source.pags=3
exits "a wrong name by --set" 2
translate b.pdf --pipeline nothing-of-that-name
exits "a pipeline that is not there" 2
mkdir other && cp b.pdf other/b.pdf
translate b.pdf other/b.pdf
exits "two results of one name" 2
says "both documents are named" '"b.pdf" and "other/b.pdf"'
ok "and nothing is written" test ! -e results/b.es.mono.pdf
: >file
run translate --pipeline "$faulty" -o file b.pdf
exits "a file as output folder" 2
run translate --pipeline "$faulty" -o file/below b.pdf
exits "an output folder that cannot be made" 2
if [ "$(id -u)" -eq 0 ]; then
	skip "a folder without right to write" "root may write everywhere"
else
	mkdir locked && chmod 500 locked
	run translate --pipeline "$faulty" -o locked b.pdf
	exits "a folder without right to write" 2
fi
translate b.pdf --report nowhere/report.json
exits "a report that cannot be written" 2
cp b.pdf kept.pdf
translate b.pdf --report b.pdf --overwrite
exits "a report in place of its document" 2
ok "and the document stays" cmp b.pdf kept.pdf
translate b.pdf --report "$work/results/b.es.mono.pdf"
exits "a report in place of a result" 2
translate b.pdf --password-file nowhere
exits "a password file that is not there" 2
run frobnicate
exits "an unknown command" 2

# 3: a pipeline file
cp "$faulty" bad.conf
echo 'nonsense = 1;' >>bad.conf
run config validate bad.conf
exits "a pipeline file with a fault" 3
says "file and line are told" "bad.conf:[0-9]*: error: .*nonsense"
run translate --pipeline bad.conf b.pdf
exits "translating with it" 3
run plan bad.conf
exits "planning with it" 3
mkfifo pipe.conf
timeout 20 "$program" plan pipe.conf >"$out" 2>"$err"
status=$?
exits "a pipe, that nobody writes to, as pipeline file" 3

# 4: this document
for kind in input unsupported limit; do
	translate b.pdf --set source.begin=$kind
	exits "a document that is no good ($kind)" 4
done
says "the document is named" "b.pdf"
translate b.pdf --set source.delay=5s --timeout 200ms
exits "a document over its time" 4

# 5: outside
for kind in unavailable refused; do
	translate b.pdf --set source.begin=$kind
	exits "something outside ($kind)" 5
done
translate b.pdf --target-lang de
exits "a pair that is missing" 5
says "what is missing is told" "install the package"
if [ -w /dev/full ]; then
	"$program" help >/dev/full 2>"$err"
	status=$?
	exits "a full disk behind the standard output" 5
fi

# 6: partial
rm -rf results
translate b.pdf --set source.page=input
exits "a page that failed" 6
ok "the result is written all the same" test -s results/b.es.mono.pdf
says "how many pages, is told" "1 page "
translate b.pdf --overwrite --set source.delay=5s --page-timeout 50ms
exits "pages over their time" 6
says "where they were, is told once" "a page; it was in node source (and 2 more like it)\$"
translate b.pdf --target-lang fr
exits "faults without --strict" 0
translate b.pdf --target-lang fr --strict --overwrite
exits "faults with --strict" 6
ok "the result is written with --strict, too" test -s results/b.fr.mono.pdf
says "--strict is named" "strict"

ok "nothing of a job stays behind" sh -c "! ls -a results | grep -v -e '^[ab][.]' -e '^[.]*$'"
done_testing
