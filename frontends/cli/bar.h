/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bar.h - the line of a progress bar, as text.
 *
 * "paper.pdf ━━━━━━━━━╸       42 %  50 of 120 pages, 31 a second, 0:02 left"
 * What does not fit is left out: the bar shrinks first, then the words go from
 * the right.  No clock and no terminal in here.
 */
#ifndef DT_CLI_BAR_H
#define DT_CLI_BAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bar_view {
	const char *name;  /* of the document, in the encoding of the terminal */
	const char *stage; /* what is at work, or NULL */
	double percent;	   /* 0 to 100 */
	uint64_t pages;	   /* of all documents; 0: not known yet */
	double seconds;	   /* since the start */
	size_t documents, documents_done;
};

/* At most columns columns wide; gives the length.  unicode: line-drawing characters may be
 * used, and names are measured by the current locale. */
size_t bar_render(char *to, size_t size, const struct bar_view *view, int columns, bool unicode);

#endif
