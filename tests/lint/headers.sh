#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Each header compiles alone: the installed ones as strict C11 and as C++17, those of the
# parts as C17 with the folders that the part itself sees.
. "$top_srcdir/tests/tap.sh"
cd "$top_srcdir" || exit 99
compiler=${CC:-cc}
include=-Iengine/include
for header in engine/include/doctranslate/*.h; do
	echo "#include <doctranslate/$(basename "$header")>" >"$work/alone.c"
	ok "$header as C11" \
		$compiler -std=c11 -Wall -Wextra -Wpedantic -Werror $include -fsyntax-only "$work/alone.c"
	if command -v g++ >/dev/null; then
		cp "$work/alone.c" "$work/alone.cc"
		ok "$header as C++17" \
			g++ -std=c++17 -Wall -Wextra -Wpedantic -Werror $include -fsyntax-only "$work/alone.cc"
	else
		skip "$header as C++17" "g++ is not installed"
	fi
done
libraries=$(pkg-config --cflags harfbuzz fontconfig fribidi freetype2 jansson libconfig \
	libxml-2.0 2>/dev/null)
for header in $(find engine plugins frontends tests -name '*.h' ! -path '*/include/doctranslate/*'); do
	printf '#include "config.h"\n#include "%s"\n' "$header" >"$work/alone.c"
	# shellcheck disable=SC2086
	ok "$header alone" \
		$compiler -std=gnu17 -Wall -Wextra -Werror -DFZ_ENABLE_ICC=0 -I"$top_builddir" -I. $include \
		-Iengine -Ifrontends -I"$(dirname "$header")" $libraries -fsyntax-only "$work/alone.c"
done
done_testing
