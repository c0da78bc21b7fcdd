/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "base64_file.h"

#include <errno.h>
#include <inttypes.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

static dt_status write_all(int fd, const uint8_t *data, size_t size, struct dt_error *err)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			err->sys_errno = errno;
			return dt_fail(err, DT_E_SYSTEM, "the upload cannot be stored: %s",
				       strerror(errno));
		}
		data += n;
		size -= (size_t)n;
	}
	return DT_OK;
}

dt_status base64_file(const char *text, size_t length, int fd, uint64_t most, char sha256[65],
		      struct dt_error *err)
{
	uint8_t bytes[BASE64_DECODE_LENGTH(PIECE)], digest[SHA256_DIGEST_SIZE];
	struct base64_decode_ctx base64;
	struct sha256_ctx hash;
	uint64_t written = 0;

	base64_decode_init(&base64);
	sha256_init(&hash);
	for (size_t at = 0; at < length; at += PIECE) {
		size_t n = sizeof(bytes);

		if (!base64_decode_update(&base64, &n, bytes,
					  length - at < PIECE ? length - at : PIECE, text + at))
			return dt_fail(err, DT_E_INPUT,
				       "input_pdf_base64 is not base64: see the %zu characters "
				       "from %zu",
				       (size_t)PIECE, at);
		sha256_update(&hash, n, bytes);
		written += n;
		if (written > most)
			return dt_fail(err, DT_E_LIMIT,
				       "the document has more than %" PRIu64
				       " bytes, which is what this server takes",
				       most);
		if (write_all(fd, bytes, n, err) != DT_OK)
			return err->status;
	}
	if (!base64_decode_final(&base64))
		return dt_fail(err, DT_E_INPUT,
			       "input_pdf_base64 is not base64: its end is missing");
	sha256_digest(&hash, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(sha256 + 2 * i, 3, "%02x", digest[i]);
	return DT_OK;
}
