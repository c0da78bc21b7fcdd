// SPDX-License-Identifier: AGPL-3.0-or-later
// The frame of the page, and which view the address asks for: "#/", "#/history", "#/jobs/ID",
// "#/jobs/ID/page/3/x0,y0,x1,y1".
import { h, icon, replace } from './dom.js';
import { speak, start, t, tongues, language } from './i18n.js';
import { forget, token } from './token.js';
import * as notice from './notice.js';
import { showHistory } from './history.js';
import { showJob } from './job.js';
import { showNew } from './new.js';

const main = document.getElementById('main');
let view = { leave: () => {} };
let shown = '';

function link(to, text, current) {
	return h('a', { href: to, 'aria-current': current ? 'page' : null }, text);
}

function header(at) {
	const words = h('select', { id: 'tongue', class: 'small-select', 'aria-label': t('page.language'), onchange: async () => {
		await speak(words.value);
		show(true);
	} }, Object.entries(tongues).map(([code, name]) => h('option', { value: code, lang: code, selected: code === language() }, name)));
	replace(document.getElementById('top'),
		h('a', { class: 'brand', href: '#/' }, h('img', { src: 'assets/icon.svg', alt: '', width: 28, height: 28 }), h('span', null, 'DocTranslate')),
		h('nav', { 'aria-label': t('nav') }, link('#/', t('nav.new'), at === 'new'), link('#/history', t('nav.history'), at === 'history')),
		h('div', { class: 'top-end' }, token() && h('button', { type: 'button', class: 'plain', id: 'forget', title: t('token.forget'), 'aria-label': t('token.forget'), onclick: () => { forget(); location.hash = '#/'; show(true); } }, icon('key')), words));
}

function parts() {
	return location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
}

function show(again = false) {
	const [what, id, , page, box] = parts();
	const key = what === 'jobs' ? `jobs/${id}` : what;
	if (!again && key === shown && view.place) {
		view.place(page, box);
		return;
	}
	notice.clear();
	view.leave();
	shown = key;
	header(what === 'jobs' || what === 'history' ? 'history' : 'new');
	if (what === 'jobs' && id) view = showJob(main, id, page, box);
	else if (what === 'history') view = showHistory(main);
	else view = showNew(main);
	document.title = `${view.title} · DocTranslate`;
	main.dataset.view = what === 'jobs' ? 'job' : what === 'history' ? 'history' : 'new';
}

addEventListener('hashchange', (event) => {
	if (location.hash === '#main') return;
	const before = shown;
	show();
	if (before !== shown && event.isTrusted) main.focus({ preventScroll: true });
});
addEventListener('token', () => header(main.dataset.view === 'new' ? 'new' : 'history'));
addEventListener('unhandledrejection', (event) => { notice.tell(event.reason); event.preventDefault(); });

await start();
show();
document.documentElement.dataset.ready = '';
