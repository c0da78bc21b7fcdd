/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A walk over the words of content; the bytes between what is joined are copied. */
#include "config.h"

#include "idle_moves.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define PLACES	      6	   /* of a sum */
#define NOWHERE	      1e-7 /* a move as short as that is the rounding of a sum */
#define FARTHEST      9e8
#define MOST_DIGITS   15 /* that a double has exactly */
#define MOST_OPERANDS 6

enum { BLANK = 1, END = 2, NUMBER = 4 }; /* classes of bytes */

enum setting { FONT, SPACING, WORD_SPACING, SCALE, RISE, N_SETTINGS };

struct piece { /* of the content */
	const char *at, *end;
};

struct run { /* of operators that may be joined */
	struct piece settings[N_SETTINGS];
	struct piece shape; /* the first four numbers of the last Tm; at NULL: none */
	double x, y;	    /* the move, or the place of the last Tm */
	double a, b, c, d;
	unsigned n_settings, n_moves; /* operators */
	const char *at, *end;	      /* all of it; at NULL: there is none */
};

struct walk {
	struct dt_bytes *out;
	const char *at, *end, *done; /* done: what is behind it is not copied yet */
	struct piece operands[MOST_OPERANDS];
	unsigned n_operands; /* MOST_OPERANDS + 1: something that no move has */
	bool at_start;	     /* the pen is where the line begins */
	struct run run;
};

static int class_of(char c)
{
	/* this looks at every byte of a page */
	static const uint8_t classes[256] = {
		[' '] = BLANK | END,  ['\n'] = BLANK | END, ['\r'] = BLANK | END,
		['\t'] = BLANK | END, ['\f'] = BLANK | END, ['\0'] = BLANK | END,
		['('] = END,	      [')'] = END,	    ['<'] = END,
		['>'] = END,	      ['['] = END,	    [']'] = END,
		['{'] = END,	      ['}'] = END,	    ['/'] = END,
		['%'] = END,	      ['0'] = NUMBER,	    ['1'] = NUMBER,
		['2'] = NUMBER,	      ['3'] = NUMBER,	    ['4'] = NUMBER,
		['5'] = NUMBER,	      ['6'] = NUMBER,	    ['7'] = NUMBER,
		['8'] = NUMBER,	      ['9'] = NUMBER,	    ['.'] = NUMBER,
		['-'] = NUMBER,	      ['+'] = NUMBER,
	};

	return classes[(unsigned char)c];
}

static const char *skip_word(const char *at, const char *end)
{
	while (at < end && !(class_of(*at) & END))
		at++;
	return at;
}

