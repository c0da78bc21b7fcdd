/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Keys of Amazon's services: where they are found, when they are fetched, what errors mean.
 * A server on this machine checks each signature with botocore. */
#include "config.h"

#include "plugins/net/aws/aws.h"
#include "plugins/net/aws/keys.h"

#include "local_server.h"
#include "suite.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

static struct local_server server;
static struct net_options options;
static struct aws_options aws_options;
static struct net_client *client;
static struct aws *aws;
static bool there;
static char folder[] = "/tmp/dt-check-aws.XXXXXX", file[64];

static const char *const variables[] = {
	"AWS_ACCESS_KEY_ID",
	"AWS_SECRET_ACCESS_KEY",
	"AWS_SESSION_TOKEN",
	"AWS_PROFILE",
	"AWS_REGION",
	"AWS_DEFAULT_REGION",
	"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
	"AWS_CONTAINER_CREDENTIALS_FULL_URI",
	"AWS_CONTAINER_AUTHORIZATION_TOKEN",
	"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
	"AWS_EC2_METADATA_DISABLED",
	"AWS_EC2_METADATA_SERVICE_ENDPOINT",
	"AWS_SHARED_CREDENTIALS_FILE",
	"AWS_CONFIG_FILE",
	"AWS_WEB_IDENTITY_TOKEN_FILE",
	"AWS_ROLE_ARN",
	"AWS_ROLE_SESSION_NAME",
	"AWS_ENDPOINT_URL_STS",
};

static void write_file(const char *text)
{
	FILE *out = fopen(file, "w");

	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	fclose(out);
}

static void setup(void)
{
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		unsetenv(variables[i]);
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/file", folder);
	setenv("HOME", folder, 1);
	memset(&aws_options, 0, sizeof(aws_options));
	aws_options.region = "eu-test-1";
	there = local_server_start(&server, "aws-server", NULL);
	if (!there)
		printf("# skipped in part: python3-botocore is not installed\n");
	options = (struct net_options){
		.base_url = server.base,
		.timeout = 10000,
		.max_retries = 3,
		.max_wait = 10000,
		.max_in_flight = 16,
		.max_answer = 1 << 20,
	};
	client = NULL;
	aws = NULL;
}

static void teardown(void)
{
	net_client_free(client);
	aws_free(aws);
	local_server_stop(&server);
	unlink(file);
	rmdir(folder);
}

static dt_status open_aws(struct dt_error *err)
{
	memset(err, 0, sizeof(*err));
	aws = aws_new("bedrock", "bedrock", &aws_options, err);
	if (!aws)
		return err->status;
	client = net_client_new("bedrock", &options, err);
	ck_assert_ptr_nonnull(client);
	aws_use(aws, client);
	return DT_OK;
}

static const char a_batch[] = "{\"messages\":[{\"content\":[{\"text\":\"say \\n[{\\\"id\\\":1,"
			      "\\\"text\\\":\\\"hello\\\"}]\"}]}]}";

static struct net_request converse(const char *url)
{
	return (struct net_request){ .url = url,
				     .body = a_batch,
				     .length = sizeof(a_batch) - 1,
				     .sign = aws_sign,
				     .sign_ctx = aws };
}

static dt_status ask(struct dt_error *err)
{
	struct net_request request =
		converse("/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse");

	memset(err, 0, sizeof(*err));
	return net_wait(client, NULL, &request, NULL, NULL, NULL, err);
}

static void keep(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	(void)err;
	snprintf(ctx, 4000, "%s", reply->body);
}

static const char *logged(void)
{
	static char log[4000];
	struct net_request request = { .url = "/log", .flags = NET_ASIDE };

	net_wait(client, NULL, &request, NULL, keep, log, NULL);
	return log;
}

static void set(const char *json)
{
	struct net_request request = {
		.url = "/set", .body = json, .length = strlen(json), .flags = NET_ASIDE
	};

	ck_assert_int_eq(net_wait(client, NULL, &request, NULL, NULL, NULL, NULL), DT_OK);
}

/* What cannot run without the server; botocore may not be installed. */
#define WANT_SERVER                                                                                \
	if (!there)                                                                                \
	return

