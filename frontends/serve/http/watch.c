/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stream.h"
#include "watch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS	     250
#define CLOSE_WAIT   8 /* of tcpi_state; <netinet/tcp.h> has it, and not what <linux/tcp.h> has */
#define BUCKETS	     1024
#define LINGERING    256
#define LINGER_US    2000000
#define LINGER_BYTES (4u << 20) /* at each look */

/* IPv6: a network of 64 bits is one client. */
struct address_count {
	struct address_count *next;
	unsigned char address[16];
	unsigned n;
};

struct lingering {
	int fd;
	int64_t until;
};

struct watch {
	struct daemon *daemon;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	pthread_t thread;
	struct connection *first;
	unsigned n;
	struct address_count *counts[BUCKETS];
	struct lingering lingering[LINGERING];
	size_t n_lingering;
	bool ending;
};

/* ---- addresses ----------------------------------------------------------------------- */

static void address_key(const struct sockaddr *address, unsigned char key[16], bool *loopback)
{
	memset(key, 0, 16);
	*loopback = false;
	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)address;

		memcpy(key + 12, &in->sin_addr, 4);
		key[11] = 0xff;
		*loopback = key[12] == 127;
	} else if (address->sa_family == AF_INET6) {
		const struct in6_addr *in = &((const struct sockaddr_in6 *)address)->sin6_addr;
		const bool mapped = IN6_IS_ADDR_V4MAPPED(in);

		*loopback = IN6_IS_ADDR_LOOPBACK(in) || (mapped && in->s6_addr[12] == 127);
		if (mapped) {
			memcpy(key + 12, in->s6_addr + 12, 4);
			key[11] = 0xff;
		} else {
			memcpy(key, in->s6_addr, 8);
		}
	}
}

static struct address_count **find_count(struct watch *watch, const unsigned char key[16])
{
	struct address_count **at;
	uint32_t hash = 2166136261u; /* FNV-1a */
	size_t i;

	for (i = 0; i < 16; i++)
		hash = (hash ^ key[i]) * 16777619u;
	for (at = &watch->counts[hash % BUCKETS]; *at; at = &(*at)->next)
		if (memcmp((*at)->address, key, 16) == 0)
			break;
	return at;
}

enum MHD_Result watch_accept(void *cls, const struct sockaddr *address, socklen_t size)
{
	const struct daemon *daemon = cls;
	struct watch *watch = daemon->watch;
	const struct address_count *count;
	unsigned char key[16];
	bool loopback, good;

	(void)size;
	address_key(address, key, &loopback);
	if (loopback)
		return MHD_YES;
	pthread_mutex_lock(&watch->lock);
	count = *find_count(watch, key);
	good = !count || count->n < daemon->options.max_connections_per_address;
	pthread_mutex_unlock(&watch->lock);
	return good ? MHD_YES : MHD_NO;
}

static void count_in(struct watch *watch, struct connection *connection,
		     const unsigned char key[16])
{
	struct address_count **at = find_count(watch, key);

	if (!*at) {
		*at = calloc(1, sizeof(**at));
		if (!*at)
			return;
		memcpy((*at)->address, key, 16);
	}
	(*at)->n++;
	connection->counted = *at;
}

static void count_out(struct watch *watch, struct connection *connection)
{
	struct address_count *count = connection->counted, **at;

	if (!count || --count->n)
		return;
	at = find_count(watch, count->address);
	*at = count->next;
	free(count);
}

/* ---- connections ------------------------------------------------------------------- */

static void *begin(struct watch *watch, struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info;
	struct connection *connection = calloc(1, sizeof(*connection));
	const struct sockaddr *address;
	unsigned char key[16];

	if (!connection)
		return NULL;
	info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	connection->fd = info ? info->connect_fd : -1;
	info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	address = info ? info->client_addr : NULL;
	connection->since = http_now_us();
	if (address) {
		const void *bytes =
			address->sa_family == AF_INET6
				? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr
				: &((const struct sockaddr_in *)address)->sin_addr;

		address_key(address, key, &connection->loopback);
		inet_ntop(address->sa_family, bytes, connection->address,
			  sizeof(connection->address));
		if (strncmp(connection->address, "::ffff:", 7) == 0)
			memmove(connection->address, connection->address + 7,
				strlen(connection->address) - 6);
	}
	pthread_mutex_lock(&watch->lock);
	if (address && !connection->loopback)
		count_in(watch, connection, key);
	connection->next = watch->first;
	if (connection->next)
		connection->next->previous = connection;
	watch->first = connection;
	watch->n++;
	pthread_mutex_unlock(&watch->lock);
	return connection;
}

