/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bibliographies: what follows a heading that says so, up to the next heading; and on pages where
 * no such heading stands, entries that begin with a number in brackets and tell a year.
 */
#include "config.h"

#include "layout.h"

#include "labels.h"

#define LEAST_ENTRIES 4u

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
}
