# SPDX-License-Identifier: AGPL-3.0-or-later
# Read by the scripts here: each runs the Python program of its own name against the real service.
. "$top_srcdir/tests/tap.sh"
command -v python3 >/dev/null || skip_all "python3 is not installed"
"$top_builddir/doctranslate" serve --help >/dev/null 2>&1 || skip_all "the service is not built"
PYTHONDONTWRITEBYTECODE=1 python3 "${0%.sh}.py" "$top_builddir/doctranslate" "$work"