#define ck_assert_works()                                                                          \
	do {                                                                                       \
		struct dt_error failed;                                                            \
		ck_assert_msg(open_aws(&failed) == DT_OK, "%s", failed.text);                      \
		ck_assert_msg(ask(&failed) == DT_OK, "%s", failed.text);                           \
	} while (0)

/* ---- where keys are found --------------------------------------------------------- */

START_TEST(keys_of_options)
{
	WANT_SERVER;
	setenv("AWS_ACCESS_KEY_ID", "AKIDOTHER", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "no", 1);
	aws_options.access_key = "AKIDOPTION";
	aws_options.secret_key = "option-secret";
	ck_assert_works();
}
END_TEST

START_TEST(keys_of_the_environment)
{
	WANT_SERVER;
	setenv("AWS_ACCESS_KEY_ID", "AKIDENV", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "env/secret+key", 1);
	ck_assert_works();
	ck_assert_ptr_nonnull(
		strstr(logged(), "\"models\": [\"anthropic.claude-3-haiku-20240307-v1:0\"]"));
}
END_TEST

START_TEST(keys_of_a_profile)
{
	WANT_SERVER;
	write_file("# keys\n[default]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = no\n"
		   "[ work ]\n aws_access_key_id=AKIDFILE\n; no\naws_secret_access_key = "
		   "file-secret \n[more]\naws_access_key_id = AKIDMORE\n");
	setenv("AWS_SHARED_CREDENTIALS_FILE", file, 1);
	aws_options.profile = "work";
	ck_assert_works();
}
END_TEST

START_TEST(half_a_key_is_an_error)
{
	struct dt_error err;

	setenv("AWS_ACCESS_KEY_ID", "AKIDENV", 1);
	ck_assert_int_eq(open_aws(&err), DT_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.text, "AWS_SECRET_ACCESS_KEY"));
	write_file("[more]\naws_access_key_id = AKIDMORE\n");
	setenv("AWS_SHARED_CREDENTIALS_FILE", file, 1);
	aws_options.profile = "more";
	ck_assert_int_eq(open_aws(&err), DT_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.text, "profile more"));
}
END_TEST

START_TEST(a_profile_of_the_environment)
{
	WANT_SERVER;
	write_file("[profile work]\nregion = x\naws_access_key_id = AKIDFILE\n"
		   "aws_secret_access_key = file-secret\n");
	setenv("AWS_CONFIG_FILE", file, 1);
	setenv("AWS_PROFILE", "work", 1);
	ck_assert_works();
}
END_TEST

static void ck_assert_no_keys(const char *says)
{
	struct dt_error err;

	ck_assert_int_eq(open_aws(&err), DT_E_CONFIG);
	ck_assert_msg(strstr(err.text, says), "%s", err.text);
}

/* The machine's role would be another one than is meant. */
START_TEST(what_a_profile_wants_is_told)
{
	static const char *const wants[] = { "sso_session = corporate", "sso_start_url=https://x",
					     "credential_process = /bin/x", "login_session = arn" };
	char text[200], name[32];

	setenv("AWS_CONFIG_FILE", file, 1);
	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		snprintf(text, sizeof(text), "[profile work]\nregion=x\n%s\n", wants[i]);
		write_file(text);
		setenv("AWS_PROFILE", "work", 1);
		snprintf(name, sizeof(name), " has %.*s instead of keys",
			 (int)strcspn(wants[i], " ="), wants[i]);
		ck_assert_no_keys(name);
		ck_assert_no_keys("aws configure export-credentials --profile work");
	}
}
END_TEST

START_TEST(a_profile_that_is_not_there_is_told)
{
	write_file("[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = x\n");
	setenv("AWS_SHARED_CREDENTIALS_FILE", file, 1);
	setenv("AWS_PROFILE", "wrok", 1);
	ck_assert_no_keys("there is no profile wrok");
	unsetenv("AWS_PROFILE");
	aws_options.profile = "wrok";
	ck_assert_no_keys("there is no profile wrok");
}
END_TEST

static void use_sts(void)
{
	char url[100];

	snprintf(url, sizeof(url), "%s/sts", server.base);
	setenv("AWS_ENDPOINT_URL_STS", url, 1);
}

static void close_aws(void)
{
	net_client_free(client);
	aws_free(aws);
	client = NULL;
	aws = NULL;
}

