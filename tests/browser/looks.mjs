// SPDX-License-Identifier: AGPL-3.0-or-later
// Languages of the page, light and dark, a phone, and the keyboard alone.
import { comes, is, ok, part } from './tap.mjs';
import { leave } from './browser.mjs';
import { makePdf } from './pdf.mjs';
import { startService } from './service.mjs';

const titles = new Set();

async function speaks({ browser, address }, code, direction) {
	const page = await browser.open(address, { locale: { en: 'en-GB', es: 'es-ES', zh: 'zh-CN', ar: 'ar-EG' }[code] });
	is(`${code}: is the browser's language`, await page.evaluate(() => document.documentElement.lang), code);
	is(`${code}: runs as it is read`, await page.evaluate(() => getComputedStyle(document.body).direction), direction);
	titles.add(await page.locator('h1').innerText());
	await page.locator('#to option[value=es]').waitFor({ state: 'attached' });
	is(`${code}: no text is missing`, await page.evaluate(() => [...document.querySelectorAll('body *')].filter((one) => !one.children.length && /^[a-z]+(\.[a-z]+)+$/.test(one.textContent.trim())).map((one) => one.textContent).join(' ')), '');
	ok(`${code}: nothing is wider than the window`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
	await browser.picture(page, `new-${code}`);
	await leave(page, code);
}

async function tongueIsKept({ browser, address }) {
	const page = await browser.open(address);
	await page.locator('#tongue').selectOption('ar');
	await comes('another language is chosen', () => page.evaluate(() => document.documentElement.dir === 'rtl'));
	await page.waitForLoadState('networkidle'); // what a reload interrupts is an error
	await page.reload();
	await page.locator('html[data-ready]').waitFor({ state: 'attached' });
	is('and kept', await page.evaluate(() => document.documentElement.lang), 'ar');
	await leave(page, 'another language');
}

const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+(\.\d+)?/g).slice(0, 3).reduce((sum, one) => sum + Number(one), 0));

async function darkAndLight({ browser, address }) {
	const light = await browser.open(address, { colorScheme: 'light' });
	const dark = await browser.open(address, { colorScheme: 'dark' });
	const [bright, dim] = [await background(light), await background(dark)];
	ok('light is light, dark is dark', bright > 600 && dim < 200, bright, dim);
	for (const page of [light, dark]) await page.locator('#translator-about .tag').first().waitFor();
	is('light: texts stand out from their ground', await light.evaluate(faint), '');
	is('dark: texts stand out from their ground', await dark.evaluate(faint), '');
	await browser.picture(dark, 'new-dark');
	await leave(light, 'light');
	await leave(dark, 'dark');
}

