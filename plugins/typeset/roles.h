/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * roles.h - what the role of a block (DT_ROLE_...) means for setting it.
 */
#ifndef TYPESET_ROLES_H
#define TYPESET_ROLES_H

#include <stdbool.h>
#include <stdint.h>

/* Short text that stands alone, in the room that is around it. */
bool role_is_label(uint32_t role);
/* Headings with divided words look careless; the names in a contents list, too. */
bool role_divides(uint32_t role);
/* Running text, as against headings, captions and what stands alone. */
bool role_runs(uint32_t role);

#endif /* TYPESET_ROLES_H */
