#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Paragraphs that run over a page, and text in other languages, in a document of its own.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need_judge

# page NUMBER NEXT: the lines of its body come from the standard input
page() {
	{
		echo 'BT /F1 9 Tf 72 740 Td (The book of the harbour and its people) Tj ET'
		echo "BT /F1 9 Tf 300 40 Td ($1) Tj ET"
		echo 'BT /F1 11 Tf 14 TL 72 700 Td'
		sed 's/.*/(&) Tj T*/'
		echo 'ET'
	} >"$work/stream"
	cat <<PDF
${1}1 0 obj <</Type/Page/Parent 2 0 R/Contents ${1}2 0 R$2
/Resources<</Font<</F1 5 0 R>>>>>> endobj
${1}2 0 obj <</Length $(wc -c <"$work/stream")>> stream
$(cat "$work/stream")
endstream endobj
PDF
}

# A paragraph goes from the foot of page 1 over to page 2, where a link stands in it.
{
	echo '%PDF-1.5'
	echo '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj'
	echo '2 0 obj <</Type/Pages/Count 3/Kids[11 0 R 21 0 R 31 0 R]/MediaBox[0 0 540 780]>> endobj'
	echo '5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj'
	echo '7 0 obj <</Type/Annot/Subtype/Link/Rect[72 683 200 694]/Border[0 0 0]'
	echo '/A<</S/URI/URI(http://example.org/)>>>> endobj'
	page 1 '' <<'TEXT'
The ships came into the harbour when the tide was high and nobody had to
wait for the pilot, who lived in the white house at the end of the long road.
He would take them to the quay, one after the other, and in the evening the
whole town would know who had come and what there was to buy, and all that
TEXT
	page 2 '/Annots[7 0 R]' <<'TEXT'
was known was told again in the inn, where the sailors sat by the fire and
showed their treasures to the children, who had never seen such things and
would not forget them as long as they lived.

Das Haus des Lotsen stand am Ende der langen Stra\337e, und niemand im Dorf
hatte es je betreten, obwohl man sich viele Geschichten davon erz\344hlte, die
so alt waren wie der Hafen selbst und so wahr wie alles, was man nie sah.

La casa del piloto estaba al final del largo camino, y nadie en el pueblo
hab\355a entrado nunca en ella, aunque se contaban muchas historias que eran
tan viejas como el puerto y tan verdaderas como todo lo que nunca se ve.
TEXT
	page 3 '' <<'TEXT'
In the winter there were no ships, and the town slept under the snow and
did not hear the sea, which was as loud as it had been in the summer.
TEXT
	echo 'trailer <</Root 1 0 R>>'
} >"$work/book.pdf"

# translated FOLDER ARGUMENTS...
translated() {
	into=$work/$1
	shift
	exits 0 translate "$work/book.pdf" -o "$into" --translator pseudo --no-dual \
		--source-lang auto --target-lang es --report "$into.json" "$@"
}
text_of() { # FOLDER PAGE
	/usr/bin/python3 -c 'import fitz, sys
document = fitz.open(sys.argv[1])
print(" ".join(document[int(sys.argv[2]) - 1].get_text().split()))' "$work/$1/book.es.mono.pdf" "$2"
}
ask() { # FOLDER EXPRESSION
	/usr/bin/python3 -c 'import json, sys
report = json.load(open(sys.argv[1]))
rules = report["ledger"]["rules"]
codes = [note["code"] for note in report["notes"]]
print(eval(sys.argv[2]))' "$work/$1.json" "$2"
}
same_files() {
	cmp "$work/$1/book.es.mono.pdf" "$work/$2/book.es.mono.pdf"
}

ok "extract tells it as one paragraph" exits 0 extract "$work/book.pdf" -o "$work/book.json"
is "with the place where it goes on" "$(/usr/bin/python3 -c 'import json, sys
for page in json.load(open(sys.argv[1]))["pages"]:
    for block in page["blocks"]:
        if "continues" in block:
            words = block["text"]
            print(page["page"], [part["page"] for part in block["continues"]],
                  "and all that was known was told" in words, words[-11:])' "$work/book.json")" \
	"1 [2] True they lived."

ok "it is translated" translated one --workers 1
ok "by four workers, too" translated four --workers 4
ok "the bytes are the same" same_files one four
is "no glyph is without a fate" "$(ask one 'report["ledger"]["unhandled"] if "unhandled" in report["ledger"] else 0')" 0
is "the last line of page 1 is full" "$(/usr/bin/python3 -c 'import fitz, sys
document = fitz.open(sys.argv[1])
lines = [line for block in document[0].get_text("dict")["blocks"] for line in block.get("lines", ())
         if 100 < line["bbox"][1] < 700]
rows = {}
for line in lines:
    rows.setdefault(round(line["bbox"][3]), []).append(line["bbox"][2])
last = max(rows[max(rows)])
print(last > 0.85 * max(x for row in rows.values() for x in row))' "$work/one/book.es.mono.pdf")" True
is "the link is on page 2 and has words" "$(/usr/bin/python3 -c 'import fitz, sys
document = fitz.open(sys.argv[1])
links = [(page.number + 1, any(fitz.Rect(word[:4]).intersects(link["from"])
                               for word in page.get_text("words")))
         for page in document for link in page.get_links()]
print(links)' "$work/one/book.es.mono.pdf")" "[(2, True)]"

is "the language is found" "$(ask one '"language.found" in codes')" True
ok "German stays" sh -c "test -n '$(text_of one 2 | grep -o 'Haus des Lotsen')'"
ok "Spanish stays" sh -c "test -n '$(text_of one 2 | grep -o 'casa del piloto')'"
not_ok "English does not" sh -c "test -n '$(text_of one 2 | grep -o 'forget them')'"
is "the ledger names the rules" "$(ask one '[rules.get("foreign", 0) > 150, rules.get("language", 0) > 150]')" "[True, True]"
ok "they are translated on demand" translated all --keep-other-languages no
is "then the ledger has no such rules" "$(ask all '[rules.get("foreign", 0), rules.get("language", 0)]')" "[0, 0]"
not_ok "German is gone" sh -c "test -n '$(text_of all 2 | grep -o 'Haus des Lotsen')'"

# running heads: the same words on all pages, their numbers as they were
is "the running head is the same on all pages" "$(/usr/bin/python3 -c 'import fitz, sys
document = fitz.open(sys.argv[1])
heads = {page.get_textbox(fitz.Rect(0, 25, 540, 50)).strip() for page in document}
numbers = [page.get_textbox(fitz.Rect(290, 725, 330, 750)).strip() for page in document]
print(len(heads), numbers)' "$work/one/book.es.mono.pdf")" "1 ['1', '2', '3']"

# pages that are not neighbours are not joined; a page alone is whole
ok "pages 1 and 3 alone" translated apart --pages 1,3
is "page 1 ends where it ended" "$(ask apart 'report["ledger"]["unhandled"] if "unhandled" in report["ledger"] else 0')" 0
ok "page 2 alone" translated second --pages 2
done_testing
