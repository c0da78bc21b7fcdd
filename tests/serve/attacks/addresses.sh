#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Webhooks as a way into the network of the service: addresses in every writing, names that change.
. "$top_srcdir/tests/serve/attacks/attack.sh"
