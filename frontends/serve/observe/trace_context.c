/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* W3C Trace Context, the header traceparent. */
#include "config.h"

#include "trace.h"

#include <string.h>

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Lower case only, as the header has it; false too when all are zero. */
static bool read_bytes(const char *text, uint8_t *bytes, size_t n)
{
	uint8_t any = 0;

	for (size_t i = 0; i < n; i++) {
		int high = digit(text[2 * i]), low = high < 0 ? -1 : digit(text[2 * i + 1]);

		if (low < 0)
			return false;
		bytes[i] = (uint8_t)(high * 16 + low);
		any |= bytes[i];
	}
	return any != 0;
}

bool trace_parse(const char *traceparent, struct trace_context *context)
{
	size_t n = traceparent ? strlen(traceparent) : 0;
	struct trace_context read = { 0 };
	uint8_t version, flags;
	bool zero_version, good;

	*context = read;
	if (n < 55 || traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-')
		return false;
	zero_version = !memcmp(traceparent, "00", 2);
	good = zero_version || (read_bytes(traceparent, &version, 1) && version != 0xff);
	/* later versions may say more, behind another "-" */
	if (!good || (zero_version ? n != 55 : n > 55 && traceparent[55] != '-'))
		return false;
	if (!read_bytes(traceparent + 3, read.trace_id, 16) ||
	    !read_bytes(traceparent + 36, read.span_id, 8) || digit(traceparent[53]) < 0 ||
	    digit(traceparent[54]) < 0)
		return false;
	flags = (uint8_t)digit(traceparent[54]);
	read.sampled = flags & 1;
	*context = read;
	return true;
}

static char *write_bytes(char *to, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*to++ = digits[bytes[i] >> 4];
		*to++ = digits[bytes[i] & 15];
	}
	return to;
}

void trace_format(const struct trace_context *context, char text[TRACEPARENT_SIZE])
{
	char *to = text;

	memcpy(to, "00-", 3);
	to = write_bytes(to + 3, context->trace_id, 16);
	*to++ = '-';
	to = write_bytes(to, context->span_id, 8);
	memcpy(to, context->sampled ? "-01" : "-00", 4);
}

void trace_parent_of(const struct span *span, const char *incoming, char text[TRACEPARENT_SIZE])
{
	const struct trace_context *own = span_context(span);
	struct trace_context read;

	*text = '\0';
	if (own)
		trace_format(own, text);
	else if (trace_parse(incoming, &read))
		trace_format(&read, text);
}
