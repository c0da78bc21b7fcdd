#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Text whose edge is drawn: its line, the width of it and both colours are those of the source.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need_judge

cat >"$work/stream" <<'TEXT'
BT /F1 30 Tf 1 Tr 0.7 w 1 0 0 RG 0 1 0 rg 72 700 Td (Only the edge of it) Tj ET
BT /F1 30 Tf 2 Tr 0.9 w 0 0 1 RG 1 1 0 rg 72 600 Td (An edge in a second colour) Tj ET
BT /F1 30 Tf 2 Tr 0.6 w 0 0 0 RG 0 0 0 rg 72 500 Td (A bold face by other means) Tj ET
q 0.5 0 0 0.5 0 0 cm BT /F1 60 Tf 1 Tr 3 w 1 0 1 RG 144 800 Td (A coarse edge) Tj ET Q
BT /F1 12 Tf 0 Tr 1 g 1 w 0 0 0 RG 0 0 0 rg 72 300 Td (Nothing but the inside of these words) Tj ET
TEXT
cat >"$work/edges.pdf" <<PDF
%PDF-1.5
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 540 780]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> endobj
4 0 obj <</Length $(wc -c <"$work/stream")>> stream
$(cat "$work/stream")
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
trailer <</Root 1 0 R>>
PDF

ok "a page of such text" exits 0 translate "$work/edges.pdf" -o "$work" --no-dual --translator pseudo
# What paints with a colour: the inside, or the edge and how wide that is in thousandths of the size.
cat >"$work/ways.py" <<'PYTHON'
import fitz, re, sys
document = fitz.open(sys.argv[1])
drawn = document[0].get_svg_image(text_as_path=True)
ways = set()
for glyph in re.findall("<use [^>]*>", drawn):
    told = dict(re.findall('(fill|stroke|stroke-width)="([^"]*)"', glyph))
    if told.get("stroke") == sys.argv[2]:
        ways.add(("edge", round(1000 * float(told["stroke-width"]))))
    elif told.get("fill", "#000000") == sys.argv[2]:
        ways.add("inside")
print(*sorted(ways, key=str) or ["nothing at all"])
PYTHON
way() {
	/usr/bin/python3 "$work/ways.py" "$work/$1.pdf" "$2"
}
# same COLOUR WAY: both documents have it so
same() {
	is "$1 in the source: $2" "$(way edges "$1")" "$2"
	is "$1 in the result" "$(way edges.es.mono "$1")" "$2"
}
same '#ff0000' "('edge', 23)"
same '#0000ff' "('edge', 30)"
same '#ffff00' "inside"
# 3 units of a half point: MuPDF tells the width without the matrix of the place
same '#ff00ff' "('edge', 100)"
is "a bold face, and no edge where there was none" "$(way edges.es.mono '#000000')" "inside"
done_testing
