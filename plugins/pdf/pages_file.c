/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page list as a file between stages of one job on one machine. */
#include "config.h"

#include "pages.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool file_name(const struct dt_call *call, const char *end, char *path, size_t room)
{
	const char *dir = call->host->work_dir(call);
	int n;

	if (!dir || !*dir)
		return false;
	n = snprintf(path, room, "%s/pdf-page-list%s", dir, end);
	return n > 0 && (size_t)n < room;
}

void dt_pages_save(const struct dt_page_list *pages, const struct dt_call *call)
{
	char path[4096], part[4096];
	FILE *file;
	bool good;

	if (!file_name(call, "", path, sizeof(path)) ||
	    !file_name(call, ".part", part, sizeof(part)))
		return;
	file = fopen(part, "wbe");
	if (!file)
		return;
	good = fwrite(&pages->n, sizeof(pages->n), 1, file) == 1 &&
	       fwrite(&pages->repaired, sizeof(pages->repaired), 1, file) == 1 &&
	       fwrite(pages->at, sizeof(*pages->at), pages->n, file) == pages->n;
	/* by its name only a whole list is found */
	if (fclose(file) != 0 || !good || rename(part, path) != 0)
		unlink(part);
}

static bool read_file(const char *path, struct dt_page_list *pages)
{
	FILE *file = fopen(path, "rbe");
	bool good = false;
	uint32_t n = 0;

	if (!file)
		return false;
	if (fread(&n, sizeof(n), 1, file) == 1 &&
	    fread(&pages->repaired, sizeof(pages->repaired), 1, file) == 1 && n > 0 &&
	    n < UINT32_MAX / sizeof(*pages->at)) {
		pages->at = calloc(n, sizeof(*pages->at));
		good = pages->at && fread(pages->at, sizeof(*pages->at), n, file) == n;
		pages->n = n;
	}
	fclose(file);
	if (!good)
		dt_pages_free(pages);
	return good;
}

dt_status dt_pages_load(struct dt_document *doc, const struct dt_call *call,
			struct dt_page_list *pages, struct dt_error *err)
{
	char path[4096];

	memset(pages, 0, sizeof(*pages));
	if (!file_name(call, "", path, sizeof(path)) || !read_file(path, pages))
		return dt_pages_walk(doc, pages, err);
	if (dt_pages_agree(doc, pages, err) == DT_OK)
		return DT_OK;
	dt_pages_free(pages);
	return err->status;
}
