// SPDX-License-Identifier: AGPL-3.0-or-later
// What a reader does wrong, or the service, is told in a sentence; a job can be cancelled.
import { comes, is, ok, part } from './tap.mjs';
import { leave } from './browser.mjs';
import { makePdf } from './pdf.mjs';
import { startModel, startService } from './service.mjs';

const document = (name, buffer) => ({ name, mimeType: 'application/pdf', buffer });

async function noDocument({ browser, address }) {
	const page = await browser.open(address);
	await page.locator('#translate').click();
	await page.locator('#problem [role=alert]').waitFor();
	ok('without a document: is told', (await page.locator('#problem').innerText()).length > 10);
	ok('without a document: stays where it is', !page.url().includes('jobs'));
	await page.locator('#file').setInputFiles([{ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') }]);
	await page.locator('#problem', { hasText: 'notes.txt' }).waitFor();
	is('a text is not taken for a document', await page.locator('#files > li').count(), 0);
	await leave(page, 'without a document');
}

async function noPdf({ browser, address }) {
	const page = await browser.open(address);
	await page.locator('#file').setInputFiles([document('fake.pdf', Buffer.from('this is no PDF\n'.repeat(40)))]);
	await page.locator('#translate').click();
	const alert = page.locator('#problem [role=alert]');
	await alert.waitFor();
	ok('a text that is called a PDF: is told with the id of the request', await alert.locator('code.request').count() === 1, await alert.innerText());
	is('a text that is called a PDF: is still there to be taken away', await page.locator('#files > li').count(), 1);
	await browser.picture(page, 'error');
	await leave(page, 'a text that is called a PDF', /status of 4\d\d/);
}

async function withToken({ browser, program, work }) {
	const service = await startService(program, work, 'locked', { DOCTRANSLATE_API_AUTH_MODE: 'required', DOCTRANSLATE_API_AUTH_TOKEN: 'a-long-secret-word' });
	const page = await browser.open(service.address);
	const dialog = page.locator('#token-dialog');
	await dialog.waitFor();
	await page.locator('#token').fill('wrong');
	await page.keyboard.press('Enter');
	await dialog.locator('[role=alert]').waitFor();
	ok('a wrong token is told', true);
	await browser.picture(page, 'token');
	await page.locator('#token').fill('a-long-secret-word');
	await page.keyboard.press('Enter');
	await dialog.waitFor({ state: 'detached' });
	await page.locator('#to option[value=es]').waitFor({ state: 'attached' });
	ok('the right one opens', true);
	await page.reload();
	await page.locator('#to option[value=es]').waitFor({ state: 'attached' });
	is('and is kept for the tab', await dialog.count(), 0);
	ok('but nowhere else', await page.evaluate(() => !JSON.stringify(localStorage).includes('a-long-secret-word')));
	await leave(page, 'with a token', /status of 401/);
	await service.stop();
}

async function cancel({ browser, program, top, work }) {
	const model = await startModel(top, work, 'hanging', '--faults', 'hang', '--rate', '1', '--hang', '600');
	const service = await startService(program, work, 'hangs', { OPENAI_API_KEY: 'any', OPENAI_MODEL: 'test-model', OPENAI_BASE_URL: `${model}/v1`, no_proxy: '127.0.0.1' });
	const page = await browser.open(service.address);
	await page.locator('#file').setInputFiles([document('endless.pdf', makePdf(2))]);
	await page.locator('#translator option[value=openai]').waitFor({ state: 'attached' });
	await page.locator('#translator').selectOption('openai');
	await page.locator('#from').selectOption('en');
	await page.locator('#to').selectOption('es');
	await page.locator('#translator').selectOption('openai');
	await page.locator('#translate').click();
	await page.waitForURL(/#\/jobs\//);
	const id = page.url().split('/').pop();
	const state = async () => (await (await fetch(`${service.address}/v1/jobs/${id}`)).json()).state;
	await comes('a job that hangs runs', async () => await state() === 'running' || state());
	await page.locator('#cancel').click();
	const sure = page.locator('dialog[open] button[value=yes]');
	if (await sure.count()) await sure.click();
	await comes('it is canceled', async () => await state() === 'canceled' || state());
	await page.locator('#state', { hasText: /cancel/i }).waitFor();
	ok('and the page says so', true);
	is('it cannot be canceled again', await page.locator('#cancel:visible').count(), 0);
	await browser.picture(page, 'canceled');
	await leave(page, 'cancel', /status of 4(04|09)/);
	await service.stop();
}

export async function faults(given) {
	const { address, stop } = await startService(given.program, given.work, 'faults');
	await part('without a document', () => noDocument({ ...given, address }));
	await part('no PDF', () => noPdf({ ...given, address }));
	await stop();
	await part('with a token', () => withToken(given));
	await part('cancel', () => cancel(given));
}
