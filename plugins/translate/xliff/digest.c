/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "digest.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <string.h>

dt_status file_digest(const struct dt_call *call, const char *path, char text[FILE_DIGEST_SIZE],
		      struct dt_error *err)
{
	FILE *file = fopen(path, "rbe");
	unsigned char buffer[65536], sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	bool good, cancelled = false;
	size_t n;

	if (!file)
		return dt_fail(err, DT_E_SYSTEM, "cannot read %s: %s", path, strerror(errno));
	sha256_init(&sha);
	while (!cancelled && (n = fread(buffer, 1, sizeof(buffer), file)) > 0) {
		sha256_update(&sha, n, buffer);
		cancelled = call->host->cancelled(call);
	}
	good = !ferror(file);
	fclose(file);
	if (cancelled)
		return dt_fail(err, DT_E_CANCELLED, "cancelled");
	if (!good)
		return dt_fail(err, DT_E_SYSTEM, "cannot read %s to its end", path);
	sha256_digest(&sha, sizeof(sum), sum);
	for (size_t i = 0; i < sizeof(sum); i++)
		snprintf(text + 2 * i, 3, "%02x", sum[i]);
	return DT_OK;
}
