/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "rtl.h"

#include <stddef.h>

/* Reverses whole signs; a blank stays between the two that it was between. */
static void reverse(struct sign *signs, uint32_t n)
{
	for (uint32_t i = 0; i + 1 < n - i; i++) {
		struct sign swap = signs[i];

		signs[i] = signs[n - 1 - i];
		signs[n - 1 - i] = swap;
	}
	/* after the turn the blank of a sign stands before the one that was at its right */
	for (uint32_t i = n; i-- > 1;)
		signs[i].blank = signs[i - 1].blank;
}

/* Marks were behind their base; after a turn they are before it. */
static void marks_after_base(struct sign *signs, uint32_t n)
{
	for (uint32_t i = 0; i < n;) {
		uint32_t k = i;

		while (k < n && signs[k].mark)
			k++;
		if (k == i || k == n) {
			i = k + 1;
			continue;
		}
		/* marks i..k-1 belong to base k */
		{
			struct sign base = signs[k];
			bool blank = signs[i].blank;

			for (uint32_t m = k; m > i; m--)
				signs[m] = signs[m - 1];
			signs[i] = base;
			for (uint32_t m = i; m <= k; m++)
				signs[m].blank = false;
			signs[i].blank = blank;
		}
		i = k + 1;
	}
}

static bool is_run(uint32_t kind, bool rtl)
{
	return rtl ? kind == SIGN_LTR || kind == SIGN_DIGIT : kind == SIGN_RTL;
}

/* The end of a run against the line's direction that begins at i: neutral signs belong to it
 * when they stand between its own. */
static uint32_t run_end(const struct sign *signs, uint32_t i, uint32_t n, bool rtl)
{
	uint32_t end = i + 1;

	for (uint32_t k = end; k < n; k++) {
		bool letters = signs[end - 1].kind != SIGN_DIGIT;

		if (signs[k].mark)
			continue;
		if (is_run(signs[k].kind, rtl)) {
			bool apart = k > end;

			/* between numbers only a separator that touches both holds them together */
			if (apart && rtl && !letters && signs[k].kind == SIGN_DIGIT &&
			    (k > end + 1 || signs[end].kind != SIGN_SEPARATOR || signs[end].blank ||
			     signs[k].blank))
				break;
			end = k + 1;
		} else if (signs[k].kind == SIGN_RTL || signs[k].kind == SIGN_LTR) {
			break;
		}
	}
	while (end < n && signs[end].mark)
		end++;
	return end;
}

void signs_to_logical(struct sign *signs, uint32_t n, bool rtl)
{
	if (rtl) {
		reverse(signs, n);
		marks_after_base(signs, n);
	}
	for (uint32_t i = 0; i < n;) {
		uint32_t end;
		bool blank;

		if (!is_run(signs[i].kind, rtl)) {
			i++;
			continue;
		}
		end = run_end(signs, i, n, rtl);
		blank = signs[i].blank;
		signs[i].blank = false;
		reverse(signs + i, end - i);
		marks_after_base(signs + i, end - i);
		signs[i].blank = blank;
		i = end;
	}
}
