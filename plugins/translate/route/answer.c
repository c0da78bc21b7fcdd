/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "segment.h"

enum { MAX_DEPTH = 16 };

struct reading {
	const struct source *source;
	const struct marks *marks;
	struct target *target;
	uint8_t *seen;		   /* of each mark */
	uint32_t stack[MAX_DEPTH]; /* runs of the open marks */
	uint32_t ids[MAX_DEPTH];
	uint32_t depth;
	uint32_t breaks;    /* hard breaks so far */
	uint32_t letters;   /* characters that are no blank */
	bool blank;	    /* a blank is due before the next character */
	uint32_t blank_run; /* the run where it stood */
};

static uint32_t run_now(const struct reading *r)
{
	return r->depth ? r->stack[r->depth - 1] : r->marks->bare;
}

/* Adds characters of a run, joined to what stands before them when that is its, too. */
static void add(struct reading *r, uint32_t run, const char *at, size_t n)
{
	struct target *target = r->target;
	struct dt_target_run *last =
		target->runs.n ? (struct dt_target_run *)target->runs.at + target->runs.n - 1
			       : NULL;

	if (!last || last->source != run) {
		last = DT_LIST_ADD(&target->runs, struct dt_target_run);
		if (!last)
			return;
		last->start = (uint32_t)target->text.n;
		last->source = run;
	}
	last->length += (uint32_t)n;
	text_add(&target->text, at, n);
}

/* Adds the blank that is due; none at the start, none twice. */
static void add_due_blank(struct reading *r)
{
	if (r->blank && r->target->text.n)
		add(r, r->blank_run, " ", 1);
	r->blank = false;
}

static void note_blank(struct reading *r)
{
	if (!r->blank)
		r->blank_run = run_now(r);
	r->blank = true;
}

/* The run of the source that is its nth hard break; DT_NONE when it has fewer. */
static uint32_t break_run(const struct source *source, uint32_t nth)
{
	for (uint32_t i = 0; i < source->n_runs; i++)
		if (source->runs[i].kind == DT_RUN_BREAK && !nth--)
			return i;
	return DT_NONE;
}

/* A hard break; one more than the source has is a blank. */
static void add_break(struct reading *r)
{
	uint32_t run = break_run(r->source, r->breaks);

	if (run == DT_NONE) {
		note_blank(r);
		return;
	}
	r->breaks++;
	r->blank = false;
	add(r, run, "\xe2\x80\xa8", 3);
}

static const char *bad_character(uint32_t code)
{
	if (code == UINT32_MAX)
		return "bytes that are no UTF-8";
	if (code == 0xfffd)
		return "a replacement character";
	if (code == 0xfffc)
		return "an object of its own";
	if (code < 0x20 || code == 0x7f || (code >= 0x80 && code < 0xa0))
		return "a control character";
	if ((code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef))
		return "a code that is no character";
	return NULL;
}

static const char *add_characters(struct reading *r, const char *at, size_t length)
{
	const char *end = at + length;
	uint32_t run = run_now(r);

	while (at < end) {
		const char *start = at;
		uint32_t code = markup_decode(&at, end);
		const char *why;

		if (code == ' ' || code == '\t' || code == '\r') {
			note_blank(r);
			continue;
		}
		if (code == 0x2028 || code == '\n') {
			add_break(r);
			continue;
		}
		why = bad_character(code);
		if (why)
			return why;
		add_due_blank(r);
		r->letters++;
		add(r, run, start, (size_t)(at - start));
	}
	return NULL;
}

static const char *add_object(struct reading *r, const struct mark *mark)
{
	const struct source *source = r->source;

	if (mark->kind != MARK_OBJECT && mark->kind != MARK_TEXT)
		return "a style where an object was";
	add_due_blank(r);
	if (mark->kind == MARK_OBJECT)
		add(r, mark->run, "\xef\xbf\xbc", 3);
	else
		add(r, mark->run, source->text + mark->start, mark->length);
	r->letters++;
	return NULL;
}

