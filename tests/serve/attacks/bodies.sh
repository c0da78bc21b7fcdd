#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Bodies that are bombs, options that make no sense, documents that grow.
. "$top_srcdir/tests/serve/attacks/attack.sh"
