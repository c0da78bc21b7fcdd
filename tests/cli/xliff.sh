#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Round trip: the texts of a document as XLIFF, edited, and the document again.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/cli/command.sh"
cd "$work" || exit 99
for plugin in pdf layout route typeset check pseudo echo fs xliff; do
	test -e "$top_builddir/modules/$plugin.so" || skip_all "the plugin $plugin is not built"
done
cp "$top_srcdir/examples/sample/tides.pdf" tides.pdf

run translate tides.pdf -o results --translator pseudo --no-dual --export-xliff files/t.xliff
exits "a folder that is not there" 2
mkdir files
run translate tides.pdf -o results --translator pseudo --no-dual --export-xliff files/t.xliff
exits "a document and a file" 0
is "two paths" "$(cat "$out")" "results/tides.es.mono.pdf
files/t.xliff"
run translate tides.pdf --translator pseudo --no-mono --no-dual --export-xliff files/t.xliff
exits "a file that is there" 2
run translate tides.pdf --translator pseudo --no-mono --no-dual --export-xliff files/2.xliff
exits "the file alone" 0
is "one path" "$(cat "$out")" files/2.xliff
ok "is the same file" cmp files/t.xliff files/2.xliff
run translate tides.pdf tides.pdf --export-xliff files/3.xliff
exits "two documents and one file" 2
says "why" "it has room for one"
run translate tides.pdf --export-xliff tides.pdf --overwrite --translator echo
exits "in place of the document" 2
run translate tides.pdf --pipeline "$faulty" -o results --export-xliff files/3.xliff
exits "a pipeline without it" 2
says "is told" 'no result "xliff"'

run build tides.pdf files/t.xliff -o built.pdf
exits "build" 0
is "its path is printed" "$(cat "$out")" built.pdf
ok "an unedited file gives the same document, byte by byte" cmp built.pdf results/tides.es.mono.pdf
run build tides.pdf files/t.xliff -o built.pdf
exits "it is there already" 2
run build tides.pdf files/t.xliff -o files/t.xliff --overwrite
exits "in place of the XLIFF" 2
run build tides.pdf files/t.xliff
exits "no -o" 2
says "what is missing" "-o FILE is missing"
# which texts are asked for depends on options of the run, which the file has to carry
run translate tides.pdf -o results --translator pseudo -li auto -lo en --no-dual \
	--keep-other-languages no --export-xliff files/same.xliff
exits "a document that is in the target language already" 0
run build tides.pdf files/same.xliff -o same.pdf
exits "is built with the options of its run" 0
ok "byte by byte" cmp same.pdf results/tides.en.mono.pdf
ok "of texts that were translated" grep -q "<target>" files/same.xliff

{
	echo '%PDF-1.4'
	echo '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj'
	echo '2 0 obj <</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 400 200]>> endobj'
	echo '3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>> endobj'
	echo '4 0 obj <</Length 150>> stream'
	echo 'BT /F1 10 Tf 40 150 Td (The listing below shows how it is done in most of the cases.) Tj'
	echo '/F2 9 Tf 0 -30 Td (total = 0  # nothing is there yet) Tj ET'
	echo 'endstream endobj'
	echo '5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Times-Roman>> endobj'
	echo '6 0 obj <</Type/Font/Subtype/Type1/BaseFont/Courier>> endobj'
	echo 'trailer <</Root 1 0 R>>'
} >listing.pdf
run translate listing.pdf -o results --translator pseudo --no-dual --translate-comments yes \
	--export-xliff files/listing.xliff
exits "a listing with its comments" 0
ok "they are asked for" grep -q "<source>nothing is there yet</source>" files/listing.xliff
run build listing.pdf files/listing.xliff -o listing-built.pdf
exits "is built with them" 0
ok "byte by byte" cmp listing-built.pdf results/listing.es.mono.pdf
run translate listing.pdf -o results --overwrite --translator pseudo --no-dual \
	--export-xliff files/code.xliff
exits "without them" 0
ok "they are code" sh -c '! grep -q "nothing is there yet" files/code.xliff'

run build tides.pdf tides.pdf -o x.pdf
exits "no XLIFF" 4
says "where" "tides.pdf:1: this is no XML"
run build files/t.xliff files/t.xliff -o x.pdf
exits "no PDF" 4

# one text is another, nothing else moves
title='<source>How Tide Tables Are Computed</source>'
awk -v title="$title" 'edit { sub(/<target>.*<\/target>/, "<target>Tablas de mareas</target>"); edit = 0 }
	index($0, title) { edit = 1 } { print }' files/t.xliff >edited.xliff
