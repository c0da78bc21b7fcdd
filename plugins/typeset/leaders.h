/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * leaders.h - the dots of contents lines that are in their text.
 *
 * They come in two ways: as part of the text, then they are glue that fills the line;
 * or as glyphs that stay (dt_block.leaders), see ends.h.
 */
#ifndef TYPESET_LEADERS_H
#define TYPESET_LEADERS_H

#include "paint.h"

/* Makes the bit as many dots as fill width, at least LEADER_LEAST.  False without memory. */
bool leader_fill(struct placer *p, struct bit *bit, float width);
/* The last leader of the line takes the slack, so that what is behind it stands at the
 * line's end.  What is left of the slack. */
float leaders_fill(struct placer *p, float slack);

#endif /* TYPESET_LEADERS_H */
