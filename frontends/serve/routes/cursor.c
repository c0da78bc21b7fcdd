/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "cursor.h"

#include <inttypes.h>
#include <nettle/base64.h>
#include <stdio.h>
#include <string.h>

void cursor_write(const struct cursor *cursor, char text[CURSOR_SIZE])
{
	struct base64_encode_ctx base64;
	char plain[72];
	size_t n;

	snprintf(plain, sizeof(plain), "%" PRId64 ".%s", cursor->created, cursor->id);
	base64url_encode_init(&base64);
	n = base64_encode_update(&base64, text, strlen(plain), (const uint8_t *)plain);
	n += base64_encode_final(&base64, text + n);
	while (n && text[n - 1] == '=')
		n--;
	text[n] = 0;
}

bool cursor_read(const char *text, struct cursor *cursor)
{
	struct base64_decode_ctx base64;
	uint8_t plain[CURSOR_SIZE];
	size_t n = sizeof(plain) - 1, length = strlen(text);
	int end = 0;

	base64url_decode_init(&base64);
	if (!length || length > 100 || !base64_decode_update(&base64, &n, plain, length, text))
		return false;
	for (size_t i = length; i % 4; i++) {
		size_t none = 0;

		if (!base64_decode_update(&base64, &none, plain + n, 1, "="))
			return false;
	}
	if (!base64_decode_final(&base64))
		return false;
	plain[n] = 0;
	return sscanf((char *)plain, "%" SCNd64 ".%36[0-9a-f-]%n", &cursor->created, cursor->id,
		      &end) == 2 &&
	       cursor->created > 0 && (size_t)end == n;
}
