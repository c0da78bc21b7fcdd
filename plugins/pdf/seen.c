/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "seen.h"

#include "scanner.h"

#include <math.h>
#include <stdlib.h>

#define UNSEEN                                                                                     \
	(DT_GLYPH_INVISIBLE | DT_GLYPH_CLIPPED | DT_GLYPH_OFF_PAGE | DT_GLYPH_HIDDEN |             \
	 DT_GLYPH_SPACE)
/* Glyphs that are looked at together. */
#define CHUNK 64
/* Comparisons for one page, so that no page takes long. */
#define MOST_STEPS 4000000
/* Fills that colours of text are compared with: text of ten thousand colours on a page of as
 * many graphics is no text that anybody hides. */
#define MOST_FILLS 200000000
/* Of 255: less difference of colour than this is none. */
#define SAME_COLOUR 6

struct sight {
	struct dt_glyph *glyphs;
	const struct dt_look *looks;
	const struct dt_graphic *graphics;
	uint32_t n_glyphs, n_graphics;
	struct dt_box *chunks; /* what CHUNK glyphs cover; made when first wanted */
	uint32_t steps, fills; /* comparisons; fills whose colours were compared */
};

/* Where the ink of a letter is: from a little under the baseline to the height of an x. */
static struct dt_box ink_box(const struct sight *sight, uint32_t i)
{
	const struct dt_glyph *glyph = &sight->glyphs[i];
	const struct dt_look *look = &sight->looks[glyph->look];
	struct dt_matrix64 m = { look->a, look->b, look->c, look->d, glyph->x, glyph->y };
	double em = hypot(look->a, look->b), width = em > 0 ? (double)glyph->advance / em : 0;

	if (glyph->flags & DT_GLYPH_VERTICAL || !(fabs(width) > 0.05 && fabs(width) < 4))
		width = 0.5;
	return dt_box_of(&m, 0.1 * width, -0.1, 0.9 * width, 0.6);
}

static bool touch(struct dt_box a, struct dt_box b)
{
	return a.x0 < b.x1 && a.x1 > b.x0 && a.y0 < b.y1 && a.y1 > b.y0;
}

static bool inside(struct dt_box a, struct dt_box of)
{
	return a.x0 >= of.x0 - 0.2F && a.x1 <= of.x1 + 0.2F && a.y0 >= of.y0 - 0.2F &&
	       a.y1 <= of.y1 + 0.2F;
}

static bool make_chunks(struct sight *sight)
{
	uint32_t n = (sight->n_glyphs + CHUNK - 1) / CHUNK;

	if (sight->chunks)
		return true;
	sight->chunks = malloc((n + 1) * sizeof(*sight->chunks));
	for (uint32_t c = 0; sight->chunks && c < n; c++) {
		uint32_t end =
			(c + 1) * CHUNK < sight->n_glyphs ? (c + 1) * CHUNK : sight->n_glyphs;
		struct dt_box all = ink_box(sight, c * CHUNK);

		for (uint32_t i = c * CHUNK + 1; i < end; i++) {
			struct dt_box box = ink_box(sight, i);

			all.x0 = fminf(all.x0, box.x0);
			all.y0 = fminf(all.y0, box.y0);
			all.x1 = fmaxf(all.x1, box.x1);
			all.y1 = fmaxf(all.y1, box.y1);
		}
		sight->chunks[c] = all;
	}
	return sight->chunks != NULL;
}

/* ---- covered ---- */

static void cover(struct sight *sight, const struct dt_graphic *by, uint16_t flags)
{
	if (!make_chunks(sight))
		return;
	for (uint32_t c = 0; c * CHUNK < by->before && sight->steps < MOST_STEPS; c++) {
		uint32_t end = (c + 1) * CHUNK < by->before ? (c + 1) * CHUNK : by->before;

		sight->steps++;
		if (!touch(sight->chunks[c], by->box))
			continue;
		sight->steps += end - c * CHUNK;
		for (uint32_t i = c * CHUNK; i < end; i++)
			if (inside(ink_box(sight, i), by->box))
				sight->glyphs[i].flags |= flags;
	}
}

/* A picture as large as half the page that hides text is a scan, the text is its layer. */
static void tell_covered(struct sight *sight, float page_area)
{
	for (uint32_t i = 0; i < sight->n_graphics; i++) {
		const struct dt_graphic *by = &sight->graphics[i];
		float width = by->box.x1 - by->box.x0, height = by->box.y1 - by->box.y0;
		uint16_t flags = DT_GLYPH_COVERED;

		if (!(by->flags & DT_GRAPHIC_OPAQUE) || !by->before || width < 2 || height < 3)
			continue;
		if (by->kind == DT_GRAPHIC_IMAGE && width * height > page_area / 2)
			flags |= DT_GLYPH_OCR;
		cover(sight, by, flags);
	}
}

/* ---- in the colour of the background ---- */

static bool same_colour(uint32_t a, uint32_t b)
{
	for (int shift = 8; shift < 32; shift += 8)
		if (abs((int)(a >> shift & 255) - (int)(b >> shift & 255)) > SAME_COLOUR)
			return false;
	return true;
}

