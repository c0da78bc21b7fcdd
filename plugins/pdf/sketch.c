/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "sketch.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LETTERS	     5.0 /* size of all that is written, points */
#define LETTER_WIDTH (0.6 * LETTERS)

struct paint {
	double red, green, blue;
};

static const struct paint paints[DT_ROLE_COUNT] = {
	{ 0.5, 0.5, 0.5 },
	[DT_ROLE_PARAGRAPH] = { 0.13, 0.40, 0.85 },
	[DT_ROLE_HEADING] = { 0.82, 0.10, 0.20 },
	[DT_ROLE_TITLE] = { 0.60, 0.00, 0.45 },
	[DT_ROLE_LIST_ITEM] = { 0.00, 0.55, 0.25 },
	[DT_ROLE_CAPTION] = { 0.85, 0.45, 0.00 },
	[DT_ROLE_HEADER] = { 0.45, 0.45, 0.45 },
	[DT_ROLE_FOOTER] = { 0.30, 0.30, 0.30 },
	[DT_ROLE_FOOTNOTE] = { 0.50, 0.30, 0.10 },
	[DT_ROLE_TABLE_CELL] = { 0.00, 0.55, 0.60 },
	[DT_ROLE_TOC_ITEM] = { 0.40, 0.20, 0.75 },
	[DT_ROLE_CODE] = { 0.35, 0.40, 0.00 },
	[DT_ROLE_FORMULA] = { 0.90, 0.00, 0.65 },
	[DT_ROLE_BIBLIOGRAPHY] = { 0.25, 0.45, 0.55 },
	[DT_ROLE_FIGURE_TEXT] = { 0.65, 0.55, 0.00 },
};

struct known { /* a block as the profile corrects it */
	uint32_t role, level, rule;
	bool kept;
};

static const struct dt_block *block_at(const struct sketch_page *page, uint32_t i)
{
	return DT_AT(page->blocks, struct dt_block, page->blocks->blocks) + i;
}

static struct known known_of(const struct sketch_page *page, uint32_t i)
{
	const struct dt_block *block = block_at(page, i);
	struct known known = { block->role, block->level, block->rule,
			       (block->flags & DT_BLOCK_KEEP) != 0 };
	const struct dt_profile *profile = page->profile;
	const struct dt_profile_role *role =
		profile ? DT_AT(profile, struct dt_profile_role, profile->roles) : NULL;

	for (uint32_t k = 0; profile && k < profile->roles.count; k++)
		if (role[k].page == page->page && role[k].block == i) {
			known.role = role[k].role;
			known.level = role[k].level;
			if (role[k].flags & DT_BLOCK_KEEP) {
				known.kept = true;
				known.rule = role[k].rule;
			}
		}
	if (known.role >= DT_ROLE_COUNT)
		known.role = 0;
	return known;
}

/* ---- operators ---------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static void put(struct dt_bytes *out, const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	dt_bytes_text(out, text);
}

static void put_colour(struct dt_bytes *out, const struct paint *paint)
{
	put(out, "%.2f %.2f %.2f RG %.2f %.2f %.2f rg\n", paint->red, paint->green, paint->blue,
	    paint->red, paint->green, paint->blue);
}

static void put_rectangle(struct dt_bytes *out, double x, double y, double w, double h,
			  const char *operator)
{
	put(out, "%.2f %.2f %.2f %.2f re %s\n", x, y, w, h, operator);
}

static void put_line(struct dt_bytes *out, double x0, double y0, double x1, double y1)
{
	put(out, "%.2f %.2f m %.2f %.2f l S\n", x0, y0, x1, y1);
}

/* Letters whose baseline begins at x, y; y goes down, letters stand upright all the same. */
static void put_letters(struct dt_bytes *out, double x, double y, const char *text)
{
	put(out, "BT /" SKETCH_FONT " %.1f Tf 1 0 0 -1 %.2f %.2f Tm (", LETTERS, x, y);
	dt_bytes_literal(out, (const unsigned char *)text, strlen(text));
	dt_bytes_text(out, ") Tj ET\n");
}

/* White letters on the current colour, the lower left corner at x, y. */
static void put_tag(struct dt_bytes *out, double x, double y, const char *text)
{
	put_rectangle(out, x, y - LETTERS - 1, (double)strlen(text) * LETTER_WIDTH + 2, LETTERS + 1,
		      "f");
	dt_bytes_text(out, "1 g\n");
	put_letters(out, x + 1, y - 1.3, text);
}

