/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "digest.h"
#include "stages.h"
#include "write.h"

#include <stdio.h>

struct export
{
	struct xliff_writer *writer; /* NULL: the job does not want it */
	char *path;
	char digest[FILE_DIGEST_SIZE];
};

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static dt_status open_writer(const struct dt_call *call, struct export *export,
			     struct dt_error *err)
{
	const struct dt_file *file = call->host->input(call, EXPORT_IN_FILE, NULL);
	const char *folder = call->host->work_dir(call);
	size_t room = strlen(folder) + strlen(call->node) + 16;
	struct xliff_head head;
	const char *document;

	if (!file)
		return dt_fail(err, DT_E_BUG, "the export has no document");
	document = DT_TEXT(file, file->path);
	if (file_digest(call, document, export->digest, err) != DT_OK)
		return err ? err->status : DT_E_SYSTEM;
	export->path = malloc(room);
	if (!export->path)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the export");
	snprintf(export->path, room, "%s/%s.xliff", folder, call->node);
	head = (struct xliff_head){ .document = last_part(document),
				    .digest = export->digest,
				    .source_lang = call->host->parameter(call, "source_lang"),
				    .pages = call->host->parameter(call, "pages"),
				    .use_tags = call->host->parameter(call, "use_tags"),
				    .keep_other_languages =
					    call->host->parameter(call, "keep_other_languages"),
				    .translate_comments =
					    call->host->parameter(call, "translate_comments") };
	export->writer = xliff_writer_new(export->path, &head, err);
	return export->writer ? DT_OK : err ? err->status : DT_E_SYSTEM;
}

dt_status export_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		       struct dt_error *err)
{
	struct export *export = calloc(1, sizeof(*export));

	(void)n_pages;
	if (!export)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the export");
	if (!strcmp(dt_parameter(call, "units", "no"), "yes") &&
	    open_writer(call, export, err) != DT_OK) {
		export_drop(NULL, export);
		return err ? err->status : DT_E_SYSTEM;
	}
	*state = export;
	return DT_OK;
}

dt_status export_run(const struct dt_call *call, struct dt_error *err)
{
	struct export *export = call->state;
	const struct dt_units *units = call->host->input(call, EXPORT_IN_UNITS, NULL);
	const struct dt_page_blocks *blocks = call->host->input(call, EXPORT_IN_BLOCKS, NULL);

	(void)err;
	if (export->writer && units && blocks)
		xliff_writer_add(export->writer, units, blocks);
	return DT_OK;
}

dt_status export_end(const struct dt_call *call, struct dt_error *err)
{
	struct export *export = call->state;
	const struct dt_units *titles = call->host->input(call, EXPORT_IN_TITLES, NULL);
	dt_status status;
	uint64_t bytes;

	if (!export->writer)
		return DT_OK;
	if (titles)
		xliff_writer_add(export->writer, titles, NULL);
	status = xliff_writer_end(export->writer, dt_parameter(call, "target_lang", "und"), &bytes,
				  err);
	if (status != DT_OK)
		return status;
	return dt_output_file(call, 0, export->path, bytes, "application/xliff+xml", err);
}

void export_drop(void *self, void *state)
{
	struct export *export = state;

	(void)self;
	if (!export)
		return;
	xliff_writer_free(export->writer);
	free(export->path);
	free(export);
}
