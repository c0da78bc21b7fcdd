/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "bar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { NARROWEST = 8, WIDEST = 40, LEAST_COLUMNS = 20 };

/* Cuts a name to at most columns columns, with an ellipsis; gives the columns it takes.
 * Control characters are shown as "?": a file name must not steer the terminal. */
static int put_name(char *to, size_t size, const char *name, int columns, bool unicode)
{
	mbstate_t state = { 0 };
	size_t used = 0, left = strlen(name);
	int width = 0;

	while (left && used + 8 < size) {
		wchar_t character;
		size_t n = mbrtowc(&character, name, left, &state);
		int w = n <= left && n > 0 ? wcwidth(character) : -1;

		if (w < 0) { /* not a character, or one that moves the cursor */
			if (n > left || n == 0) {
				memset(&state, 0, sizeof(state));
				n = 1;
			}
			w = 1;
			if (width + w < columns)
				to[used++] = '?';
		} else if (width + w < columns || (width + w == columns && n == left)) {
			memcpy(to + used, name, n);
			used += n;
		}
		if (width + w >= columns && left > n) {
			used += (size_t)snprintf(to + used, size - used, "%s",
						 unicode ? "\xe2\x80\xa6" : ".");
			width = columns;
			break;
		}
		width += w;
		name += n;
		left -= n;
	}
	to[used] = '\0';
	return width;
}

/* Halves of a cell, so that the bar moves smoothly. */
static size_t put_bar(char *to, size_t size, double fraction, int cells, bool unicode)
{
	int halves = (int)(fraction * 2 * cells);
	size_t used = 0;

	for (int i = 0; i < cells && used + 4 < size; i++) {
		const char *cell = halves >= 2 * i + 2	 ? (unicode ? "\xe2\x94\x81" : "#")
				   : halves == 2 * i + 1 ? (unicode ? "\xe2\x95\xb8" : "-")
				   : unicode		 ? " "
							 : ".";

		used += (size_t)snprintf(to + used, size - used, "%s", cell);
	}
	return used;
}

static void put_duration(char *to, size_t size, double seconds)
{
	long whole = (long)(seconds + 0.5);

	if (whole >= 3600)
		snprintf(to, size, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
	else
		snprintf(to, size, "%ld:%02ld", whole / 60, whole % 60);
}

/* The words behind the bar, the most important first; each fits only with those before it. */
static void put_words(char *to, size_t size, const struct bar_view *view, int room)
{
	char parts[4][96] = { "", "", "", "" };
	double fraction = view->percent / 100, rate;
	char left[32];

	if (view->documents > 1)
		snprintf(parts[0], sizeof(parts[0]), "  %zu of %zu documents", view->documents_done,
			 view->documents);
	if (view->pages) {
		double done = fraction * (double)view->pages;

		rate = view->seconds > 0.5 ? done / view->seconds : 0;
		snprintf(parts[1], sizeof(parts[1]), "  %.0f of %.0f pages", done,
			 (double)view->pages);
		if (rate > 0)
			snprintf(parts[2], sizeof(parts[2]),
				 rate < 10 ? ", %.1f a second" : ", %.0f a second", rate);
	}
	if (view->seconds > 1 && fraction > 0.01 && fraction < 1) {
		put_duration(left, sizeof(left), view->seconds * (1 - fraction) / fraction);
		snprintf(parts[3], sizeof(parts[3]), "%s%s left", view->pages ? ", " : "  ", left);
	}
	to[0] = '\0';
	for (size_t i = 0, used = 0; i < 4; i++) {
		size_t n = strlen(parts[i]);

		if (!n)
			continue;
		if ((int)(used + n) > room || used + n >= size)
			return;
		memcpy(to + used, parts[i], n + 1);
		used += n;
	}
}

size_t bar_render(char *to, size_t size, const struct bar_view *view, int columns, bool unicode)
{
	char name[256], cells[WIDEST * 3 + 8] = "", words[256];
	int name_width, bar_width, room;
	size_t used;

	to[0] = '\0';
	if (columns < LEAST_COLUMNS)
		return (size_t)snprintf(to, size, "%3.0f %%", view->percent);
	name_width = put_name(name, sizeof(name), view->name, columns / 4 < 32 ? columns / 4 : 32,
			      unicode);
	/* "NAME BAR 100 %WORDS"; the bar's width does not follow the words: it would jump */
	room = columns - name_width - 1 - 6;
	bar_width = room / 3 > WIDEST ? WIDEST : room / 3;
	if (bar_width < NARROWEST)
		bar_width = room >= NARROWEST + 1 ? NARROWEST : 0;
	put_words(words, sizeof(words), view, room - bar_width - (bar_width > 0));
	if (bar_width >= NARROWEST)
		put_bar(cells, sizeof(cells), view->percent / 100, bar_width, unicode);
	used = (size_t)snprintf(to, size, "%s %s%s%3.0f %%%s", name, cells, *cells ? " " : "",
				view->percent, words);
	return used < size ? used : size - 1;
}
