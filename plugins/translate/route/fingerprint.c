/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fingerprint.h"

#include "plugins/translate/memory/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fingerprint_add(struct sha256_ctx *sha, const char *text)
{
	/* the NUL as well: where one ends and the next begins counts */
	sha256_update(sha, text ? strlen(text) + 1 : 1, (const uint8_t *)(text ? text : ""));
}

void fingerprint_write(struct sha256_ctx *sha, char room[FINGERPRINT_SIZE])
{
	unsigned char sum[SHA256_DIGEST_SIZE];

	sha256_digest(sha, sizeof(sum), sum);
	for (size_t i = 0; i < sizeof(sum); i++)
		snprintf(room + 2 * i, 3, "%02x", sum[i]);
}

dt_status fingerprint_route(const struct dt_call *call, const char *name,
			    const struct dt_translator *translator, char room[SIGNATURE_SIZE],
			    struct dt_error *err)
{
	const char *instructions = call->host->parameter(call, "instructions");
	char sum[FINGERPRINT_SIZE];
	struct sha256_ctx sha;
	dt_status status;
	size_t n;

	status = call->host->signature(call, name, room, SIGNATURE_SIZE - 48, err);
	if (status || !instructions || !*instructions ||
	    !(translator->flags & (DT_TRANSLATOR_INSTRUCTED | DT_TRANSLATOR_ROUTES)))
		return status;
	sha256_init(&sha);
	fingerprint_add(&sha, instructions);
	fingerprint_write(&sha, sum);
	n = strlen(room);
	snprintf(room + n, SIGNATURE_SIZE - n, " instructions=%.32s", sum);
	return DT_OK;
}

bool fingerprint_is_dear(const struct dt_translator *translator)
{
	return translator->flags &
	       (DT_TRANSLATOR_COSTS | DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_ROUTES);
}

bool fingerprint_may_open(const struct dt_call *call, const char *path)
{
	return strcmp(dt_parameter(call, "dry_run", "no"), "yes") != 0 || access(path, F_OK) == 0;
}

dt_status fingerprint_files(const struct dt_call *call, char **memory, char **journal,
			    struct dt_error *err)
{
	const char *given = call->host->parameter(call, "memory_file");

	*memory = given && *given ? strdup(given) : place_memory();
	*journal = *memory ? place_journal(*memory) : NULL;
	if (*journal)
		return DT_OK;
	return dt_fail(
		err, DT_E_SYSTEM,
		"there is no folder for the translation memory; give a file with memory_file");
}

void fingerprint_leave_word(const struct dt_call *call, const char *file, const char *fingerprint,
			    const char *journal)
{
	char *path = NULL;
	FILE *word;

	if (asprintf(&path, "%s/%s", call->host->work_dir(call), file) < 0)
		return;
	word = fopen(path, "we");
	if (word) {
		fprintf(word, "%s\n%s\n", fingerprint, journal);
		fclose(word);
	}
	free(path);
}
