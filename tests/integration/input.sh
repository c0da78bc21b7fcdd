#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Input and output that cannot be: one sentence, the right exit code, nothing half done.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need qpdf
need_judge
translate() {
	code=$1
	shift
	exits "$code" translate --source-lang en --target-lang es --translator echo -o "$work/o" "$@"
}
nothing_written() {
	[ -z "$(find "$work/o" -type f 2>/dev/null)" ]
}

mkdir "$work/o"
: >"$work/empty.pdf"
head -c 4000 "$sample" >"$work/cut.pdf"
head -c 4000 /dev/urandom >"$work/noise.pdf"
echo "just text" >"$work/text.pdf"
for name in empty noise text; do
	ok "$name is refused" translate 4 "$work/$name.pdf"
	ok "$name: in a sentence" one_sentence
	ok "$name: nothing is written" nothing_written
done
dt translate --source-lang en --target-lang es --translator echo -o "$work/o" "$work/cut.pdf"
is "a cut file is refused or repaired" "$(case $? in 0 | 4 | 6) echo well ;; *) echo badly ;; esac)" well
rm -rf "$work/o"/*
ok "no such file" translate 2 "$work/none.pdf"
ok "no such file: in a sentence" one_sentence
ok "a folder" translate 2 "$work"

qpdf --encrypt user owner 256 -- "$sample" "$work/locked.pdf"
ok "without the password" translate 4 "$work/locked.pdf"
ok "the sentence says what is needed" grep -qi password "$work/err"
ok "with a wrong password" translate 4 "$work/locked.pdf" --password wrong
ok "nothing is written" nothing_written
ok "with the password" translate 0 "$work/locked.pdf" --password user --no-dual
qpdf --password=user --decrypt "$work/o/locked.es.mono.pdf" "$work/open.pdf" 2>/dev/null ||
	cp "$work/o/locked.es.mono.pdf" "$work/open.pdf"
ok "it looks like the source" judge same "$sample" "$work/open.pdf"
rm -rf "$work/o"

ok "an unknown language" translate 2 "$sample" --target-lang xx-nothing
ok "in a sentence" one_sentence
ok "an unknown translator" translate 2 "$sample" --translator nobody
ok "an unknown option" translate 2 "$sample" --no-such-option
ok "an option out of its range" translate 2 "$sample" --workers 100000

# a device that is full: the result cannot be written, and nothing of it stays
mkdir "$work/full"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=32k none "$work/full" 2>/dev/null; then
	dt translate "$sample" --source-lang en --target-lang es --translator echo -o "$work/full"
	status=$?
	ls "$work/full" >"$work/left"
	umount "$work/full"
	is "a full disk is the fault of the store" $status 5
	ok "in a sentence" one_sentence
	ok "nothing half written is left" test ! -s "$work/left"
else
	skip "a full disk" "no file system can be mounted here"
fi
if [ "$(id -u)" -ne 0 ]; then
	mkdir "$work/closed"
	chmod 555 "$work/closed"
	not_ok "a folder that cannot be written" \
		dt translate "$sample" --source-lang en --target-lang es --translator echo -o "$work/closed"
else
	: >"$work/file"
	not_ok "a folder that is a file" \
		dt translate "$sample" --source-lang en --target-lang es --translator echo -o "$work/file"
fi
ok "in a sentence" one_sentence
done_testing
