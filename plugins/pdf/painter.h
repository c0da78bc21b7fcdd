/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * painter.h - the inside of pdf.paint: one page being rewritten.  Only paint*.c include it.
 */
#ifndef DT_PDF_PAINTER_H
#define DT_PDF_PAINTER_H

#include "lane.h"
#include "paint_pen.h"
#include "paint_plan.h"

struct dt_paint_data { /* one rewritten stream */
	uint32_t stream;
	void *at;
	size_t n, raw;
};

struct dt_painter {
	struct dt_lane base;
	struct dt_face_widths widths;
	struct dt_paint_fonts fonts;
	struct dt_paint_plan plan;
	struct dt_paint_out out;
	struct dt_pen pen;
	struct dt_list faces; /* uint32_t: dt_page_set face to the lane's open face */
	struct dt_list codes; /* char: string operand under construction */
	struct dt_list data;  /* struct dt_paint_data: deflated streams of the page */
	struct dt_payload payload;
	struct libdeflate_compressor *deflate;
	int level;
	uint32_t lost; /* source glyphs that could not be painted again */
};

/* An item of page.set with the pen where it is (paint_text.c, paint_moved.c). */
void dt_paint_text(struct dt_painter *p, const struct dt_set_item *item);
void dt_paint_moved(struct dt_painter *p, const struct dt_set_item *item);
void dt_paint_rule(struct dt_painter *p, const struct dt_set_item *item);

/* A glyph of the source again, by its show operator: which ones (paint_show.c). */
bool dt_glyph_stays(const struct dt_painter *p, uint32_t glyph);
/* Glyphs first .. end of one show operator for which keep says yes, as one TJ that starts
 * with the pen at text space position at.  Where the pen is afterwards. */
double dt_paint_codes(struct dt_painter *p, const struct dt_show *show, uint32_t first,
		      uint32_t end, double at, bool (*keep)(const struct dt_painter *, uint32_t));
/* Adds a string to the TJ array under construction, and empties it. */
void dt_flush_codes(struct dt_painter *p);
void dt_add_code(struct dt_painter *p, uint32_t code, unsigned length);

/* The new name of a form in its parent's content (paint_page.c). */
void dt_paint_kid_name(const struct dt_painter *p, uint32_t kid, char *name, size_t room);

/* Rewrites the page's streams and builds the payload (paint_page.c).  NULL set: a page that
 * stays as it is. */
dt_status dt_paint_page(struct dt_painter *p, const struct dt_call *call,
			const struct dt_page_set *set, struct dt_error *err);

/* Rewrites one stream into p->out (paint_stream.c). */
void dt_paint_stream(struct dt_painter *p, uint32_t stream);

static inline const struct dt_show *dt_show_of(const struct dt_painter *p, uint32_t glyph)
{
	const struct dt_shown *shown = p->base.scan.shown.at;

	return &((const struct dt_show *)p->base.scan.shows.at)[shown[glyph].show];
}

static inline const struct dt_text_state *dt_state_of(const struct dt_painter *p,
						      const struct dt_show *show)
{
	return &((const struct dt_text_state *)p->base.scan.states.at)[show->state];
}

static inline struct dt_matrix64 dt_times(struct dt_matrix64 m, struct dt_matrix64 n)
{
	return (struct dt_matrix64){
		m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d,	    m.c * n.a + m.d * n.c,
		m.c * n.b + m.d * n.d, m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f,
	};
}

#endif /* DT_PDF_PAINTER_H */
