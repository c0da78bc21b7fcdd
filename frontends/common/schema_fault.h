/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * schema_fault.h - what schema_check has found, as it is told.
 *
 * Faults quote what they are about, but never a secret, and only the beginning of what is large:
 * an answer must not be many times as long as what was asked.
 */
#ifndef DT_FRONTENDS_SCHEMA_FAULT_H
#define DT_FRONTENDS_SCHEMA_FAULT_H

#include "schema.h"

/* Where a value stands; lives on the stack of the one who goes down. */
struct schema_place {
	const struct schema_place *above;
	const char *name; /* of a member; NULL: an item */
	size_t index;
};

/* input: quoted by what schema says of it (NULL: nothing is known, as of an unknown member, and
 * place's name decides); context: taken, or NULL.  Past a bound faults are dropped. */
__attribute__((format(printf, 7, 8))) void
schema_fault_add(json_t *faults, const struct schema_place *place, const char *type,
		 const struct schema *schema, const json_t *input, json_t *context,
		 const char *format, ...);
/* No more of them are of use. */
bool schema_faults_full(const json_t *faults);

#endif
