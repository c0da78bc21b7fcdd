/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * chains.h - which blocks of a galley share their room, one under the other.
 */
#ifndef TYPESET_CHAINS_H
#define TYPESET_CHAINS_H

#include "galley.h"

/* Is text of the role part of a column, as against what has its own place on the page? */
bool role_flows(uint32_t role);
/* Links the blocks of g; tells how far the first of each chain may go up. */
void chains_find(struct galley *g);

#endif /* TYPESET_CHAINS_H */
