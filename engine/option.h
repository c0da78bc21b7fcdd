/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * option.h - a plugin's option table and a file's values make a filled struct.
 *
 * Invariant of options: every field is what its table entry says, ranges
 * hold, strings live in the arena.  A secret's field holds its reference
 * ("env:NAME") until options_unlock puts the value there; options_free wipes it.
 * What is required and stands in a variable of the environment that is not set
 * stays NULL: such options are good until they are unlocked.
 */
#ifndef DT_OPTION_H
#define DT_OPTION_H

#include "settings.h"

struct option_schema {
	const struct dt_option *at;
	uint32_t n, size; /* bytes of the struct */
};

/* A value given from outside the file. */
struct option_override {
	const char *name, *value, *origin;
};

struct options {
	struct option_schema schema;
	char *block;		    /* the plugin's struct */
	char **secrets;		    /* values, n of them, NULL where there is none */
	const char **unset_secrets; /* variables of those that may be, and are not set */
	struct place *places;	    /* where each was given, n of them */
	const char *name;	    /* what messages call it: the node */
	/* the first required option whose variable is not set, and that; NULL: none */
	const char *unset, *unset_variable;
};

/*
 * Fills options of "name" (the node), a use of "kind" ("pdf.parse").  group may
 * be NULL; at is where the node stands, for what is missing.  False when
 * something is wrong: all of it is in list.
 */
bool options_fill(struct options *options, struct option_schema schema, const char *name,
		  const char *kind, const struct setting *group, struct place at,
		  const struct option_override *overrides, size_t n_overrides, struct arena *arena,
		  struct dt_diagnostics *list);
/* Where an option's value stands: its line in group, else at. */
struct place options_place(const struct setting *group, const char *option, struct place at);
/* All that is required is there, as far as it stands in the environment. */
dt_status options_complete(const struct options *options, struct dt_error *err);
/* Tells what options_unlock would miss, all of it, each with its place.  Before that only. */
void options_check_presence(const struct options *options, struct dt_diagnostics *list);
/* The variable of the first secret that is not there, after options_unlock; NULL: all are. */
const char *options_unset_secret(const struct options *options, const char **option);
/* Fetches what the secrets refer to. */
dt_status options_unlock(struct options *options, struct dt_error *err);
void options_free(struct options *options);

#endif /* DT_OPTION_H */
