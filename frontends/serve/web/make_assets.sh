#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# make_assets.sh FILE...: prints C with the files of the web page, each as it is and compressed.
set -eu
LC_ALL=C
export LC_ALL
packed=$(mktemp)
trap 'rm -f "$packed"' EXIT

media_type() {
	case $1 in
	*.html) echo 'text/html; charset=utf-8' ;;
	*.css) echo 'text/css; charset=utf-8' ;;
	*.js) echo 'text/javascript; charset=utf-8' ;;
	*.json) echo 'application/json' ;;
	*.svg) echo 'image/svg+xml' ;;
	*)
		echo "make_assets.sh: $1: wanted .html, .css, .js, .json or .svg" >&2
		return 1
		;;
	esac
}
bytes() { # NAME FILE
	printf 'static const unsigned char %s[] = {\n' "$1"
	od -An -v -tu1 "$2" | sed 's/ *\([0-9][0-9]*\)/\1,/g'
	printf '};\n'
}
tag() { # FILE
	sha256sum <"$1" | cut -c 1-32
}

printf '/* made by make_assets.sh */\n#include "config.h"\n\n#include "serve/web/assets.h"\n\n'
n=0
rows=
for file; do
	name=${file##*/}
	type=$(media_type "$name")
	gzip -9nc "$file" >"$packed"
	bytes "plain_$n" "$file"
	bytes "gzip_$n" "$packed"
	rows="$rows	{ \"$name\", \"$type\", { plain_$n, sizeof(plain_$n), \"\\\"$(tag "$file")\\\"\" },
	  { gzip_$n, sizeof(gzip_$n), \"\\\"$(tag "$packed")\\\"\" } },
"
	n=$((n + 1))
done
printf '\nconst struct asset web_assets[] = {\n%s};\n' "$rows"
printf 'const size_t web_assets_count = %d;\n' "$n"
