// SPDX-License-Identifier: AGPL-3.0-or-later
// Shows the OpenAPI document of this service and sends requests by hand.
"use strict";

const $ = (id) => document.getElementById(id);
let api;

// An element with properties, and children that are elements or texts; never HTML of a string.
function make(name, properties, ...children) {
	const element = Object.assign(document.createElement(name), properties);
	element.append(...children.flat().filter((child) => child !== null && child !== ""));
	return element;
}

function notice(text) {
	$("notice").textContent = text;
}

function authorization() {
	const token = sessionStorage.getItem("token");
	return token ? { Authorization: "Bearer " + token } : {};
}

// ---- schemas

function resolve(schema) {
	while (schema && schema.$ref)
		schema = schema.$ref.slice(2).split("/").reduce((at, part) => at[part], api);
	return schema || {};
}

function nameOf(schema) {
	if (schema.$ref)
		return schema.$ref.split("/").pop();
	if (schema.anyOf)
		return schema.anyOf.map(nameOf).join(" or ");
	if (schema.type === "array")
		return "list of " + nameOf(schema.items || {});
	return [schema.type || "anything"].flat().join(" or ");
}

function boundsOf(schema) {
	const told = [];
	const range = (low, high, unit) => {
		if (low !== undefined || high !== undefined)
			told.push(`${low ?? "…"} to ${high ?? "…"}${unit}`);
	};
	range(schema.minimum, schema.maximum, "");
	range(schema.minLength, schema.maxLength, " characters");
	range(schema.minItems, schema.maxItems, " items");
	if (schema.enum)
		told.push("one of " + schema.enum.map((word) => JSON.stringify(word)).join(", "));
	if (schema.format)
		told.push(schema.format);
	if (schema.default !== undefined)
		told.push("default " + JSON.stringify(schema.default));
	return told.length ? " · " + told.join(" · ") : "";
}

// The schema with members of its own, behind names, lists and "or null".
function objectOf(schema) {
	const own = resolve(schema);
	if (own.anyOf)
		return own.anyOf.map(objectOf).find((one) => one) || null;
	if (own.items)
		return objectOf(own.items);
	return own.properties ? own : null;
}

// Members are made when they are looked at: schemas may hold each other.
function showSchema(schema) {
	const own = resolve(schema);
	const list = make("dl", {});
	for (const [name, member] of Object.entries(own.properties || {})) {
		const required = (own.required || []).includes(name);
		list.append(make("dt", {}, make("code", {}, name), make("span", { className: "faint" },
			` ${nameOf(member)}${required ? ", always" : ""}${boundsOf(resolve(member) === member ? member : { ...resolve(member), ...member })}`)));
		const inner = objectOf(member);
		list.append(make("dd", {}, member.description || "",
			inner ? lazy(make("summary", {}, "members"), () => showSchema(inner)) : ""));
	}
	return own.properties ? list
		: make("p", { className: "faint" }, nameOf(own) + boundsOf(own));
}

function lazy(summary, fill) {
	const box = make("details", {}, summary);
	box.addEventListener("toggle", () => {
		if (box.open && box.children.length === 1)
			box.append(make("div", { className: "inside" }, fill()));
	});
	return box;
}

function exampleOf(schema) {
	const own = resolve(schema);
	if (own.default !== undefined)
		return own.default;
	if (own.anyOf)
		return exampleOf(own.anyOf[0]);
	if (own.enum)
		return own.enum[0];
	switch ([own.type].flat()[0]) {
	case "object":
		return Object.fromEntries((own.required || []).map((name) =>
			[name, exampleOf(own.properties[name])]));
	case "array":
		return own.minItems ? [exampleOf(own.items)] : [];
	case "integer":
	case "number":
		return own.minimum || 0;
	case "boolean":
		return false;
	default:
		return "";
	}
}

// ---- one operation

