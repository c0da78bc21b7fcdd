/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * permitted.h - which files of this machine and which hosts a client may name.
 *
 * A path is taken when it lies below one of the settings' prefixes after all links are followed,
 * and not in the folders of the service itself.  What goes on to a job is the path without links,
 * so that it names the same file later.  Whoever asks for a path outside learns nothing of it, not
 * even whether it is there.  Threads: any; the disk is asked.
 */
#ifndef DT_SERVE_PERMITTED_H
#define DT_SERVE_PERMITTED_H

#include "serve/settings/settings.h"

#include <jansson.h>

enum permitted_need {
	PERMITTED_FILE, /* a regular file that is there */
	PERMITTED_PLACE /* a file or folder that may still be made; its folder is there */
};

/*
 * DT_OK: *real is the path without links, the caller frees.  DT_E_UNSUPPORTED: paths are switched
 * off; DT_E_REFUSED: outside; DT_E_INPUT: not there, or no regular file.
 */
dt_status permitted_path(const struct settings *settings, const char *path,
			 enum permitted_need need, char **real, struct dt_error *err);
/*
 * Every path and address that a TranslationRequest names, except input_pdf: paths give way to their
 * real ones.  where: the member that is at fault ("options.working_dir").  DT_E_UNSUPPORTED also:
 * base_url of a host that is not listed.
 */
dt_status permitted_request(const struct settings *settings, json_t *request, char where[120],
			    struct dt_error *err);

#endif
