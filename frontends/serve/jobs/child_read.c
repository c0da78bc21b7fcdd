/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a child is given and what it says, in bounded pieces. */
#include "config.h"

#include "child.h"
#include "child_inside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AT_ONCE = 64 * 1024 };

__attribute__((format(printf, 2, 3))) static void broken(struct child *child, const char *format,
							 ...)
{
	va_list args;

	if (child->is_broken)
		return;
	child->is_broken = true;
	va_start(args, format);
	vsnprintf(child->broken, sizeof(child->broken), format, args);
	va_end(args);
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* false: the line is longer than it may be, or there is no memory for it */
static bool append(struct line_buffer *line, const char *bytes, size_t n, size_t bound)
{
	size_t room = bound - line->n;
	bool fits = n <= room;

	n = fits ? n : room;
	if (line->n + n + 1 > line->capacity) {
		size_t capacity =
			line->n + n + 1 > 2 * line->capacity ? line->n + n + 1 : 2 * line->capacity;
		char *more = realloc(line->bytes, capacity);

		if (!more)
			return false;
		line->bytes = more;
		line->capacity = capacity;
	}
	if (n)
		memcpy(line->bytes + line->n, bytes, n);
	line->n += n;
	line->bytes[line->n] = '\0';
	return fits;
}

static void take_lines(struct child *child, const char *bytes, size_t n)
{
	struct line_buffer *line = &child->lines;

	child->lines_bytes += n;
	if (child->lines_bytes > child->options.lines_bytes)
		broken(child, "it said more than %llu bytes",
		       (unsigned long long)child->options.lines_bytes);
	while (n && !child->is_broken) {
		const char *newline = memchr(bytes, '\n', n);
		size_t length = newline ? (size_t)(newline - bytes) : n;

		if (!append(line, bytes, length, child->options.line_bytes))
			broken(child, "a line of more than %zu bytes", child->options.line_bytes);
		else if (newline && !child->options.line(child->options.ctx, line->bytes, line->n))
			broken(child, "a line that is none of its language");
		line->n = newline ? 0 : line->n;
		bytes += length + (newline != NULL);
		n -= length + (newline != NULL);
	}
}

/* ---- log ------------------------------------------------------------------------------------ */

static void tell_log(struct child *child)
{
	struct line_buffer *line = &child->log;
	int64_t now = child_now_ms();

	if (now - child->second_ms >= 1000) {
		child->second_ms = now;
		child->log_in_second = 0;
	}
	if (!line->n)
		return;
	if (child->log_in_second++ >= child->options.log_per_second) {
		child->log_dropped++;
	} else {
		for (size_t i = 0; i < line->n; i++)
			if ((unsigned char)line->bytes[i] < ' ' || line->bytes[i] == 0x7f)
				line->bytes[i] = ' ';
		child->options.log(child->options.ctx, line->bytes, line->n);
	}
	line->n = 0;
}

static void take_log(struct child *child, const char *bytes, size_t n)
{
	while (n) {
		const char *newline = memchr(bytes, '\n', n);
		size_t length = newline ? (size_t)(newline - bytes) : n;

		append(&child->log, bytes, length, child->options.log_line_bytes);
		if (newline)
			tell_log(child);
		bytes += length + (newline != NULL);
		n -= length + (newline != NULL);
	}
}

void child_flush_log(struct child *child)
{
	if (child->options.log)
		tell_log(child);
}

/* ---- output, input ----------------------------------------------------------------------------
 */

static void take_output(struct child *child, const char *bytes, size_t n)
{
	if (n > child->options.output_bytes - child->output_bytes) {
		n = child->options.output_bytes - child->output_bytes;
		broken(child, "it wrote more than %zu bytes", child->options.output_bytes);
	}
	child->output_bytes += n;
	if (n)
		child->options.output(child->options.ctx, bytes, n);
}

bool child_read(struct child *child, enum child_fd which)
{
	char bytes[AT_ONCE];
	ssize_t n;

	if (child->fds[which] < 0)
		return false;
	n = read(child->fds[which], bytes, sizeof(bytes));
	if (n < 0)
		return errno == EINTR;
	if (which == CHILD_LINES && n && !child->is_broken)
		take_lines(child, bytes, (size_t)n);
	else if (which == CHILD_OUTPUT && n && !child->is_broken)
		take_output(child, bytes, (size_t)n);
	else if (which == CHILD_LOG)
		take_log(child, bytes, (size_t)n);
	if (!n || (child->is_broken && which != CHILD_LOG))
		child_close(child, which);
	return n > 0;
}

/* A child that reads no more has its reasons; it is told of by its end. */
void child_write(struct child *child)
{
	const char *rest = child->input + child->input_sent;
	size_t left = child->input_size - child->input_sent;
	ssize_t n = child->fds[CHILD_INPUT] < 0 ? -1 : write(child->fds[CHILD_INPUT], rest, left);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	child->input_sent += n > 0 ? (size_t)n : 0;
	if (n >= 0 && child->input_sent < child->input_size)
		return;
	child_close(child, CHILD_INPUT);
	explicit_bzero(child->input, child->input_size);
}
