/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON, one page a line:
 *
 *   {"pages": [{"page", "width", "height", "blocks": [BLOCK], "furniture": [BLOCK]}]}
 *
 * BLOCK is {"role", "level", "bbox", "text", "label", ...}; its text begins with the label
 * (bullet or number) and ends with the leaders and the number of a contents line, as a reader
 * sees it.  Running heads and page numbers are furniture.  A paragraph that goes on in the next
 * column or on the next page stands where it begins with its whole text, and "continues" names
 * the places of its other parts.  A display formula is drawn rather than written: its signs, in
 * some order, are its "formula", and it has no "text".
 */
#include "config.h"

#include "export.h"

#include <jansson.h>
#include <math.h>

struct json_state {
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

static json_t *whole_text(const struct export_page *page, const struct export_block *at)
{
	char *text = block_text(page, at);
	json_t *json = text ? json_string(text) : NULL;

	free(text);
	return json ? json : json_text(page->blocks, at->block->text);
}

/* The places where a paragraph goes on. */
static json_t *json_parts(const struct export_page *page, const struct export_block *at)
{
	/* no page between is left out, or it would not have been joined */
	uint32_t number = page->blocks->number - page->page;
	json_t *parts = json_array();

	for (uint32_t i = 1; i < at->n_parts; i++)
		json_array_append_new(parts, json_pack("{s:i,s:o}", "page",
						       (int)(at->parts[i].page + number + 1),
						       "bbox", json_box(at->parts[i].box)));
	return parts;
}

static json_t *json_block(const struct export_page *page, const struct export_block *at)
{
	const void *payload = page->blocks;
	json_t *block = json_object();

	json_object_set_new(block, "role", json_string(dt_role_name(at->role)));
	if (at->level)
		json_object_set_new(block, "level", json_integer(at->level));
	json_object_set_new(block, "bbox", json_box(block_box(at->block)));
	json_object_set_new(block, at->role == DT_ROLE_FORMULA ? "formula" : "text",
			    whole_text(page, at));
	if (at->block->label.count)
		json_object_set_new(block, "label", json_text(payload, at->block->label));
	if (at->n_parts)
		json_object_set_new(block, "continues", json_parts(page, at));
	if (at->flags & DT_BLOCK_KEEP)
		json_object_set_new(block, "kept", json_string(dt_rule_name(at->rule)));
	if (at->block->table != DT_NONE) {
		json_object_set_new(block, "table", json_integer(at->block->table));
		json_object_set_new(block, "row", json_integer(at->block->row));
		json_object_set_new(block, "column", json_integer(at->block->column));
	}
	return block;
}

static void *json_start(FILE *file)
{
	fputs("{\"pages\": [", file);
	return calloc(1, sizeof(struct json_state));
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
	} else {
		json_object_set_new(root, "failed", json_true());
	}
	for (uint32_t i = 0; page->blocks && i < page->blocks->blocks.count; i++) {
		struct export_block at = block_of(page, i);

		if (!is_told(&at))
			json_array_append_new(is_furniture(&at) ? furniture : blocks,
					      json_block(page, &at));
	}
	ok = json_object_set_new(root, "blocks", blocks) == 0 && ok;
	ok = json_object_set_new(root, "furniture", furniture) == 0 && ok;
	fputs(state->any ? ",\n" : "\n", file);
	ok = (json_dumpf(root, file, JSON_REAL_PRECISION(9)) == 0 || ferror(file)) && ok;
	state->any = true;
	json_decref(root);
	return ok;
}

static bool json_end(void *own, FILE *file)
{
	if (file)
		fputs("\n]}\n", file);
	free(own);
	return true;
}

const struct export_writer json_writer = {
	.format = "json",
	.media_type = "application/json",
	.start = json_start,
	.page = json_page,
	.end = json_end,
};
