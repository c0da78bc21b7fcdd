/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "environment.h"
#include "hint.h"
#include "option_value.h"
#include "secret.h"

#include <stdlib.h>
#include <string.h>

static const struct dt_option *find_option(const struct option_schema *schema, const char *name)
{
	for (uint32_t i = 0; i < schema->n; i++)
		if (!strcmp(schema->at[i].name, name))
			return &schema->at[i];
	return NULL;
}

static void unknown_option(struct filling *f, const char *kind, const char *name)
{
	const struct option_schema *schema = &f->options->schema;
	struct hint hint = { .wanted = name };
	char buffer[96];

	for (uint32_t i = 0; i < schema->n; i++)
		hint_offer(&hint, schema->at[i].name);
	f->good = false;
	diagnostics_error(f->list, f->place, "%s has no option \"%s\"%s", kind, name,
			  hint_text(&hint, buffer, sizeof(buffer)));
}

struct place options_place(const struct setting *group, const char *option, struct place at)
{
	const struct setting *value = option ? setting_member(group, option) : NULL;

	if (value)
		return value->place;
	return at;
}

/* The last override of an option wins, as on a command line. */
static const struct option_override *override_of(const char *name,
						 const struct option_override *overrides, size_t n)
{
	while (n--)
		if (!strcmp(overrides[n].name, name))
			return &overrides[n];
	return NULL;
}

static void find_unknown(struct filling *f, const char *kind, const struct setting *group,
			 const struct option_override *overrides, size_t n_overrides)
{
	for (const struct setting *s = group ? group->first : NULL; s; s = s->next)
		if (!find_option(&f->options->schema, s->name)) {
			f->place = s->place;
			unknown_option(f, kind, s->name);
		}
	for (size_t i = 0; i < n_overrides; i++)
		if (!find_option(&f->options->schema, overrides[i].name)) {
			f->place = (struct place){ overrides[i].origin, 0 };
			unknown_option(f, kind, overrides[i].name);
		}
}

/* A variable of the environment that is not set, of an option that must be given, is told when
 * the options are unlocked: a file with translators of which one is used must not ask for all. */
static void is_missing(struct filling *f, const char *kind, struct place at, const char *variable)
{
	const struct dt_option *option = f->option;

	if (variable) {
		if (!f->options->unset) {
			f->options->unset = option->name;
			f->options->unset_variable = variable;
		}
		return;
	}
	f->good = false;
	diagnostics_error(f->list, at, "%s wants option \"%s\" (%s)", f->name, option->name,
			  option->help ? option->help : kind);
}

/* Text that may stand in the environment; false: as if it were not given. */
static bool put_from_environment(struct filling *f, const char *text, const char **variable)
{
	struct environment_value value;
	struct dt_error err = { 0 };

	if (environment_resolve(text, f->arena, &value, &err) != DT_OK) {
		f->good = false;
		diagnostics_error(f->list, f->place, "%s.%s is %s", f->name, f->option->name,
				  err.text);
		return true;
	}
	if (value.text)
		option_put_string(f, value.text);
	else if (!*variable)
		*variable = value.variable;
	return value.text;
}

/* As of a variable of a shell that is not set: a model must not be chosen, and paid, by that. Where
 * the preset stands in the environment, an empty text is the way to do without. */
static bool is_blank(const struct dt_option *option, const char *text)
{
	return text && !*text && option->preset && strncmp(option->preset, "${", 2) != 0;
}

static void fill_option(struct filling *f, const char *kind, const struct setting *value,
			const struct option_override *over, struct place at)
{
	const struct dt_option *option = f->option;
	bool environment = option->flags & DT_FROM_ENVIRONMENT && option->type == DT_STRING;
	const char *text = over					    ? over->value
			   : value && value->kind == SETTING_STRING ? value->text
								    : NULL;
	const char *variable = NULL;
	bool given = over || value;

	f->place = over ? (struct place){ over->origin, 0 } : value ? value->place : at;
	f->options->places[option - f->options->schema.at] = f->place;
	if (environment && is_blank(option, text)) {
		f->good = false;
		diagnostics_error(f->list, f->place, "%s.%s is empty; leave it out for \"%s\"",
				  f->name, option->name, option->preset);
		return;
	}
	if (environment && text)
		given = put_from_environment(f, text, &variable);
	else if (over)
		option_put_text(f, over->value);
	else if (value)
		option_put_setting(f, value);
	if (given)
		return;
	if (option->preset && environment)
		given = put_from_environment(f, option->preset, &variable);
	else if (option->preset)
		option_put_text(f, option->preset);
	if (!given && option->flags & DT_REQUIRED && (variable || !option->preset))
		is_missing(f, kind, at, variable);
}

