/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The stage "fonts": which faces set text of a language on this machine, as a report.
 *
 * What characters a language needs fontconfig knows (its orthographies); which face sets each
 * of them is asked as it is for pages.
 */
#include "config.h"

#include "stages.h"

#include "orthography.h"
#include "text.h"

#include <doctranslate/payload.h>

#include <jansson.h>
#include <stdio.h>
#include <strings.h>

#define MOST_SAMPLES 20u /* characters that are named when no font has them */

struct look {
	const char *name;
	uint32_t flags;
};

static const struct look kinds[] = {
	{ "serif", DT_STYLE_SERIF },
	{ "sans", 0 },
	{ "mono", DT_STYLE_MONO },
};
static const struct look styles[] = {
	{ "regular", 0 },
	{ "bold", DT_STYLE_BOLD },
	{ "italic", DT_STYLE_ITALIC },
};

/* What is used for one look: how many characters each face sets. */
struct usage {
	uint32_t face, count;
};

struct account {
	const struct typeset *self;
	struct composer *composer;
	const FcCharSet *wanted;
	uint32_t n_wanted;
	json_t *faces, *missing, *packages;
	struct dt_list usages;
};

static void add_package(struct account *a, const char *package)
{
	const json_t *known;
	size_t i;

	json_array_foreach(a->packages, i, known)
	{
		if (strcmp(json_string_value(known), package) == 0)
			return;
	}
	json_array_append_new(a->packages, json_string(package));
}

static void count_face(struct account *a, uint32_t face)
{
	struct usage *at = a->usages.at;

	for (uint32_t i = 0; i < a->usages.n; i++) {
		if (at[i].face == face) {
			at[i].count++;
			return;
		}
	}
	at = DT_LIST_ADD(&a->usages, struct usage);
	if (at)
		*at = (struct usage){ face, 1 };
}

static void count_missing(struct account *a, uint32_t cp)
{
	hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), cp);
	char sign[5] = { 0 };
	const json_t *known;
	size_t i;

	sign[text_put(cp, sign)] = '\0';
	add_package(a, script_package(script));
	json_array_foreach(a->missing, i, known)
	{
		if (strcmp(json_string_value(known), sign) == 0)
			return;
	}
	if (json_array_size(a->missing) < MOST_SAMPLES)
		json_array_append_new(a->missing, json_string(sign));
}

/* All characters of the language in one look. */
static uint32_t count_characters(struct account *a, uint32_t cls)
{
	FcChar32 map[FC_CHARSET_MAP_SIZE], next, base;
	uint32_t missing = 0;

	dt_list_clear(&a->usages);
	for (base = FcCharSetFirstPage(a->wanted, map, &next); base != FC_CHARSET_DONE;
	     base = FcCharSetNextPage(a->wanted, map, &next)) {
		for (uint32_t bit = 0; bit < FC_CHARSET_MAP_SIZE * 32; bit++) {
			uint32_t cp = base + bit, face;

			if (!(map[bit / 32] >> (bit % 32) & 1) || char_is_ignorable(cp))
				continue;
			face = faces_choose(a->composer->faces, cls, cp, FACE_NONE);
			if (face == FACE_NONE) {
				missing++;
				count_missing(a, cp);
			} else {
				count_face(a, face);
			}
		}
	}
	return missing;
}

static json_t *describe(const struct account *a, const struct usage *use)
{
	const struct face *face = faces_at(a->composer->faces, use->face);
	const struct font_entry *e = &a->self->catalogue.at[face->entry];
	json_t *made = json_array();

	if (face->flags & DT_FACE_FAKE_BOLD)
		json_array_append_new(made, json_string("bold"));
	if (face->flags & DT_FACE_FAKE_ITALIC)
		json_array_append_new(made, json_string("italic"));
	return json_pack("{s:s, s:s, s:i, s:i, s:o}", "name", e->name, "file", e->path, "index",
			 (int)e->index, "characters", (int)use->count, "synthesised", made);
}

static int by_count(const void *x, const void *y)
{
	const struct usage *a = x, *b = y;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return a->face < b->face ? -1 : a->face > b->face;
}

static bool account_look(struct account *a, const struct look *kind, const struct look *style)
{
	uint32_t cls = faces_class(a->composer->faces, kind->flags | style->flags, "");
	const struct usage *uses;
	uint32_t missing;
	json_t *list = json_array();

	if (cls == FACE_NONE)
		return false;
	missing = count_characters(a, cls);
	uses = a->usages.at;
	if (a->usages.n)
		qsort(a->usages.at, a->usages.n, sizeof(struct usage), by_count);
	for (uint32_t i = 0; i < a->usages.n; i++)
		json_array_append_new(list, describe(a, &uses[i]));
	return json_array_append_new(a->faces, json_pack("{s:s, s:s, s:i, s:o}", "kind", kind->name,
							 "style", style->name, "missing",
							 (int)missing, "fonts", list)) == 0;
}

/* The families that are wanted first: not here, but in a package. */
static void advise(struct account *a, const char *language)
{
	const struct family_row *row = family_row_find(a->composer->script, language);

	for (int kind = 0; row && kind < FAMILY_KINDS; kind++) {
		if (row->families[kind][0] &&
		    catalogue_find(&a->self->catalogue, row->families[kind][0], 400, false, NULL) ==
			    CATALOGUE_NONE)
			add_package(a, row->package);
	}
}

static char *account_text(struct account *a, const char *language)
{
	json_t *json;
	char *text;

	a->faces = json_array();
	a->missing = json_array();
	a->packages = json_array();
	a->wanted = orthography_find(language);
	if (a->wanted) {
		a->n_wanted = FcCharSetCount(a->wanted);
		for (size_t k = 0; k < DT_COUNT(kinds); k++) {
			for (size_t s = 0; s < DT_COUNT(styles); s++)
				(void)account_look(a, &kinds[k], &styles[s]);
		}
	}
	advise(a, language);
	json = json_pack("{s:s, s:s, s:b, s:i, s:o, s:o, s:o}", "language", language, "script",
			 script_name(a->composer->script), "characters_known", a->wanted != NULL,
			 "characters", (int)a->n_wanted, "faces", a->faces, "missing", a->missing,
			 "packages", a->packages);
	text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	json_decref(json);
	dt_list_free(&a->usages);
	return text;
}

dt_status fonts_end(const struct dt_call *call, struct dt_error *err)
{
	const char *language = dt_parameter(call, "target_lang", "en");
	struct typeset_lane lane = { 0 };
	struct account a = { .self = call->self, .composer = &lane.composer };
	dt_status status;
	char *text;

	if (!typeset_lane_start(&lane, call->self))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the faces of a language");
	composer_language(&lane.composer, language);
	text = account_text(&a, language);
	typeset_lane_finish(&lane);
	if (!text)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the report on fonts");
	status = dt_output_report(call, 0, text, strlen(text), err);
	free(text);
	return status;
}
