/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON, one page a line:
 *
 *   {"pages": [{"page", "width", "height", "blocks": [BLOCK], "furniture": [BLOCK]}]}
 *
 * BLOCK is {"role", "level", "bbox", "text", "label", ...}; its text begins with the label
 * (bullet or number) and ends with the leaders and the number of a contents line, as a reader
 * sees it.  Running heads and page numbers are furniture.  A
 * paragraph that goes on in the next column or on the next page stands where it begins with its
 * whole text, and "continues" names the places of its other parts.
 */
#include "config.h"

#include "export.h"

#include <jansson.h>
#include <math.h>

struct json_state {
	json_t *page; /* waits for the rest of its last paragraph; NULL: none */
	json_t *open; /* borrowed: the block that goes on, or NULL */
	uint32_t open_page;
	bool tags; /* open was found by the structure tree */
	float size;
	bool any; /* a page has been written */
};

static json_t *rounded(float value)
{
	return json_real(rint((double)value * 100) / 100);
}

static json_t *json_box(struct dt_box box)
{
	return json_pack("[oooo]", rounded(box.x0), rounded(box.y0), rounded(box.x1),
			 rounded(box.y1));
}

static json_t *json_text(const void *payload, struct dt_span span)
{
	/* a text that is no UTF-8 would make a document that nobody can read */
	json_t *text = json_stringn(DT_TEXT(payload, span), span.count);

	return text ? text : json_string("\xef\xbf\xbd");
}

static json_t *whole_text(const void *payload, const struct dt_block *block)
{
	char *text = block_text(payload, block);
	json_t *json = text ? json_string(text) : NULL;

	free(text);
	return json ? json : json_text(payload, block->text);
}

static json_t *json_block(const struct export_page *page, const struct export_block *at)
{
	const void *payload = page->blocks;
	json_t *block = json_object();

	json_object_set_new(block, "role", json_string(role_name(at->role)));
	if (at->level)
		json_object_set_new(block, "level", json_integer(at->level));
	json_object_set_new(block, "bbox", json_box(block_box(at->block)));
	json_object_set_new(block, "text", whole_text(payload, at->block));
	if (at->block->label.count)
		json_object_set_new(block, "label", json_text(payload, at->block->label));
	if (at->flags & DT_BLOCK_KEEP)
		json_object_set_new(block, "kept", json_string(dt_rule_name(at->rule)));
	if (at->block->table != DT_NONE) {
		json_object_set_new(block, "table", json_integer(at->block->table));
		json_object_set_new(block, "row", json_integer(at->block->row));
		json_object_set_new(block, "column", json_integer(at->block->column));
	}
	return block;
}

static const struct dt_style *style_of(const struct export_page *page, const struct dt_block *block)
{
	return block->style < page->blocks->styles.count
		       ? &DT_AT(page->blocks, struct dt_style, page->blocks->styles)[block->style]
		       : NULL;
}

static bool is_flowing(const struct export_block *at)
{
	return (at->role == DT_ROLE_PARAGRAPH || at->role == DT_ROLE_LIST_ITEM) &&
	       !(at->flags & DT_BLOCK_KEEP);
}

/* May a text be the middle of a sentence?  Not when it starts with a capital of ASCII. */
static bool goes_on(const char *text)
{
	return (text[0] >= 'a' && text[0] <= 'z') || (unsigned char)text[0] >= 0xc3;
}

