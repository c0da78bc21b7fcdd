/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "leaders.h"

bool leader_fill(struct placer *p, struct bit *bit, float width)
{
	static const char dots[] = "................................................"
				   "................................................"
				   "................................................"
				   "................................................";
	static const char spaced[] = ". . . . . . . . . . . . . . . . . . . . . . . . "
				     ". . . . . . . . . . . . . . . . . . . . . . . . "
				     ". . . . . . . . . . . . . . . . . . . . . . . . ";
	const struct atom *a = bit->atom;
	uint32_t unit = a->shape->length;
	uint32_t most = (uint32_t)(unit == 1 ? sizeof(dots) - 1 : (sizeof(spaced) - 1) / 2);
	float one = a->shape->width * bit->size;
	uint32_t n = one > 0 && width > one ? (uint32_t)(width / one) : 0;
	struct word_key key = {
		unit == 1 ? dots : spaced, 0, a->face, a->script, a->level & 1, false, 0
	};

	n = n < LEADER_LEAST ? LEADER_LEAST : n > most ? most : n;
	key.length = n * unit;
	bit->text = key.text;
	bit->length = key.length;
	bit->shape = words_shape(p->composer->words, &key);
	if (!bit->shape)
		return false;
	bit->width = bit->shape->width * bit->size;
	return true;
}

float leaders_fill(struct placer *p, float slack)
{
	struct bit *bits = p->bits.at;

	for (uint32_t i = p->bits.n; i-- > 0 && slack > 0;) {
		float before = bits[i].width;

		if (bits[i].atom->kind != ATOM_LEADER)
			continue;
		if (!leader_fill(p, &bits[i], before + slack))
			return slack;
		bits[i].behind = slack - (bits[i].width - before);
		bits[i].width += bits[i].behind;
		return 0;
	}
	return slack;
}
