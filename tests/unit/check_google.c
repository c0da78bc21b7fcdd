/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* google.google with a service account: hundreds of requests that wait for one token, again and
 * again, and a token server that does not answer well. */
#include "config.h"

#include "local_server.h"
#include "plugins/translate/google/google.h"
#include "suite.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 400 };

static atomic_bool cancelled;
static struct local_server server;
static struct google_options options;
static struct dt_call call;
static char folder[] = "/tmp/dt-google-XXXXXX", public_key[64], account[64];

/* ---- a host ---------------------------------------------------------------------- */

static bool host_cancelled(const struct dt_call *of)
{
	(void)of;
	return atomic_load(&cancelled);
}

static bool host_winding_down(const struct dt_call *of)
{
	(void)of;
	return false;
}

static void host_usage(const struct dt_call *of, const struct dt_usage *usage)
{
	(void)of;
	(void)usage;
}

static void host_log(const struct dt_call *of, uint32_t level, const char *text)
{
	(void)of;
	(void)level;
	(void)text;
}

static const struct dt_host host = { .size = sizeof(host),
				     .log = host_log,
				     .cancelled = host_cancelled,
				     .winding_down = host_winding_down,
				     .usage = host_usage };

/* ---- batches, all on their way at once --------------------------------------------- */

struct sent {
	struct dt_batch batch;
	const char *text;
	char answer[40];
	struct dt_error err;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned n_done;
static struct sent sent[MOST];

static void take_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct sent *one = ctx;

	ck_assert_uint_eq(i, 0);
	snprintf(one->answer, sizeof(one->answer), "%.*s", (int)length, text);
}

