/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * passes.h - texts of pipelines for the engine's suites.
 *
 * HEAD comes first, stages in between, OUTPUT last.  The options that are given
 * to THREE_PASSES are those of tests/plugins/fake.c.
 */
#ifndef DT_TESTS_PASSES_H
#define DT_TESTS_PASSES_H

/* Three passes, as in the real pipelines: pages wait for documents twice. */
#define HEAD "version = 1;\n"
#define OUTPUT                                                                                     \
	"stores: { out: { uses = \"fake.folder\"; options: { directory = \"$OUT\"; }; }; };\n"     \
	"results: { text: { from = \"sink.file\"; store = \"out\"; key = \"%(name).txt\"; };\n"    \
	"           report: { from = \"sink.report\"; }; };\n"
#define THREE_PASSES(source, one, two, three)                                                      \
	"stages: {\n"                                                                              \
	" source: { uses = \"fake.lane_source\"; inputs: { file = \"job.file\"; };"                \
	"           options: { " source " }; };\n"                                                 \
	" one:  { uses = \"fake.lane\"; inputs: { in = \"source.page\"; };"                        \
	"         options: { " one " }; };\n"                                                      \
	" all:  { uses = \"fake.serial\"; inputs: { in = \"one.out\"; }; };\n"                     \
	" sum:  { uses = \"fake.count\"; inputs: { doc = \"all.doc\"; }; };\n"                     \
	" two:  { uses = \"fake.waits\"; inputs: { in = \"one.out\"; doc = \"sum.doc\"; };"        \
	"         options: { " two " }; };\n"                                                      \
	" three: { uses = \"fake.ordered\"; inputs: { in = \"two.out\"; also = \"one.out\";"       \
	"         doc = \"two.doc\"; }; options: { " three " }; };\n"                              \
	" sink: { uses = \"fake.sink\"; inputs: { in = \"three.out\"; }; };\n"                     \
	"};\n"

/* One stage between a source and a sink, in a file without results. */
#define SHORT(uses, options)                                                                       \
	"version = 1; stages: { "                                                                  \
	"source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; }; };"                   \
	"one: { uses = \"fake." uses "\"; inputs: { in = \"source.page\"; }; " options " };"       \
	"sink: { uses = \"fake.sink\"; inputs: { in = \"one.out\"; }; }; };"

#endif /* DT_TESTS_PASSES_H */
