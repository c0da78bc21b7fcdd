// SPDX-License-Identifier: AGPL-3.0-or-later
// A document from its upload to its files: progress by page, original and translation beside each
// other, the report, downloads, the history.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { comes, is, ok, part } from './tap.mjs';
import { leave } from './browser.mjs';
import { makePdf } from './pdf.mjs';
import { startModel, startService } from './service.mjs';

const document = (name, buffer) => ({ name, mimeType: 'application/pdf', buffer });

async function choose(page, translator) {
	await page.locator('#from option[value=en]').waitFor({ state: 'attached' });
	await page.locator('#from').selectOption('en');
	await page.locator('#to').selectOption('es');
	await page.locator(`#translator option[value=${translator}]`).waitFor({ state: 'attached' });
	await page.locator('#translator').selectOption(translator);
}

// Bytes of a file that a link gives.
async function download(page, selector) {
	const event = page.waitForEvent('download');
	await page.locator(selector).click();
	const file = await event;
	return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

const drawn = (page, pane) => page.locator(`#pane-${pane} .sheet.ready img:visible`).count();

async function scrolling(page) {
	const top = (pane) => page.evaluate((id) => document.getElementById(id).scrollTop, `pane-${pane}`);
	await page.locator('#pane-source').hover();
	await page.mouse.wheel(0, 900);
	await comes('the translation scrolls with the original', async () => {
		const [a, b] = [await top('source'), await top('translated')];
		return a > 300 && Math.abs(a - b) < 3 || `${a} ${b}`;
	});
	await page.locator('#pane-translated').focus();
	await page.keyboard.press('Home');
	await comes('and the original with the translation, by keys', async () => {
		const [a, b] = [await top('source'), await top('translated')];
		return a < 3 && b < 3 || `${a} ${b}`;
	});
}

// Page by page: the service that translates is slow.
async function live({ browser, program, top, work }) {
	const model = await startModel(top, work, 'slow', '--latency', '400');
	const service = await startService(program, work, 'live', { OPENAI_API_KEY: 'any', OPENAI_MODEL: 'test-model', OPENAI_BASE_URL: `${model}/v1`, no_proxy: '127.0.0.1' });
	const page = await browser.open(service.address);
	await page.locator('#file').setInputFiles([document('harbour.pdf', makePdf(6))]);
	ok('the document is listed', await page.locator('#files', { hasText: 'harbour.pdf' }).count() === 1);
	await choose(page, 'openai');
	await browser.picture(page, 'new');
	await page.locator('#translate').click();
	await page.waitForURL(/#\/jobs\//);
	await page.locator('#name', { hasText: 'harbour.pdf' }).waitFor();
	await page.locator('#pane-source .sheet').nth(5).waitFor({ state: 'attached' });
	await comes('the original is seen', async () => await drawn(page, 'source') > 0 || 'no page');
	await browser.picture(page, 'running');
	await page.locator('#state.succeeded').waitFor();
	ok('it comes to its end', true);
	await comes('all pages of the translation are there', async () => await page.locator('#pane-translated .sheet.ready').count() === 6 || 'not yet');
	await comes('and are seen', async () => await drawn(page, 'translated') > 0 || 'no page');
	await scrolling(page);
	await page.locator('#downloads a').first().waitFor();
	const mono = await download(page, '#downloads a[data-kind=mono_pdf]');
	is('the file has the name of the document', mono.name, 'harbour.es.mono.pdf');
	ok('it is a PDF', mono.bytes.subarray(0, 5).toString() === '%PDF-' && mono.bytes.length > 1000);
	await browser.picture(page, 'done');
	await leave(page, 'a translation');
	await service.stop();
}

async function reportAndHistory({ browser, address, top }) {
	const page = await browser.open(address);
	await page.locator('#tongue').waitFor();
	// by drop, as a hand would do it
	const data = await page.evaluateHandle((bytes) => {
		const transfer = new DataTransfer();
		transfer.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], 'tides.pdf', { type: 'application/pdf' }));
		return transfer;
	}, readFileSync(join(top, 'examples/sample/tides.pdf')).toString('base64'));
	for (const name of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('#drop', name, { dataTransfer: data });
	await page.locator('#files', { hasText: 'tides.pdf' }).waitFor();
	ok('a document can be dropped', true);
	await choose(page, 'pseudo');
	await page.locator('#glossary-box summary').click();
	await page.locator('#glossary').fill('tide, marea\nno translation');
	await page.locator('#glossary[aria-invalid=true]').waitFor();
	ok('a line of the glossary without a translation is told', true);
	await page.locator('#glossary').fill('tide, marea');
	await page.locator('#translate').click();
	await page.locator('#state.succeeded').waitFor();
	await page.locator('#report .figures').waitFor();
	ok('the report tells what became of the text', await page.locator('#report .figure').count() >= 2);
	const place = page.locator('#report a.place:visible').first();
	await place.click();
	await page.locator('#pane-source .spot').waitFor();
	await page.locator('#pane-translated .spot').waitFor();
	ok('a line of it leads to its place, in both panes', await page.evaluate(() => {
		const spot = document.querySelector('#pane-source .spot').getBoundingClientRect();
		const pane = document.getElementById('pane-source').getBoundingClientRect();
		return spot.top >= pane.top && spot.bottom <= pane.bottom + 1;
	}));
	await comes('the page under it is seen', async () => await drawn(page, 'source') > 0 || 'no page');
	await browser.picture(page, 'report');
	await page.locator('header nav a[href="#/history"]').click();
	await page.locator('#jobs .job-row', { hasText: 'tides.pdf' }).waitFor();
	ok('the history has it', true);
	await browser.picture(page, 'history');
	await page.locator('#jobs .job-row button').first().click();
	await page.locator('dialog[open] button[value=yes]').click();
	await comes('and forgets it when told so', async () => await page.locator('#jobs .job-row').count() === 0 || 'still there');
	await leave(page, 'report and history');
}

export async function translation(given) {
	await part('live', () => live(given));
	const { address, stop } = await startService(given.program, given.work, 'translation');
	await part('report and history', () => reportAndHistory({ ...given, address }));
	await stop();
}
