/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pseudo.h"

/*
 * Scripts without blanks between words: lines break where a dictionary knows the words, so
 * made-up syllables would have no place to break.  Common words, by chance one after the other.
 */
#define SHORTEST 2u /* letters of the shortest */
#define TRIES	 12u

static const char *const thai[] = { "การ",   "ความ",   "ที่",	  "และ",     "ใน",    "ของ",
				    "เป็น",   "ได้",     "มี",	  "ไม่",	     "ว่า",    "จะ",
				    "ให้",    "คน",     "วัน",	  "น้ำ",	     "บ้าน",   "เมือง",
				    "หนังสือ", "ภาษา",   "ประเทศ",  "โรงเรียน", "อาหาร", "เวลา",
				    "ทำงาน", "เดินทาง", "สวยงาม",  "ตัวอย่าง",  "ระบบ",  "ข้อมูล",
				    "ปัญหา",  "สามารถ", "ต้องการ",  "เพื่อ",     "แต่",    "หรือ",
				    "กับ",    "จาก",    "ธรรมชาติ", NULL };
static const char *const lao[] = { "ແລະ",  "ຂອງ",  "ເປັນ",  "ບໍ່",	   "ມີ",	    "ໃນ",     "ທີ່",
				   "ນ້ຳ",   "ເຮືອນ", "ເມືອງ", "ພາສາ", "ປະເທດ", "ໂຮງຮຽນ", "ອາຫານ",
				   "ເວລາ", "ຄົນ",   "ວັນ",   "ໄດ້",   "ໃຫ້",    "ຈາກ",    "ກັບ",
				   "ຫຼື",	   "ຂໍ້ມູນ",  "ລະບົບ", NULL };
static const char *const khmer[] = { "និង",	"នៃ",	 "ជា",	  "មាន",    "មិន",   "នៅ",   "ទៅ",
				     "មក",	"ដែល",	 "ក្នុង",	  "ទឹក",	    "ផ្ទះ",  "ភាសា", "ប្រទេស",
				     "សាលារៀន", "អាហារ", "ពេល",	  "ធ្វើការ", "មនុស្ស", "ថ្ងៃ",  "បាន",
				     "ពី",	"ឬ",	 "ទិន្នន័យ", "ប្រព័ន្ធ",  "បញ្ហា", NULL };

static const char *const *words_of(enum pseudo_script script)
{
	if (script == PSEUDO_THAI)
		return thai;
	return script == PSEUDO_LAO ? lao : khmer;
}

static unsigned letters_of(const char *word)
{
	unsigned n = 0;

	for (; *word; word++)
		n += (*word & 0xc0) != 0x80;
	return n;
}

unsigned pseudo_vocabulary(struct text *out, enum pseudo_script script, uint64_t *seed,
			   unsigned width)
{
	const char *const *words = words_of(script);
	unsigned made = 0, n = 0;

	while (words[n])
		n++;
	do {
		const char *word = words[pseudo_draw(seed, n)];

		for (unsigned i = 0; i < TRIES && made + letters_of(word) > width; i++) {
			const char *other = words[pseudo_draw(seed, n)];

			word = letters_of(other) < letters_of(word) ? other : word;
		}
		if (made && made + letters_of(word) > width)
			break;
		text_add(out, word, strlen(word));
		made += letters_of(word);
	} while (made + SHORTEST <= width);
	return made;
}
