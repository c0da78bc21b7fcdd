/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Roles: what a paragraph is, as far as its page can tell; layout.document corrects this when
 * it has seen all pages.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "places.h"
#include "units.h"

#include <math.h>

#define LONGEST_PIECE 60u /* signs; of a formula beside another */

/* The first bytes of a paragraph's text, for patterns. */
uint32_t paragraph_opening(const struct page *page, const struct paragraph *paragraph, char *text,
			   uint32_t room)
{
	const struct line *line = &LIST(page->sequence, struct line)[paragraph->first];
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	const struct item *items = LIST(page->items, struct item);
	uint32_t n = 0;

	for (uint32_t k = line->label; k < line->count - line->tail; k++) {
		const struct word *word = &words[order[k]];

		for (uint32_t i = 0; i < word->ink; i++) {
			const struct dt_glyph *glyph = &page->glyphs[items[word->first + i].glyph];

			if (n + glyph->text_length + 2 > room)
				goto out;
			memcpy(text + n, page->text + glyph->text, glyph->text_length);
			n += glyph->text_length;
		}
		text[n++] = ' ';
	}
out:
	text[n] = 0;
	return n;
}

static bool begins(const char *text, const char *word)
{
	return !strncmp(text, word, strlen(word));
}

static bool is_lower(const char *at)
{
	uint32_t used;

	return char_flags(char_at(at, (uint32_t)strlen(at), &used)) & ITEM_LOWER;
}

/* "Figure 3:", "Tab. 2", "Abbildung 1" */
static bool is_caption(const char *text)
{
	static const char *const words[] = {
		"Figure ", "FIGURE ",  "Fig. ",	     "Fig ",	      "FIG. ",
		"Table ",  "TABLE ",   "Tab. ",	     "Listing ",      "Algorithm ",
		"Scheme ", "Chart ",   "Abbildung ", "Abb. ",	      "Tabelle ",
		"Figura ", "Tabla ",   "Tableau ",   "Illustration ", "Cuadro ",
		"Tabela ", "Tabella ", "Рисунок ",   "Таблица ",      "Рис. ",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins(text, words[i])) {
			const char *at = text + strlen(words[i]);
			uint32_t digits = 0;

			while ((*at >= '0' && *at <= '9') || *at == '.' || *at == '-' ||
			       (*at >= 'A' && *at <= 'Z') || *at == 'I') {
				digits += *at >= '0' && *at <= '9';
				at++;
			}
			/* "Figure 1 shows" is a sentence */
			return (digits || at > text + strlen(words[i])) &&
			       (*at == ':' || *at == 0 ||
				(*at == ' ' && !(at[-1] != '.' && is_lower(at + 1))));
		}
	return false;
}

static bool is_identifier(const char *text, uint32_t n)
{
	const char *blank = memchr(text, ' ', n);

	if (blank && blank < text + n - 1)
		return false;
	return begins(text, "http://") || begins(text, "https://") || begins(text, "www.") ||
	       begins(text, "doi:") || begins(text, "DOI:") ||
	       (memchr(text, '@', n) && strchr(memchr(text, '@', n), '.'));
}

static bool all_lines(const struct page *page, const struct paragraph *paragraph, uint32_t flag)
{
	const struct line *lines = LIST(page->sequence, struct line) + paragraph->first;

	for (uint32_t i = 0; i < paragraph->count; i++)
		if (!(lines[i].flags & flag))
			return false;
	return true;
}

/* Small, low on the page, and it begins with a raised sign. */
static bool is_footnote(const struct page *page, const struct paragraph *paragraph,
			const struct line *line)
{
	const struct word *word =
		&LIST(page->words, struct word)[LIST(page->order, uint32_t)[line->first]];
	const struct item *item = &LIST(page->items, struct item)[word->first];

	return paragraph->size < 0.95f * page->body_size && paragraph->letters > 3 &&
	       paragraph->box.y0 > 0.55f * page->content->height &&
	       line->v - item->v > 0.15f * line->size;
}

/* A word whose letters stand below each other: no other word would stand so. */
static bool is_spelled_down(const struct line *lines, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (lines[i].chars > 1)
			return false;
	return n >= 3;
}

