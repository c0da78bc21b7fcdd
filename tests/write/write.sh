# SPDX-License-Identifier: AGPL-3.0-or-later
# pdf.write alone: every page of the sample is written again with its own content, so that
# the results must be as the source is, whatever kind of file that was.
. "$top_srcdir/tests/tap.sh"
sample=$top_srcdir/examples/sample/tides.pdf
repaint=$top_builddir/tests/write/repaint
for tool in qpdf pdftotext pdfinfo; do
	command -v $tool >/dev/null || skip_all "$tool is not installed"
done
test -x "$repaint" || skip_all "built without the pdf plugin"
n=$(qpdf --show-npages "$sample")

# paint FILE OPTION...: results are $mono and $dual
paint() {
	rm -rf "$work/run"
	mkdir "$work/run"
	mono=$work/run/pdf.write.mono.pdf
	dual=$work/run/pdf.write.dual.pdf
	"$repaint" -m "$top_builddir/modules" -i "$@" -w "$work/run" \
		-p target_lang=es >"$work/run/files" 2>"$work/run/log"
}

text() { # FILE [OPTION...]
	pdftotext "$@" - | tr -d '\f'
}

same_text() { # FILE FILE
	text "$1" >"$work/a.txt"
	text "$2" >"$work/b.txt"
	cmp "$work/a.txt" "$work/b.txt"
}

odd_pages() { # FILE INTO
	qpdf "$1" --pages . 1-z:odd -- "$2"
}

even_pages() { # FILE INTO
	qpdf "$1" --pages . 1-z:even -- "$2"
}

page_width() { # FILE
	pdfinfo "$1" | sed -n 's/^Page size: *\([0-9.]*\) x .*/\1/p' | sed 's/\..*//'
}

check_kind() { # NAME FILE
	ok "$1: mono is written" paint "$2" -p dual=alternating
	ok "$1: mono is sound" qpdf --check "$mono"
	ok "$1: mono says what the source says" same_text "$2" "$mono"
	ok "$1: alternating is sound" qpdf --check "$dual"
	is "$1: alternating has each page twice" "$(qpdf --show-npages "$dual")" $((2 * n))
	odd_pages "$dual" "$work/odd.pdf"
	even_pages "$dual" "$work/even.pdf"
	ok "$1: odd pages are the source's" same_text "$2" "$work/odd.pdf"
	ok "$1: even pages are the translation's" same_text "$2" "$work/even.pdf"
	ok "$1: side by side is written" paint "$2" -p dual=side-by-side -p mono=no
	ok "$1: side by side is sound" qpdf --check "$dual"
	is "$1: side by side has as many pages" "$(qpdf --show-npages "$dual")" "$n"
	is "$1: a page is twice as wide" "$(page_width "$dual")" \
		"$(pdfinfo "$2" | sed -n 's/^Page size: *\([0-9.]*\) x .*/\1/p' |
			awk '{ printf "%d", 2 * $1 }')"
	not_ok "$1: no mono when none is wanted" test -e "$mono"
}

tables=$work/tables.pdf
streams=$work/streams.pdf
qpdf --object-streams=disable "$sample" "$tables"
qpdf --object-streams=generate "$sample" "$streams"
qpdf --linearize "$sample" "$work/linear.pdf"
check_kind "tables" "$tables"
check_kind "object streams" "$streams"
check_kind "linearized" "$work/linear.pdf"

# nothing of the source that is not needed is in the result, and what is new is as compact
paint "$streams"
size_of() {
	wc -c <"$1"
}
ok "the result is not larger" test "$(size_of "$mono")" -le $(($(size_of "$streams") * 21 / 20))
cp "$mono" "$work/first.pdf"
paint "$streams"
ok "equal sources give equal results" cmp "$mono" "$work/first.pdf"

# titles and language
paint "$streams" -n
is "the title is the new one" "$(pdfinfo "$mono" | sed -n 's/^Title: *//p')" \
	"Título del documento — 标题 & <más>"
ok "the language is the target's" \
	sh -c "qpdf --qdf --object-streams=disable '$mono' - | grep -a -q '/Lang (es)'"

# new text in three kinds of font: it can be found again
set -- $(fc-match -f '%{file}' 'DejaVu Sans:lang=en' 2>/dev/null)
if [ -n "$1" ]; then
	paint "$streams" -t -f "$1"
	ok "new text: sound" qpdf --check "$mono"
	ok "new text can be searched" sh -c "pdftotext -raw '$mono' - | grep -q 'Traducción de prueba'"
	ok "its font is embedded and cut down" \
		sh -c "pdffonts '$mono' | grep 'Test-Font' | grep -q 'yes yes yes'"
else
	skip "new text" "fontconfig knows no font"
