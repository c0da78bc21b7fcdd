/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "units.h"

#include "chars.h"

#include <string.h>

#define LONGEST_UNIT 15

static bool is_in(const char *unit, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(unit, list[i]))
			return true;
	return false;
}

/* One unit without powers: with a prefix, or one that takes none. */
static bool is_unit(const char *unit)
{
	static const char *const plain[] = { "min",
					     "h",
					     "d",
					     "ha",
					     "in",
					     "ft",
					     "lb",
					     "oz",
					     "mi",
					     "pt",
					     "px",
					     "rpm",
					     "ppm",
					     "ppb",
					     "psi",
					     "dpi",
					     "\xc2\xb0"
					     "C",
					     "\xc2\xb0"
					     "F",
					     "mmHg",
					     "kn" };
	static const char *const units[] = {
		"m",   "g",  "s",  "A",	  "K",	 "mol", "cd",	    "Hz",	   "N",
		"Pa",  "J",  "W",  "C",	  "V",	 "F",	"S",	    "Wb",	   "T",
		"H",   "lm", "lx", "Bq",  "Gy",	 "Sv",	"l",	    "L",	   "eV",
		"bar", "B",  "b",  "bit", "dB",	 "dBm", "dBu",	    "dBr",	   "dBV",
		"VA",  "Wh", "Ah", "cal", "kat", "t",	"\xce\xa9", "\xe2\x84\xa6" /* both signs of
										      the ohm */
	};
	static const char *const prefixes[] = { "p", "n", "\xc2\xb5", "\xce\xbc", "u", "m", "c",
						"d", "h", "k",	      "M",	  "G", "T" };

	if (is_in(unit, plain, sizeof(plain) / sizeof(plain[0])) ||
	    is_in(unit, units, sizeof(units) / sizeof(units[0])))
		return true;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t n = strlen(prefixes[i]);

		if (!strncmp(unit, prefixes[i], n) &&
		    is_in(unit + n, units, sizeof(units) / sizeof(units[0])))
			return true;
	}
	return false;
}

/* "kg/m2", "km/h": units with powers, divided or multiplied. */
static bool is_units(const char *at, const char *end)
{
	char unit[LONGEST_UNIT + 1];

	while (at < end) {
		size_t n = 0;

		while (at < end && *at != '/' && (unsigned char)*at != 0xb7 &&
		       !(*at >= '0' && *at <= '9') && *at != '-' && n < LONGEST_UNIT) {
			if ((unsigned char)*at == 0xc2 && at + 1 < end &&
			    ((unsigned char)at[1] == 0xb2 || (unsigned char)at[1] == 0xb3 ||
			     (unsigned char)at[1] == 0xb7)) {
				at++; /* a raised figure, or a dot: ends the unit */
				break;
			}
			unit[n++] = *at++;
		}
		unit[n] = 0;
		if (!is_unit(unit))
			return false;
		while (at < end && ((*at >= '0' && *at <= '9') || *at == '-' || *at == '/' ||
				    (unsigned char)*at == 0xb2 || (unsigned char)*at == 0xb3 ||
				    (unsigned char)*at == 0xb7))
			at++;
	}
	return true;
}

/* Behind the number at the start of a word. */
static const char *skip_number(const char *at, const char *end, bool *digits)
{
	*digits = false;
	while (at < end) {
		uint32_t used, c = char_at(at, (size_t)(end - at), &used);

		if (c >= '0' && c <= '9')
			*digits = true;
		else if (!strchr("+-.,()=<>~:%", (int)(c < 0x80 ? c : 1)) && c != 0xb1 &&
			 c != 0x2212 && c != 0x2013 && c != 0xd7)
			break;
		at += used;
	}
	return at;
}

bool text_is_quantity(const char *text, size_t length)
{
	const char *at = text, *end = text + length;
	bool number = false, unit = false;

	while (at < end) {
		const char *stop = memchr(at, ' ', (size_t)(end - at)), *rest;
		bool digits;

		stop = stop ? stop : end;
		rest = skip_number(at, stop, &digits);
		number = number || digits;
		if (rest < stop && (!number || !is_units(rest, stop)))
			return false;
		unit = unit || rest < stop;
		at = stop < end ? stop + 1 : end;
	}
	return unit;
}