static const char *open_mark(struct reading *r, const struct mark *mark, uint32_t id)
{
	if (mark->kind != MARK_STYLE && mark->kind != MARK_LINK)
		return "an object where a style was";
	if (r->depth == MAX_DEPTH)
		return "marks that are nested too deep";
	r->stack[r->depth] = mark->run;
	r->ids[r->depth++] = id;
	return NULL;
}

static const char *take_token(struct reading *r, const struct markup_token *token)
{
	const struct mark *mark = NULL;

	if (token->kind == MARKUP_OPEN || token->kind == MARKUP_OBJECT) {
		if (!token->id || token->id > r->marks->list.n)
			return "a mark that the text has not";
		if (r->seen[token->id - 1]++)
			return "a mark twice";
		mark = (const struct mark *)r->marks->list.at + token->id - 1;
	}
	switch (token->kind) {
	case MARKUP_TEXT:
		return add_characters(r, token->at, token->length);
	case MARKUP_OPEN:
		return open_mark(r, mark, token->id);
	case MARKUP_OBJECT:
		return add_object(r, mark);
	case MARKUP_CLOSE:
		if (!r->depth)
			return "marks that are not nested";
		r->depth--;
		return NULL;
	case MARKUP_BAD:
		return token->why;
	case MARKUP_END:
		break;
	}
	return r->depth ? "a mark that does not end" : NULL;
}

static uint32_t characters(const char *text, uint32_t length)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < length; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

static bool may_go(const struct marks *marks, uint32_t i)
{
	const struct mark *mark = (const struct mark *)marks->list.at + i;

	return marks->loose && (mark->kind == MARK_STYLE || mark->kind == MARK_LINK);
}

/* What is left to check when the answer has been read to its end. */
static const char *finish(struct reading *r)
{
	uint32_t wanted = characters(r->source->text, r->source->length);
	uint32_t got;

	for (uint32_t i = 0; i < r->marks->list.n; i++)
		if (!r->seen[i] && !may_go(r->marks, i))
			return "a mark less than its source";
	got = characters(r->target->text.at ? r->target->text.at : "", (uint32_t)r->target->text.n);
	if (!r->letters)
		return "nothing in it";
	if (r->marks->loose)
		return NULL;
	/* Wide enough for every pair of languages; what lies outside is an essay about
	 * the text, or the loss of most of it. */
	if (got > wanted * 5 + 60)
		return "far more text than its source";
	if (got * 12 + 12 < wanted)
		return "far less text than its source";
	return NULL;
}

/* A link that stands over nothing but blanks. */
static uint32_t count_lost_links(const struct reading *r)
{
	uint32_t lost = 0;

	for (uint32_t i = 0; i < r->marks->list.n; i++) {
		const struct mark *mark = (const struct mark *)r->marks->list.at + i;
		const struct dt_target_run *run = r->target->runs.at;
		bool found = mark->kind != MARK_LINK;

		for (uint32_t k = 0; k < r->target->runs.n && !found; k++)
			found = run[k].source == mark->run;
		lost += !found;
	}
	return lost;
}

const char *segment_answer(const struct source *source, const struct marks *marks,
			   const char *answer, size_t length, struct target *target)
{
	uint8_t small[64] = { 0 };
	struct reading r = { .source = source, .marks = marks, .target = target, .seen = small };
	struct markup_reader reader;
	struct markup_token token;
	const char *why = NULL;

	text_clear(&target->text);
	dt_list_clear(&target->runs);
	if (marks->list.n > sizeof(small))
		r.seen = calloc(marks->list.n, 1);
	if (!r.seen)
		return "no memory";
	markup_start(&reader, answer, length);
	do {
		markup_next(&reader, &token);
		why = take_token(&r, &token);
	} while (!why && token.kind != MARKUP_END);
	if (!why)
		why = finish(&r);
	if (!why && (target->text.failed || target->runs.failed))
		why = "no memory";
	if (!why)
		target->links_lost = count_lost_links(&r);
	if (r.seen != small)
		free(r.seen);
	return why;
}

void target_free(struct target *target)
{
	text_free(&target->text);
	dt_list_free(&target->runs);
}

bool segment_same(const struct source *source, const struct target *target)
{
	return target->text.n == source->length &&
	       !memcmp(target->text.at, source->text, source->length);
}
