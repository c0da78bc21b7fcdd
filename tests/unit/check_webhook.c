/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "serve/webhook/address.h"
#include "serve/webhook/flight.h"
#include "serve/webhook/sign.h"
#include "suite.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static const struct address_rules strict = { .https_only = false };
static const struct address_rules open_rules = { .allow_private = true };

static enum address_kind kind(const char *text)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_storage at;

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1) {
		memcpy(&at, &four, sizeof(four));
	} else {
		ck_assert_int_eq(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
		memcpy(&at, &six, sizeof(six));
	}
	return address_kind((const struct sockaddr *)&at);
}

START_TEST(kinds)
{
	static const struct {
		const char *text;
		enum address_kind kind;
	} cases[] = {
		{ "93.184.216.34", ADDRESS_PUBLIC },
		{ "8.8.8.8", ADDRESS_PUBLIC },
		{ "100.63.255.255", ADDRESS_PUBLIC },
		{ "172.32.0.1", ADDRESS_PUBLIC },
		{ "0.0.0.0", ADDRESS_UNSPECIFIED },
		{ "0.1.2.3", ADDRESS_UNSPECIFIED },
		{ "10.255.0.1", ADDRESS_PRIVATE },
		{ "100.64.0.1", ADDRESS_PRIVATE },
		{ "100.127.255.255", ADDRESS_PRIVATE },
		{ "127.0.0.1", ADDRESS_LOOPBACK },
		{ "127.255.255.255", ADDRESS_LOOPBACK },
		{ "169.254.1.1", ADDRESS_LINK_LOCAL },
		{ "169.254.169.254", ADDRESS_METADATA },
		{ "169.254.170.2", ADDRESS_METADATA },
		{ "168.63.129.16", ADDRESS_METADATA },
		{ "100.100.100.200", ADDRESS_METADATA },
		{ "172.16.0.1", ADDRESS_PRIVATE },
		{ "172.31.255.255", ADDRESS_PRIVATE },
		{ "192.0.0.1", ADDRESS_RESERVED },
		{ "192.0.2.7", ADDRESS_RESERVED },
		{ "192.168.1.1", ADDRESS_PRIVATE },
		{ "198.18.0.1", ADDRESS_RESERVED },
		{ "198.19.255.255", ADDRESS_RESERVED },
		{ "224.0.0.1", ADDRESS_MULTICAST },
		{ "239.255.255.255", ADDRESS_MULTICAST },
		{ "240.0.0.1", ADDRESS_RESERVED },
		{ "255.255.255.255", ADDRESS_RESERVED },
		{ "::", ADDRESS_UNSPECIFIED },
		{ "::1", ADDRESS_LOOPBACK },
		{ "::127.0.0.1", ADDRESS_RESERVED },
		{ "::ffff:127.0.0.1", ADDRESS_LOOPBACK },
		{ "::ffff:169.254.169.254", ADDRESS_METADATA },
		{ "::ffff:8.8.8.8", ADDRESS_PUBLIC },
		{ "::ffff:0:10.0.0.1", ADDRESS_PRIVATE },
		{ "64:ff9b::7f00:1", ADDRESS_LOOPBACK },
		{ "64:ff9b::8.8.8.8", ADDRESS_PUBLIC },
		{ "64:ff9b:1::10.0.0.1", ADDRESS_PRIVATE },
		{ "64:ff9b:1::8.8.8.8", ADDRESS_RESERVED },
		{ "2002:7f00:1::", ADDRESS_LOOPBACK },
		{ "2002:a9fe:a9fe::1", ADDRESS_METADATA },
		{ "2002:808:808::1", ADDRESS_PUBLIC },
		{ "2001:0:4136:e378:8000:63bf:3fff:fdd2", ADDRESS_RESERVED },
		{ "2001:db8::1", ADDRESS_RESERVED },
		{ "2606:2800:220:1:0:5efe:10.0.0.1", ADDRESS_PRIVATE },
		{ "2606:2800:220:1::1", ADDRESS_PUBLIC },
		{ "fc00::1", ADDRESS_PRIVATE },
		{ "fdff::1", ADDRESS_PRIVATE },
		{ "fd00:ec2::254", ADDRESS_METADATA },
		{ "fe80::1", ADDRESS_LINK_LOCAL },
		{ "febf::1", ADDRESS_LINK_LOCAL },
		{ "fec0::1", ADDRESS_PRIVATE },
		{ "ff02::1", ADDRESS_MULTICAST },
		{ "100::1", ADDRESS_RESERVED },
		{ "4000::1", ADDRESS_RESERVED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_msg(kind(cases[i].text) == cases[i].kind, "%s is %s", cases[i].text,
			      address_kind_text(kind(cases[i].text)));
}
END_TEST

static void refused(const char *url, const struct address_rules *rules)
{
	struct dt_error err = { 0 };
	struct address address;

	ck_assert_msg(address_check(url, rules, &address, &err) == DT_E_REFUSED, "%s", url);
	ck_assert_uint_gt(strlen(err.text), 0);
}

/* However 127.0.0.1 and its kind are written; none of these needs a resolver's answer. */
START_TEST(notations)
{
	static const char *const urls[] = {
		"http://127.0.0.1/",
		"http://127.1/",
		"http://2130706433/",
		"http://0x7f000001/",
		"http://0x7f.0.0.1/",
		"http://0177.0.0.1/",
		"http://017700000001/",
		"http://127.0.0.1.:8080/",
		"http://0/",
		"http://0.0.0.0:80/",
		"http://[::1]/",
		"http://[::]/",
		"http://[0:0:0:0:0:0:0:1]/",
		"http://[::ffff:127.0.0.1]/",
		"http://[::ffff:7f00:1]/",
		"http://[64:ff9b::7f00:1]/",
		"http://[fe80::1]/",
		"http://[fe80::1%25lo]/",
		"http://[fd00::1]/",
		"http://%31%32%37.0.0.1/",
		"http://169.254.169.254/latest/meta-data/",
		"http://2852039166/",
		"http://10.0.0.1/",
		"http://192.168.0.1/",
		"http://localhost/",
		"http://LOCALHOST./",
		"http://a.localhost/",
		"http://printer.local/",
		"http://224.0.0.1/",
		"http://255.255.255.255/",
		"http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1/",
		"https://93.184.216.34@127.0.0.1/",
		"http://127.0.0.1\\@93.184.216.34/",
	};

	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++)
		refused(urls[i], &strict);
}
END_TEST

START_TEST(forms)
{
	static const char *const urls[] = {
		"",
		"no url",
		"ftp://93.184.216.34/",
		"file:///etc/passwd",
		"http://",
		"http:///path",
		"gopher://93.184.216.34/",
		"//93.184.216.34/",
		"http://93.184.216.34:99999/",
		"http://93.184.216.34:0/",
		"http://93.184.216.34 /",
		"http://93.184.216.34/a b\r\nX: y",
		"http://user:password@93.184.216.34/",
		"javascript:alert(1)",
	};
	char url[ADDRESS_MAX + 64];
	struct dt_error err = { 0 };
	struct address address;
	int n;

	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++)
		refused(urls[i], &open_rules);
	refused(NULL, &open_rules);
	/* 2048 characters are taken, one more is not */
	n = snprintf(url, sizeof(url), "http://93.184.216.34/");
	memset(url + n, 'a', ADDRESS_MAX - (size_t)n);
	url[ADDRESS_MAX] = '\0';
	ck_assert_int_eq(address_check(url, &strict, &address, &err), DT_OK);
	memcpy(url + ADDRESS_MAX, "a", 2);
	refused(url, &strict);
}
END_TEST

