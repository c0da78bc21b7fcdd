/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* commands.h - what main dispatches to.  Exit codes as in fault.h. */
#ifndef DT_CLI_COMMANDS_H
#define DT_CLI_COMMANDS_H

#include "session.h"

enum exit_code command_translate(struct session *session);
enum exit_code command_inspect(struct session *session);
enum exit_code command_extract(struct session *session);
enum exit_code command_build(struct session *session);
enum exit_code command_debug_layout(struct session *session);
enum exit_code command_preview(struct session *session);
enum exit_code command_config_validate(struct session *session);
enum exit_code command_config_init(struct session *session);
enum exit_code command_config_show(struct session *session);
enum exit_code command_config_import(struct session *session);
enum exit_code command_plan(struct session *session);
enum exit_code command_plugins(struct session *session);
enum exit_code command_translators(struct session *session);
enum exit_code command_fonts(struct session *session);
enum exit_code command_glossary_validate(struct session *session);
enum exit_code command_glossary_extract(struct session *session);
enum exit_code command_tm_stats(struct session *session);
enum exit_code command_tm_purge(struct session *session);
enum exit_code command_tm_import(struct session *session);
enum exit_code command_tm_export(struct session *session);
enum exit_code command_serve(struct session *session);
enum exit_code command_hash_token(struct session *session);
enum exit_code command_help(struct session *session);
/* Versions of the program and its plugins, on the standard output. */
enum exit_code command_version(struct session *session);

#endif
