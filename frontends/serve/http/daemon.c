/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "state.h"
#include "stream.h"
#include "watch.h"
#include "work.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG	    1024
#define OTHER_FILES 256 /* that are no connections: records, children, artifacts */

/* ---- options ------------------------------------------------------------------------ */

#define PRESET(member, value)                                                                      \
	do {                                                                                       \
		if (!options->member)                                                              \
			options->member = (value);                                                 \
	} while (0)

static void fill_in(struct daemon_options *options)
{
	PRESET(host, "0.0.0.0");
	PRESET(threads, 2);
	PRESET(workers, 4);
	PRESET(tmp_root, "/tmp");
	PRESET(request_id_header, "X-Request-ID");
	PRESET(max_upload_bytes, 64u << 20);
	PRESET(heartbeat_s, 15);
	PRESET(max_connections, 8192);
	PRESET(max_connections_per_address, 1024);
	PRESET(max_headers, 100);
	PRESET(max_header_bytes, 16384);
	PRESET(header_s, 10);
	PRESET(idle_s, 60);
	PRESET(body_grace_s, 10);
	PRESET(body_bytes_s, 1024);
	PRESET(max_bodies_bytes, 512u << 20);
}

/* Each connection is an open file, and so is each artifact that is sent. */
static void fit_to_files(struct daemon_options *options)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return;
	if (files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max < 65536 ? files.rlim_max : 65536;
		setrlimit(RLIMIT_NOFILE, &files);
		getrlimit(RLIMIT_NOFILE, &files);
	}
	if (files.rlim_cur != RLIM_INFINITY && files.rlim_cur > 2 * OTHER_FILES &&
	    options->max_connections > files.rlim_cur - OTHER_FILES)
		options->max_connections = (unsigned)(files.rlim_cur - OTHER_FILES);
}

/* ---- listening ------------------------------------------------------------------------ */

static int listen_at(const struct addrinfo *address)
{
	const int yes = 1, no = 0;
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (address->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
	if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

static unsigned port_of(int fd)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		return 0;
	return ntohs(address.ss_family == AF_INET6
			     ? ((const struct sockaddr_in6 *)&address)->sin6_port
			     : ((const struct sockaddr_in *)&address)->sin_port);
}

static dt_status open_listener(struct daemon *daemon, struct dt_error *err)
{
	const struct daemon_options *options = &daemon->options;
	const struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
					.ai_socktype = SOCK_STREAM };
	struct addrinfo *addresses = NULL, *address;
	char port[16];
	int found;

	snprintf(port, sizeof(port), "%u", options->port);
	found = getaddrinfo(*options->host ? options->host : NULL, port, &hints, &addresses);
	if (found != 0)
		return dt_fail(err, DT_E_SYSTEM, "host %s: %s", options->host, gai_strerror(found));
	errno = 0;
	for (address = addresses; address && daemon->listener < 0; address = address->ai_next)
		daemon->listener = listen_at(address);
	freeaddrinfo(addresses);
	if (daemon->listener < 0)
		return dt_fail(err, DT_E_SYSTEM, "cannot listen at %s:%u: %s", options->host,
			       options->port, strerror(errno));
	daemon->port = port_of(daemon->listener);
	return DT_OK;
}

/* ---- the daemon ----------------------------------------------------------------------- */

/* Pieces of paths and queries are decoded where they are cut, once. */
static size_t leave_escapes(void *cls, struct MHD_Connection *mhd, char *text)
{
	(void)cls;
	(void)mhd;
	return strlen(text);
}

/* The request line is there: its header has begun. */
static void *note_begin(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct connection *connection = info ? info->socket_context : NULL;
	int idle = PHASE_IDLE;

	(void)cls;
	(void)uri;
	if (connection && atomic_compare_exchange_strong(&connection->phase, &idle, PHASE_HEAD))
		atomic_store_explicit(&connection->since, http_now_us(), memory_order_relaxed);
	return NULL;
}

