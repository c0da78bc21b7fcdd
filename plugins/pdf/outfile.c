/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_SIZE ((size_t)1 << 17)

/* Multiply and rotate over eight bytes at once: tells files apart, keeps no secret. */
static void hash_bytes(uint64_t hash[2], const char *bytes, size_t size)
{
	uint64_t a = hash[0], b = hash[1], word;

	for (; size >= sizeof(word); bytes += sizeof(word), size -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		a = (a ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		a ^= a >> 29;
		b = (b + word) * UINT64_C(0xc2b2ae3d27d4eb4f);
		b = b << 31 | b >> 33;
	}
	for (; size; bytes++, size--) {
		a = (a ^ (unsigned char)*bytes) * UINT64_C(0x100000001b3);
		b = (b + (unsigned char)*bytes) * UINT64_C(0x9e3779b97f4a7c15);
	}
	hash[0] = a;
	hash[1] = b;
}

static void put(struct dt_outfile *out, const char *bytes, size_t size)
{
	while (size && !out->error) {
		ssize_t n = write(out->fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			out->error = n < 0 ? errno : EIO;
			return;
		}
		bytes += n;
		size -= (size_t)n;
	}
}

static void flush(struct dt_outfile *out)
{
	hash_bytes(out->hash, out->buffer, out->used);
	put(out, out->buffer, out->used);
	out->used = 0;
}

dt_status dt_outfile_create(struct dt_outfile *out, const char *folder, const char *name,
			    struct dt_error *err)
{
	size_t length = strlen(folder) + strlen(name) + 2;

	memset(out, 0, sizeof(*out));
	out->fd = -1;
	out->hash[0] = UINT64_C(0xcbf29ce484222325);
	out->hash[1] = UINT64_C(0x84222325cbf29ce4);
	out->path = malloc(length);
	out->buffer = malloc(BUFFER_SIZE);
	if (!out->path || !out->buffer) {
		dt_outfile_drop(out);
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the file to write");
	}
	snprintf(out->path, length, "%s/%s", folder, name);
	out->fd = open(out->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out->fd < 0) {
		int why = errno;

		if (err && err->status == DT_OK)
			err->sys_errno = why;
		dt_fail(err, DT_E_SYSTEM, "cannot create \"%s\": %s", out->path, strerror(why));
		dt_outfile_drop(out);
		return DT_E_SYSTEM;
	}
	return DT_OK;
}

void dt_outfile_copy(struct dt_outfile *out, const void *bytes, size_t size)
{
	flush(out);
	put(out, bytes, size);
	out->position += size;
}

void dt_outfile_write(struct dt_outfile *out, const void *bytes, size_t size)
{
	const char *at = bytes;

	out->position += size;
	while (size) {
		size_t n = BUFFER_SIZE - out->used;

		if (n > size)
			n = size;
		memcpy(out->buffer + out->used, at, n);
		out->used += n;
		at += n;
		size -= n;
		if (out->used == BUFFER_SIZE)
			flush(out);
	}
}

void dt_outfile_print(struct dt_outfile *out, const char *format, ...)
{
	char text[256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(text)) {
		if (!out->error)
			out->error = EOVERFLOW;
		return;
	}
	dt_outfile_write(out, text, (size_t)n);
}

dt_status dt_outfile_close(struct dt_outfile *out, struct dt_error *err)
{
	flush(out);
	if (close(out->fd) < 0 && !out->error)
		out->error = errno;
	out->fd = -1;
	if (!out->error)
		return DT_OK;
	unlink(out->path);
	if (err && err->status == DT_OK)
		err->sys_errno = out->error;
	return dt_fail(err, DT_E_SYSTEM, "cannot write \"%s\": %s", out->path,
		       strerror(out->error));
}

void dt_outfile_drop(struct dt_outfile *out)
{
	if (out->path && out->fd >= 0) {
		close(out->fd);
		unlink(out->path);
	}
	free(out->path);
	free(out->buffer);
	memset(out, 0, sizeof(*out));
	out->fd = -1;
}
