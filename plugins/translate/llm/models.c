/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "models.h"

#include "characters.h"

#include <stdio.h>
#include <strings.h>

enum {
	MOST_NAMES = 6,
	MOST_NAME = 60, /* bytes that a sentence has of one */
	MOST_BYTES = 160
};

/* "gpt" is "models/gpt" (Gemini) and "gpt:latest" (Ollama), "gpt:free" is "gpt" (OpenRouter's
 * variants), "gpt-4" is in "gpt-*" (what hands on to others). */
static bool is_model(const char *listed, const char *wanted)
{
	static const char folder[] = "models/";
	size_t n, m, all = strcspn(listed, "*");

	if (!strncasecmp(listed, folder, sizeof(folder) - 1) &&
	    strncasecmp(wanted, folder, sizeof(folder) - 1) != 0)
		listed += sizeof(folder) - 1;
	if (all < strlen(listed))
		return !strncasecmp(listed, wanted, all);
	n = strlen(listed);
	m = strlen(wanted);
	if (n == m)
		return !strcasecmp(listed, wanted);
	if (n > m)
		return !strncasecmp(listed, wanted, m) && !strcasecmp(listed + m, ":latest");
	return !strncasecmp(listed, wanted, n) && wanted[n] == ':';
}

static void add_name(struct models *models, const char *name)
{
	size_t before = models->names.n;

	models->found |= is_model(name, models->wanted);
	models->n++;
	if (models->told < models->n - 1 || models->told == MOST_NAMES)
		return;
	text_add_string(&models->names, before ? ", \"" : "\"");
	characters_clean(&models->names, name, (size_t)text_fit(name, MOST_NAME), NULL);
	text_add_char(&models->names, '"');
	if (models->names.failed || models->names.n <= MOST_BYTES) {
		models->told++;
		return;
	}
	models->names.n = before;
	models->names.at[before] = '\0';
}

void models_add(struct models *models, const json_t *list)
{
	static const char *const members[] = { "id", "name", "model" };
	json_t *model;
	size_t i;

	json_array_foreach(list, i, model)
	{
		const char *name = NULL;

		for (size_t k = 0; !name && k < DT_COUNT(members); k++)
			name = json_string_value(json_object_get(model, members[k]));
		if (name)
			add_name(models, name);
	}
}

dt_status models_lack(const struct models *models, const char *service, const char *base,
		      const char *advice, struct dt_error *err)
{
	char more[32] = "";

	if (models->n > models->told)
		snprintf(more, sizeof(more), " and %u more", models->n - models->told);
	dt_fail(err, DT_E_REFUSED, "%s at %.100s has no model \"%.*s\"%s; it has %s%s", service,
		base, text_fit(models->wanted, 80), models->wanted, advice,
		models->n && models->names.at ? models->names.at : "none", more);
	err->failure = DT_FAILURE_NOT_FOUND;
	return err->status;
}

void models_free(struct models *models)
{
	text_free(&models->names);
}
