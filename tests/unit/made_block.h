/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * made_block.h - blocks that tests of segments write themselves, part by part, and what becomes of
 * them: markup, the answer as runs.
 */
#ifndef DT_TESTS_MADE_BLOCK_H
#define DT_TESTS_MADE_BLOCK_H

#include "plugins/translate/route/segment.h"

#include <check.h>

enum { ROMAN, BOLD, ITALIC, RAISED, MONO, INITIAL, LATIN, LOWERED, N_STYLES };

static const struct dt_style styles[N_STYLES] = {
	[ROMAN] = { .size = 10 },
	[BOLD] = { .size = 10, .flags = DT_STYLE_BOLD },
	[ITALIC] = { .size = 10, .flags = DT_STYLE_ITALIC },
	[RAISED] = { .size = 7, .flags = DT_STYLE_SUPERSCRIPT },
	[LOWERED] = { .size = 7, .flags = DT_STYLE_SUBSCRIPT },
	[MONO] = { .size = 10, .flags = DT_STYLE_MONO },
	[LATIN] = { .size = 10.8f, .flags = DT_STYLE_SERIF },
	[INITIAL] = { .size = 30, .flags = DT_STYLE_INITIAL },
};

struct made {
	char text[600];
	struct dt_run runs[40];
	struct source source;
	struct text markup;
	struct marks marks;
	struct target target;
};

/* A part of a block: style or, with text NULL, an object. */
static inline void part(struct made *m, const char *text, uint32_t style, uint32_t link)
{
	struct dt_run *run = &m->runs[m->source.n_runs++];
	const char *what = text ? text : "\xef\xbf\xbc";

	run->start = m->source.length;
	run->length = (uint32_t)strlen(what);
	run->kind =
		text ? (strcmp(text, "\xe2\x80\xa8") ? DT_RUN_TEXT : DT_RUN_BREAK) : DT_RUN_OBJECT;
	run->style = style;
	run->annotation = link;
	memcpy(m->text + m->source.length, what, run->length + 1);
	m->source.length += run->length;
}

static inline void start(struct made *m)
{
	memset(m, 0, sizeof(*m));
	m->source.text = m->text;
	m->source.runs = m->runs;
	m->source.styles = styles;
	m->source.n_styles = N_STYLES;
}

static inline void stop(struct made *m)
{
	text_free(&m->markup);
	marks_free(&m->marks);
	target_free(&m->target);
}

static inline void build(struct made *m, bool plain, const char *wanted)
{
	text_clear(&m->markup);
	ck_assert(segment_build(&m->source, plain, &m->markup, &m->marks));
	ck_assert_str_eq(m->markup.at ? m->markup.at : "", wanted);
}

static inline const char *answer(struct made *m, const char *text)
{
	return segment_answer(&m->source, &m->marks, text, strlen(text), &m->target);
}

static inline void run_is(const struct made *m, uint32_t i, const char *text, uint32_t source)
{
	const struct dt_target_run *run = (const struct dt_target_run *)m->target.runs.at + i;

	ck_assert_uint_lt(i, m->target.runs.n);
	ck_assert_uint_eq(run->source, source);
	ck_assert_uint_eq(run->length, strlen(text));
	ck_assert(!memcmp(m->target.text.at + run->start, text, run->length));
}

#endif /* DT_TESTS_MADE_BLOCK_H */
