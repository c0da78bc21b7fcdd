/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "normal.h"

#include <stdio.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

/* ---- characters --------------------------------------------------------------------- */

/* Forms that differ in how they are drawn or coded, not in what they say. */
static bool is_mere_form(int tag)
{
	return tag == UC_DECOMP_WIDE || tag == UC_DECOMP_NARROW || tag == UC_DECOMP_SMALL ||
	       tag == UC_DECOMP_VERTICAL || tag == UC_DECOMP_INITIAL || tag == UC_DECOMP_MEDIAL ||
	       tag == UC_DECOMP_FINAL || tag == UC_DECOMP_ISOLATED || tag == UC_DECOMP_NOBREAK ||
	       tag == UC_DECOMP_COMPAT;
}

/* Signs that nobody sees; not those that join or part letters. */
static bool is_unseen(uint32_t code)
{
	return code == 0xad || code == 0x200b || code == 0x2060 || code == 0xfeff ||
	       code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code < 0x09 || (code > 0x0d && code < 0x20);
}

static uint32_t plain_quote(uint32_t code)
{
	return code == 0x2018 || code == 0x2019	  ? '\''
	       : code == 0x201c || code == 0x201d ? '"'
						  : code;
}

static bool is_blank(uint32_t code)
{
	return !code_is_mark(code) && (uc_is_property_white_space(code) || code == 0x2028);
}

static void add_form(struct codes *out, uint32_t code, unsigned depth)
{
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
	int tag, n;

	if (code < 0x80 || is_blank(code)) {
		codes_add(out, code);
		return;
	}
	n = uc_decomposition(code, &tag, parts);
	if (n <= 0 || !is_mere_form(tag) || depth > 3) {
		codes_add(out, plain_quote(code));
		return;
	}
	for (int i = 0; i < n; i++)
		add_form(out, parts[i], depth + 1);
}

/* Composed characters between marks. */
static void add_composed(struct codes *out, const uint32_t *at, size_t n)
{
	size_t length = 0;
	uint32_t *composed = n ? u32_normalize(UNINORM_NFC, at, n, NULL, &length) : NULL;

	if (composed)
		codes_add_all(out, composed, length);
	else if (n)
		out->failed = true;
	free(composed);
}

/* White space is one blank, and none at the edges. */
static void add_collapsed(struct codes *out, const struct codes *in)
{
	bool due = false;

	for (size_t i = 0; i < in->n; i++) {
		if (is_blank(in->at[i])) {
			due = out->n > 0;
			continue;
		}
		if (due)
			codes_add(out, ' ');
		due = false;
		codes_add(out, in->at[i]);
	}
}

static bool read_cased(struct codes *out, const char *text, size_t length)
{
	struct codes raw = { 0 }, forms = { 0 }, composed = { 0 };
	bool good = codes_read(&raw, text, length);
	size_t from = 0;

	for (size_t i = 0; i < raw.n; i++)
		if (code_is_mark(raw.at[i]))
			codes_add(&forms, raw.at[i]);
		else if (!is_unseen(raw.at[i]))
			add_form(&forms, raw.at[i], 0);
	for (size_t i = 0; i <= forms.n; i++) {
		if (i < forms.n && !code_is_mark(forms.at[i]))
			continue;
		add_composed(&composed, forms.at + from, i - from);
		if (i < forms.n)
			codes_add(&composed, forms.at[i]);
		from = i + 1;
	}
	add_collapsed(out, &composed);
	good = good && !forms.failed && !composed.failed && !out->failed;
	codes_free(&raw);
	codes_free(&forms);
	codes_free(&composed);
	return good;
}

/* ---- an enumeration in front ---------------------------------------------------------- */

static bool ascii_digit(const struct codes *c, size_t i)
{
	return i < c->n && c->at[i] >= '0' && c->at[i] <= '9';
}

static size_t roman(const struct codes *c, size_t i)
{
	size_t n = 0;

	while (n < 7 && i + n < c->n && c->at[i + n] < 0x80 && c->at[i + n] &&
	       strchr(c->at[i] < 'a' ? "IVXLC" : "ivxlc", (int)c->at[i + n]))
		n++;
	return n < 7 ? n : 0;
}

