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

/* Line breaks that must stay are U+2028 in a block's text. */
static void put_lines(FILE *file, const char *text, const char *newline)
{
	for (; *text; text++) {
		if (!strncmp(text, "\xe2\x80\xa8", 3)) {
			fputs(newline, file);
			text += 2;
		} else {
			fputc(*text, file);
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
		char *text;

		if (is_told(&at))
			continue;
		text = block_text(page, &at);
		if (!text)
			return false;
		put_lines(file, text, "\n");
		fputs("\n\n", file);
		free(text);
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
static void put_escaped(FILE *file, const char *text, bool start)
{
	for (const char *at = text; *at; at++) {
		if (!strncmp(at, "\xe2\x80\xa8", 3)) {
			fputs("  \n", file);
			at += 2;
			continue;
		}
		if (strchr("\\`*_[]<>|", *at) || (start && at == text && strchr("#+-", *at)))
			fputc('\\', file);
		fputc(*at, file);
	}
}

/* Label and text; false without memory. */
static bool put_whole(FILE *file, const struct export_page *page, const struct export_block *at)
{
	char *text = block_text(page, at);

	if (!text)
		return false;
	put_escaped(file, text, true);
	free(text);
	return true;
}

static bool put_table(FILE *file, const struct export_page *page, uint32_t from, uint32_t to)
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
		if (!put_whole(file, page, &at))
			return false;
		/* two blocks in one cell are not told apart in Markdown */
		if (i + 1 < to && block_of(page, i + 1).block->row == row &&
		    block_of(page, i + 1).block->column == at.block->column)
			continue;
		fputs(" |", file);
		column++;
	}
	fputc('\n', file);
	return true;
}

static bool put_block(FILE *file, const struct export_page *page, const struct export_block *at)
{
	const char *label = DT_TEXT(page->blocks, at->block->label);
	bool bullet = at->block->label.count && (unsigned char)label[0] >= 0x80;
	char *text;

	if (is_furniture(at) || is_told(at))
		return true;
	text = block_text(page, at);
	if (!text)
		return false;
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
		if (bullet || !at->block->label.count)
			fputs("- ", file);
		break;
	case DT_ROLE_CODE:
		fputs("```\n", file);
		put_lines(file, text, "\n");
		fputs("\n```\n\n", file);
		free(text);
		return true;
	default:
		break;
	}
	if (bullet && at->role == DT_ROLE_LIST_ITEM)
		put_escaped(file, text + at->block->label.count + 1, true);
	else
		put_escaped(file, text, at->role != DT_ROLE_LIST_ITEM);
	fputs("\n\n", file);
	free(text);
	return true;
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
			if (!put_table(file, page, i, end))
				return false;
			i = end - 1;
			continue;
		}
		if (!put_block(file, page, &at))
			return false;
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