run build tides.pdf edited.xliff -o edited.pdf
exits "an edited title" 0
if command -v mutool >/dev/null; then
	# letters alone: lines may break elsewhere, since sizes are found over the whole document
	letters() {
		mutool draw -F text "$1" 2>/dev/null | tr -d ' \n\f-' | sed "s/$2//g" |
			grep -o . | sort | uniq -c
	}
	mutool draw -F text -o edited.txt edited.pdf 2>/dev/null
	ok "stands in the document" grep -q 'Tablas de mareas' edited.txt
	was=$(sed -n "/How Tide Tables Are Computed<.source>/ { n; s/.*<target>//; s/<.*//; s/[ -]//g; p; q; }" \
		files/t.xliff)
	is "all else is as it was" "$(letters edited.pdf Tablasdemareas)" "$(letters built.pdf "$was")"
else
	skip "text of the result" "mutool is not there"
fi

# a mark is lost: the unit is told with its line, the others are used
awk '!done && /<target>.*<ph id="1"/ { sub(/<ph id="1"[^>]*>/, ""); done = NR } { print }
	/<unit / && !done { line = NR } END { print line >"line" }' files/t.xliff >lost.xliff
run build tides.pdf lost.xliff -o lost.pdf --report lost.json
exits "a mark that is lost" 6
says "its line and what it lacks" "lost.xliff:$(cat line): unit [a-z0-9-]* lacks mark 1"
ok "the document is written" test -s lost.pdf
if command -v python3 >/dev/null; then
	ok "and stands in the report" json_holds lost.json '[n["code"] for n in it["notes"]
		if n["level"] == "fault" and n["code"][:6] == "xliff."] == ["xliff.marks"]'
else
	skip "the report" "python3 is not there"
fi
sed 's/ canDelete="no" type="\(fmt\|link\)"/ canDelete="yes" type="\1"/g
	/<target>/ s/<pc [^>]*>//g; /<target>/ s/<\/pc>//g' files/t.xliff >plain.xliff
run build tides.pdf plain.xliff -o plain.pdf
exits "styles that may go" 0

# units that do not belong
sed 's/<unit id="p1-b2">/<unit id="p1-b2000">/' files/t.xliff >moved.xliff
run build tides.pdf moved.xliff -o moved.pdf
exits "a unit of another name" 6
says "the text without one" 'has no unit p1-b2 for "The DocTranslate project"'
says "the unit without a text" "unit p1-b2000 belongs to no text of the document"
# 64 bytes of it end inside of a letter
accents=$(printf '\303\251%.0s' 1 2 3 4 5 6 7 8 9 10)
accents=$accents$accents$accents
sed "s/<unit id=\"p1-b2\">/<unit id=\"p1\&#10;$accents$accents\">/" files/t.xliff >long.xliff
run build tides.pdf long.xliff -o long.pdf --report long.json
exits "a unit of a name that is no name" 6
says "it is told in one line, cut between letters" \
	"unit p1 $accents belongs to no text of the document"
sed 's/<source>The DocTranslate project/<source>The DocTranslate folks/' files/t.xliff >other.xliff
run build tides.pdf other.xliff -o other.pdf
exits "a source that is another" 6
says "is told" "unit p1-b2 has a source that is not the text in the document"
printf '\n' >>tides.pdf
run build tides.pdf files/t.xliff -o changed.pdf
exits "another document, though with the same texts" 6
says "is told" "was made from another version of the document"

run build listing.pdf files/t.xliff -o wrong.pdf
exits "a document that has next to nothing of it" 4
says "is told" "t.xliff was made from another document (tides.pdf): 0 of its [0-9]* units"
not_ok "and nothing is written" test -e wrong.pdf

# untranslated, for somebody to begin with
cp "$top_srcdir/examples/sample/tides.pdf" tides.pdf
run translate tides.pdf --translator echo --no-mono --no-dual --pages 2 -lo fr \
	--export-xliff files/e.xliff
exits "untranslated" 0
is "no target" "$(grep -c '<target' files/e.xliff)" 0
ok "the language" grep -q 'trgLang="fr"' files/e.xliff
not_ok "page 1" grep -q 'id="p1-' files/e.xliff
run build tides.pdf files/e.xliff -o e.pdf --output-format json
exits "builds the document as it was" 0
if command -v python3 >/dev/null; then
	last_line >last
	ok "and says how many are left" json_holds last 'it["result"]["output"] == "e.pdf" and
		any("have no translation" in w for w in it["warnings"])'
	run inspect --pipeline xliff files/e.xliff --output-format json
	last_line >last
	ok "what the file says of itself" json_holds last 'it["result"]["files"][0]["units"] > 20 and
		it["result"]["files"][0]["units_translated"] == 0 and
		it["result"]["files"][0]["pages"] == "2"'
else
	skip "JSON" "python3 is not there"
fi
run build tides.pdf files/e.xliff -o strict.pdf --strict
exits "--strict does not accept texts that are left" 6
done_testing
