// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests to the service, below the address of the page; faults are those of its envelope.
import { askToken, token } from './token.js';

export class Fault extends Error {
	constructor(status, code, message, request, details) {
		super(message);
		Object.assign(this, { status, code, request, details });
	}
}

export function address(path) {
	return new URL(path, document.baseURI).href;
}

export function withToken(headers = {}) {
	const secret = token();
	return secret ? { ...headers, Authorization: `Bearer ${secret}` } : headers;
}

export function faultOf(status, text, request) {
	try {
		const body = JSON.parse(text);
		if (body.error) return new Fault(status, body.error.code, body.error.message, body.request_id ?? request, body.error.details);
	} catch {
		// not of the service itself: of a proxy before it
	}
	return new Fault(status, status === 413 ? 'too_large' : 'http', '', request, null);
}

// fetch, with the token, asked for when it is missing or wrong; other faults are thrown.
export async function send(path, options = {}) {
	for (;;) {
		const before = token();
		let answer;
		try {
			answer = await fetch(address(path), { ...options, headers: withToken(options.headers), cache: options.cache ?? 'no-cache' });
		} catch (fault) {
			if (fault.name === 'AbortError') throw fault;
			throw new Fault(0, 'unreachable', '', null, null);
		}
		if (answer.ok) return answer;
		const text = await answer.text();
		if (answer.status === 401 && (await askToken(before))) continue;
		throw faultOf(answer.status, text, answer.headers.get('X-Request-ID'));
	}
}

export async function get(path, options) {
	return (await send(path, options)).json();
}

export const jobPath = (id, rest = '') => `v1/jobs/${encodeURIComponent(id)}${rest}`;
