/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Glossaries of all formats and encodings, and files that mean harm. */
#include "config.h"

#include "suite.h"

#include "plugins/translate/glossary/read.h"

#include <stdio.h>
#include <unistd.h>

static char folder[32];

static void make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/check-glossary-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
	ck_assert_int_eq(rmdir(folder), 0);
}

struct result {
	struct glossary_files files;
	struct dt_error err;
	char path[100];
};

/* Reads a file of that name with these bytes. */
static void read_bytes(struct result *r, const char *name, const char *bytes, size_t n)
{
	FILE *file;

	snprintf(r->path, sizeof(r->path), "%s/%s", folder, name);
	file = fopen(r->path, "wb");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
	fclose(file);
	memset(&r->err, 0, sizeof(r->err));
	glossary_read(&r->files, r->path, &r->err);
	unlink(r->path);
}

static void read_text(struct result *r, const char *name, const char *text)
{
	read_bytes(r, name, text, strlen(text));
}

static void start(struct result *r, const char *source, const char *target)
{
	memset(r, 0, sizeof(*r));
	r->files.glossary = glossary_new(source, target);
	ck_assert_ptr_nonnull(r->files.glossary);
}

static void end(struct result *r)
{
	glossary_free(r->files.glossary);
	glossary_files_free(&r->files);
}

/* "source=target|..." */
static void check_terms(const struct result *r, const char *wanted)
{
	char got[2000] = "";
	size_t n = 0;

	ck_assert_msg(!r->err.status, "%s", r->err.text);
	for (uint32_t i = 0; i < glossary_count(r->files.glossary); i++) {
		const struct glossary_term *term = glossary_term(r->files.glossary, i);

		n += (size_t)snprintf(got + n, sizeof(got) - n, "%s%s=%s", i ? "|" : "",
				      term->source, term->target);
	}
	ck_assert_str_eq(got, wanted);
}

static void check_file(const char *name, const char *bytes, size_t n, const char *wanted)
{
	struct result r;

	start(&r, "en", "es");
	read_bytes(&r, name, bytes, n);
	check_terms(&r, wanted);
	end(&r);
}

static void check_text(const char *name, const char *text, const char *wanted)
{
	check_file(name, text, strlen(text), wanted);
}

/* The sentence behind the path. */
static void check_refused(const char *name, const char *bytes, size_t n, const char *wanted)
{
	struct result r;

	start(&r, "en", "es");
	read_bytes(&r, name, bytes, n);
	ck_assert_int_eq(r.err.status, DT_E_CONFIG);
	ck_assert_msg(strstr(r.err.text, wanted) != NULL, "%s", r.err.text);
	ck_assert(!strncmp(r.err.text, r.path, strlen(r.path)));
	end(&r);
}

static const char *remark(const struct result *r, uint32_t file, uint32_t i)
{
	const struct glossary_file *its = glossary_file_at(&r->files, file);

	ck_assert_uint_lt(i, its->remarks.n);
	return ((char **)its->remarks.at)[i] + strlen(its->path);
}

START_TEST(csv_in_all_its_forms)
{
	const char *wanted = "cat=gato|big dog=perro \"grande\"|a,b=c;d";

	check_text("a.csv",
		   "source,target\ncat,gato\nbig dog,\"perro \"\"grande\"\"\"\n\"a,b\",c;d",
		   wanted);
	check_text("a.csv",
		   "\xef\xbb\xbfSource;TARGET;note\r\ncat;gato;x\r\n\r\nbig dog;\"perro "
		   "\"\"grande\"\"\"\r\n\"a,b\";\"c;d\"\r\n",
		   wanted);
	check_text("a.csv", "cat,gato\rbig dog,perro \"grande\"\r\"a,b\",\"c;d\"\r", wanted);
	check_text("a.tsv", "cat\tgato\nbig dog\tperro \"grande\"\na,b\tc;d\n", wanted);
	check_text("a.csv",
		   "note\ttarget\tsource\n\tgato\tcat\n\tperro \"grande\"\tbig dog\n"
		   "\tc;d\ta,b\n",
		   wanted);
	check_text("a.csv", "source,target\n\"two\nlines\",\" dos\r\n líneas \"\n",
		   "two lines=dos líneas");
	check_text("a.tsv", "\"quoted\"\t\"a \"\"b\"\"\"\n\"open\t5\" pipe\n",
		   "quoted=a \"b\"|\"open=5\" pipe");
	check_text("a.csv", "source,target\nOpenGL,\nVulkan,", "OpenGL=|Vulkan=");
	check_text("a.csv", "cat,gato\n", "cat=gato");
	/* what Excel is asked for, and its "Unicode text" */
	check_text("a.csv", "sep=;\r\nsource;target\r\ncat;gato, dos\r\n", "cat=gato, dos");
	check_text("a.csv", "sep=\t\nsource\ttarget\ncat\tgato\n", "cat=gato");
	check_text("a.csv", "\xef\xbb\xbfsep=,\nsource,target\ncat,gato\n", "cat=gato");
	check_text("a.csv", "sep=,gato\ncat,gato\n", "sep==gato|cat=gato");
}
END_TEST

