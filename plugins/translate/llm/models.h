/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * models.h - is the model among those that a server lists?
 *
 * Names are compared as generously as servers are about them: what is not found here would be
 * refused by any of them.
 */
#ifndef LLM_MODELS_H
#define LLM_MODELS_H

#include "llm.h"

/* Zero but for wanted before the first call; models_free in the end. */
struct models {
	const char *wanted;
	struct text names; /* the first few, quoted, without control characters */
	uint32_t n, told;  /* of all, of names */
	bool found;
};

/* Adds those of a JSON array of {"id"}, {"name"} or {"model"}; anything else is no model. */
void models_add(struct models *models, const json_t *list);
/* "SERVICE at BASE has no model "wanted"ADVICE; it has "a", "b" and 3 more". */
dt_status models_lack(const struct models *models, const char *service, const char *base,
		      const char *advice, struct dt_error *err);
void models_free(struct models *models);

#endif /* LLM_MODELS_H */
