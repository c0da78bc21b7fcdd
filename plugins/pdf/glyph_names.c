/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "glyph_names.h"

#include "context.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct named {
	const char *name;
	int character;
};

/* Names of Computer Modern, AMS and the like that the Adobe Glyph List does not have. */
static const struct named tex_names[] = {
	{ "angbracketleft", 0x27e8 }, { "angbracketright", 0x27e9 }, { "arrowdblboth", 0x21d4 },
	{ "arrowmapsto", 0x21a6 },    { "asteriskmath", 0x2217 },    { "bardbl", 0x2016 },
	{ "ceilingleft", 0x2308 },    { "ceilingright", 0x2309 },    { "compwordmark", 0x200c },
	{ "contintegral", 0x222e },   { "coproduct", 0x2210 },	     { "diamondmath", 0x22c4 },
	{ "dotlessj", 0x237 },	      { "equivasymptotic", 0x224d }, { "floorleft", 0x230a },
	{ "floorright", 0x230b },     { "greatermuch", 0x226b },     { "integral", 0x222b },
	{ "intersection", 0x2229 },   { "intersectionsq", 0x2293 },  { "lessmuch", 0x226a },
	{ "logicaland", 0x2227 },     { "logicalor", 0x2228 },	     { "lscript", 0x2113 },
	{ "mapsto", 0x21a6 },	      { "mapstochar", 0x21a6 },	     { "minusplus", 0x2213 },
	{ "negationslash", 0x338 },   { "nullset", 0x2205 },	     { "owner", 0x220b },
	{ "precedesequal", 0x2aaf },  { "product", 0x220f },	     { "radical", 0x221a },
	{ "similarequal", 0x2243 },   { "slurabove", 0x2322 },	     { "slurbelow", 0x2323 },
	{ "summation", 0x2211 },      { "triangle", 0x25b3 },	     { "triangleinv", 0x25bd },
	{ "triangleleft", 0x25c1 },   { "triangleright", 0x25b7 },   { "union", 0x222a },
	{ "unionmulti", 0x228e },     { "unionsq", 0x2294 },	     { "visiblespace", 0x2423 },
	{ "circledivide", 0x2298 },   { "circledot", 0x2299 },	     { "circlecopyrt", 0x20dd },
	{ "turnstileleft", 0x22a2 },  { "turnstileright", 0x22a3 },  { "latticetop", 0x22a4 },
	{ "perpendicular", 0x22a5 },  { "wreathproduct", 0x2240 },   { "nabla", 0x2207 },
	{ "star", 0x22c6 },	      { "vector", 0x2192 },	     { "tie", 0x2040 },
	{ "zeronojoin", 0x200c },     { "perthousandzero", 0x2080 }, { "germandbls", 0xdf },
};

/* Sizes and pieces of one sign: it reads as the sign. */
static const char *const endings[] = { "bigg",	 "Bigg", "big",	 "Big",	   "display", "text",
				       "tp",	 "bt",	 "mid",	 "vertex", "ex",      "wider",
				       "widest", "wide", "left", NULL };

static int tex_name(const char *name)
{
	for (size_t i = 0; i < sizeof(tex_names) / sizeof(tex_names[0]); i++)
		if (strcmp(tex_names[i].name, name) == 0)
			return tex_names[i].character;
	return 0;
}

static int plain_name(const char *name)
{
	int c = fz_unicode_from_glyph_name_strict(name);

	return c > 0 ? c : tex_name(name);
}

/* "parenleftBigg", "summationdisplay" */
static int piece_name(const char *name)
{
	char stem[64];
	size_t n = strlen(name);

	for (const char *const *ending = endings; *ending; ending++) {
		size_t m = strlen(*ending);
		int c;

		if (n <= m + 2 || n >= sizeof(stem) || strcmp(name + n - m, *ending) != 0)
			continue;
		memcpy(stem, name, n - m);
		stem[n - m] = 0;
		c = plain_name(stem);
		if (c > 0)
			return c;
	}
	return 0;
}

static bool all_hex(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isdigit((unsigned char)text[i]) && !(text[i] >= 'A' && text[i] <= 'F') &&
		    !(text[i] >= 'a' && text[i] <= 'f'))
			return false;
	return n > 0;
}

static int hex(const char *text, size_t n)
{
	char digits[8] = "";

	memcpy(digits, text, n < sizeof(digits) ? n : sizeof(digits) - 1);
	return (int)strtol(digits, NULL, 16);
}

static unsigned one_component(const char *name, int *at, unsigned room)
{
	size_t n = strlen(name);
	unsigned used = 0;
	int c = plain_name(name);

	if (c <= 0 && n >= 7 && strncmp(name, "uni", 3) == 0 && (n - 3) % 4 == 0 &&
	    all_hex(name + 3, n - 3)) {
		for (size_t i = 3; i < n && used < room; i += 4)
			at[used++] = hex(name + i, 4);
		return used;
	}
	if (c <= 0 && n >= 5 && n <= 7 && name[0] == 'u' && all_hex(name + 1, n - 1))
		c = hex(name + 1, n - 1);
	if (c <= 0)
		c = piece_name(name);
	if (c <= 0 || !room)
		return 0;
	at[0] = c;
	return 1;
}

unsigned dt_glyph_name_characters(const char *name, int at[DT_NAME_CHARACTERS])
{
	char text[64], *save = NULL, *dot;
	unsigned n = 0, m;

	if (strlen(name) >= sizeof(text) || name[0] == '.' || !name[0])
		return 0;
	memcpy(text, name, strlen(name) + 1);
	dot = strchr(text, '.');
	if (dot)
		*dot = 0;
	m = one_component(text, at, DT_NAME_CHARACTERS); /* names with a line in them */
	if (m || !strchr(text, '_'))
		return m;
	for (char *part = strtok_r(text, "_", &save); part; part = strtok_r(NULL, "_", &save)) {
		m = one_component(part, at + n, DT_NAME_CHARACTERS - n);
		if (!m)
			return 0;
		n += m;
	}
	return n;
}
