/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sandbox_parts.h - what the files of the sandbox say to each other. */
#ifndef DT_SANDBOX_PARTS_H
#define DT_SANDBOX_PARTS_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANDBOX_UNDER_SANITIZER 1
#endif
#endif
#ifndef SANDBOX_UNDER_SANITIZER
#define SANDBOX_UNDER_SANITIZER 0
#endif

#include <doctranslate/plugin.h>

/* DT_E_SYSTEM; format has one %s. */
__attribute__((format(printf, 3, 0))) dt_status sandbox_fail(struct dt_error *err, int number,
							     const char *format, const char *what);

/* A sentence, or NULL when the part is there. */
const char *sandbox_calls_lack(void);
const char *sandbox_files_lack(void);

#endif
