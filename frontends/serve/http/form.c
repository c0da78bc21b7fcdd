/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forms: fields into memory, files to disk while they come.
 *
 * A file lies in the tmp folder under a name made here ("upload-PID-XXXXXX"); what the client
 * calls it is kept as a text only.  Its hash is made on the way.  What nobody took is removed with
 * the exchange; what a killed process has left, at the next start.
 */
#include "config.h"

#include "state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define PROCESSOR_BYTES 4096
#define PREFIX		"upload-"

struct form {
	struct exchange *exchange;
	struct MHD_PostProcessor *processor;
	struct form_part *parts, *current;
	size_t n, field_bytes;
	int fd; /* of the file that comes */
	struct sha256_ctx hash;
};

static bool fail_form(struct exchange *exchange, int status, const char *code, const char *sentence)
{
	exchange->close = true;
	exchange_fail(exchange, status, code, NULL, "%s", sentence);
	return false;
}

/* ---- files --------------------------------------------------------------------------- */

static bool open_file(struct form *form, struct form_part *part)
{
	const char *folder = form->exchange->daemon->options.tmp_root;

	if (asprintf(&part->path, "%s/" PREFIX "%ld-XXXXXX", folder, (long)getpid()) < 0)
		part->path = NULL;
	form->fd = part->path ? mkostemp(part->path, O_CLOEXEC) : -1;
	if (form->fd < 0) {
		free(part->path);
		part->path = NULL;
		return fail_form(form->exchange, 500, "internal_error",
				 "the upload cannot be stored");
	}
	part->file.path = part->path;
	part->file.sha256 = part->sha256;
	sha256_init(&form->hash);
	return true;
}

