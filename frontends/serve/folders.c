/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "folders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static dt_status check(const char *path, struct dt_error *err)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return dt_fail(err, DT_E_CONFIG, "the folder %s cannot be used: %s", path,
			       strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return dt_fail(err, DT_E_CONFIG, "%s is no folder", path);
	if (status.st_uid != geteuid() && geteuid() != 0)
		return dt_fail(err, DT_E_CONFIG,
			       "the folder %s belongs to another user (%u), wanted one of our own",
			       path, (unsigned)status.st_uid);
	if ((status.st_mode & S_IWOTH) && !(status.st_mode & S_ISVTX))
		return dt_fail(err, DT_E_CONFIG,
			       "everybody may write to the folder %s, wanted one of our own", path);
	return DT_OK;
}

dt_status service_folder_make(const char *path, struct dt_error *err)
{
	char *part = strdup(path);

	if (!part)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	for (char *at = part + 1; *part && *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		(void)mkdir(part, 0700); /* what is wrong is seen at the last one */
		*at = '/';
	}
	if (mkdir(part, 0700) != 0 && errno != EEXIST) {
		dt_status status = dt_fail(err, DT_E_CONFIG, "the folder %s cannot be made: %s",
					   path, strerror(errno));

		free(part);
		return status;
	}
	free(part);
	return check(path, err);
}

bool service_folder_writable(const char *path)
{
	char probe[4096];
	bool good;
	int fd = open(path, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT)) {
		/* a file system that has none without a name */
		snprintf(probe, sizeof(probe), "%s/.write_probe.XXXXXX", path);
		fd = mkostemp(probe, O_CLOEXEC);
		if (fd >= 0)
			unlink(probe);
	}
	if (fd < 0)
		return false;
	good = write(fd, "", 1) == 1;
	close(fd);
	return good;
}
