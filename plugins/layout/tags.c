/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The structure tree, where a page has one that can be trusted: which block-level element each
 * look (and by that each word) belongs to.
 *
 * Lines of one element belong together and lines of two do not, whatever the geometry says.
 * A tree is not trusted when much of the text is outside of it or when it has an element for each
 * line, and an element is not when it is a part of the page rather than of the text.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"

#include "stack.h"

#include <math.h>

#define COARSE 3u /* paragraphs that begin within elements */

static bool is_role(const struct page *page, uint32_t element, const char *name)
{
	const struct dt_span *role = &page->elements[element].role;

	return role->count == strlen(name) &&
	       !memcmp(DT_TEXT(page->content, *role), name, role->count);
}

struct tag_role {
	const char *name;
	uint32_t role, level;
};

static const struct tag_role tag_roles[] = {
	{ "P", DT_ROLE_PARAGRAPH, 0 },	   { "H", DT_ROLE_HEADING, 1 },
	{ "H1", DT_ROLE_HEADING, 1 },	   { "H2", DT_ROLE_HEADING, 2 },
	{ "H3", DT_ROLE_HEADING, 3 },	   { "H4", DT_ROLE_HEADING, 4 },
	{ "H5", DT_ROLE_HEADING, 5 },	   { "H6", DT_ROLE_HEADING, 6 },
	{ "LI", DT_ROLE_LIST_ITEM, 0 },	   { "LBody", DT_ROLE_LIST_ITEM, 0 },
	{ "TD", DT_ROLE_TABLE_CELL, 0 },   { "TH", DT_ROLE_TABLE_CELL, 0 },
	{ "Caption", DT_ROLE_CAPTION, 0 }, { "TOCI", DT_ROLE_TOC_ITEM, 0 },
	{ "Note", DT_ROLE_FOOTNOTE, 0 },   { "FENote", DT_ROLE_FOOTNOTE, 0 },
	{ "Title", DT_ROLE_TITLE, 0 },	   { "BlockQuote", DT_ROLE_PARAGRAPH, 0 },
	{ "Code", DT_ROLE_CODE, 0 },	   { "BibEntry", DT_ROLE_BIBLIOGRAPHY, 0 },
	{ "Index", DT_ROLE_PARAGRAPH, 0 },
};

static const struct tag_role *find_role(const struct page *page, uint32_t element)
{
	for (size_t i = 0; i < sizeof(tag_roles) / sizeof(tag_roles[0]); i++)
		if (is_role(page, element, tag_roles[i].name))
			return &tag_roles[i];
	return NULL;
}

/* The innermost block-level element at or above one; a label and its body are one item. */
static uint32_t block_element(const struct page *page, uint32_t element, bool *label)
{
	uint32_t above, steps = 0;

	for (; element < page->n_elements && steps < 64; element = page->elements[element].parent) {
		const struct tag_role *role;

		steps++;
		if (is_role(page, element, "Lbl"))
			*label = true;
		role = find_role(page, element);
		/* inline code in a sentence is no block */
		if (!role || (role->role == DT_ROLE_CODE &&
			      page->elements[element].parent < page->n_elements &&
			      find_role(page, page->elements[element].parent)))
			continue;
		above = page->elements[element].parent;
		/* a paragraph that is nothing but the label */
		if (above < page->n_elements && is_role(page, above, "Lbl"))
			continue;
		if (is_role(page, element, "LBody") && above < page->n_elements &&
		    is_role(page, above, "LI"))
			return above;
		return element;
	}
	return DT_NONE;
}

/* The element of a mark, or of the first mark above it that has one. */
static uint32_t mark_element(const struct page *page, uint32_t mark, bool *artifact)
{
	for (uint32_t steps = 0; mark < page->n_marks && steps < 64; steps++) {
		if (page->marks[mark].flags & DT_MARK_ARTIFACT)
			*artifact = true;
		if (page->marks[mark].element != DT_NONE)
			return page->marks[mark].element;
		mark = page->marks[mark].parent;
	}
	return DT_NONE;
}

/* Elements are counted up to the last one that is doubted. */
static bool is_doubted(const struct page *page, uint32_t element)
{
	return element < page->doubted.n && LIST(page->doubted, uint8_t)[element];
}

static void doubt(struct page *page, uint32_t element)
{
	while (page->doubted.n <= element)
		if (!DT_LIST_ADD(&page->doubted, uint8_t))
			return;
	LIST(page->doubted, uint8_t)[element] = 1;
}