fi

# encryption stays as it was
for bits in 40 128 256; do
	options=
	[ $bits = 128 ] && options=--use-aes=y
	qpdf --allow-weak-crypto --encrypt geheim owner $bits $options -- "$sample" \
		"$work/$bits.pdf" 2>/dev/null
	ok "$bits bits: written" paint "$work/$bits.pdf" -p password=geheim -p dual=alternating -n
	ok "$bits bits: mono is sound" qpdf --check --password=geheim "$mono"
	ok "$bits bits: dual is sound" qpdf --check --password=geheim "$dual"
	not_ok "$bits bits: the password is still needed" qpdf --check "$mono"
	is "$bits bits: encrypted as before" \
		"$(qpdf --show-encryption --password=geheim "$mono")" \
		"$(qpdf --show-encryption --password=geheim "$work/$bits.pdf")"
	qpdf --decrypt --password=geheim "$mono" "$work/open.pdf"
	ok "$bits bits: says what the source says" same_text "$sample" "$work/open.pdf"
	is "$bits bits: strings too" "$(pdfinfo -upw geheim "$mono" | sed -n 's/^Title: *//p')" \
		"Título del documento — 标题 & <más>"
done

# turned pages: the translation stands on the right as one sees it
for turn in 90 180 270; do
	qpdf --rotate=$turn "$sample" "$work/turned.pdf"
	paint "$work/turned.pdf" -p dual=side-by-side
	ok "turned by $turn: sound" qpdf --check "$dual"
	width=$(page_width "$work/turned.pdf")
	height=$(pdfinfo "$work/turned.pdf" | sed -n 's/^Page size: .* x \([0-9]*\).*/\1/p')
	[ $turn = 180 ] || { swap=$width; width=$height; height=$swap; }
	pdftotext -f 1 -l 1 -x $width -y 0 -W $width -H $height "$dual" "$work/right.txt"
	pdftotext -f 1 -l 1 "$mono" "$work/page.txt"
	is "turned by $turn: the right half is the page" \
		"$(tr -d ' \n\f' <"$work/right.txt" | wc -c)" \
		"$(tr -d ' \n\f' <"$work/page.txt" | wc -c)"
done

# a damaged file is written anew
size=$(wc -c <"$tables")
head -c $((size - 200)) "$tables" >"$work/damaged.pdf"
ok "damaged: written" paint "$work/damaged.pdf" -p dual=alternating
ok "damaged: the note says so" grep -q write.repaired "$work/run/log"
ok "damaged: mono is sound" qpdf --check "$mono"
ok "damaged: dual is sound" qpdf --check "$dual"
ok "damaged: says what the source says" same_text "$sample" "$mono"

streams() { # FILE
	grep -ac endstream "$1"
}
damaged=$(streams "$mono")
ok "sound: written" paint "$tables" -p dual=alternating
ok "damaged: old contents of pages stay out" test "$damaged" -lt $(($(streams "$mono") + n))

# only a source with a signature is kept as it is
with_form() { # FIELDS INTO
	qpdf --qdf --object-streams=disable "$sample" "$work/form.qdf"
	sed "s|/Type /Catalog|/AcroForm << /SigFlags 1 /Fields [ $1 ] >> &|" "$work/form.qdf" |
		fix-qdf >"$2"
}
starts_as() { # FILE FILE
	cmp -n "$(wc -c <"$1")" "$1" "$2"
}
with_form '<< /T (a) /FT /Sig >>' "$work/unsigned.pdf"
with_form '<< /T (a) /FT /Sig /Kids [ << /V << /ByteRange [ 0 1 2 3 ] >> >> ] >>' "$work/signed.pdf"
ok "unsigned: written" paint "$work/unsigned.pdf"
not_ok "unsigned: is no update" starts_as "$work/unsigned.pdf" "$mono"
not_ok "unsigned: nothing is said" grep -q write.signed "$work/run/log"
ok "unsigned: sound" qpdf --check "$mono"
ok "signed: written" paint "$work/signed.pdf"
ok "signed: begins as the source" starts_as "$work/signed.pdf" "$mono"
ok "signed: the note says so" grep -q write.signed "$work/run/log"
ok "signed: sound" qpdf --check "$mono"

# no room
paint_without_room() {
	rm -rf "$work/run"
	mkdir "$work/run"
	(
		trap '' XFSZ
		ulimit -f 16
		exec "$repaint" -m "$top_builddir/modules" -i "$sample" -w "$work/run"
	) >/dev/null 2>"$work/log"
}
not_ok "no room: fails" paint_without_room
ok "no room: says so" grep -q "File too large" "$work/log"
is "no room: leaves nothing" "$(ls "$work/run")" ""

done_testing