static dt_status start_mhd(struct daemon *daemon, struct dt_error *err)
{
	const struct daemon_options *options = &daemon->options;
	const struct MHD_OptionItem pool[] = { { MHD_OPTION_THREAD_POOL_SIZE,
						 (intptr_t)options->threads, NULL },
					       { MHD_OPTION_END, 0, NULL } };
	const struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };

	daemon->mhd = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, watch_accept, daemon,
		http_handle, daemon, MHD_OPTION_LISTEN_SOCKET, daemon->listener,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL, MHD_OPTION_URI_LOG_CALLBACK,
		note_begin, NULL, MHD_OPTION_NOTIFY_COMPLETED, http_completed, daemon,
		MHD_OPTION_NOTIFY_CONNECTION, watch_connection, daemon,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_POOL_BYTES,
		MHD_OPTION_CONNECTION_LIMIT, options->max_connections,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(options->idle_s + 1), MHD_OPTION_ARRAY,
		options->threads > 1 ? pool : none, MHD_OPTION_END);
	if (!daemon->mhd)
		return dt_fail(err, DT_E_SYSTEM, "the threads for HTTP do not start");
	return DT_OK;
}

static dt_status start_parts(struct daemon *daemon, struct dt_error *err)
{
	const struct daemon_options *options = &daemon->options;

	daemon->router = router_new(options->routes, options->n_routes, err);
	if (!daemon->router)
		return DT_E_REFUSED;
	daemon->streams = streams_new(options->heartbeat_s);
	if (!daemon->streams)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for streams");
	if (open_listener(daemon, err))
		return DT_E_SYSTEM;
	form_sweep(options->tmp_root);
	daemon->work = work_new(options->workers, err);
	daemon->watch = daemon->work ? watch_new(daemon, err) : NULL;
	return daemon->watch ? start_mhd(daemon, err) : DT_E_SYSTEM;
}

struct daemon *daemon_start(const struct daemon_options *options, struct dt_error *err)
{
	struct daemon *daemon = calloc(1, sizeof(*daemon));
	sigset_t all, before;
	dt_status status;

	if (!daemon) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for the HTTP daemon");
		return NULL;
	}
	daemon->options = *options;
	daemon->listener = -1;
	fill_in(&daemon->options);
	fit_to_files(&daemon->options);
	/* signals are the main thread's */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	status = start_parts(daemon, err);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (status) {
		daemon_free(daemon);
		return NULL;
	}
	return daemon;
}

unsigned daemon_port(const struct daemon *daemon)
{
	return daemon->port;
}

static void stop_accepting(struct daemon *daemon)
{
	if (atomic_exchange(&daemon->draining, true))
		return;
	if (daemon->mhd)
		MHD_quiesce_daemon(daemon->mhd);
	/* refuses from here on; threads of MHD may yet name it, it is closed when they are gone */
	if (daemon->listener >= 0)
		shutdown(daemon->listener, SHUT_RDWR);
	if (daemon->streams)
		streams_end(daemon->streams);
}

bool daemon_drain(struct daemon *daemon, int64_t time_ms)
{
	const struct timespec moment = { 0, 10000000 };
	const int64_t until = http_now_us() + time_ms * 1000;

	stop_accepting(daemon);
	while (atomic_load(&daemon->exchanges) && http_now_us() < until)
		nanosleep(&moment, NULL);
	return !atomic_load(&daemon->exchanges);
}

void daemon_free(struct daemon *daemon)
{
	if (!daemon)
		return;
	stop_accepting(daemon);
	if (daemon->work)
		work_end(daemon->work); /* resumes what waits for it */
	if (daemon->mhd)
		MHD_stop_daemon(daemon->mhd);
	if (daemon->listener >= 0)
		close(daemon->listener);
	watch_free(daemon->watch);
	work_free(daemon->work);
	streams_free(daemon->streams);
	router_free(daemon->router);
	free(daemon);
}

void daemon_state(struct daemon *daemon, struct daemon_state *state)
{
	state->connections = watch_connections(daemon->watch);
	state->exchanges = atomic_load(&daemon->exchanges);
	state->streams = streams_count(daemon->streams);
	state->work_waiting = work_waiting(daemon->work);
}
