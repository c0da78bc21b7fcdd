/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Plain text and Markdown.  Text: a blank line after each block, a form feed after each page.
 * Markdown: running heads are left out, rows of a table become lines with bars.
 */
#include "config.h"

#include "export.h"

/* Nothing is kept between pages. */
static void *no_state(FILE *file)
{
	return file;
}

static bool no_end(void *state, FILE *file)
{
	(void)state;
	(void)file;
	return true;
}

static void put(FILE *file, const void *payload, struct dt_span span)
{
	fwrite(DT_TEXT(payload, span), 1, span.count, file);
}

/* Line breaks that must stay are U+2028 in a block's text. */
static void put_lines(FILE *file, const void *payload, struct dt_span span, const char *newline)
{
	const char *text = DT_TEXT(payload, span);

	for (uint32_t i = 0; i < span.count; i++) {
		if (!strncmp(text + i, "\xe2\x80\xa8", 3)) {
			fputs(newline, file);
			i += 2;
		} else {
			fputc(text[i], file);
		}
	}
}

static bool text_page(void *state, FILE *file, const struct export_page *page)
{
	(void)state;
	if (!page->blocks)
		return true;
	for (uint32_t i = 0; i < page->blocks->blocks.count; i++) {
		struct export_block at = block_of(page, i);

		if (at.block->label.count) {
			put(file, page->blocks, at.block->label);
			fputc(' ', file);
		}
		put_lines(file, page->blocks, at.block->text, "\n");
		fputs("\n\n", file);
	}
	fputc('\f', file);
	return true;
}

const struct export_writer text_writer = {
	.format = "text",
	.media_type = "text/plain; charset=utf-8",
	.start = no_state,
	.page = text_page,
	.end = no_end,
};

/* Signs that Markdown would take for its own are escaped. */
static void put_escaped(FILE *file, const void *payload, struct dt_span span)
{
	const char *text = DT_TEXT(payload, span);

	for (uint32_t i = 0; i < span.count; i++) {
		if (!strncmp(text + i, "\xe2\x80\xa8", 3)) {
			fputs("  \n", file);
			i += 2;
			continue;
		}
		if (strchr("\\`*_[]<>|", text[i]) && text[i])
			fputc('\\', file);
		if (i == 0 && strchr("#+", text[i]) && text[i])
			fputc('\\', file);
		fputc(text[i], file);
	}
}

static void put_table(FILE *file, const struct export_page *page, uint32_t from, uint32_t to)
{
	uint32_t columns = 0, row = DT_NONE, column = 0, rows = 0;

	for (uint32_t i = from; i < to; i++) {
		uint32_t last = block_of(page, i).block->column + 1u;

		columns = last > columns ? last : columns;
	}
	for (uint32_t i = from; i <= to; i++) {
		struct export_block at = { 0 };

		if (i < to)
			at = block_of(page, i);
		if (i == to || at.block->row != row) {
			for (; row != DT_NONE && column < columns; column++)
				fputs(" |", file);
			if (row != DT_NONE)
				fputc('\n', file);
			if (row != DT_NONE && rows++ == 0) {
				for (uint32_t k = 0; k < columns; k++)
					fputs(k ? "---|" : "|---|", file);
				fputc('\n', file);
			}
			if (i == to)
				break;
			row = at.block->row;
			column = 0;
			fputc('|', file);
		}
		for (; column < at.block->column; column++)
			fputs(" |", file);
		fputc(' ', file);
		put_escaped(file, page->blocks, at.block->text);
		/* two blocks in one cell are not told apart in Markdown */
		if (i + 1 < to && block_of(page, i + 1).block->row == row &&
		    block_of(page, i + 1).block->column == at.block->column)
			continue;
		fputs(" |", file);
		column++;
	}
	fputc('\n', file);
}

static void put_block(FILE *file, const struct export_page *page, const struct export_block *at)
{
	const void *payload = page->blocks;

	if (is_furniture(at))
		return;
	switch (at->role) {
	case DT_ROLE_TITLE:
		fputs("# ", file);
		break;
	case DT_ROLE_HEADING:
		for (uint32_t i = 0; i < at->level && i < 6; i++)
			fputc('#', file);
		fputc(' ', file);
		break;
	case DT_ROLE_LIST_ITEM:
		if (!at->block->label.count)
			fputs("- ", file);
		break;
	case DT_ROLE_CODE:
		fputs("```\n", file);
		put_lines(file, payload, at->block->text, "\n");
		fputs("\n```\n\n", file);
		return;
	default:
		break;
	}
	if (at->block->label.count) {
		const char *label = DT_TEXT(payload, at->block->label);

		if ((unsigned char)label[0] >= 0x80 && at->role == DT_ROLE_LIST_ITEM)
			fputc('-', file);
		else
			put_escaped(file, payload, at->block->label);
		fputc(' ', file);
	}
	put_escaped(file, payload, at->block->text);
	fputs("\n\n", file);
}

static bool markdown_page(void *state, FILE *file, const struct export_page *page)
{
	uint32_t n = page->blocks ? page->blocks->blocks.count : 0;

	(void)state;
	for (uint32_t i = 0; i < n; i++) {
		struct export_block at = block_of(page, i);
		uint32_t end = i;

		while (at.block->table != DT_NONE && end < n &&
		       block_of(page, end).block->table == at.block->table)
			end++;
		if (end > i + 1) {
			put_table(file, page, i, end);
			i = end - 1;
			continue;
		}
		put_block(file, page, &at);
	}
	return true;
}

const struct export_writer markdown_writer = {
	.format = "markdown",
	.media_type = "text/markdown; charset=utf-8",
	.start = no_state,
	.page = markdown_page,
	.end = no_end,
};
