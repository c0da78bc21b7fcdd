/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "scanner.h"

#include <stdlib.h>
#include <string.h>

/* Operators between two looks at the job, exceptions that a stream may cause. */
#define LOOK_EVERY  8192
#define MOST_FAULTS 1000

static void push_operand(struct dt_scanner *s, const struct dt_token *token)
{
	if (s->n_operands == s->room_operands) {
		uint32_t room = s->room_operands ? s->room_operands * 2 : 256;
		void *at;

		if (room > DT_MOST_OPERANDS) {
			/* not an operator's operands any more, nor content that can be edited */
			s->n_operands = 0;
			s->stop = true;
			return;
		}
		at = realloc(s->operands, room * sizeof(*s->operands));
		if (!at)
			fz_throw(s->ctx, FZ_ERROR_MEMORY, "operands");
		s->operands = at;
		s->room_operands = room;
	}
	s->operands[s->n_operands++] = *token;
}

static void text_op(struct dt_scanner *s)
{
	struct dt_text_state *state = &s->state;

	switch (s->op.word) {
	case DT_WORD2('T', 'c'):
		state->spacing = dt_operand(s, 0);
		break;
	case DT_WORD2('T', 'w'):
		state->word_spacing = dt_operand(s, 0);
		break;
	case DT_WORD2('T', 'z'):
		state->scale = dt_operand(s, 0) / 100;
		break;
	case DT_WORD2('T', 'L'):
		state->leading = dt_operand(s, 0);
		break;
	case DT_WORD2('T', 's'):
		state->rise = dt_operand(s, 0);
		break;
	case DT_WORD2('T', 'r'):
		state->mode = (int)dt_operand(s, 0);
		if (state->mode < 0 || state->mode > 7)
			state->mode = 0;
		break;
	default:
		return;
	}
	dt_state_changed(s);
}

static bool path_op(struct dt_scanner *s)
{
	switch (s->op.word) {
	case DT_WORD1('m'):
		dt_op_move_to(s, dt_operand(s, 1), dt_operand(s, 0));
		dt_path_place(s);
		break;
	case DT_WORD1('l'):
		dt_op_line_to(s, dt_operand(s, 1), dt_operand(s, 0));
		dt_path_place(s);
		break;
	case DT_WORD1('c'):
		dt_op_curve(s, 3);
		dt_path_place(s);
		break;
	case DT_WORD1('v'):
	case DT_WORD1('y'):
		dt_op_curve(s, 2);
		dt_path_place(s);
		break;
	case DT_WORD1('h'):
		dt_op_close(s);
		dt_path_place(s);
		break;
	case DT_WORD2('r', 'e'):
		dt_op_rectangle(s);
		dt_path_place(s);
		break;
	case DT_WORD1('n'):
		dt_op_paint(s, false, false);
		break;
	case DT_WORD1('s'):
		dt_op_close(s);
		dt_op_paint(s, false, true);
		break;
	case DT_WORD1('S'):
		dt_op_paint(s, false, true);
		break;
	case DT_WORD1('f'):
	case DT_WORD1('F'):
	case DT_WORD2('f', '*'):
		dt_op_paint(s, true, false);
		break;
	case DT_WORD1('b'):
	case DT_WORD2('b', '*'):
		dt_op_close(s);
		dt_op_paint(s, true, true);
		break;
	case DT_WORD1('B'):
	case DT_WORD2('B', '*'):
		dt_op_paint(s, true, true);
		break;
	case DT_WORD1('W'):
	case DT_WORD2('W', '*'):
		s->path.clip = true;
		break;
	default:
		return false;
	}
	return true;
}

static bool colour_op(struct dt_scanner *s)
{
	switch (s->op.word) {
	case DT_WORD1('g'):
		dt_op_device_colour(s, &dt_space_gray, false);
		break;
	case DT_WORD1('G'):
		dt_op_device_colour(s, &dt_space_gray, true);
		break;
	case DT_WORD2('r', 'g'):
		dt_op_device_colour(s, &dt_space_rgb, false);
		break;
	case DT_WORD2('R', 'G'):
		dt_op_device_colour(s, &dt_space_rgb, true);
		break;
	case DT_WORD1('k'):
		dt_op_device_colour(s, &dt_space_cmyk, false);
		break;
	case DT_WORD1('K'):
		dt_op_device_colour(s, &dt_space_cmyk, true);
		break;
	case DT_WORD2('c', 's'):
		dt_op_space(s, false);
		break;
	case DT_WORD2('C', 'S'):
		dt_op_space(s, true);
		break;
	case DT_WORD2('s', 'c'):
	case DT_WORD3('s', 'c', 'n'):
		dt_op_colour(s, false);
		break;
	case DT_WORD2('S', 'C'):
	case DT_WORD3('S', 'C', 'N'):
		dt_op_colour(s, true);
		break;
	default:
		return false;
	}
	return true;
}

