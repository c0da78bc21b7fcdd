// SPDX-License-Identifier: AGPL-3.0-or-later
// The texts of the page, one file a language; "key#form" are the forms that a number asks for.

export const tongues = { en: 'English', es: 'Español', zh: '中文', ar: 'العربية' };
const rightToLeft = new Set(['ar']);
const place = 'doctranslate.language';
let texts = {};
let preset = {};
let tongue = 'en';

function wished() {
	const kept = localStorage.getItem(place);
	const list = kept ? [kept] : navigator.languages ?? [navigator.language];
	return list.map((one) => one.toLowerCase().split('-')[0]).find((one) => one in tongues) ?? 'en';
}

async function load(code) {
	const answer = await fetch(new URL(`assets/${code}.json`, document.baseURI));
	if (!answer.ok) throw new Error(`the texts of ${code} cannot be read`);
	return answer.json();
}

export async function start() {
	preset = await load('en');
	await speak(wished(), false);
}

export async function speak(code, keep = true) {
	texts = code === 'en' ? preset : await load(code);
	tongue = code;
	if (keep) localStorage.setItem(place, code);
	document.documentElement.lang = code;
	document.documentElement.dir = rightToLeft.has(code) ? 'rtl' : 'ltr';
	for (const element of document.querySelectorAll('[data-text]')) element.textContent = t(element.dataset.text);
}

export function language() {
	return tongue;
}

// values.n chooses the form and is written as numbers are in the language.
export function t(key, values = {}) {
	const form = values.n === undefined ? '' : `#${new Intl.PluralRules(tongue).select(values.n)}`;
	const text = texts[key + form] ?? texts[`${key}#other`] ?? texts[key] ?? preset[key + form] ?? preset[`${key}#other`] ?? preset[key] ?? key;
	return text.replace(/\{(\w+)\}/g, (whole, name) => {
		const value = values[name];
		return value === undefined ? whole : typeof value === 'number' ? number(value) : value;
	});
}

export function has(key) {
	return key in texts || key in preset;
}

export function number(value, options) {
	return new Intl.NumberFormat(tongue, options).format(value);
}

export function percent(value) {
	return number(Math.min(1, Math.max(0, value / 100)), { style: 'percent', maximumFractionDigits: 0 });
}

export function bytes(value) {
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
	let unit = 0;
	for (; value >= 1000 && unit < 3; unit++) value /= 1000;
	return number(value, { style: 'unit', unit: units[unit], unitDisplay: unit ? 'short' : 'long', maximumFractionDigits: value < 10 && unit ? 1 : 0 });
}

export function moment(text) {
	return new Intl.DateTimeFormat(tongue, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(text));
}

export function seconds(value) {
	const [amount, unit] = value < 60 ? [value, 'second'] : value < 3600 ? [value / 60, 'minute'] : [value / 3600, 'hour'];
	return number(amount, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: amount < 10 ? 1 : 0 });
}

export function languageName(code) {
	try {
		return new Intl.DisplayNames([tongue], { type: 'language' }).of(code) ?? code;
	} catch {
		return code;
	}
}

export function sortByName(list, name) {
	const order = new Intl.Collator(tongue);
	return list.sort((a, b) => order.compare(name(a), name(b)));
}
