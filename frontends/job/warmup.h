/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * warmup.h - what jobs need besides their documents: is it there, and does it open?
 *
 * Pipelines are loaded, and those that every job goes through opened, with all their plugins,
 * dictionaries and fonts; so these are in memory when the first job comes.  Translators are not
 * asked: that they are set up is all that can be said without their network.
 */
#ifndef DT_JOB_WARMUP_H
#define DT_JOB_WARMUP_H

#include "cli/fault.h"

#include <jansson.h>

/* [{category, name, ready, message}, ..]: categories are pipelines, plugins, fonts, translators;
 * message is a sentence, or null.  Without a pipeline or a font nothing can be done: that is the
 * fault then. */
json_t *warmup_run(struct fault *fault);

#endif
