/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tool_handlers.h - the handlers behind the rows of what a short process tells.
 */
#ifndef DT_SERVE_TOOL_HANDLERS_H
#define DT_SERVE_TOOL_HANDLERS_H

#include "route.h"

void handle_validate(struct exchange *exchange);
void handle_inspect(struct exchange *exchange);
void handle_extract(struct exchange *exchange);
void handle_plan(struct exchange *exchange);
void handle_plugins(struct exchange *exchange);
void handle_translators(struct exchange *exchange);
void handle_languages(struct exchange *exchange);

/* 400 or 404 for a path of a request that permitted_path has not let through. */
void fail_permitted(struct exchange *exchange, const char *path, const struct dt_error *err);
/* "error" of a tool's answer as that of this route. */
void fail_tool(struct exchange *exchange, const json_t *envelope);

#endif
