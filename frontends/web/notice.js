// SPDX-License-Identifier: AGPL-3.0-or-later
// Faults in a sentence, with the id that finds the request in the service's log.
import { h, icon } from './dom.js';
import { has, t } from './i18n.js';

// What to say of a fault: our words for its kind, then the service's own sentence.
export function sentence(fault) {
	const key = `fault.${fault.code}`;
	const by = has(key) ? t(key) : has(`status.${fault.status}`) ? t(`status.${fault.status}`) : t('fault.other');
	return { title: by, detail: fault.message || '' };
}

export function faultBox(fault, ...actions) {
	const { title, detail } = sentence(fault);
	return h('div', { class: 'notice bad', role: 'alert' }, icon('warning'),
		h('div', { class: 'notice-text' },
			h('p', { class: 'notice-title' }, title),
			detail && h('p', { dir: 'auto', lang: 'en' }, detail),
			fault.request && h('p', { class: 'small' }, t('request'), ' ', h('code', { class: 'request', dir: 'ltr' }, fault.request))),
		...actions);
}

export function clear() {
	document.getElementById('notices').replaceChildren();
}

export function tell(fault) {
	if (fault.name === 'AbortError') return;
	if (!(fault instanceof Error) || fault.code === undefined) console.error(fault);
	const box = faultBox(fault.code === undefined ? { code: 'page', status: 0, message: String(fault.message ?? fault) } : fault,
		h('button', { type: 'button', class: 'plain', 'aria-label': t('dismiss'), onclick: () => box.remove() }, icon('close')));
	document.getElementById('notices').replaceChildren(box);
}

// Asks before what cannot be taken back.
export function confirm(question, action) {
	return new Promise((resolve) => {
		const box = h('dialog', { class: 'dialog', 'aria-labelledby': 'confirm-title' },
			h('form', { method: 'dialog' },
				h('h2', { id: 'confirm-title' }, question),
				h('div', { class: 'actions' },
					h('button', { type: 'submit', class: 'quiet', value: '' }, t('cancel.dialog')),
					h('button', { type: 'submit', class: 'main danger', value: 'yes' }, action))));
		box.addEventListener('close', () => { box.remove(); resolve(box.returnValue === 'yes'); });
		document.body.append(box);
		box.showModal();
	});
}
