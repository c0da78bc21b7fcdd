/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bibliographies: what follows a heading that says so, up to the next heading; and on pages where
 * no such heading stands, entries that tell a year and begin with a number in brackets or hang from
 * their first line.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "labels.h"

#include <math.h>

#define LEAST_ENTRIES 4u
#define MOST_BETWEEN  8.0f /* em from an entry of one line to one that shows how they are set */

/* Names of the chapter, each followed by a blank as paragraph_opening writes it. */
static bool names_bibliography(const char *text)
{
	static const char *const names[] = {
		"references ",		 "bibliography ",     "literature ",
		"works cited ",		 "literatur ",	      "quellen ",
		"références ",		 "bibliographie ",    "referencias ",
		"bibliografía ",	 "referências ",      "bibliografia ",
		"riferimenti ",		 "bibliografie ",     "список литературы ",
		"литература ",		 "参考文献 ",	      "參考文獻 ",
		"literaturverzeichnis ", "literature cited ", "references and notes ",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(text, names[i]))
			return true;
	return false;
}

static void lower(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text + 'a' - 'A');
}

static bool is_entry_role(const struct paragraph *paragraph)
{
	return (paragraph->role == DT_ROLE_PARAGRAPH || paragraph->role == DT_ROLE_LIST_ITEM) &&
	       paragraph->chars > 20 && !(paragraph->flags & (DT_BLOCK_KEEP | DT_BLOCK_TAGS));
}

/* A year of the last or of this century, of four digits. */
static bool tells_year(const struct page *page, const struct paragraph *paragraph)
{
	const struct line *lines = LIST(page->sequence, struct line) + paragraph->first;
	const struct word *words = LIST(page->words, struct word);

	for (uint32_t i = 0; i < paragraph->count; i++)
		for (uint32_t k = lines[i].label; k < lines[i].count; k++) {
			const struct word *word =
				&words[LIST(page->order, uint32_t)[lines[i].first + k]];
			uint32_t digits = 0, century = 0;

			for (uint32_t m = 0; m <= word->ink; m++) {
				uint32_t c = m < word->ink ? word_char(page, word, m) : 0;

				if (c >= '0' && c <= '9') {
					century = digits < 2 ? century * 10 + c - '0' : century;
					digits++;
					continue;
				}
				if (digits == 4 && (century == 19 || century == 20))
					return true;
				digits = century = 0;
			}
		}
	return false;
}

/* "[12] Author, title, 2003" */
static bool is_bracketed(const struct page *page, const struct paragraph *paragraph)
{
	const struct line *line = &LIST(page->sequence, struct line)[paragraph->first];
	const struct word *word =
		&LIST(page->words, struct word)[LIST(page->order, uint32_t)[line->first]];

	return line->label && line->flags & LINE_NUMBERED && word_char(page, word, 0) == '[' &&
	       tells_year(page, paragraph);
}

/* "Author, title, 2003": its second line is set in below the name. */
static bool is_hung(const struct page *page, const struct paragraph *paragraph)
{
	const struct line *line = &LIST(page->sequence, struct line)[paragraph->first];

	return !line->label && paragraph->count > 1 && paragraph->table == DT_NONE &&
	       paragraph->rest_indent > paragraph->first_indent + 0.7f * paragraph->size &&
	       char_flags(line->start) & ITEM_UPPER && tells_year(page, paragraph);
}

static void take_bracketed(struct page *page)
{
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	uint32_t n = 0;

	for (uint32_t i = 0; i < page->paragraphs.n; i++)
		n += is_entry_role(&all[i]) && is_bracketed(page, &all[i]);
	for (uint32_t i = 0; i < page->paragraphs.n && n >= LEAST_ENTRIES; i++)
		if (is_entry_role(&all[i]) && is_bracketed(page, &all[i]))
			all[i].role = DT_ROLE_BIBLIOGRAPHY;
}

/* An entry that fits into one line begins where those above and below it do. */
static bool is_short_one(const struct paragraph *all, uint32_t n, const struct paragraph *own)
{
	if (own->count > 1 || own->table != DT_NONE)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (all[i].role == DT_ROLE_BIBLIOGRAPHY && all[i].plane == own->plane &&
		    fabsf(all[i].u0 - own->u0) < 0.25f * own->size &&
		    fabsf(all[i].size - own->size) < 0.05f * own->size &&
		    fabsf(all[i].v0 - own->v0) < MOST_BETWEEN * own->size)
			return true;
	return false;
}

static void take_hung(struct page *page)
{
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	uint32_t n = 0;

	for (uint32_t i = 0; i < page->paragraphs.n; i++)
		n += is_entry_role(&all[i]) && is_hung(page, &all[i]);
	if (n < LEAST_ENTRIES)
		return;
	for (uint32_t i = 0; i < page->paragraphs.n; i++)
		if (is_entry_role(&all[i]) && is_hung(page, &all[i]))
			all[i].role = DT_ROLE_BIBLIOGRAPHY;
	for (uint32_t i = 0; i < page->paragraphs.n; i++)
		if (is_entry_role(&all[i]) && tells_year(page, &all[i]) &&
		    is_short_one(all, page->paragraphs.n, &all[i]))
			all[i].role = DT_ROLE_BIBLIOGRAPHY;
}

void page_bibliography(struct page *page)
{
	const uint32_t *reading = LIST(page->reading, uint32_t);
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	bool inside = false;

	for (uint32_t i = 0; i < page->reading.n; i++) {
		struct paragraph *paragraph = &all[reading[i]];

		/* spaced or small capitals may keep the role from a heading on a line of its own */
		if (paragraph->count == 1 && paragraph->chars < 30 && !paragraph->digits) {
			char text[64];

			(void)paragraph_opening(page, paragraph, text, sizeof(text));
			lower(text);
			if (names_bibliography(text)) {
				inside = true;
				continue;
			}
		}
		if (paragraph->role == DT_ROLE_HEADING || paragraph->role == DT_ROLE_TITLE)
			inside = false;
		else if (inside && is_entry_role(paragraph))
			paragraph->role = DT_ROLE_BIBLIOGRAPHY;
	}
	take_bracketed(page);
	take_hung(page);
}