START_TEST(the_role_of_a_service_account)
{
	struct dt_error err;

	WANT_SERVER;
	use_sts();
	write_file("web-token\n");
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", file, 1);
	setenv("AWS_ROLE_ARN", "arn:aws:iam::1:role/pod", 1);
	setenv("AWS_ROLE_SESSION_NAME", "a b&c", 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	/* passes after a pause */
	set("{\"busy\": 1}");
	ck_assert_msg(ask(&err) == DT_OK, "%s", err.text);
	ck_assert_ptr_nonnull(strstr(logged(), "\"RoleSessionName\": \"a b&c\""));
}
END_TEST

START_TEST(roles_of_profiles)
{
	static const char *const bases[] = { "source_profile = keys", "source_profile = work",
					     "credential_source = Environment",
					     "credential_source = EcsContainer" };
	char text[500], url[100];

	WANT_SERVER;
	use_sts();
	setenv("AWS_CONFIG_FILE", file, 1);
	snprintf(url, sizeof(url), "%s/credentials", server.base);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token", 1);
	aws_options.profile = "work";
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		if (i == 2) {
			setenv("AWS_ACCESS_KEY_ID", "AKIDENV", 1);
			setenv("AWS_SECRET_ACCESS_KEY", "env/secret+key", 1);
		}
		snprintf(text, sizeof(text),
			 "[profile keys]\naws_access_key_id = AKIDFILE\naws_secret_access_key = "
			 "file-secret\n[profile work]\nrole_arn = arn:aws:iam::1:role/w%zu\n%s\n%s",
			 i, bases[i],
			 i == 1 ? "aws_access_key_id = AKIDFILE\naws_secret_access_key = "
				  "file-secret\n"
				: "external_id = e/1\nduration_seconds = 1800\n");
		write_file(text);
		ck_assert_works();
		snprintf(text, sizeof(text), "role/w%zu", i);
		ck_assert_ptr_nonnull(strstr(logged(), text));
		ck_assert(!i || strstr(logged(), "\"ExternalId\": \"e/1\""));
		ck_assert(!i || strstr(logged(), "\"DurationSeconds\": \"1800\""));
		close_aws();
	}
}
END_TEST

START_TEST(roles_that_are_not_to_be_had)
{
	struct dt_error err;

	WANT_SERVER;
	use_sts();
	write_file("[profile work]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = none\n"
		   "[profile odd]\nrole_arn = arn:aws:iam::1:role/x\n"
		   "[profile device]\nrole_arn = arn:aws:iam::1:role/x\nmfa_serial = 1\n"
		   "[profile no]\nrole_arn = arn:aws:iam::1:role/forbidden\nsource_profile = no\n"
		   "aws_access_key_id = AKIDFILE\naws_secret_access_key = file-secret\n");
	setenv("AWS_CONFIG_FILE", file, 1);
	aws_options.profile = "work";
	ck_assert_no_keys("the keys of the profile none, which has none itself");
	aws_options.profile = "odd";
	ck_assert_no_keys("has role_arn without source_profile");
	aws_options.profile = "device";
	ck_assert_no_keys("wants a code of a device");
	aws_options.profile = "no";
	ck_assert_int_eq(open_aws(&err), DT_OK);
	ck_assert_int_eq(ask(&err), DT_E_REFUSED);
	ck_assert_ptr_nonnull(strstr(err.text, "cannot have the role arn:aws:iam::1:role/forbidden "
					       "from the Security Token Service: it answered 403 "
					       "AccessDenied (not authorized to perform: "
					       "sts:AssumeRole)"));
	close_aws();
	aws_options.profile = NULL;
	unsetenv("AWS_CONFIG_FILE");
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/file", 1);
	setenv("AWS_ROLE_ARN", "arn:aws:iam::1:role/x", 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	ck_assert_int_eq(ask(&err), DT_E_REFUSED);
	ck_assert_ptr_nonnull(
		strstr(err.text, "web identity token, /no/such/file, cannot be read"));
}
END_TEST

START_TEST(keys_of_a_container)
{
	char url[100];

	WANT_SERVER;
	snprintf(url, sizeof(url), "%s/credentials", server.base);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token", 1);
	ck_assert_works();
	ck_assert_ptr_nonnull(strstr(logged(), "\"tokens\": [\"token/1+=\"]"));
}
END_TEST

START_TEST(the_token_of_a_container_is_in_a_file)
{
	char url[100];

	WANT_SERVER;
	snprintf(url, sizeof(url), "%s/credentials", server.base);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
	write_file("container-token\n");
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file, 1);
	ck_assert_works();
}
END_TEST

