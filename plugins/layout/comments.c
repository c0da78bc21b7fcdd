/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Comments of code listings, when the job wants them translated: a listing is cut where its
 * comments begin and end.  What is code stays by its rule; each line of a comment becomes a block
 * of its own, its marker a label that stays, so that lines and indents stay as they are.
 *
 * Markers are those of the common languages: # and // and -- behind a blank or at the start of a
 * line, / * to * / over several lines, % at the start of a line only, where it is no operator.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "labels.h"

#include <math.h>

#define WORD_TEXT    16u
#define FEWEST_SMALL 3u /* small letters in a row: a word that may be translated */

/* A stretch of words of one line. */
struct stretch {
	uint32_t line; /* in page.sequence */
	uint32_t from, count;
	bool comment;
	uint32_t label; /* words */
};

/* The first characters of a word, ASCII; others become a question mark. */
static uint32_t word_start(const struct page *page, const struct word *word, char text[WORD_TEXT])
{
	uint32_t n = word->ink < WORD_TEXT - 1 ? word->ink : WORD_TEXT - 1;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t c = word_char(page, word, i);

		text[i] = c < 0x80 ? (char)c : '?';
	}
	text[n] = '\0';
	return n;
}

static const struct word *word_of(const struct page *page, const struct line *line, uint32_t i)
{
	return &LIST(page->words, struct word)[LIST(page->order, uint32_t)[line->first + i]];
}

/* Is there a word of some small letters in it? */
static bool has_words(const struct page *page, const struct line *line, uint32_t from, uint32_t end)
{
	for (uint32_t i = from; i < end; i++) {
		const struct word *word = word_of(page, line, i);
		uint32_t small = 0;

		for (uint32_t k = 0; k < word->ink && small < FEWEST_SMALL; k++)
			small = char_flags(word_char(page, word, k)) & ITEM_LOWER ? small + 1 : 0;
		if (small == FEWEST_SMALL)
			return true;
	}
	return false;
}

/* Directives of C and the line that names a script's interpreter begin like a comment. */
static bool is_directive(const char *text)
{
	static const char *const names[] = { "#!",    "#include", "#define", "#if",	"#elif",
					     "#else", "#endif",	  "#undef",  "#pragma", "#error",
					     "#line", "#import",  "#warning" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(text, names[i], strlen(names[i])))
			return true;
	return false;
}

/* Does a comment to the end of the line begin with the word?  In hashes, # is one: not where
 * it is the prompt of a shell. */
static bool begins_comment(const char *text, bool first, bool hashes)
{
	size_t n = strlen(text);

	if (text[0] == '#')
		return hashes && !is_directive(text) &&
		       (first || n == 1 || text[1] == '#' || text[1] == '?');
	if (text[0] == '/' && text[1] == '/')
		return true;
	if (text[0] == '-' && text[1] == '-')
		return text[2] == '\0' || (first && text[2] == '-' && text[3] == '\0');
	return text[0] == '%' && first;
}

/* The marker, when it stands apart from the words behind it. */
static bool is_marker(const char *text)
{
	return text[0] && strspn(text, "#/-%*!") == strlen(text);
}

static bool ends_block(const struct page *page, const struct word *word)
{
	uint32_t n = word->ink;

	return n >= 2 && word_char(page, word, n - 1) == '/' && word_char(page, word, n - 2) == '*';
}

static void add_stretch(struct dt_list *all, uint32_t line, uint32_t from, uint32_t end,
			bool comment, uint32_t label)
{
	struct stretch *stretch = end > from ? DT_LIST_ADD(all, struct stretch) : NULL;

	if (stretch)
		*stretch = (struct stretch){ line, from, end - from, comment, label };
}

static uint32_t count_quotes(const struct page *page, const struct word *word)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < word->ink; i++)
		n += word_char(page, word, i) == '"';
	return n;
}