static void start_layer(struct dt_bytes *out, enum sketch_layer layer)
{
	put(out, "/OC /%s BDC q\n", sketch_layer_name(layer));
}

static void end_layer(struct dt_bytes *out)
{
	dt_bytes_text(out, "Q EMC\n");
}

/* Frame space becomes user space, until Q. */
static void enter_frame(struct dt_bytes *out, const struct dt_block *block)
{
	const struct dt_matrix *m = &block->frame;

	put(out, "q %.5f %.5f %.5f %.5f %.3f %.3f cm\n", (double)m->a, (double)m->b, (double)m->c,
	    (double)m->d, (double)m->e, (double)m->f);
}

/* ---- layers ------------------------------------------------------------------- */

/* "7 heading 2", "31 t1 r3 c2: number"; cells are small and have no room for their role. */
static void tag_text(char *to, size_t size, const struct dt_block *block, const struct known *known,
		     uint32_t i)
{
	char place[60];

	if (block->table != DT_NONE)
		snprintf(place, sizeof(place), "t%u r%u c%u", block->table + 1, block->row + 1u,
			 block->column + 1u);
	else if (known->level)
		snprintf(place, sizeof(place), "%s %u", dt_role_name(known->role), known->level);
	else
		snprintf(place, sizeof(place), "%s", dt_role_name(known->role));
	snprintf(to, size, "%u %s%s%s%s", i + 1, place,
		 block->flags & DT_BLOCK_VERTICAL ? " vertical" : "", known->kept ? ": " : "",
		 known->kept ? dt_rule_name(known->rule) : "");
}

static void draw_block(struct dt_bytes *out, const struct sketch_page *page, uint32_t i)
{
	const struct dt_block *block = block_at(page, i);
	struct known known = known_of(page, i);
	char tag[100];

	enter_frame(out, block);
	put_colour(out, &paints[known.role]);
	dt_bytes_text(out, "q /" SKETCH_PALE " gs ");
	put_rectangle(out, 0, 0, (double)block->width, (double)block->height, "f");
	dt_bytes_text(out, "Q 0.6 w\n");
	/* what stays is dashed */
	dt_bytes_text(out, known.kept ? "[2 1.5] 0 d " : "[] 0 d ");
	put_rectangle(out, 0, 0, (double)block->width, (double)block->height, "S");
	if (block->label_x1 > block->label_x0)
		put_line(out, (double)block->label_x0, (double)block->baseline + 1.5,
			 (double)block->label_x1, (double)block->baseline + 1.5);
	tag_text(tag, sizeof(tag), block, &known, i);
	put_tag(out, 0, 0, tag);
	dt_bytes_text(out, "Q\n");
}

static void draw_lines(struct dt_bytes *out, const struct sketch_page *page, uint32_t i)
{
	const struct dt_block *block = block_at(page, i);
	const struct dt_line *line = DT_AT(page->blocks, struct dt_line, block->lines);
	const struct dt_run *run = DT_AT(page->blocks, struct dt_run, block->runs);

	enter_frame(out, block);
	dt_bytes_text(out, "0.1 0.65 0.1 RG 0.3 w\n");
	for (uint32_t k = 0; k < block->lines.count; k++, line++) {
		put_line(out, (double)line->x0, (double)line->baseline, (double)line->x1,
			 (double)line->baseline);
		/* where it begins and ends */
		put_line(out, (double)line->x0, (double)line->baseline - 2, (double)line->x0,
			 (double)line->baseline + 1);
		put_line(out, (double)line->x1, (double)line->baseline - 2, (double)line->x1,
			 (double)line->baseline + 1);
	}
	dt_bytes_text(out, "0.9 0 0.65 RG 0.4 w\n");
	for (uint32_t k = 0; k < block->runs.count; k++, run++)
		if (run->kind == DT_RUN_OBJECT)
			put_rectangle(out, (double)run->box.x0,
				      (double)run->baseline + (double)run->box.y0,
				      (double)(run->box.x1 - run->box.x0),
				      (double)(run->box.y1 - run->box.y0), "S");
	dt_bytes_text(out, "Q\n");
}

