#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Signatures of made requests are those of botocore.
. "$top_srcdir/tests/tap.sh"
python=/usr/bin/python3
$python -c 'import botocore.auth' 2>/dev/null || skip_all "python3-botocore is not installed"
ok "1000 requests with odd characters" \
	$python "$top_srcdir/tests/net/signatures.py" "$top_builddir/tests/net/sign-requests" 1000
done_testing
