#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What bench/quality takes for lost is lost, and what a reader finds is not.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need /usr/bin/python3
lost() {
	/usr/bin/python3 "$top_srcdir/tests/integration/lost.py" "$top_srcdir" "$@"
}
ok "all lines are there" lost nothing 0
ok "a number is no line of text" lost no_letters 0
ok "all lines of a paragraph are lost" lost a_paragraph 5
ok "a paragraph may have fewer lines" lost ends_early 0
ok "but not fewer letters" lost cut 2
ok "not even by those of one line" lost cut_by_one 1
ok "a paragraph may begin a line later" lost begins_late 0
ok "entries that were joined are lost" lost joined 3
ok "centred text may have fewer lines" lost centred 0
ok "but not fewer letters" lost centred_cut 1
ok "several paragraphs may have fewer lines" lost notes 0
ok "but not fewer letters" lost notes_cut 1
ok "a paragraph may begin lower by a line of its title" lost pushed 0
ok "a row of a justified text is one line" lost pieces 0
ok "cells of a table are several" lost cells 1
ok "text in the other direction is at the other side" lost turned 0
ok "but in its column" lost turned_away 1
ok "and where nothing stood" lost beside_it 1
ok "a label may go down with its text" lost moved 0
ok "but it has to be there" lost gone 1
done_testing
