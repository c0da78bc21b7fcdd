#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every glyph out of a page and in again: a page with all that is hard about text, and
# real documents.
. "$top_srcdir/tests/tap.sh"

move_all=$top_builddir/tests/paint/move-all
[ -x "$move_all" ] || skip_all "the pdf plugin was not built"

# No cross-reference table: it is found by repair, so that lengths need not be counted.
cat >"$work/hard.pdf" <<'PDF'
%PDF-1.5
1 0 obj <</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[9 0 R]/D<</OFF[9 0 R]>>>>>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R 10 0 R]/Count 2/Resources<</Font<</F1 4 0 R/F2 5 0 R>>
 /XObject<</X1 6 0 R>>/Properties<</O1 9 0 R>>/ColorSpace<</C1[/Separation/Ink/DeviceRGB
 <</FunctionType 2/Domain[0 1]/C0[1 1 1]/C1[.8 0 .1]/N 1>>]>>/ExtGState<</G1<</Font[5 0 R 8]>>>>>>
 /MediaBox[0 0 400 500]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents[7 0 R 8 0 R]/StructParents 0>> endobj
4 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Times-Roman>> endobj
6 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 200 60]/Matrix[1 0 0 1 10 10]/Resources<</Font
 <</F1 5 0 R>>/XObject<</X2 11 0 R>>>>/Length 90>> stream
BT 1 0 0 rg /F1 11 Tf 5 20 Td (in a form) Tj (, inherited) ' ET q .5 0 0 .5 60 5 cm /X2 Do Q
endstream endobj
7 0 obj <</Length 900>> stream
BT /F1 12 Tf 14 TL 2 Tc 3 Tw 80 Tz 50 450 Td(first line)Tj(second \(quoted\))'
5 1(third line, spaced)" 0 Tw 0 Tc 100 Tz T*[(ke)-120(rn)40(ed)-1000( far)]TJ(goes on)Tj
3 Ts (up) Tj 0 Ts ( down) Tj 10 -20 TD (after TD) Tj T* (star) Tj ET
q 1 0 0 1 0 -20 cm /C1 cs .7 scn BT /F2 10 Tf 1 0 .3 1 50 340 Tm (slanted ink) Tj
/P <</MCID 0>> BDC 0 0 1 RG 1 Tr .4 w ( outlined) Tj EMC 0 Tr ET Q
BT 3 Tr /F2 9 Tf 50 300 Td (unseen) Tj 0 Tr 40 0 Td /Span<</ActualText(not it)>>BDC(seen)Tj EMC ET
q 50 270 30 14 re W n BT /F1 12 Tf 1 0 0 1 50 272 Tm (clipped text here) Tj ET Q
/OC/O1 BDC BT /F1 8 Tf 200 200 Td (switched off) Tj ET EMC
q 0 1 -1 0 300 100 cm BT /F1 -10 Tf -1 0 0 -1 0 0 Tm (turned and twice mirrored) Tj ET Q
endstream endobj
8 0 obj <</Length 300>> stream
/X1 Do q 1 0 0 1 150 60 cm /X1 Do Q
q /G1 gs BT 50 200 Td (font of a graphics state) Tj ET Q
BI /W 4 /H 4 /BPC 8 /CS /G ID 0123456789 EI ab EI
BT /F1 9 Tf 7 Tr 50 180 Td (clips) Tj ET 0 Tr BT /F1 9 Tf 50 160 Td (end)Tj ET
endstream endobj
9 0 obj <</Type/OCG/Name(off)>> endobj
10 0 obj <</Type/Page/Parent 2 0 R/Rotate 90/CropBox[20 30 380 480]/UserUnit 2/Contents 8 0 R>> endobj
11 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</Font<</F9 4 0 R>>>>/Length 50>> stream
BT /F9 20 Tf .5 g (nested) Tj 1 0 0 1 0 30 Tm (deep) Tj ET
endstream endobj
trailer <</Root 1 0 R>>
PDF

move() { # FILE NAME
	for way in "0 0 40" "0.3 0.2 40" "0.3 0.2 3" "25 -7 1"; do
		rm -rf "$work/w" && mkdir "$work/w"
		# shellcheck disable=SC2086
		ok "$2, moved by $way" "$move_all" "$top_builddir/modules" "$work/w" "$1" \
			"$work/out.pdf" $way
	done
}

move "$work/hard.pdf" "a hard page"
corpus=$top_srcdir/../shared/corpus
[ -d "$corpus" ] || corpus=${DT_CORPUS:-/nowhere}
for file in papers/ICML03-081 papers/multi-column tables/china scripts/hindi tricky/issue15910; do
	if [ -r "$corpus/$file.pdf" ]; then
		move "$corpus/$file.pdf" "$file"
	else
		skip "$file" "no corpus at $corpus"
	fi
done
done_testing
