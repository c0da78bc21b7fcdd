/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON: {"pages": [{"page", "width", "height", "blocks": [{"role", "bbox", "text", ...}]}]},
 * one page a line.  "text" begins with the label (bullet or number), as a reader sees it.
 */
#include "config.h"

#include "export.h"

#include <jansson.h>
#include <math.h>

static json_t *rounded(float value)
{
	return json_real(rint((double)value * 100) / 100);
}

static json_t *json_text(const void *payload, struct dt_span span)
{
	/* a text that is no UTF-8 would make a document that nobody can read */
	json_t *text = json_stringn(DT_TEXT(payload, span), span.count);

	return text ? text : json_string("\xef\xbf\xbd");
}

static json_t *whole_text(const void *payload, const struct dt_block *block)
{
	json_t *text;

	if (!block->label.count)
		return json_text(payload, block->text);
	text = json_sprintf("%s %s", DT_TEXT(payload, block->label), DT_TEXT(payload, block->text));
	return text ? text : json_text(payload, block->text);
}

static json_t *json_block(const struct export_page *page, uint32_t i)
{
	const void *payload = page->blocks;
	struct export_block at = block_of(page, i);
	struct dt_box box = block_box(at.block);
	json_t *block = json_object();

	json_object_set_new(block, "role", json_string(role_name(at.role)));
	if (at.level)
		json_object_set_new(block, "level", json_integer(at.level));
	json_object_set_new(block, "bbox",
			    json_pack("[oooo]", rounded(box.x0), rounded(box.y0), rounded(box.x1),
				      rounded(box.y1)));
	json_object_set_new(block, "text", whole_text(payload, at.block));
	if (at.block->label.count)
		json_object_set_new(block, "label", json_text(payload, at.block->label));
	if (at.flags & DT_BLOCK_KEEP)
		json_object_set_new(block, "kept", json_string(dt_rule_name(at.rule)));
	if (at.flags & DT_BLOCK_JOINS)
		json_object_set_new(block, "joins", json_true());
	if (at.block->table != DT_NONE) {
		json_object_set_new(block, "table", json_integer(at.block->table));
		json_object_set_new(block, "row", json_integer(at.block->row));
		json_object_set_new(block, "column", json_integer(at.block->column));
	}
	return block;
}

static void json_start(FILE *file)
{
	fputs("{\"pages\": [", file);
}

static bool json_page(FILE *file, const struct export_page *page)
{
	json_t *blocks = json_array(), *root = json_object();
	uint32_t number = page->blocks ? page->blocks->number : page->page;
	bool ok;

	json_object_set_new(root, "page", json_integer(number + 1));
	if (page->blocks) {
		if (page->blocks->label.count)
			json_object_set_new(root, "label",
					    json_text(page->blocks, page->blocks->label));
		json_object_set_new(root, "width", rounded(page->blocks->width));
		json_object_set_new(root, "height", rounded(page->blocks->height));
		for (uint32_t i = 0; i < page->blocks->blocks.count; i++)
			json_array_append_new(blocks, json_block(page, i));
	} else {
		json_object_set_new(root, "failed", json_true());
	}
	ok = json_object_set_new(root, "blocks", blocks) == 0;
	fputs(page->page ? ",\n" : "\n", file);
	ok = json_dumpf(root, file, JSON_REAL_PRECISION(9)) == 0 && ok;
	json_decref(root);
	return ok || ferror(file);
}

static void json_end(FILE *file)
{
	fputs("\n]}\n", file);
}

const struct export_writer json_writer = {
	.format = "json",
	.media_type = "application/json",
	.start = json_start,
	.page = json_page,
	.end = json_end,
};
