/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "codes.h"

#include <unictype.h>

enum { OPEN, CLOSE, OBJECT };

static uint32_t mark(uint32_t kind, uint32_t id)
{
	return CODE_MARKS + (id << 2 | kind);
}

void codes_add(struct codes *codes, uint32_t code)
{
	codes_add_all(codes, &code, 1);
}

void codes_add_all(struct codes *codes, const uint32_t *at, size_t n)
{
	if (codes->failed || !n)
		return;
	if (codes->n + n > codes->room) {
		size_t room = (codes->n + n) * 2 + 64;
		uint32_t *more = realloc(codes->at, room * sizeof(*more));

		if (!more) {
			codes->failed = true;
			return;
		}
		codes->at = more;
		codes->room = room;
	}
	memcpy(codes->at + codes->n, at, n * sizeof(*at));
	codes->n += n;
}

void codes_clear(struct codes *codes)
{
	codes->n = 0;
	codes->failed = false;
}

void codes_free(struct codes *codes)
{
	free(codes->at);
	memset(codes, 0, sizeof(*codes));
}

bool codes_equal(const struct codes *a, const struct codes *b)
{
	return a->n == b->n && (!a->n || !memcmp(a->at, b->at, a->n * sizeof(*a->at)));
}

uint64_t codes_hash(const uint32_t *at, size_t n, uint64_t seed)
{
	uint64_t hash = 0xcbf29ce484222325ull ^ seed;

	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 24; k += 8)
			hash = (hash ^ (at[i] >> k & 0xff)) * 0x100000001b3ull;
	/* FNV's low bits know little of the last codes */
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdull;
	return hash ^ hash >> 33;
}

uint64_t codes_hash_text(const char *at, size_t n)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)at[i]) * 0x100000001b3ull;
	return hash ^ hash >> 29;
}

static bool add_text(struct codes *codes, const char *at, size_t length)
{
	const char *end = at + length;

	while (at < end) {
		uint32_t code = markup_decode(&at, end);

		if (code == UINT32_MAX || code == CODE_NUMBER)
			return false;
		codes_add(codes, code);
	}
	return true;
}

bool codes_read(struct codes *codes, const char *text, size_t length)
{
	struct markup_reader reader;
	struct markup_token token;
	bool good = true;

	markup_start(&reader, text, length);
	for (;;) {
		markup_next(&reader, &token);
		if (token.kind == MARKUP_END)
			return good && !codes->failed;
		if (token.kind == MARKUP_BAD)
			return false;
		if (token.kind == MARKUP_TEXT)
			good &= add_text(codes, token.at, token.length);
		else
			codes_add(codes, token.kind == MARKUP_OPEN    ? mark(OPEN, token.id)
					 : token.kind == MARKUP_CLOSE ? mark(CLOSE, 0)
								      : mark(OBJECT, token.id));
	}
}

void codes_write(const struct codes *codes, struct text *out)
{
	char bytes[4];

	for (size_t i = 0; i < codes->n; i++) {
		uint32_t code = codes->at[i];

		if (!code_is_mark(code)) {
			markup_add_text(out, bytes, markup_encode(bytes, code));
			continue;
		}
		code -= CODE_MARKS;
		if ((code & 3) == OPEN)
			markup_add_open(out, code >> 2);
		else if ((code & 3) == CLOSE)
			markup_add_close(out);
		else
			markup_add_object(out, code >> 2);
	}
}

static bool is_digit(const struct codes *codes, size_t i)
{
	return i < codes->n && !code_is_mark(codes->at[i]) &&
	       uc_is_general_category(codes->at[i], UC_DECIMAL_DIGIT_NUMBER);
}

static bool is_letter(const struct codes *codes, size_t i)
{
	return i < codes->n && !code_is_mark(codes->at[i]) &&
	       (codes->at[i] == '_' ||
		uc_is_general_category_withtable(codes->at[i],
						 UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M));
}

size_t codes_number(const struct codes *codes, size_t i)
{
	size_t end = i;

	if (!is_digit(codes, i) || (i && (is_digit(codes, i - 1) || is_letter(codes, i - 1))))
		return 0;
	while (is_digit(codes, end) ||
	       (end > i && end < codes->n && codes->at[end] < 0x80 &&
		strchr(".,:/'", (int)codes->at[end]) && codes->at[end] && is_digit(codes, end + 1)))
		end++;
	return is_letter(codes, end) ? 0 : end - i;
}
