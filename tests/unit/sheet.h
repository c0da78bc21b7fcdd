/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sheet.h - pages that tests of layout write themselves: every glyph is half an em wide, so that
 * all places can be told from the text.
 */
#ifndef DT_TESTS_SHEET_H
#define DT_TESTS_SHEET_H

#include "plugins/layout/layout.h"

#include <check.h>

enum { FONT_TEXT = 0, FONT_BOLD, FONT_ITALIC, FONT_MATH, FONT_MONO, N_FONTS };

struct sheet {
	struct dt_list glyphs, looks, graphics, text, annotations;
	struct dt_list marks, elements; /* one mark for each element */
	const char *roles[16];		/* of the elements */
};

static inline void sheet_free(struct sheet *sheet)
{
	dt_list_free(&sheet->glyphs);
	dt_list_free(&sheet->looks);
	dt_list_free(&sheet->graphics);
	dt_list_free(&sheet->text);
	dt_list_free(&sheet->annotations);
	dt_list_free(&sheet->marks);
	dt_list_free(&sheet->elements);
}

/* One look for each piece, as a parser could give them. */
static inline void put_turned(struct sheet *sheet, float x, float y, float size, uint32_t font,
			      const char *text, float dx, float dy)
{
	struct dt_look *look = DT_LIST_ADD(&sheet->looks, struct dt_look);

	look->a = size * dx;
	look->b = size * dy;
	look->c = size * dy;
	look->d = -size * dx;
	look->size = size;
	look->colour = look->outline = 0xff;
	look->font = font;
	look->mark = DT_NONE;
	for (; *text; text++) {
		struct dt_glyph *glyph = DT_LIST_ADD(&sheet->glyphs, struct dt_glyph);

		glyph->x = x;
		glyph->y = y;
		glyph->advance = size / 2;
		glyph->text = sheet->text.n;
		glyph->text_length = 1;
		while ((text[glyph->text_length] & 0xc0) == 0x80)
			glyph->text_length++;
		glyph->flags = *text == ' ' ? DT_GLYPH_SPACE : 0;
		glyph->look = sheet->looks.n - 1;
		for (uint16_t i = 0; i < glyph->text_length; i++)
			*DT_LIST_ADD(&sheet->text, char) = text[i];
		text += glyph->text_length - 1;
		x += dx * size / 2;
		y += dy * size / 2;
	}
}

static inline void put(struct sheet *sheet, float x, float y, float size, uint32_t font,
		       const char *text)
{
	put_turned(sheet, x, y, size, font, text, 1, 0);
}

/* Lines of one look, so far apart; each but the last ends with '\n'. */
static inline void put_text(struct sheet *sheet, float x, float y, float leading, float size,
			    uint32_t font, const char *lines)
{
	char line[200];

	for (size_t n; *lines; lines += n + (lines[n] == '\n'), y += leading) {
		n = strcspn(lines, "\n");
		ck_assert_uint_lt(n, sizeof(line));
		memcpy(line, lines, n);
		line[n] = '\0';
		put(sheet, x, y, size, font, line);
	}
}

static inline void put_rule(struct sheet *sheet, float x0, float y0, float x1, float y1)
{
	struct dt_graphic *graphic = DT_LIST_ADD(&sheet->graphics, struct dt_graphic);

	graphic->kind = DT_GRAPHIC_RULE;
	graphic->box = (struct dt_box){ x0, y0, x1, y1 };
	graphic->mark = DT_NONE;
}

/* One that the writer can find. */
static inline void put_piece(struct sheet *sheet, uint32_t kind, uint32_t colour, struct dt_box box)
{
	put_rule(sheet, box.x0, box.y0, box.x1, box.y1);
	{
		struct dt_graphic *all = sheet->graphics.at;
		uint32_t n = sheet->graphics.n;

		all[n - 1].kind = kind;
		all[n - 1].colour = colour;
		all[n - 1].piece = 100 + n;
		all[n - 1].before = sheet->glyphs.n;
	}
}

