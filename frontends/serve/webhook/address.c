/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "address.h"

#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Is host this one, or below it? */
static bool is_below(const char *host, const char *name)
{
	size_t host_n = strlen(host), name_n;

	while (*name == '.' || *name == '*') /* ".example.org" and "*.example.org" mean the same */
		name++;
	name_n = strlen(name);
	if (!name_n || host_n < name_n || strcasecmp(host + host_n - name_n, name) != 0)
		return false;
	return host_n == name_n || host[host_n - name_n - 1] == '.';
}

static bool is_listed(const char *host, const struct address_rules *rules)
{
	for (size_t i = 0; i < rules->n_hosts; i++)
		if (is_below(host, rules->hosts[i]))
			return true;
	return false;
}

bool address_allowed(const struct sockaddr *at, const char *host, const struct address_rules *rules)
{
	switch (address_kind(at)) {
	case ADDRESS_PUBLIC:
		return true;
	case ADDRESS_LOOPBACK:
	case ADDRESS_PRIVATE:
	case ADDRESS_LINK_LOCAL:
		return rules->allow_private;
	case ADDRESS_METADATA:
		return rules->allow_private && is_listed(host, rules);
	default:
		return false;
	}
}

/* names in other scripts come in ASCII, as the resolver is asked for them */
#ifdef CURLU_PUNYCODE
#define HOST_FLAGS (CURLU_URLDECODE | CURLU_PUNYCODE)
#else
#define HOST_FLAGS CURLU_URLDECODE
#endif

/* ---- the form of the URL ---------------------------------------------------------- */

static dt_status read_host(CURLU *parts, struct address *address, struct dt_error *err)
{
	char *host = NULL, *from;
	size_t n;

	if (curl_url_get(parts, CURLUPART_HOST, &host, HOST_FLAGS) || !host || !*host) {
		curl_free(host);
		return dt_fail(err, DT_E_REFUSED, "the webhook's URL has no host");
	}
	from = *host == '[' ? host + 1 : host;
	n = strlen(from);
	if (*host == '[' && n && from[n - 1] == ']')
		n--;
	if (*host != '[' && n && from[n - 1] == '.') /* the root of names */
		n--;
	if (!n || n >= sizeof(address->host)) {
		curl_free(host);
		return dt_fail(err, DT_E_REFUSED,
			       "the webhook's URL has no host of a name that is "
			       "as long as names are");
	}
	for (size_t i = 0; i < n; i++)
		address->host[i] =
			(char)(from[i] >= 'A' && from[i] <= 'Z' ? from[i] + 32 : from[i]);
	address->host[n] = '\0';
	curl_free(host);
	return DT_OK;
}

static dt_status read_parts(CURLU *parts, struct address *address, struct dt_error *err)
{
	char *scheme = NULL, *port = NULL, *user = NULL, *password = NULL;
	bool known;

	if (curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0))
		return dt_fail(err, DT_E_REFUSED, "the webhook's URL has no scheme");
	address->https = !strcasecmp(scheme, "https");
	known = address->https || !strcasecmp(scheme, "http");
	curl_free(scheme);
	if (!known)
		return dt_fail(err, DT_E_REFUSED,
			       "the webhook's URL has to begin with http:// or "
			       "https://");
	curl_url_get(parts, CURLUPART_USER, &user, 0);
	curl_url_get(parts, CURLUPART_PASSWORD, &password, 0);
	known = user || password;
	curl_free(user);
	curl_free(password);
	if (known)
		return dt_fail(err, DT_E_REFUSED,
			       "the webhook's URL names a user, which it must not: deliveries are "
			       "known by their signature");
	if (curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT))
		return dt_fail(err, DT_E_REFUSED, "the webhook's URL has no port that can be used");
	address->port = (unsigned)strtoul(port, NULL, 10);
	curl_free(port);
	if (!address->port || address->port > 65535)
		return dt_fail(err, DT_E_REFUSED, "the webhook's URL has no port that can be used");
	return read_host(parts, address, err);
}

static dt_status check_host(const struct address *address, const struct address_rules *rules,
			    struct dt_error *err)
{
	if (rules->https_only && !address->https)
		return dt_fail(err, DT_E_REFUSED, "the webhook's URL has to begin with https://");
	if (!rules->allow_private &&
	    (is_below(address->host, "localhost") || is_below(address->host, "local")))
		return dt_fail(err, DT_E_REFUSED,
			       "the webhook's host is a name of this machine or of its network");
	if (rules->n_hosts && !is_listed(address->host, rules))
		return dt_fail(err, DT_E_REFUSED,
			       "the webhook's host is none of those that this server may call");
	return DT_OK;
}

dt_status address_read(const char *url, const struct address_rules *rules, struct address *address,
		       struct dt_error *err)
{
	CURLU *parts;
	dt_status status;

	*address = (struct address){ 0 };
	if (!url || !*url)
		return dt_fail(err, DT_E_REFUSED, "the webhook has no URL");
	if (strlen(url) > ADDRESS_MAX)
		return dt_fail(err, DT_E_REFUSED, "the webhook's URL has more than %d characters",
			       ADDRESS_MAX);
	parts = curl_url();
	if (!parts)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a URL");
	if (curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME))
		status = dt_fail(err, DT_E_REFUSED,
				 "the webhook's URL is not of the form "
				 "http(s)://host/path");
	else
		status = read_parts(parts, address, err);
	curl_url_cleanup(parts);
	return status ? status : check_host(address, rules, err);
}

/* ---- its addresses ---------------------------------------------------------------- */

dt_status address_check(const char *url, const struct address_rules *rules, struct address *address,
			struct dt_error *err)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM },
			*list = NULL;
	dt_status status = address_read(url, rules, address, err);
	int code;

	if (status)
		return status;
	code = getaddrinfo(address->host, NULL, &hints, &list);
	if (code || !list)
		return dt_fail(err, DT_E_REFUSED, "the webhook's host has no address (%s)",
			       code ? gai_strerror(code) : "none was found");
	/* one that is refused is enough: nobody knows which one will be taken */
	for (const struct addrinfo *one = list; one && !status; one = one->ai_next)
		if (!address_allowed(one->ai_addr, address->host, rules))
			status =
				dt_fail(err, DT_E_REFUSED,
					"the webhook's host is %s, which this server does not call",
					address_kind_text(address_kind(one->ai_addr)));
	freeaddrinfo(list);
	return status;
}
