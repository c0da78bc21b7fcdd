/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doctranslate/plugin.h - what a plugin and the engine agree on.
 *
 * A plugin is one shared object, NAME.so, that exports one constant,
 * dt_module.  It links to nothing of ours: all that it may call comes in
 * struct dt_host.  What it offers (stages, translators, stores, records), with options,
 * ports and thread rules, is data that the engine reads before any code of the
 * plugin runs.  Strings are UTF-8.  Payload formats are in doctranslate/types.h.
 *
 * Thread tags, written behind each function:
 *   [open]  one thread, before any job
 *   [lane]  one thread at a time per lane (not always the same thread)
 *   [job]   one thread at a time per job
 *   [any]   any thread, at any time
 *
 * Plugins start no threads that outlive a call, but for those of self, which close
 * joins; they keep no variables that change outside self, lane and state, never
 * exit, never print, never call setlocale.
 */
#ifndef DOCTRANSLATE_PLUGIN_H
#define DOCTRANSLATE_PLUGIN_H

#include <doctranslate/errors.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- ABI block: this struct never changes ----------------------------- */

#define DT_MAGIC     0x44544c31u /* "DTL1" */
#define DT_ABI_MAJOR 1		 /* must be equal */
#define DT_ABI_MINOR 2		 /* the plugin's must not be newer */

struct dt_abi {
	uint32_t magic;
	uint16_t major, minor;
	/* sizes as the plugin's compiler saw them: the engine walks the
	 * plugin's arrays by these strides */
	uint16_t module_size, stage_size, translator_size, store_size;
	uint16_t port_size, option_size;
	uint16_t records_size; /* since 1.2: see records.h */
	uint16_t reserved[5];
};

/* ---- options: declared as data, filled in by the engine --------------- */

enum dt_option_type {
	DT_BOOL = 1, /* bool */
	DT_INT,	     /* int64_t */
	DT_REAL,     /* double */
	DT_STRING,   /* const char *, NULL when unset */
	DT_CHOICE,   /* int64_t, index into choices */
	DT_STRINGS,  /* struct dt_strings */
	DT_SIZE,     /* int64_t bytes, written "64M" */
	DT_TIME,     /* int64_t milliseconds, written "1.5s" */
	DT_SECRET    /* const char *, written "env:NAME" or "file:/path"; never logged */
};

enum {
	DT_REQUIRED = 1u << 0,
	/* of a DT_STRING or DT_STRINGS of a stage or of a translator that routes: translators of
	 * the pipeline, by the names that translate takes; the engine knows by it what to open */
	DT_NAMES_TRANSLATOR = 1u << 1,
	/* of a DT_STRING: the file may say "${NAME}" or "${NAME:-otherwise}", a variable of the
	 * environment; unset and empty without otherwise: as if the option were not given.
	 * Of a DT_SECRET "env:NAME": unset and empty is as if the option were not given */
	DT_FROM_ENVIRONMENT = 1u << 2,
	/* of a translator: with another value answers are other ones (model, address, formality;
	 * not a bound, a time, a number of retries).  Memories keep answers apart by it. */
	DT_SHAPES_ANSWERS = 1u << 3
};

struct dt_strings {
	const char *const *at;
	size_t n;
};

struct dt_option {
	const char *name;
	uint32_t type, flags;
	size_t offset;		    /* in the plugin's options struct */
	const char *preset;	    /* default, spelt as in the file; NULL: none */
	double min, max;	    /* checked when min < max */
	const char *const *choices; /* NULL-terminated, for DT_CHOICE */
	const char *help;	    /* one line, no full stop */
};

/* offsetof, and a compile error when the field is not a CTYPE. */
#ifdef __cplusplus
#define DT_FIELD(T, field, CTYPE) (offsetof(T, field) + 0 * sizeof((CTYPE *)0 == &((T *)0)->field))
#else
#define DT_FIELD(T, field, CTYPE) (offsetof(T, field) + _Generic(((T *)0)->field, CTYPE : 0))
#endif

#define DT_OPT_BOOL(T, f, preset, help)                                                            \
	{                                                                                          \
#f, DT_BOOL, 0, DT_FIELD(T, f, bool), preset, 0, 0, NULL, help                     \
	}
#define DT_OPT_INT(T, f, flags, preset, lo, hi, help)                                              \
	{                                                                                          \
#f, DT_INT, flags, DT_FIELD(T, f, int64_t), preset, lo, hi, NULL, help             \
	}
