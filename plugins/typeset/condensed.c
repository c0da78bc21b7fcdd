/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A condensed face rather than letters smaller than those of the style, for labels and for single
 * lines: nobody sees it there, as in the middle of running text. */
#include "config.h"

#include "fit.h"
#include "roles.h"

#define SMALLER 0.95f /* of the size of its style: a reader does not see less than that */
#define WORTH	0.04f /* how much larger it has to be for that */

/* Is one face of the text condensed that would not be in its style? */
static bool has_condensed(const struct composer *c, const struct text_block *t,
			  const struct dt_page_blocks *page)
{
	const struct dt_style *style = &DT_AT(page, struct dt_style, page->styles)[t->block->style];
	const char *family = DT_TEXT(page, style->family);
	uint32_t own = faces_class(c->faces, style->flags, family);
	uint32_t other = faces_class(c->faces, style->flags | DT_STYLE_CONDENSED, family);

	return own != FACE_NONE && other != FACE_NONE &&
	       faces_first(c->faces, own) != faces_first(c->faces, other);
}

bool fit_condensed(struct galley *g, struct composer *composer, uint32_t i, fit_scale scale,
		   const void *ctx, float smallest)
{
	struct text_block *t = galley_at(g, i);
	float own = t->scale;
	bool label = t->single || role_is_label(t->segment->role), over = t->overflows;

	if (!t->set || t->linked || t->next != DT_NONE || !label ||
	    (own > SMALLER * scale(ctx, t->key) && !over) || !has_condensed(composer, t, g->page))
		return true;
	if (!galley_rebuild(g, composer, i, true))
		return false;
	fit_chain(g, i, scale, ctx, smallest);
	if (t->scale > own + WORTH || (over && !t->overflows))
		return true;
	if (!galley_rebuild(g, composer, i, false))
		return false;
	fit_chain(g, i, scale, ctx, smallest);
	return true;
}
