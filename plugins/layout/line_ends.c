/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stays at the ends of a block's lines: bullets and numbers before them, dots and page
 * numbers behind. */
#include "config.h"

#include "write.h"

static void keep_words(struct page *page, const uint32_t *order, uint32_t n, uint32_t rule)
{
	const struct word *words = LIST(page->words, struct word);
	const struct item *items = LIST(page->items, struct item);
	uint8_t *owners = LIST(page->owners, uint8_t);

	for (uint32_t i = 0; i < n; i++) {
		const struct word *word = &words[order[i]];

		for (uint32_t k = 0; k < word->all; k++)
			owners[items[word->first + k].glyph] = (uint8_t)(OWNER_KEPT + rule);
	}
}

static void spell_word(const struct page *page, const struct word *word, struct dt_list *text)
{
	const struct item *items = LIST(page->items, struct item) + word->first;

	for (uint32_t i = 0; i < word->ink; i++) {
		const struct dt_glyph *glyph = &page->glyphs[items[i].glyph];

		if (!list_reserve(text, text->n + glyph->text_length, 1))
			return;
		memcpy((char *)text->at + text->n, page->text + glyph->text, glyph->text_length);
		text->n += glyph->text_length;
	}
}

struct dt_span write_label(struct page *page, const struct paragraph *paragraph)
{
	const struct line *lines = LIST(page->sequence, struct line) + paragraph->first;
	const struct word *words = LIST(page->words, struct word);
	struct dt_span none = { 0, 0 };

	dt_list_clear(&page->bytes);
	for (uint32_t i = 0; i < paragraph->count; i++) {
		const uint32_t *order = LIST(page->order, uint32_t) + lines[i].first;
		uint32_t tail = lines[i].count - lines[i].tail;

		keep_words(page, order, lines[i].label, DT_RULE_LABEL);
		for (uint32_t k = tail; k < lines[i].count; k++)
			keep_words(page, order + k, 1,
				   words[order[k]].flags & WORD_LEADER ? DT_RULE_LEADER
								       : DT_RULE_NUMBER);
		for (uint32_t k = 0; !i && k < lines[i].label; k++)
			spell_word(page, &words[order[k]], &page->bytes);
	}
	return page->bytes.n ? dt_payload_text(&page->payload, page->bytes.at, page->bytes.n)
			     : none;
}

/* The dots of a contents line by x. */
static struct dt_span write_leaders(struct page *page, const struct paragraph *paragraph,
				    const struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct item *items = LIST(page->items, struct item);
	struct dt_list leaders = { 0 };
	struct dt_span span;

	for (uint32_t k = line->count - line->tail; k < line->count; k++) {
		const struct word *word = &LIST(page->words, struct word)[order[k]];

		if (!(word->flags & WORD_LEADER))
			break;
		for (uint32_t m = 0; m < word->all; m++) {
			struct dt_leader *leader = DT_LIST_ADD(&leaders, struct dt_leader);

			if (!leader)
				break;
			leader->glyph = items[word->first + m].glyph;
			leader->x = items[word->first + m].u0 - paragraph->u0;
		}
	}
	span = dt_payload_list(&page->payload, &leaders);
	dt_list_free(&leaders);
	return span;
}

/* Glyphs of a word, in runs. */
static void add_ranges(const struct page *page, const struct word *word, struct dt_list *ranges)
{
	const struct item *items = LIST(page->items, struct item) + word->first;

	for (uint32_t i = 0; i < word->ink; i++) {
		struct dt_range *last =
			ranges->n ? (struct dt_range *)ranges->at + ranges->n - 1 : NULL;

		if (last && last->first + last->count == items[i].glyph) {
			last->count++;
			continue;
		}
		last = DT_LIST_ADD(ranges, struct dt_range);
		if (last)
			*last = (struct dt_range){ items[i].glyph, 1 };
	}
}

void write_tail(struct page *page, const struct paragraph *paragraph, struct dt_block *block)
{
	const struct line *line =
		LIST(page->sequence, struct line) + paragraph->first + paragraph->count - 1;
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	struct dt_list number = { 0 };

	dt_list_clear(&page->spelled);
	for (uint32_t k = line->count - line->tail; k < line->count; k++) {
		const struct word *word = &LIST(page->words, struct word)[order[k]];

		if (page->spelled.n && list_reserve(&page->spelled, page->spelled.n + 1, 1))
			LIST(page->spelled, char)[page->spelled.n++] = ' ';
		spell_word(page, word, &page->spelled);
		if (!number.n && word->flags & WORD_LEADER)
			continue;
		if (!number.n)
			block->tail = word->u0 - paragraph->u0;
		block->tail_end = word->u1 - paragraph->u0;
		add_ranges(page, word, &number);
	}
	block->leaders = write_leaders(page, paragraph, line);
	block->tail_glyphs = dt_payload_list(&page->payload, &number);
	dt_list_free(&number);
	if (page->spelled.n)
		block->tail_text =
			dt_payload_text(&page->payload, page->spelled.at, page->spelled.n);
}

static char item_sign(const struct page *page, const struct item *item)
{
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];

	return glyph->text_length == 1 ? page->text[glyph->text] : '\0';
}

static bool ends_label(char sign)
{
	return sign == '.' || sign == ')' || sign == ']' || sign == ':';
}

/* The full stop of "1.", the bracket of "a)", but not that of "(a)". */
static void place_sign(const struct page *page, const struct paragraph *paragraph,
		       const struct word *word, struct dt_block *block)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	const struct item *last = items + word->ink - 1;
	char first;

	if (word->ink < 2 || word->flags & WORD_RTL)
		return;
	first = item_sign(page, items);
	if (!ends_label(item_sign(page, last)) || ends_label(item_sign(page, last - 1)) ||
	    first == '(' || first == '[')
		return;
	block->label_sign = (struct dt_range){ last->glyph, 1 };
	block->label_sign_x = last->u0 - paragraph->u0;
}

void place_label(const struct page *page, const struct paragraph *paragraph,
		 const struct dt_box *drawn, struct dt_block *block)
{
	const struct line *line = LIST(page->sequence, struct line) + paragraph->first;
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);

	/* the lines behind the first may begin under the bullet */
	if (!line->label && drawn->x1 < line->u0) {
		block->label_x0 = drawn->x0 - paragraph->u0;
		block->label_x1 = drawn->x1 - paragraph->u0;
	}
	if (!line->label)
		return;
	block->label_x0 = words[order[0]].u0 - paragraph->u0;
	block->label_x1 = words[order[line->label - 1]].u1 - paragraph->u0;
	place_sign(page, paragraph, &words[order[line->label - 1]], block);
}