#define DT_OPT_REAL(T, f, flags, preset, lo, hi, help)                                             \
	{                                                                                          \
#f, DT_REAL, flags, DT_FIELD(T, f, double), preset, lo, hi, NULL, help             \
	}
#define DT_OPT_STRING(T, f, flags, preset, help)                                                   \
	{                                                                                          \
#f, DT_STRING, flags, DT_FIELD(T, f, const char *), preset, 0, 0, NULL, help       \
	}
#define DT_OPT_CHOICE(T, f, flags, preset, choices, help)                                          \
	{                                                                                          \
#f, DT_CHOICE, flags, DT_FIELD(T, f, int64_t), preset, 0, 0, choices, help         \
	}
#define DT_OPT_STRINGS(T, f, flags, help)                                                          \
	{                                                                                          \
#f, DT_STRINGS, flags, DT_FIELD(T, f, struct dt_strings), NULL, 0, 0, NULL, help   \
	}
#define DT_OPT_SIZE(T, f, flags, preset, lo, hi, help)                                             \
	{                                                                                          \
#f, DT_SIZE, flags, DT_FIELD(T, f, int64_t), preset, lo, hi, NULL, help            \
	}
#define DT_OPT_TIME(T, f, flags, preset, lo, hi, help)                                             \
	{                                                                                          \
#f, DT_TIME, flags, DT_FIELD(T, f, int64_t), preset, lo, hi, NULL, help            \
	}
#define DT_OPT_SECRET(T, f, flags, help)                                                           \
	{                                                                                          \
#f, DT_SECRET, flags, DT_FIELD(T, f, const char *), NULL, 0, 0, NULL, help         \
	}

/* ---- ports: "page.x" flows page by page, "doc.x" once a job ------------ */

enum { DT_MAY_BE_UNWIRED = 1u << 0 };

struct dt_port {
	const char *name;
	const char *type; /* "page.content", "doc.file"; "page.*" = same as wired */
	uint32_t flags;
};

/* ---- what a plugin may call ------------------------------------------- */

enum dt_log_level { DT_LOG_DEBUG = 0, DT_LOG_INFO, DT_LOG_WARNING, DT_LOG_ERROR };

/*
 * Something the job's report must tell.  A fault makes --strict fail; a
 * warning does not.  code is a fixed dotted word, "typeset.overflow".
 */
enum dt_note_level {
	DT_NOTE_INFO = 0,
	DT_NOTE_WARNING,
	DT_NOTE_FAULT,
	/* The job goes on to its end, writes what it has, and ends as failed with this sentence;
	 * the first one wins. */
	DT_NOTE_FAILURE
};

struct dt_note {
	uint32_t size; /* sizeof(struct dt_note) */
	uint32_t level;
	const char *code;
	const char *text;     /* one sentence */
	int64_t page;	      /* page of the file from 0, -1: whole document */
	float x0, y0, x1, y1; /* page space, all 0: no place */
	/* since 1.1; of a DT_NOTE_FAILURE: why (enum dt_failure), and who has to act, 0: as the
	 * failure says, a bound of the job's own with DT_FAILURE_BUDGET, else a service */
	uint32_t failure;
	dt_status status;
};

/* A term of a glossary that occurs in a batch. */
struct dt_term {
	const char *source, *target; /* plain text; target "": stays as it is */
	uint32_t flags;
	/* n of the batch, 1 where it occurs; NULL: not told */
	const uint8_t *in;
};
enum { DT_TERM_USER = 1u << 0 /* a person wants it so; else it was found by a program */ };

/* What a memory has for a text that is like one of a batch, but not enough to be its answer. */
struct dt_similar {
	const char *source, *target; /* plain text on one line, without marks */
	uint32_t segment;	     /* of the batch: which text it is like */
	uint32_t score;		     /* how much, of 1000 */
};

/* What a batch asks for. */
enum dt_task {
	DT_TASK_TRANSLATE = 0,
	/* The terms of the texts: answer is called with "SOURCE\tTARGET" for each one of segment i,
	 * any number of times.  Only for translators with DT_TRANSLATOR_TERMS. */
	DT_TASK_TERMS
};

/* What a translator has used, or would use. */
struct dt_usage {
	uint32_t size;	       /* sizeof(struct dt_usage) */
	uint32_t requests;     /* sent, those that failed and those sent again as well */
	uint32_t retries;      /* of these, those sent again */
	uint32_t answers;      /* requests with an answer of use */
	uint64_t input_tokens; /* cached ones as well */
	uint64_t cached_tokens, output_tokens, characters;
	uint64_t latency_us; /* of all requests together */
	double usd;
	uint32_t failures[DT_FAILURE_COUNT]; /* requests that failed, by kind */
};

