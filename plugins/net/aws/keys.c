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

void aws_role_clear(struct aws_role *role)
{
	free(role->arn);
	free(role->session);
	free(role->external_id);
	free(role->seconds);
	free(role->token_file);
	aws_found_clear(&role->base);
	memset(role, 0, sizeof(*role));
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

/* The values of names in a section of a file, to be freed.  False: there is no such section. */
static bool read_profile(const char *path, const char *profile, const char *const *names, size_t n,
			 char **values)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, *text, *equals;
	bool within = false, there = false;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		text = trim(line);
		if (*text == '[')
			there |= within = is_section(text, profile);
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
	return there;
}

enum profile_file { CREDENTIALS, CONFIG, FILES };

static bool file_path(struct bytes *path, enum profile_file file)
{
	static const struct {
		const char *variable, *below_home;
	} files[] = { { "AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials" },
		      { "AWS_CONFIG_FILE", "/.aws/config" } };
	const char *given = variable(files[file].variable), *home = variable("HOME");

	if (given)
		return bytes_add_string(path, given);
	return home && bytes_add_string(path, home) &&
	       bytes_add_string(path, files[file].below_home);
}

const char *aws_profile_here(const struct aws_options *options)
{
	const char *profile = options->profile;

	if (!profile)
		profile = variable("AWS_PROFILE");
	return profile ? profile : "default";
}

/* Keys that a profile has, and who it says gives it some. */
enum { KEY_ID, SECRET_KEY, SESSION_TOKEN, FIRST_GIVER, SETTINGS = 7 };
static const char *const settings[SETTINGS] = {
	"aws_access_key_id", "aws_secret_access_key", "aws_session_token",  "sso_session",
	"sso_start_url",     "login_session",	      "credential_process",
};

static dt_status take_settings(const char *path, const char *profile, char *const *values,
			       struct aws_found *found, struct dt_error *err)
{
	const char *id = values[KEY_ID], *secret = values[SECRET_KEY];

	if (id && secret)
		return aws_found_set(found, id, secret, values[SESSION_TOKEN], 0)
			       ? DT_OK
			       : dt_fail(err, DT_E_SYSTEM, "no memory for keys");
	if (id || secret)
		return dt_fail(err, DT_E_CONFIG, "the profile %s in %s has %s but not %s", profile,
			       path, settings[id ? KEY_ID : SECRET_KEY],
			       settings[id ? SECRET_KEY : KEY_ID]);
	/* others ask there before they ask the container or the machine, so that is what is meant
	 */
	for (int i = FIRST_GIVER; i < SETTINGS; i++)
		if (values[i])
			return dt_fail(err, DT_E_CONFIG,
				       "the profile %.60s in %.160s has %s instead of keys, which "
				       "is not supported: \"aws configure export-credentials "
				       "--profile %.60s --format env\" prints keys for the "
				       "environment",
				       profile, path, settings[i], profile);
	return DT_OK;
}

static dt_status take_profile(const struct aws_options *options, struct aws_found *found,
			      struct dt_error *err)
{
	const char *profile = aws_profile_here(options);
	bool there = false;

	for (int file = 0; file < FILES && !found->id && err->status == DT_OK; file++) {
		char *values[SETTINGS] = { NULL };
		struct bytes path = { 0 };

		if (file_path(&path, (enum profile_file)file)) {
			there |= read_profile(path.at, profile, settings, SETTINGS, values);
			take_settings(path.at, profile, values, found, err);
		}
		for (int i = 0; i < SETTINGS; i++)
			forget(&values[i]);
		bytes_free(&path);
	}
	if (!there && (options->profile || variable("AWS_PROFILE")))
		return dt_fail(err, DT_E_CONFIG,
			       "there is no profile %.60s in the files of credentials and "
			       "configuration (~/.aws/credentials, ~/.aws/config)",
			       profile);
	return err->status;
}

/* ---- roles -------------------------------------------------------------------------- */

enum {
	ROLE,
	TOKEN_FILE,
	SOURCE_PROFILE,
	SOURCE,
	SESSION,
	EXTERNAL_ID,
	DURATION,
	MFA,
	ROLE_SETTINGS
};
static const char *const role_settings[ROLE_SETTINGS] = {
	"role_arn",	     "web_identity_token_file",
	"source_profile",    "credential_source",
	"role_session_name", "external_id",
	"duration_seconds",  "mfa_serial",
};

