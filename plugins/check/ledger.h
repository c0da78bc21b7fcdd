/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ledger.h - what became of every source glyph, summed by page and document.
 *
 * A page's sums are compact numbers; what was kept or failed is listed with
 * text and place up to a bound a rule, and only counted beyond it, so that a book
 * of thousands of pages has a report of bounded size.  One thread at a time.
 */
#ifndef DT_CHECK_LEDGER_H
#define DT_CHECK_LEDGER_H

#include <doctranslate/types.h>

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define LEDGER_FATES (DT_FATE_FAILED + 1) /* 0: unhandled */

struct ledger_page {
	uint32_t number; /* page of the file, from 0 */
	bool whole;	 /* false: the page failed and went out as it came */
	uint32_t glyphs;
	uint32_t fates[LEDGER_FATES];
	uint32_t doubled;		   /* glyphs with more than one fate */
	uint32_t rules[DT_RULE_COUNT];	   /* of glyphs kept or failed */
	uint32_t elsewhere[DT_RULE_COUNT]; /* glyphs that are not in the page's content */
	uint32_t segments, translated, kept, failed;
	uint32_t overflows, missing, overlaps, vertical;
	float min_scale;
};

struct ledger_list_bound {
	size_t per_rule; /* entries of one rule that are listed */
	size_t text;	 /* bytes of an excerpt */
};

/* Adds up what one page's payloads say.  segments and set may be NULL (the page failed):
 * all its glyphs count as failed then. */
void ledger_page_sum(struct ledger_page *row, const struct dt_page_blocks *blocks,
		     const struct dt_page_segments *segments, const struct dt_page_set *set);

/* Adds to fonts, an object of counts by name, the fonts of glyphs whose characters are not
 * known; at most most names, the rest as "". */
void ledger_page_fonts(json_t *fonts, size_t most, const struct dt_page_blocks *blocks);

/* Appends to list an object for each block of the page that was kept or failed.  listed
 * counts entries by rule over the document. */
void ledger_page_list(json_t *list, uint32_t listed[DT_RULE_COUNT],
		      uint32_t left_out[DT_RULE_COUNT], const struct ledger_list_bound *bound,
		      const struct dt_page_blocks *blocks, const struct dt_page_segments *segments,
		      const struct dt_page_set *set);

/* {"page": 1, "glyphs": n, "fates": {...}, "rules": {...}, ...}; a new reference. */
json_t *ledger_row_json(const struct ledger_page *row, bool with_page);

/* total += row */
void ledger_add(struct ledger_page *total, const struct ledger_page *row);

#endif /* DT_CHECK_LEDGER_H */