/*
 * Segments on their way through a translator.  Texts are well-formed XML
 * fragments: "a <g id='1'>bold</g> word and <x id='2'/>", with & < > escaped.
 * g is a style or a link, x stands for an object (a formula) that travels.
 */
struct dt_batch {
	uint32_t size; /* sizeof(struct dt_batch) */
	uint32_t n;
	const char *source_lang, *target_lang; /* BCP 47; never NULL */
	const char *const *texts;	       /* n */
	/* n, code points that fit at the size of the source, 0 of one: unknown; NULL: all
	 * unknown.  Advice: what is longer is set smaller. */
	const uint32_t *budgets;
	const char *context; /* title and section, or NULL */
	/* [any] Called once for each segment that has an answer; copies text. */
	void (*answer)(void *ctx, uint32_t i, const char *text, size_t length);
	void *ctx;
	/* n, names of the units (dt_unit.id): the same document and options give the same
	 * names again; NULL: unknown */
	const char *const *ids;
	uint32_t task;	  /* enum dt_task */
	uint32_t attempt; /* 0; above: answers to these texts were no good before */
	/* n, or NULL: with attempt, what was wrong with the answer, "a mark less than its source"
	 */
	const char *const *problems;
	const char *const *roles;   /* n, or NULL: "heading", "cell" (dt_role_name) */
	const char *before, *after; /* neighbouring text in the source language, or NULL */
	const struct dt_term *terms;
	uint32_t n_terms;
	uint32_t reserved;
	const char
		*glossary_id; /* of all terms of the job: the same text, the same terms; or NULL */
	const char *instructions; /* the user's own words to a model, or NULL */
	uint32_t time_ms; /* for the whole batch with all retries; 0: as the translator says */
	/* The translator that the last answers came from, to ask another one; or NULL. */
	const char *not_from;
	/* [any] NULL: nobody wants to know.  The engine calls it, with the ctx of answer, before
	 * done or before translate returns: the name of the translator in the pipeline that has
	 * given the answers (of one that routes: the one that was asked in the end; the last call
	 * counts).  The name lives as long as the pipeline. */
	void (*answered_by)(void *ctx, const char *translator);
	/* [any] NULL: nobody wants to know.  The engine calls it, with the ctx of answer, whenever
	 * the translator says what this batch has used. */
	void (*used)(void *ctx, const struct dt_usage *usage);
	/* For a model to lean on: by segment, of one segment the most similar first. */
	const struct dt_similar *similar;
	uint32_t n_similar;
	uint32_t reserved2;
	/* [any] NULL: always.  With the ctx of answer it is asked by one with DT_TRANSLATOR_ROUTES
	 * before another translator gets what one has failed at, and by any that sends again what
	 * was paid for once, after it has told that usage: false when that might pass a bound of
	 * the job.  The batch ends with that failure then. */
	bool (*may_go_on)(void *ctx);
};

#define DT_BATCH_HAS(batch, member)                                                                \
	((batch)->size >= offsetof(struct dt_batch, member) + sizeof((batch)->member))

struct dt_call;

/* err->status is DT_OK when all went well, and then answer was called before. */
typedef void (*dt_done)(void *ctx, const struct dt_error *err);

struct dt_host {
	uint32_t size; /* grows at the end only */
	uint16_t major, minor;

