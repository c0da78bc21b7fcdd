/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * profile.h - what layout.document keeps of each page until it has seen all of them: a few
 * short records a page, and the text of the few paragraphs that may go on elsewhere.  One
 * thread at a time for a document.
 */
#ifndef DT_LAYOUT_PROFILE_H
#define DT_LAYOUT_PROFILE_H

#include <doctranslate/payload.h>
#include <doctranslate/types.h>

struct style_count {
	uint32_t key, letters;
	float size;
	uint32_t flags;
};

/* A short block near the upper or lower edge of its page. */
struct edge_block {
	uint32_t page, block;
	uint32_t hash; /* of its text; all numbers count as equal */
	float place;   /* baseline, from the upper edge; from the lower one when below */
	bool below, number;
};

/* A block that may be a heading. */
struct heading_block {
	uint32_t page, block;
	uint32_t role, level; /* as its page saw it */
	float size;
	uint32_t key, flags; /* of its style */
	uint32_t lines, letters;
	float top;
};

#define SAMPLE_SIZE 4000u

struct document {
	struct dt_list styles;	 /* struct style_count */
	struct dt_list edges;	 /* struct edge_block, by page */
	struct dt_list headings; /* struct heading_block, by page */
	struct dt_list roles;	 /* struct dt_profile_role, the result */
	struct dt_list scratch;
	struct dt_list pieces;	    /* struct piece, in reading order */
	struct dt_list page_pieces; /* struct page_pieces, by page */
	struct dt_list flows;	    /* struct dt_profile_flow, the result */
	struct dt_list parts;	    /* struct dt_profile_part, the result */
	struct dt_payload store;    /* texts, runs and styles of pieces */
	char *title;		    /* of the first page */
	char sample[SAMPLE_SIZE];   /* of its words */
	size_t n_sample;
	uint32_t n_pages;
	float body_size;
	uint32_t body_key;
};

/* Of one page: */
void edges_collect(struct document *document, const struct dt_page_blocks *page, uint32_t number);
void headings_collect(struct document *document, const struct dt_page_blocks *page,
		      uint32_t number);
/* page NULL: it failed. */
void flows_collect(struct document *document, const struct dt_page_blocks *page, uint32_t number);
/* language.c: the language that most of the document is in, or NULL; then its commonest short
 * words, each with a blank behind it, as a text of out.  The latter changes the sample. */
void language_collect(struct document *document, const struct dt_page_blocks *page,
		      uint32_t number);
const char *language_of(const struct document *document);
struct dt_span language_words(struct document *document, struct dt_payload *out);
/* May the block be a running head or a page number, by its place and length? */
bool edges_may_take(const struct dt_page_blocks *page, const struct dt_block *block);
/* After the last page: these add to roles. */
void edges_judge(struct document *document);
void headings_judge(struct document *document);
/* With all roles known, sorted by page and block. */
void flows_judge(struct document *document);
void flows_write(struct document *document, struct dt_payload *out, struct dt_span *flows,
		 struct dt_span *parts);

#endif /* DT_LAYOUT_PROFILE_H */