/* Is there anything that text of this colour would vanish on? */
static bool may_be_pale(struct sight *sight, uint32_t colour)
{
	if (same_colour(colour, 0xffffffff))
		return true;
	if (sight->fills > MOST_FILLS)
		return false;
	sight->fills += sight->n_graphics;
	for (uint32_t i = 0; i < sight->n_graphics; i++)
		if (sight->graphics[i].flags & DT_GRAPHIC_OPAQUE &&
		    sight->graphics[i].kind == DT_GRAPHIC_FILL &&
		    same_colour(colour, sight->graphics[i].colour))
			return true;
	return false;
}

/* A letter of another colour under it, like a disc of a symbol font, is a background, too. */
static bool on_a_glyph(struct sight *sight, uint32_t glyph, struct dt_box box)
{
	uint32_t colour = sight->looks[sight->glyphs[glyph].look].colour;

	if (!make_chunks(sight))
		return true;
	for (uint32_t c = 0; c * CHUNK < glyph; c++) {
		uint32_t end = (c + 1) * CHUNK < glyph ? (c + 1) * CHUNK : glyph;

		sight->steps++;
		if (!touch(sight->chunks[c], box))
			continue;
		sight->steps += end - c * CHUNK;
		for (uint32_t i = c * CHUNK; i < end; i++)
			if (!(sight->glyphs[i].flags & UNSEEN) &&
			    !same_colour(sight->looks[sight->glyphs[i].look].colour, colour) &&
			    touch(ink_box(sight, i), box))
				return true;
	}
	return false;
}

static bool is_pale(struct sight *sight, uint32_t glyph)
{
	uint32_t colour = sight->looks[sight->glyphs[glyph].look].colour;
	struct dt_box box = ink_box(sight, glyph);

	for (uint32_t i = sight->n_graphics; i-- > 0;) {
		const struct dt_graphic *under = &sight->graphics[i];

		sight->steps++;
		if (under->before > glyph || under->kind == DT_GRAPHIC_RULE ||
		    !touch(box, under->box))
			continue;
		if (under->kind != DT_GRAPHIC_FILL || !(under->flags & DT_GRAPHIC_OPAQUE) ||
		    !inside(box, under->box) || !same_colour(colour, under->colour))
			return false;
		return !on_a_glyph(sight, glyph, box);
	}
	return same_colour(colour, 0xffffffff) && !on_a_glyph(sight, glyph, box);
}

static void tell_pale(struct sight *sight)
{
	uint32_t last_colour = 0, last_look = DT_NONE;
	bool pale = may_be_pale(sight, 0);

	for (uint32_t i = 0; i < sight->n_glyphs && sight->steps < MOST_STEPS; i++) {
		struct dt_glyph *glyph = &sight->glyphs[i];
		const struct dt_look *look = &sight->looks[glyph->look];

		if (glyph->look != last_look && look->colour != last_colour) {
			last_colour = look->colour;
			pale = may_be_pale(sight, last_colour);
		}
		last_look = glyph->look;
		if (pale && look->render_mode < 2 &&
		    !(glyph->flags & (UNSEEN | DT_GLYPH_TYPE3 | DT_GLYPH_COLOUR_UNKNOWN)) &&
		    is_pale(sight, i))
			glyph->flags |= DT_GLYPH_PALE;
	}
}

/* ---- text layers ---- */

static void tell_layers(struct sight *sight)
{
	const struct dt_graphic *last = NULL;

	for (uint32_t i = 0; i < sight->n_glyphs && sight->steps < MOST_STEPS; i++) {
		struct dt_glyph *glyph = &sight->glyphs[i];
		struct dt_box box;

		if (!(glyph->flags & DT_GLYPH_INVISIBLE) || glyph->flags & DT_GLYPH_HIDDEN ||
		    sight->looks[glyph->look].render_mode != 3)
			continue;
		box = ink_box(sight, i);
		if (last && touch(box, last->box)) {
			glyph->flags |= DT_GLYPH_OCR;
			continue;
		}
		for (uint32_t k = 0; k < sight->n_graphics; k++, sight->steps++)
			if (sight->graphics[k].kind == DT_GRAPHIC_IMAGE &&
			    touch(box, sight->graphics[k].box)) {
				last = &sight->graphics[k];
				glyph->flags |= DT_GLYPH_OCR;
				break;
			}
	}
}

void dt_tell_seen(struct dt_scan *scan)
{
	struct sight sight = {
		.glyphs = scan->glyphs.at,
		.looks = scan->looks.at,
		.graphics = scan->graphics.at,
		.n_glyphs = scan->glyphs.n,
		.n_graphics = scan->graphics.n,
	};

	if (!sight.n_glyphs)
		return;
	tell_covered(&sight, scan->width * scan->height);
	sight.steps = 0;
	tell_pale(&sight);
	sight.steps = 0;
	if (sight.n_graphics)
		tell_layers(&sight);
	free(sight.chunks);
	for (uint32_t i = 0; i < sight.n_glyphs; i++)
		sight.glyphs[i].flags &= (uint16_t) ~(DT_GLYPH_COLOUR_UNKNOWN | DT_GLYPH_GUESSED);
}
