// SPDX-License-Identifier: AGPL-3.0-or-later
// Elements are made of data, never of text that is parsed: what documents and servers say stays text.

function put(element, key, value) {
	if (value === undefined || value === null || value === false) return;
	if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
	else if (key === 'class') element.className = value;
	else if (key === 'value' || key === 'checked' || key === 'selected') element[key] = value;
	else element.setAttribute(key, value === true ? '' : value);
}

export function h(name, attributes, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes ?? {})) put(element, key, value);
	element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
	return element;
}

const shapes = {
	upload: 'M12 16V4m0 0L7 9m5-5 5 5M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3',
	file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
	close: 'M6 6l12 12M18 6 6 18',
	check: 'M5 13l4 4L19 7',
	warning: 'M12 4 2.500 20h19zM12 10v4m0 3v.01',
	download: 'M12 4v12m0 0 5-5m-5 5-5-5M4 20h16',
	trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
	stop: 'M7 7h10v10H7z',
	plus: 'M12 5v14M5 12h14',
	minus: 'M5 12h14',
	link: 'M9 15l6-6M8 11l-2 2a4 4 0 0 0 5 5l2-2M16 13l2-2a4 4 0 0 0-5-5l-2 2',
	swap: 'M4 8h14m0 0-4-4m4 4-4 4M20 16H6m0 0 4-4m-4 4 4 4',
	key: 'M14 10a4 4 0 1 0-3.500 4L12 15.500V18h3v3h4v-4l-5.200-5.200A4 4 0 0 0 14 10z',
};

export function icon(name) {
	const space = 'http://www.w3.org/2000/svg';
	const svg = document.createElementNS(space, 'svg');
	const path = document.createElementNS(space, 'path');
	svg.setAttribute('viewBox', '0 0 24 24');
	svg.setAttribute('class', `icon icon-${name}`);
	svg.setAttribute('aria-hidden', 'true');
	path.setAttribute('d', shapes[name]);
	svg.append(path);
	return svg;
}

export function replace(element, ...children) {
	element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

// A sentence for those who hear the page.
export function announce(text) {
	const place = document.getElementById('announcer');
	if (place.textContent !== text) place.textContent = text;
}
