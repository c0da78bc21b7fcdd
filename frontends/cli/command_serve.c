/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* doctranslate serve: the HTTP service, where it is built. */
#include "config.h"

#include "commands.h"

#ifdef HAVE_SERVE

#include "serve/access/tokens.h"
#include "serve/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { N_SERVE = OPTION_SERVE_LAST - OPTION_SERVE_FIRST + 1 };

/* "name=value" of each option that was given. */
static bool gather(const struct arguments *arguments, char *overrides[N_SERVE + 1])
{
	size_t n = 0;

	for (int id = OPTION_SERVE_FIRST; id <= OPTION_SERVE_LAST; id++) {
		if (!arguments_given(arguments, (enum option_id)id))
			continue;
		if (asprintf(&overrides[n], "%s=%s", option_table[id].name, arguments->value[id]) <
		    0) {
			overrides[n] = NULL;
			return false;
		}
		n++;
	}
	return true;
}

enum exit_code command_serve(struct session *session)
{
	char *overrides[N_SERVE + 1] = { NULL };
	struct dt_error err = { 0 };
	struct service *service = NULL;
	struct dt_engine *engine = session_engine(session);

	if (!engine)
		return session->fault.exit;
	if (!gather(&session->arguments, overrides))
		fault_set(&session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
	else
		service = service_start((const char *const *)overrides, engine, &err);
	if (service) {
		if (!service_run(service))
			session_warn(session, "not all that was under way was done in time; jobs "
					      "are taken up at the next start");
		service_free(service);
	} else if (err.status == DT_E_CONFIG) {
		fault_set(&session->fault, EXIT_USAGE, "usage", "%s", err.text);
	} else {
		fault_from_error(&session->fault, &err);
	}
	for (size_t i = 0; i < N_SERVE; i++)
		free(overrides[i]);
	return session->fault.exit;
}

/* ---- a line for the file of tokens ---------------------------------------------------------- */

static enum exit_code read_secret(struct session *session, const char *path, char *secret,
				  size_t size)
{
	FILE *file = !strcmp(path, "-") ? stdin : fopen(path, "re");
	size_t n = 0;

	if (!file)
		return fault_set(&session->fault, EXIT_USAGE, "not_found", "%s cannot be read: %s",
				 path, strerror(errno));
	if (fgets(secret, (int)size, file))
		n = strcspn(secret, "\r\n");
	if (file != stdin)
		fclose(file);
	secret[n] = '\0';
	return n >= 16 ? EXIT_OK
		       : fault_set(&session->fault, EXIT_USAGE, "usage",
				   "%s: found a token of %zu characters, wanted 16 at least: a "
				   "short one can be guessed from its hash",
				   path, n);
}

enum exit_code command_hash_token(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	const char *given = arguments_text(arguments, OPTION_TOKEN_FILE);
	const char *word = arguments_text(arguments, OPTION_ROLE);
	char secret[512] = "", line[TOKEN_LINE];
	enum token_role role = TOKEN_USER;
	struct dt_error err = { 0 };

	(void)token_role_read(word, strlen(word), &role);
	if (given) {
		if (read_secret(session, given, secret, sizeof(secret)) != EXIT_OK)
			return session->fault.exit;
	} else if (token_make(secret, &err) != DT_OK) {
		return fault_from_error(&session->fault, &err);
	}
	if (token_line(arguments->files.at[0], role,
		       (unsigned)arguments_integer(arguments, OPTION_RATE),
		       (unsigned)arguments_integer(arguments, OPTION_BURST), secret, line,
		       &err) != DT_OK) {
		explicit_bzero(secret, sizeof(secret));
		return fault_set(&session->fault, EXIT_USAGE, "usage", "%s", err.text);
	}
	if (session->json) {
		session->result =
			json_pack("{s:s, s:s?}", "line", line, "token", given ? NULL : secret);
	} else {
		printf("%s\n", line);
		if (!given)
			fprintf(stderr, "the token, which is kept nowhere: %s\n", secret);
	}
	explicit_bzero(secret, sizeof(secret));
	return EXIT_OK;
}

#else

static enum exit_code not_built(struct session *session)
{
	return fault_set(
		&session->fault, EXIT_EXTERNAL, "unavailable",
		"the service is not part of this program: libmicrohttpd 0.9.71 and libcurl "
		"7.85 were not there when it was built");
}

enum exit_code command_serve(struct session *session)
{
	return not_built(session);
}

enum exit_code command_hash_token(struct session *session)
{
	return not_built(session);
}

#endif