START_TEST(settings_allow)
{
	static const char *const hosts[] = { "example.org", "169.254.169.254" };
	static const char *const others[] = { "*.corp.example" };
	struct address_rules listed = { .allow_private = true, .hosts = hosts, .n_hosts = 2 };
	struct address_rules below = { .hosts = others, .n_hosts = 1 };
	struct address_rules secure = { .https_only = true };
	struct dt_error err = { 0 };
	struct address address;

	ck_assert_int_eq(address_check("https://93.184.216.34:8443/x?y=1", &strict, &address, &err),
			 DT_OK);
	ck_assert_str_eq(address.host, "93.184.216.34");
	ck_assert_uint_eq(address.port, 8443);
	ck_assert(address.https);
	ck_assert_int_eq(address_check("http://localhost:9/", &open_rules, &address, &err), DT_OK);
	ck_assert_int_eq(address_check("http://[::1]:9/", &open_rules, &address, &err), DT_OK);
	ck_assert_str_eq(address.host, "::1");
	/* never, whatever is allowed */
	refused("http://0.0.0.0/", &open_rules);
	refused("http://224.0.0.1/", &open_rules);
	refused("http://169.254.169.254/", &open_rules);
	/* but where it is listed by name */
	ck_assert_int_eq(address_check("http://169.254.169.254/", &listed, &address, &err), DT_OK);
	refused("http://127.0.0.1/", &listed);
	refused("http://93.184.216.34/", &secure);
	ck_assert_int_eq(address_read("https://a.b.corp.example/", &below, &address, &err), DT_OK);
	ck_assert_int_eq(address_read("https://Corp.Example./", &below, &address, &err), DT_OK);
	ck_assert_int_eq(address_read("https://evilcorp.example/", &below, &address, &err),
			 DT_E_REFUSED);
	/* no part of the URL is told, which may be a key */
	err = (struct dt_error){ 0 };
	address_read("https://other.example/SECRETKEY", &below, &address, &err);
	ck_assert_ptr_null(strstr(err.text, "SECRETKEY"));
}
END_TEST