START_TEST(a_token_goes_to_no_strange_host)
{
	struct dt_error err;

	WANT_SERVER;
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/x", 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token", 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	ck_assert_int_eq(ask(&err), DT_E_REFUSED);
	ck_assert_ptr_nonnull(strstr(err.text, "AWS_CONTAINER_CREDENTIALS_FULL_URI"));
}
END_TEST

START_TEST(keys_of_the_machine)
{
	WANT_SERVER;
	setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.base, 1);
	ck_assert_works();
	ck_assert_ptr_nonnull(strstr(logged(), "\"fetches\": 1"));
}
END_TEST

START_TEST(no_keys_at_all)
{
	struct dt_error err;

	WANT_SERVER;
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	ck_assert_int_eq(ask(&err), DT_E_REFUSED);
	ck_assert_uint_eq(err.failure, DT_FAILURE_AUTHENTICATION);
	ck_assert_ptr_nonnull(strstr(err.text, "there are no keys for bedrock"));
	ck_assert_ptr_nonnull(strstr(logged(), "\"converse\": 0"));
}
END_TEST

static void ck_assert_region(const char *wanted)
{
	char *region = aws_region_here(&aws_options);

	ck_assert_str_eq(region, wanted);
	free(region);
}

START_TEST(regions)
{
	struct dt_error err;

	aws_options.region = NULL;
	ck_assert_int_eq(open_aws(&err), DT_E_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.text, "AWS_REGION"));
	write_file("[default]\nregion = us-made-7\n[profile other]\nregion=eu-made-1\n");
	setenv("AWS_CONFIG_FILE", file, 1);
	aws_options.profile = "other";
	ck_assert_region("eu-made-1");
	setenv("AWS_DEFAULT_REGION", "a", 1);
	ck_assert_region("a");
	setenv("AWS_REGION", "b", 1);
	ck_assert_region("b");
	aws_options.region = "evil.example.com/";
	ck_assert_int_eq(open_aws(&err), DT_E_CONFIG);
}
END_TEST

/* ---- when they are fetched -------------------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int n_good, n_bad;

static void count(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	(void)ctx;
	(void)reply;
	pthread_mutex_lock(&lock);
	if (err->status == DT_OK)
		n_good++;
	else
		n_bad++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

static void send_many(const struct net_request *request, int n)
{
	n_good = n_bad = 0;
	for (int i = 0; i < n; i++)
		net_send(client, NULL, request, NULL, count, NULL);
	pthread_mutex_lock(&lock);
	while (n_good + n_bad < n)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

START_TEST(many_wait_for_one_fetch)
{
	struct net_request request;
	struct dt_error err;

	WANT_SERVER;
	setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.base, 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	set("{\"wait\": 0.5}");
	request = converse("/model/m/converse");
	n_good = n_bad = 0;
	for (int i = 0; i < 50; i++)
		net_send(client, NULL, &request, NULL, count, NULL);
	/* others are not held up meanwhile */
	ck_assert_ptr_nonnull(strstr(logged(), "\"converse\": 0"));
	pthread_mutex_lock(&lock);
	while (n_good + n_bad < 50)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	ck_assert_int_eq(n_good, 50);
	ck_assert_ptr_nonnull(strstr(logged(), "\"fetches\": 1,"));
}
END_TEST

START_TEST(keys_that_end_soon_are_fetched_again)
{
	struct dt_error err;
	struct timespec pause = { 0, 300000000 };

	WANT_SERVER;
	setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.base, 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	set("{\"ends\": 100}");
	ck_assert_int_eq(ask(&err), DT_OK);
	/* they still do, and new ones are only asked for every five seconds */
	ck_assert_int_eq(ask(&err), DT_OK);
	nanosleep(&pause, NULL);
	ck_assert_int_eq(ask(&err), DT_OK);
	ck_assert_ptr_nonnull(strstr(logged(), "\"fetches\": 1,"));
	pause.tv_sec = 5;
	nanosleep(&pause, NULL);
	ck_assert_int_eq(ask(&err), DT_OK);
	nanosleep(&(struct timespec){ 1, 0 }, NULL);
	ck_assert_int_eq(ask(&err), DT_OK);
	ck_assert_ptr_nonnull(strstr(logged(), "\"fetches\": 2,"));
}
END_TEST

