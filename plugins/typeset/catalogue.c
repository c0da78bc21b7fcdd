/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "catalogue.h"

#include <stdlib.h>
#include <string.h>

void family_key(const char *name, char *key, size_t room)
{
	size_t n = 0;

	for (; *name && n + 1 < room; name++) {
		unsigned char c = (unsigned char)*name;

		if (c >= 'A' && c <= 'Z')
			key[n++] = (char)(c - 'A' + 'a');
		else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
			key[n++] = (char)c;
	}
	key[n] = '\0';
}

static const char *pattern_string(FcPattern *p, const char *object)
{
	FcChar8 *value;

	return FcPatternGetString(p, object, 0, &value) == FcResultMatch ? (const char *)value : "";
}

static int pattern_integer(FcPattern *p, const char *object, int fallback)
{
	int value;

	return FcPatternGetInteger(p, object, 0, &value) == FcResultMatch ? value : fallback;
}

static bool pattern_bool(FcPattern *p, const char *object)
{
	FcBool value;

	return FcPatternGetBool(p, object, 0, &value) == FcResultMatch && value;
}

static bool pattern_usable(FcPattern *p)
{
	const char *format = pattern_string(p, FC_FONTFORMAT);
	const char *dot = strrchr(pattern_string(p, FC_FILE), '.');

	if (strcmp(format, "TrueType") != 0 && strcmp(format, "CFF") != 0)
		return false;
	/* packed for the web: what embeds it would have to unpack it first */
	if (dot && (strcmp(dot, ".woff") == 0 || strcmp(dot, ".woff2") == 0))
		return false;
	/* the upper half of the index names an instance of a variable font */
	return !pattern_bool(p, FC_VARIABLE) && !pattern_bool(p, FC_COLOR) &&
	       pattern_bool(p, FC_OUTLINE) && pattern_integer(p, FC_INDEX, 0) < 0x10000;
}

static bool entry_fill(struct font_entry *e, FcPattern *p)
{
	char key[96];
	double weight = FC_WEIGHT_REGULAR;

	if (!pattern_usable(p) || FcPatternGetCharSet(p, FC_CHARSET, 0, &e->chars) != FcResultMatch)
		return false;
	family_key(pattern_string(p, FC_FAMILY), key, sizeof(key));
	if (FcPatternGetDouble(p, FC_WEIGHT, 0, &weight) != FcResultMatch)
		weight = FC_WEIGHT_REGULAR;
	e->path = strdup(pattern_string(p, FC_FILE));
	e->family = strdup(key);
	e->name = strdup(pattern_string(p, FC_POSTSCRIPT_NAME));
	if (!e->path || !e->family || !e->name) {
		free(e->path);
		free(e->family);
		free(e->name);
		return false;
	}
	e->chars = FcCharSetCopy(e->chars);
	e->index = (uint32_t)pattern_integer(p, FC_INDEX, 0);
	e->weight = (int)FcWeightToOpenTypeDouble(weight);
	e->width = pattern_integer(p, FC_WIDTH, FC_WIDTH_NORMAL);
	e->italic = pattern_integer(p, FC_SLANT, FC_SLANT_ROMAN) != FC_SLANT_ROMAN;
	e->mono = pattern_integer(p, FC_SPACING, FC_PROPORTIONAL) >= FC_MONO ||
		  strstr(key, "mono") != NULL;
	e->serif = strstr(key, "serif") || strstr(key, "naskh") || strstr(key, "termes") ||
		   strstr(key, "pagella") || strstr(key, "schola") || strstr(key, "roman");
	return true;
}

static int entry_compare(const void *a, const void *b)
{
	const struct font_entry *x = a, *y = b;
	int d = strcmp(x->family, y->family);

	if (d == 0)
		d = abs(x->width - 100) - abs(y->width - 100);
	if (d == 0)
		d = x->weight - y->weight;
	if (d == 0)
		d = (int)x->italic - (int)y->italic;
	if (d == 0)
		d = strcmp(x->path, y->path);
	return d ? d : (x->index > y->index) - (x->index < y->index);
}

static dt_status catalogue_fill(struct catalogue *c, FcFontSet *set, struct dt_error *err)
{
	c->at = calloc((size_t)set->nfont + 1, sizeof(*c->at));
	if (!c->at)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a list of %d fonts",
			       set->nfont);
	for (int i = 0; i < set->nfont; i++) {
		if (entry_fill(&c->at[c->n], set->fonts[i]))
			c->n++;
	}
	if (!c->n)
		return dt_fail(err, DT_E_UNAVAILABLE,
			       "fontconfig knows no outline font on this machine, at least one was "
			       "wanted (Debian: apt-get install fonts-liberation fonts-noto-core)");
	qsort(c->at, c->n, sizeof(*c->at), entry_compare);
	return DT_OK;
}