void page_tags(struct page *page)
{
	struct look_info *infos = LIST(page->look_infos, struct look_info);
	uint32_t inside = 0, outside = 0;

	page->tagged = false;
	if (!page->use_tags || !page->n_elements || page->look_infos.failed)
		return;
	for (uint32_t i = 0; i < page->n_looks; i++) {
		bool label = false, artifact = false;
		uint32_t element = mark_element(page, page->looks[i].mark, &artifact);

		infos[i].element = artifact ? DT_NONE : block_element(page, element, &label);
		if (infos[i].plane != DT_NONE)
			*(artifact || infos[i].element != DT_NONE ? &inside : &outside) +=
				infos[i].chars;
		if (is_doubted(page, infos[i].element))
			infos[i].element = DT_NONE;
		if (label && infos[i].element != DT_NONE)
			infos[i].flags |= LOOK_LABEL;
		if (artifact)
			infos[i].flags |= LOOK_ARTIFACT;
	}
	page->tagged = inside > 9 * outside;
	if (page->tagged)
		return;
	for (uint32_t i = 0; i < page->n_looks; i++)
		infos[i].element = DT_NONE;
}

/* A line that begins a paragraph beyond doubt, below one that it shares its element with. */
static bool begins_inside(const struct line *above, const struct line *line)
{
	bool words = above->flags & line->flags & LINE_LETTERS;

	if (!words || line->cell || line->table || line->flags & LINE_FIGURE)
		return false;
	/* a heading of its own */
	if (above->flags & ~line->flags & LINE_BOLD && above->u1 < line->u1 - 4 * line->size &&
	    !(char_flags(line->start) & ITEM_LOWER))
		return true;
	/* an item below an item */
	if (line->flags & above->flags & (LINE_BULLET | LINE_NUMBERED) && line->label &&
	    above->label && fabsf(line->text_u0 - above->text_u0) < 0.3f * line->size)
		return true;
	return changes_size(above, line) && above->chars > 8 && line->chars > 8 &&
	       !(char_flags(line->start) & ITEM_LOWER);
}

/* An element for each line: the sentence runs on into the next element again and again.  Or the
 * other way round: headings and items are of the element of what stands above them; on a page with
 * many of these, each element that has one is doubted. */
void plane_trust_tags(struct page *page)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t broken = 0, joined = 0, inside = 0;

	if (!page->tagged)
		return;
	for (uint32_t i = 0; i < page->lines.n; i++) {
		const struct line *next = lines[i].next == DT_NONE ? NULL : &lines[lines[i].next];

		if (!next || lines[i].element == DT_NONE || next->element == DT_NONE)
			continue;
		joined += lines[i].element == next->element;
		if (lines[i].element == next->element && begins_inside(&lines[i], next)) {
			doubt(page, next->element);
			inside++;
		} else if (lines[i].element != next->element &&
			   char_flags(next->start) & ITEM_LOWER &&
			   !char_ends_sentence(lines[i].end) && lines[i].chars > 25) {
			broken++;
		}
	}
	page->coarse = page->coarse || (inside >= COARSE && inside * 8 > joined);
	if (broken > 3 && broken > joined) {
		struct line *all = LIST(page->lines, struct line);

		for (uint32_t i = 0; i < page->lines.n; i++)
			all[i].element = DT_NONE;
	}
}

/* What the element of a paragraph says about its role. */
void tag_role(const struct page *page, struct paragraph *paragraph)
{
	const struct tag_role *role =
		paragraph->element == DT_NONE ? NULL : find_role(page, paragraph->element);

	if (!role)
		return;
	paragraph->flags |= DT_BLOCK_TAGS;
	if (role->role == DT_ROLE_PARAGRAPH) {
		/* a paragraph in a cell or note is that */
		uint32_t above = page->elements[paragraph->element].parent;
		const struct tag_role *outer =
			above < page->n_elements ? find_role(page, above) : NULL;

		if (paragraph->role == DT_ROLE_HEADER || paragraph->role == DT_ROLE_FOOTER)
			paragraph->role = DT_ROLE_PARAGRAPH;
		if (outer && outer->role != DT_ROLE_PARAGRAPH)
			role = outer;
		else
			return;
	}
	if (paragraph->role == DT_ROLE_FORMULA || paragraph->role == DT_ROLE_CODE)
		return;
	paragraph->role = role->role;
	paragraph->level = role->level;
}
