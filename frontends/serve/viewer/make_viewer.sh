#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# make_viewer.sh FOLDER: the files of the viewer as C, on the standard output.
set -eu
echo '/* made by make_viewer.sh */'
echo '#include "config.h"'
echo '#include "serve/viewer/viewer.h"'
for kind in html css js; do
	echo "const char viewer_$kind[] = {"
	od -An -v -tx1 "$1/viewer.$kind" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
	echo '0 };'
done
