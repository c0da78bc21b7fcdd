/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "keep.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { LABEL = 8, LEAST = 2 * sizeof(uint32_t) };

bool dt_keep_wanted(const struct dt_call *call)
{
	const char *folder = call->host->parameter(call, "previews");

	return folder && *folder;
}

static bool write_file(const char *path, const struct dt_keep_kind *kind, const void *payload,
		       size_t size)
{
	const struct iovec parts[] = {
		{ .iov_base = (void *)(uintptr_t)kind->magic, .iov_len = LABEL },
		{ .iov_base = (void *)(uintptr_t)payload, .iov_len = size },
	};
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool whole;

	if (fd < 0)
		return false;
	whole = writev(fd, parts, 2) == (ssize_t)(LABEL + size);
	return close(fd) == 0 && whole;
}

void dt_keep_write(const struct dt_call *call, const struct dt_keep_kind *kind, const void *payload,
		   size_t size)
{
	const char *folder = call->host->parameter(call, "previews");
	char *made = NULL, *place = NULL;
	uint32_t number;

	if (!folder || !*folder || size < LEAST)
		return;
	memcpy(&number, (const char *)payload + sizeof(uint32_t), sizeof(number));
	if (asprintf(&place, "%s/%s/%" PRIu32, folder, kind->folder, number + 1) < 0)
		place = NULL;
	if (place && asprintf(&made, "%s.new", place) < 0)
		made = NULL;
	if (made && (!write_file(made, kind, payload, size) || rename(made, place)))
		unlink(made);
	free(place);
	free(made);
}

static dt_status read_parts(int fd, const char *path, const struct dt_keep_kind *kind,
			    void *payload, size_t size, struct dt_error *err)
{
	char magic[LABEL];
	const struct iovec parts[] = { { magic, LABEL }, { payload, size } };
	uint32_t said = 0;

	if (readv(fd, parts, 2) == (ssize_t)(LABEL + size))
		memcpy(&said, payload, sizeof(said));
	if (said != size || memcmp(magic, kind->magic, LABEL) != 0)
		return dt_fail(err, DT_E_INPUT, "\"%s\" is no %s page of this program", path,
			       kind->folder);
	return DT_OK;
}

dt_status dt_keep_read(const char *path, const struct dt_keep_kind *kind, void **payload,
		       size_t *size, struct dt_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat facts = { 0 };
	dt_status status;

	*payload = NULL;
	if (fd < 0 || fstat(fd, &facts)) {
		status = dt_fail(err, DT_E_INPUT, "cannot read \"%s\": %s", path, strerror(errno));
	} else if (facts.st_size < LABEL + LEAST || facts.st_size > (off_t)DT_KEEP_BYTES + LABEL) {
		status = dt_fail(err, DT_E_INPUT, "\"%s\" is no %s page", path, kind->folder);
	} else {
		*size = (size_t)facts.st_size - LABEL;
		*payload = malloc(*size);
		status = *payload ? read_parts(fd, path, kind, *payload, *size, err)
				  : dt_fail(err, DT_E_SYSTEM, "out of memory for a page");
	}
	if (fd >= 0)
		close(fd);
	if (status == DT_OK)
		return DT_OK;
	free(*payload);
	*payload = NULL;
	return status;
}