START_TEST(rows_for_other_languages_are_left_out)
{
	static const char text[] =
		"source,target,tgt_lng\ncat,gato,es\ndog,Hund,de\ncow,vaca,es_MX\n"
		"pig,cerdo,\nowl,buho,ES-419\nhen,gallina,spanish language\n";
	struct result r;

	start(&r, "en", "es");
	read_bytes(&r, "a.csv", text, sizeof(text) - 1);
	check_terms(&r, "cat=gato|cow=vaca|pig=cerdo|owl=buho");
	ck_assert_uint_eq(glossary_file_at(&r.files, 0)->other_languages, 1);
	ck_assert_uint_eq(glossary_file_at(&r.files, 0)->bad, 1);
	ck_assert_str_eq(remark(&r, 0, 0), ":7: \"spanish language\" is no language; the row is "
					   "left out");
	end(&r);
	start(&r, "en", "pt-BR");
	read_text(&r, "a.csv", "source,target,tgt_lang\na cat,x,pt-PT\ndog,cao,pt\n");
	check_terms(&r, "dog=cao");
	end(&r);
}
END_TEST

START_TEST(the_first_of_two_counts)
{
	struct result r;

	start(&r, "en", "es");
	read_text(&r, "a.csv", "cat,gato\nCat,felino\ncat,gato\n,x\n");
	read_text(&r, "b.csv", "cat,minino\ndog,perro\ncat,gato\n");
	check_terms(&r, "cat=gato|dog=perro");
	ck_assert_uint_eq(glossary_file_at(&r.files, 0)->conflicts, 1);
	ck_assert_uint_eq(glossary_file_at(&r.files, 0)->again, 1);
	ck_assert_uint_eq(glossary_file_at(&r.files, 0)->bad, 1);
	ck_assert_uint_eq(glossary_file_at(&r.files, 1)->conflicts, 1);
	ck_assert_uint_eq(glossary_file_at(&r.files, 1)->again, 1);
	ck_assert_str_eq(remark(&r, 0, 0), ":2: \"cat\" has another target in line 1, which is the "
					   "one that counts");
	ck_assert_str_eq(remark(&r, 0, 1), ":3: \"cat\" is there already, in line 1");
	ck_assert_str_eq(remark(&r, 0, 2),
			 ":4: there is no word in the source; the row is left out");
	ck_assert_ptr_nonnull(strstr(remark(&r, 1, 0), "a.csv, line 1, which is the one"));
	end(&r);
}
END_TEST

