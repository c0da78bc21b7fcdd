/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* export.blocks: a file that grows page by page, so that memory does not. */
#include "config.h"

#include "export.h"

#include <errno.h>
#include <math.h>

#define INPUT_BLOCKS  0
#define INPUT_PROFILE 1

struct export
{
	const struct export_writer *writer;
	FILE *file;
	char *path;
	void *state;	    /* the writer's */
	uint32_t next_role; /* index into the profile's roles */
	uint32_t next_flow; /* the first that is not over */
};

/* The flow that the block is a part of. */
static void find_flow(const struct export_page *page, struct export_block *at, uint32_t i)
{
	const struct dt_profile *profile = page->profile;
	const struct dt_profile_flow *flows;
	const struct dt_profile_part *parts;

	if (!profile)
		return;
	flows = DT_AT(profile, struct dt_profile_flow, profile->flows);
	parts = DT_AT(profile, struct dt_profile_part, profile->parts);
	for (uint32_t k = page->first_flow; k < profile->flows.count; k++) {
		const struct dt_profile_part *own = parts + flows[k].first;

		if (own->page > page->page)
			return;
		for (uint32_t part = 0; part < flows[k].count; part++)
			if (own[part].page == page->page && own[part].block == i) {
				at->parts = own;
				at->n_parts = flows[k].count;
				at->part = part;
				return;
			}
	}
}

struct export_block block_of(const struct export_page *page, uint32_t i)
{
	const struct dt_block *block =
		&DT_AT(page->blocks, struct dt_block, page->blocks->blocks)[i];
	struct export_block result = { .block = block,
				       .role = block->role,
				       .level = block->level,
				       .flags = block->flags,
				       .rule = block->rule };

	for (uint32_t k = 0; k < page->n_roles; k++)
		if (page->roles[k].block == i) {
			result.role = page->roles[k].role;
			result.level = page->roles[k].level;
			if (page->roles[k].flags & DT_BLOCK_KEEP) {
				result.flags |= DT_BLOCK_KEEP;
				result.rule = page->roles[k].rule;
			}
		}
	find_flow(page, &result, i);
	return result;
}

bool is_furniture(const struct export_block *block)
{
	return block->role == DT_ROLE_HEADER || block->role == DT_ROLE_FOOTER;
}

bool is_told(const struct export_block *block)
{
	return block->part > 0;
}

/* Adds a text whose objects give way to what they spell; the number of bytes.  out NULL: only
 * counts. */
static size_t spell(char *out, const void *payload, struct dt_span text, struct dt_span spans,
		    uint32_t end)
{
	const struct dt_run *runs = DT_AT(payload, struct dt_run, spans);
	size_t n = 0;

	for (uint32_t i = 0; i < spans.count; i++) {
		bool object = runs[i].kind == DT_RUN_OBJECT;
		uint32_t room = end > runs[i].start ? end - runs[i].start : 0;
		uint32_t length = runs[i].length < room ? runs[i].length : room;

		if (object)
			length = runs[i].source.count;
		if (out)
			memcpy(out + n,
			       object ? DT_TEXT(payload, runs[i].source)
				      : DT_TEXT(payload, text) + runs[i].start,
			       length);
		n += length;
	}
	return n;
}

static size_t spell_all(char *out, const struct export_page *page, const struct export_block *at)
{
	const struct dt_block *block = at->block;
	size_t n = 0;

	if (!at->n_parts)
		return spell(out, page->blocks, block->text, block->runs, block->text.count);
	for (uint32_t i = 0; i < at->n_parts; i++) {
		const struct dt_profile_part *part = &at->parts[i];

		n += spell(out ? out + n : NULL, page->profile, part->text, part->runs,
			   part->text.count - part->dropped);
		if (part->glue && out)
			out[n] = ' ';
		n += part->glue;
	}
	return n;
}

char *block_text(const struct export_page *page, const struct export_block *at)
{
	struct dt_span label = at->block->label, tail = at->block->tail_text;
	size_t n = label.count ? label.count + 1 : 0;
	char *text = malloc(n + spell_all(NULL, page, at) + tail.count + 2);

	if (!text)
		return NULL;
	if (label.count) {
		memcpy(text, DT_TEXT(page->blocks, label), label.count);
		text[label.count] = ' ';
	}
	n += spell_all(text + n, page, at);
	if (tail.count) {
		text[n++] = ' ';
		memcpy(text + n, DT_TEXT(page->blocks, tail), tail.count);
		n += tail.count;
	}
	text[n] = 0;
	return text;
}

struct dt_box block_box(const struct dt_block *block)
{
	const struct dt_matrix *m = &block->frame;
	float x[4], y[4];
	struct dt_box box;