static bool close_file(struct form *form)
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	struct form_part *part = form->current;
	size_t i;
	int fd = form->fd;

	if (fd < 0)
		return true;
	form->fd = -1;
	sha256_digest(&form->hash, sizeof(digest), digest);
	for (i = 0; i < sizeof(digest); i++) {
		part->sha256[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		part->sha256[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	return close(fd) == 0 ||
	       fail_form(form->exchange, 500, "internal_error", "the upload cannot be stored");
}

static bool write_file(struct form *form, const char *data, size_t size)
{
	struct form_part *part = form->current;

	if (part->file.bytes + size > form->exchange->daemon->options.max_upload_bytes)
		return fail_form(form->exchange, 413, "validation_error",
				 "the file is larger than uploads may be here");
	sha256_update(&form->hash, size, (const uint8_t *)data);
	part->file.bytes += size;
	while (size) {
		ssize_t n = write(form->fd, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail_form(form->exchange,
					 errno == ENOSPC || errno == EDQUOT ? 507 : 500,
					 "internal_error", "the upload cannot be stored");
		data += n;
		size -= (size_t)n;
	}
	return true;
}

static bool lives(long pid)
{
	return pid > 0 && pid != (long)getpid() && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

void form_sweep(const char *folder)
{
	DIR *directory = opendir(folder);
	const struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		const char *name = entry->d_name;

		if (strncmp(name, PREFIX, strlen(PREFIX)) == 0 &&
		    !lives(strtol(name + strlen(PREFIX), NULL, 10)))
			unlinkat(dirfd(directory), name, 0);
	}
	if (directory)
		closedir(directory);
}

/* ---- fields ------------------------------------------------------------------------ */

static bool keep_field(struct form *form, const char *data, size_t size)
{
	struct form_part *part = form->current;
	char *value;

	form->field_bytes += size;
	if (form->field_bytes > FIELD_BYTES)
		return fail_form(form->exchange, 413, "validation_error",
				 "the fields of the form are larger than they may be here");
	if (part->size + size + 1 > part->room) {
		size_t room = part->room ? part->room : 256;

		while (room < part->size + size + 1)
			room *= 2;
		value = realloc(part->value, room);
		if (!value)
			return fail_form(form->exchange, 503, "internal_error", "out of memory");
		part->value = value;
		part->room = room;
	}
	memcpy(part->value + part->size, data, size);
	part->size += size;
	part->value[part->size] = '\0';
	return true;
}

static bool begin_part(struct form *form, const char *key, const char *filename)
{
	struct form_part *part;
	json_t *sound;

	if (!close_file(form))
		return false;
	if (++form->n > FORM_PARTS)
		return fail_form(form->exchange, 400, "validation_error",
				 "the form has more parts than are taken here");
	part = calloc(1, sizeof(*part));
	if (!part || !(part->name = strdup(key ? key : ""))) {
		free(part);
		return fail_form(form->exchange, 503, "internal_error", "out of memory");
	}
	part->next = form->parts;
	form->parts = form->current = part;
	if (!filename)
		return keep_field(form, "", 0);
	sound = json_string(filename); /* only of UTF-8 */
	part->file.name = http_arena_text(&form->exchange->arena, sound ? filename : "",
					  sound ? strlen(filename) : 0);
	json_decref(sound);
	return open_file(form, part);
}

static enum MHD_Result take(void *cls, enum MHD_ValueKind kind, const char *key,
			    const char *filename, const char *content_type,
			    const char *transfer_encoding, const char *data, uint64_t offset,
			    size_t size)
{
	struct form *form = cls;
	bool good = true;

	(void)kind;
	(void)content_type;
	(void)transfer_encoding;
	if (form->exchange->reply.kind)
		return MHD_NO;
	if (!form->current || offset == 0)
		good = begin_part(form, key, filename);
	if (good && size)
		good = form->fd >= 0 ? write_file(form, data, size) : keep_field(form, data, size);
	return good ? MHD_YES : MHD_NO;
}

/* ---- the form ---------------------------------------------------------------------- */

static bool is_form(const char *type)
{
	size_t length = type ? strcspn(type, "; \t") : 0;

	return (length == 19 && strncasecmp(type, "multipart/form-data", 19) == 0) ||
	       (length == 33 && strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0);
}

bool form_begin(struct exchange *exchange)
{
	struct form *form = calloc(1, sizeof(*form));

	if (!form)
		return fail_form(exchange, 503, "internal_error", "out of memory");
	exchange->form = form;
	form->exchange = exchange;
	form->fd = -1;
	if (!exchange->has_body)
		return true;
	if (is_form(exchange_header(exchange, "Content-Type")))
		form->processor =
			MHD_create_post_processor(exchange->mhd, PROCESSOR_BYTES, take, form);
	if (!form->processor)
		return fail_form(exchange, 400, "validation_error",
				 "wanted a body of type multipart/form-data with a boundary, or "
				 "application/x-www-form-urlencoded");
	return true;
}

bool form_feed(struct exchange *exchange, const char *data, size_t size)
{
	struct form *form = exchange->form;

	if (MHD_post_process(form->processor, data, size) == MHD_YES && !exchange->reply.kind)
		return true;
	if (!exchange->reply.kind)
		fail_form(exchange, 400, "validation_error", "the form cannot be read");
	return false;
}

bool form_end(struct exchange *exchange)
{
	struct form *form = exchange->form;
	enum MHD_Result result = MHD_YES;

	if (form->processor)
		result = MHD_destroy_post_processor(form->processor);
	form->processor = NULL;
	if (!exchange->reply.kind && result != MHD_YES)
		fail_form(exchange, 400, "validation_error", "the form ends before its last part");
	return !exchange->reply.kind && close_file(form);
}

void form_free(struct form *form)
{
	struct form_part *part, *next;

	if (!form)
		return;
	if (form->processor)
		MHD_destroy_post_processor(form->processor);
	if (form->fd >= 0)
		close(form->fd);
	for (part = form->parts; part; part = next) {
		next = part->next;
		if (part->path)
			unlink(part->path);
		free(part->path);
		free(part->name);
		free(part->value);
		free(part);
	}
	free(form);
}

static struct form_part *find_part(const struct exchange *exchange, const char *name, bool file)
{
	struct form_part *part = exchange->form ? exchange->form->parts : NULL;

	for (; part; part = part->next)
		if (strcmp(part->name, name) == 0 && (part->path != NULL) == file)
			return part;
	return NULL;
}

const char *exchange_field(const struct exchange *exchange, const char *name)
{
	const struct form_part *part = find_part(exchange, name, false);

	/* a NUL inside: what is behind it would be seen by nobody */
	return part && part->value && strlen(part->value) == part->size ? part->value : NULL;
}

const struct form_file *exchange_file(const struct exchange *exchange, const char *name)
{
	const struct form_part *part = find_part(exchange, name, true);

	return part ? &part->file : NULL;
}

bool exchange_take_file(struct exchange *exchange, const char *name, const char *path)
{
	struct form_part *part = find_part(exchange, name, true);

	if (!part || rename(part->path, path) != 0)
		return false;
	free(part->path);
	part->path = NULL;
	part->file.path = NULL;
	return true;
}