	/* [any] level is a dt_log_level; text is one line */
	void (*log)(const struct dt_call *call, uint32_t level, const char *text);
	/* [any] true: return DT_E_CANCELLED soon (cancelled, or out of time) */
	bool (*cancelled)(const struct dt_call *call);
	/* [any] a parameter of the job ("target_lang"), NULL when not given;
	 * lives as long as the job.  Names: doctranslate/types.h */
	const char *(*parameter)(const struct dt_call *call, const char *name);
	/* [any] a directory of the job for temporary files; emptied and
	 * removed by the engine when the job is over */
	const char *(*work_dir)(const struct dt_call *call);
	/* [any] adds to the report of the job; copies */
	void (*note)(const struct dt_call *call, const struct dt_note *note);
	/* [any] how far a long begin or end is */
	void (*progress)(const struct dt_call *call, uint64_t done, uint64_t total);
	/* [any] the payload at an input port, aligned to 16, borrowed until the
	 * call returns; NULL: not wired, or a gap (see DT_TAKES_GAPS) */
	const void *(*input)(const struct dt_call *call, uint32_t port, size_t *size);
	/* [any] gives a payload to an output port, once a call; copies */
	dt_status (*output)(const struct dt_call *call, uint32_t port, const void *payload,
			    size_t size, struct dt_error *err);
	/* [any] runs a batch through a translator that the pipeline declares;
	 * name NULL: the job's "translator" parameter, else the file's default.
	 * May wait for a free lane: only from stages marked DT_WAITS. */
	dt_status (*translate)(const struct dt_call *call, const char *name,
			       const struct dt_batch *batch, struct dt_error *err);
	/* [any] the properties of that translator (DT_TRANSLATOR_ flags,
	 * bounds); NULL when there is none of that name.  Those of one with
	 * DT_TRANSLATOR_ROUTES are joined with those of all that it may hand on to: flags that any
	 * of them has (IDENTITY and BY_ID: that all have), the smallest bounds. */
	const struct dt_translator *(*translator)(const struct dt_call *call, const char *name);

	/* since 1.1 */

	/* [any] As translate, but does not wait: done is called once, from any thread, maybe
	 * before start returns.  batch and all that it points to must stay until then, and so
	 * must the stage's call.  A translator that has no start is run at once, on this thread.
	 * A translator with DT_TRANSLATOR_ROUTES may call it for others, from within its own
	 * start or from a done of its own. */
	void (*start)(const struct dt_call *call, const char *name, const struct dt_batch *batch,
		      dt_done done, void *ctx);
	/* [any] from within a translator: adds to what it has used in this job; from a stage: to
	 * what its node has used of a service that it asks itself; copies */
	void (*usage)(const struct dt_call *call, const struct dt_usage *usage);
	/* [any] what a batch would use, by the translator's own count; asks nobody and needs no
	 * open translator.  DT_E_UNSUPPORTED: it does not say. */
	dt_status (*estimate)(const struct dt_call *call, const char *name,
			      const struct dt_batch *batch, struct dt_usage *usage,
			      struct dt_error *err);
	/* [any] the names of the pipeline's translators, i from 0; NULL behind the last */
	const char *(*translator_name)(const struct dt_call *call, uint32_t i);
	/* [any] the name of the translator that the job asks when translate is called with NULL;
	 * NULL: none */
	const char *(*default_translator)(const struct dt_call *call);
	/* [any] true: the job is to end soon with what it has, or the time is over that this page
	 * may wait for answers (then cancelled says so, too); ask nobody any more, hand on the rest
	 * as it is.  translate and start fail with DT_E_CANCELLED by then. */
	bool (*winding_down)(const struct dt_call *call);
	/* [any] what the job has used so far, as its translators have said: one, or with NULL all
	 * of them and the stages; zeros outside a job.  The caller sets sum->size. */
	void (*used)(const struct dt_call *call, const char *translator, struct dt_usage *sum);
	/* [any] what the answers of that translator depend on, as one line: its names, its options
	 * marked DT_SHAPES_ANSWERS, and those of the translators that it hands on to; no secrets.
	 * NULL: the job's.  Writes at most size bytes with NUL; a longer one is its digest. */
	dt_status (*signature)(const struct dt_call *call, const char *name, char *text,
			       size_t size, struct dt_error *err);
};

#define DT_HOST_HAS(host, fn) ((host)->size >= offsetof(struct dt_host, fn) + sizeof((host)->fn))

#define DT_NO_PAGE UINT32_MAX

/* One call into a plugin. */
struct dt_call {
	uint32_t size;
	uint32_t page;	  /* of the job, from 0; DT_NO_PAGE outside run.  With
			   * --pages this is not the page of the file. */
	uint32_t n_pages; /* 0 until the source's begin has said it */
	const struct dt_host *host;
	const char *job;	   /* id, NULL outside a job; no two jobs have the same
				    * text, though it may stand where another's was */
	const char *node;	   /* name of the node in the pipeline file */
	void *self, *lane, *state; /* what open, lane_open, begin left */
};

/* ---- stage ------------------------------------------------------------ */

