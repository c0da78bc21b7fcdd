/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * job.h - one job of the service, in a process of its own: the hidden command "run-job".
 *
 * Descriptor 0 has one JSON object, then its end:
 *   request      a TranslationRequest, with its secrets; or
 *   warmup       true: nothing is translated, what there is for jobs is looked at (warmup.h) and
 *                told in report.json; "finish" has no result then
 *   folder       of the job, absolute: results go to output/ in it, report.json beside that; both
 *                replace what an earlier attempt has left.  Then output_dir of the request counts
 *                no more.  Pages that can be looked at are left below pages/ in it (plugins/keep.h)
 *   attempt      from 1 (optional)
 *   traceparent  of the job's span (optional)
 *   network      false: no socket, whatever the translator wants (optional)
 * Descriptor 3 takes lines of JSON; each has a "type":
 *   stage_summary, progress_start, progress_update, progress_end   as event_json.h has them
 *   page_done    {page, total}: so many pages of the result are painted
 *   warning      {message}
 * and exactly one last line, unless the process is ended from outside:
 *   finish       {translation_result, artifacts [{kind, path, sha256, size_bytes, media_type}]}
 *   error        {error {code, message, retryable, details}}
 * Descriptor 2 has log lines for people, without secrets.  Descriptor 1 is not used.
 * The exit code is that of "translate" (fault.h); 0 and 6 go with "finish".
 * SIGTERM winds down: nobody is asked any more, what is answered is written, the last line is
 * "error" with code "canceled".  A second one ends the process at once.
 */
#ifndef DT_JOB_H
#define DT_JOB_H

#include "cli/session.h"

enum { JOB_SPEC_FD = 0, JOB_EVENTS_FD = 3 };

/* All of it, from the specification to the last line. */
enum exit_code run_job(struct session *session);

#endif
