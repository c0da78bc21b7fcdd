/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * paint_plan.h - what page.set asks for, sorted by the show operators of the scan.
 *
 * For each glyph: does it go.  For each show operator: is it copied, rewritten, and
 * which items are painted behind it.  For each stream: does it change.  A moved item
 * that does not move (identity) is painted by each operator for itself, in its place,
 * so that clip, colours and paint order stay what they were.  New text that the clip at
 * its anchor would cut is painted behind the Q that ends the clip.
 * Borrows the scan and the page.set; one thread at a time; memory is kept from page
 * to page.
 */
#ifndef DT_PDF_PAINT_PLAN_H
#define DT_PDF_PAINT_PLAN_H

#include "scan.h"

enum {		    /* of a glyph */
       DT_GOES = 1, /* taken out */
       DT_AGAIN = 2 /* painted again in its place */
};

struct dt_paint_at {		   /* where an item is painted */
	uint32_t show;		   /* behind this show operator; DT_NONE: */
	uint32_t stream, position; /* on its own, at this byte of the stream */
	uint32_t level;		   /* the level that ends there */
	uint32_t item;
};

enum dt_paint_event_kind { DT_EVENT_KID = 0, DT_EVENT_SHOW, DT_EVENT_ITEM };

struct dt_paint_event { /* what happens in a changed stream, in the order of its bytes */
	uint32_t stream, position;
	uint32_t kind;
	uint32_t index; /* of the kid in streams, of the show operator, in .items */
};

struct dt_paint_plan {
	const struct dt_scan *scan;
	const struct dt_page_set *set;
	uint8_t *glyphs; /* DT_GOES, DT_AGAIN by glyph */
	size_t room;
	struct dt_list items;	/* struct dt_paint_at, by show, then by item */
	struct dt_list events;	/* struct dt_paint_event, by stream and position */
	struct dt_list changed; /* bool by stream */
	uint32_t unplaced;	/* items whose anchor is no glyph of the page */
	uint32_t locked;	/* glyphs that should have gone but cannot */
};

/* False without memory. */
bool dt_plan_make(struct dt_paint_plan *plan, const struct dt_scan *scan,
		  const struct dt_page_set *set);
void dt_plan_free(struct dt_paint_plan *plan);

static inline bool dt_plan_changes(const struct dt_paint_plan *plan, uint32_t stream)
{
	return stream < plan->changed.n && ((const bool *)plan->changed.at)[stream];
}

/* The first item behind that show operator; *n of them follow each other. */
const struct dt_paint_at *dt_plan_items(const struct dt_paint_plan *plan, uint32_t show,
					uint32_t *n);

static inline bool dt_is_identity(const struct dt_matrix *m)
{
	return m->a == 1 && m->b == 0 && m->c == 0 && m->d == 1 && m->e == 0 && m->f == 0;
}

#endif /* DT_PDF_PAINT_PLAN_H */
