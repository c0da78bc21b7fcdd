#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Names that lead elsewhere: of uploads, of jobs and results, of files that requests point at.
. "$top_srcdir/tests/serve/attacks/attack.sh"