	for (int i = 0; i < 4; i++) {
		float u = i & 1 ? block->width : 0, v = i & 2 ? block->height : 0;

		x[i] = m->a * u + m->c * v + m->e;
		y[i] = m->b * u + m->d * v + m->f;
	}
	box.x0 = fminf(fminf(x[0], x[1]), fminf(x[2], x[3]));
	box.y0 = fminf(fminf(y[0], y[1]), fminf(y[2], y[3]));
	box.x1 = fmaxf(fmaxf(x[0], x[1]), fmaxf(x[2], x[3]));
	box.y1 = fmaxf(fmaxf(y[0], y[1]), fmaxf(y[2], y[3]));
	return box;
}

static const struct export_writer *find_writer(const char *format)
{
	static const struct export_writer *const writers[] = { &json_writer, &text_writer,
							       &markdown_writer };

	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (!strcmp(writers[i]->format, format))
			return writers[i];
	return NULL;
}

dt_status export_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		       struct dt_error *err)
{
	const char *folder = call->host->work_dir(call), *format;
	struct export *export = calloc(1, sizeof(*export));
	size_t room;

	(void)n_pages;
	if (!export)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the export");
	*state = export;
	format = dt_parameter(call, "format", "json");
	export->writer = find_writer(format);
	if (!export->writer) {
		dt_fail(err, DT_E_CONFIG,
			"format \"%s\" is unknown; json, text or markdown is wanted", format);
		goto fail;
	}
	room = strlen(folder) + strlen(call->node) + 16;
	export->path = malloc(room);
	if (!export->path) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for the export");
		goto fail;
	}
	snprintf(export->path, room, "%s/%s.export", folder, call->node);
	export->file = fopen(export->path, "wb");
	if (!export->file) {
		dt_fail(err, DT_E_SYSTEM, "cannot create %s: %s", export->path, strerror(errno));
		if (err)
			err->sys_errno = errno;
		goto fail;
	}
	export->state = export->writer->start(export->file);
	if (export->state)
		return DT_OK;
	dt_fail(err, DT_E_SYSTEM, "out of memory for the export");
fail:
	export_drop(NULL, export);
	*state = NULL;
	return err ? err->status : DT_E_SYSTEM;
}

/* Roles are sorted by page, and pages come in order: those of a page are the next ones. */
static void find_roles(struct export *export, const struct dt_profile *profile,
		       struct export_page *page)
{
	const struct dt_profile_role *roles;

	if (!profile)
		return;
	roles = DT_AT(profile, struct dt_profile_role, profile->roles);
	while (export->next_role < profile->roles.count &&
	       roles[export->next_role].page < page->page)
		export->next_role++;
	page->roles = &roles[export->next_role];
	while (export->next_role < profile->roles.count &&
	       roles[export->next_role].page == page->page) {
		export->next_role++;
		page->n_roles++;
	}
}

/* Flows are sorted by where they begin: those that ended before this page come first, or soon. */
static void find_flows(struct export *export, const struct dt_profile *profile,
		       struct export_page *page)
{
	page->profile = profile;
	while (profile && export->next_flow < profile->flows.count) {
		const struct dt_profile_flow *flow =
			DT_AT(profile, struct dt_profile_flow, profile->flows) + export->next_flow;
		const struct dt_profile_part *last =
			DT_AT(profile, struct dt_profile_part, profile->parts) + flow->first +
			flow->count - 1;

		if (last->page >= page->page)
			break;
		export->next_flow++;
	}
	page->first_flow = export->next_flow;
}

dt_status export_run(const struct dt_call *call, struct dt_error *err)
{
	struct export *export = call->state;
	struct export_page page = { .page = call->page };

	page.blocks = call->host->input(call, INPUT_BLOCKS, NULL);
	find_roles(export, call->host->input(call, INPUT_PROFILE, NULL), &page);
	find_flows(export, call->host->input(call, INPUT_PROFILE, NULL), &page);
	if (!export->writer->page(export->state, export->file, &page))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the export of page %u",
			       call->page + 1);
	return DT_OK;
}

dt_status export_end(const struct dt_call *call, struct dt_error *err)
{
	struct export *export = call->state;
	long bytes;
	bool bad;

	bad = !export->writer->end(export->state, export->file);
	export->state = NULL;
	if (bad)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the export");
	bytes = ftell(export->file);
	bad = ferror(export->file) != 0;
	errno = 0;
	bad = fclose(export->file) != 0 || bad;
	export->file = NULL;
	if (bad || bytes < 0) {
		if (err) /* of a write before the last the reason is lost: its kind is known */
			err->sys_errno = errno ? errno : EIO;
		return dt_fail(err, DT_E_SYSTEM, "cannot write %s: %s", export->path,
			       errno ? strerror(errno) : "the disk may be full");
	}
	return dt_output_file(call, 0, export->path, (uint64_t)bytes, export->writer->media_type,
			      err);
}

void export_drop(void *self, void *state)
{
	struct export *export = state;

	(void)self;
	if (!export)
		return;
	if (export->state)
		export->writer->end(export->state, NULL);
	if (export->file)
		fclose(export->file);
	free(export->path);
	free(export);
}
