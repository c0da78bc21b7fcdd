/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "digest.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>

struct digest {
	struct sha256_ctx sha;
};

struct digest *digest_new(void)
{
	struct digest *digest = malloc(sizeof(*digest));

	if (digest)
		sha256_init(&digest->sha);
	return digest;
}

void digest_add(struct digest *digest, const void *at, size_t size)
{
	sha256_update(&digest->sha, size, at);
}

void digest_end(struct digest *digest, char text[DIGEST_TEXT])
{
	unsigned char sum[SHA256_DIGEST_SIZE];

	text[0] = '\0';
	if (!digest)
		return;
	sha256_digest(&digest->sha, sizeof(sum), sum);
	for (size_t i = 0; i < sizeof(sum); i++)
		snprintf(text + 2 * i, 3, "%02x", sum[i]);
	free(digest);
}
