/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Is each number of the source in the answer?
 *
 * Numbers are compared by their digits alone: "1,000.50", "1.000,50" and "1 000,50" are the same,
 * so are digits of all scripts.  What people write as words, or as other numbers, is not looked
 * for: small numbers, round ones, centuries, hours of the afternoon.
 */
#include "config.h"

#include "../markup.h"
#include "checks.h"

#include <unictype.h>

enum { MOST_NUMBERS = 48, MOST_DIGITS = 18 };

struct number {
	char digits[MOST_DIGITS + 1];
	uint8_t n;
	bool joined; /* to the one before, by one sign */
};

struct numbers {
	struct number at[MOST_NUMBERS];
	uint32_t n;
	bool more; /* than there is room for */
};

static int digit_of(uint32_t code)
{
	if (code < 0x80)
		return code >= '0' && code <= '9' ? (int)code - '0' : -1;
	return code == UINT32_MAX ? -1 : uc_decimal_value(code);
}

static void add_number(struct numbers *numbers, const struct number *number)
{
	if (numbers->n == MOST_NUMBERS)
		numbers->more = true;
	else
		numbers->at[numbers->n++] = *number;
}

static void find_numbers(const char *text, size_t length, struct numbers *numbers)
{
	const char *at = text, *end = text + length;
	struct number number = { .n = 0 };
	unsigned gap = 2; /* signs since the last number */

	numbers->n = 0;
	numbers->more = false;
	while (at < end) {
		uint32_t code = markup_decode(&at, end);
		int digit = digit_of(code);

		if (digit >= 0) {
			if (!number.n)
				number.joined = gap <= 1 && numbers->n;
			if (number.n < MOST_DIGITS)
				number.digits[number.n++] = (char)('0' + digit);
			numbers->more |= number.n == MOST_DIGITS;
			continue;
		}
		if (number.n) {
			number.digits[number.n] = '\0';
			add_number(numbers, &number);
			memset(&number, 0, sizeof(number));
			gap = 0;
		}
		gap++;
	}
	if (number.n) {
		number.digits[number.n] = '\0';
		add_number(numbers, &number);
	}
}

static const char *without_zeros(const char *digits)
{
	while (*digits == '0' && digits[1])
		digits++;
	return digits;
}

/* Is it one that people write in words, or round to? */
static bool may_be_words(const char *digits)
{
	size_t n = strlen(digits), zeros = 0;

	while (zeros < n && digits[n - 1 - zeros] == '0')
		zeros++;
	return n <= 1 || (n == 2 && (digits[0] <= '2' || zeros)) || n - zeros <= 1;
}

static bool same_digits(const struct number *number, const char *digits)
{
	return !strcmp(without_zeros(number->digits), digits);
}

/* All digits of numbers that are joined by one sign each, from i on; how many they are. */
static uint32_t join(const struct numbers *numbers, uint32_t i, uint32_t most, char *room,
		     size_t size)
{
	size_t n = 0;
	uint32_t k = i;

	for (; k < numbers->n && k - i < most && (k == i || numbers->at[k].joined); k++) {
		if (n + numbers->at[k].n >= size)
			break;
		memcpy(room + n, numbers->at[k].digits, numbers->at[k].n);
		n += numbers->at[k].n;
	}
	room[n] = '\0';
	return k - i;
}

enum { JOINED_SIZE = 64 };

static bool has_number(const struct numbers *target, const char *digits)
{
	char joined[JOINED_SIZE];
	size_t n = strlen(digits);

	for (uint32_t i = 0; i < target->n; i++) {
		const struct number *number = &target->at[i];

		if (same_digits(number, digits))
			return true;
		/* the years of a century: 1990 and 90 */
		if (n == 4 && number->n == 2 && !strcmp(digits + 2, number->digits))
			return true;
		/* with its groups, or behind the point */
		for (uint32_t k = 2; k <= 5; k++)
			if (join(target, i, k, joined, sizeof(joined)) == k &&
			    !strcmp(without_zeros(joined), digits))
				return true;
	}
	return false;
}

/* Is it a part of a number whose groups stand together in the answer, or are otherwise? */
static bool has_whole(const struct numbers *source, uint32_t i, const struct numbers *target)
{
	char joined[JOINED_SIZE];
	uint32_t first = i;

	while (first && source->at[first].joined)
		first--;
	for (; first <= i; first++)
		for (uint32_t k = 2; k <= 6; k++)
			if (join(source, first, k, joined, sizeof(joined)) == k && first + k > i &&
			    has_number(target, without_zeros(joined)))
				return true;
	return false;
}

const char *check_numbers(const struct checks *checks, const struct wording_pair *pair)
{
	struct numbers source, target;

	(void)checks;
	find_numbers(pair->source, pair->source_length, &source);
	if (!source.n || source.more)
		return NULL;
	find_numbers(pair->target, pair->target_length, &target);
	for (uint32_t i = 0; i < source.n && !target.more; i++) {
		const char *digits = without_zeros(source.at[i].digits);

		if (!may_be_words(digits) && !has_number(&target, digits) &&
		    !has_whole(&source, i, &target))
			return "a number less than its source, or another one";
	}
	return NULL;
}

/* ---- units ---------------------------------------------------------------------------- */

static bool is_latin(const char *scripts)
{
	return scripts && !strcmp(scripts, "Latin");
}

/* How often the unit stands behind a digit. */
static unsigned count_unit(const char *text, size_t length, const char *unit)
{
	size_t n = strlen(unit);
	unsigned count = 0;

	for (size_t i = 1; i + n <= length; i++) {
		const char *at = text + i, *before = at - 1;

		if (memcmp(at, unit, n) != 0 || (i + n < length && checks_letter(at[n])))
			continue;
		/* a blank, U+00A0, U+202F, U+2009 */
		if (*before == ' ')
			before--;
		else if (i > 2 && !memcmp(at - 2, "\xc2\xa0", 2))
			before = at - 3;
		else if (i > 3 && at[-3] == '\xe2' && at[-2] == '\x80')
			before = at - 4;
		if (before >= text && *before >= '0' && *before <= '9')
			count++;
	}
	return count;
}

/* Units that all languages in Latin letters write the same way. */
const char *check_units(const struct checks *checks, const struct wording_pair *pair)
{
	static const char *const units[] = { "mm",	"cm",	   "km",     "kg",  "mg",
					     "GHz",	"MHz",	   "kHz",    "kPa", "kWh",
					     "mAh",	"mA",	   "mW",     "kW",  "kV",
					     "mV",	"ml",	   "mol",    "nm",  "\u00b5m",
					     "\u03bcm", "\u00b0C", "\u00b0F" };

	if (!is_latin(checks->source_scripts) || !is_latin(checks->target_scripts))
		return NULL;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (count_unit(pair->source, pair->source_length, units[i]) &&
		    !count_unit(pair->target, pair->target_length, units[i]))
			return "a unit less than its source, or another one";
	return NULL;
}