static void draw_room(struct dt_bytes *out, const struct sketch_page *page, uint32_t i)
{
	const struct dt_block *block = block_at(page, i);
	double left = (double)block->room_left, above = (double)block->room_above;

	if (!(block->room_left > 0 || block->room_right > 0 || block->room_above > 0 ||
	      block->room_below > 0))
		return;
	enter_frame(out, block);
	put_colour(out, &paints[known_of(page, i).role]);
	dt_bytes_text(out, "0.25 w [1 1] 0 d ");
	put_rectangle(out, -left, -above, (double)block->width + left + (double)block->room_right,
		      (double)block->height + above + (double)block->room_below, "S");
	dt_bytes_text(out, "Q\n");
}

static struct dt_point corner(const struct dt_block *block, double x, double y)
{
	const struct dt_matrix *m = &block->frame;

	return (struct dt_point){ (float)((double)m->a * x + (double)m->c * y + (double)m->e),
				  (float)((double)m->b * x + (double)m->d * y + (double)m->f) };
}

/* From the last corner of one block to the first of another, with a head. */
static void put_arrow(struct dt_bytes *out, struct dt_point from, struct dt_point to)
{
	double dx = (double)(to.x - from.x), dy = (double)(to.y - from.y), n = hypot(dx, dy);

	put_line(out, (double)from.x, (double)from.y, (double)to.x, (double)to.y);
	if (n < 1)
		return;
	dx *= 3 / n;
	dy *= 3 / n;
	put(out, "%.2f %.2f m %.2f %.2f l %.2f %.2f l f\n", (double)to.x, (double)to.y,
	    (double)to.x - dx - dy / 2, (double)to.y - dy + dx / 2, (double)to.x - dx + dy / 2,
	    (double)to.y - dy - dx / 2);
}

/* Paragraphs that go on in another block of the page, or on another page. */
static void draw_flows(struct dt_bytes *out, const struct sketch_page *page)
{
	const struct dt_profile *profile = page->profile;
	const struct dt_profile_flow *flow =
		profile ? DT_AT(profile, struct dt_profile_flow, profile->flows) : NULL;
	char text[40];

	dt_bytes_text(out, "0.9 0.1 0.1 RG 0.9 0.1 0.1 rg 1 w\n");
	for (uint32_t i = 0; profile && i < profile->flows.count; i++, flow++) {
		const struct dt_profile_part *part =
			DT_AT(profile, struct dt_profile_part, profile->parts) + flow->first;

		for (uint32_t k = 0; k + 1 < flow->count; k++, part++) {
			const struct dt_block *one, *other;

			if (part->page != page->page || part->block >= page->blocks->blocks.count)
				continue;
			one = block_at(page, part->block);
			if (part[1].page == page->page &&
			    part[1].block < page->blocks->blocks.count) {
				other = block_at(page, part[1].block);
				put_arrow(out, corner(one, (double)one->width, (double)one->height),
					  corner(other, 0, 0));
				continue;
			}
			snprintf(text, sizeof(text), "goes on %u page%s on",
				 part[1].page - page->page,
				 part[1].page - page->page == 1 ? "" : "s");
			enter_frame(out, one);
			put_tag(out, (double)one->width - (double)strlen(text) * LETTER_WIDTH - 2,
				(double)one->height + LETTERS + 1, text);
			dt_bytes_text(out, "Q\n");
		}
	}
}

static void draw_order(struct dt_bytes *out, const struct sketch_page *page)
{
	uint32_t n = page->blocks->blocks.count;

	dt_bytes_text(out, "0.3 w 0.55 0.55 0.55 RG 0.55 0.55 0.55 rg\n");
	for (uint32_t i = 0; i + 1 < n; i++) {
		const struct dt_block *one = block_at(page, i), *other = block_at(page, i + 1);

		put_arrow(out, corner(one, 0, (double)one->height), corner(other, 0, 0));
	}
	draw_flows(out, page);
}

