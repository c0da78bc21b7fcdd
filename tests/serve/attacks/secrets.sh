#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Secrets of requests and of the service: in no file, no log, no command line, no answer.
. "$top_srcdir/tests/serve/attacks/attack.sh"
