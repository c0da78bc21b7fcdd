/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may ask: tokens, limits, origins, files that requests may name. */
#include "config.h"

#include "suite.h"

#include "frontends/serve/access/access.h"
#include "frontends/serve/access/lists.h"
#include "frontends/serve/access/paths.h"
#include "frontends/serve/http/exchange.h"
#include "frontends/serve/service.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a request that is made up ---------------------------------------------------------- */

struct pair {
	char name[64], value[512];
};

struct exchange {
	const char *method;
	struct route route;
	struct pair in[4], out[16];
	size_t n_in, n_out;
	char owner[64], text[256];
	int status;
};

struct service {
	struct settings *settings;
	struct access_lists *lists;
};

static struct exchange ask;
static struct service service;
static struct dt_error err;
static char folder[] = "/tmp/check_access.XXXXXX";

const struct settings *service_settings(const struct service *self)
{
	return self->settings;
}

struct access_lists *service_access(const struct service *self)
{
	return self->lists;
}

const struct route *exchange_route(const struct exchange *exchange)
{
	return &exchange->route;
}

const char *exchange_method(const struct exchange *exchange)
{
	return exchange->method;
}

static const char *peer = "127.0.0.1";

const char *exchange_peer(const struct exchange *exchange)
{
	(void)exchange;
	return peer;
}

static const char *value_of(const struct pair *pairs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcasecmp(pairs[i].name, name))
			return pairs[i].value;
	return NULL;
}

const char *exchange_header(const struct exchange *exchange, const char *name)
{
	return value_of(exchange->in, exchange->n_in, name);
}

void exchange_set_header(struct exchange *exchange, const char *name, const char *value)
{
	struct pair *pair = &exchange->out[exchange->n_out++];

	snprintf(pair->name, sizeof(pair->name), "%s", name);
	snprintf(pair->value, sizeof(pair->value), "%s", value);
}

void exchange_set_owner(struct exchange *exchange, const char *owner)
{
	snprintf(exchange->owner, sizeof(exchange->owner), "%s", owner);
}

void exchange_answer_text(struct exchange *exchange, int status, const char *media_type, char *text,
			  size_t size)
{
	(void)media_type;
	exchange->status = status;
	snprintf(exchange->text, sizeof(exchange->text), "%.*s", (int)size, text);
	free(text);
}

void exchange_fail(struct exchange *exchange, int status, const char *code, json_t *details,
		   const char *format, ...)
{
	va_list args;

	(void)code;
	json_decref(details);
	exchange->status = status;
	va_start(args, format);
	vsnprintf(exchange->text, sizeof(exchange->text), format, args);
	va_end(args);
}

static const char *answered(const char *name)
{
	return value_of(ask.out, ask.n_out, name);
}

static void header(const char *name, const char *value)
{
	struct pair *pair = &ask.in[ask.n_in++];

	snprintf(pair->name, sizeof(pair->name), "%s", name);
	snprintf(pair->value, sizeof(pair->value), "%s", value);
}

static void request(const char *method, enum access access)
{
	ask = (struct exchange){ .method = method, .route = { .access = access, .tag = "jobs" } };
}

static void reload(void)
{
	struct access_lists *before = service.lists;

	settings_free(service.settings);
	err = (struct dt_error){ 0 };
	service.settings = settings_gather(NULL, &err);
	ck_assert_msg(service.settings != NULL, "%s", err.text);
	service.lists = access_lists_new(service.settings, before, &err);
	ck_assert_msg(service.lists != NULL, "%s", err.text);
	access_lists_free(before);
}

static void write_file(const char *name, const char *text)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void tokens_file(const char *text)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/tokens", folder);
	write_file("tokens", text);
	setenv("AUTH_TOKENS_FILE", path, 1);
}