/* Adds the block to the one that waits for it.  False when it is not its rest. */
static bool json_join(struct json_state *state, const struct export_page *page,
		      const struct export_block *at)
{
	const struct dt_style *style = style_of(page, at->block);
	char *more;
	const char *text;
	json_t *parts, *joined;
	size_t n;
	bool hyphen;

	if (!state->open || at->block->label.count || !style ||
	    fabsf(style->size - state->size) > 0.05f * state->size)
		return false;
	more = block_text(page->blocks, at->block);
	if (!more || !(state->tags || goes_on(more))) {
		free(more);
		return false;
	}
	text = json_string_value(json_object_get(state->open, "text"));
	n = strlen(text);
	hyphen = n > 1 && text[n - 1] == '-' && text[n - 2] != ' ';
	if (hyphen && more[0] >= 'a' && more[0] <= 'z')
		n--;
	joined = json_sprintf("%.*s%s%s", (int)n, text, hyphen ? "" : " ", more);
	free(more);
	if (!joined)
		return false;
	json_object_set_new(state->open, "text", joined);
	parts = json_object_get(state->open, "continues");
	if (!parts) {
		parts = json_array();
		json_object_set_new(state->open, "continues", parts);
	}
	json_array_append_new(parts, json_pack("{s:i,s:o}", "page", (int)page->blocks->number + 1,
					       "bbox", json_box(block_box(at->block))));
	if (!(at->flags & DT_BLOCK_JOINS))
		state->open = NULL;
	return true;
}

static void *json_start(FILE *file)
{
	fputs("{\"pages\": [", file);
	return calloc(1, sizeof(struct json_state));
}

static bool json_flush(struct json_state *state, FILE *file)
{
	bool ok = true;

	if (!state->page)
		return true;
	if (file) {
		fputs(state->any ? ",\n" : "\n", file);
		ok = json_dumpf(state->page, file, JSON_REAL_PRECISION(9)) == 0 || ferror(file);
	}
	state->any = true;
	json_decref(state->page);
	state->page = NULL;
	return ok;
}

static void json_blocks(struct json_state *state, const struct export_page *page, json_t *blocks,
			json_t *furniture)
{
	for (uint32_t i = 0; i < page->blocks->blocks.count; i++) {
		struct export_block at = block_of(page, i);
		const struct dt_style *style = style_of(page, at.block);
		json_t *block;

		if (is_furniture(&at)) {
			json_array_append_new(furniture, json_block(page, &at));
			continue;
		}
		if (is_flowing(&at) && json_join(state, page, &at))
			continue;
		block = json_block(page, &at);
		json_array_append_new(blocks, block);
		if (is_flowing(&at)) {
			state->open = at.flags & DT_BLOCK_JOINS && style ? block : NULL;
			state->open_page = page->page;
			state->tags = (at.flags & DT_BLOCK_TAGS) != 0;
			state->size = style ? style->size : 0;
		}
	}
}

static bool json_page(void *own, FILE *file, const struct export_page *page)
{
	json_t *blocks = json_array(), *furniture = json_array(), *root = json_object();
	uint32_t number = page->blocks ? page->blocks->number : page->page;
	struct json_state *state = own;
	bool ok;

	ok = json_object_set_new(root, "page", json_integer(number + 1)) == 0;
	if (page->blocks) {
		if (page->blocks->label.count)
			json_object_set_new(root, "label",
					    json_text(page->blocks, page->blocks->label));
		json_object_set_new(root, "width", rounded(page->blocks->width));
		json_object_set_new(root, "height", rounded(page->blocks->height));
		json_blocks(state, page, blocks, furniture);
	} else {
		json_object_set_new(root, "failed", json_true());
		state->open = NULL;
	}
	ok = json_object_set_new(root, "blocks", blocks) == 0 && ok;
	ok = json_object_set_new(root, "furniture", furniture) == 0 && ok;
	/* the page before is written now: a paragraph that spans all of this page ends here */
	if (state->open_page != page->page)
		state->open = NULL;
	ok = json_flush(state, file) && ok;
	state->page = root;
	return ok;
}

static bool json_end(void *own, FILE *file)
{
	struct json_state *state = own;
	bool ok = json_flush(state, file);

	if (file)
		fputs("\n]}\n", file);
	free(state);
	return ok;
}

const struct export_writer json_writer = {
	.format = "json",
	.media_type = "application/json",
	.start = json_start,
	.page = json_page,
	.end = json_end,
};