START_TEST(keys_that_have_ended_are_fetched_again)
{
	struct dt_error err;

	WANT_SERVER;
	setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.base, 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	ck_assert_int_eq(ask(&err), DT_OK);
	nanosleep(&(struct timespec){ 2, 100000000 }, NULL);
	set("{\"expired\": [\"token/1+=\"]}");
	ck_assert_msg(ask(&err) == DT_OK, "%s", err.text);
	ck_assert_ptr_nonnull(strstr(logged(), "\"fetches\": 2,"));
}
END_TEST

/* What says so late, after there are new ones, does not have them fetched once more. */
START_TEST(keys_that_end_on_the_way_are_fetched_once)
{
	struct net_request request;
	struct dt_error err;

	WANT_SERVER;
	setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.base, 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	ck_assert_int_eq(ask(&err), DT_OK);
	nanosleep(&(struct timespec){ 2, 100000000 }, NULL);
	set("{\"expired\": [\"token/1+=\"], \"late\": 0.25}");
	request = converse("/model/m/converse");
	send_many(&request, 8);
	ck_assert_int_eq(n_good, 8);
	ck_assert_ptr_nonnull(strstr(logged(), "\"fetches\": 2,"));
}
END_TEST

START_TEST(keys_of_options_that_have_ended_are_told)
{
	struct dt_error err;

	WANT_SERVER;
	aws_options.access_key = "AKIDOPTION";
	aws_options.secret_key = "option-secret";
	aws_options.session_token = "old-token";
	ck_assert_int_eq(open_aws(&err), DT_OK);
	set("{\"expired\": [\"old-token\"]}");
	ck_assert_int_eq(ask(&err), DT_E_REFUSED);
	ck_assert_uint_eq(err.failure, DT_FAILURE_AUTHENTICATION);
	ck_assert_ptr_nonnull(strstr(err.text, "these keys have ended"));
	ck_assert_ptr_null(strstr(err.text, "old-token"));
	ck_assert_ptr_nonnull(strstr(logged(), "\"converse\": 1,"));
}
END_TEST

START_TEST(who_gives_keys_may_be_busy)
{
	char url[100];
	struct dt_error err;

	WANT_SERVER;
	snprintf(url, sizeof(url), "%s/credentials", server.base);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token", 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	set("{\"busy\": 3}");
	ck_assert_msg(ask(&err) == DT_OK, "%s", err.text);
	ck_assert_ptr_nonnull(strstr(logged(), "\"busy\": 3,"));
}
END_TEST

START_TEST(who_gives_keys_may_stay_busy)
{
	char url[100];
	struct dt_error err;

	WANT_SERVER;
	snprintf(url, sizeof(url), "%s/credentials", server.base);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token", 1);
	ck_assert_int_eq(open_aws(&err), DT_OK);
	set("{\"busy\": 1000}");
	ck_assert_int_eq(ask(&err), DT_E_UNAVAILABLE);
	ck_assert_uint_eq(err.failure, DT_FAILURE_PARTIAL_OUTAGE);
	ck_assert_ptr_nonnull(strstr(err.text, "container"));
	ck_assert_ptr_nonnull(strstr(logged(), "\"busy\": 4,"));
}
END_TEST

/* ---- what errors mean ------------------------------------------------------------- */