bool options_fill(struct options *options, struct option_schema schema, const char *name,
		  const char *kind, const struct setting *group, struct place at,
		  const struct option_override *overrides, size_t n_overrides, struct arena *arena,
		  struct dt_diagnostics *list)
{
	struct filling f = { options, NULL, name, at, arena, list, true };

	options->schema = schema;
	options->name = name;
	options->block = arena_take(arena, 1, schema.size);
	options->secrets = ARENA_ARRAY(arena, schema.n, char *);
	options->unset_secrets = ARENA_ARRAY(arena, schema.n, const char *);
	options->places = ARENA_ARRAY(arena, schema.n, struct place);
	if (!options->block || !options->secrets || !options->unset_secrets || !options->places)
		return false;
	if (group && group->kind != SETTING_GROUP) {
		diagnostics_error(list, group->place, "options of %s must be a group, not %s", name,
				  setting_kind_name(group->kind));
		return false;
	}
	find_unknown(&f, kind, group, overrides, n_overrides);
	for (uint32_t i = 0; i < schema.n; i++) {
		const struct option_override *over =
			override_of(schema.at[i].name, overrides, n_overrides);
		const struct setting *value = setting_member(group, schema.at[i].name);

		f.option = &schema.at[i];
		fill_option(&f, kind, value, over, at);
	}
	return f.good && !arena->failed;
}

dt_status options_complete(const struct options *options, struct dt_error *err)
{
	const char *value;

	if (!options->unset)
		return DT_OK;
	value = getenv(options->unset_variable);
	return dt_fail(err, DT_E_CONFIG, "%s.%s wants the environment variable %s, which is %s",
		       options->name, options->unset, options->unset_variable,
		       value ? "empty" : "not set");
}

static bool is_wanted_secret(const struct options *options, uint32_t i, const char **reference)
{
	const struct dt_option *option = &options->schema.at[i];

	if (option->type != DT_SECRET || options->secrets[i])
		return false;
	*reference = *(const char *const *)(const void *)(options->block + option->offset);
	return *reference && !(option->flags & DT_FROM_ENVIRONMENT && secret_is_unset(*reference));
}

void options_check_presence(const struct options *options, struct dt_diagnostics *list)
{
	const char *reference;

	for (uint32_t i = 0; options->places && i < options->schema.n; i++) {
		const char *name = options->schema.at[i].name;
		struct dt_error err = { 0 };

		if (options->unset && !strcmp(options->unset, name))
			(void)options_complete(options, &err);
		else if (is_wanted_secret(options, i, &reference))
			secret_wipe(secret_fetch(reference, options->name, name, &err));
		if (err.status != DT_OK)
			diagnostics_error(list, options->places[i], "%s", err.text);
	}
}

const char *options_unset_secret(const struct options *options, const char **option)
{
	for (uint32_t i = 0; i < options->schema.n; i++) {
		if (options->schema.at[i].type != DT_SECRET || !options->unset_secrets ||
		    !options->unset_secrets[i])
			continue;
		*option = options->schema.at[i].name;
		return options->unset_secrets[i];
	}
	return NULL;
}

dt_status options_unlock(struct options *options, struct dt_error *err)
{
	if (options_complete(options, err) != DT_OK)
		return err->status;
	for (uint32_t i = 0; i < options->schema.n; i++) {
		const struct dt_option *option = &options->schema.at[i];
		char **field = (char **)(void *)(options->block + option->offset);
		char *value;

		if (option->type != DT_SECRET || !*field || options->secrets[i])
			continue;
		if ((option->flags & DT_FROM_ENVIRONMENT) && secret_is_unset(*field)) {
			options->unset_secrets[i] = *field + strlen("env:");
			*field = NULL;
			continue;
		}
		value = secret_fetch(*field, options->name, option->name, err);
		if (!value)
			return err->status;
		options->secrets[i] = value;
		*field = value;
	}
	return DT_OK;
}

void options_free(struct options *options)
{
	if (!options->secrets)
		return;
	for (uint32_t i = 0; i < options->schema.n; i++) {
		secret_wipe(options->secrets[i]);
		options->secrets[i] = NULL;
	}
}
