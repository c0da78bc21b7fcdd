/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* range.h - one range of bytes (RFC 9110, 14.1.2), and dates and tags of conditional requests. */
#ifndef DT_SERVE_RANGE_H
#define DT_SERVE_RANGE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum range {
	RANGE_UNIT, /* of something else than bytes */
	RANGE_NONE, /* none, several, reversed, behind the end: 416 */
	RANGE_FITS
};

/* "bytes=a-b", "a-", "-n"; the end is cut to the file's, -n longer than the file is all of it. */
enum range range_read(const char *text, uint64_t size, uint64_t *first, uint64_t *last);

/* A list of If-Match or If-None-Match; weak: "W/" is left aside, else a weak tag fits nothing. */
bool tag_listed(const char *list, const char *tag, bool weak);

/* "Sun, 06 Nov 1994 08:49:37 GMT" */
#define HTTP_DATE 32
void http_date(time_t time, char text[HTTP_DATE]);
bool http_date_read(const char *text, time_t *time);

#endif
