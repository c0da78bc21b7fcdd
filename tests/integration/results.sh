#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What the written file is like: the same bytes each time, links of the dual document, odd pages.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need qpdf pdftotext
need_judge

# run FOLDER FILE OPTION...: both documents in $work/FOLDER
run() {
	folder=$1
	file=$2
	shift 2
	exits 0 translate "$file" -o "$work/$folder" --overwrite --translator pseudo \
		--source-lang en --target-lang es "$@"
}

same_files() { # FOLDER FOLDER
	for file in "$work/$1"/*.pdf; do
		cmp "$file" "$work/$2/$(basename "$file")" || return 1
	done
}

# the same bytes: with any number of workers, at any time, encrypted or not
qpdf --encrypt secret owner 256 -- "$sample" "$work/locked.pdf"
for file in "$sample" "$work/locked.pdf"; do
	name=$(basename "$file")
	ok "$name is written" run one "$file" --workers 1 --password secret
	sleep 1
	ok "$name is written by three workers" run three "$file" --workers 3 --password secret
	ok "$name: the bytes are the same" same_files one three
	rm -r "$work/one" "$work/three"
done

ok "pages alternate" run dual "$sample" --dual alternating
is "links of translated pages lead to translated pages" \
	"$(judge twins "$work/dual/tides.es.dual.pdf")" "6 of 6"
ok "qpdf finds no fault in it" qpdf --check "$work/dual/tides.es.dual.pdf"

# a page whose /Parent leads nowhere has its size from the tree; text that leaves its clip
# keeps its transparency
cat >"$work/odd.pdf" <<'PDF'
%PDF-1.5
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 400 300]>> endobj
3 0 obj <</Type/Page/Parent 99 0 R/Contents 4 0 R
/Resources<</Font<</F1 5 0 R>>/ExtGState<</G0 <</ca .25/CA .25>>>>>>>> endobj
4 0 obj <</Length 160>> stream
q 100 140 200 14 re W n /G0 gs BT /F1 12 Tf 1 0 0 1 100 143 Tm
(These few words are seen through a slit) Tj ET Q
0 g BT /F1 12 Tf 1 0 0 1 100 43 Tm (Black words) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
trailer <</Root 1 0 R>>
PDF
ok "an odd page is written" run odd "$work/odd.pdf" --translator-option factor=2
is "it keeps its size" "$(judge box "$work/odd/odd.es.mono.pdf")" "400 300"
ok "its pale text stays pale" test \
	"$(judge ink "$work/odd/odd.es.mono.pdf" 0 100 400 200)" -gt 150
ok "its black text stays black" test \
	"$(judge ink "$work/odd/odd.es.mono.pdf" 0 240 400 300)" -lt 60

# a form with translated text takes the place of the old one: nothing of that stays in the file;
# one that is painted twice under one name becomes two, and the name stays
cat >"$work/forms.pdf" <<'PDF'
%PDF-1.5
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 400 300]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R
/Resources<</XObject<</Once 6 0 R/Twice 7 0 R>>>>>> endobj
4 0 obj <</Length 60>> stream
/Once Do q /Twice Do Q q 1 0 0 1 0 -50 cm /Twice Do Q
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
6 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 400 300]/Length 65/Resources<</Font<</F1 5 0 R>>>>
>> stream
BT /F1 12 Tf 1 0 0 1 40 243 Tm (These few words stand in a form) Tj ET
endstream endobj
7 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 400 300]/Length 65/Resources<</Font<</F1 5 0 R>>>>
>> stream
BT /F1 12 Tf 1 0 0 1 40 143 Tm (More words are painted again) Tj ET
endstream endobj
trailer <</Root 1 0 R>>
PDF
qpdf "$work/forms.pdf" "$work/f1.pdf" 2>/dev/null
ok "a file with forms is written" run forms "$work/f1.pdf"
qpdf --qdf --object-streams=disable "$work/forms/f1.es.mono.pdf" "$work/forms.txt"
not_ok "nothing of the old form is in it" grep -aq 'These few words' "$work/forms.txt"
is "one form has its name" "$(grep -ac '/Once [0-9]* 0 R' "$work/forms.txt")" 1
is "two have new ones" "$(grep -ac '/DTX[0-9] [0-9]* 0 R' "$work/forms.txt")" 2

# claims of the metadata: kept where they are true, and what PDF/A-1 asks of fonts is there
cat >"$work/archive.pdf" <<'PDF'
%PDF-1.6
1 0 obj <</Type/Catalog/Pages 2 0 R/Metadata 6 0 R/MarkInfo<</Marked true>>>> endobj
2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 400 300]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> endobj
4 0 obj <</Length 70>> stream
BT /F1 12 Tf 1 0 0 1 100 143 Tm (These few words are archived) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
6 0 obj <</Type/Metadata/Subtype/XML/Length 200>> stream
<x:xmpmeta><rdf:RDF><pdfaid:part>1</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part></rdf:RDF></x:xmpmeta>
endstream endobj
trailer <</Root 1 0 R>>
PDF
qpdf --object-streams=disable "$work/archive.pdf" "$work/a1.pdf" 2>/dev/null
ok "an archived file is written" run archive "$work/a1.pdf" --report "$work/report.json"
mono=$work/archive/a1.es.mono.pdf
dual=$work/archive/a1.es.dual.pdf
ok "mono still claims PDF/A-1a" grep -aq '<pdfaid:conformance>A' "$mono"
ok "mono still claims PDF/UA" grep -aq '<pdfuaid:part>1' "$mono"
ok "its font has a CIDSet" grep -aq '/CIDSet' "$mono"
not_ok "it has no cross-reference stream" grep -aq '/XRef' "$mono"
ok "dual claims PDF/A-1b" grep -aq '<pdfaid:conformance>B' "$dual"
not_ok "dual does not claim PDF/UA" grep -aq '<pdfuaid:part>1' "$dual"
ok "the report says so" grep -q 'write.claim' "$work/report.json"

# texts of structure elements and tool tips are the reader's, too
cat >"$work/tagged.pdf" <<'PDF'
%PDF-1.7
1 0 obj <</Type/Catalog/Lang(en-GB)/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R
/AcroForm<</Fields[12 0 R]>>>> endobj
2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 400 300]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/StructParents 0/Annots[12 0 R]
/Resources<</Font<</F1 5 0 R>>>>>> endobj
4 0 obj <</Length 240>> stream
/P <</MCID 0/ActualText(Old words here)>> BDC BT /F1 12 Tf 1 0 0 1 50 143 Tm (These few words are tagged) Tj ET EMC
/Figure <</MCID 1>> BDC 50 50 60 60 re f EMC
/Span <</MCID 2>> BDC BT /F1 12 Tf 1 0 0 1 50 243 Tm (Some other words) Tj ET EMC
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
6 0 obj <</Type/StructTreeRoot/K 7 0 R/ParentTree<</Nums[0 [8 0 R 9 0 R 10 0 R]]>>>> endobj
7 0 obj <</Type/StructElem/S/Document/P 6 0 R/K[8 0 R 9 0 R 10 0 R]>> endobj
8 0 obj <</Type/StructElem/S/P/Lang(en)/P 7 0 R/Pg 3 0 R/K 0>> endobj
9 0 obj <</Type/StructElem/S/Figure/Lang(fr)/Alt(A black square)/P 7 0 R/Pg 3 0 R/K 1>> endobj
10 0 obj <</Type/StructElem/S/Span/ActualText(Some other words)/P 7 0 R/Pg 3 0 R/K 2>> endobj
12 0 obj <</Type/Annot/Subtype/Widget/FT/Tx/T(name)/TU(Your whole name)/Rect[200 50 300 70]>> endobj
trailer <</Root 1 0 R>>
PDF
ok "a tagged file is written" run tagged "$work/tagged.pdf"
qpdf --qdf --object-streams=disable "$work/tagged/tagged.es.mono.pdf" "$work/mono.qdf" 2>/dev/null
qpdf --qdf --object-streams=disable "$work/tagged/tagged.es.dual.pdf" "$work/dual.qdf" 2>/dev/null
not_ok "the description of a picture is translated" grep -aq 'A black square' "$work/mono.qdf"
ok "it is there" grep -aq '/Alt' "$work/mono.qdf"
not_ok "a tool tip is translated" grep -aq 'Your whole name' "$work/mono.qdf"
not_ok "nor in the content" grep -aq 'Old words here' "$work/mono.qdf"
not_ok "no old text is read out for new text" grep -aq '/ActualText' "$work/mono.qdf"
ok "an element of the source's language has the target's" grep -aq '/Lang (es)' "$work/mono.qdf"
ok "one of a third language keeps it" grep -aq '/Lang (fr)' "$work/mono.qdf"
not_ok "none has the source's" grep -aq '/Lang (en' "$work/mono.qdf"
ok "new text stands under the old mark" \
	sh -c "grep -a -A3 'MCID 0' '$work/mono.qdf' | grep -aq DTF0"
ok "the dual document keeps the descriptions of its source" \
	grep -aq 'A black square' "$work/dual.qdf"

# a form that is stamped on both pages and changes in the same way stands in the result once
cat >"$work/stamp.pdf" <<'PDF'
%PDF-1.5
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 2/Kids[3 0 R 6 0 R]/MediaBox[0 0 400 300]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 8 0 R>> endobj
4 0 obj <</Length 11>> stream
q /X1 Do Q
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
6 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 8 0 R>> endobj
8 0 obj <</XObject<</X1 7 0 R>>>> endobj
7 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 400 300]/Resources<</Font<</F1 5 0 R>>>>/Length 72>>
stream
BT /F1 12 Tf 1 0 0 1 50 143 Tm (This letter comes from our office) Tj ET
endstream endobj
trailer <</Root 1 0 R>>
PDF
ok "a stamped document is written" run stamp "$work/stamp.pdf"
qpdf --qdf --object-streams=disable "$work/stamp/stamp.es.mono.pdf" "$work/stamp.qdf"
is "its stamp is there once" "$(grep -a -c '/Subtype /Form' "$work/stamp.qdf")" 1
is "and seen on both pages" \
	"$(pdftotext "$work/stamp/stamp.es.mono.pdf" - | grep -c '[a-z]')" 2

# text that grows past the box of its form stands behind the form
sed -e 's/.BBox.0 0 400 300./\/BBox[40 130 235 160]/' "$work/stamp.pdf" >"$work/narrow.pdf"
ok "a document with a narrow form is written" run narrow "$work/narrow.pdf" \
	--translator-option factor=1.6
ok "no end of its text is cut off" test \
	"$(judge ink "$work/narrow/narrow.es.mono.pdf" 250 140 400 170)" -lt 60
ok "qpdf finds no fault in it" qpdf --check "$work/narrow/narrow.es.mono.pdf"

# what annotations say is translated, in the document that has no pages of the source beside
cat >"$work/notes.pdf" <<'PDF'
%PDF-1.5
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 400 300]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[6 0 R 7 0 R 8 0 R 9 0 R]
/Resources<</Font<</F1 5 0 R>>>>>> endobj
4 0 obj <</Length 70>> stream
BT /F1 12 Tf 1 0 0 1 50 143 Tm (These words lead to a quiet place) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
6 0 obj <</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(Somebody asked about this)
/RC(<body>Somebody asked about this</body>)>> endobj
7 0 obj <</Type/Annot/Subtype/Link/Rect[50 140 110 156]/Contents(Leads to another page)
/A<</S/URI/URI(https://example.org/there)>>>> endobj
8 0 obj <</Type/Annot/Subtype/FreeText/Rect[200 10 300 30]/Contents(Written on the page)
/DA(/F1 9 Tf)>> endobj
9 0 obj <</Type/Annot/Subtype/Link/Rect[130 140 150 156]/Dest[3 0 R/Fit]>> endobj
trailer <</Root 1 0 R>>
PDF
ok "a page with annotations is written" run notes "$work/notes.pdf"
qpdf --qdf --object-streams=disable "$work/notes/notes.es.mono.pdf" "$work/notes.qdf"
is "its notes and links say nothing in the old language" \
	"$(grep -a -c 'Somebody asked\|Leads to' "$work/notes.qdf")" 0
is "but say something" "$(grep -a -c '/Contents [(<]' "$work/notes.qdf")" 3
is "what stands on the page stays" "$(grep -a -c 'Written on the page' "$work/notes.qdf")" 1
is "a link that moved keeps its new place" \
	"$(tr -s ' \n' ' ' <"$work/notes.qdf" | grep -a -c 'Rect \[ 50 140 110 156 \]')" 0
is "the dual document has the notes of its source" \
	"$(qpdf --qdf --object-streams=disable "$work/notes/notes.es.dual.pdf" - |
		grep -a -c "/Contents (Somebody")" 2
done_testing