/* A structure element, by its number. */
static inline uint32_t put_element(struct sheet *sheet, const char *role, uint32_t parent)
{
	struct dt_element *element = DT_LIST_ADD(&sheet->elements, struct dt_element);
	struct dt_mark *mark = DT_LIST_ADD(&sheet->marks, struct dt_mark);

	ck_assert_uint_lt(sheet->elements.n, DT_COUNT(sheet->roles) + 1);
	sheet->roles[sheet->elements.n - 1] = role;
	element->parent = parent;
	element->order = sheet->elements.n;
	mark->parent = DT_NONE;
	mark->element = sheet->elements.n - 1;
	return sheet->elements.n - 1;
}

static inline void put_tagged(struct sheet *sheet, uint32_t element, float x, float y, float size,
			      uint32_t font, const char *text)
{
	put(sheet, x, y, size, font, text);
	((struct dt_look *)sheet->looks.at)[sheet->looks.n - 1].mark = element;
}

/* Text that is tagged as no part of the document. */
static inline void put_artifact(struct sheet *sheet, float x, float y, float size, uint32_t font,
				const char *text)
{
	uint32_t mark = put_element(sheet, "Artifact", DT_NONE);

	((struct dt_mark *)sheet->marks.at)[mark].flags = DT_MARK_ARTIFACT;
	put_tagged(sheet, mark, x, y, size, font, text);
}

static inline void put_annotation(struct sheet *sheet, uint32_t kind, struct dt_box box)
{
	struct dt_annotation *annotation = DT_LIST_ADD(&sheet->annotations, struct dt_annotation);

	annotation->kind = kind;
	annotation->box = box;
}

/* A field of a form. */
static inline void put_field(struct sheet *sheet, struct dt_box box)
{
	put_annotation(sheet, DT_ANNOTATION_WIDGET, box);
}

static inline void sheet_pack(struct sheet *sheet, struct dt_payload *payload)
{
	static const char *const names[N_FONTS] = { "Serif", "Serif-Bold", "Serif-Italic", "CMMI10",
						    "Courier" };
	static const uint32_t flags[N_FONTS] = { DT_FONT_SERIF, DT_FONT_SERIF | DT_FONT_BOLD,
						 DT_FONT_SERIF | DT_FONT_ITALIC, DT_FONT_MATH,
						 DT_FONT_MONO };
	struct dt_font fonts[N_FONTS] = { 0 };
	struct dt_page_content head = { 0 };

	dt_payload_start(payload, sizeof(head));
	for (uint32_t i = 0; i < N_FONTS; i++) {
		fonts[i].name = dt_payload_text(payload, names[i], strlen(names[i]));
		fonts[i].flags = flags[i];
		fonts[i].ascent = 0.8f;
		fonts[i].descent = -0.2f;
		fonts[i].weight = 400;
	}
	head.width = 612;
	head.height = 792;
	head.fonts = dt_payload_array(payload, fonts, N_FONTS, sizeof(fonts[0]));
	head.text = dt_payload_text(payload, sheet->text.at, sheet->text.n);
	head.glyphs = dt_payload_list(payload, &sheet->glyphs);
	head.looks = dt_payload_list(payload, &sheet->looks);
	head.graphics = dt_payload_list(payload, &sheet->graphics);
	for (uint32_t i = 0; i < sheet->elements.n; i++)
		((struct dt_element *)sheet->elements.at)[i].role =
			dt_payload_text(payload, sheet->roles[i], strlen(sheet->roles[i]));
	head.elements = dt_payload_list(payload, &sheet->elements);
	head.marks = dt_payload_list(payload, &sheet->marks);
	head.annotations = dt_payload_list(payload, &sheet->annotations);
	head.size = (uint32_t)payload->used;
	ck_assert(!payload->failed);
	memcpy(payload->at, &head, sizeof(head));
}

