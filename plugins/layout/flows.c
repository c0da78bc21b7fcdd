/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Flows: paragraphs that go on in the next column or on the next page.  Each piece that does not
 * end its sentence is held against the first one behind it that is no running head.
 */
#include "config.h"

#include "pieces.h"

#include "chars.h"
#include "layout.h"

#include <math.h>

#define PLATES 2u /* pages of nothing but pictures that a paragraph may pass over */
#define LONG   80u

static struct piece *piece_at(const struct document *document, uint32_t i)
{
	return (struct piece *)document->pieces.at + i;
}

/* The role that a block has in the end. */
static uint32_t final_role(const struct document *document, const struct piece *piece)
{
	const struct dt_profile_role *roles = document->roles.at;
	uint32_t low = 0, high = document->roles.n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (roles[mid].page == piece->page && roles[mid].block == piece->block)
			return roles[mid].flags & DT_BLOCK_KEEP ? DT_ROLE_HEADER : roles[mid].role;
		if (roles[mid].page < piece->page ||
		    (roles[mid].page == piece->page && roles[mid].block < piece->block))
			low = mid + 1;
		else
			high = mid;
	}
	return piece->role;
}

/* Text in smaller type than that of p, which may stand between its parts: a note, a caption. */
static bool is_aside(const struct piece *p, const struct piece *piece)
{
	return !piece->barrier && piece->role == DT_ROLE_PARAGRAPH && piece->size < 0.93f * p->size;
}

/* The first piece of [from, end) that p may go on in: no running head; or DT_NONE. */
static uint32_t first_of(const struct document *document, const struct piece *p, uint32_t from,
			 uint32_t end)
{
	for (; from < end; from++) {
		uint32_t role = final_role(document, piece_at(document, from));

		if (role != DT_ROLE_HEADER && role != DT_ROLE_FOOTER &&
		    !is_aside(p, piece_at(document, from)))
			return from;
	}
	return DT_NONE;
}

static uint32_t find_behind(const struct document *document, uint32_t i)
{
	const struct page_pieces *pages = document->page_pieces.at;
	const struct piece *p = piece_at(document, i);
	uint32_t page = p->page, last = page;
	uint32_t found = first_of(document, p, i + 1, pages[page].first + pages[page].count);

	while (found == DT_NONE && ++page < document->page_pieces.n && page - last <= PLATES + 1) {
		if (!pages[page].seen || pages[page].number != pages[page - 1].number + 1)
			break;
		found = first_of(document, p, pages[page].first,
				 pages[page].first + pages[page].count);
	}
	return found;
}

static bool same_axes(const struct dt_matrix *m, const struct dt_matrix *n)
{
	return fabsf(m->a - n->a) + fabsf(m->b - n->b) + fabsf(m->c - n->c) + fabsf(m->d - n->d) <
	       1e-3f;
}

/* Does q stand in the column of p, under it? */
static bool stands_under(const struct piece *p, const struct piece *q)
{
	return p->page == q->page && q->frame.f > p->frame.f &&
	       q->frame.e < p->frame.e + p->width && p->frame.e < q->frame.e + q->width;
}

/* Does q stand in a column behind that of p? */
static bool stands_beside(const struct piece *p, const struct piece *q)
{
	bool behind = p->rtl ? q->frame.e + q->width < p->frame.e + 0.2f * p->width
			     : q->frame.e > p->frame.e + 0.8f * p->width;

	return behind && q->frame.f < p->frame.f + p->height - 1.5f * p->size;
}

static bool fit_together(const struct document *document, const struct piece *p,
			 const struct piece *q)
{
	uint32_t role = final_role(document, p), behind = final_role(document, q);

	if (p->barrier || q->barrier || !role_is_text(role) || !role_is_text(behind) || q->taken ||
	    q->label || !p->runs.count || !q->runs.count)
		return false;
	return (role == DT_ROLE_BIBLIOGRAPHY) == (behind == DT_ROLE_BIBLIOGRAPHY) &&
	       p->rtl == q->rtl && p->look == q->look && same_axes(&p->frame, &q->frame) &&
	       fabsf(p->size - q->size) <= 0.05f * p->size;
}

