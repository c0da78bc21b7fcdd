/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * export.h - blocks as a file that people and programs read: JSON, text or Markdown.
 *
 * A writer turns one page after the other into text on a stream; the stage owns the stream.
 * What is wrong with the stream is found by ferror at the end.
 */
#ifndef DT_EXPORT_EXPORT_H
#define DT_EXPORT_EXPORT_H

#include <doctranslate/payload.h>
#include <doctranslate/plugin.h>
#include <doctranslate/types.h>

struct export_page {
	const struct dt_page_blocks *blocks; /* NULL: the page failed */
	uint32_t page;			     /* of the job */
	/* what the profile knows better about blocks of this page */
	const struct dt_profile_role *roles;
	uint32_t n_roles;
	const struct dt_profile *profile; /* or NULL */
	uint32_t first_flow;		  /* the first that reaches this page */
};

struct export_block { /* a block as the profile corrects it */
	const struct dt_block *block;
	uint32_t role, level, flags, rule;
	/* Of a paragraph that stands in several blocks: all its parts, and which one this is.
	 * The first stands for the whole, the others are left out. */
	const struct dt_profile_part *parts;
	uint32_t n_parts, part;
};

struct export_writer {
	const char *format, *media_type;
	/* What it keeps between pages, NULL without memory; end frees it, and is called with
	 * file NULL when the job failed. */
	void *(*start)(FILE *file);
	/* False without memory. */
	bool (*page)(void *state, FILE *file, const struct export_page *page);
	bool (*end)(void *state, FILE *file);
};

extern const struct export_writer json_writer, text_writer, markdown_writer;

struct export_block block_of(const struct export_page *page, uint32_t i);
/* Running heads and page numbers. */
bool is_furniture(const struct export_block *block);
/* Label and text of a block, or of the whole paragraph that begins with it, with its formulas
 * spelled out; malloc'd, NULL without memory. */
char *block_text(const struct export_page *page, const struct export_block *at);
/* Does it stand in the file already, with the block in which its paragraph began? */
bool is_told(const struct export_block *block);
/* The hull of a block in page space. */
struct dt_box block_box(const struct dt_block *block);

dt_status export_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		       struct dt_error *err);
dt_status export_run(const struct dt_call *call, struct dt_error *err);
dt_status export_end(const struct dt_call *call, struct dt_error *err);
void export_drop(void *self, void *state);

#endif /* DT_EXPORT_EXPORT_H */
