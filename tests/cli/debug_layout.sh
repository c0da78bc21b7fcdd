#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The layout drawn over the pages, in layers that can be switched off.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
for plugin in pdf layout fs; do
	test -e "$top_builddir/modules/$plugin.so" || skip_all "the plugin $plugin is not built"
done
cp "$top_srcdir/examples/sample/tides.pdf" tides.pdf

run debug-layout tides.pdf
exits "no -o" 2
says "what is missing" "-o FILE is missing"
run debug-layout tides.pdf -o tides.pdf --overwrite
exits "in place of the document" 2
run debug-layout tides.pdf -o layout.pdf
exits "debug-layout" 0
is "its path is printed" "$(cat "$out")" layout.pdf
run debug-layout tides.pdf -o layout.pdf
exits "it is there already" 2
run debug-layout tides.pdf -o second.pdf --pages 2 --output-format json
exits "one page" 0
run debug-layout a.pdf -o a.layout.pdf
exits "no document" 4

mkdir full
if test -n "${DT_NO_FULL_DISK-}"; then
	skip "a full disk" "$DT_NO_FULL_DISK needs room itself"
elif [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=16k none full 2>/dev/null; then
	TMPDIR=$work/full run debug-layout tides.pdf -o full/layout.pdf
	left=$(ls full)
	umount full
	exits "a full disk" 5
	says "that it is full" "No space left on device"
	is "nothing half written is left" "$left" ""
else
	skip "a full disk" "no file system can be mounted here"
fi

if command -v qpdf >/dev/null; then
	ok "qpdf finds no fault in it" qpdf --check layout.pdf
	qpdf --qdf --object-streams=disable layout.pdf - >plain.pdf
	is "six layers" "$(grep -ac '/Type /OCG' plain.pdf)" 6
	is "on both pages" "$(grep -ac '^/OC /DTLayout0 BDC' plain.pdf)" 2
	ok "roles stand there" grep -aq '(1 title) Tj' plain.pdf
	qpdf --qdf --object-streams=disable second.pdf - >plain.pdf
	is "on the page that was asked for" "$(grep -ac '^/OC /DTLayout0 BDC' plain.pdf)" 1
else
	skip "the layers" "qpdf is not there"
fi
if /usr/bin/python3 -c 'import fitz' 2>/dev/null; then
	cat >compare.py <<'E2'
import fitz
source, output = fitz.open("tides.pdf"), fitz.open("layout.pdf")
names = [layer["name"] for layer in output.get_ocgs().values()]
assert len(names) == 6 and all(name.startswith("Layout: ") for name in names), names
shown = output[0].get_pixmap().samples
assert shown != source[0].get_pixmap().samples, "nothing is drawn"
output.set_layer(-1, off=list(output.get_ocgs()))
output = fitz.open("pdf", output.tobytes())
for a, b in zip(source, output):
    assert a.get_pixmap().samples == b.get_pixmap().samples, "the page below is another"
E2
	ok "without its layers a page is as it was" /usr/bin/python3 compare.py
else
	skip "the page below" "python3-fitz is not there"
fi
done_testing
