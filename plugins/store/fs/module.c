/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "folder.h"

static const struct dt_option options[] = {
	DT_OPT_STRING(struct folder_options, directory, 0, ".",
		      "folder of the objects, made when it is missing"),
};

static dt_status fs_check(const void *given, const char **option, struct dt_error *err)
{
	const struct folder_options *wanted = given;

	if (wanted->directory && *wanted->directory)
		return DT_OK;
	*option = "directory";
	return dt_fail(err, DT_E_CONFIG, "the name of a folder is empty");
}

/* The options live until close: they are all that self has to hold. */
static dt_status fs_open(const struct dt_call *call, const void *given, void **self,
			 struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)given;
	return DT_OK;
}

static const struct dt_store stores[] = { {
	.name = "folder",
	.summary = "files below a folder, each written whole or not at all",
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct folder_options),
	.check = fs_check,
	.open = fs_open,
	.get = folder_get,
	.put = folder_put,
	.has = folder_has,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "fs",
	.version = PACKAGE_VERSION,
	.summary = "store in a folder",
	.license = "AGPL-3.0-or-later",
	.stores = stores,
	.n_stores = DT_COUNT(stores),
};
