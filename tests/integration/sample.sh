#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The main job on the sample document: English to Spanish with the engine that is built in.
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/integration/lib.sh"
need apertium qpdf
need_judge
[ -e /usr/share/apertium/modes/eng-spa.mode ] || skip_all "apertium-eng-spa is not installed"

ok "it is translated" exits 0 translate "$sample" -o "$work/o" --source-lang en --target-lang es \
	--report "$work/report.json"
mono=$work/o/tides.es.mono.pdf
dual=$work/o/tides.es.dual.pdf
is "the paths are all that is printed" "$(sort "$work/out")" "$(printf '%s\n%s' "$dual" "$mono")"
ok "qpdf finds no fault in it" qpdf --check "$mono"
ok "qpdf finds no fault in the dual" qpdf --check "$dual"
ok "pages, links and outline are kept" judge kept "$sample" "$mono"
is "each page of the dual shows both" "$(judge pages "$dual")" 2
is "the language is set" "$(judge lang "$mono")" es
is "every character has a glyph" "$(judge glyphs "$mono")" 0

judge text "$mono" | tr -s ' \n' ' ' >"$work/text"
for words in 'La Luna' 'el nivel' 'armónico' 'mareas' 'Resumen'; do
	ok "the text has: $words" grep -qi "$words" "$work/text"
done
for words in 'The Moon pulls' 'the harmonic method' 'Machines of brass' 'least squares'; do
	not_ok "the text has no longer: $words" grep -qi "$words" "$work/text"
done
ok "the formula stands" grep -q 'cos(' "$work/text"
ok "extract tells it" exits 0 extract "$sample" -o "$work/blocks.json"
is "as a formula and not as text" "$(/usr/bin/python3 -c 'import json, sys
formulas = [block for page in json.load(open(sys.argv[1]))["pages"] for block in page["blocks"]
            if block["role"] == "formula"]
print(any("text" in block for block in formulas), any("cos(" in block["formula"] for block in formulas))' \
	"$work/blocks.json")" "False True"
is "text beside the table is none of its cells" "$(/usr/bin/python3 -c 'import json, sys
blocks = json.load(open(sys.argv[1]))["pages"][0]["blocks"]
print([block["role"] for block in blocks if "picture explains" in block.get("text", "")],
      sum(block["role"] == "table-cell" for block in blocks))' \
	"$work/blocks.json")" "['paragraph'] 29"
ok "names in the references stand" grep -q 'Doodson' "$work/text"
ok "numbers of the table stand" grep -q '28.984°' "$work/text"
not_ok "the outline is not English" sh -c "/usr/bin/python3 '$top_srcdir/tests/integration/judge.py' outline '$mono' | grep -E 'harmonic|brass'"
not_ok "the title is not English" sh -c "/usr/bin/python3 '$top_srcdir/tests/integration/judge.py' title '$mono' | grep -E 'Tide Tables'"
ok "its language is found" exits 0 translate "$sample" -o "$work/auto" --source-lang auto --no-dual \
	--target-lang es
ok "the result is the same" cmp "$mono" "$work/auto/tides.es.mono.pdf"
done_testing