/* A plain decimal that fills the piece. */
static bool read_number(const struct piece *piece, double *value)
{
	static const double powers[] = { 1,   1e1, 1e2,	 1e3,  1e4,  1e5,  1e6,	 1e7,
					 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	const char *at = piece->at;
	unsigned digits = 0, places = 0;
	bool minus = false, point = false;
	double sum = 0;

	if (at < piece->end && (*at == '-' || *at == '+'))
		minus = *at++ == '-';
	for (; at < piece->end; at++) {
		if (*at == '.' && !point) {
			point = true;
			continue;
		}
		if (*at < '0' || *at > '9' || ++digits > MOST_DIGITS)
			return false;
		sum = sum * 10 + (*at - '0');
		places += point;
	}
	*value = (minus ? -sum : sum) / powers[places];
	return digits > 0;
}

static bool read_numbers(const struct walk *walk, double *values, unsigned n)
{
	if (walk->n_operands != n)
		return false;
	for (unsigned i = 0; i < n; i++)
		if (!read_number(&walk->operands[i], &values[i]))
			return false;
	return true;
}

/* ---- runs ---- */

/* Where the first of several operators or the last of them has nothing to say. */
static bool is_joined(const struct walk *walk)
{
	const struct run *run = &walk->run;
	unsigned kept = 0;

	for (unsigned i = 0; i < N_SETTINGS; i++)
		kept += run->settings[i].at != NULL;
	return run->n_moves > 1 || run->n_settings > kept;
}

static void write_move(const struct walk *walk)
{
	const struct run *run = &walk->run;
	struct dt_bytes *out = walk->out;

	if (!run->n_moves ||
	    (!run->shape.at && walk->at_start && fabs(run->x) < NOWHERE && fabs(run->y) < NOWHERE))
		return;
	if (run->shape.at) {
		dt_bytes_add(out, run->shape.at, (size_t)(run->shape.end - run->shape.at));
		dt_bytes_add(out, " ", 1);
	}
	dt_bytes_number(out, run->x, PLACES);
	dt_bytes_add(out, " ", 1);
	dt_bytes_number(out, run->y, PLACES);
	dt_bytes_text(out, run->shape.at ? " Tm " : " Td ");
}

static void end_run(struct walk *walk)
{
	struct run *run = &walk->run;

	if (!run->at)
		return;
	if (is_joined(walk)) {
		dt_bytes_add(walk->out, walk->done, (size_t)(run->at - walk->done));
		for (unsigned i = 0; i < N_SETTINGS; i++) {
			const struct piece *piece = &run->settings[i];

			if (!piece->at)
				continue;
			dt_bytes_add(walk->out, piece->at, (size_t)(piece->end - piece->at));
			dt_bytes_add(walk->out, " ", 1);
		}
		write_move(walk);
		walk->done = run->end;
	}
	walk->at_start = walk->at_start || run->n_moves;
	run->at = NULL;
}

static struct run *begin_run(struct walk *walk, const char *end)
{
	struct run *run = &walk->run;

	if (!run->at)
		*run = (struct run){ .at = walk->operands[0].at };
	run->end = end;
	return run;
}

/* Numbers past that are none that dt_bytes_number writes. */
static bool can_write(double x, double y)
{
	return fabs(x) < FARTHEST && fabs(y) < FARTHEST;
}

static bool take_move(struct walk *walk, const char *end)
{
	struct run *run = &walk->run;
	double to[2], x, y;

	if (!read_numbers(walk, to, 2))
		return false;
	x = to[0];
	y = to[1];
	if (run->at && run->shape.at) {
		x = to[0] * run->a + to[1] * run->c;
		y = to[0] * run->b + to[1] * run->d;
	}
	if (run->at) {
		x += run->x;
		y += run->y;
	}
	if (!can_write(x, y))
		return false;
	run = begin_run(walk, end);
	run->x = x;
	run->y = y;
	run->n_moves++;
	return true;
}

static bool take_matrix(struct walk *walk, const char *end)
{
	double m[6];
	struct run *run;

	if (!read_numbers(walk, m, 6) || !can_write(m[4], m[5]))
		return false;
	run = begin_run(walk, end);
	run->shape = (struct piece){ walk->operands[0].at, walk->operands[3].end };
	run->a = m[0];
	run->b = m[1];
	run->c = m[2];
	run->d = m[3];
	run->x = m[4];
	run->y = m[5];
	run->n_moves++;
	return true;
}

static bool take_setting(struct walk *walk, enum setting setting, const char *end)
{
	const struct piece *last = &walk->operands[setting == FONT];
	struct run *run;
	double value;

	if (walk->n_operands != (setting == FONT ? 2 : 1) || !read_number(last, &value) ||
	    (setting == FONT && *walk->operands[0].at != '/'))
		return false;
	run = begin_run(walk, end);
	run->settings[setting] = (struct piece){ walk->operands[0].at, end };
	run->n_settings++;
	return true;
}

/* ---- words ---- */

static bool take_operator(struct walk *walk, const char *at, const char *end)
{
	if (end - at != 2 || *at != 'T')
		return false;
	switch (at[1]) {
	case 'd':
		return take_move(walk, end);
	case 'm':
		return take_matrix(walk, end);
	case 'f':
		return take_setting(walk, FONT, end);
	case 'c':
		return take_setting(walk, SPACING, end);
	case 'w':
		return take_setting(walk, WORD_SPACING, end);
	case 'z':
		return take_setting(walk, SCALE, end);
	case 's':
		return take_setting(walk, RISE, end);
	default:
		return false;
	}
}

/* An operator that cannot be joined: is the pen where a line begins behind it? */
static void note_other(struct walk *walk, const char *at, const char *end)
{
	if (end - at == 2 &&
	    (memcmp(at, "BT", 2) == 0 || memcmp(at, "TD", 2) == 0 || memcmp(at, "T*", 2) == 0 ||
	     memcmp(at, "Td", 2) == 0 || memcmp(at, "Tm", 2) == 0))
		walk->at_start = true;
	else if ((end - at == 2 && (memcmp(at, "Tj", 2) == 0 || memcmp(at, "TJ", 2) == 0)) ||
		 (end - at == 1 && (*at == '\'' || *at == '"')))
		walk->at_start = false;
}

static void add_operand(struct walk *walk, const char *at, const char *end)
{
	if (walk->n_operands < MOST_OPERANDS)
		walk->operands[walk->n_operands] = (struct piece){ at, end };
	if (walk->n_operands <= MOST_OPERANDS)
		walk->n_operands++;
}

/* False: bytes of a picture follow. */
static bool read_word(struct walk *walk)
{
	const char *at = walk->at, *end = skip_word(at + (*at == '/'), walk->end);

	walk->at = end;
	if (*at == '/' || class_of(*at) == NUMBER) {
		add_operand(walk, at, end);
		return true;
	}
	if (!take_operator(walk, at, end)) {
		end_run(walk);
		note_other(walk, at, end);
		if (end - at == 2 && memcmp(at, "BI", 2) == 0)
			return false;
	}
	walk->n_operands = 0;
	return true;
}

/* Behind a string of either kind, a comment, or another mark. */
static const char *skip_other(const char *at, const char *end)
{
	char first = *at++;
	int depth = 1;

	if (first == '%') {
		while (at < end && *at != '\n' && *at != '\r')
			at++;
	} else if (first == '<') {
		if (at < end && *at == '<')
			return at + 1;
		while (at < end && *at++ != '>')
			;
	} else if (first == '(') {
		for (; at < end && depth > 0; at++) {
			if (*at == '\\' && at + 1 < end)
				at++;
			else if (*at == '(' || *at == ')')
				depth += *at == '(' ? 1 : -1;
		}
	}
	return at;
}

void dt_join_moves(struct dt_bytes *out, const char *at, size_t n)
{
	struct walk walk = { .out = out, .at = at, .done = at };

	dt_bytes_clear(out);
	if (!n)
		return;
	walk.end = at + n;
	while (walk.at < walk.end) {
		int class = class_of(*walk.at);

		if (class & BLANK) {
			walk.at++;
		} else if ((class & END) && *walk.at != '/') {
			end_run(&walk);
			walk.n_operands = MOST_OPERANDS + 1;
			walk.at = skip_other(walk.at, walk.end);
		} else if (!read_word(&walk)) {
			break;
		}
	}
	end_run(&walk);
	dt_bytes_add(out, walk.done, (size_t)(walk.end - walk.done));
}
