/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * memory.h - the translation memory: answers of earlier jobs, for the texts of this one.
 *
 * A row is one source text with its accepted translation, in canonical form (canon.h), of one
 * space (languages, route, glossary) and one scope (project, document).  A row with an empty route
 * and glossary came from outside (imported) and is of any; its languages may be of another region
 * where one of the two says none ("en" and "en-US").
 *
 * Any number of processes and threads use one file at once.  A row is in the file when
 * memory_keep returns.  Any thread may call any function: inside are a lock for reading and one
 * for writing.  What is wrong with the file is an error of a call, never a text that is not found.
 */
#ifndef MEMORY_MEMORY_H
#define MEMORY_MEMORY_H

#include "database.h"

enum memory_mode { MEMORY_OFF = 0, MEMORY_EXACT, MEMORY_NORMALIZED, MEMORY_FUZZY, MEMORY_SEMANTIC };
enum memory_scope { MEMORY_DOCUMENT = 0, MEMORY_PROJECT, MEMORY_GLOBAL };

/* Names as in job parameters; the value behind the last when there is none of that name. */
extern const char *const memory_modes[], *const memory_scopes[];
unsigned memory_choice(const char *const *names, const char *name);

struct memory_space {
	const char *source_lang, *target_lang, *route, *glossary;
};

struct memory_options {
	struct database_want file;
	struct memory_space space;
	const char *project, *document; /* "": none */
	enum memory_mode mode;
	enum memory_scope scope;
	double threshold;	     /* of fuzzy answers */
	double hints;		     /* similarity from which a text is a hint */
	uint32_t most_hints;	     /* for one text, at most MEMORY_HINTS; 0: none wanted */
	int64_t max_rows, max_bytes; /* 0: no bound */
	const char *model;	     /* of vectors; "": none */
	double near;		     /* cosine from which a text is a hint */
	double semantic;	     /* and, with MEMORY_SEMANTIC, its translation the answer */
	int64_t vector_bytes;	     /* most of them that are looked at, the newest */
};

struct memory;

/* NULL with err.  Strings are copied.  warning (of the memory's life) tells what is not as it
 * should be, "" nothing. */
struct memory *memory_open(const struct memory_options *options, struct dt_error *err);
/* Writes down what was used; makes room.  Takes NULL. */
void memory_close(struct memory *memory);
const char *memory_warning(const struct memory *memory);

enum { MEMORY_PLAIN = 1u << 0 /* the answer has none of the source's styles and links */ };

enum { MEMORY_HINTS = 8 };

/* What another text of the memory was translated as: plain text on one line. */
struct memory_hint {
	char *source, *target;
	double score; /* similarity */
};

/* A text that is looked up; text in canonical form or not. */
struct memory_query {
	const char *text;
	size_t length;
	/* the answer to plain when MEMORY_PLAIN is in flags; freed by memory_query_free */
	enum memory_mode found; /* how; MEMORY_OFF: no answer */
	uint32_t flags;
	double score;
	char *answer; /* in terms of the text's own marks */
	size_t answer_length;
	int64_t row;
	/* best first; rows that were there when the memory was opened: what a job is told does not
	 * hang on which of its own pages came first */
	struct memory_hint hints[MEMORY_HINTS];
	uint32_t n_hints;
	const float *vector; /* of length one (memory_unit); NULL: none */
	uint32_t dimension;
};

void memory_query_free(struct memory_query *query);
/* All of a page at once, from one state of the file. */
dt_status memory_find(struct memory *memory, struct memory_query *queries, size_t n,
		      struct dt_error *err);

/* The same for those that have a vector and no answer, by the vectors of rows that were there when
 * the memory was opened: hints, and with MEMORY_SEMANTIC answers. */
dt_status memory_find_near(struct memory *memory, struct memory_query *queries, size_t n,
			   struct dt_error *err);

/* The words of a text, on one line: marks are left out, objects leave a sign.  NULL: no memory. */
char *memory_words(const char *markup, size_t length);
/* Gives a vector the length one; false: it has no direction. */
bool memory_unit(float *vector, uint32_t dimension);

struct memory_row {
	const char *source, *target; /* markup */
	size_t source_length, target_length;
	uint32_t flags;
	uint32_t dimension;
	const float *vector; /* of the source, of length one; NULL: none */
};

/* All or none.  A row that is there gets the new target.  What is not well-formed is left out. */
dt_status memory_keep(struct memory *memory, const struct memory_row *rows, size_t n,
		      struct dt_error *err);

#endif /* MEMORY_MEMORY_H */
