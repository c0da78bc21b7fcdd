/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "dictionaries.h"
#include "stages.h"

#include <sys/stat.h>

/* A family is asked for by name: another in its place would not be what was asked for. */
static dt_status check_families(const struct typeset *t, struct dt_error *err)
{
	const struct {
		const char *option, *family;
	} asked[] = {
		{ "serif", t->options->serif },
		{ "sans", t->options->sans },
		{ "mono", t->options->mono },
	};
	char key[96];

	for (size_t i = 0; i < DT_COUNT(asked); i++) {
		if (!asked[i].family)
			continue;
		family_key(asked[i].family, key, sizeof(key));
		if (catalogue_find(&t->catalogue, key, 400, false, NULL) == CATALOGUE_NONE)
			return dt_fail(err, DT_E_CONFIG,
				       "%s wants a font family of this machine that can be "
				       "embedded; there is none named \"%.100s\" (\"fc-list : "
				       "family\" lists what is installed)",
				       asked[i].option, asked[i].family);
	}
	return DT_OK;
}

static dt_status check_hyphens(const struct dt_call *call, const struct typeset_options *options,
			       struct dt_error *err)
{
	struct stat info;

	/* the stage that only tells of fonts has no such option */
	if (!options->hyphenate || !options->hyphens ||
	    (!stat(options->hyphens, &info) && S_ISDIR(info.st_mode)))
		return DT_OK;
	if (strcmp(options->hyphens, TYPESET_HYPHENS) != 0)
		return dt_fail(err, DT_E_CONFIG,
			       "hyphens wants the folder of hyphenation dictionaries; there is no "
			       "folder %.200s",
			       options->hyphens);
	dt_log(call, DT_LOG_INFO,
	       "no word is divided: there are no dictionaries in " TYPESET_HYPHENS
	       " (Debian: the packages hyphen-*)");
	return DT_OK;
}

dt_status typeset_open(const struct dt_call *call, const void *options, void **self,
		       struct dt_error *err)
{
	struct typeset *t = calloc(1, sizeof(*t));
	dt_status status;

	if (!t)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the typesetter");
	t->options = options;
	breaks_setup();
	languages_open(&t->languages);
	status = catalogue_open(&t->catalogue, err);
	if (status == DT_OK)
		status = check_families(t, err);
	if (status == DT_OK)
		status = check_hyphens(call, options, err);
	if (status == DT_OK && t->options->hyphenate && t->options->hyphens) {
		t->dictionaries = dictionaries_new(t->options->hyphens);
		if (!t->dictionaries)
			status = dt_fail(err, DT_E_SYSTEM, "out of memory for the typesetter");
	}
	if (status != DT_OK) {
		typeset_close(t);
		return status;
	}
	*self = t;
	return DT_OK;
}

void typeset_close(void *self)
{
	struct typeset *t = self;

	if (!t)
		return;
	dictionaries_free(t->dictionaries);
	catalogue_close(&t->catalogue);
	free(t);
}

bool typeset_lane_start(struct typeset_lane *lane, const struct typeset *self)
{
	struct face_options options = { self->options->serif, self->options->sans,
					self->options->mono };

	return composer_open(&lane->composer, &self->catalogue, &self->languages, &options,
			     self->dictionaries);
}

dt_status typeset_lane_open(const struct dt_call *call, size_t size, const char *what, void **lane,
			    struct dt_error *err)
{
	struct typeset_lane *l = calloc(1, size);

	if (!l || !typeset_lane_start(l, call->self)) {
		free(l);
		return dt_fail(err, DT_E_SYSTEM, "out of memory for %s", what);
	}
	*lane = l;
	return DT_OK;
}

void typeset_lane_finish(struct typeset_lane *lane)
{
	galley_free(&lane->galley);
	composer_close(&lane->composer);
}

static enum writing_mode writing_mode(const char *name)
{
	return !strcmp(name, "horizontal") ? WRITING_HORIZONTAL
	       : !strcmp(name, "vertical") ? WRITING_VERTICAL
					   : WRITING_SOURCE;
}

dt_status typeset_galley(const struct dt_call *call, struct typeset_lane *lane,
			 const struct dt_page_blocks *blocks,
			 const struct dt_page_segments *segments, struct dt_error *err)
{
	const struct typeset *self = call->self;
	const char *language = segments->target_lang.count
				       ? DT_TEXT(segments, segments->target_lang)
				       : dt_parameter(call, "target_lang", "en");

	composer_language(&lane->composer, language);
	lane->galley.writing = writing_mode(dt_parameter(call, "writing_mode", "source"));
	lane->galley.mirrors = !strcmp(dt_parameter(call, "mirror_tables", "no"), "yes");
	lane->galley.call = call;
	lane->galley.stopped = false;
	if (galley_build(&lane->galley, &lane->composer, blocks, segments,
			 (float)self->options->min_leading))
		return DT_OK;
	if (lane->galley.stopped)
		return dt_fail(err, DT_E_CANCELLED, "cancelled");
	if (!faces_count(lane->composer.faces))
		return dt_fail(
			err, DT_E_UNAVAILABLE,
			"none of the %u fonts that fontconfig knows can be read and embedded, "
			"one was wanted (Debian: apt-get install --reinstall fonts-liberation)",
			self->catalogue.n);
	return dt_fail(err, DT_E_SYSTEM, "out of memory for the text of page %u",
		       blocks->number + 1);
}

bool typeset_any_translated(const struct dt_page_segments *segments)
{
	const struct dt_segment *at = DT_AT(segments, struct dt_segment, segments->segments);

	for (uint32_t i = 0; i < segments->segments.count; i++) {
		if (at[i].status == DT_SEGMENT_TRANSLATED)
			return true;
	}
	return false;
}

float typeset_scale(const struct dt_style_scale *scales, uint32_t n, uint32_t key)
{
	uint32_t low = 0, high = n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (scales[mid].key == key)
			return scales[mid].scale;
		if (scales[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return 1;
}
