/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ask-many BASE PATH REQUESTS IN_FLIGHT [CA_FILE]: sends so many requests at once through the HTTP
 * client and prints what came of it: "answers N failures N ms N cpu_ms N", and the first error. */
#include "config.h"

#include "plugins/net/client.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct tally {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	long left, answers, failures;
	char error[500];
};

static void done(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct tally *tally = ctx;

	(void)reply;
	pthread_mutex_lock(&tally->lock);
	if (err->status == DT_OK)
		tally->answers++;
	else if (!tally->failures++)
		snprintf(tally->error, sizeof(tally->error), "%s", err->text);
	if (!--tally->left)
		pthread_cond_signal(&tally->changed);
	pthread_mutex_unlock(&tally->lock);
}

static double now_ms(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void ask(struct net_client *client, const char *path, struct tally *tally)
{
	struct net_request request = { .url = path, .body = "{}", .length = 2 };
	double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID);
	long n = tally->left;

	for (long i = 0; i < n; i++)
		net_send(client, NULL, &request, NULL, done, tally);
	pthread_mutex_lock(&tally->lock);
	while (tally->left)
		pthread_cond_wait(&tally->changed, &tally->lock);
	pthread_mutex_unlock(&tally->lock);
	printf("answers %ld failures %ld ms %.0f cpu_ms %.0f\n", tally->answers, tally->failures,
	       now_ms(CLOCK_MONOTONIC) - wall, now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu);
	if (tally->failures)
		printf("%s\n", tally->error);
}

int main(int argc, char **argv)
{
	struct net_options options = {
		.timeout = 60000,
		.max_retries = 5,
		.max_wait = 60000,
		.max_answer = 1 << 24,
	};
	struct tally tally = { .lock = PTHREAD_MUTEX_INITIALIZER,
			       .changed = PTHREAD_COND_INITIALIZER };
	struct dt_error err = { 0 };
	struct net_client *client;

	if (argc < 5)
		return EXIT_FAILURE;
	options.base_url = argv[1];
	tally.left = strtol(argv[3], NULL, 10);
	options.max_in_flight = strtol(argv[4], NULL, 10);
	options.ca_file = argc > 5 ? argv[5] : NULL;
	client = net_client_new("made", &options, &err);
	if (!client) {
		printf("%s\n", err.text);
		return EXIT_FAILURE;
	}
	if (tally.left > 0)
		ask(client, argv[2], &tally);
	net_client_free(client);
	return tally.failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
