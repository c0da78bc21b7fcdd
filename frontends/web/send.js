// SPDX-License-Identifier: AGPL-3.0-or-later
// A document on its way up: XMLHttpRequest tells how much of it is there, fetch does not.
import { address, faultOf, Fault, withToken } from './api.js';
import { askToken, token } from './token.js';

function post(form, key, onshare, signal) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		const abort = () => request.abort();
		request.open('POST', address('v1/jobs'));
		for (const [name, value] of Object.entries(withToken({ 'Idempotency-Key': key }))) request.setRequestHeader(name, value);
		request.upload.onprogress = (event) => event.lengthComputable && onshare(event.loaded / event.total);
		request.onload = () => {
			if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
			else reject(faultOf(request.status, request.responseText, request.getResponseHeader('X-Request-ID')));
		};
		request.onerror = () => reject(new Fault(0, 'unreachable', '', null, null));
		request.onabort = () => reject(new DOMException('', 'AbortError'));
		signal.addEventListener('abort', abort, { once: true });
		request.onloadend = () => signal.removeEventListener('abort', abort);
		request.send(form);
	});
}

// Of random bytes: crypto.randomUUID is not there on a page that came without TLS.
function newKey() {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// The job that was made; key makes a second try of the same upload no second job.
export async function upload(file, request, onshare, signal) {
	const key = newKey();
	for (;;) {
		const before = token();
		const form = new FormData();
		form.append('translation_request', JSON.stringify(request));
		form.append('input_pdf', file, file.name);
		try {
			return await post(form, key, onshare, signal);
		} catch (fault) {
			if (fault.status !== 401 || !(await askToken(before))) throw fault;
		}
	}
}