static void setup(void)
{
	clearenv();
	snprintf(folder, sizeof(folder), "/tmp/check_access.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
	char command[128];

	access_lists_free(service.lists);
	settings_free(service.settings);
	service = (struct service){ 0 };
	snprintf(command, sizeof(command), "/bin/rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

/* ---- tokens ------------------------------------------------------------------------------ */

START_TEST(nobody_needs_one)
{
	reload();
	request("GET", ACCESS_TOKEN);
	ck_assert(access_check(&service, &ask));
	ck_assert_str_eq(ask.owner, "");
	ck_assert(access_sees_all(&service, ""));
}
END_TEST

static bool passes(const char *name, const char *value)
{
	request("GET", ACCESS_TOKEN);
	if (name)
		header(name, value);
	return access_check(&service, &ask);
}

START_TEST(the_one_token)
{
	setenv("AUTH_MODE", "required", 1);
	setenv("AUTH_TOKEN", "open sesame", 1);
	reload();
	ck_assert(!passes(NULL, NULL));
	ck_assert_int_eq(ask.status, 401);
	ck_assert_str_eq(answered("WWW-Authenticate"), "Bearer realm=\"doctranslate\"");
	ck_assert(!passes("Authorization", "Bearer wrong"));
	ck_assert_int_eq(ask.status, 401);
	ck_assert(strstr(answered("WWW-Authenticate"), "invalid_token"));
	ck_assert(!passes("Authorization", "Bearer open sesame2"));
	ck_assert(!passes("Authorization", "Bearer open sesam"));
	ck_assert(!passes("Authorization", "open sesame"));
	ck_assert(passes("Authorization", "bEaReR   open sesame "));
	ck_assert_str_eq(ask.owner, "default");
	ck_assert(access_sees_all(&service, "default"));
	ck_assert(passes("x-api-KEY", " open sesame"));
}
END_TEST

START_TEST(bearer_wins_over_the_key)
{
	setenv("AUTH_MODE", "required", 1);
	setenv("AUTH_TOKEN", "good", 1);
	reload();
	request("GET", ACCESS_TOKEN);
	header("Authorization", "Bearer bad");
	header("X-API-Key", "good");
	ck_assert(!access_check(&service, &ask));
	request("GET", ACCESS_TOKEN);
	header("Authorization", "Bearer good");
	header("X-API-Key", "bad");
	ck_assert(access_check(&service, &ask));
	/* what is no usable Bearer does not stand in the way */
	request("GET", ACCESS_TOKEN);
	header("Authorization", "Basic Z29vZDpnb29k");
	header("X-API-Key", "good");
	ck_assert(access_check(&service, &ask));
	request("GET", ACCESS_TOKEN);
	header("Authorization", "Bearer  ");
	header("X-API-Key", "good");
	ck_assert(access_check(&service, &ask));
}
END_TEST

START_TEST(guesses)
{
	setenv("AUTH_MODE", "required", 1);
	setenv("AUTH_TOKEN", "good", 1);
	setenv("DOCTRANSLATE_API_AUTH_FAILURES_PER_MINUTE", "3", 1);
	reload();
	peer = "2001:db8::1";
	for (int i = 0; i < 3; i++) {
		ck_assert(!passes("X-API-Key", "bad"));
		ck_assert_int_eq(ask.status, 401);
	}
	ck_assert(!passes("X-API-Key", "bad"));
	ck_assert_int_eq(ask.status, 429);
	ck_assert(strtol(answered("Retry-After"), NULL, 10) >= 1);
	/* nothing is learnt by going on, not from the next address of the network either */
	peer = "2001:db8::ffff";
	ck_assert(!passes("X-API-Key", "good"));
	ck_assert_int_eq(ask.status, 429);
	reload();
	ck_assert(!passes("X-API-Key", "good"));
	/* others are not concerned */
	peer = "192.0.2.1";
	ck_assert(passes("X-API-Key", "good"));
	peer = "127.0.0.1";
	for (int i = 0; i < 5; i++)
		passes("X-API-Key", "bad");
	ck_assert_int_eq(ask.status, 429);
	ck_assert(passes("X-API-Key", "good"));
	unsetenv("DOCTRANSLATE_API_AUTH_FAILURES_PER_MINUTE");
}
END_TEST

START_TEST(probes)
{
	setenv("AUTH_MODE", "required", 1);
	setenv("AUTH_TOKEN", "good", 1);
	reload();
	request("GET", ACCESS_PROBE);
	ck_assert(access_check(&service, &ask));
	setenv("AUTH_ALLOW_UNAUTHENTICATED_PROBE_PATHS", "false", 1);
	reload();
	ck_assert(!access_check(&service, &ask));
	ck_assert_int_eq(ask.status, 401);
	request("GET", ACCESS_OPEN);
	ck_assert(access_check(&service, &ask));
}
END_TEST

START_TEST(tokens_of_a_file)
{
	char text[1024], alice[TOKEN_LINE], metrics[TOKEN_LINE];

	ck_assert_int_eq(token_line("alice", TOKEN_USER, 60, 2, "a", alice, &err), DT_OK);
	ck_assert_int_eq(token_line("prometheus", TOKEN_METRICS, 0, 0, "p", metrics, &err), DT_OK);
	ck_assert(!strstr(alice, " a "));
	snprintf(text, sizeof(text), "# who may ask\n\n%s # note\n  %s\n", alice, metrics);
	tokens_file(text);
	setenv("AUTH_MODE", "required", 1);
	reload();
	ck_assert(passes("X-API-Key", "a"));
	ck_assert_str_eq(ask.owner, "alice");
	ck_assert(!access_sees_all(&service, "alice"));
	/* two at once, then one a second */
	ck_assert(passes("X-API-Key", "a"));
	ck_assert(!passes("X-API-Key", "a"));
	ck_assert_int_eq(ask.status, 429);
	ck_assert_str_eq(answered("Retry-After"), "1");
	/* a reload is no way round it */
	reload();
	ck_assert(!passes("X-API-Key", "a"));
	/* the right to figures is not one to jobs */
	ck_assert(!passes("X-API-Key", "p"));
	ck_assert_int_eq(ask.status, 403);
	request("GET", ACCESS_TOKEN);
	ask.route.tag = "metrics";
	header("X-API-Key", "p");
	ck_assert(access_check(&service, &ask));
	ck_assert_int_eq(token_line("no name", TOKEN_USER, 0, 0, "a", alice, &err), DT_E_CONFIG);
}
END_TEST

static void bad_file(const char *text, const char *words)
{
	struct dt_error own = { 0 };

	tokens_file(text);
	ck_assert_msg(!tokens_read(NULL, getenv("AUTH_TOKENS_FILE"), NULL, &own), "%s", text);
	ck_assert_msg(strstr(own.text, words), "%s: %s", text, own.text);
}

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

START_TEST(files_that_are_no_good)
{
	struct dt_error own = { 0 };

	bad_file("a sha256:" HEX "\nb secret\n", "tokens:2: wanted sha256:");
	bad_file("a\n", "wanted sha256:");
	bad_file("a sha256:" HEX "0\n", "wanted sha256:");
	bad_file("a sha256:" HEX " role=root\n", "wanted role=user");
	bad_file("a sha256:" HEX " rate=0\n", "rate=N");
	bad_file("a sha256:" HEX " rate=99999999999\n", "rate=N");
	bad_file("../a sha256:" HEX "\n", "wanted a name");
	bad_file("a sha256:" HEX "\na sha256:" HEX "\n", "twice");
	ck_assert_ptr_null(tokens_read(NULL, "/nonexistent/tokens", NULL, &own));
	ck_assert(strstr(own.text, "cannot be read"));
}
END_TEST

START_TEST(new_tokens_differ)
{
	char one[64], two[64];

	ck_assert_int_eq(token_make(one, &err), DT_OK);
	ck_assert_int_eq(token_make(two, &err), DT_OK);
	ck_assert_uint_eq(strlen(one), 46);
	ck_assert_str_ne(one, two);
	ck_assert_uint_eq(strspn(one, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_"),
			  46);
}
END_TEST

/* ---- limits -------------------------------------------------------------------------------- */

START_TEST(limit_fills_evenly)
{
	struct limit limit;
	int64_t wait, now = 1000000000;
	unsigned taken = 0;

	limit_init(&limit, 120, 10);
	for (int i = 0; i < 10; i++)
		ck_assert(limit_take(&limit, now, &wait));
	ck_assert(!limit_take(&limit, now, &wait));
	ck_assert_int_eq(wait, 500000);
	ck_assert(!limit_take(&limit, now + 499999, &wait));
	ck_assert(limit_take(&limit, now + 500000, &wait));
	/* over an hour as many as the rate says, however often it is asked */
	limit_init(&limit, 120, 10);
	for (int64_t at = 0; at < 3600000000; at += 10000)
		taken += limit_take(&limit, now + at, &wait);
	ck_assert_uint_ge(taken, 7200);
	ck_assert_uint_le(taken, 7210);
	/* rest does not save up more than it holds */
	for (int i = 0; i < 10; i++)
		ck_assert(limit_take(&limit, now + 7200000000, &wait));
	ck_assert(!limit_take(&limit, now + 7200000000, &wait));
	limit_init(&limit, 0, 0);
	for (int i = 0; i < 1000; i++)
		ck_assert(limit_take(&limit, now, &wait));
}
END_TEST

/* ---- origins --------------------------------------------------------------------------------- */

static bool preflight(const char *origin, const char *method, const char *headers)
{
	request("OPTIONS", ACCESS_TOKEN);
	header("Origin", origin);
	header("Access-Control-Request-Method", method);
	if (headers)
		header("Access-Control-Request-Headers", headers);
	ck_assert(!access_cors(&service, &ask));
	return ask.status == 200;
}

START_TEST(all_origins)
{
	reload();
	request("GET", ACCESS_TOKEN);
	ck_assert(access_cors(&service, &ask));
	ck_assert_uint_eq(ask.n_out, 0);
	header("Origin", "https://a.example");
	ck_assert(access_cors(&service, &ask));
	ck_assert_str_eq(answered("Access-Control-Allow-Origin"), "*");
	ck_assert_ptr_null(answered("Access-Control-Allow-Credentials"));
	ck_assert(strstr(answered("Access-Control-Expose-Headers"), "X-Request-ID"));
	ck_assert(preflight("https://a.example", "DELETE", "X-Anything, idempotency-key"));
	ck_assert_str_eq(ask.text, "OK");
	ck_assert_str_eq(answered("Access-Control-Max-Age"), "600");
	ck_assert_str_eq(answered("Access-Control-Allow-Headers"), "X-Anything, idempotency-key");
	ck_assert(strstr(answered("Access-Control-Allow-Methods"), "DELETE"));
	/* OPTIONS that is no preflight goes on */
	request("OPTIONS", ACCESS_TOKEN);
	header("Origin", "https://a.example");
	ck_assert(access_cors(&service, &ask));
}
END_TEST

START_TEST(listed_origins)
{
	setenv("CORS_ALLOW_ORIGINS", "https://a.example,https://b.example", 1);
	setenv("CORS_ALLOW_CREDENTIALS", "yes", 1);
	setenv("CORS_ALLOW_METHODS", "GET,POST", 1);
	setenv("CORS_ALLOW_HEADERS", "X-API-Key", 1);
	reload();
	request("GET", ACCESS_TOKEN);
	header("Origin", "https://b.example");
	ck_assert(access_cors(&service, &ask));
	ck_assert_str_eq(answered("Access-Control-Allow-Origin"), "https://b.example");
	ck_assert_str_eq(answered("Access-Control-Allow-Credentials"), "true");
	ck_assert_str_eq(answered("Vary"), "Origin");
	request("GET", ACCESS_TOKEN);
	header("Origin", "https://b.example.evil");
	ck_assert(access_cors(&service, &ask));
	ck_assert_ptr_null(answered("Access-Control-Allow-Origin"));
	ck_assert_str_eq(answered("Vary"), "Origin");
	ck_assert(preflight("https://a.example", "POST", "content-type,x-api-key"));
	ck_assert(!preflight("https://c.example", "POST", NULL));
	ck_assert_str_eq(ask.text, "Disallowed CORS origin");
	ck_assert(!preflight("https://a.example", "DELETE", NULL));
	ck_assert_str_eq(ask.text, "Disallowed CORS method");
	ck_assert(!preflight("https://a.example", "POST", "x-api-key, x-other"));
	ck_assert_str_eq(ask.text, "Disallowed CORS headers");
	setenv("CORS_ALLOW_ORIGINS", "", 1);
	setenv("CORS_ALLOW_CREDENTIALS", "no", 1);
	reload();
	request("GET", ACCESS_TOKEN);
	header("Origin", "https://a.example");
	ck_assert(access_cors(&service, &ask));
	ck_assert_uint_eq(ask.n_out, 0);
}
END_TEST

/* ---- files ------------------------------------------------------------------------------------
 */

static dt_status opens(const char *name, enum paths_kind kind)
{
	char path[4096], prefix[4096], other[4096];
	const char *const prefixes[] = { prefix, other, "/nonexistent/folder" };
	char *real = NULL;
	int fd;

	snprintf(prefix, sizeof(prefix), "%s/in", folder);
	snprintf(other, sizeof(other), "%s/other/", folder);
	snprintf(path, sizeof(path), "%s%s%s", name[0] == '!' ? "" : folder,
		 name[0] == '!' ? "" : "/", name[0] == '!' ? name + 1 : name);
	err = (struct dt_error){ 0 };
	fd = paths_open(path, kind, prefixes, 3, &real, &err);
	if (fd < 0) {
		ck_assert_ptr_null(real);
		return err.status;
	}
	ck_assert_ptr_nonnull(real);
	ck_assert_ptr_null(strstr(real, ".."));
	free(real);
	close(fd);
	return DT_OK;
}

static void make_files(void)
{
	char from[4096], to[4096];

	for (const char *const *at =
		     (const char *const[]){ "in", "in/deep", "other", "inside", "secret", NULL };
	     *at; at++) {
		snprintf(from, sizeof(from), "%s/%s", folder, *at);
		ck_assert_int_eq(mkdir(from, 0700), 0);
	}
	write_file("in/a.pdf", "a");
	write_file("in/deep/b.pdf", "b");
	write_file("other/c.pdf", "c");
	write_file("inside/d.pdf", "d");
	write_file("secret/key", "k");
	snprintf(to, sizeof(to), "%s/in/leads_out", folder);
	snprintf(from, sizeof(from), "%s/secret/key", folder);
	ck_assert_int_eq(symlink(from, to), 0);
	snprintf(to, sizeof(to), "%s/in/folder_out", folder);
	ck_assert_int_eq(symlink("../secret", to), 0);
	snprintf(to, sizeof(to), "%s/in/leads_to_other", folder);
	ck_assert_int_eq(symlink("../other/c.pdf", to), 0);
	snprintf(to, sizeof(to), "%s/in/pipe", folder);
	ck_assert_int_eq(mkfifo(to, 0600), 0);
}

START_TEST(files_below_the_prefixes)
{
	make_files();
	ck_assert_int_eq(opens("in/a.pdf", PATHS_FILE), DT_OK);
	ck_assert_int_eq(opens("in/deep/b.pdf", PATHS_FILE), DT_OK);
	ck_assert_int_eq(opens("other//./c.pdf", PATHS_FILE), DT_OK);
	ck_assert_int_eq(opens("in/deep/../a.pdf", PATHS_FILE), DT_OK);
	ck_assert_int_eq(opens("in/leads_to_other", PATHS_FILE), DT_OK);
	ck_assert_int_eq(opens("in/deep", PATHS_FOLDER), DT_OK);
	ck_assert_int_eq(opens("in", PATHS_FOLDER), DT_OK);
	ck_assert_int_eq(opens("in/deep", PATHS_FILE), DT_E_INPUT);
	ck_assert_int_eq(opens("in/a.pdf", PATHS_FOLDER), DT_E_INPUT);
	ck_assert_int_eq(opens("in/none.pdf", PATHS_FILE), DT_E_INPUT);
	/* nothing waits for a writer */
	ck_assert_int_eq(opens("in/pipe", PATHS_FILE), DT_E_INPUT);
}
END_TEST

START_TEST(files_that_are_not)
{
	make_files();
	ck_assert_int_eq(opens("secret/key", PATHS_FILE), DT_E_REFUSED);
	ck_assert_int_eq(opens("inside/d.pdf", PATHS_FILE), DT_E_REFUSED);
	ck_assert_int_eq(opens("in/../secret/key", PATHS_FILE), DT_E_REFUSED);
	ck_assert_int_eq(opens("in/leads_out", PATHS_FILE), DT_E_REFUSED);
	ck_assert_int_eq(opens("in/folder_out/key", PATHS_FILE), DT_E_REFUSED);
	/* written as if it were below, but ".." is that of where the link leads */
	ck_assert_int_eq(opens("in/folder_out/../secret/key", PATHS_FILE), DT_E_REFUSED);
	ck_assert_int_eq(opens("!in/a.pdf", PATHS_FILE), DT_E_REFUSED);
	ck_assert_int_eq(opens("!", PATHS_FILE), DT_E_REFUSED);
	ck_assert_int_eq(opens("!/etc/passwd", PATHS_FILE), DT_E_REFUSED);
	ck_assert_int_eq(opens("!/proc/self/root/etc/passwd", PATHS_FILE), DT_E_REFUSED);
	/* what is there outside and what is not look the same */
	ck_assert_int_eq(opens("secret/none", PATHS_FILE), DT_E_REFUSED);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("access");
	TCase *tests = suite_case(suite, "access");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, nobody_needs_one);
	tcase_add_test(tests, the_one_token);
	tcase_add_test(tests, bearer_wins_over_the_key);
	tcase_add_test(tests, guesses);
	tcase_add_test(tests, probes);
	tcase_add_test(tests, tokens_of_a_file);
	tcase_add_test(tests, files_that_are_no_good);
	tcase_add_test(tests, new_tokens_differ);
	tcase_add_test(tests, limit_fills_evenly);
	tcase_add_test(tests, all_origins);
	tcase_add_test(tests, listed_origins);
	tcase_add_test(tests, files_below_the_prefixes);
	tcase_add_test(tests, files_that_are_not);
	return suite;
}

SUITE_MAIN(make)
