/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pairs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>

/* Debian's packages of language pairs, and the directions that each brings. */
static const struct {
	const char *source, *target, *package;
	bool both;
} packages[] = {
	{ "afr", "nld", "apertium-afr-nld", true },  { "arg", "cat", "apertium-arg-cat", true },
	{ "bel", "rus", "apertium-bel-rus", true },  { "bre", "fra", "apertium-br-fr", false },
	{ "cat", "ita", "apertium-cat-ita", true },  { "cat", "srd", "apertium-cat-srd", false },
	{ "dan", "nno", "apertium-dan-nor", true },  { "dan", "nob", "apertium-dan-nor", true },
	{ "eng", "cat", "apertium-eng-cat", true },  { "eng", "glg", "apertium-en-gl", true },
	{ "eng", "spa", "apertium-eng-spa", true },  { "cat", "epo", "apertium-eo-ca", false },
	{ "epo", "eng", "apertium-eo-en", true },    { "spa", "epo", "apertium-eo-es", false },
	{ "fra", "epo", "apertium-eo-fr", false },   { "spa", "glg", "apertium-es-gl", true },
	{ "spa", "por", "apertium-es-pt", true },    { "ron", "spa", "apertium-es-ro", false },
	{ "eus", "eng", "apertium-eu-en", false },   { "eus", "spa", "apertium-eu-es", false },
	{ "fra", "spa", "apertium-fr-es", true },    { "fra", "cat", "apertium-fra-cat", true },
	{ "fra", "frp", "apertium-fra-frp", true },  { "hbs", "eng", "apertium-hbs-eng", true },
	{ "hbs", "mkd", "apertium-hbs-mkd", true },  { "hbs", "slv", "apertium-hbs-slv", true },
	{ "ind", "zlm", "apertium-ind-zlm", true },  { "isl", "eng", "apertium-isl-eng", false },
	{ "isl", "swe", "apertium-isl-swe", true },  { "mkd", "bul", "apertium-mkd-bul", true },
	{ "mkd", "eng", "apertium-mkd-eng", false }, { "nno", "nob", "apertium-nno-nob", true },
	{ "oci", "cat", "apertium-oc-ca", true },    { "oci", "spa", "apertium-oc-es", true },
	{ "oci", "fra", "apertium-oci-fra", true },  { "pol", "szl", "apertium-pol-szl", true },
	{ "por", "cat", "apertium-por-cat", true },  { "por", "glg", "apertium-pt-gl", true },
	{ "rus", "ukr", "apertium-rus-ukr", true },  { "spa", "arg", "apertium-spa-arg", true },
	{ "spa", "ast", "apertium-spa-ast", false }, { "spa", "cat", "apertium-spa-cat", true },
	{ "spa", "ita", "apertium-spa-ita", true },  { "ita", "srd", "apertium-srd-ita", false },
	{ "swe", "dan", "apertium-swe-dan", true },  { "swe", "nno", "apertium-swe-nor", true },
	{ "swe", "nob", "apertium-swe-nor", true },  { "urd", "hin", "apertium-urd-hin", true },
};

static const char *package_of(const char *source, const char *target)
{
	for (size_t i = 0; i < DT_COUNT(packages); i++) {
		if (!strcmp(packages[i].source, source) && !strcmp(packages[i].target, target))
			return packages[i].package;
		if (packages[i].both && !strcmp(packages[i].source, target) &&
		    !strcmp(packages[i].target, source))
			return packages[i].package;
	}
	return NULL;
}

/* ---- reading --------------------------------------------------------------- */

/* "eng-spa.mode"; a third part ("en-eo-bytecode") names a mode for developers. */
static bool read_name(struct mode *mode, const char *file)
{
	const char *dash = strchr(file, '-');
	size_t n = strlen(file);

	if (n < 6 || strcmp(file + n - 5, ".mode") != 0 || n - 5 >= sizeof(mode->name))
		return false;
	n -= 5;
	if (!dash || memchr(dash + 1, '-', n - (size_t)(dash + 1 - file)))
		return false;
	memcpy(mode->name, file, n);
	mode->name[n] = '\0';
	mode->source = language_of(file, (unsigned)(dash - file));
	mode->target = language_of(dash + 1, (unsigned)(n - (size_t)(dash + 1 - file)));
	return mode->source.code[0] && mode->target.code[0];
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct mode *)a)->name, ((const struct mode *)b)->name);
}

