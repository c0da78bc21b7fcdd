/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"

enum exit_code command_translators(struct session *session)
{
	return session->fault.exit;
}