/* A cross for each glyph in no block: orange when it stays, red when it has failed. */
static void draw_rest(struct dt_bytes *out, const struct sketch_page *page)
{
	const struct dt_kept *kept = DT_AT(page->blocks, struct dt_kept, page->blocks->kept);
	const struct dt_glyph *glyphs =
		page->content ? DT_AT(page->content, struct dt_glyph, page->content->glyphs) : NULL;

	dt_bytes_text(out, "0.4 w\n");
	for (uint32_t i = 0; glyphs && i < page->blocks->kept.count; i++) {
		uint32_t end = kept[i].glyphs.first + kept[i].glyphs.count;

		dt_bytes_text(out, kept[i].fate == DT_FATE_FAILED ? "1 0 0 RG\n" : "1 0.55 0 RG\n");
		for (uint32_t k = kept[i].glyphs.first; k < end && k < page->content->glyphs.count;
		     k++) {
			double x = (double)glyphs[k].x, y = (double)glyphs[k].y;

			if (glyphs[k].flags & DT_GLYPH_SPACE)
				continue;
			put_line(out, x - 1, y - 1, x + 1, y + 1);
			put_line(out, x - 1, y + 1, x + 1, y - 1);
		}
	}
}

/* The roles of the page with their colours, at the foot of the page. */
static void draw_legend(struct dt_bytes *out, const struct sketch_page *page)
{
	static const char note[] = "dashed: kept  dotted: room  green: baselines  red: goes on";
	uint32_t used = 0;
	double x = 4, y = (double)page->blocks->height - 4, width = 2;

	for (uint32_t i = 0; i < page->blocks->blocks.count; i++)
		used |= 1u << known_of(page, i).role;
	for (uint32_t i = 0; i < DT_ROLE_COUNT; i++)
		if (used & 1u << i)
			width += ((double)strlen(dt_role_name(i)) + 1) * LETTER_WIDTH + 2;
	width += (double)strlen(note) * LETTER_WIDTH + 4;
	dt_bytes_text(out, "1 g 0.6 G 0.3 w\n");
	put_rectangle(out, x - 2, y - LETTERS - 4, width, LETTERS + 6, "B");
	for (uint32_t i = 0; i < DT_ROLE_COUNT; i++) {
		if (!(used & 1u << i))
			continue;
		put_colour(out, &paints[i]);
		put_tag(out, x, y, dt_role_name(i));
		x += ((double)strlen(dt_role_name(i)) + 1) * LETTER_WIDTH + 2;
	}
	dt_bytes_text(out, "0 g\n");
	put_letters(out, x, y - 1.3, note);
}

const char *sketch_layer_title(enum sketch_layer layer)
{
	static const char *const titles[] = {
		[SKETCH_BLOCKS] = "Layout: blocks",
		[SKETCH_LINES] = "Layout: lines and formulas",
		[SKETCH_ROOM] = "Layout: room",
		[SKETCH_ORDER] = "Layout: order",
		[SKETCH_REST] = "Layout: in no block",
		[SKETCH_LEGEND] = "Layout: legend",
	};

	return titles[layer];
}

const char *sketch_layer_name(enum sketch_layer layer)
{
	static const char *const names[] = {
		[SKETCH_BLOCKS] = "DTLayout0", [SKETCH_LINES] = "DTLayout1",
		[SKETCH_ROOM] = "DTLayout2",   [SKETCH_ORDER] = "DTLayout3",
		[SKETCH_REST] = "DTLayout4",   [SKETCH_LEGEND] = "DTLayout5",
	};

	return names[layer];
}

void sketch_draw(struct dt_bytes *out, const struct sketch_page *page)
{
	static void (*const each[])(struct dt_bytes *, const struct sketch_page *, uint32_t) = {
		[SKETCH_ROOM] = draw_room, [SKETCH_BLOCKS] = draw_block, [SKETCH_LINES] = draw_lines
	};
	static void (*const whole[])(
		struct dt_bytes *, const struct sketch_page *) = { [SKETCH_ORDER] = draw_order,
								   [SKETCH_REST] = draw_rest,
								   [SKETCH_LEGEND] = draw_legend };
	/* what is pale first, what is written last */
	static const enum sketch_layer order[] = { SKETCH_ROOM,	 SKETCH_LINES,	SKETCH_REST,
						   SKETCH_ORDER, SKETCH_BLOCKS, SKETCH_LEGEND };

	for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
		enum sketch_layer layer = order[k];

		start_layer(out, layer);
		if (layer == SKETCH_ORDER || layer == SKETCH_REST || layer == SKETCH_LEGEND)
			whole[layer](out, page);
		else
			for (uint32_t i = 0; i < page->blocks->blocks.count; i++)
				each[layer](out, page, i);
		end_layer(out);
	}
}