dt_status pairs_read(struct pairs *pairs, const char *folder, struct dt_error *err)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;

	if (!directory && strcmp(folder, APERTIUM_MODES_DIR)) {
		err->sys_errno = errno;
		return dt_fail(err, DT_E_CONFIG, "modes_dir %.200s cannot be read: %m", folder);
	}
	if (!directory)
		return DT_OK; /* pair says what is missing when it is asked for */
	while ((entry = readdir(directory)) != NULL) {
		struct mode mode = { 0 };
		struct mode *added;

		if (!read_name(&mode, entry->d_name))
			continue;
		added = DT_LIST_ADD(&pairs->modes, struct mode);
		if (added)
			*added = mode;
	}
	closedir(directory);
	if (pairs->modes.failed)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the list of Apertium's pairs");
	if (pairs->modes.n)
		qsort(pairs->modes.at, pairs->modes.n, sizeof(struct mode), by_name);
	return DT_OK;
}

void pairs_free(struct pairs *pairs)
{
	dt_list_free(&pairs->modes);
}

/* ---- finding --------------------------------------------------------------- */

/* "eng-spa, spa-eng": without variants, and as much as a sentence can hold. */
static void list_installed(const struct pairs *pairs, char *room, size_t size)
{
	size_t n = 0;

	room[0] = '\0';
	for (uint32_t i = 0; i < pairs->modes.n; i++) {
		const struct mode *mode = (const struct mode *)pairs->modes.at + i;

		if (mode->source.variants[0] || mode->target.variants[0])
			continue;
		if (n + strlen(mode->name) + 8 > size) {
			snprintf(room + n, size - n, " ...");
			return;
		}
		n += (size_t)snprintf(room + n, size - n, "%s%s", n ? ", " : "", mode->name);
	}
	if (!n)
		snprintf(room, size, "no pair");
}

static const struct mode *not_installed(const struct pairs *pairs, const struct language *source,
					const struct language *target, struct dt_error *err)
{
	const char *package = package_of(source->code, target->code);
	char installed[220];

	list_installed(pairs, installed, sizeof(installed));
	if (package)
		dt_fail(err, DT_E_UNSUPPORTED,
			"Apertium's pair from %s to %s is not installed; the Debian package %s "
			"brings it",
			language_name(source->code), language_name(target->code), package);
	else
		dt_fail(err, DT_E_UNSUPPORTED,
			"Debian has no Apertium pair from %s to %s; installed: %s",
			language_name(source->code), language_name(target->code), installed);
	return NULL;
}

static unsigned count_variants(const struct language *language)
{
	unsigned n = 0;

	for (const char *at = language->variants; *at; at++)
		n += *at == '_';
	return n;
}

const struct mode *pairs_find(const struct pairs *pairs, const char *source_tag,
			      const char *target_tag, struct dt_error *err)
{
	struct language source = language_of(source_tag, (unsigned)strlen(source_tag));
	struct language target = language_of(target_tag, (unsigned)strlen(target_tag));
	const struct mode *best = NULL;
	unsigned best_score = 0;

	if (!source.code[0] || !strcmp(source.code, "und")) {
		dt_fail(err, DT_E_UNSUPPORTED,
			"the language of the document is not known, and Apertium must be told it");
		return NULL;
	}
	if (!target.code[0]) {
		dt_fail(err, DT_E_UNSUPPORTED, "\"%.40s\" is no tag of a language", target_tag);
		return NULL;
	}
	for (uint32_t i = 0; i < pairs->modes.n; i++) {
		const struct mode *mode = (const struct mode *)pairs->modes.at + i;
		unsigned score;

		if (!language_fits(&mode->source, &source) ||
		    !language_fits(&mode->target, &target))
			continue;
		/* The more of the wanted variants it has, the better. */
		score = 1 + count_variants(&mode->source) + count_variants(&mode->target);
		if (score > best_score) {
			best = mode;
			best_score = score;
		}
	}
	return best ? best : not_installed(pairs, &source, &target, err);
}

const struct mode *pairs_named(const struct pairs *pairs, const char *name, struct dt_error *err)
{
	char installed[300];

	for (uint32_t i = 0; i < pairs->modes.n; i++) {
		const struct mode *mode = (const struct mode *)pairs->modes.at + i;

		if (!strcmp(mode->name, name))
			return mode;
	}
	list_installed(pairs, installed, sizeof(installed));
	dt_fail(err, DT_E_UNSUPPORTED, "Apertium has no mode \"%.60s\" here; installed: %s", name,
		installed);
	return NULL;
}
