#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# HTTP that is none, or two things at once, or never comes to an end.
. "$top_srcdir/tests/serve/attacks/attack.sh"
