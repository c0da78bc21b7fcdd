/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * inline.h - one paragraph of the sample's source as a Pango layout.
 *
 * Marks: *bold*, _italic_, $formula$ with _x and ^x for lower and upper signs,
 * [text](target) for a link, {^1} for the sign of a footnote.
 */
#ifndef SAMPLE_INLINE_H
#define SAMPLE_INLINE_H

#include <pango/pangocairo.h>

#define INLINE_LINKS 16

struct inline_link {
	int start, end; /* bytes of the layout's text */
	char *target;	/* "#name" of a place in the document, or a URI */
};

struct inline_text {
	PangoLayout *layout;
	struct inline_link links[INLINE_LINKS];
	int n_links;
	double pitch; /* from baseline to baseline, points, whatever stands in a line */
};

struct inline_look {
	const char *font; /* Pango's description: "Liberation Serif 10" */
	double width;	  /* points, 0: as wide as it is */
	gboolean justify;
	PangoAlignment align;
};

/* The caller frees it with inline_free. */
void inline_init(struct inline_text *text, cairo_t *cr, const char *source,
		 const struct inline_look *look);
double inline_height(const struct inline_text *text);
void inline_free(struct inline_text *text);

#endif /* SAMPLE_INLINE_H */
