// SPDX-License-Identifier: AGPL-3.0-or-later
// The files of a job.
import { address, jobPath, send } from './api.js';
import { h, icon } from './dom.js';
import { bytes, has, t } from './i18n.js';
import { tell } from './notice.js';
import { token } from './token.js';

// The name of the document comes back: the service calls all of them "document".
function fileName(item, document) {
	const base = (document ?? 'document').replace(/\.pdf$/i, '');
	return item.path.split('/').pop().replace(/^document/, base);
}

async function save(path, name) {
	const blob = await (await send(path)).blob();
	const link = h('a', { href: URL.createObjectURL(blob), download: name });
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

export function downloads(id, items, document) {
	const seen = new Set();
	// a file may be of several kinds
	const files = items.filter(({ path }) => !seen.has(path) && seen.add(path));
	return [h('h2', null, t('downloads')), h('ul', { class: 'downloads' }, files.map((item) => {
		const path = jobPath(id, `/artifacts/${encodeURIComponent(item.kind)}`);
		const name = fileName(item, document);
		const kind = item.kind.replace(/_(plain|watermarked)_/, '_');
		const first = kind === 'mono_pdf' || kind === 'dual_pdf';
		return h('li', null, h('a', { class: first ? 'button main' : 'button', 'data-kind': kind, href: address(path), download: name, onclick: (event) => {
			if (!token()) return;
			event.preventDefault(); // a link cannot send the token
			save(path, name).catch(tell);
		} }, icon('download'), h('span', null, has(`file.${kind}`) ? t(`file.${kind}`) : name), h('span', { class: 'size' }, bytes(item.size_bytes))));
	}))];
}
