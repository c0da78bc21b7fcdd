/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "serve/observe/log.h"
#include "serve/observe/redact.h"
#include "suite.h"

#include <string.h>

static void shown(const char *text, const char *wanted)
{
	char *found = log_redacted(text, strlen(text), true);

	ck_assert_ptr_nonnull(found);
	ck_assert_str_eq(found, wanted);
	free(found);
}

START_TEST(names)
{
	static const char *const secret[] = { "api_key",	 "X-API-Key",	  "Authorization",
					      "password",	 "db_password",	  "token",
					      "access_token",	 "client-secret", "webhook_secret",
					      "Set-Cookie",	 "apiKey",	  "signature",
					      "X-Amz-Credential" };
	static const char *const open[] = { "tokens",	 "job_id",	"keyboard",
					    "monkey",	 "author",	"event",
					    "signed_by", "token_count", "status" };

	for (size_t i = 0; i < sizeof(secret) / sizeof(*secret); i++)
		ck_assert_msg(redact_name(secret[i], strlen(secret[i])), "%s", secret[i]);
	for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++)
		ck_assert_msg(!redact_name(open[i], strlen(open[i])), "%s", open[i]);
}
END_TEST

START_TEST(headers)
{
	shown("Authorization: Bearer abc.def", "Authorization: Bearer <redacted>");
	shown("authorization: Basic dXNlcjpwdw==; next", "authorization: Basic <redacted>; next");
	shown("sent Bearer abc123 to it", "sent Bearer <redacted> to it");
	shown("X-API-Key: 12345, Accept: */*", "X-API-Key: <redacted>, Accept: */*");
}
END_TEST

START_TEST(urls)
{
	shown("GET https://user:pw@host/a?b=1", "GET https://<redacted>@host/a?b=1");
	shown("https://host/a?X-Amz-Signature=abcdef&X-Amz-Credential=AK%2Fx&page=2",
	      "https://host/a?X-Amz-Signature=<redacted>&X-Amz-Credential=<redacted>&page=2");
	shown("https://host/hook?token=t0p&id=3#key",
	      "https://host/hook?token=<redacted>&id=3#key");
	shown("see https://host/@user/page", "see https://host/@user/page");
}
END_TEST

START_TEST(values)
{
	shown("{\"api_key\": \"ab\\\"c\", \"model\": \"m\"}",
	      "{\"api_key\": \"<redacted>\", \"model\": \"m\"}");
	shown("password=hunter2 user=bob", "password=<redacted> user=bob");
	shown("the key: of the house", "the key: of the house");
	shown("a token is missing", "a token is missing");
}
END_TEST

START_TEST(shapes)
{
	shown("no such key sk-proj-abcdefghijkl here", "no such key <redacted> here");
	shown("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "<redacted>");
	shown("AKIAIOSFODNN7EXAMPLE is it", "<redacted> is it");
	shown("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN", "<redacted>");
	shown("risk-free and task-based", "risk-free and task-based");
}
END_TEST

START_TEST(long_texts)
{
	char text[2000], *found;

	memset(text, 'a', sizeof(text));
	memcpy(text + 1900, "END", 3);
	found = log_redacted(text, sizeof(text), true);
	ck_assert_uint_lt(strlen(found), 430);
	ck_assert_ptr_nonnull(strstr(found, "...(1616 bytes cut)..."));
	ck_assert_ptr_nonnull(strstr(found, "END"));
	free(found);
	found = log_redacted(text, sizeof(text), false);
	ck_assert_uint_eq(strlen(found), sizeof(text));
	free(found);
	/* a secret at the cut is not cut in two */
	memset(text, ' ', sizeof(text));
	memcpy(text + 250, "password=abcdefghijklmnopqrstuvwxyz", 35);
	found = log_redacted(text, sizeof(text), true);
	ck_assert_ptr_null(strstr(found, "abc"));
	free(found);
}
END_TEST

/* Whatever stands in it, nothing is read behind the end. */
START_TEST(odd_ends)
{
	static const char *const ends[] = {
		"://",	     "https://",  "https://a@",	 "Bearer",	  "Bearer ",	 "password",
		"password=", "password:", "password=\"", "password=\"\\", "\"api_key\"", "x?",
		"sk-",	     ""
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t n = strlen(ends[i]);
		char *exact = malloc(n + 1), *found;

		memcpy(exact, ends[i], n);
		found = log_redacted(exact, n, true);
		ck_assert_ptr_nonnull(found);
		free(found);
		free(exact);
	}
}
END_TEST

START_TEST(json_values)
{
	json_t *value = json_loads("{\"options\":{\"openai\":{\"api_key\":\"k\",\"model\":\"m\"}},"
				   "\"headers\":[{\"Authorization\":\"Bearer x\"}],\"tokens\":5,"
				   "\"token\":7,\"url\":\"http://h/?sig=1\"}",
				   0, NULL);
	json_t *found = log_redacted_json(value, true);
	char *text = json_dumps(found, JSON_COMPACT);

	ck_assert_str_eq(text,
			 "{\"options\":{\"openai\":{\"api_key\":\"<redacted>\",\"model\":\"m\"}},"
			 "\"headers\":[{\"Authorization\":\"<redacted>\"}],\"tokens\":5,"
			 "\"token\":7,\"url\":\"http://h/?sig=<redacted>\"}");
	free(text);
	json_decref(found);
	json_decref(value);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("redact");
	TCase *tests = suite_case(suite, "redact");

	tcase_add_test(tests, names);
	tcase_add_test(tests, headers);
	tcase_add_test(tests, urls);
	tcase_add_test(tests, values);
	tcase_add_test(tests, shapes);
	tcase_add_test(tests, long_texts);
	tcase_add_test(tests, odd_ends);
	tcase_add_test(tests, json_values);
	return suite;
}
SUITE_MAIN(suite)