function showResponses(operation) {
	return Object.entries(operation.responses).map(([status, answer]) =>
		lazy(make("summary", {}, make("code", {}, status), " " + answer.description), () => {
			const parts = [];
			for (const [type, content] of Object.entries(answer.content || {})) {
				parts.push(make("p", {}, make("code", {}, type)));
				if (content.schema)
					parts.push(showSchema(content.schema));
				if (content.example !== undefined)
					parts.push(make("pre", { tabIndex: 0 },
						JSON.stringify(content.example, null, 2)));
			}
			for (const [name, header] of Object.entries(answer.headers || {}))
				parts.push(make("p", {}, make("code", {}, name), " " + header.description));
			return parts.length ? parts : make("p", {}, "no body");
		}));
}

function fieldOf(name, schema, description, required) {
	const own = resolve(schema);
	let input;
	if (own.format === "binary")
		input = make("input", { type: "file", name });
	else
		input = make("input", { type: "text", name, spellcheck: false, autocomplete: "off" });
	input.required = Boolean(required);
	return make("label", { className: "field" }, make("code", {}, name),
		make("span", { className: "faint" }, ` ${description || ""}`), input);
}

function requestOf(path, method, operation, form) {
	const headers = authorization(), query = new URLSearchParams();
	let url = path, body;
	for (const parameter of operation.parameters || []) {
		const value = form.elements.namedItem(parameter.name).value;
		if (parameter.in === "path")
			url = url.replace(`{${parameter.name}}`, encodeURIComponent(value));
		else if (value && parameter.in === "query")
			query.set(parameter.name, value);
		else if (value)
			headers[parameter.name] = value;
	}
	const content = (operation.requestBody || {}).content || {};
	if (content["application/json"]) {
		headers["Content-Type"] = "application/json";
		body = form.elements.namedItem("body").value;
	} else if (content["multipart/form-data"]) {
		body = new FormData();
		for (const name of Object.keys(resolve(content["multipart/form-data"].schema).properties)) {
			const input = form.elements.namedItem(name);
			if (input.type === "file" ? input.files.length : input.value)
				body.append(name, input.type === "file" ? input.files[0] : input.value);
		}
	}
	const search = query.toString();
	return [url.slice(1) + (search ? "?" + search : ""),
		{ method: method.toUpperCase(), headers, body }];
}

// Texts are shown as they come (events may come for minutes), files are offered.
async function showAnswer(answer, output) {
	const type = answer.headers.get("Content-Type") || "";
	let told = `${answer.status} ${answer.statusText}\n`;
	answer.headers.forEach((value, name) => { told += `${name}: ${value}\n`; });
	output.replaceChildren(make("pre", { tabIndex: 0 }, told));
	if (!answer.body)
		return;
	if (!/json|text\//.test(type)) {
		const link = make("a", { href: URL.createObjectURL(await answer.blob()) }, "Save the file");
		link.download = "answer";
		output.append(link);
		return;
	}
	const shown = output.appendChild(make("pre", { tabIndex: 0 }));
	const reader = answer.body.getReader(), decoder = new TextDecoder();
	for (let part = await reader.read(); !part.done; part = await reader.read())
		shown.append(decoder.decode(part.value, { stream: true }));
	if (type.includes("json")) {
		try {
			shown.textContent = JSON.stringify(JSON.parse(shown.textContent), null, 2);
		} catch {
			// it is shown as it came
		}
	}
}

function tryForm(path, method, operation) {
	const content = (operation.requestBody || {}).content || {};
	const form = make("form", {}), output = make("div", {});
	const stop = make("button", { type: "button", hidden: true }, "Stop");
	let running;
	for (const parameter of operation.parameters || [])
		form.append(fieldOf(parameter.name, parameter.schema, parameter.description,
			parameter.required));
	if (content["application/json"])
		form.append(make("label", { className: "field" }, "Body", make("textarea", {
			name: "body", spellcheck: false,
			value: JSON.stringify(exampleOf(content["application/json"].schema), null, 2),
		})));
	else if (content["multipart/form-data"]) {
		const schema = resolve(content["multipart/form-data"].schema);
		for (const [name, member] of Object.entries(schema.properties))
			form.append(fieldOf(name, member, member.description,
				(schema.required || []).includes(name)));
	}
	form.append(make("button", {}, "Send"), stop, output);
	stop.addEventListener("click", () => running.abort());
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		running = new AbortController();
		stop.hidden = false;
		try {
			const [url, options] = requestOf(path, method, operation, form);
			await showAnswer(await fetch(url, { ...options, signal: running.signal }), output);
		} catch (fault) {
			output.append(make("p", { role: "alert" }, String(fault)));
		}
		stop.hidden = true;
	});
	return form;
}

