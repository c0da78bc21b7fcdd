// SPDX-License-Identifier: AGPL-3.0-or-later
// The token of a service that wants one: asked for when it is, kept as long as the tab.
import { h } from './dom.js';
import { t } from './i18n.js';

const place = 'doctranslate.token';
let asking = null;

export function token() {
	return sessionStorage.getItem(place);
}

export function forget() {
	sessionStorage.removeItem(place);
}

function dialog(wrong, done) {
	const field = h('input', { type: 'password', id: 'token', name: 'token', autocomplete: 'off', required: true, spellcheck: 'false', 'aria-describedby': 'token-why' });
	const box = h('dialog', { class: 'dialog', id: 'token-dialog', 'aria-labelledby': 'token-title' },
		h('form', { method: 'dialog' },
			h('h2', { id: 'token-title' }, t('token.title')),
			h('p', { id: 'token-why', class: wrong ? 'fault' : 'hint', role: wrong ? 'alert' : null }, t(wrong ? 'token.wrong' : 'token.why')),
			h('label', { for: 'token' }, t('token.label')),
			field,
			h('div', { class: 'actions' },
				h('button', { type: 'button', class: 'quiet', onclick: () => box.close('') }, t('cancel.dialog')),
				h('button', { type: 'submit', class: 'main', value: 'given' }, t('token.use')))));
	box.addEventListener('close', () => {
		box.remove();
		done(box.returnValue === 'given' ? field.value.trim() : '');
	});
	document.body.append(box);
	box.showModal();
	field.focus();
}

// One dialog for all who wait; true: there is another token than before.
export function askToken(before) {
	if (token() !== before && token()) return Promise.resolve(true);
	asking ??= new Promise((resolve) => {
		dialog(Boolean(before), (given) => {
			asking = null;
			if (given) sessionStorage.setItem(place, given);
			else if (before) forget();
			dispatchEvent(new Event('token'));
			resolve(Boolean(given));
		});
	});
	return asking;
}
