/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/terms.h - "doc.terms": terms that a program has found in the document.
 * Units, spaces of coordinates, what a payload is: doctranslate/types.h.
 */
#ifndef DOCTRANSLATE_TERMS_H
#define DOCTRANSLATE_TERMS_H

#include <doctranslate/common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dt_found_term {
	struct dt_span source, target; /* plain text; in the base form that it has most often */
	uint32_t count;		       /* how often it occurs in any form */
	uint32_t flags;		       /* 0 */
};

struct dt_terms {
	uint32_t size;
	uint32_t reserved;
	struct dt_span terms; /* struct dt_found_term, the commonest first; none when the job's
			       * "extract_terms" is "no" */
	struct dt_span source_lang, target_lang;
	/* of a job that asks nobody: one JSON value, what finding them would use; else empty */
	struct dt_span forecast;
};

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_TERMS_H */
