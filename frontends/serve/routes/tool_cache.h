/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tool_cache.h - answers of tools that are the same for everybody, for some minutes.
 *
 * What is handed out is a copy: JSON of this library must not be counted by several threads.
 */
#ifndef DT_SERVE_TOOL_CACHE_H
#define DT_SERVE_TOOL_CACHE_H

#include <jansson.h>
#include <stdint.h>

json_t *tool_cache_find(const char *const *arguments, int64_t now_ms); /* NULL: not there */
void tool_cache_keep(const char *const *arguments, const json_t *answer, int64_t now_ms);
void tool_cache_clear(void);

#endif
