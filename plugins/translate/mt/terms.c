/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "terms.h"

#include "../markup.h"

#include <unicase.h>
#include <unictype.h>

static bool is_word(uint32_t code)
{
	return code != UINT32_MAX && uc_is_alnum(code);
}

/* Scripts that write no blanks between words have no borders to look at. */
static bool has_borders(uint32_t code)
{
	return is_word(code) && !uc_is_property_ideographic(code) &&
	       !(code >= 0x0e00 && code <= 0x0eff) && !(code >= 0x3040 && code <= 0x30ff);
}

static bool is_blank(uint32_t code)
{
	return code == ' ' || code == 0xa0 || code == 0x202f || code == 0x2009;
}

/* Bytes at "at" that are the term; 0 when it does not stand there. */
static size_t match(const char *at, const char *end, const char *term)
{
	const char *start = at, *term_end = term + strlen(term);
	uint32_t last = 0;

	while (term < term_end) {
		uint32_t want = markup_decode(&term, term_end), have;

		if (at == end)
			return 0;
		have = markup_decode(&at, end);
		if (is_blank(want) && is_blank(have)) {
			last = have;
			continue;
		}
		if (have == UINT32_MAX || (have != want && uc_tolower(have) != uc_tolower(want)))
			return 0;
		last = have;
	}
	if (at < end && has_borders(last)) {
		const char *behind = at;

		if (has_borders(markup_decode(&behind, end)))
			return 0;
	}
	return (size_t)(at - start);
}

static const struct dt_term *longest(const struct mt_words *words, const char *at, const char *end,
				     size_t *length)
{
	const struct dt_term *best = NULL;

	*length = 0;
	for (uint32_t i = 0; i < words->n; i++) {
		const struct dt_term *term = &words->terms[i];
		size_t n;

		if (!(term->flags & DT_TERM_USER) || !term->source || !*term->source)
			continue;
		if (term->in && !term->in[words->i])
			continue;
		n = match(at, end, term->source);
		if (n > *length) {
			*length = n;
			best = term;
		}
	}
	return best;
}

const struct dt_term *terms_find(const struct mt_words *words, const char *at, const char *end,
				 const char **found, size_t *length)
{
	uint32_t last = ' ';

	while (words->n && at < end) {
		const char *here = at;
		uint32_t code = markup_decode(&at, end);

		if (!(has_borders(code) && has_borders(last))) {
			const struct dt_term *term = longest(words, here, end, length);

			if (term) {
				*found = here;
				return term;
			}
		}
		last = code;
	}
	return NULL;
}

void terms_like(struct text *out, const struct dt_term *term, const char *found, size_t length)
{
	const char *at = found, *source = term->source, *target = term->target;
	uint32_t have = markup_decode(&at, found + length);
	uint32_t base = markup_decode(&source, source + strlen(source));

	if (have != base && have != UINT32_MAX && uc_is_upper(have) && *target) {
		const char *rest = target;
		uint32_t first = markup_decode(&rest, target + strlen(target));
		char bytes[4];
		size_t n = first == UINT32_MAX ? 0 : markup_encode(bytes, uc_toupper(first));

		if (n) {
			text_add(out, bytes, n);
			target = rest;
		}
	}
	text_add_string(out, target);
}
