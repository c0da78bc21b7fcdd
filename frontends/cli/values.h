/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* values.h - is this value of an option good?  By the type and range of the option table. */
#ifndef DT_CLI_VALUES_H
#define DT_CLI_VALUES_H

#include "fault.h"
#include "options.h"

enum exit_code value_check(const struct option_spec *option, const char *value,
			   struct fault *fault);
/* Milliseconds of "90" (seconds), "1.5m", "250ms"; -1 when it is no time. */
int64_t value_time(const char *text);

#endif