START_TEST(encodings_are_found)
{
	static const char utf16[] = "\xff\xfe"
				    "c\0a\0t\0,\0\xf1\0";
	static const char unicode_text[] = "\xff\xfe"
					   "s\0o\0u\0r\0c\0e\0\t\0t\0a\0r\0g\0e\0t\0\r\0\n\0"
					   "c\0a\0t\0\t\0g\0a\0t\0o\0\r\0\n\0";
	static const char latin[] = "source,target\nspring,primavera\nyear,a\xf1o\nchild,ni\xf1o\n"
				    "heart,coraz\xf3n\ntomorrow,ma\xf1"
				    "ana\nsong,canci\xf3n\n"
				    "translation,traducci\xf3n de la informaci\xf3n\n";
	static const char russian[] =
		"source,target\nlanguage,\xff\xe7\xfb\xea\n"
		"translation,\xef\xe5\xf0\xe5\xe2\xee\xe4\n"
		"dictionary,\xf1\xeb\xee\xe2\xe0\xf0\xfc\n"
		"network,\xed\xe5\xe9\xf0\xee\xed\xed\xe0\xff \xf1\xe5\xf2\xfc\n";
	struct result r;

	check_file("a.csv", utf16, sizeof(utf16) - 1, "cat=ñ");
	check_file("a.txt", unicode_text, sizeof(unicode_text) - 1, "cat=gato");
	start(&r, "en", "es");
	read_bytes(&r, "a.csv", latin, sizeof(latin) - 1);
	check_terms(&r, "spring=primavera|year=año|child=niño|heart=corazón|tomorrow=mañana|"
			"song=canción|translation=traducción de la información");
	ck_assert_ptr_nonnull(strstr(remark(&r, 0, 0),
				     ":3: this is no UTF-8; the file is taken for "
				     "ISO-8859-1"));
	end(&r);
	start(&r, "en", "ru");
	read_bytes(&r, "a.csv", russian, sizeof(russian) - 1);
	check_terms(&r, "language=язык|translation=перевод|dictionary=словарь|network=нейронная "
			"сеть");
	ck_assert_str_eq(glossary_file_at(&r.files, 0)->encoding, "windows-1251");
	end(&r);
	check_refused("a.csv",
		      "\xef\xbb\xbf"
		      "a,b\nc,\xff\n",
		      11, ":2: the file says that it is UTF-8");
}
END_TEST

#define V2(body)                                                                                   \
	"<?xml version='1.0'?>\n<!DOCTYPE martif SYSTEM \"TBXcoreStructV02.dtd\">\n"               \
	"<martif type='TBX' xml:lang='en'><martifHeader/><text><body>\n" body                      \
	"</body></text></martif>"
#define V3(body)                                                                                   \
	"<tbx type='TBX-Basic' style='dct' xmlns='urn:iso:std:iso:30042:ed-2' "                    \
	"xmlns:min='http://www.tbxinfo.net/ns/min' xml:lang='en'><tbxHeader/><text><body>\n" body  \
	"</body></text></tbx>"

START_TEST(tbx_of_both_versions)
{
	check_text(
		"a.tbx",
		V2("<termEntry id='1'><descrip type='subjectField'>zoo</descrip>"
		   "<langSet xml:lang='en'><tig><term>cat</term></tig>"
		   "<ntig><termGrp><term>house <hi>cat</hi></term></termGrp></ntig></langSet>"
		   "<langSet xml:lang='es'><tig><term>minino</term></tig>"
		   "<tig><term>gato</term><termNote type='administrativeStatus'>"
		   "preferredTerm-admn-sts</termNote></tig></langSet>"
		   "<langSet xml:lang='de'><tig><term>Katze</term></tig></langSet></termEntry>\n"
		   "<termEntry id='2'><langSet xml:lang='en'><tig><term>dog</term></tig></langSet>"
		   "<langSet xml:lang='de'><tig><term>Hund</term></tig></langSet></termEntry>"),
		"cat=gato|house cat=gato");
	check_text(
		"a.xml",
		V3("<conceptEntry id='1'><langSec xml:lang='en-US'><termSec><term>a &amp; b</term>"
		   "</termSec></langSec><langSec xml:lang='es'><termSec><term>viejo</term>"
		   "<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>"
		   "</termSec><termSec><term>a y b</term></termSec></langSec></conceptEntry>"),
		"a & b=a y b");
}
END_TEST

START_TEST(tbx_for_all_languages)
{
	struct result r;
	const char *text =
		V2("<termEntry><langSet xml:lang='en'><tig><term>cat</term></tig></langSet>"
		   "<langSet xml:lang='es'><tig><term>gato</term></tig></langSet>"
		   "<langSet xml:lang='de'><tig><term>Katze</term></tig></langSet>"
		   "</termEntry>");

	start(&r, NULL, NULL);
	read_bytes(&r, "a.tbx", text, strlen(text));
	read_text(&r, "b.csv", "source,target,tgt_lng\ncat,chat,fr\ncat,Mieze,de\n");
	check_terms(&r, "cat=gato|cat=Katze|cat=chat");
	ck_assert_uint_eq(glossary_file_at(&r.files, 0)->conflicts, 0);
	ck_assert_uint_eq(glossary_file_at(&r.files, 1)->conflicts, 1);
	end(&r);
}
END_TEST

