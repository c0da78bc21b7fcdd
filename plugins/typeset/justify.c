/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "justify.h"

#include <math.h>

enum { GIVE_LETTERS = 0, GIVE_GAPS, GIVE_BLANKS, GIVE_KINDS };

/* How far each kind goes, times its natural stretch: letters to 2 % of the em, squares to a
 * quarter of it; a line that would need wider blanks stays short. */
static const float most[GIVE_KINDS] = { 2.5f, 3.0f, 12.0f };

/* What bit i of the line can give or take; nothing goes behind its last glyph when it
 * is the last of the line. */
static void bit_give(const struct bit *bits, uint32_t n, uint32_t i, bool shrink,
		     float give[GIVE_KINDS])
{
	const struct bit *bit = &bits[i];
	uint32_t spots = bit->shape ? bit->shape->spots : 0;

	for (int k = 0; k < GIVE_KINDS; k++)
		give[k] = 0;
	if (bit->atom->kind == ATOM_OBJECT || bit->atom->kind == ATOM_LEADER)
		return;
	if (bit->atom->kind == ATOM_BLANK) {
		give[GIVE_BLANKS] = shrink ? bit->atom->shrink : bit->atom->stretch;
		return;
	}
	give[GIVE_LETTERS] = bit->atom->track * (float)(spots - (i + 1 == n && spots));
	if (shrink)
		give[GIVE_LETTERS] *= bit->atom->stand == STAND_UPRIGHT ? 0 : TRACK_SHRINK;
	/* the empty half of a sign may get smaller; at the end of a line it is gone */
	if (i + 1 < n && (!shrink || bit->atom->square))
		give[GIVE_GAPS] = shrink ? bit->atom->shrink : bit->atom->gap;
}

/* Times its natural give that each kind goes; false when all of them are not enough. */
static bool share_out(const float give[GIVE_KINDS], float slack, float ratio[GIVE_KINDS])
{
	float rest = slack, all = 0;
	bool full[GIVE_KINDS] = { false };

	for (int k = 0; k < GIVE_KINDS; k++)
		all += give[k];
	/* a kind that would go too far stops there, and the others take its part */
	for (int round = 0; round < GIVE_KINDS && all > 0; round++) {
		bool stopped = false;

		for (int k = 0; k < GIVE_KINDS; k++) {
			if (full[k] || give[k] <= 0 || rest / all <= most[k])
				continue;
			full[k] = stopped = true;
			ratio[k] = most[k];
		}
		rest = slack;
		all = 0;
		for (int k = 0; k < GIVE_KINDS; k++) {
			if (full[k])
				rest -= give[k] * most[k];
			else
				all += give[k];
		}
		if (!stopped)
			break;
	}
	if (all <= 0)
		return rest <= 1e-3f;
	for (int k = 0; k < GIVE_KINDS; k++) {
		if (!full[k])
			ratio[k] = rest / all;
	}
	return true;
}

static void bit_set(struct bit *bit, const float give[GIVE_KINDS], const float ratio[GIVE_KINDS],
		    float scale, bool shrink)
{
	float behind =
		(give[GIVE_GAPS] * ratio[GIVE_GAPS] + give[GIVE_BLANKS] * ratio[GIVE_BLANKS]) *
		scale;

	bit->width += give[GIVE_LETTERS] * ratio[GIVE_LETTERS] * scale + behind;
	bit->behind += behind;
	if (bit->atom->kind == ATOM_WORD)
		bit->track = bit->atom->track * scale * (shrink ? TRACK_SHRINK : 1) *
			     ratio[GIVE_LETTERS];
}

float justify_line(struct placer *p, float slack, float scale)
{
	struct bit *bits = p->bits.at;
	uint32_t n = p->bits.n;
	float all[GIVE_KINDS] = { 0 }, ratio[GIVE_KINDS] = { 0 }, one[GIVE_KINDS];
	float sum = 0;
	bool shrink = slack < 0;

	for (uint32_t i = 0; i < n; i++) {
		bit_give(bits, n, i, shrink, one);
		for (int k = 0; k < GIVE_KINDS; k++)
			all[k] += one[k] * scale;
	}
	for (int k = 0; k < GIVE_KINDS; k++)
		sum += all[k];
	if (sum <= 0 || fabsf(slack) < 1e-3f)
		return slack;
	if (!shrink && !share_out(all, slack, ratio))
		return slack;
	for (int k = 0; k < GIVE_KINDS && shrink; k++)
		ratio[k] = fmaxf(slack / sum, -1);
	for (uint32_t i = 0; i < n; i++) {
		bit_give(bits, n, i, shrink, one);
		bits[i].last = i + 1 == n;
		bit_set(&bits[i], one, ratio, scale, shrink);
	}
	for (int k = 0; k < GIVE_KINDS; k++)
		slack -= all[k] * ratio[k];
	return slack;
}
