#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Ways past the tokens: other writings of a path, headers, guesses, bodies without a token.
. "$top_srcdir/tests/serve/attacks/attack.sh"
