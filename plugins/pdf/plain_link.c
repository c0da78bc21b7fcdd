/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "plain_link.h"

#include "token.h"

#include <string.h>

enum { LONGEST = 4096 }; /* bytes; more is no plain link */

static bool is_name(const struct dt_reader *reader, const struct dt_token *token, const char *name)
{
	size_t n = strlen(name);

	return token->kind == DT_TOKEN_NAME && token->end - token->start == n &&
	       !memcmp(reader->at + token->start, name, n);
}

/* Behind the bracket that opens; false: nothing closes it. */
static bool skip_nested(struct dt_reader *reader)
{
	struct dt_token token;
	unsigned depth = 1;

	while (depth) {
		dt_token_next(reader, &token);
		if (token.kind == DT_TOKEN_END)
			return false;
		depth += token.kind == DT_TOKEN_ARRAY || token.kind == DT_TOKEN_DICT;
		depth -= token.kind == DT_TOKEN_ARRAY_END || token.kind == DT_TOKEN_DICT_END;
	}
	return true;
}

static bool read_rect(struct dt_reader *reader, fz_rect *rect)
{
	struct dt_token token;
	float v[4];

	for (int i = 0; i < 4; i++) {
		dt_token_next(reader, &token);
		if (token.kind != DT_TOKEN_NUMBER)
			return false;
		v[i] = (float)token.number;
	}
	*rect = fz_make_rect(fz_min(v[0], v[2]), fz_min(v[1], v[3]), fz_max(v[0], v[2]),
			     fz_max(v[1], v[3]));
	dt_token_next(reader, &token);
	return token.kind == DT_TOKEN_ARRAY_END;
}

bool dt_plain_link_read(const unsigned char *at, size_t n, fz_rect *rect)
{
	struct dt_reader reader = { at, 0, (uint32_t)n };
	bool is_link = false, has_rect = false;
	struct dt_token key, value;

	if (n > LONGEST)
		return false;
	dt_token_next(&reader, &key);
	if (key.kind != DT_TOKEN_DICT)
		return false;
	for (dt_token_next(&reader, &key); key.kind != DT_TOKEN_DICT_END;
	     dt_token_next(&reader, &key)) {
		/* the rest of a reference: the generation and the R */
		if (key.kind == DT_TOKEN_NUMBER || key.kind == DT_TOKEN_WORD)
			continue;
		if (key.kind != DT_TOKEN_NAME || memchr(at + key.start, '#', key.end - key.start) ||
		    is_name(&reader, &key, "/AP") || is_name(&reader, &key, "/QuadPoints"))
			return false;
		dt_token_next(&reader, &value);
		if (is_name(&reader, &key, "/Subtype")) {
			if (is_link || !is_name(&reader, &value, "/Link"))
				return false;
			is_link = true;
		} else if (is_name(&reader, &key, "/Rect")) {
			if (has_rect || value.kind != DT_TOKEN_ARRAY || !read_rect(&reader, rect))
				return false;
			has_rect = true;
		} else if ((value.kind == DT_TOKEN_ARRAY || value.kind == DT_TOKEN_DICT) &&
			   !skip_nested(&reader)) {
			return false;
		} else if (value.kind == DT_TOKEN_ARRAY_END || value.kind == DT_TOKEN_DICT_END) {
			return false;
		}
	}
	return is_link && has_rect;
}

bool dt_plain_link(struct dt_document *doc, pdf_obj *annotation, fz_rect *rect)
{
	const unsigned char *at;
	size_t n;

	if (!pdf_is_indirect(doc->wall.ctx, annotation))
		return false;
	at = dt_object_bytes(doc, pdf_to_num(doc->wall.ctx, annotation), &n);
	return at && dt_plain_link_read(at, n, rect);
}
