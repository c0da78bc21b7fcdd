/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest.h - SHA-256 of what goes by, piece by piece.  The only user of Nettle. */
#ifndef DT_DIGEST_H
#define DT_DIGEST_H

#include <stddef.h>

struct digest;

enum { DIGEST_TEXT = 65 }; /* 64 hexadecimal digits and a NUL */

struct digest *digest_new(void); /* NULL without memory */
void digest_add(struct digest *digest, const void *at, size_t size);
/* Writes the digits and frees; takes NULL: text is empty then. */
void digest_end(struct digest *digest, char text[DIGEST_TEXT]);

#endif /* DT_DIGEST_H */