async function phone({ browser, address }) {
	const page = await browser.open(address, { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
	await page.locator('#to option[value=es]').waitFor({ state: 'attached' });
	ok('phone: nothing is wider than the window', await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
	const small = await page.evaluate(() => [...document.querySelectorAll('main button, main select')].filter((one) => one.offsetParent).map((one) => one.getBoundingClientRect()).filter(({ height }) => height < 32).length);
	is('phone: what is touched is large enough', small, 0);
	await browser.picture(page, 'new-phone');
	await leave(page, 'phone');
}

async function phoneReads({ browser, address }) {
	const page = await browser.open(address, { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
	await page.locator('#file').setInputFiles([{ name: 'small.pdf', mimeType: 'application/pdf', buffer: makePdf(2) }]);
	await page.locator('#translator option[value=pseudo]').waitFor({ state: 'attached' });
	await page.locator('#translator').selectOption('pseudo');
	await page.locator('#translate').click();
	await page.locator('#state.succeeded').waitFor();
	await page.locator('#pane-translated .sheet.ready img').first().waitFor();
	is('phone: the translation is seen alone', await page.locator('#pane-source:visible').count(), 0);
	await page.locator('#tab-source').click();
	await page.locator('#pane-source .sheet.ready img').first().waitFor();
	is('phone: or the original', await page.locator('#pane-translated:visible').count(), 0);
	ok('phone: a job is not wider than the window', await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
	ok('phone: no button is cut', await page.evaluate(() => [...document.querySelectorAll('main button')].filter((one) => one.checkVisibility()).every((one) => {
		const { left, right } = one.getBoundingClientRect();
		return left >= 0 && right <= innerWidth && right <= one.closest('section, header').getBoundingClientRect().right;
	})));
	await browser.picture(page, 'job-phone');
	await leave(page, 'phone with a job', /status of 4(04|09)/);
}

// Texts whose colour is too near to that of their ground (WCAG 2.2, 1.4.3: 4.5 to 1).
function faint() {
	const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
	const light = (parts) => parts.slice(0, 3).map((one) => one / 255).map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4).reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
	const ground = (element) => {
		for (let one = element; one; one = one.parentElement) {
			const parts = numbers(getComputedStyle(one).backgroundColor);
			if (parts[3] === undefined || parts[3] === 1) return parts;
		}
		return [255, 255, 255];
	};
	const own = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
	return [...document.querySelectorAll('body *')].filter((one) => own(one) && one.checkVisibility() && !one.closest('[disabled], option, noscript')).map((one) => {
		const [a, b] = [light(numbers(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
		return { text: one.textContent.trim().slice(0, 30), ratio: (a + 0.05) / (b + 0.05) };
	}).filter(({ ratio }) => ratio < 4.5).map(({ text, ratio }) => `${text}: ${ratio.toFixed(2)}`).join('; ');
}

// Tab until the element has the focus; it is seen that it has.
async function tabTo(page, id) {
	for (let i = 0; i < 60; i++) {
		if (await page.evaluate((wanted) => document.activeElement?.id === wanted, id)) return true;
		await page.keyboard.press('Tab');
	}
	return false;
}

async function keyboard({ browser, address }) {
	const page = await browser.open(address);
	const chooser = new Promise((resolve) => { page.once('filechooser', resolve); }); // early: the browser has to be told
	await page.locator('#to option[value=es]').waitFor({ state: 'attached' });
	await page.keyboard.press('Tab');
	ok('keyboard: first comes the way past the header', await page.evaluate(() => document.activeElement.classList.contains('skip')));
	ok('keyboard: the field for documents is reached', await tabTo(page, 'file'));
	ok('keyboard: its focus is seen', await page.evaluate(() => {
		const seen = (one) => one && getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) > 0;
		return seen(document.activeElement) || seen(document.getElementById('drop'));
	}));
	await page.keyboard.press('Space');
	await (await chooser).setFiles([{ name: 'keys.pdf', mimeType: 'application/pdf', buffer: makePdf(1) }]);
	ok('keyboard: the target is reached', await tabTo(page, 'to'));
	await page.keyboard.type('Spanish');
	ok('keyboard: the translator is reached', await tabTo(page, 'translator'));
	await page.locator('#translator option[value=pseudo]').waitFor({ state: 'attached' });
	await page.keyboard.type('pseudo');
	ok('keyboard: the button is reached', await tabTo(page, 'translate'));
	await page.keyboard.press('Enter');
	await page.waitForURL(/#\/jobs\//);
	ok('keyboard: the job has begun', true);
	await leave(page, 'keyboard');
}

export async function looks(given) {
	const { address, stop } = await startService(given.program, given.work, 'looks');
	const here = { ...given, address };
	for (const [code, direction] of [['en', 'ltr'], ['es', 'ltr'], ['zh', 'ltr'], ['ar', 'rtl']]) await part(code, () => speaks(here, code, direction));
	is('four languages say it in four ways', titles.size, 4);
	await part('another language', () => tongueIsKept(here));
	await part('light and dark', () => darkAndLight(here));
	await part('phone', () => phone(here));
	await part('phone with a job', () => phoneReads(here));
	await part('keyboard', () => keyboard(here));
	await stop();
}
