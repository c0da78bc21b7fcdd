/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Secrets of requests: taken out, sealed, put back; and the key that does it. */
#include "config.h"

#include "suite.h"

#include "serve/jobs/folder.h"
#include "serve/jobs/sealed.h"
#include "serve/jobs/secrets.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static void setup(void)
{
	snprintf(root, sizeof root, "/tmp/check-sealed.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
}

static void teardown(void)
{
	folder_remove(root);
}

START_TEST(round_trip)
{
	struct seal_key key = { { 1, 2, 3 } }, other = { { 1, 2, 4 } };
	const char text[] = "sk-1234567890";
	void *sealed, *again;
	size_t size, n;
	char *back;

	ck_assert(seal(&key, "job", text, strlen(text), &sealed, &size));
	ck_assert(seal(&key, "job", text, strlen(text), &again, &n));
	ck_assert_uint_eq(size, n);
	ck_assert_int_ne(memcmp(sealed, again, n), 0); /* another nonce */
	ck_assert_ptr_null(memmem(sealed, size, "sk-1", 4));
	back = unseal(&key, "job", sealed, size, &n);
	ck_assert_str_eq(back, text);
	ck_assert_uint_eq(n, strlen(text));
	free(back);
	ck_assert_ptr_null(unseal(&other, "job", sealed, size, &n));
	ck_assert_ptr_null(unseal(&key, "jobs", sealed, size, &n));
	ck_assert_ptr_null(unseal(&key, "job", sealed, size - 1, &n));
	ck_assert_ptr_null(unseal(&key, "job", sealed, 3, &n));
	for (size_t i = 0; i < size; i++) {
		((char *)sealed)[i] ^= 1;
		ck_assert_ptr_null(unseal(&key, "job", sealed, size, &n));
		((char *)sealed)[i] ^= 1;
	}
	free(sealed);
	free(again);
}
END_TEST

START_TEST(key_file)
{
	struct seal_key one, two;
	struct dt_error err = { 0 };
	struct stat st;
	char path[128];

	ck_assert_msg(!seal_key_read(&one, NULL, root, &err), "%s", err.text);
	ck_assert(!seal_key_read(&two, "", root, &err));
	ck_assert_mem_eq(&one, &two, sizeof one);
	snprintf(path, sizeof path, "%s/secret.key", root);
	ck_assert(!stat(path, &st));
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert(!chmod(path, 0640));
	ck_assert_int_eq(seal_key_read(&two, NULL, root, &err), DT_E_CONFIG);
	ck_assert(!chmod(path, 0600));
	ck_assert(!truncate(path, 20));
	err = (struct dt_error){ 0 };
	ck_assert_int_eq(seal_key_read(&two, NULL, root, &err), DT_E_CONFIG);
}
END_TEST

START_TEST(key_of_settings)
{
	struct seal_key one, two;
	struct dt_error err = { 0 };

	ck_assert(!seal_key_read(&one, "sixteen letters!", root, &err));
	ck_assert(!seal_key_read(&two, "sixteen letters?", root, &err));
	ck_assert_mem_ne(&one, &two, sizeof one);
	ck_assert_int_eq(seal_key_read(&one, "short", root, &err), DT_E_CONFIG);
	ck_assert_ptr_null(strstr(err.text, "short\""));
}
END_TEST

START_TEST(taken_and_put_back)
{
	static const char text[] =
		"{\"translator\":{\"openai\":{\"api_key\":\"A1\",\"term_api_key\":\"A2\","
		"\"model\":\"m\",\"base_url\":\"https://u:P3@host:1/v1?x=@\"},"
		"\"local_cli\":{\"local_api_key\":\"A4\",\"local_timeout_seconds\":3}},"
		"\"list\":[{\"Password\":\"A5\"},{\"max_tokens\":4,\"secret_env\":\"NAME\"}],"
		"\"a/b~c\":{\"x-token\":\"A6\"},\"api_key\":null,\"empty\":{\"secret\":\"\"}}";
	json_t *value = json_loads(text, 0, NULL), *whole = json_deep_copy(value);
	json_t *secrets = secrets_take(value, NULL);
	char *left = json_dumps(value, JSON_COMPACT);

	ck_assert_uint_eq(json_object_size(secrets), 6);
	ck_assert_ptr_nonnull(json_object_get(secrets, "/a~1b~0c/x-token"));
	for (char c = '1'; c <= '6'; c++) {
		char secret[] = { c == '3' ? 'P' : 'A', c, 0 };

		ck_assert_msg(!strstr(left, secret), "%s in %s", secret, left);
	}
	ck_assert_ptr_nonnull(strstr(left, "https://host:1/v1?x=@"));
	ck_assert_ptr_nonnull(strstr(left, "\"NAME\""));
	ck_assert(secrets_put(value, secrets));
	ck_assert(json_equal(value, whole));
	free(left);
	json_decref(value);
	json_decref(whole);
	json_decref(secrets);
}
END_TEST

START_TEST(taken_by_schema)
{
	static const struct schema word = { .type = SCHEMA_STRING, .secret = true };
	static const struct schema_member members[] = { { .name = "word", .schema = &word },
							{ 0 } };
	static const struct schema object = { .type = SCHEMA_OBJECT, .members = members };
	static const struct schema list = { .type = SCHEMA_ARRAY, .items = &object };
	json_t *value = json_loads("[{\"word\": \"A\"}, {\"other\": \"B\"}]", 0, NULL);
	json_t *secrets = secrets_take(value, &list);

	ck_assert_uint_eq(json_object_size(secrets), 1);
	ck_assert_str_eq(json_string_value(json_object_get(secrets, "/0/word")), "A");
	json_decref(secrets);
	json_decref(value);
}
END_TEST

/* What a job leaves behind may point anywhere: only the pointers go. */
START_TEST(folders)
{
	struct dt_error err = { 0 };
	char id[40], path[160], outside[128], *folder;
	int fd;

	ck_assert(uuid_make(id));
	ck_assert(uuid_is(id));
	ck_assert(!uuid_is("../../etc"));
	ck_assert(!uuid_is("11111111-1111-4111-8111-11111111111/"));
	snprintf(outside, sizeof outside, "%s/kept", root);
	fd = open(outside, O_CREAT | O_WRONLY, 0600);
	ck_assert_int_eq(write(fd, "kept", 4), 4);
	close(fd);
	ck_assert(!folder_make(root, id, &err));
	snprintf(path, sizeof path, "%s/%s/output/link", root, id);
	ck_assert(!symlink(outside, path));
	snprintf(path, sizeof path, "%s/%s/output/up", root, id);
	ck_assert(!symlink(root, path));
	folder = path_join(root, id);
	folder_remove(folder);
	ck_assert_int_ne(access(folder, F_OK), 0);
	ck_assert_int_eq(access(outside, F_OK), 0);
	free(folder);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("sealed");
	TCase *tests = suite_case(suite, "sealed");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, round_trip);
	tcase_add_test(tests, key_file);
	tcase_add_test(tests, key_of_settings);
	tcase_add_test(tests, taken_and_put_back);
	tcase_add_test(tests, taken_by_schema);
	tcase_add_test(tests, folders);
	return suite;
}

SUITE_MAIN(suite)