/* The end mark of a comment goes with its last word, as it is: one object. */
static void bind_end(struct page *page, const struct word *word)
{
	struct item *items = LIST(page->items, struct item) + word->first;

	page->objects++;
	for (uint32_t i = word->ink - 2; i < word->ink; i++)
		items[i].object = page->objects;
}

/* Cuts a comment off: words from there on; what stands behind its end mark is code
 * again. */
static bool cut_comment(struct page *page, struct dt_list *all, uint32_t number, uint32_t from,
			bool block)
{
	const struct line *line = &LIST(page->sequence, struct line)[number];
	uint32_t end = line->count;
	char text[WORD_TEXT];
	bool open = block;

	for (uint32_t i = from; block && i < line->count; i++)
		if (ends_block(page, word_of(page, line, i))) {
			end = i + 1;
			open = false;
			break;
		}
	(void)word_start(page, word_of(page, line, from), text);
	if (has_words(page, line, from, end)) {
		if (block && !open)
			bind_end(page, word_of(page, line, end - 1));
		add_stretch(all, number, from, end, true, end - from > 1 && is_marker(text));
		add_stretch(all, number, end, line->count, false, 0);
	} else {
		add_stretch(all, number, from, line->count, false, 0);
	}
	return open;
}

/* Stretches of a line; open: it begins within a comment.  Does it end in one? */
static bool cut_line(struct page *page, struct dt_list *all, uint32_t number, bool open,
		     bool hashes)
{
	const struct line *line = &LIST(page->sequence, struct line)[number];
	uint32_t quotes = 0;
	char text[WORD_TEXT];

	if (open)
		return cut_comment(page, all, number, 0, true);
	for (uint32_t i = 0; i < line->count; i++) {
		const struct word *word = word_of(page, line, i);
		bool block;

		(void)word_start(page, word, text);
		block = text[0] == '/' && text[1] == '*';
		if (quotes % 2 == 0 && (block || begins_comment(text, i == 0, hashes))) {
			add_stretch(all, number, 0, i, false, 0);
			return cut_comment(page, all, number, i, block);
		}
		quotes += count_quotes(page, word);
	}
	add_stretch(all, number, 0, line->count, false, 0);
	return false;
}

/* A line of the listing begins with a prompt: then # may be one, too. */
static bool has_prompt(const struct page *page, const struct paragraph *paragraph)
{
	for (uint32_t i = 0; i < paragraph->count; i++) {
		const struct line *line = &LIST(page->sequence, struct line)[paragraph->first + i];
		uint32_t c = word_char(page, word_of(page, line, 0), 0);

		if (c == '$' || c == '>')
			return true;
	}
	return false;
}

static void measure_line(const struct page *page, struct line *line, const struct stretch *stretch)
{
	line->first += stretch->from;
	line->count = stretch->count;
	line->label = stretch->label;
	line->tail = 0;
	line->flags &= ~(uint32_t)(LINE_TOC | LINE_BULLET | LINE_NUMBERED | LINE_LABEL);
	line->u0 = INFINITY;
	line->u1 = -INFINITY;
	for (uint32_t i = 0; i < line->count; i++) {
		line->u0 = fminf(line->u0, word_of(page, line, i)->u0);
		line->u1 = fmaxf(line->u1, word_of(page, line, i)->u1);
	}
	line->text_u0 = line->label ? word_of(page, line, line->label)->u0 : line->u0;
}

/* A listing's longest line says nothing of the room at its right: the text above and below does. */
static float column_end(const struct page *page, const struct paragraph *listing)
{
	const struct paragraph *paragraphs = LIST(page->paragraphs, struct paragraph);
	float end = listing->column_u1;

	for (uint32_t i = 0; i < page->paragraphs.n; i++)
		if (paragraphs[i].role == DT_ROLE_PARAGRAPH &&
		    paragraphs[i].plane == listing->plane &&
		    paragraphs[i].column_u0 < listing->u0 + listing->size &&
		    paragraphs[i].column_u1 > listing->u0)
			end = fmaxf(end, paragraphs[i].column_u1);
	return end;
}

