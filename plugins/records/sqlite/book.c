/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "book.h"
#include "schema.h"

#include <stdlib.h>
#include <string.h>

dt_status book_open(const struct dt_call *call, const void *given, void **self,
		    struct dt_error *err)
{
	const struct book_options *options = given;
	struct book *book = calloc(1, sizeof(*book));

	if (book)
		book->path = strdup(options->path);
	if (!book || !book->path) {
		free(book);
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the records");
	}
	book->wait_ms = (uint32_t)options->wait;
	book->most_readers = (unsigned)options->readers;
	pthread_mutex_init(&book->writing, NULL);
	pthread_mutex_init(&book->lock, NULL);
	book->writer = connection_open(book->path, book->wait_ms, &records_schema, err);
	if (!book->writer) {
		book_close(book);
		return err->status;
	}
	if (book->writer->network)
		dt_log(call, DT_LOG_WARNING,
		       "the records %.200s lie on a network file system: each change waits for it, "
		       "and only locks of the file are relied on",
		       book->path);
	*self = book;
	return DT_OK;
}

void book_close(void *self)
{
	struct book *book = self;
	struct connection *reader;

	while ((reader = book->readers)) {
		book->readers = reader->next;
		connection_close(reader);
	}
	/* the last one of all processes brings the journal home */
	connection_close(book->writer);
	pthread_mutex_destroy(&book->writing);
	pthread_mutex_destroy(&book->lock);
	free(book->path);
	free(book);
}

dt_status book_enter(struct book *book, enum durability durability, struct dt_error *err)
{
	struct dt_error why = { 0 };

	pthread_mutex_lock(&book->writing);
	if (connection_begin(book->writer, durability, &why) == DT_OK)
		return DT_OK;
	pthread_mutex_unlock(&book->writing);
	if (err && err->status == DT_OK)
		*err = why;
	return why.status;
}

dt_status book_leave(struct book *book, dt_status status, struct dt_error *err)
{
	status = connection_end(book->writer, status, err);
	pthread_mutex_unlock(&book->writing);
	return status;
}

struct connection *book_reader(struct book *book, struct dt_error *err)
{
	struct connection *reader;

	pthread_mutex_lock(&book->lock);
	reader = book->readers;
	if (reader) {
		book->readers = reader->next;
		book->n_readers--;
	}
	pthread_mutex_unlock(&book->lock);
	/* never waited for: a visitor of one may read as well */
	return reader ? reader : connection_open_reader(book->path, book->wait_ms, err);
}

void book_put_back(struct book *book, struct connection *reader)
{
	pthread_mutex_lock(&book->lock);
	if (book->n_readers < book->most_readers) {
		reader->next = book->readers;
		book->readers = reader;
		book->n_readers++;
		reader = NULL;
	}
	pthread_mutex_unlock(&book->lock);
	connection_close(reader);
}