START_TEST(errors_have_their_kinds)
{
	static const struct {
		const char *name;
		uint32_t status;
		const char *message;
		uint32_t failure;
	} cases[] = {
		{ "ThrottlingException", 429, "Too many tokens, please wait",
		  DT_FAILURE_RATE_LIMIT },
		{ "ThrottlingException", 400, "Rate exceeded", DT_FAILURE_RATE_LIMIT },
		{ "ThrottlingException", 429, "Too many tokens per day", DT_FAILURE_QUOTA },
		{ "AccessDeniedException", 403, "You don't have access to the model",
		  DT_FAILURE_AUTHENTICATION },
		{ "UnrecognizedClientException", 400, "The token is invalid",
		  DT_FAILURE_AUTHENTICATION },
		{ "ServiceQuotaExceededException", 400, "x", DT_FAILURE_QUOTA },
		{ "ResourceNotFoundException", 404, "x", DT_FAILURE_NOT_FOUND },
		{ "ValidationException", 400, "The provided model identifier is invalid.",
		  DT_FAILURE_NOT_FOUND },
		{ "ValidationException", 400, "Input is too long for requested model.",
		  DT_FAILURE_CONTEXT_LENGTH },
		{ "ValidationException", 400, "Malformed input request", DT_FAILURE_BAD_REQUEST },
		{ "ModelTimeoutException", 408, "x", DT_FAILURE_TIMEOUT },
		{ "ModelErrorException", 424, "x", DT_FAILURE_SERVER_ERROR },
		{ "ServiceUnavailableException", 503, "x", DT_FAILURE_PARTIAL_OUTAGE },
		{ "InternalServerException", 500, "x", DT_FAILURE_SERVER_ERROR },
		{ "TextSizeLimitExceededException", 400, "x", DT_FAILURE_CONTEXT_LENGTH },
		{ "SomethingNew", 400, "x", DT_FAILURE_BAD_REQUEST },
	};
	struct dt_error err;

	aws_options.access_key = "AKIDOPTION";
	aws_options.secret_key = "option-secret";
	ck_assert_int_eq(open_aws(&err), DT_OK);
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		size_t k = i / 2;
		char type[100], body[200];
		struct net_header header = { "x-amzn-errortype", type };
		struct net_reply reply = { .service = "bedrock",
					   .base = "https://x",
					   .status = cases[k].status,
					   .headers = &header,
					   .n_headers = i % 2,
					   .body = body };

		snprintf(type, sizeof(type), "%s:http://internal.amazon.com/", cases[k].name);
		snprintf(body, sizeof(body), "{\"__type\":\"com.amazon#%s\",\"message\":\"%s\"}",
			 i % 2 ? "" : cases[k].name, cases[k].message);
		reply.length = strlen(body);
		memset(&err, 0, sizeof(err));
		aws_judge(aws, &reply, &err);
		ck_assert_msg(err.failure == cases[k].failure, "%s: %u", err.text, err.failure);
		ck_assert_ptr_nonnull(strstr(err.text, cases[k].name));
		ck_assert_ptr_nonnull(strstr(err.text, cases[k].message));
	}
}
END_TEST

static Suite *aws_suite(void)
{
	Suite *suite = suite_create("aws");
	TCase *found = suite_case(suite, "found"), *fetched = suite_case(suite, "fetched");
	TCase *errors = suite_case(suite, "errors");

	tcase_add_checked_fixture(found, setup, teardown);
	tcase_add_checked_fixture(fetched, setup, teardown);
	tcase_add_checked_fixture(errors, setup, teardown);
	tcase_add_test(found, keys_of_options);
	tcase_add_test(found, keys_of_the_environment);
	tcase_add_test(found, keys_of_a_profile);
	tcase_add_test(found, a_profile_of_the_environment);
	tcase_add_test(found, what_a_profile_wants_is_told);
	tcase_add_test(found, a_profile_that_is_not_there_is_told);
	tcase_add_test(found, the_role_of_a_service_account);
	tcase_add_test(found, roles_of_profiles);
	tcase_add_test(found, roles_that_are_not_to_be_had);
	tcase_add_test(found, half_a_key_is_an_error);
	tcase_add_test(found, keys_of_a_container);
	tcase_add_test(found, the_token_of_a_container_is_in_a_file);
	tcase_add_test(found, a_token_goes_to_no_strange_host);
	tcase_add_test(found, keys_of_the_machine);
	tcase_add_test(found, no_keys_at_all);
	tcase_add_test(found, regions);
	tcase_add_test(fetched, many_wait_for_one_fetch);
	tcase_add_test(fetched, keys_that_end_soon_are_fetched_again);
	tcase_add_test(fetched, keys_that_have_ended_are_fetched_again);
	tcase_add_test(fetched, keys_that_end_on_the_way_are_fetched_once);
	tcase_add_test(fetched, keys_of_options_that_have_ended_are_told);
	tcase_add_test(fetched, who_gives_keys_may_be_busy);
	tcase_add_test(fetched, who_gives_keys_may_stay_busy);
	tcase_add_test(errors, errors_have_their_kinds);
	return suite;
}

SUITE_MAIN(aws_suite)
