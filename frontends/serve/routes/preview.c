/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "preview.h"

#include "result.h"
#include "serve/jobs/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of all pictures of one job. */
#define PREVIEW_BYTES ((off_t)64 << 20)

enum { TIME_S = 60 };

/* ---- what there is ------------------------------------------------------------------- */

/* Its own file, and no link that a job might have left in its folder. */
static bool is_file(const char *path, struct stat *facts)
{
	return path && lstat(path, facts) == 0 && S_ISREG(facts->st_mode);
}

static char *mono_of(const struct preview *preview)
{
	json_t *items = result_artifacts(preview->job);
	const json_t *item = result_artifact(items, "mono_plain_pdf");
	char *path = item ? result_file(preview->folder, item) : NULL;
	struct stat facts;

	json_decref(items);
	if (is_file(path, &facts))
		return path;
	free(path);
	return NULL;
}

bool preview_open(struct preview *preview, struct exchange *exchange, const struct job *job,
		  struct dt_error *err)
{
	const char *source, *password;

	*preview = (struct preview){ .job = job };
	if (jobs_request(route_jobs(exchange), job->id, &preview->request, err) != DT_OK)
		return false;
	source = json_string_value(json_object_get(preview->request, "input_pdf"));
	password = json_string_value(
		json_object_get(json_object_get(preview->request, "options"), "password"));
	preview->password = password && *password ? password : NULL;
	preview->folder = jobs_folder(route_jobs(exchange), job->id);
	preview->source = source && *source == '/' ? strdup(source) : NULL;
	if (preview->folder && preview->source) {
		preview->mono = mono_of(preview);
		return true;
	}
	dt_fail(err, source ? DT_E_SYSTEM : DT_E_NOT_FOUND,
		source ? "out of memory" : "the job has no document");
	return false;
}

void preview_close(struct preview *preview)
{
	json_decref(preview->request);
	json_decref(preview->sizes);
	free(preview->folder);
	free(preview->source);
	free(preview->mono);
}

/* pages/NAME in the folder of the job. */
__attribute__((format(printf, 2, 3))) static char *place(const struct preview *preview,
							 const char *format, ...)
{
	char *name = NULL, *path = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&name, format, args) < 0)
		name = NULL;
	va_end(args);
	if (name && asprintf(&path, "%s/pages/%s", preview->folder, name) < 0)
		path = NULL;
	free(name);
	return path;
}

/* kind: "painted", "translated"; NULL: it is not there */
static char *kept_of(const struct preview *preview, const char *kind, uint32_t n)
{
	char *path = place(preview, "%s/%" PRIu32, kind, n);
	struct stat facts;

	if (is_file(path, &facts))
		return path;
	free(path);
	return NULL;
}

bool preview_translated(const struct preview *preview, uint32_t n)
{
	char *painted = preview->mono ? NULL : kept_of(preview, "painted", n);
	char *translated = preview->mono || painted ? NULL : kept_of(preview, "translated", n);
	bool is = preview->mono || painted || translated;

	free(painted);
	free(translated);
	return is;
}

/* ---- what a process tells ---------------------------------------------------------------- */

/* Runs it; NULL when all went well or with err, else its envelope. */
static json_t *run(struct preview *preview, struct exchange *exchange, const char **arguments,
		   struct tool *tool, json_t **result, struct dt_error *err)
{
	json_t *envelope;

	if (preview->password && tool->arguments) {
		while (*arguments)
			arguments++;
		*arguments++ = "--password";
		*arguments++ = preview->password;
		*arguments = NULL;
	}
	tool->time_s = TIME_S;
	tool->shared = tool->document = true;
	envelope = tool_run(route_tools(exchange), route_settings(exchange), tool, err);
	if (!json_is_true(json_object_get(envelope, "ok")))
		return envelope;
	if (result)
		*result = json_incref(json_object_get(envelope, "result"));
	json_decref(envelope);
	return NULL;
}

/* ---- sizes ---------------------------------------------------------------------------------- */

/* Whole or not at all; that it is not kept does no harm. */
static void keep_sizes(const struct preview *preview, const char *path)
{
	char *made = place(preview, "sizes-XXXXXX");
	int fd = made ? mkostemp(made, O_CLOEXEC) : -1;

	if (fd >= 0) {
		bool fine = json_dumpfd(preview->sizes, fd, JSON_COMPACT) == 0;

		fine = close(fd) == 0 && fine;
		if (!fine || rename(made, path))
			unlink(made);
	}
	free(made);
}

static json_t *sizes_of(const json_t *result)
{
	json_t *sizes = json_array(), *page;
	size_t i;

	json_array_foreach(json_object_get(result, "pages"), i, page)
		json_array_append_new(sizes, json_pack("[O, O]", json_object_get(page, "width"),
						       json_object_get(page, "height")));
	return sizes;
}

static json_t *read_sizes(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	json_t *sizes = fd >= 0 ? json_loadfd(fd, 0, NULL) : NULL;

	if (fd >= 0)
		close(fd);
	if (json_is_array(sizes) && json_array_size(sizes))
		return sizes;
	json_decref(sizes);
	return NULL;
}