/* sure: only where the first letter of q tells it. */
static bool goes_on(const struct document *document, const struct piece *p, const struct piece *q,
		    bool sure)
{
	bool under = stands_under(p, q);

	if (!fit_together(document, p, q))
		return false;
	if (p->page == q->page && p->frame.b == 0) {
		if (p->tags && q->tags)
			return true; /* one element of the structure tree */
		if (under ? !p->full : !stands_beside(p, q))
			return false;
	}
	if (q->start == START_LOWER)
		return true;
	if (sure || p->hyphen || q->indented || !p->full || p->text.count < LONG)
		return false;
	/* a full line without an end has to tell it */
	return q->start == START_CASELESS ||
	       (q->start == START_UPPER && p->align == DT_ALIGN_JUSTIFY && q->lines > 1 &&
		q->lead == q->look && (q->heads || (p->page == q->page && stands_beside(p, q))));
}

/* Does a word with a hyphen of its own end here ("state-of-the-")?  Then this one stays, too. */
static bool is_compound(const char *text, uint32_t n, uint32_t hyphen)
{
	for (uint32_t i = n - hyphen; i > 0 && text[i - 1] != ' '; i--)
		if (text[i - 1] == '-' && hyphen == 1)
			return true;
	return false;
}

static struct dt_box hull_of(const struct piece *piece)
{
	const struct dt_matrix *m = &piece->frame;
	struct dt_box box = { m->e, m->f, m->e, m->f };

	for (int i = 1; i < 4; i++) {
		float u = i & 1 ? piece->width : 0, v = i & 2 ? piece->height : 0;
		float x = m->a * u + m->c * v + m->e, y = m->b * u + m->d * v + m->f;

		box.x0 = fminf(box.x0, x);
		box.y0 = fminf(box.y0, y);
		box.x1 = fmaxf(box.x1, x);
		box.y1 = fmaxf(box.y1, y);
	}
	return box;
}

static void add_part(struct document *document, const struct piece *piece, struct dt_payload *out)
{
	struct dt_profile_part *part = DT_LIST_ADD(&document->parts, struct dt_profile_part);
	const struct dt_payload *store = &document->store;
	const struct piece *next = piece->next == DT_NONE ? NULL : piece_at(document, piece->next);
	const char *text = DT_TEXT(store->at, piece->text);
	uint32_t hyphen;

	if (!part)
		return;
	part->page = piece->page;
	part->block = piece->block;
	part->role = final_role(document, piece);
	part->budget = piece->budget;
	part->text = dt_payload_text(out, text, piece->text.count);
	part->runs = dt_payload_array(out, DT_TEXT(store->at, piece->runs), piece->runs.count,
				      sizeof(struct dt_run));
	part->styles = dt_payload_array(out, DT_TEXT(store->at, piece->styles), piece->styles.count,
					sizeof(struct dt_style));
	(void)piece_spellings(out, part->runs, store->at);
	part->box = hull_of(piece);
	if (!next)
		return;
	part->glue = 1;
	hyphen = piece_hyphen(text, piece->text.count);
	if (hyphen && next->start == START_LOWER) {
		part->glue = 0;
		if (!is_compound(text, piece->text.count, hyphen))
			part->dropped = hyphen;
	} else if (next->start == START_CASELESS) {
		uint32_t used, c = char_at(DT_TEXT(store->at, next->text), next->text.count, &used);

		part->glue = !(char_flags(c) & ITEM_WIDE);
	}
}

/* What is sure comes first, and within a page: it is not free for others then. */
void flows_judge(struct document *document)
{
	for (int pass = 0; pass < 4; pass++) {
		for (uint32_t i = 0; i < document->pieces.n; i++) {
			struct piece *piece = piece_at(document, i), *next;
			uint32_t behind = DT_NONE;

			if (piece->open && piece->next == DT_NONE)
				behind = find_behind(document, i);
			if (behind == DT_NONE)
				continue;
			next = piece_at(document, behind);
			if ((next->page == piece->page) != !(pass & 1) ||
			    !goes_on(document, piece, next, pass < 2))
				continue;
			piece->next = behind;
			next->taken = true;
		}
	}
}

void flows_write(struct document *document, struct dt_payload *out, struct dt_span *flows,
		 struct dt_span *parts)
{
	for (uint32_t i = 0; i < document->pieces.n; i++) {
		uint32_t first = document->parts.n;
		struct dt_profile_flow *flow;

		if (piece_at(document, i)->taken || piece_at(document, i)->next == DT_NONE)
			continue;
		for (uint32_t k = i; k != DT_NONE; k = piece_at(document, k)->next)
			add_part(document, piece_at(document, k), out);
		flow = DT_LIST_ADD(&document->flows, struct dt_profile_flow);
		if (!flow)
			break;
		flow->first = first;
		flow->count = document->parts.n - first;
	}
	*flows = dt_payload_list(out, &document->flows);
	*parts = dt_payload_list(out, &document->parts);
}
