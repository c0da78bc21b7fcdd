#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Which fonts the written file brings along, and which it leaves to the reader.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need qpdf pdffonts pdftotext

# page VERSION FILE: one with text in fonts that every reader has
page() {
	cat >"$2" <<PDF
%PDF-$1
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 400 300]>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>> endobj
4 0 obj <</Length 154>> stream
BT /F1 12 Tf 1 0 0 1 50 243 Tm (These few words are read by everybody) Tj ET
BT /F2 12 Tf 1 0 0 1 50 143 Tm (and those words here are quite slanted) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj
6 0 obj <</Type/Font/Subtype/TrueType/BaseFont/TimesNewRoman,Italic
/Encoding/WinAnsiEncoding>> endobj
trailer <</Root 1 0 R>>
PDF
}

# run FOLDER FILE LANG OPTION...
run() {
	folder=$1 file=$2 lang=$3
	shift 3
	exits 0 translate "$file" -o "$work/$folder" --overwrite --translator pseudo --no-dual \
		--source-lang en --target-lang "$lang" "$@"
}

# how many fonts of the file are embedded ("yes") or are not ("no")
fonts() {
	pdffonts "$2" | tail -n +3 | awk -v want="$1" '$(NF - 4) == want { n++ } END { print n + 0 }'
}

page 1.4 "$work/plain.pdf"
ok "a page without fonts of its own is translated" run plain "$work/plain.pdf" es
mono=$work/plain/plain.es.mono.pdf
is "its result has none, either" "$(fonts yes "$mono")" 0
ok "it names fonts that every reader has" sh -c \
	"pdffonts '$mono' | grep -q '^Helvetica ' && pdffonts '$mono' | grep -q '^Times-Italic '"
ok "qpdf finds no fault in it" qpdf --check "$mono"
text=$(pdftotext "$mono" - | tr -d '[:space:]' | LC_ALL=C.UTF-8 grep -c '[àáâäèéêëìíîïòóôöùúûü]')
is "its letters can be copied" "$text" 1
ok "letters that those fonts lack" run hebrew "$work/plain.pdf" he \
	--translator-option script=hebrew
is "bring their own" "$(fonts no "$work/hebrew/plain.he.mono.pdf")" 0

page 2.0 "$work/late.pdf"
ok "PDF 2.0" run late "$work/late.pdf" es
is "has all its fonts" "$(fonts no "$work/late/late.es.mono.pdf")" 0

ok "a document with fonts of its own" run sample "$sample" es
is "has those of its new text" "$(fonts no "$work/sample/tides.es.mono.pdf")" 0
done_testing