json_t *preview_sizes(struct preview *preview, struct exchange *exchange, struct dt_error *err)
{
	const char *arguments[6] = { "preview", preview->source };
	struct tool tool = { .arguments = arguments };
	char *path = place(preview, "sizes.json");
	json_t *fault = NULL, *result = NULL;

	if (!path) {
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return NULL;
	}
	preview->sizes = read_sizes(path);
	if (!preview->sizes) {
		fault = run(preview, exchange, arguments, &tool, &result, err);
		if (result) {
			preview->sizes = sizes_of(result);
			keep_sizes(preview, path);
		}
		json_decref(result);
	}
	free(path);
	return fault;
}

/* ---- pictures ---------------------------------------------------------------------------------
 */

struct picture {
	struct timespec changed;
	off_t bytes;
	char name[60];
};

static int by_age(const void *a, const void *b)
{
	const struct timespec *x = &((const struct picture *)a)->changed;
	const struct timespec *y = &((const struct picture *)b)->changed;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? -1 : 1;
	return (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

static bool read_picture(int folder, const char *name, struct picture *picture)
{
	size_t length = strlen(name);
	struct stat facts;

	if (length < 4 || length >= sizeof(picture->name) ||
	    strcmp(name + length - 4, ".png") != 0 ||
	    fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) || !S_ISREG(facts.st_mode))
		return false;
	*picture = (struct picture){ facts.st_mtim, facts.st_size, "" };
	memcpy(picture->name, name, length + 1);
	return true;
}

/* The oldest go until the rest fits; what is being answered is open and stays readable. */
static void prune(const char *path)
{
	DIR *folder = opendir(path);
	struct picture *all = NULL, *more;
	const struct dirent *entry;
	off_t sum = 0;
	size_t n = 0;

	while (folder && (entry = readdir(folder))) {
		more = n % 64 ? all : realloc(all, (n + 64) * sizeof(*all));
		if (!more)
			break;
		all = more;
		if (read_picture(dirfd(folder), entry->d_name, &all[n]))
			sum += all[n++].bytes;
	}
	if (sum > PREVIEW_BYTES)
		qsort(all, n, sizeof(*all), by_age);
	for (size_t i = 0; i + 1 < n && sum > PREVIEW_BYTES; sum -= all[i++].bytes)
		unlinkat(dirfd(folder), all[i].name, 0);
	if (folder)
		closedir(folder);
	free(all);
}

static bool is_newer(const char *picture, const char *from)
{
	struct stat made, of;

	return is_file(picture, &made) &&
	       (stat(from, &of) || made.st_mtim.tv_sec > of.st_mtim.tv_sec ||
		(made.st_mtim.tv_sec == of.st_mtim.tv_sec &&
		 made.st_mtim.tv_nsec >= of.st_mtim.tv_nsec));
}

/*
 * What the picture is made from.  Page n of the result is page n of the source but when pages were
 * left out of it; so the painted page goes first, which says which page it is.
 */
struct origin {
	const char *document;
	const char *pipeline, *option; /* of a page that is kept */
	char *kept;		       /* that page, or NULL */
};

static struct origin find_origin(const struct preview *preview, bool translated, uint32_t n)
{
	struct origin origin = { .document = preview->source };

	if (!translated)
		return origin;
	origin.kept = kept_of(preview, "painted", n);
	origin.pipeline = "preview-painted";
	origin.option = "painted.file";
	if (origin.kept)
		return origin;
	if (preview->mono) {
		origin.document = preview->mono;
		return origin;
	}
	origin.kept = kept_of(preview, "translated", n);
	origin.pipeline = "preview-translated";
	origin.option = "segments.file";
	return origin;
}

static json_t *make(struct preview *preview, struct exchange *exchange, const struct origin *origin,
		    uint32_t n, uint32_t width, const char *path, struct dt_error *err)
{
	char page[16], pixels[16], set[4200];
	const char *arguments[16] = { "preview", origin->document, "--page",   page,
				      "--width", pixels,	   "--output", "page.png" };
	const char *const read[] = { origin->kept, NULL };
	struct tool tool = {
		.arguments = arguments, .read = read, .makes = "page.png", .place = path
	};

	snprintf(page, sizeof(page), "%" PRIu32, n);
	snprintf(pixels, sizeof(pixels), "%" PRIu32, width);
	if (origin->kept) {
		snprintf(set, sizeof(set), "%s=%s", origin->option, origin->kept);
		arguments[8] = "--pipeline";
		arguments[9] = origin->pipeline;
		arguments[10] = "--set";
		arguments[11] = set;
	}
	return run(preview, exchange, arguments, &tool, NULL, err);
}

json_t *preview_picture(struct preview *preview, struct exchange *exchange, bool translated,
			uint32_t n, uint32_t width, char **path, struct dt_error *err)
{
	struct origin origin = find_origin(preview, translated, n);
	json_t *fault = NULL;
	char *folder = place(preview, "%s", "");

	*path = place(preview, "%s-%" PRIu32 "-%" PRIu32 ".png",
		      translated ? "translated" : "source", n, width);
	if (!*path || !folder)
		dt_fail(err, DT_E_SYSTEM, "out of memory");
	else if (!is_newer(*path, origin.kept ? origin.kept : origin.document))
		fault = make(preview, exchange, &origin, n, width, *path, err);
	if (folder)
		prune(folder);
	free(folder);
	free(origin.kept);
	return fault;
}