enum dt_threads {
	DT_SHARED = 1, /* may be called on one self from many threads */
	DT_PER_LANE,   /* the engine makes lanes; each is used by one at a time */
	DT_SERIAL      /* one call at a time per node */
};
enum dt_order {
	DT_ANY_ORDER = 0,
	DT_PAGE_ORDER /* page 0, 1, 2 ...; one at a time within a job */
};
enum {
	DT_WAITS = 1u << 0,	   /* run mostly waits for others: needs no core */
	DT_TAKES_GAPS = 1u << 1,   /* run is called for pages that failed, too:
				    * input gives NULL for what is missing */
	DT_LANES_PER_JOB = 1u << 2 /* a lane is quick to open and holds what belongs to a
				    * job: it is closed when the job is done with the node */
};

/*
 * Callbacks that are not needed are NULL.  run is needed when there are page
 * ports.  Order for one node and job: begin (as soon as all doc. inputs are
 * there), run once a page, end, drop.
 */
struct dt_stage {
	const char *name;
	const char *summary;
	uint32_t threads, order, flags;
	uint32_t weight; /* share of a job's time, for progress; 0 counts as 1 */
	const struct dt_port *inputs, *outputs;
	const struct dt_option *options;
	uint32_t n_inputs, n_outputs, n_options, options_size;

	/* Looks at options together, without I/O.  On failure *option names
	 * the one at fault. [any] */
	dt_status (*check)(const void *options, const char **option, struct dt_error *err);
	/* Once for each node of a checked pipeline, before any job.  Loads what
	 * is slow to load.  options live until close. [open] */
	dt_status (*open)(const struct dt_call *call, const void *options, void **self,
			  struct dt_error *err);
	void (*close)(void *self);
	/* With DT_PER_LANE.  Lanes outlive jobs. [lane] */
	dt_status (*lane_open)(const struct dt_call *call, void **lane, struct dt_error *err);
	void (*lane_close)(void *self, void *lane);
	/* A source (a stage with page outputs and no page inputs) sets *n_pages.
	 * doc. inputs can be read from begin on. [job] */
	dt_status (*begin)(const struct dt_call *call, void **state, uint32_t *n_pages,
			   struct dt_error *err);
	/* One page. */
	dt_status (*run)(const struct dt_call *call, struct dt_error *err);
	/* After the last page; doc. outputs are given here. [job] */
	dt_status (*end)(const struct dt_call *call, struct dt_error *err);
	/* Once for each begin that was OK: right after end, or when the job has
	 * failed or was cancelled before.
	 * Lanes that hold things of this job let go of them when they see
	 * another call->job. [job] */
	void (*drop)(void *self, void *state);
};

/* ---- translator ------------------------------------------------------- */

enum {
	DT_TRANSLATOR_NETWORK = 1u << 0,  /* sends text to another machine */
	DT_TRANSLATOR_IDENTITY = 1u << 1, /* answers are the texts themselves: pages are
					   * taken apart and painted again from their own glyphs */
	DT_TRANSLATOR_COSTS = 1u << 2,	  /* an answer costs money */
	DT_TRANSLATOR_BY_ID = 1u << 3,	 /* answers what somebody has written for a unit of that id:
					  * no text is asked twice, equal texts are asked each, and
					  * an answer may leave out styles and links and be
					  * of any length */
	DT_TRANSLATOR_BUDGETS = 1u << 4, /* answers depend on the budgets: equal texts with
					  * other budgets are asked again */
	DT_TRANSLATOR_TERMS = 1u << 6,	 /* takes DT_TASK_TERMS */
	DT_TRANSLATOR_ROUTES = 1u << 7,	 /* hands batches to other translators of the pipeline */
	DT_TRANSLATOR_INSTRUCTED = 1u << 8, /* follows instructions, context, terms and problems:
					     * a model that reads a prompt */
	DT_TRANSLATOR_GLOSSARY = 1u << 9,   /* takes terms as a glossary of its own */
	DT_TRANSLATOR_PROGRAMS = 1u << 10,  /* runs programs: one that a sandbox may not deny it */
	DT_TRANSLATOR_AT_ONCE = 1u << 5	    /* DT_SHARED, and answers by work of this thread alone:
					     * while no other kind is open, a stage that asks counts
					     * as one that needs a core */
};

struct dt_translator {
	const char *name;
	const char *summary;
	uint32_t threads, flags;
	uint32_t max_segments; /* in one batch; 0: no bound */
	uint32_t max_chars;    /* bytes in one batch; 0: no bound */
	const struct dt_option *options;
	uint32_t n_options, options_size;

