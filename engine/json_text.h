/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * json_text.h - strings for JSON from bytes that may be anything (file names).
 *
 * JSON texts are Unicode: what is not well-formed UTF-8 becomes U+FFFD.
 */
#ifndef DT_JSON_TEXT_H
#define DT_JSON_TEXT_H

#include <jansson.h>

/* A new reference: a string, or null for a NULL text. */
json_t *json_text(const char *text);

#endif