static void take_end(void *ctx, const struct dt_error *err)
{
	struct sent *one = ctx;

	pthread_mutex_lock(&lock);
	one->err = *err;
	n_done++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

static void send_all(unsigned n)
{
	n_done = 0;
	for (unsigned i = 0; i < n; i++) {
		struct sent *one = &sent[i];

		*one = (struct sent){ .text = "the <g id='1'>sea</g>" };
		one->batch = (struct dt_batch){ .size = sizeof(one->batch),
						.n = 1,
						.source_lang = "en",
						.target_lang = "es",
						.texts = &one->text,
						.answer = take_answer,
						.ctx = one };
		mt_start(&call, &one->batch, take_end, one);
	}
}

static void await(unsigned n)
{
	pthread_mutex_lock(&lock);
	while (n_done < n)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

/* ---- accounts ---------------------------------------------------------------------- */

static void open_account(const char *key, const char *token_uri)
{
	char path[80], pem[4096] = "";
	FILE *file;
	struct dt_error err = { 0 };
	json_t *json;

	snprintf(path, sizeof(path), "%s/%s.pem", folder, key);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(pem, 1, sizeof(pem) - 1, file), 100);
	fclose(file);
	json = json_pack("{s:s, s:s, s:s, s:s, s:s}", "type", "service_account", "project_id", "p1",
			 "private_key", pem, "client_email", "dt@p1.example", "token_uri",
			 token_uri);
	ck_assert_int_eq(json_dump_file(json, account, 0), 0);
	json_decref(json);
	options = (struct google_options){ .net = { .base_url = server.base,
						    .timeout = 20000,
						    .max_retries = 2,
						    .max_wait = 60000,
						    .max_in_flight = 64,
						    .max_answer = 1 << 20 },
					   .credentials = account,
					   .location = "global" };
	call = (struct dt_call){ .size = sizeof(call), .host = &host, .job = "one" };
	ck_assert_int_eq(google_open(&call, &options, &call.self, &err), DT_OK);
}

/* A program, what it says thrown away; arguments end with NULL. */
static bool run(const char *const *arguments)
{
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status = -1, failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	failed = posix_spawnp(&child, arguments[0], &actions, NULL, (char *const *)arguments,
			      environ);
	posix_spawn_file_actions_destroy(&actions);
	return !failed && waitpid(child, &status, 0) == child && !status;
}

static bool make_key(const char *name)
{
	char path[80];
	const char *const arguments[] = { "openssl", "genpkey",	 "-algorithm",
					  "RSA",     "-pkeyopt", "rsa_keygen_bits:2048",
					  "-out",    path,	 NULL };

	snprintf(path, sizeof(path), "%s/%s.pem", folder, name);
	return run(arguments);
}

static bool make_keys(void)
{
	char good[80];
	const char *const arguments[] = { "openssl", "pkey", "-in",	 good,
					  "-pubout", "-out", public_key, NULL };

	if (!mkdtemp(folder))
		return false;
	snprintf(public_key, sizeof(public_key), "%s/public.pem", folder);
	snprintf(account, sizeof(account), "%s/account.json", folder);
	snprintf(good, sizeof(good), "%s/good.pem", folder);
	return make_key("good") && make_key("other") && run(arguments);
}

static void serve(const char *token_life, const char *latency)
{
	const char *const arguments[] = { "google",    "--attached",   "--public-key",
					  public_key,  "--token-life", token_life,
					  "--latency", latency,	       NULL };

	ck_assert(local_server_start_with(&server, "mt-server", arguments));
}

static const char *token_uri(void)
{
	static char uri[80];

	snprintf(uri, sizeof(uri), "%s/token", server.base);
	return uri;
}

static void keep(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	(void)err;
	*(json_t **)ctx = json_loadb(reply->body, reply->length, 0, NULL);
}

static json_int_t stat_of(const char *name)
{
	const struct net_request request = { .url = "/stats", .flags = NET_ASIDE };
	const struct mt *mt = call.self;
	struct dt_error err = { 0 };
	json_t *stats = NULL;
	json_int_t value;

	net_wait(mt->client, &call, &request, NULL, keep, &stats, &err);
	value = json_integer_value(json_object_get(stats, name));
	json_decref(stats);
	return value;
}

static void begin(void)
{
	atomic_store(&cancelled, false);
}

static void end(void)
{
	if (call.self)
		mt_close(call.self);
	call.self = NULL;
	local_server_stop(&server);
}

/* ---- tests -------------------------------------------------------------------------- */

START_TEST(all_wait_for_one_token)
{
	serve("3600", "20");
	open_account("good", token_uri());
	send_all(MOST);
	await(MOST);
	for (unsigned i = 0; i < MOST; i++) {
		ck_assert_str_eq(sent[i].err.text, "");
		ck_assert_str_eq(sent[i].answer, sent[0].answer);
	}
	ck_assert_ptr_nonnull(strstr(sent[0].answer, "<g id='1'>"));
	ck_assert_int_eq(stat_of("tokens"), 1);
	ck_assert_int_eq(stat_of("requests"), MOST);
}
END_TEST

/* Tokens of three seconds, renewed after two, while requests of one second are on their way. */
START_TEST(tokens_end_under_way)
{
	serve("3", "1000");
	open_account("good", token_uri());
	send_all(MOST);
	await(MOST);
	for (unsigned i = 0; i < MOST; i++)
		ck_assert_str_eq(sent[i].err.text, "");
	ck_assert_int_ge(stat_of("tokens"), 3);
	/* one each two seconds, and not one each request */
	ck_assert_int_le(stat_of("tokens"), MOST / 8);
}
END_TEST

START_TEST(a_refused_account_ends_all)
{
	serve("3600", "0");
	open_account("other", token_uri());
	send_all(MOST);
	await(MOST);
	for (unsigned i = 0; i < MOST; i++) {
		ck_assert_int_eq(sent[i].err.status, DT_E_REFUSED);
		ck_assert_uint_eq(sent[i].err.failure, DT_FAILURE_AUTHENTICATION);
		ck_assert_ptr_nonnull(strstr(sent[i].err.text,
					     "/token gives google's service account "
					     "dt@p1.example no token (Invalid JWT"));
	}
	ck_assert_int_eq(stat_of("requests"), 0);
}
END_TEST

START_TEST(a_token_server_that_is_gone_ends_all)
{
	serve("3600", "0");
	open_account("good", "http://127.0.0.1:1/token");
	for (int round = 0; round < 2; round++) {
		send_all(MOST);
		await(MOST);
		for (unsigned i = 0; i < MOST; i++) {
			ck_assert_int_eq(sent[i].err.status, DT_E_UNAVAILABLE);
			ck_assert_uint_eq(sent[i].err.failure, DT_FAILURE_PARTIAL_OUTAGE);
			ck_assert_ptr_nonnull(strstr(sent[i].err.text, "http://127.0.0.1:1/token"));
		}
	}
	ck_assert_int_eq(stat_of("requests"), 0);
}
END_TEST

/* Connections are taken, and nothing is ever said. */
START_TEST(a_job_that_ends_does_not_wait_for_a_token)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const struct timespec nap = { 0, 200 * 1000000 };
	char uri[80];

	ck_assert_int_eq(bind(silent, (struct sockaddr *)&address, size), 0);
	ck_assert_int_eq(listen(silent, 5), 0);
	ck_assert_int_eq(getsockname(silent, (struct sockaddr *)&address, &size), 0);
	snprintf(uri, sizeof(uri), "http://127.0.0.1:%d/token", ntohs(address.sin_port));
	serve("3600", "0");
	open_account("good", uri);
	send_all(MOST);
	nanosleep(&nap, NULL);
	atomic_store(&cancelled, true);
	await(MOST);
	for (unsigned i = 0; i < MOST; i++)
		ck_assert_int_eq(sent[i].err.status, DT_E_CANCELLED);
	/* and neither does the end of the translator, with a token still on its way */
	atomic_store(&cancelled, false);
	send_all(3);
	nanosleep(&nap, NULL);
	end();
	ck_assert_uint_eq(n_done, 3);
	close(silent);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("google");
	TCase *tests = suite_case(suite, "account");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, all_wait_for_one_token);
	tcase_add_test(tests, tokens_end_under_way);
	tcase_add_test(tests, a_refused_account_ends_all);
	tcase_add_test(tests, a_token_server_that_is_gone_ends_all);
	tcase_add_test(tests, a_job_that_ends_does_not_wait_for_a_token);
	return suite;
}

int main(void)
{
	const char *const remove_folder[] = { "rm", "-r", "--", folder, NULL };
	SRunner *runner;
	int failed;

	if (access("/usr/bin/python3", X_OK) || access("/usr/bin/openssl", X_OK)) {
		puts("1..0 # SKIP python3 or openssl is not installed");
		return EXIT_SUCCESS;
	}
	if (!make_keys())
		return EXIT_FAILURE;
	runner = srunner_create(make());
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed || !run(remove_folder) ? EXIT_FAILURE : EXIT_SUCCESS;
}
