/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "needs.h"
#include "shares.h"
#include "sides.h"
#include "stages.h"

#include <doctranslate/payload.h>

#include <math.h>
#include <pthread.h>

#define LINE_LETTERS 20u /* a line of few letters is seen as well as others */

struct sizes_state {
	pthread_mutex_t lock; /* over the lists: pages come from many lanes */
	struct dt_list needs;
	struct dt_list pieces; /* struct share_piece */
	struct dt_list spots;  /* struct share_spot */
	uint32_t columns_stay; /* as in dt_sizes */
};

struct sizes_lane {
	struct typeset_lane common;	     /* first */
	struct dt_list needs, pieces, spots; /* of one page */
	struct paragraph whole;
};

dt_status sizes_lane_open(const struct dt_call *call, void **lane, struct dt_error *err)
{
	return typeset_lane_open(call, sizeof(struct sizes_lane), "measuring text", lane, err);
}

void sizes_lane_close(void *self, void *lane)
{
	struct sizes_lane *l = lane;

	(void)self;
	if (!l)
		return;
	typeset_lane_finish(&l->common);
	dt_list_free(&l->needs);
	dt_list_free(&l->pieces);
	dt_list_free(&l->spots);
	paragraph_free(&l->whole);
	free(l);
}

dt_status sizes_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err)
{
	struct sizes_state *s = calloc(1, sizeof(*s));

	(void)call;
	(void)n_pages;
	if (!s)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the sizes of styles");
	pthread_mutex_init(&s->lock, NULL);
	*state = s;
	return DT_OK;
}

void sizes_drop(void *self, void *state)
{
	struct sizes_state *s = state;

	(void)self;
	if (!s)
		return;
	pthread_mutex_destroy(&s->lock);
	dt_list_free(&s->needs);
	dt_list_free(&s->pieces);
	dt_list_free(&s->spots);
	free(s);
}

static bool measure_page(struct sizes_lane *l, uint32_t page, float floor)
{
	const struct galley *g = &l->common.galley;

	dt_list_clear(&l->needs);
	dt_list_clear(&l->pieces);
	dt_list_clear(&l->spots);
	for (uint32_t i = 0; i < g->page->styles.count; i++) {
		if (!needs_add(&l->needs, g->page, i, 1, 0)) /* what is kept has a size, too */
			return false;
	}
	for (uint32_t i = 0; i < g->n; i++) {
		float scale;

		if (galley_at(g, i)->linked || !galley_at(g, i)->set)
			continue;
		scale = fit_need(g, i, floor);
		for (uint32_t k = i; k != DT_NONE; k = galley_at(g, k)->next) {
			const struct text_block *t = galley_at(g, k);
			float needed = fminf(scale, t->widest / t->narrowest);
			uint32_t weight =
				t->block->text.count + LINE_LETTERS * t->block->lines.count;

			if (!needs_add(&l->needs, g->page, t->block->style, needed, weight))
				return false;
			if (t->segment->n_parts &&
			    !shares_measure(&l->common.composer, g, t, page, needed, &l->whole,
					    &l->pieces, &l->spots))
				return false;
		}
	}
	return true;
}

static bool append(struct dt_list *to, const struct dt_list *from, size_t element)
{
	for (uint32_t i = 0; i < from->n; i++) {
		void *at = dt_list_add(to, element);

		if (!at)
			return false;
		memcpy(at, (const char *)from->at + i * element, element);
	}
	return true;
}

static bool keep_page(struct sizes_state *state, struct sizes_lane *l)
{
	for (uint32_t i = 0; i < l->pieces.n; i++)
		((struct share_piece *)l->pieces.at)[i].spot += state->spots.n;
	return append(&state->needs, &l->needs, needs_size()) &&
	       append(&state->pieces, &l->pieces, sizeof(struct share_piece)) &&
	       append(&state->spots, &l->spots, sizeof(struct share_spot));
}

dt_status sizes_run(const struct dt_call *call, struct dt_error *err)
{
	const struct dt_page_blocks *blocks = call->host->input(call, 0, NULL);
	const struct dt_page_segments *segments = call->host->input(call, 1, NULL);
	const struct typeset *self = call->self;
	struct sizes_state *state = call->state;
	struct sizes_lane *l = call->lane;
	struct dt_box where;
	enum sides sides;
	dt_status status;
	bool good;

	if (!blocks || !segments || !typeset_any_translated(segments))
		return DT_OK;
	status = typeset_galley(call, &l->common, blocks, segments, err);
	if (status != DT_OK)
		return status;
	if (!measure_page(l, call->page, (float)self->options->min_scale))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for measuring page %u",
			       blocks->number + 1);
	sides = sides_find(blocks, segments, l->common.composer.rtl, &where);
	pthread_mutex_lock(&state->lock);
	good = keep_page(state, l);
	if (sides == SIDES_STAY && (!state->columns_stay || call->page < state->columns_stay))
		state->columns_stay = call->page + 1;
	pthread_mutex_unlock(&state->lock);
	return good ? DT_OK : dt_fail(err, DT_E_SYSTEM, "out of memory for the sizes of styles");
}

static float scale_of(const void *ctx, uint32_t key)
{
	const struct dt_list *scales = ctx;

	return typeset_scale(scales->at, scales->n, key);
}

dt_status sizes_end(const struct dt_call *call, struct dt_error *err)
{
	const struct typeset *self = call->self;
	struct sizes_state *state = call->state;
	struct dt_list scales = { 0 }, shares = { 0 };
	struct dt_payload payload = { 0 };
	struct dt_span span, shares_span;
	struct dt_sizes *head;
	dt_status status;

	dt_payload_start(&payload, sizeof(struct dt_sizes));
	if (!needs_solve(&state->needs, self->options->evenness, (float)self->options->min_scale,
			 &scales) ||
	    !shares_solve(&state->pieces, state->spots.at, scale_of, &scales, &shares))
		payload.failed = true;
	span = dt_payload_list(&payload, &scales);
	shares_span = dt_payload_list(&payload, &shares);
	head = DT_PAYLOAD_HEAD(&payload, struct dt_sizes);
	if (head) {
		head->scales = span;
		head->shares = shares_span;
		head->columns_stay = state->columns_stay;
	}
	status = dt_payload_output(&payload, call, 0, err);
	dt_list_free(&scales);
	dt_list_free(&shares);
	dt_payload_free(&payload);
	return status;
}