/* Digits in groups, a Roman number, one letter; what they are made of in *dots. */
static size_t counter(const struct codes *c, size_t i, unsigned *dots)
{
	size_t start = i, n = 0;

	*dots = 0;
	while (ascii_digit(c, i) && n < 3) {
		for (n = 0; ascii_digit(c, i) && n < 4; n++)
			i++;
		if (n > 3 || i + 1 >= c->n || c->at[i] != '.' || !ascii_digit(c, i + 1))
			break;
		i++;
		n = 0;
		++*dots;
	}
	if (i > start)
		return n > 3 ? 0 : i - start;
	n = roman(c, i);
	if (n)
		return n;
	return i < c->n && c->at[i] < 0x80 && ((c->at[i] | 32) >= 'a' && (c->at[i] | 32) <= 'z');
}

/* Length of "2.1. ", "(a) ", "iv) ", and of "2.1 " before a capital; 0: none. */
static size_t enumeration(const struct codes *c)
{
	bool parenthesis = c->n && c->at[0] == '(';
	size_t i = parenthesis, n;
	unsigned dots;

	n = counter(c, i, &dots);
	i += n;
	if (!n || i >= c->n)
		return 0;
	if (c->at[i] == ')' || (c->at[i] == '.' && !parenthesis))
		i++;
	else if (parenthesis || !dots || i + 1 >= c->n || code_is_mark(c->at[i + 1]) ||
		 !uc_is_upper(c->at[i + 1]))
		return 0;
	return i + 1 < c->n && c->at[i] == ' ' ? i + 1 : 0;
}

static void cut_enumeration(struct normal *normal)
{
	size_t n = enumeration(&normal->cased);

	if (!n || n >= sizeof(normal->enumeration))
		return;
	for (size_t i = 0; i < n; i++)
		normal->enumeration[i] = (char)normal->cased.at[i];
	normal->enumeration[n] = '\0';
	normal->cased.n -= n;
	memmove(normal->cased.at, normal->cased.at + n, normal->cased.n * sizeof(uint32_t));
}

/* ---- the whole -------------------------------------------------------------------------- */

static bool add_number(struct normal *normal, size_t start, size_t n)
{
	struct normal_number *more =
		realloc(normal->numbers, (normal->n_numbers + 1) * sizeof(*more));

	if (!more)
		return false;
	normal->numbers = more;
	more[normal->n_numbers++] = (struct normal_number){ start, n };
	return true;
}

bool normal_read(struct normal *normal, const char *text, size_t length)
{
	const struct codes *cased = &normal->cased;
	size_t n;

	memset(normal, 0, sizeof(*normal));
	if (!read_cased(&normal->cased, text, length))
		return false;
	cut_enumeration(normal);
	for (size_t i = 0; i < cased->n; i += n ? n : 1) {
		n = codes_number(cased, i);
		if (n && !add_number(normal, i, n))
			return false;
		codes_add(&normal->key, n			     ? (uint32_t)CODE_NUMBER
					: code_is_mark(cased->at[i]) ? cased->at[i]
								     : uc_tolower(cased->at[i]));
	}
	normal->hash = codes_hash(normal->key.at, normal->key.n, 0);
	return !normal->key.failed;
}

void normal_free(struct normal *normal)
{
	codes_free(&normal->cased);
	codes_free(&normal->key);
	free(normal->numbers);
	normal->numbers = NULL;
}

bool normal_same_numbers(const struct normal *a, const struct normal *b)
{
	if (a->n_numbers != b->n_numbers)
		return false;
	for (size_t i = 0; i < a->n_numbers; i++) {
		const struct normal_number *m = &a->numbers[i], *n = &b->numbers[i];

		if (m->n != n->n || memcmp(a->cased.at + m->start, b->cased.at + n->start,
					   m->n * sizeof(uint32_t)) != 0)
			return false;
	}
	return true;
}

bool normal_same_marks(const struct normal *a, const struct normal *b)
{
	size_t i = 0, k = 0;

	for (;; i++, k++) {
		while (i < a->cased.n && !code_is_mark(a->cased.at[i]))
			i++;
		while (k < b->cased.n && !code_is_mark(b->cased.at[k]))
			k++;
		if (i == a->cased.n || k == b->cased.n)
			return i == a->cased.n && k == b->cased.n;
		if (a->cased.at[i] != b->cased.at[k])
			return false;
	}
}
