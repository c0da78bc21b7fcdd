/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * base64_file.h - a document that stands as base64 in JSON, written to a file.
 *
 * Strict, as RFC 4648 has it: a character that is none of the alphabet, missing padding and bits
 * that mean nothing are errors, not skipped.  White space between is taken: many encoders break
 * lines.
 */
#ifndef DT_SERVE_BASE64_FILE_H
#define DT_SERVE_BASE64_FILE_H

#include <doctranslate/plugin.h>

#include <stddef.h>

/* To a descriptor; sha256 in hexadecimal.  DT_E_INPUT: it is no base64; DT_E_LIMIT: it has more
 * than most bytes. */
dt_status base64_file(const char *text, size_t length, int fd, uint64_t most, char sha256[65],
		      struct dt_error *err);

#endif
