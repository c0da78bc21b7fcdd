// SPDX-License-Identifier: AGPL-3.0-or-later
// A PDF with a heading and some lines on each page, of its own words.

const words = 'the water of the harbour rises and falls twice a day because the moon moves around the earth'.split(' ');

function sentence(page, line) {
	const from = (page * 5 + line * 3) % words.length;
	return `${[...words.slice(from), ...words.slice(0, from)].slice(0, 11).join(' ')} ${page}.${line}`;
}

function content(page) {
	let text = `BT /F 20 Tf 72 760 Td (Chapter ${page}) Tj ET\n`;
	for (let line = 1; line <= 8; line++) text += `BT /F 11 Tf 72 ${740 - line * 40} Td (${sentence(page, line)}.) Tj ET\n`;
	return text;
}

export function makePdf(pages) {
	const objects = ['<</Type/Catalog/Pages 2 0 R>>', '', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
	const kids = [];
	for (let page = 1; page <= pages; page++) {
		const text = content(page);
		objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${objects.length + 2} 0 R/Resources<</Font<</F 3 0 R>>>>>>`);
		kids.push(`${objects.length} 0 R`);
		objects.push(`<</Length ${text.length}>>stream\n${text}endstream`);
	}
	objects[1] = `<</Type/Pages/Count ${pages}/Kids[${kids.join(' ')}]>>`;
	let file = '%PDF-1.7\n';
	const places = objects.map((body, i) => {
		const at = file.length;
		file += `${i + 1} 0 obj${body}endobj\n`;
		return at;
	});
	const start = file.length;
	file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
	for (const at of places) file += `${String(at).padStart(10, '0')} 00000 n \n`;
	return Buffer.from(`${file}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`, 'latin1');
}
