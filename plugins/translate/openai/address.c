/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "openai.h"

#include <stdlib.h>
#include <strings.h>

static bool ends_with(const char *at, size_t n, const char *end)
{
	size_t m = strlen(end);

	return n >= m && !strncasecmp(at + n - m, end, m);
}

/* The host of an address: where it begins and its length. */
static const char *host_of(const char *address, size_t *n)
{
	const char *at = strstr(address, "://");

	at = at ? at + 3 : address;
	*n = *at == '[' ? strcspn(at, "]") + 1 : strcspn(at, ":/?#");
	return at;
}

static bool is_host(const char *host, size_t n, const char *name)
{
	return n == strlen(name) && !strncasecmp(host, name, n);
}

/* The address without slashes and without an endpoint at its end. */
static size_t trim(const char *address)
{
	static const char *const endpoints[] = { "/chat/completions", "/responses", "/completions",
						 "/models" };
	size_t n = strcspn(address, "?#");

	while (n && address[n - 1] == '/')
		n--;
	for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++)
		if (ends_with(address, n, endpoints[i]))
			n -= strlen(endpoints[i]);
	while (n && address[n - 1] == '/')
		n--;
	return n;
}

static char *take(struct text *text)
{
	if (text->failed) {
		text_free(text);
		return NULL;
	}
	return text->at;
}

/* Deployments of Azure have addresses of their own; the model is the deployment's name. */
static void add_azure(struct text *base, const struct openai_options *options, size_t host_end)
{
	if (!options->api_version || !*options->api_version) {
		if (base->n == host_end)
			text_add_string(base, "/openai/v1");
		else if (ends_with(base->at, base->n, "/openai"))
			text_add_string(base, "/v1");
		return;
	}
	if (strstr(base->at, "/deployments/"))
		return;
	if (base->n == host_end)
		text_add_string(base, "/openai");
	text_add_string(base, "/deployments/");
	text_add_string(base, options->llm.model ? options->llm.model : "");
}

static char *join(const char *base, const char *path, const char *version)
{
	struct text url = { 0 };

	text_add_string(&url, base);
	text_add_string(&url, path);
	if (version && *version) {
		text_add_string(&url, "?api-version=");
		text_add_string(&url, version);
	}
	return take(&url);
}

static void add_base(struct openai_address *address, const struct openai_options *options,
		     struct text *base)
{
	const char *given = options->net.base_url;
	size_t n, host_end;
	const char *host;

	host = host_of(given, &n);
	/* as it was given, for the one who says that it is no address */
	text_add(base, given, n ? trim(given) : strlen(given));
	if (base->failed || !n)
		return;
	host = host_of(base->at, &n);
	host_end = (size_t)(host - base->at) + strcspn(host, "/");
	address->hosted = is_host(host, n, "api.openai.com");
	address->openrouter = is_host(host, n, "openrouter.ai");
	address->azure = (options->api_version && *options->api_version) ||
			 ends_with(host, n, ".openai.azure.com") ||
			 ends_with(host, n, ".cognitiveservices.azure.com") ||
			 ends_with(host, n, ".services.ai.azure.com");
	if (address->azure)
		add_azure(base, options, host_end);
	else if (base->n == host_end || ends_with(base->at, base->n, "/api") ||
		 ends_with(base->at, base->n, "/openai"))
		text_add_string(base, "/v1");
}

/* Where Azure lists models: not at the deployment. */
static char *models_address(const struct openai_address *address,
			    const struct openai_options *options)
{
	const char *deployment = strstr(address->base, "/deployments/");
	struct text root = { 0 };
	char *url;

	if (!deployment)
		return join(address->base, "/models", options->api_version);
	text_add(&root, address->base, (size_t)(deployment - address->base));
	url = root.failed ? NULL : join(root.at, "/models", options->api_version);
	text_free(&root);
	return url;
}

dt_status openai_address_make(struct openai_address *address, const struct openai_options *options,
			      struct dt_error *err)
{
	struct text base = { 0 };

	memset(address, 0, sizeof(*address));
	if (!options->net.base_url || !*options->net.base_url)
		return dt_fail(err, DT_E_CONFIG, "base_url is empty, wanted an address");
	add_base(address, options, &base);
	if (!base.failed && ends_with(base.at, base.n, "/v1/v1")) {
		text_free(&base);
		return dt_fail(err, DT_E_CONFIG, "base_url \"%.200s\" has /v1 twice at its end",
			       options->net.base_url);
	}
	address->base = take(&base);
	address->responses = options->api == OPENAI_API_RESPONSES ||
			     (options->api == OPENAI_API_AUTO && address->hosted);
	if (address->base) {
		address->ask =
			join(address->base, address->responses ? "/responses" : "/chat/completions",
			     options->api_version);
		address->models = models_address(address, options);
	}
	if (!address->base || !address->ask || !address->models)
		return dt_fail(err, DT_E_SYSTEM, "no memory for an address");
	return DT_OK;
}

void openai_address_free(struct openai_address *address)
{
	free(address->base);
	free(address->ask);
	free(address->models);
	memset(address, 0, sizeof(*address));
}
