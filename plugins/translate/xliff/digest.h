/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest.h - SHA-256 of a document: does a file of units belong to it? */
#ifndef XLIFF_DIGEST_H
#define XLIFF_DIGEST_H

#include <doctranslate/plugin.h>

enum { FILE_DIGEST_SIZE = 65 }; /* 64 hexadecimal digits and a NUL */

dt_status file_digest(const struct dt_call *call, const char *path, char text[FILE_DIGEST_SIZE],
		      struct dt_error *err);

#endif
