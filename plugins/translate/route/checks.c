/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "checks.h"

#include "plugins/language/detect.h"
#include "tongue.h"

struct check {
	const char *name;
	enum verdict verdict;
	bool model; /* of use only with a model */
	const char *(*run)(const struct checks *checks, const struct wording_pair *pair);
};

/* What costs least comes first. */
static const struct check checks_table[] = {
	{ "order", VERDICT_BAD, false, check_order },
	{ "reasoning", VERDICT_BAD, true, check_reasoning },
	{ "echo", VERDICT_BAD, true, check_echo },
	{ "refusal", VERDICT_BAD, true, check_refusal },
	{ "script", VERDICT_BAD, true, check_script },
	{ "language", VERDICT_BAD, true, check_language },
	{ "loop", VERDICT_BAD, true, check_loop },
	{ "length", VERDICT_DOUBTFUL, true, check_length },
	{ "same", VERDICT_DOUBTFUL, true, check_same },
	{ "frame", VERDICT_DOUBTFUL, true, check_frame },
	{ "numbers", VERDICT_DOUBTFUL, false, check_numbers },
	{ "units", VERDICT_DOUBTFUL, true, check_units },
};

void checks_start(struct checks *checks, const char *source, const char *target, bool model)
{
	checks->source = source;
	checks->target = target;
	checks->source_scripts = tongue_scripts(source);
	checks->target_scripts = tongue_scripts(target);
	checks->model = model;
	checks->words_differ = language_differs(source, target);
}

const char *checks_run(const struct checks *checks, const struct wording_pair *pair,
		       enum verdict *verdict, const char **words)
{
	for (size_t i = 0; i < sizeof(checks_table) / sizeof(checks_table[0]); i++) {
		const struct check *check = &checks_table[i];

		if (check->model && !checks->model)
			continue;
		*words = check->run(checks, pair);
		if (*words) {
			*verdict = check->verdict;
			return check->name;
		}
	}
	*verdict = VERDICT_GOOD;
	return NULL;
}