START_TEST(signatures)
{
	/* the example of the specification's own libraries */
	static const char body[] = "{\"test\": 2432232314}";
	struct sign_key key;
	struct dt_error err = { 0 };
	char text[SIGN_TEXT_MAX];

	ck_assert_int_eq(sign_key_read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &key, &err),
			 DT_OK);
	ck_assert_uint_eq(key.n, 24);
	sign_v1(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, strlen(body), text);
	ck_assert_str_eq(text, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	/* raw ones are taken as they are */
	ck_assert_int_eq(sign_key_read("a plain secret", &key, &err), DT_OK);
	ck_assert_uint_eq(key.n, 14);
	sign_key_clear(&key);
	ck_assert_uint_eq(key.n, 0);
}
END_TEST

START_TEST(secrets)
{
	static const char *const bad[] = { "",	      "whsec_",	     "whsec_!!!!",     "whsec_A",
					   "whsec_=", "whsec_ab=cd", "whsec_MfKQ9r8G*" };
	struct dt_error err = { 0 };
	struct sign_key key;
	char text[SIGN_KEY_MAX * 2];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(sign_key_read(bad[i], &key, &err) == DT_E_REFUSED, "%s", bad[i]);
	ck_assert_ptr_null(strstr(err.text, "MfKQ9"));
	ck_assert_int_eq(sign_key_read(NULL, &key, &err), DT_E_REFUSED);
	memset(text, 'A', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(sign_key_read(text, &key, &err), DT_E_REFUSED);
	memcpy(text, "whsec_", 6);
	ck_assert_int_eq(sign_key_read(text, &key, &err), DT_E_REFUSED);
	/* padding or none */
	ck_assert_int_eq(sign_key_read("whsec_YWJjZA==", &key, &err), DT_OK);
	ck_assert_uint_eq(key.n, 4);
	ck_assert_int_eq(sign_key_read("whsec_YWJjZA", &key, &err), DT_OK);
	ck_assert_int_eq(memcmp(key.bytes, "abcd", 4), 0);
}
END_TEST

START_TEST(variables)
{
	static const char *const listed[] = { "HOOK_KEY" };

	ck_assert(sign_variable_allowed("DOCTRANSLATE_WEBHOOK_A", NULL, 0));
	ck_assert(sign_variable_allowed("HOOK_KEY", listed, 1));
	ck_assert(!sign_variable_allowed("DOCTRANSLATE_WEBHOOK_", NULL, 0));
	ck_assert(!sign_variable_allowed("DOCTRANSLATE_WEBHOOK_A=", NULL, 0));
	ck_assert(!sign_variable_allowed("AWS_SECRET_ACCESS_KEY", listed, 1));
	ck_assert(!sign_variable_allowed("PATH", NULL, 0));
	ck_assert(!sign_variable_allowed("", NULL, 0));
}
END_TEST

static int64_t wait_after(unsigned attempt, int status, int64_t retry_after, double chance)
{
	struct landing landing = { 0 };

	landing_judge(&landing, attempt, 64, status, retry_after, chance);
	ck_assert_int_eq(landing.outcome, LANDING_RETRY);
	return landing.wait_us;
}

START_TEST(schedule)
{
	static const int given_up[] = { 404, 410 };
	static const int again[] = { 0, 199, 301, 302, 307, 400, 401, 403, 408, 429, 500, 503 };
	struct landing landing = { 0 };

	for (int status = 200; status < 300; status++) {
		landing_judge(&landing, 1, 10, status, 0, 0.5);
		ck_assert_int_eq(landing.outcome, LANDING_DELIVERED);
	}
	for (size_t i = 0; i < sizeof(given_up) / sizeof(*given_up); i++) {
		landing_judge(&landing, 1, 10, given_up[i], 0, 0.5);
		ck_assert_int_eq(landing.outcome, LANDING_GIVEN_UP);
	}
	for (size_t i = 0; i < sizeof(again) / sizeof(*again); i++) {
		landing_judge(&landing, 1, 10, again[i], 0, 0.5);
		ck_assert_int_eq(landing.outcome, LANDING_RETRY);
		landing_judge(&landing, 9, 10, again[i], 0, 0.5);
		ck_assert_int_eq(landing.outcome, LANDING_RETRY);
		landing_judge(&landing, 10, 10, again[i], 0, 0.5);
		ck_assert_int_eq(landing.outcome, LANDING_GIVEN_UP);
	}
	ck_assert_int_eq(wait_after(1, 500, 0, 0), 1000000);
	ck_assert_int_eq(wait_after(1, 500, 0, 0.5), 2000000);
	ck_assert_int_eq(wait_after(1, 500, 0, 1), 3000000);
	ck_assert_int_eq(wait_after(9, 500, 0, 0.5), 512000000);
	ck_assert_int_eq(wait_after(10, 500, 0, 0.5), 900000000);
	ck_assert_int_eq(wait_after(60, 500, 0, 0.5), 900000000);
	/* an answer may ask for more, within bounds, and only where it has a meaning */
	ck_assert_int_eq(wait_after(1, 429, 60, 0.5), 60000000);
	ck_assert_int_eq(wait_after(1, 503, 100000, 0.5), 3600LL * 1000000);
	ck_assert_int_eq(wait_after(9, 429, 60, 0.5), 512000000);
	ck_assert_int_eq(wait_after(1, 500, 60, 0.5), 2000000);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("webhook");
	TCase *tests = suite_case(suite, "webhook");

	tcase_add_test(tests, kinds);
	tcase_add_test(tests, notations);
	tcase_add_test(tests, forms);
	tcase_add_test(tests, settings_allow);
	tcase_add_test(tests, signatures);
	tcase_add_test(tests, secrets);
	tcase_add_test(tests, variables);
	tcase_add_test(tests, schedule);
	return suite;
}
SUITE_MAIN(suite)
