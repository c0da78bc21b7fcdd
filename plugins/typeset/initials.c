/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "initials.h"

#include "text.h"

#include <math.h>

#define CAP_HEIGHT 0.68f /* em, about, in all faces */
#define FEWEST	   24u	 /* letters: a text that does not fill its lines has no use for one */
#define MOST_GAP   0.8f	 /* em, between it and the lines */

/* Is there an upper and a lower case, which is what initials come from? */
static bool has_initials(hb_script_t script)
{
	return script == HB_SCRIPT_LATIN || script == HB_SCRIPT_GREEK ||
	       script == HB_SCRIPT_CYRILLIC || script == HB_SCRIPT_ARMENIAN;
}

static bool is_quote(uint32_t cp)
{
	return cp == '"' || cp == '\'' || (cp >= 0x2018 && cp <= 0x201f) || cp == 0xab ||
	       cp == 0x2039 || cp == 0xa1 || cp == 0xbf;
}

/* Letters that the initial takes: one, with the signs before it and over it. */
static uint32_t count_letters(const struct letter *letters, uint32_t n)
{
	hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
	uint32_t i = is_quote(letters[0].cp);

	if (n < FEWEST || letters[i].kind != ATOM_WORD ||
	    !has_initials(hb_unicode_script(unicode, letters[i].cp)))
		return 0;
	i++;
	while (i < n && hb_unicode_combining_class(unicode, letters[i].cp) != 0)
		i++;
	return i;
}

void initial_read(struct composer *c, struct paragraph *p, const struct dt_page_blocks *blocks,
		  const struct dt_block *block, const struct dt_segment *segment)
{
	const struct dt_run *runs = DT_AT(blocks, struct dt_run, block->runs);
	struct letter *letters = c->chars.at;
	uint32_t n = 0;

	p->initial = 0;
	if (block->initial < 2 || c->vertical || !block->runs.count || p->rtl || p->any_rtl ||
	    !c->chars.n || block->flags & DT_BLOCK_RTL || (segment->n_parts && segment->part) ||
	    runs[0].style >= blocks->styles.count)
		return;
	n = count_letters(letters, c->chars.n);
	for (uint32_t i = 0; i < n; i++) {
		letters[i].kind = ATOM_INITIAL;
		letters[i].style = runs[0].style;
		letters[i].answer = BREAK_NOT;
	}
}

void initial_measure(struct text_block *t, const struct dt_page_blocks *page)
{
	const struct dt_block *b = t->block;
	const struct dt_run *runs = DT_AT(page, struct dt_run, b->runs);
	const struct dt_style *styles = DT_AT(page, struct dt_style, page->styles);

	if (t->paragraph.initial <= 0)
		return;
	t->initial = b->initial;
	t->initial_size = styles[runs[0].style].size;
	t->initial_gap = fminf(b->initial_gap, MOST_GAP * t->size);
}

/* Height of the lines beside it over that in the source, for a leading. */
static float height_at(const struct text_block *t, float leading, float scale)
{
	float lines = (float)(t->initial - 1), cap = CAP_HEIGHT * t->size;

	return (lines * leading + cap * scale) / (lines * t->leading + cap);
}

float initial_indent(const struct text_block *t)
{
	float leading = fminf(t->leading, t->leading * t->scale * AIRY);

	return t->first_indent +
	       t->paragraph.initial * t->narrow * height_at(t, leading, t->scale) + t->initial_gap;
}

float initial_scale(const struct text_block *t)
{
	return height_at(t, t->spacing, t->scale);
}

float initial_depth(const struct text_block *t)
{
	return (float)(t->initial - 1) * t->spacing;
}
