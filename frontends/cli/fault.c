/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "fault.h"

#include <errno.h>

enum exit_code fault_set(struct fault *fault, enum exit_code exit, const char *code,
			 const char *format, ...)
{
	va_list args;

	if (fault->exit != EXIT_OK)
		return fault->exit;
	va_start(args, format);
	vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	/* the one sentence stays one line, whatever a file has put into it */
	for (char *at = fault->text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = ' ';
	fault->exit = exit;
	fault->code = code;
	return exit;
}

/* Full, read-only and failing disks are outside of us; memory is not. */
static enum exit_code from_system(struct fault *fault, const struct dt_error *err)
{
	switch (err->sys_errno) {
	case ENOSPC:
	case EDQUOT:
	case EROFS:
	case EACCES:
	case EPERM:
	case EIO:
	case EFBIG:
		return fault_set(fault, EXIT_EXTERNAL, "storage_error", "%s", err->text);
	default:
		return fault_set(fault, EXIT_INTERNAL, "internal_error", "%s", err->text);
	}
}

enum exit_code fault_from_error(struct fault *fault, const struct dt_error *err)
{
	if (err->failure == DT_FAILURE_BUDGET)
		return fault_set(fault, EXIT_BUDGET, "budget_exceeded", "%s", err->text);
	switch (err->status) {
	case DT_E_CONFIG:
		return fault_set(fault, EXIT_VALIDATION, "validation_failed", "%s", err->text);
	case DT_E_INPUT:
	case DT_E_UNSUPPORTED:
	case DT_E_LIMIT:
		return fault_set(fault, EXIT_TRANSLATION, "input_error", "%s", err->text);
	case DT_E_UNAVAILABLE:
	case DT_E_REFUSED:
		return fault_set(fault, EXIT_EXTERNAL, "translator_error", "%s", err->text);
	case DT_E_CANCELLED:
		return fault_set(fault, EXIT_TRANSLATION, "canceled", "%s", err->text);
	case DT_E_SYSTEM:
		return from_system(fault, err);
	default:
		return fault_set(fault, EXIT_INTERNAL, "internal_error", "%s",
				 err->text[0] ? err->text : "the engine gave no reason");
	}
}

bool fault_is_retryable(const struct fault *fault)
{
	return fault->exit == EXIT_EXTERNAL;
}