/* ---- what came out ---- */

struct result {
	struct page *page;
	struct dt_payload content;
	const struct dt_page_blocks *blocks;
	const struct dt_block *block;
	uint32_t n;
};

/* Every glyph once, in a block's ranges or kept. */
static inline void check_coverage(const struct dt_page_blocks *page)
{
	const struct dt_block *blocks = DT_AT(page, struct dt_block, page->blocks);
	const struct dt_kept *kept = DT_AT(page, struct dt_kept, page->kept);
	uint32_t *seen = calloc(page->n_glyphs + 1, sizeof(*seen));

	ck_assert_ptr_nonnull(seen);
	for (uint32_t i = 0; i < page->blocks.count; i++) {
		const struct dt_range *ranges = DT_AT(page, struct dt_range, blocks[i].ranges);

		for (uint32_t k = 0; k < blocks[i].ranges.count; k++)
			for (uint32_t g = 0; g < ranges[k].count; g++)
				seen[ranges[k].first + g]++;
	}
	for (uint32_t i = 0; i < page->kept.count; i++)
		for (uint32_t g = 0; g < kept[i].glyphs.count; g++)
			seen[kept[i].glyphs.first + g]++;
	for (uint32_t i = 0; i < page->n_glyphs; i++)
		ck_assert_msg(seen[i] == 1, "glyph %u has %u fates", i, seen[i]);
	free(seen);
}

/* What is made of the sheet, which is empty then. */
static inline struct result layout_by(struct sheet *sheet, bool as_painted, bool comments)
{
	struct result result = { .page = calloc(1, sizeof(struct page)) };

	ck_assert_ptr_nonnull(result.page);
	result.page->as_painted = as_painted;
	result.page->use_tags = sheet->elements.n > 0;
	result.page->translate_comments = comments;
	sheet_pack(sheet, &result.content);
	sheet_free(sheet);
	ck_assert(page_layout(result.page,
			      (const struct dt_page_content *)(void *)result.content.at));
	result.blocks = (const struct dt_page_blocks *)(void *)result.page->payload.at;
	result.block = DT_AT(result.blocks, struct dt_block, result.blocks->blocks);
	result.n = result.blocks->blocks.count;
	check_coverage(result.blocks);
	return result;
}

static inline struct result layout_as(struct sheet *sheet, bool as_painted)
{
	return layout_by(sheet, as_painted, false);
}

static inline struct result layout(struct sheet *sheet)
{
	return layout_as(sheet, false);
}

static inline void result_free(struct result *result)
{
	page_free(result->page);
	dt_payload_free(&result->content);
}

static inline const char *text_of(const struct result *result, uint32_t i)
{
	ck_assert_uint_lt(i, result->n);
	return DT_TEXT(result->blocks, result->block[i].text);
}

/* The first block with these words in its text. */
static inline uint32_t find_text(const struct result *result, const char *words)
{
	for (uint32_t i = 0; i < result->n; i++)
		if (strstr(text_of(result, i), words))
			return i;
	ck_abort_msg("no block has: %s", words);
	return DT_NONE;
}

static inline const struct dt_block *block_of(const struct result *result, const char *words)
{
	return &result->block[find_text(result, words)];
}

/* How many blocks the sheet has, which is empty then. */
static inline uint32_t count_blocks(struct sheet *sheet)
{
	struct result result = layout(sheet);
	uint32_t n = result.n;

	result_free(&result);
	return n;
}

/* The rule by which a glyph was kept. */
static inline uint32_t rule_of(const struct result *result, uint32_t glyph)
{
	const struct dt_kept *kept = DT_AT(result->blocks, struct dt_kept, result->blocks->kept);

	for (uint32_t i = 0; i < result->blocks->kept.count; i++)
		if (glyph - kept[i].glyphs.first < kept[i].glyphs.count)
			return kept[i].rule;
	return DT_RULE_NONE;
}

#endif /* DT_TESTS_SHEET_H */