function showOperation(path, method, operation) {
	const inside = () => {
		const content = Object.entries((operation.requestBody || {}).content || {});
		const parts = [];
		if (operation.parameters)
			parts.push(make("h3", {}, "Parameters"), make("dl", {}, operation.parameters.map((p) => [
				make("dt", {}, make("code", {}, p.name), make("span", { className: "faint" },
					` ${p.in}, ${nameOf(p.schema)}${p.required ? ", always" : ""}${boundsOf(resolve(p.schema))}`)),
				make("dd", {}, p.description || "")]).flat()));
		if (content.length)
			parts.push(make("h3", {}, "Body"),
				make("p", {}, make("code", {}, content.map(([type]) => type).join(", "))),
				showSchema(content[0][1].schema));
		parts.push(make("h3", {}, "Answers"), ...showResponses(operation),
			make("h3", {}, "Try it"), tryForm(path, method, operation));
		return parts;
	};
	const box = lazy(make("summary", {}, make("span", { className: "method " + method }, method),
		make("code", {}, path), make("span", { className: "faint" }, " " + operation.summary)),
		inside);
	box.id = operation.operationId;
	box.dataset.words = `${method} ${path} ${operation.summary} ${operation.operationId}`.toLowerCase();
	return box;
}

// ---- all of it

function show() {
	const tags = new Map();
	for (const [path, operations] of Object.entries(api.paths))
		for (const [method, operation] of Object.entries(operations)) {
			const tag = (operation.tags || ["other"])[0];
			tags.set(tag, [...(tags.get(tag) || []), [path, method, operation]]);
		}
	$("title").textContent = api.info.title;
	$("about").textContent = `${api.info.summary || ""} · version ${api.info.version} · OpenAPI ${api.openapi}`;
	$("contents").replaceChildren();
	$("operations").replaceChildren();
	for (const [tag, list] of tags) {
		$("contents").append(make("h2", {}, tag), make("ul", {}, list.map(([path, method, o]) =>
			make("li", {}, make("a", { href: "#" + o.operationId },
				make("span", { className: "method " + method }, method), path)))));
		$("operations").append(make("section", {}, make("h2", {}, tag),
			...list.map((one) => showOperation(...one))));
	}
	$("operations").append(make("section", {}, make("h2", {}, "Schemas"),
		...Object.entries(api.components.schemas).map(([name, schema]) => {
			const box = lazy(make("summary", {}, make("code", {}, name)), () => showSchema(schema));
			box.dataset.words = name.toLowerCase();
			return box;
		})));
	goThere();
}

function goThere() {
	const box = $(decodeURIComponent(location.hash.slice(1)));
	if (box instanceof HTMLDetailsElement) {
		box.open = true;
		box.scrollIntoView();
		box.firstElementChild.focus();
	}
}

async function load() {
	notice("");
	try {
		const answer = await fetch("openapi.json", { headers: authorization() });
		if (answer.status === 401) {
			notice("This service wants a token.");
			$("token").focus();
			return;
		}
		if (!answer.ok)
			throw new Error(`${answer.status} ${answer.statusText}`);
		api = await answer.json();
	} catch (fault) {
		notice(`The document cannot be read: ${fault.message}`);
		return;
	}
	show();
}

$("access").addEventListener("submit", (event) => {
	event.preventDefault();
	sessionStorage.setItem("token", $("token").value);
	load();
});
$("find").addEventListener("input", () => {
	const wanted = $("find").value.toLowerCase();
	for (const box of document.querySelectorAll("[data-words]"))
		box.hidden = !box.dataset.words.includes(wanted);
});
document.addEventListener("keydown", (event) => {
	if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
		event.preventDefault();
		$("find").focus();
	}
});
addEventListener("hashchange", goThere);
load();