/* Lines [first, first + count) of the sequence as a paragraph like model. */
static void add_paragraph(struct page *page, const struct paragraph *model, uint32_t first,
			  uint32_t count, bool comment)
{
	const struct line *lines = LIST(page->sequence, struct line) + first;
	struct paragraph *added = DT_LIST_ADD(&page->paragraphs, struct paragraph);
	float top = INFINITY, bottom = -INFINITY;

	if (!added)
		return;
	*added = *model;
	added->first = first;
	added->count = count;
	added->u0 = INFINITY;
	added->u1 = -INFINITY;
	for (uint32_t i = 0; i < count; i++) {
		added->u0 = fminf(added->u0, lines[i].text_u0);
		added->u1 = fmaxf(added->u1, lines[i].u1);
		top = fminf(top, lines[i].top);
		bottom = fmaxf(bottom, lines[i].bottom);
	}
	added->v0 = top;
	added->v1 = bottom;
	added->first_indent = added->rest_indent = 0;
	added->align = DT_ALIGN_LEFT;
	if (comment) {
		added->flags &= ~(uint32_t)DT_BLOCK_KEEP;
		added->rule = DT_RULE_NONE;
		added->leading = 0;
	}
	added->box = page_box(&LIST(page->planes, struct plane)[added->plane], added->u0, added->v0,
			      added->u1, added->v1);
}

static bool any_comment(const struct dt_list *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (((const struct stretch *)all->at)[i].comment)
			return true;
	return false;
}

/* Whole lines of code that follow each other stay together. */
static void add_stretches(struct page *page, const struct paragraph *model,
			  const struct dt_list *all)
{
	const struct stretch *stretches = all->at;
	uint32_t first = page->sequence.n;

	if (!list_reserve(&page->sequence, first + all->n, sizeof(struct line)))
		return;
	for (uint32_t i = 0; i < all->n; i++) {
		struct line line = LIST(page->sequence, struct line)[stretches[i].line];

		measure_line(page, &line, &stretches[i]);
		LIST(page->sequence, struct line)[page->sequence.n++] = line;
	}
	for (uint32_t i = 0, end; i < all->n; i = end) {
		end = i + 1;
		while (!stretches[i].comment && end < all->n && !stretches[end].comment &&
		       !stretches[end].from && !stretches[end - 1].from)
			end++;
		add_paragraph(page, model, first + i, end - i, stretches[i].comment);
	}
}

static void cut_listing(struct page *page, uint32_t number)
{
	struct paragraph *paragraphs = LIST(page->paragraphs, struct paragraph);
	struct paragraph listing = paragraphs[number];
	float end = column_end(page, &listing);
	struct dt_list all = { 0 };
	bool open = false, hashes = !has_prompt(page, &listing);
	uint32_t n;

	for (uint32_t i = 0; i < listing.count; i++)
		open = cut_line(page, &all, listing.first + i, open, hashes);
	listing.column_u1 = end;
	if (any_comment(&all) && !all.failed) {
		add_stretches(page, &listing, &all);
		/* the last of the new ones takes the place of the old one */
		n = page->paragraphs.n;
		if (!page->paragraphs.failed && n > number + 1) {
			paragraphs = LIST(page->paragraphs, struct paragraph);
			paragraphs[number] = paragraphs[n - 1];
			page->paragraphs.n--;
		}
	}
	dt_list_free(&all);
}

void page_comments(struct page *page)
{
	uint32_t n = page->paragraphs.n;

	for (uint32_t i = 0; i < n; i++) {
		const struct paragraph *paragraph = &LIST(page->paragraphs, struct paragraph)[i];

		if (paragraph->role == DT_ROLE_CODE && paragraph->flags & DT_BLOCK_KEEP &&
		    !(paragraph->flags & DT_BLOCK_RTL))
			cut_listing(page, i);
	}
}