dt_status catalogue_open(struct catalogue *c, struct dt_error *err)
{
	FcObjectSet *objects = NULL;
	FcPattern *all = NULL;
	FcFontSet *set = NULL;
	dt_status status;

	memset(c, 0, sizeof(*c));
	c->config = FcInitLoadConfigAndFonts();
	objects = FcObjectSetBuild(FC_FILE, FC_INDEX, FC_FAMILY, FC_POSTSCRIPT_NAME, FC_WEIGHT,
				   FC_WIDTH, FC_SLANT, FC_SPACING, FC_CHARSET, FC_VARIABLE,
				   FC_COLOR, FC_OUTLINE, FC_FONTFORMAT, (char *)NULL);
	all = FcPatternCreate();
	if (c->config && objects && all)
		set = FcFontList(c->config, all, objects);
	status = set ? catalogue_fill(c, set, err)
		     : dt_fail(err, DT_E_UNAVAILABLE, "fontconfig cannot read its configuration");
	if (set)
		FcFontSetDestroy(set);
	if (all)
		FcPatternDestroy(all);
	if (objects)
		FcObjectSetDestroy(objects);
	if (status != DT_OK)
		catalogue_close(c);
	return status;
}

void catalogue_close(struct catalogue *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		free(c->at[i].path);
		free(c->at[i].family);
		free(c->at[i].name);
		FcCharSetDestroy(c->at[i].chars);
	}
	free(c->at);
	if (c->config)
		FcConfigDestroy(c->config);
	memset(c, 0, sizeof(*c));
}

static uint32_t first_of_family(const struct catalogue *c, const char *family)
{
	uint32_t low = 0, high = c->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (strcmp(c->at[mid].family, family) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int entry_distance(const struct font_entry *e, int weight, bool italic)
{
	return abs(e->weight - weight) + (e->italic != italic) * 350 + abs(e->width - 100) * 40;
}

uint32_t catalogue_find(const struct catalogue *c, const char *family, int weight, bool italic,
			const uint8_t *skip)
{
	uint32_t best = CATALOGUE_NONE;
	int least = 0;

	for (uint32_t i = first_of_family(c, family); i < c->n; i++) {
		int d;

		if (strcmp(c->at[i].family, family) != 0)
			break;
		if (skip && skip[i])
			continue;
		d = entry_distance(&c->at[i], weight, italic);
		if (best == CATALOGUE_NONE || d < least) {
			best = i;
			least = d;
		}
	}
	return best;
}

static bool is_condensed_of(const struct font_entry *e, const char *family, size_t n)
{
	const char *tail = e->family + n;

	if (e->width >= 100 || strncmp(e->family, family, n) != 0)
		return false;
	return !*tail || !strcmp(tail, "narrow") || !strcmp(tail, "condensed") ||
	       !strcmp(tail, "cond");
}

uint32_t catalogue_condensed(const struct catalogue *c, const char *family, int weight, bool italic,
			     const uint8_t *skip)
{
	size_t n = strlen(family);
	uint32_t best = CATALOGUE_NONE;
	int least = 0;

	for (uint32_t i = first_of_family(c, family);
	     i < c->n && strncmp(c->at[i].family, family, n) == 0; i++) {
		const struct font_entry *e = &c->at[i];
		int d = abs(e->weight - weight) + (e->italic != italic) * 350;

		if ((skip && skip[i]) || !is_condensed_of(e, family, n))
			continue;
		if (best == CATALOGUE_NONE || d < least) {
			best = i;
			least = d;
		}
	}
	return best;
}

bool catalogue_has(const struct catalogue *c, uint32_t entry, uint32_t cp)
{
	return FcCharSetHasChar(c->at[entry].chars, cp);
}

uint32_t catalogue_covering(const struct catalogue *c, uint32_t cp, const struct font_wish *wish,
			    const uint8_t *skip)
{
	uint32_t best = CATALOGUE_NONE;
	int least = 0;

	for (uint32_t i = 0; i < c->n; i++) {
		const struct font_entry *e = &c->at[i];
		int d;

		if ((skip && skip[i]) || !FcCharSetHasChar(e->chars, cp))
			continue;
		d = entry_distance(e, wish->weight, wish->italic) +
		    (e->serif != wish->serif) * 100 + (e->mono != wish->mono) * 200;
		/* broad families first: they look alike over many scripts */
		if (strncmp(e->family, "noto", 4) != 0 && strncmp(e->family, "dejavu", 6) != 0 &&
		    strncmp(e->family, "liberation", 10) != 0)
			d += 60;
		if (best == CATALOGUE_NONE || d < least) {
			best = i;
			least = d;
		}
	}
	return best;
}