/* Of both files, the credentials' first. */
static void read_both(const char *profile, const char *const *names, size_t n, char **values)
{
	for (int file = 0; file < FILES; file++) {
		struct bytes path = { 0 };

		if (file_path(&path, (enum profile_file)file))
			read_profile(path.at, profile, names, n, values);
		bytes_free(&path);
	}
}

static dt_status take_source_profile(const char *profile, const char *source, struct aws_role *role,
				     struct dt_error *err)
{
	char *values[FIRST_GIVER] = { NULL };
	bool there;

	read_both(source, settings, FIRST_GIVER, values);
	there = values[KEY_ID] && values[SECRET_KEY];
	if (there && !aws_found_set(&role->base, values[KEY_ID], values[SECRET_KEY],
				    values[SESSION_TOKEN], 0))
		dt_fail(err, DT_E_SYSTEM, "no memory for keys");
	for (int i = 0; i < FIRST_GIVER; i++)
		forget(&values[i]);
	return there ? err->status
		     : dt_fail(err, DT_E_CONFIG,
			       "the profile %.60s takes its role with the keys of the profile "
			       "%.60s, which has none itself",
			       profile, source);
}

/* The keys that the profile's role is asked for with. */
static dt_status take_base(const char *profile, char *const *values, struct aws_role *role,
			   struct dt_error *err)
{
	const char *id = variable("AWS_ACCESS_KEY_ID"), *secret = variable("AWS_SECRET_ACCESS_KEY");

	if (role->token_file)
		return DT_OK;
	if (values[SOURCE_PROFILE])
		return take_source_profile(profile, values[SOURCE_PROFILE], role, err);
	if (values[SOURCE] && (!strcmp(values[SOURCE], "Ec2InstanceMetadata") ||
			       !strcmp(values[SOURCE], "EcsContainer")))
		return DT_OK;
	if (!values[SOURCE] || strcmp(values[SOURCE], "Environment") != 0)
		return dt_fail(err, DT_E_CONFIG,
			       "the profile %.60s has role_arn without source_profile, a "
			       "credential_source that is known or web_identity_token_file",
			       profile);
	if (!id || !secret)
		return dt_fail(err, DT_E_CONFIG,
			       "the profile %.60s takes its role with the keys of the environment, "
			       "but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both there",
			       profile);
	return aws_found_set(&role->base, id, secret, variable("AWS_SESSION_TOKEN"), 0)
		       ? DT_OK
		       : dt_fail(err, DT_E_SYSTEM, "no memory for keys");
}

static char *move(char **value)
{
	char *moved = *value;

	*value = NULL;
	return moved;
}

static dt_status take_role(const char *profile, struct aws_role *role, struct dt_error *err)
{
	char *values[ROLE_SETTINGS] = { NULL };

	read_both(profile, role_settings, ROLE_SETTINGS, values);
	if (values[ROLE] && values[MFA]) {
		dt_fail(err, DT_E_CONFIG,
			"the role of the profile %.60s wants a code of a device (mfa_serial), "
			"which nobody can be asked for",
			profile);
	} else if (values[ROLE]) {
		role->token_file = move(&values[TOKEN_FILE]);
		take_base(profile, values, role, err);
		role->arn = move(&values[ROLE]);
		role->session = move(&values[SESSION]);
		role->external_id = move(&values[EXTERNAL_ID]);
		role->seconds = move(&values[DURATION]);
	}
	for (int i = 0; i < ROLE_SETTINGS; i++)
		free(values[i]);
	return err->status;
}

/* A pod's service account. */
static dt_status take_web_identity(struct aws_role *role, struct dt_error *err)
{
	const char *file = variable("AWS_WEB_IDENTITY_TOKEN_FILE"), *arn = variable("AWS_ROLE_ARN");
	const char *session = variable("AWS_ROLE_SESSION_NAME");

	if (!file || !arn)
		return DT_OK;
	role->arn = strdup(arn);
	role->token_file = strdup(file);
	role->session = session ? strdup(session) : NULL;
	return role->arn && role->token_file ? DT_OK
					     : dt_fail(err, DT_E_SYSTEM, "no memory for keys");
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
			struct aws_role *role, struct dt_error *err)
{
	aws_found_clear(found);
	aws_role_clear(role);
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
	if (take_role(aws_profile_here(options), role, err) != DT_OK || role->arn)
		return err->status;
	if (take_profile(options, found, err) != DT_OK || found->id)
		return err->status;
	return take_web_identity(role, err);
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
	if (file_path(&path, CONFIG))
		read_profile(path.at, aws_profile_here(options), names, 1, &value);
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
