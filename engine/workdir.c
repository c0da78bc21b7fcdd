/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "str.h"
#include "workdir.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>

char *workdir_make(struct dt_error *err)
{
	const char *base = getenv("TMPDIR");
	struct str path = STR_EMPTY;

	str_addf(&path, "%s/doctranslate-XXXXXX", base && *base ? base : "/tmp");
	if (!path.failed && mkdtemp(path.at))
		return str_take(&path);
	err->sys_errno = errno;
	dt_fail(err, DT_E_SYSTEM, "cannot make a folder for temporary files in %s: %s",
		base && *base ? base : "/tmp", strerror(errno));
	str_finish(&path);
	return NULL;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	(void)remove(path);
	return 0;
}

void workdir_remove(char *path)
{
	if (!path)
		return;
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	free(path);
}
