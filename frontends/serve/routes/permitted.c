/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "permitted.h"

#include "common/request.h"
#include "serve/access/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- paths ------------------------------------------------------------------------- */

static bool is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	while (n > 1 && folder[n - 1] == '/')
		n--;
	if (n == 1 && *folder == '/')
		return true;
	return n && !strncmp(path, folder, n) && (path[n] == '/' || !path[n]);
}

static bool is_below_real(const char *path, const char *folder)
{
	char *real = folder && *folder ? realpath(folder, NULL) : NULL;
	bool below = real && is_below(path, real);

	free(real);
	return below;
}

/* What the service keeps for itself and for others. */
static bool is_own(const struct settings *settings, const char *real)
{
	return is_below_real(real, settings->data_root) || is_below_real(real, settings->tmp_root);
}

static char *open_real(const struct settings *settings, const char *path, enum paths_kind kind,
		       struct dt_error *err)
{
	char *real = NULL;
	int fd = paths_open(path, kind, (const char *const *)settings->mount_prefixes.at,
			    settings->mount_prefixes.n, &real, err);

	if (fd < 0)
		return NULL;
	close(fd);
	if (!is_own(settings, real))
		return real;
	free(real);
	dt_fail(err, DT_E_REFUSED, "the path is not below a folder that requests may name");
	return NULL;
}

/* A name in a folder that is there; a link in its place could lead anywhere. */
static char *open_place(const struct settings *settings, const char *path, struct dt_error *err)
{
	const char *slash = strrchr(path, '/');
	char *folder, *real, *joined = NULL;
	struct stat place;

	if (!slash || !slash[1] || !strcmp(slash + 1, ".") || !strcmp(slash + 1, "..")) {
		dt_fail(err, DT_E_REFUSED, "the path is not a whole one, as /data/x.csv");
		return NULL;
	}
	folder = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	real = folder ? open_real(settings, folder, PATHS_FOLDER, err) : NULL;
	if (real && asprintf(&joined, "%s%s", strcmp(real, "/") ? real : "", slash) < 0)
		joined = NULL;
	if (joined &&
	    (is_own(settings, joined) || (lstat(joined, &place) == 0 && S_ISLNK(place.st_mode)))) {
		dt_fail(err, DT_E_REFUSED, "the path is a link, or the service's own");
		free(joined);
		joined = NULL;
	}
	free(real);
	free(folder);
	return joined;
}

dt_status permitted_path(const struct settings *settings, const char *path,
			 enum permitted_need need, char **real, struct dt_error *err)
{
	*real = NULL;
	if (!settings->allow_mounted_paths)
		return dt_fail(err, DT_E_UNSUPPORTED,
			       "this server takes no paths of its own files from requests");
	*real = need == PERMITTED_FILE ? open_real(settings, path, PATHS_FILE, err)
				       : open_place(settings, path, err);
	return *real ? DT_OK : dt_fail(err, DT_E_SYSTEM, "out of memory");
}

/* ---- what a request names ------------------------------------------------------------ */

/* "api.example.org" of "https://user@api.example.org:8443/v1". */
static bool read_host(const char *url, char host[256])
{
	const char *at = strstr(url, "://"), *end, *user;

	if (!at || (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0))
		return false;
	/* "http://good.test\@other.test": where the host begins depends on who reads it */
	for (const char *c = url; *c; c++)
		if (*c == '\\' || (unsigned char)*c <= ' ' || *c == 0x7f)
			return false;
	at += 3;
	end = at + strcspn(at, "/?#");
	user = memrchr(at, '@', (size_t)(end - at));
	at = user ? user + 1 : at;
	if (*at == '[') {
		at++;
		end = at + strcspn(at, "]");
	} else {
		const char *port = memchr(at, ':', (size_t)(end - at));

		end = port ? port : end;
	}
	if (end == at || end - at > 255)
		return false;
	snprintf(host, 256, "%.*s", (int)(end - at), at);
	return true;
}

/* A host of the list, or one below it. */
static bool is_listed(const struct settings_list *hosts, const char *host)
{
	size_t length = strlen(host);

	for (size_t i = 0; i < hosts->n; i++) {
		size_t n = strlen(hosts->at[i]);

		if (!strcmp(hosts->at[i], "*") || !strcasecmp(hosts->at[i], host))
			return true;
		if (n && length > n && host[length - n - 1] == '.' &&
		    !strcasecmp(host + length - n, hosts->at[i]))
			return true;
	}
	return false;
}

struct names { /* that are looked at */
	const struct settings *settings;
	json_t *request;
	char last[120];
	struct dt_error *err;
};

/* The value at loc ("options.glossary.csv_paths"): path gives way to real. */
static void replace(json_t *object, const char *loc, const char *path, const char *real)
{
	const char *dot = strchr(loc, '.'), *text;
	char name[80];
	json_t *value, *one;
	size_t i;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(loc, "."), loc);
	value = json_object_get(object, name);
	if (dot) {
		replace(value, dot + 1, path, real);
		return;
	}
	text = json_string_value(value);
	if (text && !strcmp(text, path))
		json_object_set_new(object, name, json_string(real));
	json_array_foreach(value, i, one)
	{
		text = json_string_value(one);
		if (text && !strcmp(text, path))
			json_array_set_new(value, i, json_string(real));
	}
}

static void see_path(void *ctx, const char *loc, const char *path, bool written)
{
	struct names *names = ctx;
	char *own, *real = NULL;

	/* where results go and what is read is said by the service */
	if (names->err->status || !path || !*path || !strcmp(loc, "input_pdf") ||
	    !strcmp(loc, "options.output_dir"))
		return;
	own = strdup(path); /* it is the request's, which changes */
	snprintf(names->last, sizeof(names->last), "%s", loc);
	if (own && permitted_path(names->settings, own, written ? PERMITTED_PLACE : PERMITTED_FILE,
				  &real, names->err) == DT_OK)
		replace(names->request, names->last, own, real);
	free(real);
	free(own);
}

static void see_address(void *ctx, const char *loc, const char *url)
{
	struct names *names = ctx;
	char host[256];

	if (names->err->status || !url || !*url)
		return;
	if (read_host(url, host) && is_listed(&names->settings->base_url_hosts, host))
		return;
	snprintf(names->last, sizeof(names->last), "%s", loc);
	dt_fail(names->err, DT_E_UNSUPPORTED,
		"%s names a host that this server does not ask for requests", loc);
}

dt_status permitted_request(const struct settings *settings, json_t *request, char where[120],
			    struct dt_error *err)
{
	struct names names = { settings, request, "", err };

	/* paths are replaced while they are seen: a copy is what is walked over */
	json_t *seen = json_deep_copy(request);

	request_each_path(seen, see_path, &names);
	request_each_address(seen, see_address, &names);
	json_decref(seen);
	snprintf(where, 120, "%s", err->status ? names.last : "");
	return err->status;
}
