/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening the file: what it is, of which version, and the steps to the version of today. */
#include "config.h"

#include "connection.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/* Where mapped memory is not the same for all who map it, or may not be: linux/magic.h, and of file
 * systems that are not in it CIFS, SMB2, Lustre, Ceph and GPFS. */
bool path_on_network(const char *path)
{
	static const unsigned long known[] = { NFS_SUPER_MAGIC, SMB_SUPER_MAGIC,  V9FS_MAGIC,
					       AFS_FS_MAGIC,	CODA_SUPER_MAGIC, FUSE_SUPER_MAGIC,
					       0xff534d42,	0xfe534d42,	  0x0bd00bd0,
					       0x00c36400,	0x47504653 };
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	struct statfs facts;
	bool network = false;

	if (folder && !statfs(folder, &facts))
		for (size_t i = 0; i < DT_COUNT(known); i++)
			if (((unsigned long)facts.f_type & 0xffffffffu) == known[i])
				network = true;
	free(folder);
	return network;
}

/* What the file says of itself, as it was at one moment. */
static bool read_head(struct connection *c, int head[3], struct dt_error *err)
{
	static const char sql[] =
		"SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_master) "
		"FROM pragma_application_id AS a, pragma_user_version AS v";
	sqlite3_stmt *statement = connection_statement(c, sql, err);
	bool good = statement && connection_row(c, statement, err);

	for (int i = 0; good && i < 3; i++)
		head[i] = sqlite3_column_int(statement, i);
	if (good)
		sqlite3_reset(statement);
	return good;
}

static dt_status check_head(struct connection *c, const struct schema *schema, int *version,
			    struct dt_error *err)
{
	int head[3];

	if (!read_head(c, head, err))
		return err->status ? err->status
				   : dt_fail(err, DT_E_BUG, "a database without a head");
	*version = head[1];
	if (head[0] != schema->application && (head[0] || head[2]))
		return dt_fail(
			err, DT_E_CONFIG,
			"%.300s is a database of another program, no records of DocTranslate: "
			"name another file",
			c->path);
	if (*version > schema->version)
		return dt_fail(err, DT_E_CONFIG,
			       "the records %.250s are of version %d, this program knows %d: a "
			       "newer program is needed",
			       c->path, *version, schema->version);
	return DT_OK;
}

/* From version to version, all or none; another process may have been quicker. */
static dt_status migrate(struct connection *c, const struct schema *schema, struct dt_error *err)
{
	char sql[120];
	int version;
	dt_status status = check_head(c, schema, &version, err);

	if (status || version == schema->version)
		return status;
	status = connection_begin(c, DURABLE, err);
	if (status)
		return status;
	status = check_head(c, schema, &version, err);
	for (; !status && version < schema->version; version++)
		status = connection_run(c, schema->migrations[version], err);
	if (!status) {
		snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d",
			 schema->application, version);
		status = connection_run(c, sql, err);
	}
	return connection_end(c, status, err);
}

/* auto_vacuum is of use before the first page is written only: it must come first. */
static dt_status set_journal(struct connection *c, struct dt_error *err)
{
	return connection_run(c,
			      c->network ? "PRAGMA auto_vacuum = INCREMENTAL; "
					   "PRAGMA journal_mode = DELETE; "
					   "PRAGMA synchronous = FULL; PRAGMA mmap_size = 0"
					 : "PRAGMA auto_vacuum = INCREMENTAL; "
					   "PRAGMA journal_mode = WAL; "
					   "PRAGMA synchronous = NORMAL; "
					   "PRAGMA journal_size_limit = 67108864",
			      err);
}

/* What changes the kind of journal does not always ask the busy handler. */
static dt_status set_up_writer(struct connection *c, struct dt_error *err)
{
	struct dt_error why;
	uint32_t waited = 0;

	do {
		memset(&why, 0, sizeof(why));
		if (set_journal(c, &why) == DT_OK) {
			c->now = c->network ? DURABLE : LASTS_PROCESS;
			return DT_OK;
		}
		nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
		waited += 5;
	} while (why.status == DT_E_UNAVAILABLE && waited < c->wait_ms);
	return dt_fail(err, why.status, "%s", why.text);
}

static void set_up(struct connection *c)
{
	sqlite3_extended_result_codes(c->sqlite, 0);
	sqlite3_busy_handler(c->sqlite, connection_wait, c);
	sqlite3_db_config(c->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(c->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
}

static struct connection *open_file(const char *path, uint32_t wait_ms, int flags,
				    struct dt_error *err)
{
	struct connection *c = calloc(1, sizeof(*c));

	if (!c) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for the records");
		return NULL;
	}
	c->path = path;
	c->wait_ms = wait_ms;
	c->network = path_on_network(path);
	if (sqlite3_open_v2(path, &c->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		connection_fail(c, err);
		connection_close(c);
		return NULL;
	}
	set_up(c);
	return c;
}

/* Texts of jobs are for nobody else on this machine: SQLite gives the files beside it the same
 * rights. */
static dt_status make_private(const char *path, struct dt_error *err)
{
	struct stat facts;
	int file;

	if (!stat(path, &facts)) {
		if (S_ISREG(facts.st_mode))
			return DT_OK;
		return dt_fail(err, DT_E_CONFIG, "%.300s is no file, the records would be one",
			       path);
	}
	file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0) {
		err->sys_errno = errno;
		return dt_fail(err, DT_E_SYSTEM, "the records %.300s cannot be made: %s", path,
			       strerror(errno));
	}
	close(file);
	return DT_OK;
}

struct connection *connection_open(const char *path, uint32_t wait_ms, const struct schema *schema,
				   struct dt_error *err)
{
	struct connection *c;
	int version;

	if (make_private(path, err) != DT_OK)
		return NULL;
	c = open_file(path, wait_ms, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
	if (!c)
		return NULL;
	if (sqlite3_db_readonly(c->sqlite, "main") == 1)
		dt_fail(err, DT_E_SYSTEM, "the records %.300s cannot be written", path);
	/* what is another program's is not touched: the kind of journal would be written into it */
	else if (check_head(c, schema, &version, err) == DT_OK && set_up_writer(c, err) == DT_OK &&
		 migrate(c, schema, err) == DT_OK)
		return c;
	connection_close(c);
	return NULL;
}

struct connection *connection_open_reader(const char *path, uint32_t wait_ms, struct dt_error *err)
{
	/* not READONLY: who reads a WAL writes down in shared memory what it reads */
	struct connection *c = open_file(path, wait_ms, SQLITE_OPEN_READWRITE, err);

	if (!c)
		return NULL;
	if (connection_run(c, "PRAGMA query_only = 1; PRAGMA cache_size = -500", err) == DT_OK)
		return c;
	connection_close(c);
	return NULL;
}

void connection_close(struct connection *c)
{
	if (!c)
		return;
	for (unsigned i = 0; i < c->n_kept; i++)
		sqlite3_finalize(c->kept[i].at);
	sqlite3_close(c->sqlite);
	free(c);
}
