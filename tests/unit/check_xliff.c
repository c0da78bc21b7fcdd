/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Units as XLIFF and back, and files that people and tools have been at. */
#include "config.h"

#include "plugins/translate/xliff/read.h"
#include "plugins/translate/xliff/write.h"

#include "suite.h"

#include <doctranslate/payload.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <unistd.h>

#define XLIFF_START                                                                                \
	"<?xml version='1.0'?>\n<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' "             \
	"version='2.1' srcLang='en' trgLang='es'>\n<file id='f'>\n"
#define XLIFF_END "</file></xliff>\n"
#define UNIT(source, target)                                                                       \
	XLIFF_START "<unit id='u'><segment><source>" source "</source>" target                     \
		    "</segment></unit>" XLIFF_END
#define TARGET(text) "<target>" text "</target>"

static char path[] = "check_xliff.XXXXXX";

static void make_path(void)
{
	int fd;

	memcpy(path + strlen(path) - 6, "XXXXXX", 6);
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void remove_path(void)
{
	unlink(path);
}

/* ---- writing --------------------------------------------------------------- */

struct wanted {
	const char *id, *source, *target, *reason;
	uint32_t flags;
};

static struct dt_span text(struct dt_payload *p, const char *words)
{
	return dt_payload_text(p, words, strlen(words));
}

/* Units of page 2 with three marks each: bold, a formula, a footnote's number. */
static void *make_units(const struct wanted *wanted, uint32_t n)
{
	struct dt_payload p = { 0 };
	struct dt_list units = { 0 };
	const struct dt_unit_part part = { 1, 4 };
	struct dt_span span, languages[2];
	struct dt_units *head;

	dt_payload_start(&p, sizeof(struct dt_units));
	for (uint32_t i = 0; i < n; i++) {
		struct dt_unit_mark marks[] = {
			{ .kind = DT_UNIT_STYLE, .flags = DT_STYLE_BOLD | DT_STYLE_SERIF },
			{ .kind = DT_UNIT_OBJECT, .text = text(&p, "a < b") },
			{ .kind = DT_UNIT_TEXT, .text = text(&p, "12") },
		};
		struct dt_unit *unit = DT_LIST_ADD(&units, struct dt_unit);

		unit->id = text(&p, wanted[i].id);
		unit->source = text(&p, wanted[i].source);
		unit->target = text(&p, wanted[i].target);
		unit->reason = text(&p, wanted[i].reason ? wanted[i].reason : "");
		unit->flags = wanted[i].flags;
		unit->role = DT_ROLE_PARAGRAPH;
		unit->budget = 40;
		unit->parts = dt_payload_array(&p, &part, 1, sizeof(part));
		unit->marks = dt_payload_array(&p, marks, 3, sizeof(marks[0]));
	}
	span = dt_payload_list(&p, &units);
	languages[0] = text(&p, "en");
	languages[1] = text(&p, "es");
	dt_list_free(&units);
	head = DT_PAYLOAD_HEAD(&p, struct dt_units);
	ck_assert_ptr_nonnull(head);
	head->number = 1;
	head->units = span;
	head->source_lang = languages[0];
	head->target_lang = languages[1];
	head->size = (uint32_t)p.used;
	return p.at;
}

static void write_units(const struct wanted *wanted, uint32_t n)
{
	const struct xliff_head head = { .document = "a & b.pdf",
					 .digest = "0123",
					 .source_lang = "auto",
					 .pages = "1-2",
					 .keep_other_languages = "no",
					 .translate_comments = "yes" };
	const struct dt_page_blocks blocks = { .size = sizeof(blocks), .number = 1 };
	struct dt_error err = { 0 };
	struct xliff_writer *writer = xliff_writer_new(path, &head, &err);
	void *units = make_units(wanted, n);
	uint64_t bytes = 0;

	ck_assert_msg(writer, "%s", err.text);
	xliff_writer_add(writer, units, &blocks);
	ck_assert_int_eq(xliff_writer_end(writer, "es", &bytes, &err), DT_OK);
	ck_assert_uint_gt(bytes, 100);
	xliff_writer_free(writer);
	free(units);
}

static const struct wanted all_kinds[] = {
	{ "p2-b5", "A <g id='1'>bold</g> word &amp; <x id='2'/>, &lt;note&gt;<x id='3'/>",
	  "Y <x id='2'/> <g id='1'>negrita &lt;</g><x id='3'/>", NULL, 0 },
	{ "p2-b6", "one\xe2\x80\xa8two \x01 \xf0\x9f\x8c\x8a",
	  "uno\xe2\x80\xa8"
	  "dos\xe2\x80\xa8",
	  NULL, 0 },
	{ "p2-b7", "not <g id='1'>done</g>", "", "the answer has a mark twice", 0 },
	{ "p2-b8", "lost <g id='1'>styles</g>", "sin estilos", NULL, DT_UNIT_PLAIN },
	{ "p2-b9", "  blanks stay  ", " se quedan ", NULL, 0 },
};

START_TEST(what_is_written_is_read)
{
	struct dt_error err = { 0 };
	struct xliff_file *file;

	make_path();
	write_units(all_kinds, DT_COUNT(all_kinds));
	file = xliff_read(path, &err);
	remove_path();
	ck_assert_msg(file, "%s", err.text);
	ck_assert_uint_eq(file->n, DT_COUNT(all_kinds));
	ck_assert_str_eq(file->source_lang, "en");
	ck_assert_str_eq(file->target_lang, "es");
	ck_assert_str_eq(file->asked_lang, "auto");
	ck_assert_str_eq(file->digest, "0123");
	ck_assert_str_eq(file->pages, "1-2");
	ck_assert_str_eq(file->original, "a & b.pdf");
	ck_assert_str_eq(file->keep_other_languages, "no");
	ck_assert_str_eq(file->translate_comments, "yes");
	ck_assert_ptr_null(file->use_tags);
	for (size_t i = 0; i < DT_COUNT(all_kinds); i++) {
		const struct xliff_unit *unit = xliff_find(file, all_kinds[i].id);

		ck_assert_ptr_nonnull(unit);
		ck_assert_ptr_null(unit->problem);
		ck_assert_str_eq(unit->source, all_kinds[i].source);
		ck_assert_uint_eq(unit->page, 2);
		if (*all_kinds[i].target)
			ck_assert_str_eq(unit->target, all_kinds[i].target);
		else
			ck_assert_ptr_null(unit->target);
	}
	ck_assert_ptr_null(xliff_find(file, "p2-b50"));
	ck_assert_ptr_null(xliff_find(file, ""));
	xliff_free(file);
}
END_TEST

/* What the schema of XLIFF 2.1 and its constraints want, as XPath that has to be true. */
static const char *const rules[] = {
	"count(/x:xliff[@version = '2.1'][@srcLang][@trgLang]) = 1",
	"count(/x:xliff/*) = count(/x:xliff/x:file[@id])",
	"not(//x:file[not(x:unit or x:group)])",
	"not(//x:file/*[not(self::m:metadata or self::x:group or self::x:unit)])",
	"not(//x:group[not(@id)] | //x:unit[not(@id)] | //x:data[not(@id)])",
	/* ids are unique in their scope */
	"not(//x:unit[@id = preceding::x:unit/@id])",
	"not(//x:group[@id = preceding::x:group/@id])",
	"not(//x:source//*[@id = preceding-sibling::*/@id or @id = ancestor::x:pc/@id])",
	"not(//x:target//*[@id = preceding-sibling::*/@id or @id = ancestor::x:pc/@id])",
	/* order of the children of a unit: metadata, notes, originalData, segments */
	"not(//x:unit/*[not(self::m:metadata or self::x:notes or self::x:originalData or "
	"self::x:segment)])",
	"not(//x:unit/m:metadata[preceding-sibling::*])",
	"not(//x:unit/x:notes[preceding-sibling::*[not(self::m:metadata)]])",
	"not(//x:unit/x:originalData[preceding-sibling::x:segment])",
	"not(//x:unit[count(x:segment) != 1])",
	"not(//x:segment[not(x:source)] | //x:target[not(preceding-sibling::x:source)])",
	"not(//x:originalData[not(x:data)] | //x:notes[not(x:note)])",
	/* marks */
	"not(//x:pc[not(@id)] | //x:ph[not(@id)])",
	"not(//@dataRef[not(. = ancestor::x:unit/x:originalData/x:data/@id)])",
	"not(//@subType[not(contains(., ':'))])",
	"not(//*[self::x:pc or self::x:ph][@subType and not(@type)])",
	"not(//*[self::x:pc or self::x:ph][@type and not(contains(' fmt ui quote link image other ', "
	"concat(' ', @type, ' ')))])",
	"not(//x:segment[@subState and not(@state)])",
	"not(//x:segment[@state and not(contains(' initial translated reviewed final ', "
	"concat(' ', @state, ' ')))])",
	"not(//x:segment[not(x:target) and @state != 'initial'])",
	"not(//m:metaGroup[not(m:meta)] | //m:meta[not(@type)] | //m:metadata[not(m:metaGroup)])",
	/* what is ours */
	"not(//x:file[@canResegment != 'no'])",
	"count(//x:unit/m:metadata//m:meta[@type = 'budget'][. = '40']) = count(//x:unit)",
	"count(//x:segment[contains(@subState, 'needs-review')]) = 2",
	"//x:unit[@id = 'p2-b8']//x:pc/@canDelete = 'yes'",
	"//x:unit[@id = 'p2-b5']//x:pc/@canDelete = 'no'",
	"string(//x:unit[@id = 'p2-b5']/x:originalData/x:data[@id = 'd2']) = 'a < b'",
	"//x:cp/@hex = '0001'",
};

START_TEST(the_file_is_as_the_standard_wants_it)
{
	xmlDocPtr document;
	xmlXPathContextPtr context;

	make_path();
	write_units(all_kinds, DT_COUNT(all_kinds));
	document = xmlReadFile(path, NULL, XML_PARSE_NONET);
	remove_path();
	ck_assert_ptr_nonnull(document);
	context = xmlXPathNewContext(document);
	xmlXPathRegisterNs(context, (const xmlChar *)"x",
			   (const xmlChar *)"urn:oasis:names:tc:xliff:document:2.0");
	xmlXPathRegisterNs(context, (const xmlChar *)"m",
			   (const xmlChar *)"urn:oasis:names:tc:xliff:metadata:2.0");
	for (size_t i = 0; i < DT_COUNT(rules); i++) {
		xmlXPathObjectPtr found =
			xmlXPathEvalExpression((const xmlChar *)rules[i], context);

		ck_assert_msg(found != NULL, "this is no XPath: %s", rules[i]);
		ck_assert_msg(xmlXPathCastToBoolean(found), "does not hold: %s", rules[i]);
		xmlXPathFreeObject(found);
	}
	xmlXPathFreeContext(context);
	xmlFreeDoc(document);
}
END_TEST

START_TEST(a_document_without_text_makes_a_file)
{
	struct dt_error err = { 0 };
	struct xliff_file *file;

	make_path();
	write_units(NULL, 0);
	file = xliff_read(path, &err);
	remove_path();
	ck_assert_msg(file, "%s", err.text);
	ck_assert_uint_eq(file->n, 0);
	xliff_free(file);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	const struct xliff_head head = { .document = "a.pdf", .digest = "0" };
	struct dt_error err = { 0 };
	struct xliff_writer *writer = xliff_writer_new("/dev/full", &head, &err);
	uint64_t bytes;

	if (!writer)
		return; /* a machine without it */
	ck_assert_int_eq(xliff_writer_end(writer, "es", &bytes, &err), DT_E_SYSTEM);
	xliff_writer_free(writer);
	memset(&err, 0, sizeof(err));
	ck_assert_ptr_null(xliff_writer_new("nowhere/at/all.xliff", &head, &err));
	ck_assert_int_eq(err.status, DT_E_SYSTEM);
}
END_TEST

/* ---- reading ----------------------------------------------------------------- */

static struct xliff_file *read_text(const char *xml, struct dt_error *err)
{
	struct xliff_file *file;
	FILE *out;

	make_path();
	out = fopen(path, "wb");
	ck_assert_ptr_nonnull(out);
	fputs(xml, out);
	fclose(out);
	file = xliff_read(path, err);
	remove_path();
	return file;
}

static const struct {
	const char *xml, *target, *problem;
} edited[] = {
	{ UNIT("a <pc id='1'>b</pc>", TARGET("<pc id='1'>B</pc> A")), "<g id='1'>B</g> A", NULL },
	/* as tools write it: a pair of codes, words that are marked, wrapped lines, CDATA */
	{ UNIT("a <pc id='1'>b</pc>", TARGET("<sc id='1'/>B<ec startRef='1'/> A")),
	  "<g id='1'>B</g> A", NULL },
	{ UNIT("a", TARGET("un <mrk id='m1' type='term'>termino</mrk><sm id='m2'/>")), "un termino",
	  NULL },
	{ UNIT("a", TARGET("uno\ndos")), "uno dos", NULL },
	{ UNIT("a", TARGET("<![CDATA[1 < 2]]>")), "1 &lt; 2", NULL },
	{ UNIT("a<ph id='b1' type='fmt' subType='xlf:lb'/>b", TARGET("uno dos")), "uno dos", NULL },
	{ UNIT("a", TARGET("<cp hex='0041'/>b")), "Ab", NULL },
	{ UNIT("a", ""), NULL, NULL },
	{ UNIT("a", TARGET("")), NULL, NULL },
	{ UNIT("a <ph id='1' canDelete='no'/>", TARGET(" ")), NULL, NULL },
	{ XLIFF_START "<unit id='u'><segment><source>a</source><target>A</target></segment>"
		      "<ignorable><source> </source></ignorable><segment><source>b</source>"
		      "<target>B</target></segment></unit>" XLIFF_END,
	  "A B", NULL },
	{ XLIFF_START "<unit id='u'><segment><source>a</source><target>A</target></segment>"
		      "<segment><source>b</source></segment></unit>" XLIFF_END,
	  NULL, NULL },
	/* a style may go when the file says so, or does not say */
	{ UNIT("a <pc id='1' canDelete='yes'>b</pc>", TARGET("B A")), "B A", NULL },
	/* what is wrong */
	{ UNIT("a <pc id='1' canDelete='no'>b</pc>", TARGET("B A")), NULL, "lacks mark 1" },
	{ UNIT("a <ph id='2' canDelete='no'/>", TARGET("A <ph id='2'/><ph id='2'/>")), NULL,
	  "has mark 2 more than once" },
	{ UNIT("a", TARGET("A <ph id='7'/>")), NULL, "has a mark 7 that its source has not" },
	{ UNIT("a <ph id='2' canDelete='no'/>", TARGET("<pc id='2'>A</pc>")), NULL,
	  "has words in mark 2, which is one sign" },
	{ UNIT("a <pc id='2'>b</pc>", TARGET("A<ph id='2'/>")), NULL,
	  "has mark 2 without words in it" },
	{ UNIT("a", TARGET("A <ph id='x'/>")), NULL, "has a mark <ph id=\"x\"> that no unit has" },
	{ UNIT("a", TARGET("A <b>B</b>")), NULL, "has an element <b> that no unit has" },
	{ UNIT("a", TARGET("A <cp hex='D800'/>")), NULL, "has a <cp> without a character" },
	{ XLIFF_START "<unit id='u'><segment><source>a</source><target order='2'>A</target>"
		      "</segment></unit>" XLIFF_END,
	  NULL, "has segments in another order than its source" },
	{ XLIFF_START "<unit id='u'><segment/></unit>" XLIFF_END, NULL,
	  "has a <segment> without <source>" },
	{ XLIFF_START "<unit id='u'/>" XLIFF_END, NULL, "has no <segment>" },
};

START_TEST(what_tools_and_people_do)
{
	struct dt_error err = { 0 };
	struct xliff_file *file = read_text(edited[_i].xml, &err);
	const struct xliff_unit *unit = file ? xliff_find(file, "u") : NULL;

	ck_assert_msg(unit, "%s: %s", edited[_i].xml, err.text);
	if (edited[_i].problem)
		ck_assert_str_eq(unit->problem ? unit->problem : "none", edited[_i].problem);
	else
		ck_assert_str_eq(unit->problem ? unit->problem : "none", "none");
	if (edited[_i].target)
		ck_assert_str_eq(unit->target ? unit->target : "none", edited[_i].target);
	else if (!edited[_i].problem)
		ck_assert_ptr_null(unit->target);
	ck_assert_uint_eq(unit->line, 4);
	xliff_free(file);
}
END_TEST

static const struct {
	const char *xml, *why;
} broken[] = {
	{ "", "this is no XML" },
	{ "%PDF-1.7 and so on", "this is no XML" },
	{ "<html/>", "is no XLIFF: its root is <html>" },
	{ "<xliff xmlns='urn:oasis:names:tc:xliff:document:1.2' version='1.2'/>",
	  "is XLIFF 1.2; 2.0 or 2.1 is wanted" },
	{ "<xliff version='2.1' srcLang='en' trgLang='es'/>",
	  "is XLIFF 2.1, but not of its namespace, urn:oasis:names:tc:xliff:document:2.0" },
	{ "<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.1' srcLang='en'/>",
	  "does not say its target language (trgLang)" },
	{ XLIFF_START "<unit id='u'><segment>", "this is no XML" },
	/* entities that grow */
	{ "<!DOCTYPE xliff [<!ENTITY a '12345678'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
	  "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>"
	  "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;'>"
	  "<!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;'><!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;'>]>"
	  "<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.1' srcLang='en' "
	  "trgLang='&h;&h;&h;&h;&h;&h;&h;&h;'/>",
	  "this is no XML" },
	{ XLIFF_START "<unit><segment><source/></segment></unit>" XLIFF_END, "a unit has no id" },
	{ XLIFF_START "<unit id='a'><segment><source/></segment></unit>\n"
		      "<unit id='b'><segment><source/></segment></unit>\n"
		      "<unit id='a'><segment><source/></segment></unit>" XLIFF_END,
	  ":6: there are two units \"a\", here and in line 4" },
	/* told in whole characters */
	{ "<x\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
	  "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
	  "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9/>",
	  "\u00e9\u00e9>" },
	/* no entities from inside or outside */
	{ "<!DOCTYPE xliff [<!ENTITY e SYSTEM '/etc/hostname'>]>"
	  "<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.1' srcLang='en' "
	  "trgLang='es'><file id='f'><unit id='u'><segment><source>&e;</source></segment></unit>",
	  "" },
};

START_TEST(a_broken_file_is_told_in_a_sentence)
{
	struct dt_error err = { 0 };
	struct xliff_file *file = read_text(broken[_i].xml, &err);

	ck_assert_ptr_null(file);
	ck_assert_int_eq(err.status, DT_E_INPUT);
	ck_assert_msg(strstr(err.text, broken[_i].why), "%s", err.text);
	ck_assert_ptr_null(strchr(err.text, '\n'));
}
END_TEST

START_TEST(an_entity_is_no_text)
{
	struct dt_error err = { 0 };
	struct xliff_file *file = read_text(
		"<!DOCTYPE xliff [<!ENTITY e SYSTEM '/etc/hostname'>]>"
		"<xliff xmlns='urn:oasis:names:tc:xliff:document:2.0' version='2.1' srcLang='en' "
		"trgLang='es'><file id='f'><unit id='u'><segment><source>a</source><target>&e;</target>"
		"</segment></unit></file></xliff>",
		&err);

	ck_assert_msg(file, "%s", err.text);
	ck_assert_str_eq(xliff_find(file, "u")->problem, "has an entity of its own");
	ck_assert_ptr_null(xliff_find(file, "u")->target);
	xliff_free(file);
}
END_TEST

START_TEST(a_file_that_is_not_there)
{
	struct dt_error err = { 0 };

	ck_assert_ptr_null(xliff_read("nowhere.xliff", &err));
	ck_assert_int_eq(err.status, DT_E_INPUT);
	ck_assert_str_eq(err.text, "nowhere.xliff cannot be read: No such file or directory");
}
END_TEST

START_TEST(blanks_may_change)
{
	ck_assert(xliff_same_text("a b", "a b"));
	ck_assert(xliff_same_text("a  b ", "a b"));
	ck_assert(!xliff_same_text("a b", "ab"));
	ck_assert(!xliff_same_text("a b", "a bc"));
	ck_assert(!xliff_same_text("a", ""));
	ck_assert(xliff_same_text("", " "));
	ck_assert(!xliff_same_text("a ", "a b"));
	ck_assert(!xliff_same_text("a b", "a "));
	/* a line of a tip ends with the one, that of a paragraph with the other */
	ck_assert(xliff_same_text("a\nb", "a\u2028b"));
	ck_assert(xliff_same_text("a\r\nb", "a\u2028b"));
	ck_assert(!xliff_same_text("a\nb", "a b"));
}
END_TEST

static Suite *xliff_suite(void)
{
	Suite *suite = suite_create("xliff");
	TCase *tests = suite_case(suite, "xliff");

	tcase_add_test(tests, what_is_written_is_read);
	tcase_add_test(tests, the_file_is_as_the_standard_wants_it);
	tcase_add_test(tests, a_document_without_text_makes_a_file);
	tcase_add_test(tests, a_full_disk_is_told);
	tcase_add_loop_test(tests, what_tools_and_people_do, 0, DT_COUNT(edited));
	tcase_add_loop_test(tests, a_broken_file_is_told_in_a_sentence, 0, DT_COUNT(broken));
	tcase_add_test(tests, an_entity_is_no_text);
	tcase_add_test(tests, a_file_that_is_not_there);
	tcase_add_test(tests, blanks_may_change);
	return suite;
}

SUITE_MAIN(xliff_suite)