static bool mark_op(struct dt_scanner *s)
{
	switch (s->op.word) {
	case DT_WORD3('B', 'D', 'C'):
		dt_op_begin_mark(s, true);
		break;
	case DT_WORD3('B', 'M', 'C'):
		dt_op_begin_mark(s, false);
		break;
	case DT_WORD3('E', 'M', 'C'):
		dt_op_end_mark(s);
		break;
	case DT_WORD2('D', 'o'):
		dt_op_do(s);
		break;
	case DT_WORD2('s', 'h'):
		dt_op_shading(s);
		break;
	case DT_WORD2('B', 'I'):
		dt_op_inline_image(s);
		break;
	default:
		return false;
	}
	return true;
}

static void run(struct dt_scanner *s)
{
	switch (s->op.word) {
	case DT_WORD2('T', 'd'):
		dt_op_move(s, dt_operand(s, 1), dt_operand(s, 0));
		break;
	case DT_WORD2('T', 'D'):
		s->state.leading = -dt_operand(s, 0);
		dt_state_changed(s);
		dt_op_move(s, dt_operand(s, 1), dt_operand(s, 0));
		break;
	case DT_WORD2('T', '*'):
		dt_op_move(s, 0, -s->state.leading);
		break;
	case DT_WORD2('T', 'm'):
		dt_op_text_matrix(s);
		break;
	case DT_WORD2('T', 'j'):
		dt_op_show(s, 'j');
		break;
	case DT_WORD2('T', 'J'):
		dt_op_show(s, 'J');
		break;
	case DT_WORD1('\''):
		dt_op_show(s, '\'');
		break;
	case DT_WORD1('"'):
		dt_op_show(s, '"');
		break;
	case DT_WORD2('T', 'f'):
		dt_op_font(s);
		break;
	case DT_WORD2('B', 'T'):
		dt_op_begin_text(s);
		break;
	case DT_WORD2('E', 'T'):
		dt_op_end_text(s);
		break;
	case DT_WORD1('q'):
		dt_op_save(s);
		break;
	case DT_WORD1('Q'):
		dt_op_restore(s);
		break;
	case DT_WORD2('c', 'm'):
		dt_op_concat(s);
		break;
	case DT_WORD2('g', 's'):
		dt_op_ext_state(s);
		break;
	case DT_WORD1('w'):
		s->state.line_width = (float)dt_operand(s, 0);
		dt_state_changed(s);
		break;
	default:
		if (!path_op(s) && !colour_op(s) && !mark_op(s))
			text_op(s);
	}
}

static bool is_value(uint32_t word)
{
	return word == (DT_WORD3('t', 'r', 'u') << 8 | 'e') ||
	       word == (DT_WORD3('n', 'u', 'l') << 8 | 'l');
}

static void look_at_job(struct dt_scanner *s)
{
	const struct dt_call *call = s->doc->wall.call;

	if (call && call->host->cancelled(call)) {
		s->doc->wall.cancelled = true;
		fz_throw(s->ctx, FZ_ERROR_ABORT, "cancelled");
	}
}

/* Operators until the end of the stream; may throw in one of them. */
static void run_all(struct dt_scanner *s)
{
	unsigned count = 0;

	s->n_operands = 0;
	while (!s->stop) {
		dt_token_next(&s->reader, &s->op);
		if (s->op.kind == DT_TOKEN_END)
			return;
		if (s->op.kind != DT_TOKEN_WORD || is_value(s->op.word)) {
			push_operand(s, &s->op);
			continue;
		}
		s->n_ops++;
		run(s);
		s->n_operands = 0;
		if (++count % LOOK_EVERY == 0)
			look_at_job(s);
	}
}

void dt_scan_stream(struct dt_scanner *s)
{
	fz_context *ctx = s->ctx;
	unsigned faults = 0;
	bool done = false;

	fz_var(faults);
	fz_var(done);
	if (s->bytes + s->reader.end > DT_MOST_BYTES) {
		s->bytes = DT_MOST_BYTES;
		s->stop = true;
		return;
	}
	s->bytes += s->reader.end;
	while (!done) {
		fz_try(ctx)
		{
			run_all(s);
			done = true;
		}
		fz_catch(ctx)
		{
			if (s->doc->wall.over || s->doc->wall.cancelled ||
			    fz_caught(ctx) == FZ_ERROR_MEMORY)
				fz_rethrow(ctx);
			s->scan->notes |= DT_SCAN_UNREADABLE;
			done = ++faults >= MOST_FAULTS;
		}
	}
}