static void find_role(struct page *page, struct paragraph *paragraph)
{
	const struct line *line = &LIST(page->sequence, struct line)[paragraph->first];
	float ratio = paragraph->size / page->body_size;
	bool bold = all_lines(page, paragraph, LINE_BOLD);
	char text[200];
	uint32_t n = paragraph_opening(page, paragraph, text, sizeof(text));

	paragraph->role = DT_ROLE_PARAGRAPH;
	if (paragraph->math * 10 >= paragraph->chars * 6)
		paragraph->role = DT_ROLE_FORMULA;
	else if (all_lines(page, paragraph, LINE_MONO) && paragraph->chars > 1 &&
		 !page->typewritten)
		paragraph->role = DT_ROLE_CODE;
	else if (line->flags & LINE_TOC)
		paragraph->role = DT_ROLE_TOC_ITEM;
	else if (is_footnote(page, paragraph, line))
		paragraph->role = DT_ROLE_FOOTNOTE;
	else if (is_caption(text))
		paragraph->role = DT_ROLE_CAPTION;
	else if (line->flags & LINE_BULLET)
		paragraph->role = DT_ROLE_LIST_ITEM;
	else if (paragraph->letters && paragraph->count <= 4 &&
		 (ratio > 1.15f || (bold && ratio > 0.95f && paragraph->chars < 160))) {
		paragraph->role = DT_ROLE_HEADING;
		paragraph->level = ratio > 1.6f ? 1 : ratio > 1.3f ? 2 : ratio > 1.12f ? 3 : 4;
	} else if (line->flags & LINE_NUMBERED) {
		paragraph->role = DT_ROLE_LIST_ITEM;
	}
	if ((paragraph->role == DT_ROLE_PARAGRAPH || paragraph->role == DT_ROLE_HEADING) &&
	    all_lines(page, paragraph, LINE_FIGURE)) {
		paragraph->role = DT_ROLE_FIGURE_TEXT;
		paragraph->level = 0;
	}
	if (paragraph->table != DT_NONE && paragraph->role != DT_ROLE_FORMULA &&
	    paragraph->role != DT_ROLE_CODE)
		paragraph->role = DT_ROLE_TABLE_CELL;
	if (page->tagged && line->flags & LINE_ARTIFACT)
		paragraph->role = paragraph->box.y0 < page->content->height / 2 ? DT_ROLE_HEADER
										: DT_ROLE_FOOTER;
	tag_role(page, paragraph);
	if (paragraph->role == DT_ROLE_CODE) {
		paragraph->flags |= DT_BLOCK_KEEP;
		paragraph->rule = DT_RULE_CODE;
	} else if (paragraph->role == DT_ROLE_FORMULA) {
		paragraph->flags |= DT_BLOCK_KEEP;
		paragraph->rule = DT_RULE_FORMULA;
	} else if (!paragraph->letters) {
		paragraph->flags |= DT_BLOCK_KEEP;
		paragraph->rule = line->flags & LINE_LABEL ? DT_RULE_LABEL : DT_RULE_NUMBER;
	} else if (paragraph->count == 1 && paragraph->chars < 40 && text_is_quantity(text, n)) {
		paragraph->flags |= DT_BLOCK_KEEP;
		paragraph->rule = DT_RULE_NUMBER;
	} else if ((paragraph->chars == 1 || is_spelled_down(line, paragraph->count)) &&
		   !(line->flags & LINE_WIDE)) {
		paragraph->flags |= DT_BLOCK_KEEP;
		paragraph->rule = DT_RULE_SHORT;
	} else if (is_identifier(text, n)) {
		paragraph->flags |= DT_BLOCK_KEEP;
		paragraph->rule = DT_RULE_IDENTIFIER;
	}
}

/* Has a word of three letters or more, so that it may be a sentence. */
static bool has_words(const struct page *page, const struct paragraph *paragraph)
{
	const struct line *lines = LIST(page->sequence, struct line) + paragraph->first;
	const struct word *words = LIST(page->words, struct word);
	const struct item *items = LIST(page->items, struct item);

	for (uint32_t i = 0; i < paragraph->count; i++)
		for (uint32_t k = 0; k < lines[i].count; k++) {
			const struct word *word =
				&words[LIST(page->order, uint32_t)[lines[i].first + k]];
			uint32_t letters = 0;

			for (uint32_t m = 0; m < word->ink; m++) {
				const struct item *item = &items[word->first + m];

				letters = item->flags & ITEM_LETTER && !item->object ? letters + 1
										     : 0;
				if (letters >= 3)
					return true;
			}
		}
	return false;
}

static bool touch(const struct paragraph *a, const struct paragraph *b)
{
	float near = fmaxf(a->size, b->size);

	return a->plane == b->plane && a->u0 < b->u1 + 2 * near && b->u0 < a->u1 + 2 * near &&
	       a->v0 < b->v1 + 0.4f * near && b->v0 < a->v1 + 0.4f * near;
}

/* What may be a piece of a formula, from top to bottom.  *reach: how far above another paragraph
 * one may begin and touch it. */
static void collect_pieces(struct page *page, float *reach)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);

	dt_list_clear(&page->places);
	*reach = 0;
	for (uint32_t i = 0; i < page->paragraphs.n; i++) {
		if (all[i].role == DT_ROLE_FORMULA || all[i].chars > LONGEST_PIECE ||
		    all[i].table != DT_NONE || has_words(page, &all[i]))
			continue;
		place_add(page, all[i].v0, i);
		*reach = fmaxf(*reach, all[i].v1 - all[i].v0 + all[i].size);
	}
	places_sort(page);
}

/* The pieces beside a formula; true: there are some. */
static bool take_pieces(struct page *page, const struct paragraph *formula, float reach)
{
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	const struct place *places = LIST(page->places, struct place);
	float end = formula->v1 + formula->size + reach;
	bool any = false;

	for (uint32_t i = places_from(page, formula->v0 - formula->size - reach);
	     i < page->places.n && places[i].at < end; i++) {
		struct paragraph *piece = &all[places[i].paragraph];

		if (piece->role == DT_ROLE_FORMULA || !touch(formula, piece))
			continue;
		piece->role = DT_ROLE_FORMULA;
		piece->level = 0;
		piece->flags |= DT_BLOCK_KEEP;
		piece->rule = DT_RULE_FORMULA;
		any = true;
	}
	return any;
}

/* The pieces of a display formula (limits, fractions, its number) beside what is known as one. */
static void spread_formulas(struct page *page)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	bool more = false;
	float reach;

	for (uint32_t i = 0; i < page->paragraphs.n && !more; i++)
		more = all[i].role == DT_ROLE_FORMULA && all[i].table == DT_NONE;
	if (!more)
		return;
	collect_pieces(page, &reach);
	for (uint32_t pass = 0; more && pass < 3; pass++) {
		more = false;
		for (uint32_t i = 0; i < page->paragraphs.n; i++)
			if (all[i].role == DT_ROLE_FORMULA && all[i].table == DT_NONE)
				more = take_pieces(page, &all[i], reach) || more;
	}
}

void page_roles(struct page *page)
{
	for (uint32_t i = 0; i < page->paragraphs.n; i++)
		find_role(page, &LIST(page->paragraphs, struct paragraph)[i]);
	if (page->objects)
		spread_formulas(page);
}
