/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "keys.h"

#include "plugins/net/bytes.h"
#include "plugins/net/limits.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void forget(char **text)
{
	if (*text)
		explicit_bzero(*text, strlen(*text));
	free(*text);
	*text = NULL;
}

void aws_found_clear(struct aws_found *found)
{
	forget(&found->id);
	forget(&found->secret);
	forget(&found->token);
	found->ends = 0;
}

bool aws_found_set(struct aws_found *found, const char *id, const char *secret, const char *token,
		   int64_t ends)
{
	aws_found_clear(found);
	found->id = strdup(id);
	found->secret = strdup(secret);
	found->token = token && *token ? strdup(token) : NULL;
	found->ends = ends;
	if (found->id && found->secret && (found->token || !token || !*token))
		return true;
	aws_found_clear(found);
	return false;
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* ---- files of profiles ------------------------------------------------------------ */

static char *trim(char *text)
{
	size_t n;

	text += strspn(text, " \t");
	for (n = strlen(text); n && strchr(" \t\r\n", text[n - 1]); n--)
		text[n - 1] = '\0';
	return text;
}

/* "[default]", "[profile other]" */
static bool is_section(char *line, const char *profile)
{
	char *end = strchr(line, ']'), *name;

	if (!end)
		return false;
	*end = '\0';
	name = trim(line + 1);
	if (!strncmp(name, "profile", 7) && (name[7] == ' ' || name[7] == '\t'))
		name = trim(name + 7);
	return !strcmp(name, profile);
}

/* The values of names in a section of a file; to be freed. */
static void read_profile(const char *path, const char *profile, const char *const *names, size_t n,
			 char **values)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, *text, *equals;
	bool within = false;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		text = trim(line);
		if (*text == '[')
			within = is_section(text, profile);
		equals = strchr(text, '=');
		if (!within || *text == '#' || *text == ';' || !equals)
			continue;
		*equals = '\0';
		for (size_t i = 0; i < n; i++)
			if (!values[i] && !strcmp(trim(text), names[i]) && *trim(equals + 1))
				values[i] = strdup(trim(equals + 1));
	}
	if (line)
		explicit_bzero(line, room);
	free(line);
	if (file)
		fclose(file);
}

static bool file_path(struct bytes *path, const char *name, const char *below_home)
{
	const char *given = variable(name), *home = variable("HOME");

	if (given)
		return bytes_add_string(path, given);
	return home && bytes_add_string(path, home) && bytes_add_string(path, below_home);
}

static const char *profile_of(const struct aws_options *options)
{
	const char *profile = options->profile;

	if (!profile)
		profile = variable("AWS_PROFILE");
	return profile ? profile : "default";
}

static dt_status take_profile(const struct aws_options *options, struct aws_found *found,
			      const char *name, const char *below_home, struct dt_error *err)
{
	static const char *const names[] = { "aws_access_key_id", "aws_secret_access_key",
					     "aws_session_token" };
	char *values[3] = { NULL };
	struct bytes path = { 0 };
	dt_status status = DT_OK;

	if (file_path(&path, name, below_home))
		read_profile(path.at, profile_of(options), names, 3, values);
	if (values[0] && values[1]) {
		if (!aws_found_set(found, values[0], values[1], values[2], 0))
			status = dt_fail(err, DT_E_SYSTEM, "no memory for keys");
	} else if (values[0] || values[1]) {
		status = dt_fail(err, DT_E_CONFIG, "the profile %s in %s has %s but not %s",
				 profile_of(options), path.at, values[0] ? names[0] : names[1],
				 values[0] ? names[1] : names[0]);
	}
	for (int i = 0; i < 3; i++)
		forget(&values[i]);
	bytes_free(&path);
	return status;
}

/* ---- all places of this machine --------------------------------------------------- */

static dt_status take_pair(struct aws_found *found, const char *id, const char *secret,
			   const char *token, const char *id_name, const char *secret_name,
			   struct dt_error *err)
{
	if (!id && !secret)
		return DT_OK;
	if (!id || !secret)
		return dt_fail(err, DT_E_CONFIG, "%s is given without %s",
			       id ? id_name : secret_name, id ? secret_name : id_name);
	return aws_found_set(found, id, secret, token, 0)
		       ? DT_OK
		       : dt_fail(err, DT_E_SYSTEM, "no memory for keys");
}

dt_status aws_keys_here(const struct aws_options *options, struct aws_found *found,
			struct dt_error *err)
{
	aws_found_clear(found);
	if (take_pair(found, options->access_key, options->secret_key, options->session_token,
		      "the option access_key", "the option secret_key", err) != DT_OK ||
	    found->id)
		return err->status;
	/* a profile that is asked for by name is meant, whatever the environment has */
	if (!options->profile &&
	    (take_pair(found, variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"),
		       variable("AWS_SESSION_TOKEN"), "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
		       err) != DT_OK ||
	     found->id))
		return err->status;
	if (take_profile(options, found, "AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials", err) !=
		    DT_OK ||
	    found->id)
		return err->status;
	return take_profile(options, found, "AWS_CONFIG_FILE", "/.aws/config", err);
}

char *aws_region_here(const struct aws_options *options)
{
	static const char *const names[] = { "region" };
	const char *region = options->region;
	struct bytes path = { 0 };
	char *value = NULL;

	if (!region)
		region = variable("AWS_REGION");
	if (!region)
		region = variable("AWS_DEFAULT_REGION");
	if (region)
		return strdup(region);
	if (file_path(&path, "AWS_CONFIG_FILE", "/.aws/config"))
		read_profile(path.at, profile_of(options), names, 1, &value);
	bytes_free(&path);
	return value;
}

/* ---- what containers and machines answer ------------------------------------------ */

bool aws_keys_read(const char *body, size_t n, struct aws_found *found)
{
	json_t *keys = json_loadb(body, n, 0, NULL);
	const char *id = json_string_value(json_object_get(keys, "AccessKeyId"));
	const char *secret = json_string_value(json_object_get(keys, "SecretAccessKey"));
	const char *token = json_string_value(json_object_get(keys, "Token"));
	const char *ends = json_string_value(json_object_get(keys, "Expiration"));
	int64_t ms = ends ? limits_date(ends) : 0;
	bool done = id && secret && ms >= 0 && aws_found_set(found, id, secret, token, ms / 1000);

	json_decref(keys);
	return done;
}