/* The answer is on its way, and so is what it refuses: closed now, the reset would eat both. */
static void begin_lingering(struct watch *watch, int socket)
{
	int fd;

	if (watch->n_lingering == LINGERING)
		return;
	fd = fcntl(socket, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return;
	shutdown(fd, SHUT_WR);
	watch->lingering[watch->n_lingering].fd = fd;
	watch->lingering[watch->n_lingering++].until = http_now_us() + LINGER_US;
}

static void end(struct watch *watch, struct connection *connection)
{
	pthread_mutex_lock(&watch->lock);
	if (connection->linger)
		begin_lingering(watch, connection->fd);
	count_out(watch, connection);
	if (connection->previous)
		connection->previous->next = connection->next;
	else
		watch->first = connection->next;
	if (connection->next)
		connection->next->previous = connection->previous;
	watch->n--;
	pthread_mutex_unlock(&watch->lock);
	free(connection);
}

void watch_connection(void *cls, struct MHD_Connection *mhd, void **context,
		      enum MHD_ConnectionNotificationCode what)
{
	const struct daemon *daemon = cls;

	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		*context = begin(daemon->watch, mhd);
	else if (*context)
		end(daemon->watch, *context);
}

unsigned watch_connections(struct watch *watch)
{
	unsigned n;

	pthread_mutex_lock(&watch->lock);
	n = watch->n;
	pthread_mutex_unlock(&watch->lock);
	return n;
}

/* ---- the thread ----------------------------------------------------------------------- */

static void cut(const struct connection *connection, bool told)
{
	static const char late[] =
		"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
		"Content-Type: application/json\r\nContent-Length: 157\r\n\r\n"
		"{\"ok\":false,\"schema_version\":\"1\",\"request_id\":null,\"error\":{\"code\":"
		"\"validation_error\",\"message\":\"the request came too slowly\","
		"\"retryable\":true,\"details\":{}}}";

	if (told && send(connection->fd, late, sizeof(late) - 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		told = false;
	shutdown(connection->fd, SHUT_RDWR);
}

/*
 * Bytes since the connection became idle: the next header has begun.  Whole requests may have come
 * and gone between two looks: the mark is of one idleness alone.
 */
static bool has_begun(struct connection *connection)
{
	const int64_t since = atomic_load_explicit(&connection->since, memory_order_relaxed);
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);

	if (getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
		return false;
	if (connection->marked != since) {
		connection->mark = info.tcpi_bytes_received;
		connection->marked = since;
	}
	return info.tcpi_bytes_received != connection->mark;
}

/* The other end has said all it will, and that is not all of the request: libmicrohttpd waits. */
static bool is_given_up(struct connection *connection)
{
	const uint64_t received = atomic_load_explicit(&connection->received, memory_order_relaxed);
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);
	bool seen = connection->given_up;

	connection->given_up =
		getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
		info.tcpi_state == CLOSE_WAIT && received == connection->received_before;
	connection->received_before = received;
	return seen && connection->given_up;
}

static void look_at(const struct daemon *daemon, struct connection *connection, int64_t now)
{
	const struct daemon_options *options = &daemon->options;
	const double age =
		(double)(now - atomic_load_explicit(&connection->since, memory_order_relaxed)) /
		1e6;
	int phase = atomic_load_explicit(&connection->phase, memory_order_relaxed);

	if (phase != PHASE_IDLE)
		connection->marked = 0;
	switch (phase) {
	case PHASE_FRESH:
		if (age > options->header_s || daemon->draining)
			cut(connection, !daemon->draining);
		break;
	case PHASE_IDLE:
		if (has_begun(connection)) {
			if (atomic_compare_exchange_strong(&connection->phase, &phase, PHASE_HEAD))
				atomic_store(&connection->since, now);
		} else if (age > options->idle_s || daemon->draining) {
			cut(connection, false);
		}
		break;
	case PHASE_HEAD:
		if (age > options->header_s || is_given_up(connection))
			cut(connection, true);
		break;
	case PHASE_BODY:
		if (is_given_up(connection))
			cut(connection, true);
		else if (age > options->body_grace_s &&
			 (double)atomic_load_explicit(&connection->received, memory_order_relaxed) <
				 (age - options->body_grace_s) * options->body_bytes_s)
			cut(connection, true);
		break;
	default:
		break;
	}
}

/* Reads and drops; closed when the other end is done or its time is over. */
static void drain_lingering(struct watch *watch, int64_t now, bool all)
{
	char dropped[16384];
	size_t i, kept = 0;

	for (i = 0; i < watch->n_lingering; i++) {
		struct lingering *lingering = &watch->lingering[i];
		size_t bytes = 0;
		ssize_t n;

		do {
			n = recv(lingering->fd, dropped, sizeof(dropped), MSG_DONTWAIT);
			bytes += n > 0 ? (size_t)n : 0;
		} while (n > 0 && bytes < LINGER_BYTES);
		if (all || n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) ||
		    now > lingering->until)
			close(lingering->fd);
		else
			watch->lingering[kept++] = *lingering;
	}
	watch->n_lingering = kept;
}

static void look_at_all(struct watch *watch)
{
	const int64_t now = http_now_us();
	struct connection *connection;

	for (connection = watch->first; connection; connection = connection->next)
		look_at(watch->daemon, connection, now);
	drain_lingering(watch, now, false);
}

static void *run(void *ctx)
{
	struct watch *watch = ctx;
	struct timespec next;

	pthread_mutex_lock(&watch->lock);
	while (!watch->ending) {
		clock_gettime(CLOCK_MONOTONIC, &next);
		next.tv_nsec += TICK_MS * 1000000L;
		next.tv_sec += next.tv_nsec / 1000000000;
		next.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&watch->ended, &watch->lock, &next);
		look_at_all(watch);
		pthread_mutex_unlock(&watch->lock);
		streams_beat(watch->daemon->streams, http_now_us());
		pthread_mutex_lock(&watch->lock);
	}
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

struct watch *watch_new(struct daemon *daemon, struct dt_error *err)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	pthread_condattr_t monotonic;

	if (!watch) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for the watch over connections");
		return NULL;
	}
	watch->daemon = daemon;
	pthread_mutex_init(&watch->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&watch->ended, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&watch->thread, NULL, run, watch) != 0) {
		dt_fail(err, DT_E_SYSTEM, "the thread that watches connections does not start");
		free(watch);
		return NULL;
	}
	return watch;
}

void watch_free(struct watch *watch)
{
	if (!watch)
		return;
	pthread_mutex_lock(&watch->lock);
	watch->ending = true;
	pthread_cond_signal(&watch->ended);
	pthread_mutex_unlock(&watch->lock);
	pthread_join(watch->thread, NULL);
	drain_lingering(watch, 0, true);
	pthread_cond_destroy(&watch->ended);
	pthread_mutex_destroy(&watch->lock);
	free(watch);
}
