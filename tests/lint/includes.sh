#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Who may include what: public headers need only the C library; the engine knows neither
# plugins nor front ends; a plugin knows the public headers and its own folder; front ends
# see engine.h.
. "$top_srcdir/tests/tap.sh"
cd "$top_srcdir" || exit 99

# FOLDER PATTERN...: no include in FOLDER matches a pattern
never() {
	folder=$1
	shift
	for pattern in "$@"; do
		find "$folder" -name '*.[ch]' -exec grep -nE "^ *# *include +$pattern" {} + >"$work/found"
		ok "nothing in $folder includes $pattern" test ! -s "$work/found"
		[ ! -s "$work/found" ] || tap_show "$work/found"
	done
}
never engine/include '"' '<(pthread|dlfcn|unistd|jansson|libconfig|mupdf|hb|sys/)'
never engine '"(plugins|frontends|\.\./)' '<(mupdf|hb|ft2build|fontconfig|fribidi)'
never plugins '"(engine|frontends)[./]' '<doctranslate/engine' '"[^"]*engine\.h"'
never frontends '"(plugins)/' '<(mupdf|hb|ft2build|fontconfig|fribidi|libconfig)'
never tests/harness '"(engine|\.\./\.\./engine)'

# MuPDF stays in one folder, and so do the others
for rule in 'mupdf/:plugins/pdf' 'libconfig:engine' 'fribidi:plugins/typeset' 'fontconfig:plugins/typeset'; do
	library=${rule%%:*}
	home=${rule#*:}
	grep -rnlE "^ *# *include +<$library" engine plugins frontends | grep -v "^$home/" >"$work/found"
	ok "<$library is included only in $home" test ! -s "$work/found"
	[ ! -s "$work/found" ] || tap_show "$work/found"
done

# a plugin does not reach into another one
for folder in plugins/*/; do
	name=$(basename "$folder")
	grep -rnE '^ *# *include +"(\.\./)*plugins/' "$folder" | grep -v "plugins/$name/" >"$work/found"
	ok "plugins/$name includes no other plugin" test ! -s "$work/found"
	[ ! -s "$work/found" ] || tap_show "$work/found"
done
done_testing
