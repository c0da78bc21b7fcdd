/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * suite.h - the main function of a suite of unit tests.
 *
 * A file tests/unit/check_THING.c defines its tests with START_TEST, collects
 * them in a function that makes a Suite, and ends with SUITE_MAIN(function).
 * What is printed is TAP, one line a test.  CK_FORK=no in the environment runs
 * all tests in one process, for a debugger, valgrind or a thread sanitizer.
 */
#ifndef DT_TESTS_SUITE_H
#define DT_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

#define SUITE_MAIN(make)                                                                           \
	int main(void)                                                                             \
	{                                                                                          \
		SRunner *runner = srunner_create(make());                                          \
		int failed;                                                                        \
                                                                                                   \
		srunner_set_tap(runner, "-");                                                      \
		srunner_run_all(runner, CK_SILENT);                                                \
		failed = srunner_ntests_failed(runner);                                            \
		srunner_free(runner);                                                              \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                       \
	}

/* A Suite of one case; its tests are added with tcase_add_test(case, test). */
__attribute__((unused)) static inline TCase *suite_case(Suite *suite, const char *name)
{
	TCase *tests = tcase_create(name);

	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	return tests;
}

#endif /* DT_TESTS_SUITE_H */