	dt_status (*check)(const void *options, const char **option, struct dt_error *err);
	dt_status (*open)(const struct dt_call *call, const void *options, void **self,
			  struct dt_error *err);
	void (*close)(void *self);
	dt_status (*lane_open)(const struct dt_call *call, void **lane, struct dt_error *err);
	void (*lane_close)(void *self, void *lane);
	/* Can it translate from source to target?  If not, the sentence says
	 * what would bring the pair. May be NULL: any pair. [any] */
	dt_status (*pair)(const struct dt_call *call, const char *source, const char *target,
			  struct dt_error *err);
	/* Answers as many segments as it can; one without an answer is kept in
	 * the source language and reported.  An error means that the whole batch
	 * may be tried again. */
	dt_status (*translate)(const struct dt_call *call, const struct dt_batch *batch,
			       struct dt_error *err);

	/* since 1.1; may be NULL */

	/* Instead of translate, for one that waits for others: returns at once, and many batches
	 * are on their way without a thread each.  done is called exactly once.  call and batch
	 * stay until then; call->host->cancelled and winding_down tell when to give up.  Only
	 * with DT_SHARED. [any] */
	void (*start)(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		      void *ctx);
	/* What a batch would use: by options alone, not opened, nobody is asked. [any] */
	void (*estimate)(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
	/* Is the service there, does it take the key, has it the model?  One small request
	 * that costs nothing.  The sentence says what is wrong. [any] */
	dt_status (*preflight)(const struct dt_call *call, struct dt_error *err);
	/* tokens in one batch, by estimate; 0: no bound */
	uint32_t max_tokens;
	uint32_t reserved;
};

/* ---- store ------------------------------------------------------------ */

struct dt_stream {
	void *ctx;
	/* bytes moved; 0 at the end; -1 with err set */
	int64_t (*move)(void *ctx, void *buf, size_t size, struct dt_error *err);
};

enum { DT_PUT_NO_REPLACE = 1u << 0 /* an object of that key is an error (DT_E_REFUSED) */ };

struct dt_store {
	const char *name;
	const char *summary;
	const struct dt_option *options;
	uint32_t n_options, options_size;

	dt_status (*check)(const void *options, const char **option, struct dt_error *err);
	dt_status (*open)(const struct dt_call *call, const void *options, void **self,
			  struct dt_error *err);
	void (*close)(void *self);
	/* [any] put is all or nothing: no reader ever sees half an object */
	dt_status (*get)(const struct dt_call *call, const char *key, const struct dt_stream *to,
			 struct dt_error *err);
	dt_status (*put)(const struct dt_call *call, const char *key, const struct dt_stream *from,
			 uint32_t flags, struct dt_error *err);
	/* [any] DT_OK and *found; NULL-able members below this line may be NULL */
	dt_status (*has)(const struct dt_call *call, const char *key, bool *found,
			 struct dt_error *err);
};

/* ---- module: the one exported symbol ----------------------------------- */

struct dt_records;

struct dt_module {
	struct dt_abi abi; /* first, always */
	const char *name;  /* equals the file name: NAME.so */
	const char *version;
	const char *summary;
	const char *license; /* SPDX */
	const struct dt_stage *stages;
	const struct dt_translator *translators;
	const struct dt_store *stores;
	uint32_t n_stages, n_translators, n_stores;
	/* since 1.2 */
	uint32_t n_records;
	const struct dt_records *records; /* doctranslate/records.h */
};

#define DT_COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))
#define DT_ABI_HERE                                                                                \
	{                                                                                          \
		DT_MAGIC, DT_ABI_MAJOR, DT_ABI_MINOR, sizeof(struct dt_module),                    \
			sizeof(struct dt_stage), sizeof(struct dt_translator),                     \
			sizeof(struct dt_store), sizeof(struct dt_port), sizeof(struct dt_option), \
			0,                                                                         \
		{                                                                                  \
			0, 0, 0, 0, 0                                                              \
		}                                                                                  \
	}

#define DT_EXPORT __attribute__((visibility("default")))
extern DT_EXPORT const struct dt_module dt_module;

/* ---- inline helpers ----------------------------------------------------- */

__attribute__((format(printf, 3, 4), unused)) static inline void
dt_log(const struct dt_call *call, uint32_t level, const char *format, ...)
{
	char text[600];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	call->host->log(call, level, text);
}

/* The value of a job parameter, or fallback when it was not given. */
__attribute__((unused)) static inline const char *
dt_parameter(const struct dt_call *call, const char *name, const char *fallback)
{
	const char *value = call->host->parameter(call, name);

	return value ? value : fallback;
}

#ifdef __cplusplus
}
#endif
#endif /* DOCTRANSLATE_PLUGIN_H */