static void refused(const char *name, const char *text, const char *wanted)
{
	check_refused(name, text, strlen(text), wanted);
}

START_TEST(bad_files_are_told_of_with_their_line)
{
	struct result r;

	refused("a.csv", "", "the glossary is empty");
	refused("a.csv", "one\ntwo\n", ":1: there is one column");
	refused("a.csv", "source,translation\n", ":1: the header has no column \"target\"");
	refused("a.csv", "target,tgt_lng\n", ":1: the header has no column \"source\"");
	refused("a.csv", "a,b\nc,\"d\n\n\n", ":2: a quote begins here and is never closed");
	refused("a.csv", "a,b\n\"c\" x,d\n", ":2: there is text behind the quote");
	refused("a.tbx", "cat,gato\n", ":1: this is no TBX");
	refused("a.tbx", "<tbx>\n<text>\n</tbx>", ":2: this is no XML:");
	refused("a.xml", "<html/>", ":1: this is no TBX: the root is <html>");
	refused("a.tbx",
		"<!DOCTYPE tbx [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n"
		"<tbx><text>&b;</text></tbx>",
		"declares entities of its own");
	start(&r, "en", "es");
	glossary_read(&r.files, "/nowhere/a.csv", &r.err);
	ck_assert_str_eq(r.err.text, "/nowhere/a.csv: the glossary cannot be read: No such file or "
				     "directory");
	memset(&r.err, 0, sizeof(r.err));
	glossary_read(&r.files, folder, &r.err);
	ck_assert_ptr_nonnull(strstr(r.err.text, "this is a folder"));
	end(&r);
}
END_TEST

START_TEST(hostile_files_are_bounded)
{
	static char big[300000];
	struct result r;
	size_t n = (size_t)snprintf(big, sizeof(big), "source,target\ncat,gato\n\"");

	memset(big + n, 'x', sizeof(big) - n);
	check_refused("a.csv", big, sizeof(big),
		      ":3: a quote begins here, and the field does not end");
	memset(big, ',', sizeof(big));
	memcpy(big, "cat,gato", 8);
	start(&r, "en", "es");
	read_bytes(&r, "a.csv", big, sizeof(big));
	check_terms(&r, "cat=gato");
	end(&r);
	check_refused("a.csv", "c\0t,gato\n", 9, ":1: this is no UTF-8");
	check_text("a.csv",
		   "c\x01t,g\x1b[2J\xe2\x80\xae"
		   "a\nd,e",
		   "c t=g [2Ja|d=e");
	memset(big, 'x', 2000);
	memcpy(big + 1000, ",y\nd,e\n", 7);
	start(&r, "en", "es");
	read_bytes(&r, "a.csv", big, 1007);
	check_terms(&r, "d=e");
	ck_assert_uint_eq(glossary_file_at(&r.files, 0)->bad, 1);
	end(&r);
	for (size_t i = 0; i + 3 <= sizeof(big); i += 3)
		memcpy(big + i, "<a>", 3);
	check_refused("a.tbx", big, sizeof(big), "this is no TBX");
	memcpy(big, "<tbx><termEntry>", 16);
	memcpy(big + 16, "   ", 2);
	check_refused("a.tbx", big, sizeof(big), "this is no XML");
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("glossary_files");
	TCase *tests = suite_case(suite, "files");

	tcase_add_checked_fixture(tests, make_folder, remove_folder);
	tcase_add_test(tests, csv_in_all_its_forms);
	tcase_add_test(tests, rows_for_other_languages_are_left_out);
	tcase_add_test(tests, the_first_of_two_counts);
	tcase_add_test(tests, encodings_are_found);
	tcase_add_test(tests, tbx_of_both_versions);
	tcase_add_test(tests, tbx_for_all_languages);
	tcase_add_test(tests, bad_files_are_told_of_with_their_line);
	tcase_add_test(tests, hostile_files_are_bounded);
	return suite;
}

SUITE_MAIN(suite)
