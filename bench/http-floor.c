/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * http-floor - libmicrohttpd answering a constant, with the flags and threads of the service: what
 * is left of a request when the service does nothing with it.  Prints its port; ends with its
 * standard input.
 */
#include "config.h"

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *data,
			      size_t *size, void **context)
{
	static char once;
	(void)url;
	(void)method;
	(void)version;
	(void)data;

	if (!*context) {
		*context = &once;
		return MHD_YES;
	}
	if (*size) {
		*size = 0;
		return MHD_YES;
	}
	return MHD_queue_response(connection, MHD_HTTP_OK, cls);
}

int main(void)
{
	static char text[] = "{\"status\":\"ok\"}";
	struct MHD_Response *response =
		MHD_create_response_from_buffer(sizeof(text) - 1, text, MHD_RESPMEM_PERSISTENT);
	const union MHD_DaemonInfo *info;
	struct MHD_Daemon *daemon;
	char byte;

	if (!response)
		return 1;
	MHD_add_response_header(response, "Content-Type", "application/json");
	daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL,
				  NULL, answer, response, MHD_OPTION_THREAD_POOL_SIZE, 2U,
				  MHD_OPTION_END);
	info = daemon ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
	if (!info)
		return 1;
	printf("%u\n", (unsigned)info->port);
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	MHD_stop_daemon(daemon);
	MHD_destroy_response(response);
	return 0;
}
