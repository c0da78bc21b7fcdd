/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The answer to one text out of the answer to one that is alike. */
#include "config.h"

#include "normal.h"

#include <unicase.h>
#include <unictype.h>

struct change {
	const struct normal *asked, *known;
	const char *target_lang;
	struct codes codes; /* the answer so far */
};

/* ---- the enumeration ------------------------------------------------------------------ */

/* The answer has the known one in front, letter by letter. */
static bool take_enumeration(struct change *change)
{
	const char *known = change->known->enumeration;
	struct codes *codes = &change->codes;
	size_t n = strlen(known);

	if (n > codes->n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (codes->at[i] != (unsigned char)known[i])
			return false;
	codes->n -= n;
	memmove(codes->at, codes->at + n, codes->n * sizeof(*codes->at));
	return true;
}

static void put_enumeration(struct change *change)
{
	struct codes with = { 0 };

	for (const char *at = change->asked->enumeration; *at; at++)
		codes_add(&with, (unsigned char)*at);
	codes_add_all(&with, change->codes.at, change->codes.n);
	with.failed |= change->codes.failed;
	codes_free(&change->codes);
	change->codes = with;
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* Languages where a word has more than two forms beside numbers (CLDR, plural rules). */
static bool counts_in_many_forms(const char *lang)
{
	static const char known[] =
		" ar be br bs cs cy dsb ga gd gv hr hsb kw lt lv mk mt pl ro ru "
		"se shi sk sl sma smj smn sms sr uk he iw fil tl is ";
	size_t n = strcspn(lang, "-_");

	for (const char *at = known; (at = strchr(at, ' ')) && at[1]; at++)
		if (strcspn(at + 1, " ") == n && !strncmp(at + 1, lang, n))
			return true;
	return false;
}

/* Words beside these differ in one language or another: one thing, none; "an 8", "l'11". */
static bool bends_words(const uint32_t *at, size_t n)
{
	if (n == 1 && (at[0] == '0' || at[0] == '1'))
		return true;
	return at[0] == '8' || (n >= 2 && at[0] == '1' && (at[1] == '1' || at[1] == '8')) ||
	       ((at[0] == '0' || at[0] == '1') && n > 1 && (at[1] == '.' || at[1] == ',')) ||
	       at[0] >= 0x80;
}

static bool same_number(const struct normal *a, size_t i, const uint32_t *at, size_t n)
{
	const struct normal_number *number = &a->numbers[i];

	return number->n == n && !memcmp(a->cased.at + number->start, at, n * sizeof(*at));
}

/* The number of the asked text for one of the known; false: it has two, or a risky one. */
static bool becomes(const struct change *change, const uint32_t *at, size_t n,
		    const struct normal_number **to)
{
	*to = NULL;
	for (size_t i = 0; i < change->known->n_numbers; i++) {
		const struct normal_number *next = &change->asked->numbers[i];

		if (!same_number(change->known, i, at, n))
			continue;
		if (*to && !same_number(change->asked, i, change->asked->cased.at + (*to)->start,
					(*to)->n))
			return false;
		*to = next;
	}
	return true;
}

static size_t times(const struct normal *normal, const uint32_t *at, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < normal->n_numbers; i++)
		count += same_number(normal, i, at, n);
	return count;
}

static size_t times_in(const struct codes *codes, const uint32_t *at, size_t n)
{
	size_t count = 0, length;

	for (size_t i = 0; i < codes->n; i += length ? length : 1) {
		length = codes_number(codes, i);
		count += length == n && !memcmp(codes->at + i, at, n * sizeof(*at));
	}
	return count;
}

/* May each number that changes be put in the place of the one that the answer has? */
static bool numbers_are_safe(const struct change *change)
{
	const struct normal *asked = change->asked, *known = change->known;

	if (counts_in_many_forms(change->target_lang))
		return false;
	for (size_t i = 0; i < known->n_numbers; i++) {
		const uint32_t *from = known->cased.at + known->numbers[i].start;
		const uint32_t *to = asked->cased.at + asked->numbers[i].start;
		size_t n = known->numbers[i].n;
		const struct normal_number *image;

		if (!becomes(change, from, n, &image) ||
		    times(known, from, n) != times_in(&change->codes, from, n))
			return false;
		if (!same_number(asked, i, from, n) &&
		    (bends_words(from, n) || bends_words(to, asked->numbers[i].n)))
			return false;
	}
	return true;
}

static bool put_numbers(struct change *change)
{
	const struct codes *codes = &change->codes;
	struct codes with = { 0 };
	size_t n;

	if (normal_same_numbers(change->asked, change->known))
		return true;
	if (!numbers_are_safe(change))
		return false;
	for (size_t i = 0; i < codes->n; i += n ? n : 1) {
		const struct normal_number *to = NULL;

		n = codes_number(codes, i);
		if (n)
			becomes(change, codes->at + i, n, &to);
		if (to)
			codes_add_all(&with, change->asked->cased.at + to->start, to->n);
		else
			codes_add_all(&with, codes->at + i, n ? n : 1);
	}
	codes_free(&change->codes);
	change->codes = with;
	return !with.failed;
}

/* ---- capitals --------------------------------------------------------------------------- */

/* Case of texts that differ in numbers is compared without them. */
static size_t skip_number(const struct normal *normal, size_t i)
{
	size_t n = codes_number(&normal->cased, i);

	return n ? n : 1;
}

enum letters { SAME, ALL_CAPITAL, FIRST_CAPITAL, OTHER };

static enum letters compare_letters(const struct normal *asked, const struct normal *known,
				    size_t *words)
{
	bool same = true, all = true, first = true, blank = true, any = false;
	size_t i = 0, k = 0;

	*words = 0;
	while (i < asked->cased.n && k < known->cased.n) {
		uint32_t a = asked->cased.at[i], b = known->cased.at[k];

		i += skip_number(asked, i);
		k += skip_number(known, k);
		if (code_is_mark(a))
			continue;
		if (uc_is_alpha(a)) {
			*words += blank;
			blank = false;
			same &= a == b;
			all &= a == uc_toupper(b);
			first &= any ? a == b : a == uc_totitle(b);
			any = true;
		}
		blank |= a == ' ';
	}
	return same ? SAME : all ? ALL_CAPITAL : first ? FIRST_CAPITAL : OTHER;
}

/* A stretch of text between marks, in capitals. */
static void add_capitals(struct codes *out, const uint32_t *at, size_t n, const char *lang)
{
	size_t length = 0;
	uint32_t *upper = n ? u32_toupper(at, n, lang, NULL, NULL, &length) : NULL;

	if (upper)
		codes_add_all(out, upper, length);
	else if (n)
		out->failed = true;
	free(upper);
}

static bool capitals(struct change *change, bool first)
{
	const struct codes *codes = &change->codes;
	struct codes with = { 0 };
	char lang[4] = "";
	size_t from = 0;
	bool done = false;

	for (size_t i = 0; i < 3 && change->target_lang[i] >= 'a' && change->target_lang[i] <= 'z';
	     i++)
		lang[i] = change->target_lang[i];
	for (size_t i = 0; i < codes->n && first && !done; i++)
		if (!code_is_mark(codes->at[i]) && uc_is_alpha(codes->at[i])) {
			codes->at[i] = uc_totitle(codes->at[i]);
			done = true;
		}
	if (first)
		return done;
	for (size_t i = 0; i <= codes->n; i++) {
		if (i < codes->n && !code_is_mark(codes->at[i]))
			continue;
		add_capitals(&with, codes->at + from, i - from, lang);
		if (i < codes->n)
			codes_add(&with, codes->at[i]);
		from = i + 1;
	}
	codes_free(&change->codes);
	change->codes = with;
	return !with.failed;
}

/*
 * Upwards alone: which letters of "INTRODUCTION" or of the first word of a sentence would be small
 * ones, nobody knows.  One word in capitals may be another word ("US").
 */
static bool put_capitals(struct change *change)
{
	size_t words;

	switch (compare_letters(change->asked, change->known, &words)) {
	case SAME:
		return true;
	case ALL_CAPITAL:
		return words > 1 && capitals(change, false);
	case FIRST_CAPITAL:
		return words > 1 && capitals(change, true);
	case OTHER:
		break;
	}
	return false;
}

/* Nothing has to be put back: they differ in white space and the like. */
static bool is_same(const struct change *change)
{
	return !strcmp(change->asked->enumeration, change->known->enumeration) &&
	       codes_equal(&change->asked->cased, &change->known->cased);
}

bool normal_answer(const struct normal *asked, const struct normal *known, const char *answer,
		   size_t length, const char *target_lang, struct text *out)
{
	struct change change = { .asked = asked, .known = known, .target_lang = target_lang };
	bool good = codes_equal(&asked->key, &known->key) && asked->n_numbers == known->n_numbers &&
		    codes_read(&change.codes, answer, length);

	if (good && !is_same(&change)) {
		good = take_enumeration(&change) && put_capitals(&change) && put_numbers(&change);
		put_enumeration(&change);
	}
	if (good && !change.codes.failed)
		codes_write(&change.codes, out);
	good &= !change.codes.failed && !out->failed;
	codes_free(&change.codes);
	return good;
}
